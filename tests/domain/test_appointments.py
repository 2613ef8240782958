"""Accounts of a meeting end alike in whatever order they come, and a lead follows its meetings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.appointments import Appointment, AppointmentState, Heard, after, is_live, rolled_up
from rejoinder.domain.sentiment import LeadStatus
from tests.builders import LEAD, WORKSPACE, a_lead

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOOKED, CANCELLED, GIVEN_UP, HELD, NO_SHOW = (
    AppointmentState.BOOKED,
    AppointmentState.CANCELLED,
    AppointmentState.RESCHEDULED,
    AppointmentState.HELD,
    AppointmentState.NO_SHOW,
)


def a_seat(external_id: str = "seat-1", **more: object) -> Appointment:
    return Appointment(external_id, WORKSPACE, LEAD, "c", "calendly", external_id, **more)  # type: ignore[arg-type]


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


accounts = st.builds(
    Heard,
    state=st.sampled_from(AppointmentState),
    at=st.none() | st.integers(0, 5).map(at),
    starts_at=st.none() | st.integers(100, 103).map(at),
    reason=st.sampled_from(["", "ill"]),
)


@given(st.lists(accounts, min_size=1, max_size=6).flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(seen))))
@settings(max_examples=60, deadline=None)
def test_the_order_of_accounts_does_not_matter_and_repeats_change_nothing(
    both: tuple[list[Heard], list[Heard]],
) -> None:
    ends = []
    for order in both:
        seat = a_seat()
        for heard in (*order, *order[:2]):
            seat = after(seat, heard)
        ends.append((seat.state, seat.changed_at))
    assert ends[0] == ends[1]


@given(st.lists(accounts, max_size=6))
@settings(max_examples=60, deadline=None)
def test_time_only_goes_forward(heard: list[Heard]) -> None:
    seat = a_seat()
    for account in heard:
        later = after(seat, account)
        assert seat.changed_at is None or (later.changed_at is not None and later.changed_at >= seat.changed_at)
        if later.changed_at == seat.changed_at and later.state is not seat.state:
            assert later.state is account.state  # the graver of two at one instant
        seat = later


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), accounts), max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_lead_is_pinned_exactly_while_somebody_is_expected_or_came(told: list[tuple[str, Heard]]) -> None:
    seats = {name: a_seat(name) for name in ("a", "b")}
    for name, heard in told:
        seats[name] = after(seats[name], heard)
    lead = rolled_up(a_lead(), list(seats.values()), NOON)
    live = [seat for seat in seats.values() if is_live(seat, list(seats.values()))]
    assert lead.has_appointment == bool(live)
    assert not live or lead.status is LeadStatus.MEETING_BOOKED


def test_an_older_account_fills_what_is_empty_and_changes_nothing_else() -> None:
    cancelled = after(a_seat(), Heard(CANCELLED, at(5), reason="ill"))
    late = after(cancelled, Heard(BOOKED, at(1), title="Intro", starts_at=at(100), reason="other"))

    assert (late.state, late.title, late.starts_at, late.reason) == (CANCELLED, "Intro", at(100), "ill")


def test_a_meeting_that_changes_its_time_under_one_id_counts_the_move() -> None:
    seat = after(a_seat(starts_at=at(100)), Heard(BOOKED, at(1), starts_at=at(200)))

    assert (seat.starts_at, seat.moves) == (at(200), 1)
    assert after(seat, Heard(BOOKED, at(0), starts_at=at(100))).starts_at == at(200)


def test_a_seat_that_was_given_up_counts_until_the_new_one_is_known() -> None:
    old = a_seat(state=GIVEN_UP, replaced_by="seat-2")

    assert is_live(old, [old])
    assert not is_live(old, [old, a_seat("seat-2", state=CANCELLED)])
    assert not is_live(a_seat(state=GIVEN_UP), [a_seat("seat-3", replaces="seat-1")])


@pytest.mark.parametrize(
    ("states", "before", "then"),
    [
        ([BOOKED], LeadStatus.NEW, LeadStatus.MEETING_BOOKED),
        ([HELD], LeadStatus.QUALIFIED, LeadStatus.MEETING_BOOKED),
        ([CANCELLED], LeadStatus.MEETING_BOOKED, LeadStatus.QUALIFIED),
        ([CANCELLED, BOOKED], LeadStatus.MEETING_BOOKED, LeadStatus.MEETING_BOOKED),
        ([NO_SHOW], LeadStatus.MEETING_BOOKED, LeadStatus.MEETING_BOOKED),
        ([CANCELLED], LeadStatus.NOT_INTERESTED, LeadStatus.NOT_INTERESTED),
        ([BOOKED], LeadStatus.BLACKLISTED, LeadStatus.BLACKLISTED),
        ([BOOKED], LeadStatus.UNQUALIFIED, LeadStatus.UNQUALIFIED),
        ([], LeadStatus.MEETING_BOOKED, LeadStatus.MEETING_BOOKED),
    ],
)
def test_a_leads_status_follows_its_meetings(
    states: list[AppointmentState], before: LeadStatus, then: LeadStatus
) -> None:
    seats = [a_seat(f"seat-{n}", state=state) for n, state in enumerate(states)]

    assert rolled_up(a_lead(status=before), seats, NOON).status is then


def test_the_next_meeting_is_the_first_booked_one_still_to_come() -> None:
    seats = [
        a_seat("past", starts_at=at(-60)),
        a_seat("later", starts_at=at(120)),
        a_seat("next", starts_at=at(60)),
        a_seat("off", state=CANCELLED, starts_at=at(10)),
        a_seat("moved", state=GIVEN_UP, replaced_by="next", starts_at=at(5)),
    ]
    lead = rolled_up(a_lead(), seats, NOON)

    assert (lead.next_meeting_at, lead.appointments) == (at(60), 4)
