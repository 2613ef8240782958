"""Secrets at rest: AES-256-GCM, bound to the row and field they belong to."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rejoinder.domain.errors import ConfigurationFault


class Vault:
    """Seals with the first key, opens with any; so keys can be rotated.

    Sealed text is `keyid.base64(nonce + ciphertext)`. The place (`connection:<id>|credentials`) is authenticated,
    so a value copied to another row does not open.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ConfigurationFault("REJOINDER_SECRET_KEY is not set; `rejoinder up` makes one.")
        derived = [hashlib.sha256(b"rejoinder-vault:" + key.encode()).digest() for key in keys]
        self._keys = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in derived}
        self._first = next(iter(self._keys))

    def seal(self, value: Any, place: str) -> str:
        """`value` as JSON, unreadable and unmovable."""
        nonce = os.urandom(12)
        sealed = self._keys[self._first].encrypt(nonce, json.dumps(value).encode(), place.encode())
        return f"{self._first}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> Any:
        """What was sealed there. Raises ConfigurationFault when no key of ours opens it."""
        key_id, _, encoded = sealed.partition(".")
        key = self._keys.get(key_id)
        try:
            if key is None:
                raise InvalidTag
            raw = base64.b64decode(encoded)
            return json.loads(key.decrypt(raw[:12], raw[12:], place.encode()))
        except (InvalidTag, ValueError):
            raise ConfigurationFault(
                "Stored credentials do not open with this REJOINDER_SECRET_KEY; restore the key that sealed them."
            ) from None
