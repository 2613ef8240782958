"""Ringing for due jobs: straight into Redis, or from a web process through a thread that never blocks it."""

import time
from collections import defaultdict, deque
from collections.abc import Sequence
from threading import Condition, Thread
from typing import Final
from uuid import uuid4

import redis
import structlog
from dramatiq import Message
from redis.client import Pipeline

from rejoinder.domain.ports.doorbell import QUEUES, Bell, Doorbell
from rejoinder.infrastructure.dramatiq.broker import BELL_LIMIT
from rejoinder.infrastructure.dramatiq.connection import (
    NAMESPACE,
    bell_key,
    command_client,
    messages_key,
    queue_key,
)

EPOCH_KEY: Final = f"{NAMESPACE}:epoch"
PROBE_KEY: Final = f"{NAMESPACE}:probe"
CLOSE_WITHIN_S: Final = 1.0
FULL_FOR_S: Final = 0.1

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class RedisDoorbell:
    """Puts job ids where Dramatiq's workers look for them, and wakes the idle ones."""

    def __init__(self, redis_url: str) -> None:
        self._redis = command_client(redis_url, pool_timeout_s=0.1)
        self._epoch: bytes | None = None

    def ring(self, bells: Sequence[Bell]) -> int:
        """All of them were put, in one transaction and one round trip, or none as far as we know."""
        by_queue = _job_ids_by_queue(bells)
        if not by_queue:
            return 0
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                for queue, job_ids in by_queue.items():
                    _put(pipe, queue, job_ids)
                pipe.execute()
        except (redis.RedisError, OSError) as error:
            log.info("bells_not_rung", count=len(bells), error=type(error).__name__)
            return 0
        return sum(len(job_ids) for job_ids in by_queue.values())

    def room(self, queue: str, limit: int) -> int:
        """How many more ids the queue may take; 0 when Redis is away."""
        try:
            return max(0, limit - int(self._redis.llen(queue_key(queue))))
        except (redis.RedisError, OSError):
            return 0

    def is_up(self) -> bool:
        """True when Redis takes a write: a full or read-only one answers a ping, yet delivers nothing."""
        try:
            return bool(self._redis.set(PROBE_KEY, "1", ex=60))
        except (redis.RedisError, OSError):
            return False

    def forgot_everything(self) -> bool:
        """True once after Redis was emptied, and once per doorbell that saw another Redis in its place."""
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(EPOCH_KEY, uuid4().hex, nx=True)
                pipe.get(EPOCH_KEY)
                was_empty, epoch = pipe.execute()
        except (redis.RedisError, OSError):
            return False
        was_replaced = self._epoch not in (None, epoch)
        self._epoch = epoch
        return bool(was_empty) or was_replaced

    def close(self) -> None:
        """No socket to Redis is left open by this doorbell."""
        self._redis.connection_pool.disconnect()


class NoDoorbell:
    """Where there is no Redis: nobody hears of a job at once, and everybody finds it in a moment."""

    def ring(self, bells: Sequence[Bell]) -> int:
        return 0

    def room(self, queue: str, limit: int) -> int:
        return 0

    def is_up(self) -> bool:
        return False

    def forgot_everything(self) -> bool:
        return False

    def close(self) -> None:
        """There is nothing to close."""


