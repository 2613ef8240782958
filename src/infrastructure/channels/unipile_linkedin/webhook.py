"""What Unipile posts to us, in either generation: messages of both sides, changes to them, the account's health."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.ports.channels import (
    AccountChanged,
    DeliveryReport,
    Fact,
    MessageChanged,
    Noted,
    NotedOfPerson,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.unipile_linkedin.payloads import (
    ACCOUNT,
    V1,
    V2,
    ChatMessage,
    digest,
    parse_event,
)
from rejoinder.infrastructure.json_fields import inner, moment, snake_case, text
from rejoinder.infrastructure.shared_secret import check_shared_secret

TOLERANCE_S = 300
"""How far the time in a signature may lie from our clock, either way."""
STATIC_HEADERS = ("unipile-auth", "x-unipile-secret")
_LONGEST_HEADER = 1000

# Names with their dots and prefixes folded: `message.new`, `messaging.message_received`, `message_received`, ...
_WRITTEN = frozenset(
    {"message_received", "message_new", "new_message", "message_sent", "message_created", "message_create"}
)
_EDITED = frozenset({"message_edited", "message_edit", "message_updated", "message_update", "message_modified"})
_DELETED = frozenset({"message_deleted", "message_delete", "message_removed", "message_remove"})
_RELATED = frozenset(
    {"new_relation", "relation_new", "relation_request_accept", "relation_request_accepted", "connection_accepted"}
)
_NOTED = frozenset(
    {
        "message_read",
        "message_seen",
        "message_delivered",
        "message_reaction",
        "message_reaction_add",
        "message_reaction_new",
        "message_reaction_remove",
        "connection_received",
    }
)

_USABLE = frozenset(
    {"ok", "reconnected", "sync_success", "creation_success", "running", "add", "reconnect", "connected"}
)
_UNUSABLE: Mapping[str, str] = {
    "credentials": "LinkedIn signed the account out: reconnect it in Unipile.",
    "disconnected": "LinkedIn signed the account out: reconnect it in Unipile.",
    "permissions": "The account lacks permissions: reconnect it in Unipile.",
    "stopped": "Unipile has stopped the account.",
    "error": "Unipile cannot reach the account at the moment.",
    "errored": "Unipile cannot reach the account at the moment.",
    "paused": "Unipile has paused the account; the subscription may have ended.",
    "deleted": "The account was removed from Unipile.",
    "remove": "The account was removed from Unipile.",
    "removed": "The account was removed from Unipile.",
}
_PASSING = frozenset({"connecting", "initial_sync_completed", "initial_sync_started"})


class UnipileReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery proves itself by one of the connection's webhook secrets. Raises SignatureRejected.

        A signature that is there (v2) must be right and fresh, even beside a right static header (v1). Without a
        configured secret the URL's key was the proof.
        """
        secrets = tuple(secret for secret in connection.webhook_secrets if secret)
        if not secrets:
            return
        signature = request.headers.get("unipile-signature", "").strip()
        if signature:
            _check_signature(signature, request, secrets)
            return
        check_shared_secret(request, connection, *(request.headers.get(name, "").strip() for name in STATIC_HEADERS))

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """What it says, told apart by its shape. An event of another account is never taken for one of ours."""
        event = parse_event(request.body)
        account = inner(event, *ACCOUNT)
        if account:
            return _of_this_account(_account_event(account, request), text(account, "account_id"), connection)
        kind = text(event, "type", "event_type", "event")[:80]
        name = _folded(kind)
        if name.startswith("account_"):
            return _of_this_account(_account_event_by_name(event, kind, name, request), _account(event), connection)
        if name in _RELATED:
            return _of_this_account(_relation(event, kind, request), _account(event), connection)
        message = _message_of(event)
        if not kind and not (message.body is not None and message.chat and message.sender):
            raise PayloadUnreadable("Unipile's event names no type.")
        return _of_this_account(
            _message_event(event, kind or "message_received", message, request), message, connection
        )

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


# --- authenticity ---------------------------------------------------------------------------------


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _same(shown: str, secret: str) -> bool:
    return hmac.compare_digest(_bytes(shown), _bytes(secret))


