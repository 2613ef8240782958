"""What is learned about a person, and where it was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FactKind(StrEnum):
    PHONE = "phone"
    """E.164."""
    EMAIL = "email"
    LINKEDIN = "linkedin"
    """The address of a profile; a company's page is none."""
    SCHEDULING_LINK = "scheduling-link"
    """Where the person lets others book a time with them."""
    NAME = "name"
    TIMEZONE = "timezone"
    """An IANA zone."""
    DELEGATE = "delegate"
    """Somebody else to turn to: their e-mail address, else their number, else their name. `detail` has all three."""


class FactSource(StrEnum):
    """Who said it."""

    MESSAGE = "message"
    ENRICHMENT = "enrichment"
    PERSON = "person"
    """One of our people typed it in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that one message, or one provider, says about a lead."""

    kind: FactKind
    value: str
    """In one spelling."""
    confidence: float
    """0 to 1. Below `WORTH_KEEPING` nothing is stored."""
    rule: str
    """What recognised it."""
    part: str
    """`reply`, `signature` or `sender`; of an enrichment the provider."""
    evidence: str
    """The words around it, at most 160 characters."""
    detail: Mapping[str, str] = field(default_factory=dict)


ENRICHABLE = ("phone", "email", "linkedin")
"""The kinds that an enrichment provider can be asked for."""
WORTH_KEEPING = 0.5
EVIDENCE_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact came from."""

    source: FactSource
    message_id: str | None = None
    reference: str = ""
    """Of an enrichment the question's id."""
