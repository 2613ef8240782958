"""A database that came back from a backup sends nothing that may have left since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rejoinder.application.replies.send_reply import outbound_of
from rejoinder.application.upkeep.hold_after_restore import Held, HoldAfterRestore
from rejoinder.domain.errors import Conflict
from rejoinder.domain.follow_ups import FollowUpState
from rejoinder.domain.messages import IN_FLIGHT
from rejoinder.domain.ports.upkeep import OpenRecord
from rejoinder.domain.sends import MAY_HAVE_ARRIVED, SendState
from rejoinder.domain.switches import SwitchKind
from tests.fakes.channels import Delivered
from tests.fakes.storage import Tables
from tests.use_cases.test_follow_ups import enrolled
from tests.world import World

BY = "cli"
QUESTION = "Yes, please call me"


class FakeRestored:
    """Restored, over the fake tables."""

    def __init__(self, world: World, *, busy: bool = False) -> None:
        self._world, self._busy = world, busy

    @property
    def _tables(self) -> Tables:
        return self._world.database.tables

    def anybody_works(self) -> bool:
        return self._busy

    def doubt_queued_sends(self) -> Sequence[OpenRecord]:
        with self._world.database.transaction() as tables:
            queued = [send for send in tables.sends.values() if send.state is SendState.QUEUED]
            for send in queued:
                decided = tables.sends_made_at[send.id]
                tables.sends[send.id] = replace(send, state=SendState.UNKNOWN, reason="restored", sending_at=decided)
        return [OpenRecord(send.id, send.workspace_id, send.lead_id) for send in queued]

    def unanswered_messages(self) -> Sequence[OpenRecord]:
        carried = {send.message_id for send in self._tables.sends.values() if send.state in MAY_HAVE_ARRIVED}
        messages = [m for m in self._tables.messages.values() if m.disposition in IN_FLIGHT and m.id not in carried]
        return [OpenRecord(message.id, message.workspace_id, message.lead_id) for message in messages]

    def live_follow_ups(self) -> Sequence[OpenRecord]:
        live = [one for one in self._tables.follow_ups.values() if one.is_live]
        return [OpenRecord(one.id, one.workspace_id, one.lead_id) for one in live]


def hold(world: World, *, busy: bool = False, was_empty: bool = False) -> Held:
    use = HoldAfterRestore(FakeRestored(world, busy=busy), world.store, world.container.set_switch(), world.clock)
    return use(BY, was_empty=was_empty)


def halted(world: World) -> bool:
    return any(switch.kind is SwitchKind.OUTBOUND_HALTED for switch in world.database.tables.switches.values())


def test_nothing_leaves_afterwards_whatever_was_queued_or_being_worked_on(world: World) -> None:
    queued = world.a_text(QUESTION)
    world.work()
    assert world.the_send(queued).state is SendState.QUEUED
    fresh = world.a_text("And how much is it?", sender="+12025550177")

    assert hold(world) == Held(sends=1, messages=1, follow_ups=0)
    world.wait()

    assert halted(world)
    assert world.sent_texts() == []
    assert world.disposition_of(queued) == "waiting-human:send-unknown"
    assert world.disposition_of(fresh) == "waiting-human:restored"
    world.nothing_is_in_limbo()


def test_what_had_left_since_the_backup_is_found_at_the_provider_and_counts_as_sent(world: World) -> None:
    message = world.a_text(QUESTION)
    world.work()
    send = world.the_send(message)
    left = Delivered(outbound_of(send, ""), "SM1", send.connection_id)
    world.sender().delivered.append(left)

    hold(world)
    world.wait()

    assert (world.the_send(message).state, world.disposition_of(message)) == (SendState.SENT, "sent")
    assert world.sender().calls == []


def test_follow_ups_wait_for_a_person(world: World) -> None:
    follow_up = enrolled(world)

    assert hold(world).follow_ups == 1
    world.live_until(world.clock.now().replace(year=world.clock.now().year + 1))

    now = world.database.tables.follow_ups[follow_up]
    assert (now.state, now.reason) == (FollowUpState.PAUSED, "restored")


def test_a_second_run_finds_nothing_more_to_take_back(world: World) -> None:
    world.a_text(QUESTION)
    world.work()
    hold(world)

    assert hold(world) == Held(0, 0, 0)


def test_nothing_is_held_while_processes_work_unless_the_database_was_empty(world: World) -> None:
    with pytest.raises(Conflict):
        hold(world, busy=True)
    assert not halted(world)

    hold(world, busy=True, was_empty=True)
    assert halted(world)
