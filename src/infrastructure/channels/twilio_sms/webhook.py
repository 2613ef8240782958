"""What Twilio posts to us: messages, and how ours fared."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import parse_qs

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    DeliveryReport,
    Fact,
    Noted,
    ProviderEvent,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.twilio_sms.errors import OPTED_OUT_CODE, explain
from rejoinder.infrastructure.channels.twilio_sms.payloads import form_pairs, media, message_sid, parse_form

_HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_PORT = re.compile(r":[0-9]+$")

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


class TwilioReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when Twilio signed this for the connection's account. Raises SignatureRejected."""
        given = request.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        if not given:
            raise SignatureRejected("missing-signature")
        content = _signed_content(request)
        algorithm = _algorithm(request.headers.get("x-twilio-webhooks-signature-settings", ""))
        expected = (
            b64encode(hmac.new(key, url + content, algorithm).digest())
            for key in _keys(connection)
            for url in _spellings(request.url)
        )
        if not any(hmac.compare_digest(signature, given) for signature in expected):
            raise SignatureRejected("wrong-signature")
        _check_account(request, connection)

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """A message or a report; the content decides, so that a wrongly entered URL loses nothing."""
        if not _is_form(request):
            raise PayloadUnreadable("Twilio's message webhooks are forms; this is something else.")
        form = parse_form(request.body)
        sid = message_sid(form)
        status = (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
        if status in _INBOUND:
            return ProviderEvent(sid, "incoming message", _message(form, sid))
        return ProviderEvent(f"{sid}:{status}", f"message {status}", _report(form, sid, status, request))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """TwiML that says nothing: the answer, if any, leaves as a message of its own."""
        body = b"" if request.subpath == "status" else b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
        return WebhookAnswer(body, "text/xml")


# --- authenticity ---------------------------------------------------------------------------------


def _keys(connection: Connection) -> Iterator[bytes]:
    """The auth token, and the webhook secrets: a token being rotated, or a shared signing key."""
    for key in (connection.credentials.get("auth_token", ""), *connection.webhook_secrets):
        if key:
            yield key.encode("utf-8", "replace")


def _algorithm(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            wanted = value.strip().upper()
            if wanted not in _HASHES:
                raise SignatureRejected("unknown-algorithm")
            return _HASHES[wanted]
    return _HASHES["HMAC_SHA1"]


def _spellings(url: str) -> tuple[bytes, ...]:
    """The URL with and without its port: Twilio signs either."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    cut = min((index for index in (rest.find("/"), rest.find("?")) if index >= 0), default=len(rest))
    place, path = rest[:cut], rest[cut:]
    bare = _PORT.sub("", place)
    ported = place if bare != place else f"{place}:{443 if scheme == 'https' else 80}"
    return tuple(f"{scheme}://{spelling}{path}".encode("utf-8", "replace") for spelling in (bare, ported))


def _is_form(request: WebhookRequest) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == "application/x-www-form-urlencoded"


def _signed_content(request: WebhookRequest) -> bytes:
    """What follows the URL in the signed string. Raises SignatureRejected for a body that nothing signs."""
    if _is_form(request):
        # Sorted as bytes, which for UTF-8 is the order of code points; equal values of one name count once.
        return b"".join(name + value for name, value in sorted(set(form_pairs(request.body))))
    if not request.body:
        return b""
    query = request.url.partition("#")[0].partition("?")[2]
    stated = parse_qs(query).get("bodySHA256", [""])[0]
    if not stated:
        raise SignatureRejected("unsigned-body")
    if not hmac.compare_digest(
        hashlib.sha256(request.body).hexdigest().encode(), stated.lower().encode("utf-8", "replace")
    ):
        raise SignatureRejected("wrong-body-hash")
    return b""


def _check_account(request: WebhookRequest, connection: Connection) -> None:
    """A form that names an account names ours; the token may sign for more than one."""
    ours = connection.credentials.get("account_sid", "").encode("utf-8", "replace")
    if _is_form(request):
        for name, value in form_pairs(request.body):
            if name == b"AccountSid" and not hmac.compare_digest(value, ours):
                raise SignatureRejected("wrong-account")


# --- meaning --------------------------------------------------------------------------------------


def _message(form: dict[str, str], sid: str) -> InboundMessage:
    sender = _address(form.get("From", ""))
    if not sender:
        raise PayloadUnreadable("The message has no sender.")
    service = form.get("MessagingServiceSid", "")
    keyword = form.get("OptOutType", "").upper()
    return InboundMessage(
        external_id=sid,
        medium=Medium.SMS,
        sender=sender,
        recipient=_address(form.get("To", "")),
        body=strip_unstorable(form.get("Body", "")).rstrip(),
        media=media(form),
        provider_opt_out=keyword if keyword in ("STOP", "START", "HELP") else None,
        reply_handle={"messaging_service_sid": strip_unstorable(service)} if service else {},
    )


def _address(value: str) -> str:
    return strip_unstorable(value).strip()


def _report(form: dict[str, str], sid: str, status: str, request: WebhookRequest) -> Fact:
    if status not in _REPORTED:
        return Noted(f"message-{strip_unstorable(status)[:40]}")
    code = strip_unstorable(form.get("ErrorCode", ""))[:20]
    return DeliveryReport(
        status=_REPORTED[status],
        provider_message_id=sid,
        send_id=strip_unstorable(request.query.get("send", ""))[:100],
        error_code=code if code != "0" else "",
        detail=explain(code),
        opted_out=code == OPTED_OUT_CODE,
    )
