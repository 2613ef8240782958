"""Mail that came back, known by structure alone (RFC 3464): "our last proposal was rejected" is a hot lead."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import shorten

_BOUNCE_SENDER = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]?delivery(?:[-_.]?(?:subsystem|system))?|maildeliverysubsystem|"
    r"microsoftexchange[0-9a-f]{8,})(?:\+[^@]*)?(?:@|$)"
)


REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([a-z-]+)")


def bare_address(sender: str) -> str:
    tail = sender.rpartition("<")[2] if "<" in sender else sender
    return tail.strip(" \t\r\n<>\"'").lower()[:320]


def find_bounce(inbound: Screening, headers: Mapping[str, str]) -> Finding | None:
    """RFC 3464 structure, a daemon as sender, a null return path that is no auto-reply, or the provider's word."""
    if inbound.provider_bounce:
        return Finding("provider-bounce", "")
    kind = headers.get("content-type", "").lower()[:1_000]
    report = REPORT_TYPE.search(kind)
    if (report and report.group(1) == "delivery-status") or kind.startswith("message/delivery-status"):
        return Finding("bounce-report", shorten(kind))
    for name in ("x-failed-recipients", "x-ms-exchange-message-is-ndr"):
        if name in headers:
            return Finding("bounce-header", shorten(f"{name}: {headers[name]}"))
    address = bare_address(inbound.sender)
    if _BOUNCE_SENDER.match(address):
        return Finding("bounce-sender", shorten(address))
    if "return-path" in headers and headers["return-path"].strip() in {"", "<>"}:
        # RFC 3834 auto-replies use the null path too; they say so.
        says = headers.get("auto-submitted", "").strip().lower()
        if not says.startswith("auto-replied") and not (report and report.group(1) == "disposition-notification"):
            return Finding("bounce-null-path", "return-path: <>")
    return None
