"""Five hundred replies wait for their moment, and the world changes under them: what is affected does not leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Message
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import SwitchKind
from tests.fakes.jobs import JobRow
from tests.world import World

GROUP = 100
CHANNEL = dict.fromkeys(("unaffected", "opt-out", "human", "newer"), "fake_sms") | {"switch": "fake_linkedin"}
ANSWERING = ("SMS_INBOUND_POST_PROCESS", "LINKEDIN_INBOUND_POST_PROCESS", "SEND_REPLY")


def work_off(world: World, *types: str) -> None:
    """Everything of those types that is due, whatever else is waiting."""
    while due := _due(world, types):
        for job in due:
            world.run(job)


def _due(world: World, types: Iterable[str]) -> Sequence[JobRow]:
    now = world.clock.now()
    return [row for row in world.database.jobs(*types) if row.status is JobStatus.PENDING and row.run_at <= now]


@pytest.fixture(scope="module")
def crowd() -> tuple[World, dict[str, list[Message]]]:
    world = World()
    world.settings_are(send_delay=[180, 420])
    groups = {
        name: [
            world.a_text(channel=channel, sender=f"+1202555{number:04}" if channel == "fake_sms" else f"jane-{number}")
            for number in range(index * GROUP, (index + 1) * GROUP)
        ]
        for index, (name, channel) in enumerate(CHANNEL.items())
    }
    work_off(world, *ANSWERING)
    return world, groups


def test_of_five_hundred_delayed_replies_none_that_is_affected_leaves(
    crowd: tuple[World, dict[str, list[Message]]],
) -> None:
    world, groups = crowd
    sends = world.database.tables.sends
    assert Counter(send.state for send in sends.values()) == {SendState.QUEUED: 5 * GROUP}
    assert not any(provider.sender.calls for provider in world.providers.values())

    world.switch(SwitchKind.OUTBOUND_PAUSED, channel="fake_linkedin")
    for message in groups["opt-out"]:
        world.a_text("STOP", sender=message.sender)
    for message in groups["human"]:
        said = {"fact": "own", "id": f"own-{message.id}", "address": message.sender, "body": "Jo here, call me"}
        world.deliver(said)
    work_off(world, "PROVIDER_EVENT")
    newer = [world.a_text("Wait, one more thing", sender=message.sender) for message in groups["newer"]]
    world.clock.pass_time(421)
    work_off(world, "SEND_REPLY")  # before any job has read what came in

    by_message = {send.message_id: send for send in sends.values()}
    reasons = {
        name: Counter((by_message[m.id].state, by_message[m.id].reason) for m in messages)
        for name, messages in groups.items()
    }
    assert reasons == {
        "unaffected": {("sent", ""): GROUP},
        "switch": {("withheld", "switch"): GROUP},
        "opt-out": {("withheld", "opt-out"): GROUP},
        "human": {("withheld", "human-answered"): GROUP},
        "newer": {("withheld", "conversation-moved-on"): GROUP},
    }
    calls = [outbound.recipient for provider in world.providers.values() for outbound in provider.sender.calls]
    assert sorted(calls) == sorted(message.sender for message in groups["unaffected"])

    work_off(world, *ANSWERING)
    world.clock.pass_time(421)
    work_off(world, *ANSWERING)
    answered = Counter(world.disposition_of(message) for message in newer)
    assert answered == {"sent": GROUP}, "each newer message has its own answer"
    received = Counter(taken.outbound.recipient for taken in world.sender().delivered)
    assert set(received.values()) == {1}
    assert len(received) == 2 * GROUP
