"""What a simulated person writes: one JSON object on the real webhook route."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rejoinder.domain.contacts import normalise_email, strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import DeliveryReport, OwnMessageSeen, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.sends import SendState
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.sandbox.faults import parse_faults
from rejoinder.infrastructure.html_text import MailText, mail_text
from rejoinder.infrastructure.http import decode_json

# Whom simulated people write to when they do not say.
_OURS = {
    Medium.SMS: "+12025550100",
    Medium.VOICE: "+12025550100",
    Medium.EMAIL: "team@sandbox.example",
    Medium.LINKEDIN: "sandbox-team",
}


class SandboxReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns always: only who knows the key in the URL gets here."""

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """A person's message; with `"delivered": "<id>"` the receipt for one of ours; with `"echo": true` one that
        somebody of ours wrote elsewhere.

        Without an `id` the same bytes are the same message.
        """
        stated = _object(request.body)
        if arrived := _text(stated, "delivered"):
            report = DeliveryReport(SendState.DELIVERED, arrived)
            return ProviderEvent(f"{arrived}-delivered", "simulated receipt", report)
        medium = _medium(stated)
        own_id = _text(stated, "id") or f"sandbox-{hashlib.sha256(request.body).hexdigest()[:32]}"
        person = _address(stated, "from", medium)
        if not person:
            raise PayloadUnreadable("A simulated message says in 'from' who writes.")
        if stated.get("echo") is True:
            echo = OwnMessageSeen(
                external_id=own_id,
                address=person,
                body=_text(stated, "body"),
                sent_at=_moment(stated),
                conversation=_text(stated, "conversation"),
                subject=_text(stated, "subject"),
            )
            return ProviderEvent(own_id, "simulated echo", echo)
        return ProviderEvent(own_id, "simulated message", _message(stated, medium, own_id, person))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def _message(stated: Mapping[str, Any], medium: Medium, own_id: str, person: str) -> InboundMessage:
    plain, html = _text(stated, "body"), _text(stated, "html")
    # Only mail has two views: whoever texts markup has texted these characters.
    written = mail_text(plain, html) if medium is Medium.EMAIL else MailText(plain, html, None, "")
    faults = _faults(stated)
    return InboundMessage(
        external_id=own_id,
        medium=medium,
        sender=person,
        recipient=_address(stated, "to", medium) or _OURS[medium],
        body=written.body,
        sent_at=_moment(stated),
        sender_name=_text(stated, "name"),
        subject=_text(stated, "subject"),
        html=written.html,
        reply_text=written.reply_text,
        quoted_text=written.quoted_text,
        cut_flags=written.flags,
        conversation=_text(stated, "conversation"),
        reply_handle={"faults": list(faults)} if faults else {},
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        stated = decode_json(body)
    except ValueError:
        raise PayloadUnreadable("A simulated message is JSON.") from None
    if not isinstance(stated, dict):
        raise PayloadUnreadable("A simulated message is one JSON object.")
    return stated


def _medium(stated: Mapping[str, Any]) -> Medium:
    try:
        return Medium(_text(stated, "medium") or Medium.SMS)
    except ValueError:
        raise PayloadUnreadable(f"A simulated message's 'medium' is one of {', '.join(Medium)}.") from None


def _text(stated: Mapping[str, Any], name: str) -> str:
    value = stated.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PayloadUnreadable(f"A simulated message's '{name}' is a text.")
    return strip_unstorable(value).strip()


def _address(stated: Mapping[str, Any], name: str, medium: Medium) -> str:
    address = _text(stated, name)
    return normalise_email(address) if medium is Medium.EMAIL else address


def _moment(stated: Mapping[str, Any]) -> datetime | None:
    value = _text(stated, "at")
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise PayloadUnreadable("A simulated message's 'at' is a time in ISO 8601.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _faults(stated: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        return tuple(str(fault) for fault in parse_faults(stated.get("faults") or ()))
    except ValueError as error:
        raise PayloadUnreadable(f"A simulated message asks for an unknown fault: {error}.") from None
