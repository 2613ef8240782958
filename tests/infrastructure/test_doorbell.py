"""The doorbell against a real Valkey: what it puts, what it refuses, and how fast it gives up."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker

from rejoinder.domain.ports.doorbell import QUEUES, Bell, Doorbell
from rejoinder.entrypoints.drill.valkey import ValkeyServer, a_valkey_server
from rejoinder.infrastructure.dramatiq.broker import BELL_LIMIT, BellBroker
from rejoinder.infrastructure.dramatiq.connection import NAMESPACE, bell_key, queue_key
from rejoinder.infrastructure.dramatiq.doorbell import DeferredDoorbell, RedisDoorbell


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    with a_valkey_server() as running:
        yield running


@pytest.fixture
def doorbell(server: ValkeyServer) -> Iterator[RedisDoorbell]:
    made = RedisDoorbell(server.url)
    yield made
    made.close()


def bells(count: int, queue: str = "reply") -> list[Bell]:
    return [Bell(f"job-{number}", queue) for number in range(count)]


def seconds(action: Callable[[], object]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started


def test_a_rung_bell_is_a_message_that_a_stock_dramatiq_consumer_understands(
    server: ValkeyServer, doorbell: RedisDoorbell
) -> None:
    assert doorbell.ring([Bell("job-7", "send")]) == 1

    stock = RedisBroker(url=server.url, middleware=[], namespace=NAMESPACE)  # type: ignore[no-untyped-call]
    consumer = stock.consume("send", prefetch=1)
    message = next(consumer)
    assert message is not None
    consumer.ack(message)

    assert (message.actor_name, message.args, message.kwargs) == ("send", ("job-7",), {})
    with server.client() as client:
        assert client.keys(f"{NAMESPACE}:send") == []
        assert client.hgetall(f"{NAMESPACE}:send.msgs") == {}
    stock.client.connection_pool.disconnect()


def test_bells_of_several_queues_are_put_in_the_order_rung(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    rung = [Bell("a", "reply"), Bell("b", "background"), Bell("c", "reply")]

    assert doorbell.ring(rung) == 3

    with server.client() as client:
        ids = client.lrange(queue_key("reply"), 0, -1)
        waiting = [Message.decode(client.hget(f"{NAMESPACE}:reply.msgs", key).encode()) for key in ids]
        assert [message.args for message in waiting] == [("a",), ("c",)]
        assert client.llen(queue_key("background")) == 1


def test_a_bell_for_a_queue_that_nobody_empties_is_not_put(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    assert doorbell.ring([Bell("a", "nowhere"), Bell("b", "reply")]) == 1
    with server.client() as client:
        assert client.keys("*nowhere*") == []


def test_ringing_nothing_puts_nothing(doorbell: RedisDoorbell) -> None:
    assert doorbell.ring([]) == 0


def test_room_is_what_the_queue_may_still_take(doorbell: RedisDoorbell) -> None:
    doorbell.ring(bells(30))

    assert doorbell.room("reply", 50) == 20
    assert doorbell.room("reply", 10) == 0
    assert doorbell.room("send", 50) == 50


def test_bell_tokens_stay_bounded_when_nobody_listens(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    for _ in range(5):
        assert doorbell.ring(bells(1_000)) == 1_000

    with server.client() as client:
        assert client.llen(bell_key("reply")) == BELL_LIMIT
        assert client.llen(queue_key("reply")) == 5_000


def test_ringing_while_redis_is_down_gives_up_at_once(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    doorbell.ring(bells(1))
    server.stop()

    assert seconds(lambda: doorbell.ring(bells(1))) < 1
    assert doorbell.ring(bells(1)) == 0
    assert doorbell.room("reply", 100) == 0
    assert not doorbell.is_up()
    assert not doorbell.forgot_everything()


@pytest.mark.slow
def test_ringing_while_redis_is_frozen_gives_up_within_a_second(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    stranger = RedisDoorbell(server.url)
    doorbell.ring(bells(1))
    with server.frozen():
        assert seconds(lambda: doorbell.ring(bells(200))) < 1
        assert seconds(lambda: stranger.ring(bells(200))) < 1
        assert seconds(lambda: doorbell.room("reply", 10)) < 1
        assert seconds(doorbell.is_up) < 1
        assert doorbell.ring(bells(1)) == 0
    stranger.close()


def test_a_doorbell_finds_redis_again_by_itself(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    server.stop()
    assert not doorbell.is_up()

    server.start()

    assert doorbell.is_up()
    assert doorbell.ring(bells(3)) == 3


def test_a_full_or_read_only_redis_is_not_up(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    with server.client() as client:
        client.config_set("maxmemory", "1")
        assert client.ping()
        assert not doorbell.is_up()
        assert doorbell.ring(bells(1)) == 0
        client.config_set("maxmemory", "0")
        assert doorbell.is_up()

        client.replicaof("127.0.0.1", 1)
        assert not doorbell.is_up()
        assert doorbell.ring(bells(1)) == 0


def test_a_new_or_emptied_redis_is_reported_once(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    assert [doorbell.forgot_everything() for _ in range(3)] == [True, False, False]

    with server.client() as client:
        client.flushall()
    assert [doorbell.forgot_everything() for _ in range(2)] == [True, False]

    server.stop()
    server.start()
    assert [doorbell.forgot_everything() for _ in range(2)] == [True, False]


def test_amnesia_is_reported_to_every_doorbell_that_remembers_and_to_no_newcomer(
    server: ValkeyServer, doorbell: RedisDoorbell
) -> None:
    second, newcomer = RedisDoorbell(server.url), RedisDoorbell(server.url)
    assert doorbell.forgot_everything()
    assert not second.forgot_everything()
    with server.client() as client:
        client.flushall()

    assert doorbell.forgot_everything()
    assert second.forgot_everything()
    assert not newcomer.forgot_everything()
    assert not second.forgot_everything()
    second.close()
    newcomer.close()


def test_the_broker_refuses_to_keep_a_delayed_message(server: ValkeyServer) -> None:
    broker = BellBroker(server.url)
    broker.declare_queue("reply")
    message: Message[None] = Message("reply", "reply", ("job-1",), {}, {})

    with pytest.raises(ValueError, match="run_at"):
        broker.enqueue(message, delay=1_000)

    assert broker.get_declared_delay_queues() == set()
    broker.close()


class RecordingDoorbell:
    """A doorbell that remembers what was rung, and rings only while its gate is open."""

    def __init__(self, room: int = 1_000) -> None:
        self.rung: list[Bell] = []
        self.batches = 0
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self._room = room

    def ring(self, bells: Sequence[Bell]) -> int:
        self.entered.set()
        self.gate.wait(10)
        self.batches += 1
        self.rung.extend(bells)
        return len(bells)

    def room(self, queue: str, limit: int) -> int:
        return min(self._room, limit)

    def is_up(self) -> bool:
        return True

    def forgot_everything(self) -> bool:
        return False


def test_a_deferred_doorbell_delivers_what_was_rung() -> None:
    inner = RecordingDoorbell()
    deferred: Doorbell = (real := DeferredDoorbell(inner))

    assert deferred.ring([Bell("a", "reply")]) == 1
    assert deferred.ring([Bell("b", "send")]) == 1
    real.close()

    assert inner.rung == [Bell("a", "reply"), Bell("b", "send")]
    assert deferred.ring(bells(1)) == 0


def test_a_deferred_doorbell_delivers_in_batches_and_drops_what_does_not_fit() -> None:
    inner = RecordingDoorbell()
    inner.gate.clear()
    deferred = DeferredDoorbell(inner, max_length=50)
    deferred.ring(bells(1))
    assert inner.entered.wait(5)

    taken = [deferred.ring(bells(30)) for _ in range(3)]

    assert taken == [30, 20, 0]
    inner.gate.set()
    deferred.close()
    assert inner.batches == 2
    assert len(inner.rung) == 51


def test_a_deferred_doorbell_leaves_a_full_queue_to_the_relay(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    doorbell.ring(bells(15, "background"))
    deferred = DeferredDoorbell(doorbell, max_length=20)

    deferred.ring([*bells(10, "background"), *bells(5, "reply")])
    deferred.close()

    with server.client() as client:
        assert client.llen(queue_key("background")) == 20
        assert client.llen(queue_key("reply")) == 5


def test_ringing_a_deferred_doorbell_never_waits_for_redis(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    deferred = DeferredDoorbell(doorbell)
    with server.frozen():
        assert seconds(lambda: [deferred.ring(bells(1)) for _ in range(1_000)]) < 0.5
        assert seconds(deferred.close) < 1.5


def test_a_deferred_doorbell_rings_again_after_an_outage(server: ValkeyServer, doorbell: RedisDoorbell) -> None:
    deferred = DeferredDoorbell(doorbell)
    server.stop()
    deferred.ring(bells(5))
    delivered_by = time.monotonic() + 5
    while deferred.waiting and time.monotonic() < delivered_by:
        time.sleep(0.01)
    server.start()

    deferred.ring(bells(2, "send"))
    deferred.close()

    with server.client() as client:
        assert client.llen(queue_key("send")) == 2


def test_queues_are_listed_the_most_urgent_first() -> None:
    assert QUEUES == ("reply", "send", "notify", "background")
