"""What Redis remembers beside bells: which alerts were told while the database is away. And whether it is safe."""

import time
from threading import Lock
from typing import Final

import redis

from rejoinder.infrastructure.dramatiq.connection import NAMESPACE, command_client

_TOLD: Final = f"{NAMESPACE}:told"
_SAFE: Final = {"maxmemory-policy": "noeviction", "appendonly": "yes"}


class RedisAlertMemory:
    """AlertMemory: in Redis, so that several schedulers tell once; in this process while Redis is away as well."""

    def __init__(self, redis_url: str) -> None:
        self._redis = command_client(redis_url, pool_timeout_s=0.1)
        self._here: dict[str, float] = {}
        self._lock = Lock()

    def is_told(self, key: str) -> bool:
        with self._lock:
            if self._here.get(key, 0.0) > time.monotonic():
                return True
        try:
            return bool(self._redis.exists(f"{_TOLD}:{key}"))
        except (redis.RedisError, OSError):
            return False

    def remember(self, key: str, seconds: float) -> None:
        with self._lock:
            self._here[key] = time.monotonic() + seconds
        try:
            self._redis.set(f"{_TOLD}:{key}", "1", ex=max(1, int(seconds)))
        except (redis.RedisError, OSError):
            return  # this process still knows

    def trouble(self) -> str | None:
        """What makes Redis forget under pressure or at a restart; None when nothing does, or nobody can tell."""
        wrong = []
        for name, wanted in _SAFE.items():
            try:
                stated = self._redis.config_get(name)
            except (redis.RedisError, OSError):
                return None  # away, or a hosted Redis that keeps its configuration to itself
            value = stated.get(name) if isinstance(stated, dict) else None
            if value is not None and _word(value) != wanted:
                wrong.append(f"{name} is {_word(value)} instead of {wanted}")
        return "; ".join(wrong) or None


def _word(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
