"""One call told by many: the order never matters, repetition never matters, and nobody's fate is guessed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.calls import (
    Call,
    CallDirection,
    CallFacts,
    CallStatus,
    Ended,
    Ending,
    Line,
    Outcome,
    ReportState,
    Speaker,
    Teller,
    accounts_of,
    is_missed,
    join,
    outcome_of,
    with_account,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
moments = st.none() | st.integers(0, 5).map(lambda s: NOON + timedelta(seconds=s))
words = st.sampled_from(["", "a", "b", "longer"])
lines = st.lists(
    st.builds(Line, st.sampled_from(Speaker), st.sampled_from(["Hi", "Bye"]), moments), max_size=3, unique=True
).map(tuple)
endings = st.none() | st.builds(Ended, st.sampled_from(Ending), words, st.sampled_from(Teller))
accounts = st.builds(
    CallFacts,
    external_id=st.sampled_from(["call-1", "CA1"]),
    teller=st.sampled_from(Teller),
    carrier_call_id=st.just("CA1"),
    status=st.none() | st.sampled_from(CallStatus),
    direction=st.sampled_from(CallDirection),
    caller=st.sampled_from(["", "anonymous", "+12025550143", "12025550143"]),
    caller_name=words,
    called=words,
    assistant_id=words,
    is_test=st.booleans(),
    started_at=moments,
    ended_at=moments,
    stated_duration_s=st.none() | st.integers(0, 3).map(float),
    ended=endings,
    caller_spoke=st.none() | st.booleans(),
    lines=lines,
    lines_by=st.sampled_from(Teller),
    transcript=words,
    summary=words,
    structured=st.sampled_from([{}, {"a": 1}, {"b": 2}, {"a": 1, "b": 2}]),
    success=words,
    cost_usd=st.none() | st.integers(0, 3).map(Decimal),
    recording_url=words,
    last_told_at=moments,
)


@given(accounts, accounts)
def test_the_order_of_two_accounts_does_not_matter(one: CallFacts, other: CallFacts) -> None:
    assert join(one, other) == join(other, one)


@given(accounts, accounts, accounts)
def test_nor_does_the_order_of_many(a: CallFacts, b: CallFacts, c: CallFacts) -> None:
    assert join(join(a, b), c) == join(a, join(b, c))


@given(accounts, accounts)
def test_repeating_an_account_changes_nothing(one: CallFacts, other: CallFacts) -> None:
    joined = join(one, other)

    assert join(joined, one) == join(joined, other) == joined


@given(accounts, accounts)
def test_nothing_known_is_replaced_by_nothing(one: CallFacts, other: CallFacts) -> None:
    joined = join(one, other)
    empty = (None, "", (), {}, CallDirection.UNKNOWN)

    for each in fields(CallFacts):
        if getattr(joined, each.name) in empty:
            assert getattr(one, each.name) in empty, each.name
            assert getattr(other, each.name) in empty, each.name


def told(external_id: str = "call-1", teller: Teller = Teller.LIVE, **more: object) -> CallFacts:
    return CallFacts(external_id, teller, **more)  # type: ignore[arg-type]


def test_a_late_ringing_does_not_reopen_a_call() -> None:
    events = [
        told(status=CallStatus.RINGING),
        told(status=CallStatus.IN_PROGRESS),
        told(status=CallStatus.ENDED, ended=Ended(Ending.CALLER, "customer-ended-call", Teller.LIVE)),
        told(teller=Teller.REPORT, status=CallStatus.ENDED, summary="Done."),
    ]

    results = {reduce(join, order).status for order in permutations(events)}

    assert results == {CallStatus.ENDED}


def test_the_report_replaces_what_was_heard_while_the_call_went_on() -> None:
    heard = told(lines=(Line(Speaker.CALLER, "my boiler is", NOON),), lines_by=Teller.LIVE)
    more = told(lines=(Line(Speaker.CALLER, "leaking", NOON + timedelta(seconds=2)),), lines_by=Teller.LIVE)
    report = told(
        teller=Teller.REPORT, lines=(Line(Speaker.CALLER, "My boiler is leaking.", NOON),), lines_by=Teller.REPORT
    )

    assert [line.text for line in join(more, heard).lines] == ["my boiler is", "leaking"]
    assert join(join(heard, report), more).lines == report.lines
    assert join(heard, replace(report, lines=())).lines == heard.lines


def test_a_reports_word_on_the_ending_beats_the_carriers() -> None:
    carrier = told("CA1", Teller.CARRIER, ended=Ended(Ending.UNANSWERED, "no-answer", Teller.CARRIER))
    report = told(teller=Teller.REPORT, ended=Ended(Ending.ASSISTANT, "assistant-ended-call", Teller.REPORT))

    assert outcome_of(join(carrier, report)) is Outcome.SERVED


@pytest.mark.parametrize(
    ("ending", "spoke", "seconds", "outcome"),
    [
        (Ending.ASSISTANT, False, 1, Outcome.SERVED),
        (Ending.CALLER, True, 3, Outcome.SERVED),
        (Ending.CALLER, False, 10, Outcome.SERVED),
        (Ending.CALLER, False, 9, Outcome.ABANDONED),
        (Ending.SILENCE, True, 60, Outcome.SERVED),
        (Ending.SILENCE, False, 60, Outcome.ABANDONED),
        (Ending.TRANSFERRED, False, 5, Outcome.TRANSFERRED),
        (Ending.IN_TRANSFER, True, 60, Outcome.ABANDONED),
        (Ending.UNANSWERED, False, 0, Outcome.MISSED),
        (Ending.FAULT, False, 0, Outcome.FAILED),
        (Ending.CANCELLED, False, 0, Outcome.CANCELLED),
        (Ending.UNKNOWN, True, 60, Outcome.UNKNOWN),
    ],
)
def test_what_a_call_came_to(ending: Ending, spoke: bool, seconds: int, outcome: Outcome) -> None:
    facts = told(
        direction=CallDirection.INBOUND,
        started_at=NOON,
        ended_at=NOON + timedelta(seconds=seconds),
        caller_spoke=spoke,
        ended=Ended(ending, "as the provider says", Teller.REPORT),
    )

    assert outcome_of(facts) is outcome


def test_a_call_that_goes_on_has_no_outcome_and_one_that_ended_without_a_reason_an_unknown_one() -> None:
    assert outcome_of(told(status=CallStatus.IN_PROGRESS)) is None
    assert outcome_of(told(status=CallStatus.ENDED)) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("more", "missed"),
    [
        ({"direction": CallDirection.INBOUND}, True),
        ({"direction": CallDirection.UNKNOWN}, True),
        ({"direction": CallDirection.OUTBOUND}, False),
        ({"direction": CallDirection.WEB}, False),
        ({"direction": CallDirection.INBOUND, "is_test": True}, False),
    ],
)
def test_only_a_person_who_called_us_can_be_missed(more: dict[str, object], missed: bool) -> None:
    assert is_missed(told(ended=Ended(Ending.FAULT, "assistant-not-found", Teller.REPORT), **more)) is missed


def test_an_unknown_ending_counts_as_missed_only_if_the_caller_said_nothing() -> None:
    unknown = told(direction=CallDirection.INBOUND, ended=Ended(Ending.UNKNOWN, "next-years-reason", Teller.REPORT))

    assert is_missed(unknown)
    assert not is_missed(replace(unknown, caller_spoke=True))


def a_call(facts: CallFacts, call_id: str = "1", **more: object) -> Call:
    return Call(call_id, "workspace", "connection", "vapi", facts, **more)  # type: ignore[arg-type]


def test_a_platforms_call_and_its_carriers_leg_are_one_call() -> None:
    leg = a_call(told("CA1", Teller.CARRIER, carrier_call_id="CA1"), "leg")
    platform = a_call(told("call-1", carrier_call_id="CA1"), "platform")

    assert accounts_of(platform.facts, [leg]) == [leg]
    assert accounts_of(leg.facts, [platform]) == [platform]
    assert accounts_of(platform.facts, [leg, platform]) == [platform, leg]
    assert accounts_of(told("call-1"), [leg, platform]) == [platform]


def test_two_platform_calls_over_one_leg_stay_two_calls() -> None:
    first, second = (a_call(told(f"call-{n}", carrier_call_id="CA1"), str(n)) for n in (1, 2))

    assert accounts_of(first.facts, [first, second]) == [first]
    assert accounts_of(told("CA1", Teller.CARRIER, carrier_call_id="CA1"), [first, second]) == [first]


def test_a_call_keeps_its_lead_and_message_whoever_tells_more() -> None:
    leg = a_call(told("CA1", Teller.CARRIER, carrier_call_id="CA1"), lead_id="lead")
    known = a_call(told("call-1"), message_id="message", agent_id="agent")

    one = with_account(known, told("call-1", Teller.REPORT, carrier_call_id="CA1"), [leg])

    assert (one.lead_id, one.message_id, one.agent_id) == ("lead", "message", "agent")
    assert one.report is ReportState.RECEIVED
    assert one.facts.external_id == "call-1"
    assert one.root_id == "CA1"


def test_a_report_that_came_when_we_asked_says_so() -> None:
    assert with_account(a_call(told()), told(teller=Teller.ASKED)).report is ReportState.FETCHED
    missing = a_call(told(), report=ReportState.MISSING)
    assert with_account(missing, told(teller=Teller.REPORT)).report is ReportState.RECEIVED
    assert with_account(missing, told()).report is ReportState.MISSING


@pytest.mark.parametrize(
    ("number", "dialable"),
    [
        ("+12025550143", True),
        ("+447700900123", True),
        ("anonymous", False),
        ("", False),
        ("12025550143", False),
        ("+02025550143", False),
        ("+1202", False),
        ("+1202555014x", False),
        ("+٣٤٥٦٧٨٩١٢٣", False),
    ],
)
def test_only_a_real_number_can_be_texted(number: str, dialable: bool) -> None:
    assert bool(told(caller=number).caller_number) is dialable
