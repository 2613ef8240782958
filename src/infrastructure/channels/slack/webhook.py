"""What Slack posts to us: pressed buttons, filled-in forms, and the question whether this address is ours."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.ports.channels import DecisionPressed, Noted, ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.slack.cards import EDIT_FORM
from rejoinder.infrastructure.channels.slack.payloads import bound_to, inner, parse_payload, text, typed_text

TOLERANCE_S = 300
_SECONDS = re.compile(r"[0-9]{1,12}")

_BUTTONS = {
    "draft.approve": "approve",
    "draft.reject": "reject",
    "draft.edit": "edit",
    "draft.regenerate": "regenerate",
}


class SlackReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when one of the connection's webhook secrets signed the raw body within five minutes.

        Raises SignatureRejected for everything else, a timestamp that is no number included.
        """
        secrets = [secret for secret in connection.webhook_secrets if secret]
        if not secrets:
            raise SignatureRejected("no-webhook-secret")
        given = request.headers.get("x-slack-signature", "").strip().encode("utf-8", "replace")
        at = request.headers.get("x-slack-request-timestamp", "").strip()
        if not given or not at:
            raise SignatureRejected("missing-signature")
        if not _SECONDS.fullmatch(at):
            raise SignatureRejected("bad-signature")
        if abs(request.received_at.timestamp() - int(at)) > TOLERANCE_S:
            raise SignatureRejected("stale-timestamp")
        signed = b"v0:" + at.encode() + b":" + request.body
        keys = (secret.encode("utf-8", "replace") for secret in secrets)
        expected = (b"v0=" + hmac.new(key, signed, "sha256").hexdigest().encode() for key in keys)
        if not any(hmac.compare_digest(ours, given) for ours in expected):
            raise SignatureRejected("wrong-signature")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        payload = parse_payload(request.body)
        kind = text(payload, "type")[:80]
        match kind:
            case "block_actions":
                return _pressed(payload, kind, request.body)
            case "view_submission":
                return _submitted(payload, kind, request.body)
            case "event_callback":
                return _event(payload, kind, request.body)
            case "url_verification":
                return ProviderEvent(f"{kind}:{_hash(request.body)}", kind, Noted("address-confirmed"))
            case "":
                raise PayloadUnreadable("Slack's payload names no type.")
            case _:
                return ProviderEvent(f"{kind}:{_hash(request.body)}", kind, Noted(f"not-used:{kind}"))

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """The challenge where Slack asks for it, nothing for buttons and forms (Slack would show anything else as a
        message or an error)."""
        try:
            payload = parse_payload(request.body)
        except PayloadUnreadable:
            return WebhookAnswer(b"", "text/plain")
        challenge = text(payload, "challenge")
        if text(payload, "type") == "url_verification" and challenge:
            return WebhookAnswer(challenge.encode(), "text/plain")
        if text(payload, "type") == "event_callback":
            return WebhookAnswer(b'{"success": true}', "application/json")
        return WebhookAnswer(b"", "text/plain")


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _key(kind: str, *parts: str, body: bytes) -> str:
    """From what tells two events apart; from the bytes where Slack left out a part of that."""
    whole = ":".join((kind, *parts)) if all(parts) else f"{kind}:{_hash(body)}"
    return whole if len(whole) <= 400 else f"{kind}:{_hash(whole.encode())}"


def _pressed(payload: Mapping[str, Any], kind: str, body: bytes) -> ProviderEvent:
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    name = text(action, "action_id")
    if not name:
        raise PayloadUnreadable("Slack's block_actions names no action.")
    container, user = inner(payload, "container"), inner(payload, "user")
    message = text(container, "message_ts") or text(inner(payload, "message"), "ts") or text(container, "view_id")
    team = text(inner(payload, "team"), "id") or text(user, "team_id")
    # The person is part of it, so that two of them in the same microsecond are two.
    key = _key(kind, team, message, name, text(action, "action_ts"), text(user, "id"), body=body)
    bound = bound_to(_carried(action))
    if name not in _BUTTONS or bound is None:
        return ProviderEvent(key, kind, Noted(f"button-of-nobody:{name[:80]}"))
    place = text(container, "channel_id") or text(inner(payload, "channel"), "id")
    pressed = DecisionPressed(
        decision=_BUTTONS[name],
        draft_id=bound[0],
        version=bound[1],
        digest=bound[2],
        person=text(user, "id"),
        person_name=text(user, "name", "username"),
        place=f"{place}:{message}",
        answer_url=text(payload, "response_url"),
        trigger=text(payload, "trigger_id"),
    )
    return ProviderEvent(key, kind, pressed)


def _carried(action: Mapping[str, Any]) -> str:
    """A button's value, or that of the entry chosen from a menu."""
    return text(action, "value") or text(inner(action, "selected_option"), "value")


def _submitted(payload: Mapping[str, Any], kind: str, body: bytes) -> ProviderEvent:
    view, user = inner(payload, "view"), inner(payload, "user")
    key = _key(kind, text(view, "id"), text(view, "hash"), body=body)
    form, bound = text(view, "callback_id"), bound_to(text(view, "private_metadata"))
    if form != EDIT_FORM or bound is None:
        return ProviderEvent(key, kind, Noted(f"form-of-nobody:{form[:80]}"))
    typed = typed_text(view)
    if not typed:
        raise PayloadUnreadable("The form came back without a text.")
    submitted = DecisionPressed(
        decision="edit-and-approve",
        draft_id=bound[0],
        version=bound[1],
        digest=bound[2],
        person=text(user, "id"),
        person_name=text(user, "name", "username"),
        body=typed,
        trigger=text(payload, "trigger_id"),
    )
    return ProviderEvent(key, kind, submitted)


def _event(payload: Mapping[str, Any], kind: str, body: bytes) -> ProviderEvent:
    """The Events API repeats an event under its id, and says so in X-Slack-Retry-Num."""
    key = _key(kind, text(payload, "event_id"), body=body)
    return ProviderEvent(key, kind, Noted(f"not-used:{text(inner(payload, 'event'), 'type')[:80]}"))
