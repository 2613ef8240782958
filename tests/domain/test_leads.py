"""Whether somebody wants to hear from us, and on which medium."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rejoinder.domain.leads import Consent, ConsentState
from rejoinder.domain.messages import Medium
from tests.builders import a_lead, withdrawn
from tests.fakes.clock import MONDAY

SMS, EMAIL = Medium.SMS, Medium.EMAIL
LATER = MONDAY + timedelta(hours=1)


def granted(at: object = LATER) -> Consent:
    return Consent(ConsentState.GRANTED, at, "START")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("consent", "from_sms", "from_everything"),
    [
        ({}, False, False),
        (withdrawn(SMS), True, True),
        (withdrawn(EMAIL), False, True),
        ({**withdrawn(EMAIL), SMS: granted()}, False, False),
        ({**withdrawn(EMAIL), SMS: granted(MONDAY - timedelta(hours=1))}, False, True),
        ({**withdrawn(EMAIL), SMS: granted(MONDAY)}, False, True),
        ({**withdrawn(EMAIL), SMS: granted(None)}, False, True),
        ({**withdrawn(EMAIL), Medium.LINKEDIN: granted()}, False, True),
    ],
    ids=[
        "nothing said",
        "here",
        "elsewhere",
        "in again since",
        "in before",
        "same moment",
        "no moment",
        "in elsewhere",
    ],
)
def test_an_opt_out_on_any_medium_counts_where_the_workspace_says_so(
    consent: dict[Medium, Consent], from_sms: bool, from_everything: bool
) -> None:
    lead = a_lead(consent=consent)

    assert lead.has_opted_out(SMS, "channel") is from_sms
    assert lead.has_opted_out(SMS, "all") is from_everything
