"""Dramatiq over Redis, reduced to carrying job ids, with consumers that a bell wakes instead of a poll."""

from collections import defaultdict
from collections.abc import Iterable
from threading import Event
from typing import Any, Final

import redis
import structlog
from dramatiq import Message, MessageProxy, Middleware, Worker
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.common import iter_queue
from dramatiq.errors import DecodeError

from rejoinder.infrastructure.dramatiq.connection import NAMESPACE, bell_key, blocking_client, command_client

BELL_WAIT_S: Final = 1.0
"""How long an idle consumer blocks: also the longest a job waits when its bell token is lost."""

BELL_LIMIT: Final = 512
"""Bell tokens kept per queue when nobody listens."""

RECONNECT_PAUSE_S: Final = 0.25

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class BellBroker(RedisBroker):
    """Carries one job id per message and nothing else: no retries, delays, time limits, results or pipelines.

    Each of those keeps work in Redis or in a worker's memory, where a restart loses it; the job row does not.
    """

    def __init__(
        self,
        redis_url: str,
        *,
        heartbeat_timeout: int = 15_000,
        maintenance_chance: int = 50_000,
    ) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            client=command_client(redis_url, pool_timeout_s=2.0),
            middleware=[],
            namespace=NAMESPACE,
            heartbeat_timeout=heartbeat_timeout,
            maintenance_chance=maintenance_chance,
        )
        self.bells = blocking_client(redis_url, block_s=BELL_WAIT_S)
        self.closing = Event()
        self.add_middleware(_HandBack())

    @property
    def consumer_class(self) -> type["BellConsumer"]:
        """Consumers that block on the bell."""
        return BellConsumer

    def declare_queue(self, queue_name: str) -> None:
        """The queue is known; unlike in the stock broker it has no delayed twin, which nobody here uses."""
        if queue_name in self.queues:
            return
        self.emit_before("declare_queue", queue_name)
        self.queues.add(queue_name)
        self.emit_after("declare_queue", queue_name)

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """The message waits in Redis and an idle consumer has been woken for it."""
        if delay is not None:
            raise ValueError("a job that is due later waits in its row (run_at), never in Redis")
        enqueued: Message[Any] = super().enqueue(message)
        self.ring(message.queue_name, 1)
        return enqueued

    def ring(self, queue: str, times: int) -> None:
        """As many consumers as are idle, up to `times`, have been woken."""
        with self.client.pipeline() as pipe:
            pipe.rpush(bell_key(queue), *["1"] * times)
            pipe.ltrim(bell_key(queue), -BELL_LIMIT, -1)
            pipe.execute()

    def close(self) -> None:
        """No socket to Redis is left open by this broker."""
        self.closing.set()
        for client in (self.client, self.bells):
            client.connection_pool.disconnect()


