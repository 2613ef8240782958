"""What Calendly posts to us: seats in meetings that were taken, given up, moved or left empty."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from rejoinder.domain.contacts import normalise_email
from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.ports.channels import MeetingChanged, Noted, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.calendly.payloads import invitee_of, parse_event, text, uri
from rejoinder.infrastructure.json_fields import flag, inner, moment, snake_case

TOLERANCE_S = 180
"""How old Calendly's own documentation lets a signature become."""

_CHANGES = {
    "invitee_created": "booked",
    "invitee_canceled": "canceled",
    "invitee_cancelled": "canceled",
    "invitee_no_show_created": "no-show",
    "invitee_no_show_deleted": "no-show-withdrawn",
}
_SECONDS = re.compile(r"[0-9]{1,12}")


class CalendlyReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when one of the connection's webhook secrets signed this, at most three minutes ago.

        Calendly leaves the signature out where a subscription has no signing key: such deliveries are refused.
        """
        secrets = [secret for secret in connection.webhook_secrets if secret]
        if not secrets:
            raise SignatureRejected("no-webhook-secret")
        stated = request.headers.get("calendly-webhook-signature", "")
        if not stated.strip():
            raise SignatureRejected("missing-signature")
        parts = [part.strip().partition("=") for part in stated.split(",")]
        times = [value for name, _, value in parts if name == "t"]
        given = [value.encode("utf-8", "replace") for name, _, value in parts if name == "v1" and value]
        if len(times) != 1 or not _SECONDS.fullmatch(times[0]) or not given:
            raise SignatureRejected("bad-signature")
        if abs(request.received_at.timestamp() - int(times[0])) > TOLERANCE_S:
            raise SignatureRejected("stale-timestamp")
        signed = times[0].encode() + b"." + request.body
        expected = [hmac.new(s.encode("utf-8", "replace"), signed, "sha256").hexdigest().encode() for s in secrets]
        if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given):
            raise SignatureRejected("wrong-signature")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        event = parse_event(request.body)
        kind = text(event, "event")[:80]
        payload = invitee_of(event)
        if snake_case(kind) in _CHANGES:
            return _change(kind, payload, event)
        if not kind:
            raise PayloadUnreadable("Calendly's event names no type.")
        key = uri(payload, "uri") or hashlib.sha256(request.body).hexdigest()
        known = kind == "routing_form_submission.created"
        return ProviderEvent(_key(kind, key), kind, Noted(kind if known else f"unknown-event:{kind}"))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


def _key(kind: str, reference: str) -> str:
    whole = f"{kind}:{reference}"
    return whole if len(whole) <= 400 else f"{kind}:{hashlib.sha256(reference.encode()).hexdigest()}"


def _change(kind: str, payload: Mapping[str, Any], event: Mapping[str, Any]) -> ProviderEvent:
    seat = text(payload, "uri", "uuid")
    if not seat:
        raise PayloadUnreadable("Calendly's event names no invitee.")
    meeting = inner(payload, "scheduled_event") or inner(payload, "event")
    replaces, replaced_by = uri(payload, "old_invitee"), uri(payload, "new_invitee")
    fact = MeetingChanged(
        change=_CHANGES[snake_case(kind)],
        meeting_id=seat,
        event_id=uri(payload, "event") or text(meeting, "uri"),
        email=normalise_email(text(payload, "email")),
        name=text(payload, "name") or " ".join(filter(None, (text(payload, "first_name"), text(payload, "last_name")))),
        title=text(meeting, "name"),
        starts_at=moment(text(meeting, "start_time")),
        ends_at=moment(text(meeting, "end_time")),
        timezone=text(payload, "timezone"),
        place=text(inner(meeting, "location"), "join_url", "location") or text(meeting, "location"),
        lead_hint=text(inner(payload, "tracking"), "utm_content"),
        replaces=replaces,
        replaced_by=replaced_by,
        moved=flag(payload, "rescheduled") is True or bool(replaces or replaced_by),
        reason=text(inner(payload, "cancellation"), "reason")[:500],
        at=moment(text(event, "created_at")) or moment(text(payload, "updated_at", "created_at")),
        calendar_id=uri(meeting, "event_type"),
        slot_hint=text(inner(payload, "tracking"), "utm_term"),
    )
    # Marked absent, unmarked and marked again are three events of one seat, which only the mark's own id tells apart.
    mark = text(inner(payload, "no_show"), "uri") if "no_show" in kind else ""
    return ProviderEvent(_key(kind, f"{seat}#{mark}" if mark else seat), kind, fact)
