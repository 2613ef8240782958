"""Secrets at rest: AES-256-GCM, bound to the row and field they belong to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rejoinder.domain.errors import ConfigurationFault

_KEY_ID, _NONCE = 8, 12
_MARKS = "installation|marks"


class Vault:
    """Seals with the first key, opens with any; so keys can be rotated.

    Sealed text is `keyid.base64(nonce + ciphertext)`. The place (`connection:<id>|credentials`) is authenticated,
    so a value copied to another row does not open.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ConfigurationFault("REJOINDER_SECRET_KEY is not set; `rejoinder up` makes one.")
        derived = [hashlib.sha256(b"rejoinder-vault:" + key.encode()).digest() for key in keys]
        self._keys = {hashlib.sha256(key).hexdigest()[:_KEY_ID]: AESGCM(key) for key in derived}
        self._first = next(iter(self._keys))
        self._marking = [hashlib.sha256(b"rejoinder-fingerprint:" + key.encode()).digest() for key in keys]

    def seal(self, value: Any, place: str) -> str:
        """`value` as JSON, unreadable and unmovable."""
        return f"{self._first}.{base64.b64encode(self._encrypted(json.dumps(value).encode(), place)).decode()}"

    def open(self, sealed: str, place: str) -> Any:
        """What was sealed there. Raises ConfigurationFault when no key of ours opens it."""
        key_id, _, encoded = sealed.partition(".")
        try:
            return json.loads(self._decrypted(key_id, base64.b64decode(encoded), place))
        except (InvalidTag, ValueError):
            raise _does_not_open() from None

    def seal_bytes(self, value: bytes, place: str) -> bytes:
        """`value`, unreadable and unmovable, in as few bytes as that takes: key id, nonce, ciphertext."""
        return self._first.encode() + self._encrypted(value, place)

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """What `seal_bytes` sealed there. Raises ConfigurationFault when no key of ours opens it."""
        try:
            return self._decrypted(sealed[:_KEY_ID].decode("ascii", "replace"), sealed[_KEY_ID:], place)
        except (InvalidTag, ValueError):
            raise _does_not_open() from None

    @property
    def newest(self) -> str:
        """What everything that the newest key seals begins with, up to a dot."""
        return self._first

    def fingerprints(self, value: str, place: str, kept: Sequence[str] = ()) -> Sequence[bytes]:
        """What tells whether `value` is known there without keeping it: one per key, that of the newest key first, and
        one per mark that was `kept` of a key that is gone. Raises ConfigurationFault for a mark that does not open."""
        marking = [*self._marking, *self._opened(kept)]
        return [hmac.digest(key, f"{place}|{value}".encode(), "sha256") for key in marking]

    def sealed_marks(self, kept: Sequence[str]) -> Sequence[str]:
        """The marks of all keys but the newest, those that were `kept` before included, sealed with the newest. A mark
        recognises fingerprints; it opens nothing."""
        marks = dict.fromkeys([*self._marking[1:], *self._opened(kept)])
        return [self.seal(mark.hex(), _MARKS) for mark in marks]

    def _opened(self, kept: Sequence[str]) -> list[bytes]:
        return [bytes.fromhex(self.open(mark, _MARKS)) for mark in kept]

    def _encrypted(self, value: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._keys[self._first].encrypt(nonce, value, place.encode())

    def _decrypted(self, key_id: str, raw: bytes, place: str) -> bytes:
        key = self._keys.get(key_id)
        if key is None:
            raise InvalidTag
        return key.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())


def _does_not_open() -> ConfigurationFault:
    return ConfigurationFault(
        "Stored secrets do not open with this REJOINDER_SECRET_KEY; restore the key that sealed them."
    )
