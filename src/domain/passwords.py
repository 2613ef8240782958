"""Passwords: how they are kept, which are taken, and how long somebody waits who got theirs wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac

from rejoinder.domain.errors import InvalidInput

_COST, _BLOCK, _LANES = 2**15, 8, 3
"""scrypt as the OWASP password storage cheat sheet asks for it: 32 MiB, about a quarter of a second."""
_MEMORY = 64 * 1024 * 1024
SALT_BYTES = 16
SHORTEST, LONGEST = 10, 200
FREE_TRIES = 5
FIRST_WAIT_S, LONGEST_WAIT_S = 15.0, 900.0
FORGOTTEN_AFTER_S = 24 * 3600.0


def hash_password(password: str, salt: bytes) -> str:
    """What is stored: scheme, cost, salt and hash in one text."""
    hashed = _scrypt(password, salt, _COST, _BLOCK, _LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${_text(salt)}${_text(hashed)}"


def is_password(password: str, stored: str) -> bool:
    """Whether it is the one that was stored, in the same time whatever is wrong with it."""
    try:
        scheme, cost, block, lanes, salt, hashed = stored.split("$")
        found = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(lanes))
    except ValueError:
        return False
    return scheme == "scrypt" and hmac.compare_digest(found, base64.b64decode(hashed))


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def checked_password(password: str, email: str = "") -> str:
    """Raises InvalidInput for one that is short, too long, one character over and over, or the person's own address."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(f"A password has {SHORTEST} to {LONGEST} characters.", field="password")
    if len(set(password)) < 4 or password.casefold() in (email.casefold(), email.partition("@")[0].casefold()):
        raise InvalidInput("This password is too easy to guess.", field="password")
    return password


def wait_after_wrong(failures: int, seconds_ago: float) -> float:
    """Seconds until somebody with so many wrong tries, the last of them that long ago, may try again."""
    if failures < FREE_TRIES or seconds_ago > FORGOTTEN_AFTER_S:
        return 0.0
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * (1 << min(failures - FREE_TRIES, 10)))
    return max(0.0, wait - seconds_ago)