def _check_signature(header: str, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
    """`t=<unix seconds>,v0=<hex>`: HMAC-SHA256 over `<t>.<raw body>`."""
    parts = [part.strip().partition("=") for part in header[:_LONGEST_HEADER].split(",")]
    stated = next((value.strip() for name, _, value in parts if name == "t"), "")
    given = [value.strip().lower() for name, _, value in parts if name == "v0" and value.strip()]
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 12) or not given:
        raise SignatureRejected("malformed-signature")
    signed = stated.encode() + b"." + request.body
    expected = (hmac.new(_bytes(secret), signed, "sha256").hexdigest() for secret in secrets)
    if not any(_same(value, right) for right in expected for value in given):
        raise SignatureRejected("wrong-signature")
    if abs(request.received_at.timestamp() - int(stated)) > TOLERANCE_S:
        raise SignatureRejected("stale-timestamp")


# --- whose event it is ----------------------------------------------------------------------------


def _account(event: Mapping[str, Any]) -> str:
    return text(event, "account_id") or text(_payload(event), "account_id")


def _of_this_account(read: ProviderEvent, stated: str | ChatMessage, connection: Connection) -> ProviderEvent:
    """The event, if it is of the connection's account.

    A v1 webhook made without `account_ids`, and every v2 endpoint, reports all accounts of the subscription: the
    others are noted and their words not taken in. An id of the other generation cannot be compared, which only a
    person can mend. Raises PayloadUnreadable.
    """
    account = stated.account if isinstance(stated, ChatMessage) else stated
    ours = connection.credentials.get("account_id", "").strip()
    if not account or not ours or account == ours:
        return read
    if is_v2_account(account) != is_v2_account(ours):
        raise PayloadUnreadable(
            "This event carries an account id of Unipile's other API generation: the connection's account_id has to be"
            " the one that its webhooks name."
        )
    return ProviderEvent(read.key, read.kind, Noted("other-account"))


def is_v2_account(account: str) -> bool:
    """v2 writes its account ids `acc_…`; v1 has no prefix."""
    return account.startswith("acc_")


# --- messages -------------------------------------------------------------------------------------


def _folded(kind: str) -> str:
    name = snake_case(kind)
    for prefix in ("messaging_", "users_", "users_relations_"):
        name = name.removeprefix(prefix)
    return name


def _message_of(event: Mapping[str, Any]) -> ChatMessage:
    """The message of an event in any of the three shapes, with the envelope's account."""
    owner = text(inner(event, "account_info"), "user_id")
    payload, nested = _payload(event), inner(event, "message")
    if payload:
        stated = {**payload, **inner(payload, "message"), "account_id": _account(event)}
        # A tool in between may have wrapped v1's event.
        generation = V1 if text(payload, "webhook_name", "account_type") or inner(payload, "account_info") else V2
        return ChatMessage.read(stated, generation, owner or _owner_in(payload))
    if nested:
        around = {name: value for name, value in event.items() if name != "message"}
        return ChatMessage.read({**around, **nested, "account_id": _account(event)}, V1, owner)
    return ChatMessage.read(event, V1, owner)


