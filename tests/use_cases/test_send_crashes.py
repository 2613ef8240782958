"""Every step of a send, with a process that dies before or after it, on every channel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rejoinder.domain.errors import (
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
)
from tests.crashes import Fuse, nothing_is_doubled, nothing_is_lost
from tests.fakes.channels import FakeSender
from tests.world import World

CHANNELS = ["fake_sms", "fake_smartlead", "fake_instantly", "fake_linkedin", "fake_slow_lists"]
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

    nothing_is_doubled(fuse.world)
    nothing_is_lost(fuse.world)
