"""Turns of an account: each is given once, none too early, and no day holds more than it may."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.paces import Pace, Turns, slower, turn_at
from tests.fakes.clock import MONDAY

PACES = st.builds(Pace, st.none() | st.floats(0.5, 600), st.none() | st.integers(1, 20))


@given(pace=PACES, waits=st.lists(st.floats(0, 20_000), min_size=1, max_size=60))
def test_turns_keep_the_pace_whoever_asks_when(pace: Pace, waits: list[float]) -> None:
    now, turns, given_away = MONDAY, None, []
    for wait in waits:
        now += timedelta(seconds=wait)
        moment, turns = turn_at(pace, turns, now)
        given_away.append(moment)
        assert moment >= now

    assert given_away == sorted(given_away), "in the order in which they were asked for"
    gaps = [later - earlier for earlier, later in itertools.pairwise(given_away)]
    assert all(gap >= pace.gap - timedelta(microseconds=1) for gap in gaps)
    if pace.per_day is not None:
        assert max(Counter(moment.date() for moment in given_away).values()) <= pace.per_day


def test_an_account_that_rests_gives_no_turn_before() -> None:
    rests_until = MONDAY + timedelta(hours=1)

    moment, _ = turn_at(Pace(per_minute=60), Turns(rests_until, MONDAY.date(), 0), MONDAY)
    assert moment == rests_until


def test_the_stricter_of_two_limits_holds() -> None:
    assert slower(Pace(60, None), Pace(600, 5)) == Pace(60, 5)
    assert slower(Pace(), Pace()) == Pace()