def _payload(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event that names its type is about."""
    return inner(event, "payload", "data")


def _owner_in(payload: Mapping[str, Any]) -> str:
    return text(inner(payload, "account_info", "account"), "user_id")


def _message_event(event: Mapping[str, Any], kind: str, message: ChatMessage, request: WebhookRequest) -> ProviderEvent:
    name = _folded(kind)
    own_key = text(event, "id") if _payload(event) else ""
    key = own_key or _key(name, event, message, request)
    if name in _WRITTEN:
        return ProviderEvent(key, kind, written(message))
    if name in _EDITED or name in _DELETED:
        return ProviderEvent(key, kind, _changed(event, name, message))
    if name == "message_failed":
        failed = DeliveryReport("undelivered", message.external_id, error_code="message_failed", detail=FAILED)
        return ProviderEvent(key, kind, failed)
    return ProviderEvent(key, kind, Noted(name.replace("_", "-") if name in _NOTED else f"unknown-event:{kind}"))


FAILED = "LinkedIn did not deliver the message."


def _key(name: str, event: Mapping[str, Any], message: ChatMessage, request: WebhookRequest) -> str:
    """v1 events have no id of their own. A message is itself; a change to it is told by its time and its words."""
    if name in _WRITTEN:
        return message.external_id
    if name in _EDITED:
        return f"{name}:{message.external_id}:{text(event, 'timestamp')}:{digest((message.body or '').encode())}"
    if name in _DELETED:
        return f"{name}:{message.external_id}"
    return f"{name}:{digest(request.body)}"


def written(message: ChatMessage) -> Fact:
    """What a message of a chat means to us, seen in a webhook or in a list."""
    if message.deleted:
        return MessageChanged(message.external_id, deleted=True)
    if message.chat_event:
        return Noted("chat-event")
    if message.own:
        return OwnMessageSeen(
            external_id=message.external_id,
            address=message.person,
            body=message.body or "",
            sent_at=message.at,
            conversation=message.chat,
            subject=message.subject,
        )
    if not message.sender:
        raise PayloadUnreadable("Unipile's message names nobody who wrote it.")
    inbound = message.as_inbound()
    return inbound if message.chat else Unmatched("no chat", inbound)


def _changed(event: Mapping[str, Any], name: str, message: ChatMessage) -> MessageChanged:
    """v2's envelope says when it happened; in v1 nobody has documented whose time `timestamp` is."""
    payload = _payload(event)
    at = moment(event.get("created_at")) if payload else None
    deleted = name in _DELETED or message.deleted
    return MessageChanged(message.external_id, None if deleted else message.body, deleted=deleted, at=at)


# --- people and accounts --------------------------------------------------------------------------


def _relation(event: Mapping[str, Any], kind: str, request: WebhookRequest) -> ProviderEvent:
    """Somebody accepted our invitation (LinkedIn tells hours later)."""
    places: tuple[Mapping[str, Any], ...] = (event, *_people(event))
    person = next(filter(None, (_relation_id(place) for place in places)), "")
    if not person:
        return ProviderEvent(f"{kind}:{digest(request.body)}", kind, Noted("new-relation"))
    key = text(event, "id") or f"{kind}:{person}"
    return ProviderEvent(key, kind, NotedOfPerson(person, "invitation-accepted"))


def _people(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    payload = _payload(event)
    for holder in (event, payload):
        yield from (found for name in ("user", "relation", "connection") if (found := inner(holder, name)))
    if payload:
        yield payload


def _relation_id(place: Mapping[str, Any]) -> str:
    return text(place, "user_provider_id", "provider_id", "linkedin_member_id", "member_id", "user_id")


def _account_event(account: Mapping[str, Any], request: WebhookRequest) -> ProviderEvent:
    """v1: no id and no time. Each delivery counts by itself, since the same state may come again within minutes;
    applying it twice changes nothing."""
    state = text(account, "message", "status")[:80]
    key = f"account:{state}:{request.received_at.timestamp():.6f}"
    return ProviderEvent(key, f"account {state}".strip(), _account_fact(state))


def _account_event_by_name(event: Mapping[str, Any], kind: str, name: str, request: WebhookRequest) -> ProviderEvent:
    payload = _payload(event)
    state = name.removeprefix("account_").removeprefix("status_")
    if state in ("status", "status_updated", "updated", "update"):
        state = text(payload or event, "status", "message")
    key = text(event, "id") or f"account:{state}:{request.received_at.timestamp():.6f}"
    return ProviderEvent(key, kind, _account_fact(state))


def _account_fact(state: str) -> Fact:
    known = state.strip().lower()
    if known in _USABLE:
        return AccountChanged(True, f"Unipile says {state}.")
    if known in _UNUSABLE:
        return AccountChanged(False, _UNUSABLE[known])
    if known in _PASSING:
        return Noted(f"account-{known.replace('_', '-')}")
    return AccountChanged(None, f"Unipile reports a state of the account that nobody knows: {state or 'none given'}.")
