"""A process that dies at a chosen step: before or after any commit, before or after any call to a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.messages import IN_FLIGHT, Direction
from rejoinder.domain.sends import LEFT_US, OPEN, Send, SendState
from tests.fakes.storage import Tables
from tests.world import World


class Killed(BaseException):
    """The process is gone."""


class Fuse:
    """Counts the steps of a world and kills whoever works at the `kill_at`-th, and again at those that follow it."""

    def __init__(self, world: World, *, proven_dead: bool = True) -> None:
        self.world = world
        self.step = 0
        self.kill_at: list[int] = []
        self.kills = 0
        self._proven_dead = proven_dead
        self._lives = 1
        self._lit = False
        self._begin = world.database.transaction
        world.database.transaction = self._transaction  # type: ignore[method-assign]
        self._frozen: list[Callable[[], object]] = []
        for provider in world.providers.values():
            for call in ("send", "find"):
                setattr(provider.sender, call, self._around(getattr(provider.sender, call)))

    def _burn(self) -> None:
        if not self._lit:
            return
        self.step += 1
        if self.step in self.kill_at:
            raise Killed

    @contextmanager
    def _transaction(self) -> Iterator[Tables]:
        with self._begin() as tables:
            yield tables
            self._burn()
        self._burn()

    def _around(self, call: Any) -> Any:
        def burning(*arguments: Any) -> Any:
            try:
                self._burn()
            except Killed:
                if not self._proven_dead:
                    self._frozen.append(lambda: call(*arguments))
                raise
            answer = call(*arguments)
            self._burn()
            return answer

        return burning

    def thaw(self) -> None:
        """Processes that were frozen on their way to the provider wake up, and do what they were about to do."""
        for go_on in self._frozen:
            with suppress(RejoinderError):
                go_on()
        self._frozen.clear()

    def burn_through(self, seconds: float = 86_400.0) -> None:
        """Time passes and work is done, in which the process dies where it has to; a dead one is replaced, and its jobs
        are rescued as soon as they may be."""
        ends = self.world.clock.now().timestamp() + seconds
        while True:
            self._lit = True
            try:
                self.world.wait(max(0.0, ends - self.world.clock.now().timestamp()))
                return
            except Killed:
                self.kills += 1
                self._lit = False
                self._replace_the_dead()
            finally:
                self._lit = False

    def _replace_the_dead(self) -> None:
        """Its owner is proven dead, or (a frozen machine) only its leases run out."""
        world = self.world
        if self._proven_dead:
            world.census.died(world.held.owner)
        else:
            world.clock.pass_time(61)
        self._lives += 1
        world.held.__init__(f"test-host:{self._lives}:1")  # type: ignore[misc]
        world.container.rescue_expired_jobs()()


def deliveries_of(world: World, send: Send) -> int:
    """How often that send lies on a person's phone."""
    return sum(
        taken.outbound.send_id == send.id
        for provider in world.providers.values()
        for taken in provider.sender.delivered
    )


def nothing_is_doubled(world: World) -> None:
    """No send was ever delivered twice, and no person got two answers to one message in the same words."""
    for send in world.database.tables.sends.values():
        assert deliveries_of(world, send) <= 1, f"{send.state} send was delivered {deliveries_of(world, send)} times"


_STUCK = (SendState.UNKNOWN, SendState.FAILED)


def _earlier_parts(world: World, send: Send) -> list[Send]:
    """Those that have to be settled by a person before this one may go on."""
    same = (send.message_id, send.draft_version)
    parts = [s for s in world.database.tables.sends.values() if (s.message_id, s.draft_version) == same]
    return [s for s in parts if s.part < send.part]


def nothing_is_lost(world: World) -> None:
    """Called when all is quiet. What is called sent has arrived, what has not arrived is named so, and whatever nobody
    can know is on a person's screen."""
    tables = world.database.tables
    open_alerts = {(alert.rule, alert.subject) for alert in world.alerts.open()}
    for send in tables.sends.values():
        message, arrived = tables.messages.get(send.message_id or ""), deliveries_of(world, send)
        if send.state is SendState.QUEUED:
            assert any(part.state in _STUCK for part in _earlier_parts(world, send)), "a send is left queued"
            continue
        assert send.state not in OPEN - {SendState.UNKNOWN}, f"a send is left {send.state}"
        if send.state in LEFT_US:
            assert arrived == 1, "it is called sent, and never arrived"
        elif send.state is SendState.UNKNOWN:
            assert ("send-unknown", send.id) in open_alerts
            assert message is None or message.disposition == "waiting-human"
        else:
            assert arrived == 0, f"it is called {send.state}, and arrived"
        if send.state is SendState.FAILED and send.reason != "by-person":
            assert {"send-failed", "dead-letter"} & {rule for rule, _ in open_alerts}
    for message in tables.messages.values():
        if message.direction is Direction.INBOUND:
            assert message.disposition not in IN_FLIGHT, "a message is in limbo"
            draft = world.draft_for(message)
            if message.disposition in ("sent", "approved-sent", "edited-sent"):
                assert draft is not None
                assert draft.status is DraftStatus.SENT