class BellConsumer(_RedisConsumer):
    """Takes messages from one queue; when there are none, blocks on the queue's bell.

    No trouble with Redis leaves this class: the stock consumer thread dies of some of it (dramatiq issue
    894) and sleeps three seconds after the rest. A failed acknowledgement is forgotten, because the message
    is only a hint: delivered again, it finds the job's row already taken.
    """

    broker: BellBroker

    def __init__(self, broker: BellBroker, queue_name: str, prefetch: int, timeout: int) -> None:
        super().__init__(broker, queue_name, prefetch, timeout)  # type: ignore[no-untyped-call]
        self._slot_freed = Event()
        self._away = False

    def __next__(self) -> MessageProxy | None:
        """The next message, or None after at most about a second without one."""
        try:
            if not self.message_cache:
                self.message_cache = self._wait_for_messages()
        except (redis.RedisError, OSError) as error:
            self._redis_went_away(error)
            return None
        self._redis_is_back()
        if self.broker.closing.is_set():
            self._hand_back_cache()
        return self._next_cached()

    def ack(self, message: MessageProxy) -> None:
        """The slot is free again, and Redis has forgotten the message if it could be told."""
        try:
            self.broker.do_ack(self.queue_name, message.options["redis_message_id"])
        except (redis.RedisError, OSError) as error:
            log.info("bell_not_acknowledged", queue=self.queue_name, error=type(error).__name__)
        finally:
            self.queued_message_ids.discard(message.message_id)
            self._slot_freed.set()

    def nack(self, message: MessageProxy) -> None:
        """As `ack`: the job's row knows what failed, a dead-letter set in Redis would be a second truth."""
        self.ack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Other workers have been woken for these messages; on failure the relay rings for them again."""
        ids = [message.options["redis_message_id"] for message in messages]
        if not ids:
            return
        try:
            self.broker.do_requeue(self.queue_name, *ids)
            self.broker.ring(self.queue_name, len(ids))
        except (redis.RedisError, OSError) as error:
            log.info("bells_not_handed_back", queue=self.queue_name, error=type(error).__name__)

    def close(self) -> None:
        """Nothing that this consumer fetched stays with it."""
        self._hand_back_cache()

    def _wait_for_messages(self) -> list[bytes]:
        if self._free_slots() <= 0:
            self._wait_for_a_slot()
            return []
        found = self._fetch()
        if found or not self._bell_rang():
            return found
        if self.broker.closing.is_set():
            self.broker.ring(self.queue_name, 1)
            return []
        return self._fetch()

    def _free_slots(self) -> int:
        if self.broker.closing.is_set():
            return 0
        return int(self.prefetch) - int(self.outstanding_message_count)

    def _fetch(self) -> list[bytes]:
        found: list[bytes] = self.broker.do_fetch(self.queue_name, max(0, self._free_slots()))
        return found

    def _bell_rang(self) -> bool:
        key = bell_key(self.queue_name)
        if self.broker.bells.blpop([key], timeout=BELL_WAIT_S) is None:
            return False
        # The fetch that follows takes a message per free slot; their tokens would wake us for nothing later.
        # Trimmed before it, so that no token is taken without looking for its message afterwards.
        self.broker.client.ltrim(key, max(0, self._free_slots() - 1), -1)
        return True

    def _wait_for_a_slot(self) -> None:
        wait_s = RECONNECT_PAUSE_S if self.broker.closing.is_set() else BELL_WAIT_S
        if not self._slot_freed.wait(wait_s):
            # Fetching nothing is a heartbeat: without it other workers would take a busy worker for dead.
            self.broker.do_fetch(self.queue_name, 0)
        self._slot_freed.clear()

    def _next_cached(self) -> MessageProxy | None:
        while self.message_cache:
            data = self.message_cache.pop(0)
            if data is None:
                continue
            try:
                message = Message.decode(data)
            except DecodeError:
                log.warning("bell_unreadable", queue=self.queue_name)
                continue
            self.queued_message_ids.add(message.message_id)
            return MessageProxy(message)
        return None

    def _hand_back_cache(self) -> None:
        messages = list(iter(self._next_cached, None))
        self.queued_message_ids.difference_update(message.message_id for message in messages)
        self.requeue(messages)

    def _redis_went_away(self, error: Exception) -> None:
        if not self._away:
            log.warning("redis_away", queue=self.queue_name, error=type(error).__name__)
        self._away = True
        self.broker.closing.wait(RECONNECT_PAUSE_S)

    def _redis_is_back(self) -> None:
        if self._away:
            log.info("redis_back", queue=self.queue_name)
        self._away = False


class _HandBack(Middleware):
    """A worker told to stop fetches no more, and what it has not begun goes back for others to take at once.

    The stock worker goes on fetching while it waits for its last jobs, and returns everything at the end.
    """

    def before_worker_shutdown(self, broker: BellBroker, worker: Worker) -> None:  # type: ignore[override]
        broker.closing.set()
        waiting: dict[str, list[MessageProxy]] = defaultdict(list)
        for item in iter_queue(worker.work_queue):  # type: ignore[no-untyped-call]
            waiting[item.message.queue_name].append(item.message)
        for queue, messages in waiting.items():
            worker.consumers[queue].requeue_messages(messages)
