"""Mail that a machine wrote, known by RFC 3834 headers, the sender or the provider's flag."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.bounces import BOUNCE_SENDER, REPORT_TYPE, bare_address
from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import shorten

_ROBOT_SENDER = re.compile(
    r"^(?:[^@]{0,40}[-_.+])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|autoresponder|auto[-_.]?reply|autosvar|keine?[-_.]?antwort|"
    r"ne[-_.]?pas[-_.]?repondre|no[-_.]?responder|nao[-_.]?responda|non[-_.]?rispondere|niet[-_.]?antwoorden)(?:[-_.+][^@]{0,60})?(?:@|$)"
)

ANSWERS_BY_ITSELF = frozenset({"provider-automated", "auto-submitted", "autoreply-header"})
"""Rules whose mail a machine wrote in somebody's name, in answer to ours: no newsletter, report or invitation."""


def find_automated(inbound: Screening, headers: Mapping[str, str]) -> Finding | None:
    if inbound.provider_automated:
        return Finding("provider-automated", "")
    submitted = headers.get("auto-submitted", "").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return Finding("auto-submitted", shorten(f"auto-submitted: {submitted}"))
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-response-suppress"):
        value = headers.get(name, "").strip().lower()
        if name in headers and value not in {"no", "none", "false", "0"}:
            return Finding("autoreply-header", shorten(f"{name}: {value}"))
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in {"bulk", "auto_reply", "auto-reply", "junk", "list"}:
        return Finding("precedence-header", f"precedence: {precedence}")
    kind = headers.get("content-type", "").lower()[:1_000]
    report = REPORT_TYPE.search(kind)
    if report and report.group(1) in {"disposition-notification", "feedback-report", "delivery-status"}:
        return Finding("machine-report", shorten(kind))
    if kind.startswith("text/calendar") or "method=reply" in kind:
        return Finding("calendar-reply", shorten(kind))
    address = bare_address(inbound.sender)
    if BOUNCE_SENDER.match(address):
        return Finding("daemon-sender", shorten(address))
    if _ROBOT_SENDER.match(address):
        return Finding("robot-sender", shorten(address))
    return None
