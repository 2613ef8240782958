"""Why Vapi says that a call ended, in our words. 627 reasons are documented and more will come: patterns, no list."""

from __future__ import annotations

import re

from rejoinder.domain.calls import Ending

# First match wins. The grouping is ours (reference/voice-and-sms.md B14.3); the values are Vapi's OpenAPI's.
_PATTERNS: tuple[tuple[Ending, str], ...] = (
    (Ending.CANCELLED, r"manually-canceled|(scheduled-)?call-deleted|.*microphone-permission"),
    (Ending.TRANSFERRED, r"assistant-forwarded-call|.*returned-forwarding-phone-number|.*hook-executed-transfer"),
    (Ending.IN_TRANSFER, r"customer-ended-call-.*transfer.*"),
    (Ending.SILENCE, r".*silence-timed-out"),
    (Ending.UNANSWERED, r"customer-busy|customer-did-not-answer|voicemail|.*customer-misdialed|vonage-rejected"),
    (Ending.FAULT, r"(pipeline-|call[.-]start|assistant-(request|not)-|worker-|phone-call-provider-).*"),
    (Ending.FAULT, r".*(error|fault|failed|not-found|not-valid|disconnected|join-timed-out|shutdown).*"),
    (Ending.FAULT, r"call\.forwarding\..*"),
    (Ending.ASSISTANT, r"assistant-(ended-call|said-end-call-phrase).*|exceeded-max-duration|.*hook-executed-.*"),
    (Ending.CALLER, r"customer-ended-call.*|vonage-completed|.*-completed-call|.*caller-hungup.*"),
)
_COMPILED = tuple((ending, re.compile(pattern)) for ending, pattern in _PATTERNS)


def ending_of(reason: str) -> Ending:
    """The class of an ended reason; UNKNOWN for one that no pattern knows."""
    spelled = reason.strip().lower().replace("_", "-")
    return next((ending for ending, pattern in _COMPILED if pattern.fullmatch(spelled)), Ending.UNKNOWN)
