# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Mail that came back, known by structure alone (RFC 3464): "our last proposal was rejected" is a hot lead."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import Text, shorten

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


_REPORT_HEAD = 8_000
_RETURNED_SUBJECT = re.compile(
    r"^\W*(?:undeliver(?:able|ed)\b|mail delivery (?:failed|failure|system)|delivery (?:status notification|has failed|failure|failed|incomplete|delayed)|"
    r"returned mail|failure notice|message (?:undeliverable|not delivered|delivery)|warning: (?:could not send|message)|"
    r"unzustellbar|nicht zustellbar|zustellung|non remis|non distribu|impossible de remettre|no se puede entregar|no entregado|mensaje devuelto|"
    r"mancat[ao] (?:consegna|recapito)|impossibile recapitare|nao (?:entregue|foi possivel)|onbestelbaar|niet bezorgd|niedostarcz)"
)
_RETURNED_FOR_GOOD = re.compile(
    r"(?<![\w.])5\.\d{1,3}\.\d{1,3}(?![\w.])|(?<!\w)55[0-4][ :-]|(?:final-recipient|diagnostic-code)\s*:|"
    r"user unknown|recipient (?:address )?rejected|address (?:couldn't be found|not found)|recipient not found"
)
_RETURNED_FOR_NOW = re.compile(r"(?<![\w.])4\.\d{1,3}\.\d{1,3}(?![\w.])|will (?:be )?retr|temporary problem|delayed")
_REPORT_FIELDS = tuple(
    re.compile(rf"(?:^|\n)\W*{field}\s*:\s*{value}")
    for field, value in (
        ("(?:reporting-mta|final-recipient|original-recipient)", "(?:dns|rfc822)"),
        ("action", "failed"),
        ("(?:status|diagnostic-code)", r"(?:smtp\W+)?5\d?\d?\W"),
    )
)


def find_returned(inbound: Screening, text: Text, subject: Text) -> Finding | None:
    """The form that mail servers write, under whatever address: providers attribute what comes back to the lead, and
    hand over neither headers nor the daemon's name. Two signs: the subject and a reason, or the fields of a report."""
    if inbound.medium != "email":
        return None
    head = text.folded[:_REPORT_HEAD]
    if found := _RETURNED_SUBJECT.match(subject.folded):
        if _RETURNED_FOR_GOOD.search(head):
            return Finding("bounce-form", subject.cut(*found.span()))
        if _RETURNED_FOR_NOW.search(head):
            return Finding("delay-notice", subject.cut(*found.span()))
    fields = [field.search(head) for field in _REPORT_FIELDS]
    first = fields[0]
    if first is not None and all(fields):
        return Finding("bounce-form", text.cut(*first.span()))
    return None
