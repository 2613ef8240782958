"""Whether Twilio signed a request: https://www.twilio.com/docs/usage/webhooks/webhooks-security (providers/twilio.md).

The signature is over the public URL and, for a form, every field of it; for any other body the URL carries its hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from functools import lru_cache
from itertools import chain
from urllib.parse import parse_qs

from rejoinder.domain.errors import SignatureRejected
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.twilio.payloads import form_pairs

_HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_PORT = re.compile(r":[0-9]+$")


def verify(request: WebhookRequest, connection: Connection) -> None:
    """Returns when Twilio signed this for the connection's account. Raises SignatureRejected."""
    given = request.headers.get("x-twilio-signature", "").encode("utf-8", "replace")
    if not given:
        raise SignatureRejected("missing-signature")
    content = _signed_content(request)
    algorithm = _algorithm(request.headers.get("x-twilio-webhooks-signature-settings", ""))
    keys = _keys(connection)
    for url in _spellings(request.url):
        signed = url + content
        if any(hmac.compare_digest(b64encode(hmac.digest(key, signed, algorithm)), given) for key in keys):
            return _check_account(request, connection)
    raise SignatureRejected("wrong-signature")


def _keys(connection: Connection) -> list[bytes]:
    """The auth token, and the webhook secrets: a token being rotated, or a shared signing key."""
    stated = (connection.credentials.get("auth_token", ""), *connection.webhook_secrets)
    return [key.encode("utf-8", "replace") for key in stated if key]


def _algorithm(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            wanted = value.strip().upper()
            if wanted not in _HASHES:
                raise SignatureRejected("unknown-algorithm")
            return _HASHES[wanted]
    return _HASHES["HMAC_SHA1"]


@lru_cache(maxsize=64)
def _spellings(url: str) -> tuple[bytes, ...]:
    """The URL with and without its port: Twilio signs either. One per number and account, so they are remembered."""
    scheme, _, rest = url.partition("#")[0].partition("://")
    cut = min((index for index in (rest.find("/"), rest.find("?")) if index >= 0), default=len(rest))
    place, path = rest[:cut], rest[cut:]
    bare = _PORT.sub("", place)
    ported = place if bare != place else f"{place}:{443 if scheme == 'https' else 80}"
    return tuple(f"{scheme}://{spelling}{path}".encode("utf-8", "replace") for spelling in (bare, ported))


def is_form(request: WebhookRequest) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == "application/x-www-form-urlencoded"


def _signed_content(request: WebhookRequest) -> bytes:
    """What follows the URL in the signed string. Raises SignatureRejected for a body that nothing signs."""
    if is_form(request):
        # Sorted as bytes, which for UTF-8 is the order of code points; equal values of one name count once.
        return b"".join(chain.from_iterable(sorted(set(form_pairs(request.body)))))
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
    if is_form(request):
        for name, value in form_pairs(request.body):
            if name == b"AccountSid" and not hmac.compare_digest(value, ours):
                raise SignatureRejected("wrong-account")
