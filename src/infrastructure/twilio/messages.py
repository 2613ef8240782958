"""What a form about a text says: somebody wrote, or how one of ours fared."""

from __future__ import annotations

from collections.abc import Mapping

from rejoinder.domain.contacts import normalise_phone, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import DeliveryReport, Fact, Noted, ProviderEvent, WebhookRequest
from rejoinder.infrastructure.twilio.errors import OPTED_OUT_CODE, explain
from rejoinder.infrastructure.twilio.payloads import media, message_sid

# Statuses that say something about the way of a message; the rest only say that Twilio is at work.
_REPORTED = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "canceled": "undelivered",
}
_INBOUND = frozenset({"", "received", "receiving"})


def text_event(form: Mapping[str, str], request: WebhookRequest) -> ProviderEvent:
    """A message or a report; the content decides, so that a wrongly entered URL loses nothing.

    Raises PayloadUnreadable.
    """
    sid = message_sid(form)
    status = (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
    if status in _INBOUND:
        return ProviderEvent(sid, "incoming message", _message(form, sid))
    return ProviderEvent(f"{sid}:{status}", f"message {status}", _report(form, sid, status, request))


def _message(form: Mapping[str, str], sid: str) -> InboundMessage:
    sender = address(form.get("From", ""))
    if not sender:
        raise PayloadUnreadable("The message has no sender.")
    service = form.get("MessagingServiceSid", "")
    keyword = form.get("OptOutType", "").upper()
    return InboundMessage(
        external_id=sid,
        medium=Medium.SMS,
        sender=sender,
        recipient=address(form.get("To", "")),
        body=strip_unstorable(form.get("Body", "")).rstrip(),
        media=media(form),
        provider_opt_out=keyword if keyword in ("STOP", "START", "HELP") else None,
        reply_handle={"messaging_service_sid": strip_unstorable(service)} if service else {},
    )


def address(value: str) -> str:
    """A number or a short code as Twilio states it, fit to be stored."""
    bare = strip_unstorable(value)
    # A plus that was not escaped in a form arrives as a blank.
    plain = f"+{bare.strip()}" if bare[:1] == " " and bare.strip().isdigit() else bare.strip()
    return normalise_phone(plain) if plain[:1] in ("+", "0") and normalise_phone(plain) else plain


def _report(form: Mapping[str, str], sid: str, status: str, request: WebhookRequest) -> Fact:
    if status not in _REPORTED:
        return Noted(f"message-{strip_unstorable(status)[:40]}")
    code = strip_unstorable(form.get("ErrorCode", ""))[:20]
    return DeliveryReport(
        status=_REPORTED[status],
        provider_message_id=sid,
        our_address=address(form.get("From", "")),
        send_id=strip_unstorable(request.query.get("send", ""))[:100],
        error_code=code if code != "0" else "",
        detail=explain(code),
        opted_out=code == OPTED_OUT_CODE,
    )
