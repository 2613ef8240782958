"""Every step of a send, with a process that dies before or after it, on every channel."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rejoinder.domain.errors import (
    Conflict,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
)
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import Switch, SwitchKind
from tests.builders import THEM
from tests.crashes import Fuse, deliveries_of, nothing_is_doubled, nothing_is_lost
from tests.fakes.channels import FakeSender
from tests.world import World

CHANNELS = ["fake_sms", "fake_smartlead", "fake_linkedin", "fake_slow_lists"]
"""One of each way to settle an unknown send: the provider lists it at once, a person says, it is listed late."""
LONG = " ".join(f"This is sentence number {word} of a long answer." for word in ("one", "two", "three", "four") * 2)


def _mood(error: Exception) -> Callable[[FakeSender], None]:
    return lambda sender: sender.moods.append(error)


def _lost(sender: FakeSender) -> None:
    sender.lost.append(OutcomeUnknown("Taken, but the answer got lost."))


MOODS: dict[str, Callable[[FakeSender], None]] = {
    "well": lambda sender: None,
    "busy": _mood(ProviderBusy("Slow down.", wait=5.0)),
    "down": _mood(ProviderDown("Gone.")),
    "answer lost": _lost,
    "request lost": _mood(OutcomeUnknown("The connection broke.")),
    "refused": _mood(MessageRefused("Forbidden words.")),
    "nobody there": _mood(RecipientRefused("No such number.")),
}
OFTEN = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def a_burning_world(channel: str, mood: str, *, long: bool = False, proven_dead: bool = True) -> Fuse:
    """One reply waits for its moment; the provider is in that mood when it comes."""
    world = World()
    if long:
        world.ai.reply = LONG
    world.a_text(channel=channel)
    world.work()
    MOODS[mood](world.sender(channel))
    return Fuse(world, proven_dead=proven_dead)


def steps_of(channel: str, mood: str) -> int:
    """How many there are when nobody dies."""
    fuse = a_burning_world(channel, mood)
    fuse.burn_through()
    nothing_is_lost(fuse.world)
    return fuse.step


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_process_may_die_at_any_step_and_nothing_is_doubled_or_lost(channel: str) -> None:
    died = 0
    for mood in MOODS:
        for step in range(1, steps_of(channel, mood) + 1):
            fuse = a_burning_world(channel, mood)
            fuse.kill_at = [step]
            fuse.burn_through()
            died += fuse.kills
            nothing_is_doubled(fuse.world)
            nothing_is_lost(fuse.world)
    assert died > 100


@OFTEN
@given(
    channel=st.sampled_from(CHANNELS),
    mood=st.sampled_from(sorted(MOODS)),
    first=st.integers(1, 40),
    gaps=st.lists(st.integers(1, 15), max_size=4),
    long=st.booleans(),
    proven_dead=st.booleans(),
)
def test_processes_may_die_again_and_again(
    channel: str, mood: str, first: int, gaps: list[int], long: bool, proven_dead: bool
) -> None:
    fuse = a_burning_world(channel, mood, long=long, proven_dead=proven_dead)
    fuse.kill_at = [first + sum(gaps[:number]) for number in range(len(gaps) + 1)]
    fuse.burn_through()
    nothing_is_lost(fuse.world)
    fuse.thaw()

    nothing_is_doubled(fuse.world)


# --- everything at once ----------------------------------------------------------------------------


class AConversation(RuleBasedStateMachine):
    """A person writes, and opts out; operators approve, answer elsewhere and pull switches; providers
    have moods, echo late and report; workers die. Whatever happens in whatever order: no send twice, none lost, and
    none against a switch or an opt-out that was there when it was made."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.fuse = Fuse(self.world)
        self.switch: Switch | None = None
        for channel in CHANNELS:
            self.world.sender(channel).before_call = self._look

    def _look(self, outbound: OutboundMessage) -> None:
        """What is asked of the provider is allowed at this very moment."""
        tables = self.world.database.tables
        send = tables.sends[outbound.send_id]
        if send.state is not SendState.SENDING:
            return  # it is looked for, not sent
        lead = tables.leads[send.lead_id]
        assert not lead.has_opted_out(send.medium, "channel")
        assert lead.version == send.basis_version
        for switch in tables.switches.values():
            assert switch.kind is not SwitchKind.OUTBOUND_HALTED
            assert not (switch.kind is SwitchKind.OUTBOUND_PAUSED and send.automatic)

    @initialize(channel=st.sampled_from(CHANNELS))
    def a_person_has_written(self, channel: str) -> None:
        self.world.a_text(channel=channel)
        self.world.work()

    @rule(channel=st.sampled_from(CHANNELS), body=st.sampled_from(["How much is it?", "And where?", "Is it new?"]))
    def a_person_writes(self, channel: str, body: str) -> None:
        self.world.a_text(body, channel=channel)

    @rule(channel=st.sampled_from(CHANNELS))
    def a_person_opts_out(self, channel: str) -> None:
        self.world.a_text("STOP", channel=channel)

    @rule(channel=st.sampled_from(CHANNELS), mood=st.sampled_from(sorted(MOODS)))
    def a_provider_has_a_mood(self, channel: str, mood: str) -> None:
        MOODS[mood](self.world.sender(channel))

    @rule(channel=st.sampled_from(CHANNELS), number=st.integers(1, 5))
    def a_person_of_ours_answers_elsewhere(self, channel: str, number: int) -> None:
        who = {"fake_sms": THEM, "fake_linkedin": "jane-doe"}.get(channel, "jane@example.com")
        fact = {"fact": "own", "id": f"elsewhere-{number}", "address": who, "body": "Jo here, let me call you"}
        self.world.deliver(fact, channel=channel)

    @rule(channel=st.sampled_from(CHANNELS))
    def the_provider_echoes_what_it_sent(self, channel: str) -> None:
        for taken in self.world.sender(channel).delivered[-1:]:
            said = taken.outbound
            fact = {"fact": "own", "id": taken.provider_message_id, "address": said.recipient, "body": said.body}
            self.world.deliver(fact, channel=channel)

    @rule(channel=st.sampled_from(CHANNELS), status=st.sampled_from(["delivered", "undelivered", "sent"]))
    def the_provider_reports(self, channel: str, status: str) -> None:
        for taken in self.world.sender(channel).delivered[-1:]:
            number = len(self.world.database.tables.events)
            fact = {"fact": "delivery", "id": f"report-{number}", "status": status, "send_id": taken.outbound.send_id}
            self.world.deliver({**fact, "provider_message_id": taken.provider_message_id}, channel=channel)

    @rule(kind=st.sampled_from([SwitchKind.OUTBOUND_HALTED, SwitchKind.OUTBOUND_PAUSED]))
    def somebody_pulls_a_switch_or_lets_it_go(self, kind: SwitchKind) -> None:
        if self.switch is None:
            self.switch = self.world.switch(kind)
        else:
            self.world.switch_off(self.switch)
            self.switch = None

    @rule(mode=st.sampled_from(["auto", "suggest"]))
    def the_mode_changes(self, mode: str) -> None:
        self.world.settings_are(mode=mode)

    @rule()
    def a_person_approves_what_waits(self) -> None:
        for draft in list(self.world.database.tables.drafts.values()):
            with suppress(Conflict):
                self.world.approve(draft)

    @rule(outcome=st.sampled_from(["arrived", "failed"]))
    def a_person_settles_truthfully(self, outcome: str) -> None:
        for send in list(self.world.database.tables.sends.values()):
            true = "arrived" if deliveries_of(self.world, send) else "failed"
            if send.state is SendState.UNKNOWN and outcome == true:
                self.world.container.settle_send()(send.workspace_id, send.id, outcome, "token:jo")

    @rule(steps=st.integers(1, 20))
    def a_worker_will_die(self, steps: int) -> None:
        self.fuse.kill_at.append(self.fuse.step + steps)

    @rule(seconds=st.sampled_from([0.0, 11.0, 30.0, 90.0, 600.0]))
    def time_passes(self, seconds: float) -> None:
        self.fuse.burn_through(seconds)

    @invariant()
    def no_send_is_doubled(self) -> None:
        nothing_is_doubled(self.world)

    def teardown(self) -> None:
        self.fuse.burn_through()
        nothing_is_doubled(self.world)
        nothing_is_lost(self.world)


TestAConversation = AConversation.TestCase
TestAConversation.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
