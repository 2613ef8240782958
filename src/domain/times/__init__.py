"""When: which offered slot a person took, which times they propose, until when they put us off, when they are back."""

from rejoinder.domain.times.acceptance import accepted_slot
from rejoinder.domain.times.model import Acceptance, Moment, Offer, Precision, Times, Unresolved
from rejoinder.domain.times.reading import read_times

__all__ = [
    "Acceptance",
    "Moment",
    "Offer",
    "Precision",
    "Times",
    "Unresolved",
    "accepted_slot",
    "read_times",
]
