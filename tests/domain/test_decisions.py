"""Send now, ask a person or stay silent: one decision, always the same, always explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.decisions import (
    ASK,
    GATE,
    LATEST_APPROVED_S,
    LATEST_S,
    PASS,
    SILENT,
    AskHuman,
    ReplySnapshot,
    SendNow,
    StaySilent,
    decide_reply,
    gate_auto_reply,
    is_open,
    leave_at,
    may_leave,
    next_open,
    rehearse_reply,
    wants_evaluator,
)
from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.messages import Author, Media, Medium
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.workspaces import WEEKDAYS, BusinessHours, Mode
from tests.builders import (
    WORKSPACE,
    a_draft,
    a_lead,
    a_leave_snapshot,
    a_message,
    a_snapshot,
    a_switch,
    a_workspace,
    an_understood_message,
    withdrawn,
)
from tests.fakes.clock import MONDAY

SAFE = Evaluation(True, 0.97, "Harmless.")


@st.composite
def snapshots(draw: st.DrawFn):
    """Any combination of reasons to hesitate, with the set of those that are in it."""
    why = set(draw(st.lists(st.sampled_from(sorted(REASONS)), max_size=6)))
    return why, snapshot_of(why)


def snapshot_of(why: Collection[str]) -> ReplySnapshot:
    """A reply that every check lets pass, but for these reasons."""
    message = an_understood_message(
        received_at=MONDAY,
        opt_out="opt-out" in why,
        automated="automated" in why,
        injection="injection" in why,
        backfilled="backfilled" in why,
        sent_at=MONDAY - timedelta(days=2) if "stale" in why else None,
        media=(Media("https://x.example", "image/png"),) if "media" in why else (),
        safety={name: True for word, name in (("ambiguous", "ambiguous_opt_out"), ("group", "group")) if word in why},
    )
    ours = [a_message(f"n{n}", ours=True, author=Author.AI, received_at=MONDAY - timedelta(hours=1)) for n in range(6)]
    answer = a_message(ours=True, author=Author.HUMAN, received_at=MONDAY + timedelta(seconds=1))
    conversation = [*(ours if "loop" in why else []), message, *([answer] if "human-answered" in why else [])]
    workspace = a_workspace(
        WORKSPACE,
        mode="suggest" if "mode" in why else "auto",
        autosend_channels=["fake_smartlead"] if "channel" in why else None,
        channel_modes={"sms": "suggest"} if "mode-of-channel" in why else {},
        campaign_modes={"204911": "off"} if "mode-of-campaign" in why else {},
        forbidden_terms=["cheap"],
    )
    body = "It costs $499." if "unsourced" in why else "So cheap!" if "forbidden" in why else "Thanks!"
    return a_snapshot(
        message=message,
        campaigns=("204911",),
        lead=a_lead(
            mode=Mode.SHADOW if "mode-of-lead" in why else None,
            consent=withdrawn() if "withdrawn" in why else {},
            version=2 if "moved-on" in why else 1,
            automation_paused_reason="answered-elsewhere" if "paused" in why else "",
        ),
        workspace=workspace,
        conversation=tuple(conversation),
        switches=(a_switch(SwitchKind.OUTBOUND_PAUSED),) if "switch" in why else (),
        draft=a_draft(message, body=body),
        evaluation=None if "unjudged" in why else Evaluation(False, 0.99, "No.") if "unsafe" in why else SAFE,
        spent_today=Decimal(99) if "over-budget" in why else Decimal(0),
        spent_on_lead=Decimal(9) if "over-lead-budget" in why else Decimal(0),
        source_is_proven="unproven" not in why,
    )


SILENCING = {"opt-out", "withdrawn", "automated", "human-answered"}
REASONS = SILENCING | {
    "injection",
    "backfilled",
    "stale",
    "media",
    "group",
    "ambiguous",
    "loop",
    "mode",
    "channel",
    "unsourced",
    "forbidden",
    "moved-on",
    "paused",
    "switch",
    "unjudged",
    "unsafe",
    "over-budget",
    "over-lead-budget",
    "unproven",
    "mode-of-channel",
    "mode-of-campaign",
    "mode-of-lead",
}
NEVER_ALONE = {
    "opt-out",
    "withdrawn",
    "automated",
    "stale",
    "human-answered",
    "injection",
    "unsourced",
    "over-budget",
    "over-lead-budget",
}
"""Nothing leaves by itself in any of these cases, whatever else holds."""


def combinations_of_reasons() -> Iterator[frozenset[str]]:
    """Every one, two and three of all of them, and every set of those that never leave anything alone."""
    seen = set()
    for size in range(4):
        seen |= set(map(frozenset, combinations(sorted(REASONS), size)))
    for size in range(4, len(NEVER_ALONE) + 1):
        seen |= set(map(frozenset, combinations(sorted(NEVER_ALONE), size)))
    return iter(seen)


def test_every_combination_of_reasons_ends_in_exactly_one_explained_decision() -> None:
    number = 0
    for why in combinations_of_reasons():
        number += 1
        ends_explained(why, snapshot_of(why))
    assert number > 3000


@pytest.mark.parametrize("reason", sorted(NEVER_ALONE))
@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_nothing_that_was_judged_makes_up_for_these(reason: str, confidence: float) -> None:
    for other in sorted(REASONS | {reason}):
        judged = replace(snapshot_of({reason, other}), evaluation=Evaluation(True, confidence, "Perfect."))

        assert not isinstance(decide_reply(judged), SendNow)


@settings(max_examples=200)
@given(snapshots())
def test_many_reasons_at_once_are_no_less_clear(case) -> None:
    why, snapshot = case
    ends_explained(why, snapshot)
    assert decide_reply(snapshot) == decide_reply(snapshot), "the same snapshot gives the same decision"


def ends_explained(why: Collection[str], snapshot: ReplySnapshot) -> None:
    """One decision, the strictest that the reasons want, and every check says why."""
    why = set(why)
    decision = decide_reply(snapshot)

    assert len(decision.checks) == len(GATE) + 1
    assert [check.name for check in decision.checks] == list(dict.fromkeys(check.name for check in decision.checks))
    assert all(check.reason for check in decision.checks if check.verdict != PASS)
    if not why:
        assert isinstance(decision, SendNow)
    elif why & SILENCING:
        assert isinstance(decision, StaySilent)
    else:
        assert isinstance(decision, AskHuman)
    if not isinstance(decision, SendNow):
        strictest = SILENT if isinstance(decision, StaySilent) else ASK
        assert decision.reason == next(c.reason for c in decision.checks if c.verdict == strictest)
    assert not (why & NEVER_ALONE and isinstance(decision, SendNow))


@given(snapshots())
def test_a_rehearsal_is_what_auto_would_have_decided(case) -> None:
    why, snapshot = case
    modes = {"mode", "mode-of-channel", "mode-of-campaign", "mode-of-lead"}
    auto = decide_reply(snapshot_of(why - modes))
    rehearsed = rehearse_reply(snapshot)

    assert type(rehearsed) is type(auto)
    assert getattr(rehearsed, "reason", "") == getattr(auto, "reason", "")


def test_in_shadow_the_evaluator_is_asked_as_in_auto_and_nowhere_else() -> None:
    assert wants_evaluator(snapshot_of(()))
    assert wants_evaluator(snapshot_of({"mode-of-lead"})), "the lead is in shadow"
    assert not wants_evaluator(snapshot_of({"mode"}))
    assert not wants_evaluator(snapshot_of({"mode-of-lead", "mode-of-campaign"})), "the campaign is off"
    assert not wants_evaluator(snapshot_of({"mode-of-lead", "stale"}))


@given(snapshots(), st.floats(0, 1), st.booleans())
def test_no_evaluator_can_raise_what_the_checks_refuse(case, confidence: float, safe: bool) -> None:
    _, snapshot = case
    judged = replace(snapshot, evaluation=Evaluation(safe, confidence, "Anything."))

    if any(check.verdict != PASS for check in gate_auto_reply(judged)):
        assert not isinstance(decide_reply(judged), SendNow)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty-draft"),
        ("  ", "empty-draft"),
        ("x" * 961, "too-long"),
        ("Hi {name}", "unresolved-placeholder"),
        ("A CHEAP one", "forbidden-term"),
        ("Hello again", "repeats-ourselves"),
    ],
)
def test_a_text_that_is_not_fit_to_leave_goes_to_a_person(body: str, reason: str) -> None:
    message = an_understood_message()
    said = a_message("Hello again", ours=True, received_at=MONDAY - timedelta(hours=1))
    decision = decide_reply(
        a_snapshot(
            message=message,
            conversation=(said, message),
            draft=a_draft(message, body=body),
            workspace=a_workspace(WORKSPACE, mode="auto", forbidden_terms=["cheap"]),
        )
    )

    assert isinstance(decision, AskHuman)
    assert decision.reason == reason


@pytest.mark.parametrize(("confidence", "leaves"), [(0.9, True), (0.8999, False), (1.0, True)])
def test_the_threshold_is_the_least_that_is_enough(confidence: float, leaves: bool) -> None:
    decision = decide_reply(a_snapshot(evaluation=Evaluation(True, confidence, "Hm.")))

    assert isinstance(decision, SendNow) == leaves


# --- when it may leave -----------------------------------------------------------------------------


@given(
    low=st.integers(0, 1000),
    width=st.integers(0, 1000),
    message_id=st.uuids().map(str),
    late=st.integers(0, 5000),
)
def test_the_moment_lies_in_the_window_and_never_in_the_past(low: int, width: int, message_id: str, late: int) -> None:
    message = an_understood_message(id=message_id, received_at=MONDAY)
    now = MONDAY + timedelta(seconds=late)
    snapshot = a_snapshot(
        message=message, now=now, workspace=a_workspace(WORKSPACE, mode="auto", send_delay=[low, low + width])
    )
    moment = leave_at(snapshot)

    assert moment >= now
    assert moment <= max(now, MONDAY + timedelta(seconds=low + width))
    assert moment >= MONDAY + timedelta(seconds=low)
    assert moment == leave_at(snapshot)


def test_an_installation_may_override_the_window() -> None:
    snapshot = a_snapshot(autosend_delay=(0.0, 0.0))

    assert leave_at(snapshot) == snapshot.now


def hours_of(*days: str, opens: time = time(9), closes: time = time(17)) -> BusinessHours:
    return BusinessHours(dict.fromkeys(days, (opens, closes)))


@given(
    moment=st.integers(0, 2 * 365 * 86_400).map(lambda seconds: MONDAY + timedelta(seconds=seconds)),
    zone=st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    span=st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] < pair[1]),
)
def test_the_next_opening_is_open_and_not_in_the_past(moment, zone, days, span) -> None:
    hours = hours_of(*days, opens=span[0], closes=span[1])
    opening = next_open(moment, hours, zone)

    assert opening >= moment
    assert opening - moment <= timedelta(days=8)
    local = opening.astimezone(ZoneInfo(zone))
    assert WEEKDAYS[local.weekday()] in days
    assert is_open(moment, hours, zone) == (opening == moment)


@pytest.mark.parametrize(
    ("moment", "zone", "wanted"),
    [
        ("2026-11-23T10:00+00:00", "UTC", "2026-11-23T10:00+00:00"),
        ("2026-11-23T08:59+00:00", "UTC", "2026-11-23T09:00+00:00"),
        ("2026-11-23T17:00+00:00", "UTC", "2026-11-24T09:00+00:00"),
        ("2026-11-20T18:00+00:00", "UTC", "2026-11-23T09:00+00:00"),
        # London: the clocks go forward on 2026-03-29 and back on 2026-10-25; Friday evening to Monday morning.
        ("2026-03-27T18:00+00:00", "Europe/London", "2026-03-30T08:00+00:00"),
        ("2026-10-23T18:00+00:00", "Europe/London", "2026-10-26T09:00+00:00"),
        # New York: back on 2026-11-01.
        ("2026-10-30T22:00+00:00", "America/New_York", "2026-11-02T14:00+00:00"),
        ("2026-10-29T22:00+00:00", "America/New_York", "2026-10-30T13:00+00:00"),
    ],
)
def test_business_hours_follow_the_local_clock(moment: str, zone: str, wanted: str) -> None:
    hours = hours_of("mon", "tue", "wed", "thu", "fri")

    assert next_open(datetime.fromisoformat(moment), hours, zone) == datetime.fromisoformat(wanted)


def test_an_opening_inside_the_hour_that_happens_twice_is_not_in_the_past() -> None:
    """London, 25 October 2026: 01:30 comes twice; at the second 01:50 the 01:55 of the first round is over."""
    second_time_round = datetime(2026, 10, 25, 1, 50, tzinfo=UTC)
    hours = hours_of("sun", opens=time(1, 55), closes=time(3))

    assert next_open(second_time_round, hours, "Europe/London") >= second_time_round


def test_a_reply_that_is_ready_at_night_leaves_in_the_morning() -> None:
    workspace = a_workspace(
        WORKSPACE, mode="auto", send_delay=0, business_hours={"start": "09:00", "end": "17:00"}, timezone="UTC"
    )
    evening = MONDAY.replace(hour=20)
    message = an_understood_message(received_at=evening)
    decision = decide_reply(a_snapshot(message=message, workspace=workspace, now=evening))

    assert isinstance(decision, SendNow)
    assert decision.not_before == datetime(2026, 11, 24, 9, tzinfo=UTC)


ANY_MEDIUM = a_workspace(WORKSPACE, mode="auto", opt_out_scope="all")


# --- the last look ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"lead": a_lead(consent=withdrawn())}, "opt-out"),
        ({"lead": a_lead(consent=withdrawn(Medium.EMAIL))}, None),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_HALTED),)}, "switch"),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_PAUSED),)}, "switch"),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_PAUSED),), "automatic": False}, None),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_HALTED),), "automatic": False}, "switch"),
        ({"switches": (a_switch(SwitchKind.AI_DISABLED),)}, None),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_HALTED, channel="another"),)}, None),
        ({"connection_usable": False}, "connection-unusable"),
        ({"answered_elsewhere": True}, "human-answered"),
        ({"basis_version": 0}, "conversation-moved-on"),
        ({"basis_version": 0, "automatic": False}, "conversation-moved-on"),
        ({"workspace": a_workspace(WORKSPACE, mode="suggest")}, "mode-suggest"),
        ({"workspace": a_workspace(WORKSPACE, mode="suggest"), "automatic": False}, None),
        ({"lead": a_lead(automation_paused_reason="answered-elsewhere")}, "automation-paused"),
        ({"lead": a_lead(automation_paused_reason="answered-elsewhere"), "automatic": False}, None),
        ({"late_by_s": LATEST_S[Medium.SMS]}, None),
        ({"late_by_s": LATEST_S[Medium.SMS] + 1}, "too-late"),
        ({"late_by_s": LATEST_S[Medium.SMS] + 1, "automatic": False}, None),
        ({"late_by_s": LATEST_APPROVED_S, "automatic": False}, None),
        ({"late_by_s": LATEST_APPROVED_S + 1, "automatic": False}, "too-late"),
        ({"confidence": 0.89}, "below-threshold"),
        ({"confidence": 0.9}, None),
        ({"confidence": None}, "below-threshold"),
        ({"confidence": None, "automatic": False}, None),
        ({"workspace": a_workspace(WORKSPACE, mode="auto", autosend_channels=["email"])}, "channel-not-automatic"),
        ({"workspace": a_workspace(WORKSPACE, mode="auto", autosend_channels=["sms"])}, None),
        ({"workspace": a_workspace(WORKSPACE, autosend_channels=["email"]), "automatic": False}, None),
        ({"workspace": ANY_MEDIUM, "lead": a_lead(consent=withdrawn(Medium.EMAIL))}, "opt-out"),
        ({"workspace": ANY_MEDIUM, "lead": a_lead(consent=withdrawn(Medium.EMAIL)), "automatic": False}, "opt-out"),
        ({"workspace": ANY_MEDIUM}, None),
    ],
)
def test_what_was_decided_is_held_against_the_world_as_it_is(changed: dict[str, object], reason: str | None) -> None:
    assert may_leave(a_leave_snapshot(**changed)) == reason


# --- holidays ----------------------------------------------------------------------------------------


CHRISTMAS = [date(2026, 12, 25), date(2026, 12, 28)]  # a Friday and the Monday after it


@pytest.mark.parametrize(
    ("moment", "hours", "wanted"),
    [
        ("2026-12-24T18:00+00:00", {"start": "09:00", "end": "17:00"}, "2026-12-29T09:00+00:00"),
        ("2026-12-25T12:00+00:00", None, "2026-12-26T00:00+00:00"),
        ("2026-12-24T23:59+00:00", None, "2026-12-24T23:59+00:00"),
        ("2026-12-28T00:00+00:00", None, "2026-12-29T00:00+00:00"),
    ],
)
def test_on_a_holiday_nothing_leaves_by_itself(moment: str, hours: dict[str, str] | None, wanted: str) -> None:
    holidays = [day.isoformat() for day in CHRISTMAS]
    opening = a_workspace(WORKSPACE, business_hours=hours, holidays=holidays).settings.opening

    assert next_open(datetime.fromisoformat(moment), opening, "UTC") == datetime.fromisoformat(wanted)


def test_a_holiday_is_a_day_of_the_workspaces_own_zone() -> None:
    hours = a_workspace(WORKSPACE, holidays=["2026-12-25"]).settings.opening
    late = datetime(2026, 12, 26, 4, 30, tzinfo=UTC)  # still Christmas evening in New York

    assert next_open(late, hours, "America/New_York") == datetime(2026, 12, 26, 5, tzinfo=UTC)
    assert next_open(late, hours, "UTC") == late


def test_a_year_of_holidays_still_ends() -> None:
    days = [(MONDAY.date() + timedelta(days=n)).isoformat() for n in range(365)]
    opening = next_open(MONDAY, a_workspace(WORKSPACE, holidays=days).settings.opening, "UTC")

    assert opening.date() == MONDAY.date() + timedelta(days=365)
