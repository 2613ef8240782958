"""What HighLevel posts to us, on its two ways: signed marketplace events, and a workflow's own webhook."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected
from rejoinder.domain.ports.channels import ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms import marketplace, workflow
from rejoinder.infrastructure.channels.ghl_sms.payloads import custom_data, find, inner, parse_event, token
from rejoinder.infrastructure.shared_secret import check_shared_secret, is_one_of

PUBLIC_KEY = "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg="
"""HighLevel's key for every app (providers/ghl.md, seen twice); a connection may name another one."""

_RAW_KEY = 32


class GhlReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when HighLevel signed these bytes, or when the workflow shows the connection's secret.

        A signature that is there must be right, whatever secret stands beside it. A marketplace event without one is
        refused unless the secret vouches for it. Without a configured secret the URL's key is a workflow's only proof.
        Raises SignatureRejected. The retired `X-WH-Signature` is not read.
        """
        signature = marketplace.signature_of(request)
        if signature:
            _check_signature(signature, request.body, connection)
            return
        check_shared_secret(request, connection)
        if not any(connection.webhook_secrets) and _claims_to_be_signed(request):
            raise SignatureRejected("missing-signature")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """The content decides which of the two it is, so that a wrongly entered URL loses nothing."""
        event = parse_event(request.body)
        _check_location(event, connection)
        if marketplace.is_event(event):
            return marketplace.read(event, request)
        return workflow.read(event, request, connection)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


# --- authenticity -------------------------------------------------------------------------------------------------


def _check_signature(signature: str, body: bytes, connection: Connection) -> None:
    key = _public_key(connection.credentials.get("webhook_public_key") or PUBLIC_KEY)
    try:
        key.verify(b64decode(signature, validate=True), body)
    except (ValueError, InvalidSignature):
        raise SignatureRejected("wrong-signature") from None


def _public_key(stated: str) -> Ed25519PublicKey:
    """From SPKI in base64, with or without PEM's lines, or the raw 32 bytes in base64. Fails closed."""
    lines = [line.strip() for line in stated.replace("\\n", "\n").splitlines() if not line.strip().startswith("-----")]
    try:
        raw = b64decode("".join("".join(lines).split()), validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw) if len(raw) == _RAW_KEY else load_der_public_key(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SignatureRejected("unusable-public-key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureRejected("unusable-public-key")
    return key


def _claims_to_be_signed(request: WebhookRequest) -> bool:
    try:
        event = parse_event(request.body)
    except PayloadUnreadable:
        return False
    return marketplace.is_event(event)


# --- tenant -------------------------------------------------------------------------------------------------------


def _check_location(event: Mapping[str, Any], connection: Connection) -> None:
    """Another location's people are not ours, whatever the URL's key says. A location that is not named is ours."""
    place = inner(event, "location")
    custom = custom_data(event)
    stated = token(find(place, "id", "locationid")) or token(find(event, "locationid")) or _plain(event)
    stated = stated or token(find(custom, "locationid"))
    ours = connection.credentials.get("location_id", "")
    if stated and not is_one_of(stated, (ours,)):
        raise PayloadUnreadable("unknown_location: this delivery belongs to another HighLevel location.")


def _plain(event: Mapping[str, Any]) -> str:
    """A location given as one word instead of an object."""
    return token(find(event, "location"))