class DeferredDoorbell:
    """A doorbell for web processes: ringing costs a request microseconds, whatever Redis is doing.

    A daemon thread delivers in batches. A bell is dropped when too many wait here, when the queue in Redis
    already holds `max_length` ids, or when Redis is away: choosing whose turn it is belongs to the relay.
    """

    def __init__(self, doorbell: Doorbell, max_length: int = 100) -> None:
        self._doorbell = doorbell
        self._max_length = max_length
        self._waiting: deque[Bell] = deque()
        self._changed = Condition()
        self._closing = False
        self._full_until: dict[str, float] = {}
        self._thread: Thread | None = None

    def ring(self, bells: Sequence[Bell]) -> int:
        """The bells that fit will be delivered soon, if Redis is there; how many did."""
        with self._changed:
            if self._closing or all(self._is_full(bell.queue) for bell in bells):
                return 0
            accepted = bells[: max(0, self._max_length - len(self._waiting))]
            self._waiting.extend(accepted)
            self._start_thread()
            self._changed.notify()
        return len(accepted)

    @property
    def waiting(self) -> int:
        """How many bells are still here."""
        return len(self._waiting)

    def room(self, queue: str, limit: int) -> int:
        """As the doorbell behind this one; waits for Redis."""
        return self._doorbell.room(queue, limit)

    def is_up(self) -> bool:
        """As the doorbell behind this one; waits for Redis."""
        return self._doorbell.is_up()

    def forgot_everything(self) -> bool:
        """As the doorbell behind this one; waits for Redis."""
        return self._doorbell.forgot_everything()

    def close(self) -> None:
        """What waited has been delivered, or a second was spent trying."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(CLOSE_WITHIN_S)

    def _start_thread(self) -> None:
        # At the first ring, not in the constructor: a web server may fork between the two.
        if self._thread is None:
            self._thread = Thread(target=self._deliver_all, name="doorbell", daemon=True)
            self._thread.start()

    def _deliver_all(self) -> None:
        while batch := self._next_batch():
            try:
                self._deliver(batch)
            except Exception as error:  # noqa: BLE001 - the loop must outlive a defect in one delivery
                log.error("bell_delivery_failed", count=len(batch), error=type(error).__name__)

    def _next_batch(self) -> list[Bell]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            batch = list(self._waiting)
            self._waiting.clear()
            return batch

    def _deliver(self, batch: Sequence[Bell]) -> None:
        fitting: list[Bell] = []
        for queue, job_ids in _job_ids_by_queue(batch).items():
            fitting.extend(Bell(job_id, queue) for job_id in job_ids[: self._room_now(queue)])
        put = self._doorbell.ring(fitting) if fitting else 0
        if put < len(batch):
            log.debug("bells_left_to_the_relay", count=len(batch) - put)

    def _room_now(self, queue: str) -> int:
        """Room in that queue. A full one is not asked again for a moment: a flood would ask about every delivery."""
        if self._is_full(queue):
            return 0
        room = self._doorbell.room(queue, self._max_length)
        if room <= 0:
            self._full_until[queue] = time.monotonic() + FULL_FOR_S
        return room

    def _is_full(self, queue: str) -> bool:
        return time.monotonic() < self._full_until.get(queue, 0.0)


def _job_ids_by_queue(bells: Sequence[Bell]) -> dict[str, list[str]]:
    """Job ids in order, for the queues that exist: nobody would ever empty another."""
    by_queue: dict[str, list[str]] = defaultdict(list)
    for bell in bells:
        if bell.queue in QUEUES:
            by_queue[bell.queue].append(bell.job_id)
        else:
            log.error("bell_for_unknown_queue", queue=bell.queue)
    return by_queue


def _put(pipe: Pipeline, queue: str, job_ids: Sequence[str]) -> None:
    """Dramatiq's own enqueue, many at once; its script would also list us as a worker that may die."""
    messages = {str(uuid4()): job_id for job_id in job_ids}
    pipe.hset(messages_key(queue), mapping={key: _encode(queue, job_id, key) for key, job_id in messages.items()})
    pipe.rpush(queue_key(queue), *messages)
    pipe.rpush(bell_key(queue), *["1"] * min(len(messages), BELL_LIMIT))
    pipe.ltrim(bell_key(queue), -BELL_LIMIT, -1)


def _encode(queue: str, job_id: str, redis_message_id: str) -> bytes:
    """A message for the actor that `WorkerRuntime` names after its queue."""
    message: Message[None] = Message(
        queue_name=queue,
        actor_name=queue,
        args=(job_id,),
        kwargs={},
        options={"redis_message_id": redis_message_id},
    )
    return message.encode()
