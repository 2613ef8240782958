"""What must be known about an inbound message before, and without, any AI (promise P10, REQ-17).

`screen` reads the reply-only text and the subject, never quoted text: our own footer says "unsubscribe" too.
Three strengths:

* a *definite* withdrawal sets `opt_out` and `consent_change="withdrawn"`;
* an *ambiguous* one sets `ambiguous_opt_out`: nothing may leave automatically until a model or a person has judged it;
* everything else says nothing about consent.

A bounce is recognised by structure alone (sender, headers, provider flag): "our last proposal was rejected" is a
hot lead. The sources of the rules: reference/outbound-dashboard.md 3.2 (REQ-17 and its flaw list),
reference/reliability.md 3.6 (the words that always count, FCC 2025), providers/twilio.md, RFC 3464, RFC 3834.
"""

from rejoinder.domain.safety import english, hostility
from rejoinder.domain.safety.contact_grammar import asks_for_contact, speaks_of_contact
from rejoinder.domain.safety.findings import SafetyVerdict, Screening
from rejoinder.domain.safety.in_context import agreed_to_leave
from rejoinder.domain.safety.spelling import EVIDENCE_LIMIT
from rejoinder.domain.safety.verdict import screen

STEMS = (*english.STEMS, *hostility.STEMS)
"""Every costly pattern with the stems one of which a text must hold to be worth the search."""

__all__ = [
    "EVIDENCE_LIMIT",
    "STEMS",
    "SafetyVerdict",
    "Screening",
    "agreed_to_leave",
    "asks_for_contact",
    "screen",
    "speaks_of_contact",
]
