"""How a provider that cannot sign proves itself: it shows a secret that both sides know."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from rejoinder.domain.errors import SignatureRejected
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.workspaces import Connection


def check_shared_secret(request: WebhookRequest, connection: Connection, *also_shown: str) -> None:
    """Returns when the delivery shows one of the connection's webhook secrets, or when there is none to show.

    It may stand in `X-Rejoinder-Secret`, in `Authorization: Bearer`, or where the provider puts it (`also_shown`).
    Without a configured secret the URL's key was the proof. Raises SignatureRejected.
    """
    secrets = tuple(secret for secret in connection.webhook_secrets if secret)
    if not secrets:
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else ""
    shown = [s for s in (request.headers.get("x-rejoinder-secret", ""), bearer, *also_shown) if s]
    if not shown:
        raise SignatureRejected("missing-secret")
    if not any(is_one_of(secret, secrets) for secret in shown):
        raise SignatureRejected("wrong-secret")


def is_one_of(shown: str, expected: Iterable[str]) -> bool:
    """Compared in constant time, whatever characters were shown."""
    return any(hmac.compare_digest(secret_bytes(shown), secret_bytes(one)) for one in expected)


def secret_bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")
