"""Mail that came back, known by structure alone (RFC 3464): "our last proposal was rejected" is a hot lead."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import shorten

BOUNCE_SENDER = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]?delivery(?:[-_.]?(?:subsystem|system))?|maildeliverysubsystem|"
    r"microsoftexchange[0-9a-f]{8,})(?:\+[^@]*)?(?:@|$)"
)


REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([a-z-]+)")


def bare_address(sender: str) -> str:
    tail = sender.rpartition("<")[2] if "<" in sender else sender
    return tail.strip(" \t\r\n<>\"'").lower()[:320]


_DELAY = re.compile(
    r"delayed?\b|not (?:yet )?been delivered (?:for|after)|will keep trying|still being retried|verz(?:ö|oe)ger|"
    r"retard|"
    r"retras(?:ad|o)\w*|in ritardo|atrasad\w+|vertraag|opó(?:ź|z)nion|fördröj|forsink|viiv[äa]st|zpo[žz]d|gecik|késik"
)
_FAILURE = re.compile(
    r"\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b|fail(?:ed|ure)\b|undeliverable|unzustellbar|returned|rejected|does not exist"
)


def find_bounce(inbound: Screening, headers: Mapping[str, str]) -> Finding | None:
    """RFC 3464 structure, a daemon as sender, a null return path that is no auto-reply, or the provider's word.

    A daemon that says it keeps trying has not given up. That is the one place where words count, and they only ever
    acquit.
    """
    found = _undelivered(inbound, headers)
    return None if found is not None and found.rule != "provider-bounce" and _keeps_trying(inbound) else found


def _keeps_trying(inbound: Screening) -> bool:
    said = f"{inbound.subject[:200]}\n{inbound.text[:1_000]}".lower()
    return _DELAY.search(said) is not None and _FAILURE.search(said) is None


def _undelivered(inbound: Screening, headers: Mapping[str, str]) -> Finding | None:
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
    if BOUNCE_SENDER.match(address):
        return Finding("bounce-sender", shorten(address))
    if "return-path" in headers and headers["return-path"].strip() in {"", "<>"}:
        # RFC 3834 auto-replies use the null path too; they say so.
        says = headers.get("auto-submitted", "").strip().lower()
        if not says.startswith("auto-replied") and not (report and report.group(1) == "disposition-notification"):
            return Finding("bounce-null-path", "return-path: <>")
    return None
