"""Sequences and the people in them: what may become of them, and when their steps leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.campaigns import leaked_after
from rejoinder.domain.drafts import Evaluation
from rejoinder.domain.errors import Conflict, InvalidInput
from rejoinder.domain.follow_up_plan import (
    AskPerson,
    EndIt,
    HoldStep,
    JudgeStep,
    SendStep,
    SkipStep,
    StepSnapshot,
    WaitForIt,
    WriteStep,
    day_moment,
    decide_step,
    is_silent,
    later_day,
    open_hours,
    step_moment,
)
from rejoinder.domain.follow_ups import (
    LIVE,
    FollowUp,
    FollowUpState,
    approved,
    awaiting_approval,
    cancelled,
    on_its_way,
    paused,
    put_off,
    replanned,
    resumed,
    step_left,
    why_over,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Consent, ConsentState
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.sequences import FollowUpSettings, MissingVariable, Step, parse_steps, rendered, shown_step
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.times import Offer
from rejoinder.domain.workspaces import parse_settings, stored_settings
from tests.builders import LEAD, WORKSPACE, a_lead, a_message, a_switch, a_workspace, withdrawn
from tests.fakes.clock import MONDAY

NEW_YORK = "America/New_York"
ALWAYS = FollowUpSettings(quiet_hours=None, days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
OFFICE = open_hours(FollowUpSettings())
STEPS = (Step(wait_days=1, text="One"), Step(wait_days=2, text="Two"), Step(wait_days=4, text="Three"))


def a_follow_up(**more: Any) -> FollowUp:
    found = FollowUp(
        id=new_id(),
        workspace_id=WORKSPACE,
        lead_id=LEAD,
        sequence_id=new_id(),
        state=FollowUpState.ACTIVE,
        reason="enrolled",
        step=1,
        planned_at=MONDAY,
        next_at=MONDAY,
    )
    return replace(found, **more)


def local(moment: datetime, zone: str = NEW_YORK) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


# --- the machine ------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 60 * 24 * 30).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
EVENTS = st.tuples(
    st.sampled_from(["reply", "person pauses", "resume", "snooze", "defer", "left", "queue", "later", "ask", "approve"])
    | st.just("cancel"),
    MOMENTS,
)


def after(follow_up: FollowUp, event: str, moment: datetime) -> FollowUp:
    match event:
        case "reply":
            return paused(follow_up, "lead-replied", moment)
        case "person pauses":
            return paused(follow_up, "by-person")
        case "resume":
            return resumed(follow_up, moment, "by-person")
        case "snooze":
            return put_off(follow_up, FollowUpState.SNOOZED, moment, "by-person")
        case "defer":
            return put_off(follow_up, FollowUpState.DEFERRED, moment, "lead-asked")
        case "left":
            return step_left(follow_up, STEPS, moment, "step-sent")
        case "queue":
            return on_its_way(follow_up)
        case "later":
            return replanned(follow_up, moment, "quiet-hours")
        case "ask":
            return awaiting_approval(follow_up, "Text", "")
        case "approve":
            return approved(follow_up, "Text", "token:jo", moment)
        case _:
            return cancelled(follow_up, "by-person")


@given(st.lists(EVENTS, max_size=30))
@settings(max_examples=200, deadline=None)
def test_whatever_happens_no_step_comes_twice_and_the_end_is_the_end(events: list[tuple[str, datetime]]) -> None:
    now, left = a_follow_up(), []
    for event, moment in events:
        before = now
        try:
            now = after(before, event, moment)
        except Conflict:
            assert before.state not in LIVE or (event, before.state) == ("resume", FollowUpState.ACTIVE)
            continue
        assert before.state in LIVE, "what is over stays over"
        assert now.turn == before.turn + 1, "every change makes earlier jobs find nothing to do"
        assert now.step == before.step or (event == "left" and now.step == before.step + 1)
        if event == "left":
            left.append(before.step)
        if now.state in (FollowUpState.SNOOZED, FollowUpState.DEFERRED):
            assert now.next_at is not None
        if now.state not in LIVE:
            assert (now.next_at, now.planned_at, now.text) == (None, None, "")
        if now.text:
            assert event in ("ask", "approve", "queue", "later"), "a text goes with the situation that it answered"
    assert left == sorted(set(left))
    assert now.state is not FollowUpState.DONE or left[-1] == len(STEPS)


def test_resuming_never_pulls_a_step_earlier() -> None:
    held = paused(a_follow_up(planned_at=MONDAY + timedelta(days=3)), "lead-replied")
    assert resumed(held, MONDAY, "by-person").next_at == MONDAY + timedelta(days=3)
    assert resumed(held, MONDAY + timedelta(days=9), "silence").next_at == MONDAY + timedelta(days=9)


def test_what_was_put_off_goes_on_at_once_when_a_person_says_so() -> None:
    held = put_off(a_follow_up(), FollowUpState.SNOOZED, MONDAY + timedelta(days=30), "by-person")
    assert resumed(held, MONDAY, "by-person").next_at == MONDAY


def test_a_step_that_left_while_it_was_paused_leaves_it_paused_before_the_next() -> None:
    held = paused(a_follow_up(), "lead-replied", MONDAY)
    gone = step_left(held, STEPS, MONDAY + timedelta(days=2), "step-sent")
    assert (gone.state, gone.reason, gone.step, gone.next_at) == (FollowUpState.PAUSED, "lead-replied", 2, MONDAY)
    last = step_left(replace(held, step=3), STEPS, None, "last-step-sent")
    assert (last.state, last.next_at) == (FollowUpState.DONE, None)


@pytest.mark.parametrize(
    ("lead", "why"),
    [
        (a_lead(), None),
        (a_lead(status=LeadStatus.BLACKLISTED), "blacklisted"),
        (a_lead(status=LeadStatus.NOT_INTERESTED), "not-interested"),
        (a_lead(status=LeadStatus.UNQUALIFIED), "unqualified"),
        (a_lead(status=LeadStatus.MEETING_BOOKED), "booked"),
        (a_lead(has_appointment=True), "booked"),
        (a_lead(consent=withdrawn()), "opt-out"),
        (a_lead(consent=withdrawn(Medium.EMAIL)), None),
    ],
)
def test_what_ends_it(lead: Any, why: str | None) -> None:
    assert why_over(lead, Medium.SMS, "channel") == why


# --- when -------------------------------------------------------------------------------------------


def test_days_are_counted_by_the_persons_clock_across_a_change_of_the_clocks() -> None:
    """On 8 March 2026 New York's clocks go from 2 to 3: two days are 47 hours, and 10:00 is 10:00."""
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)  # 10:00 in New York
    moment = step_moment(Step(wait_days=3), friday, OFFICE, NEW_YORK)
    assert local(moment) == "Mon 2026-03-09 10:00"
    assert moment - friday == timedelta(hours=71)
    autumn = datetime(2026, 10, 30, 14, 0, tzinfo=UTC)
    assert local(step_moment(Step(wait_days=3), autumn, OFFICE, NEW_YORK)) == "Mon 2026-11-02 10:00"


@pytest.mark.parametrize(
    ("step", "after_", "leaves"),
    [
        (Step(wait_days=1), "2026-11-23T15:00", "Tue 2026-11-24 10:00"),
        (Step(wait_days=5), "2026-11-23T15:00", "Mon 2026-11-30 08:00"),
        (Step(wait_minutes=90), "2026-11-23T15:00", "Mon 2026-11-23 11:30"),
        (Step(wait_minutes=600), "2026-11-23T15:00", "Tue 2026-11-24 08:00"),
        (Step(wait_days=2, at=time(9, 30)), "2026-11-23T15:00", "Wed 2026-11-25 09:30"),
        (Step(at=time(9, 30)), "2026-11-23T15:00", "Tue 2026-11-24 09:30"),
        (Step(at=time(16)), "2026-11-23T15:00", "Mon 2026-11-23 16:00"),
        (Step(wait_days=1, at=time(21)), "2026-11-23T15:00", "Wed 2026-11-25 08:00"),
        (Step(), "2026-11-28T15:00", "Mon 2026-11-30 08:00"),
    ],
)
def test_a_step_leaves_on_a_day_and_at_an_hour_that_are_allowed_there(step: Step, after_: str, leaves: str) -> None:
    moment = step_moment(step, datetime.fromisoformat(after_).replace(tzinfo=UTC), OFFICE, NEW_YORK)
    assert local(moment) == leaves


@given(
    st.integers(0, 60 * 24 * 730).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    st.integers(0, 400),
    st.integers(0, 3000),
    st.sampled_from(["UTC", NEW_YORK, "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]),
)
@settings(max_examples=150, deadline=None)
def test_no_step_leaves_before_its_time_or_in_quiet_hours(after_: datetime, days: int, minutes: int, zone: str) -> None:
    moment = step_moment(Step(wait_days=days, wait_minutes=minutes), after_, OFFICE, zone)
    there = moment.astimezone(ZoneInfo(zone))
    assert moment >= after_
    assert there.weekday() < 5
    assert time(8) <= there.time() < time(20)
    assert moment - after_ >= timedelta(days=days, minutes=minutes) - timedelta(hours=2)


def test_a_day_without_a_time_means_its_morning() -> None:
    assert local(day_moment(date(2027, 3, 1), OFFICE, NEW_YORK)) == "Mon 2027-03-01 09:00"
    assert local(day_moment(date(2027, 3, 6), OFFICE, NEW_YORK)) == "Mon 2027-03-08 08:00", "a Saturday"
    assert local(day_moment(date(2027, 3, 6), open_hours(ALWAYS), NEW_YORK)) == "Sat 2027-03-06 09:00"


def test_silence_is_only_theirs_to_break_once_we_have_answered() -> None:
    week = FollowUpSettings(resume_after_days=7)
    now = MONDAY + timedelta(days=8)
    heard = a_lead(last_inbound_at=MONDAY)
    assert not is_silent(heard, week, now), "we have not answered"
    answered = replace(heard, last_outbound_at=MONDAY + timedelta(hours=1))
    assert is_silent(answered, week, now)
    assert not is_silent(answered, week, MONDAY + timedelta(days=6))
    assert not is_silent(answered, FollowUpSettings(), now), "a person decides"


# --- settings and steps -----------------------------------------------------------------------------


def test_a_workspace_says_how_it_follows_up() -> None:
    sequence = new_id()
    stated = parse_settings(
        {
            "follow_ups": {
                "quiet_hours": ["18:30", "09:00"],
                "days": ["sat", "mon"],
                "enrol": sequence,
                "resume_after_days": 7,
                "stop_campaigns": False,
            }
        }
    ).follow_ups
    assert stated.quiet_hours == (time(18, 30), time(9))
    assert (stated.days, stated.enrol, stated.resume_after_days) == (("mon", "sat"), sequence, 7.0)
    assert (stated.stop_campaigns, stated.leak_alarm) == (False, True)
    assert parse_settings({}).follow_ups == FollowUpSettings()
    assert parse_settings({"follow_ups": {"quiet_hours": None}}).follow_ups.quiet_hours is None


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"unknown": 1},
        {"quiet_hours": ["12:00", "14:00"]},
        {"quiet_hours": ["20:00", "20:00"]},
        {"quiet_hours": "20:00"},
        {"days": []},
        {"days": ["someday"]},
        {"enrol": "the good one"},
        {"resume_after_days": 0},
        {"stop_campaigns": "yes"},
    ],
)
def test_a_wrong_setting_is_named_and_a_stored_one_stops_nothing(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_settings({"follow_ups": wrong})
    assert str(refused.value.field).startswith("follow_ups")
    assert stored_settings({"follow_ups": wrong}).follow_ups == FollowUpSettings()


def test_steps_survive_being_stored() -> None:
    steps = parse_steps(
        [
            {"wait_days": 2, "at": "09:30", "text": "Hi {{first_name|there}}", "channel": "sms"},
            {"wait_minutes": 90, "draft_by_ai": True, "instruction": "Ask for a day."},
        ]
    )
    assert parse_steps([shown_step(step) for step in steps]) == steps


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ([], "steps"),
        ([{"text": "x"}] * 21, "steps"),
        ([{}], "steps[0].text"),
        ([{"text": "x", "draft_by_ai": True}], "steps[0].text"),
        ([{"text": "x"}, {"text": "Hi {{nickname}}"}], "steps[1].text"),
        ([{"text": "x", "wait_days": -1}], "steps[0].wait_days"),
        ([{"text": "x", "wait_minutes": True}], "steps[0].wait_minutes"),
        ([{"text": "x", "at": "noon"}], "steps[0].at"),
        ([{"text": "x", "at": "09:00+02:00"}], "steps[0].at"),
    ],
)
def test_a_wrong_step_is_named(raw: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_steps(raw)
    assert refused.value.field == field


def test_a_text_with_a_hole_is_no_text() -> None:
    assert rendered("Hi {{ first_name }}, it's {{workspace}}", {"first_name": "Jane", "workspace": "Acme"}) == (
        "Hi Jane, it's Acme"
    )
    assert rendered("Hi {{first_name|there}}", {"first_name": " "}) == "Hi there"
    with pytest.raises(MissingVariable):
        rendered("Hi {{first_name}}", {})


# --- whether a step leaves --------------------------------------------------------------------------


def a_step_snapshot(**more: Any) -> StepSnapshot:
    """A step that may leave: a Monday, ten o'clock."""
    found = StepSnapshot(
        follow_up=a_follow_up(),
        step=Step(text="Any news, {{first_name|there}}?"),
        lead=a_lead(name="Jane Doe"),
        workspace=a_workspace(WORKSPACE, mode="auto"),
        switches=(),
        conversation=(a_message("How much?", received_at=MONDAY - timedelta(days=3)),),
        now=MONDAY,
        zone="UTC",
        channel="fake_sms",
        medium=Medium.SMS,
    )
    return replace(found, **more)


def by_ai(**more: Any) -> StepSnapshot:
    return a_step_snapshot(step=Step(draft_by_ai=True), **more)


def test_a_step_that_nothing_speaks_against_leaves() -> None:
    assert decide_step(a_step_snapshot()) == SendStep("Any news, Jane?", "")


@pytest.mark.parametrize(
    ("changed", "kind", "reason"),
    [
        ({"lead": a_lead(consent=withdrawn())}, EndIt, "opt-out"),
        ({"lead": a_lead(has_appointment=True)}, EndIt, "booked"),
        ({"lead": a_lead(follow_ups_paused=True, follow_ups_paused_reason="lead-replied")}, HoldStep, "lead-replied"),
        ({"lead": a_lead(automation_paused_reason="answered-elsewhere")}, HoldStep, "automation-paused"),
        ({"sequence_is_on": False}, WaitForIt, "sequence-off"),
        ({"medium": None, "no_way": "no-email"}, SkipStep, "no-email"),
        ({"now": MONDAY + timedelta(hours=12)}, WaitForIt, "quiet-hours"),
        ({"now": MONDAY + timedelta(days=5)}, WaitForIt, "quiet-hours"),
        ({"switches": (a_switch(SwitchKind.PROCESSING_PAUSED),)}, WaitForIt, "processing-paused"),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_PAUSED),)}, WaitForIt, "switch"),
        ({"switches": (a_switch(SwitchKind.OUTBOUND_HALTED),)}, WaitForIt, "switch"),
        ({"workspace": a_workspace(WORKSPACE, mode="off")}, HoldStep, "mode-off"),
        ({"workspace": a_workspace(WORKSPACE, mode="shadow")}, HoldStep, "mode-shadow"),
        ({"workspace": a_workspace(WORKSPACE)}, AskPerson, "mode-suggest"),
        (
            {"workspace": a_workspace(WORKSPACE, mode="auto", autosend_channels=["email"])},
            AskPerson,
            "channel-not-automatic",
        ),
        ({"workspace": a_workspace(WORKSPACE, mode="auto", forbidden_terms=["news"])}, AskPerson, "forbidden-term"),
        ({"step": Step(text="Hi {{first_name}}"), "lead": a_lead()}, HoldStep, "missing-variable:first_name"),
        ({"step": Step(text="Hi [Name]")}, AskPerson, "unresolved-placeholder"),
        ({"step": Step(text="x" * 961)}, AskPerson, "too-long"),
        ({"conversation": (a_message("Any news, Jane?", ours=True),)}, AskPerson, "repeats-ourselves"),
    ],
)
def test_whatever_speaks_against_it_is_named(changed: dict[str, Any], kind: type, reason: str) -> None:
    decided = decide_step(a_step_snapshot(**changed))
    assert (type(decided), getattr(decided, "reason", "")) == (kind, reason)


def test_quiet_hours_end_by_the_persons_clock() -> None:
    decided = decide_step(a_step_snapshot(zone=NEW_YORK))  # 5 in the morning there
    assert isinstance(decided, WaitForIt)
    assert local(decided.until) == "Mon 2026-11-23 08:00"


def test_an_ais_text_is_written_then_judged_then_sent() -> None:
    assert isinstance(decide_step(by_ai()), WriteStep)
    written = a_follow_up(text="Shall we talk?")
    assert isinstance(decide_step(by_ai(follow_up=written)), JudgeStep)
    sure, unsure = Evaluation(True, 0.97, "Harmless."), Evaluation(True, 0.5, "Hm.")
    assert decide_step(by_ai(follow_up=written, evaluation=sure)) == SendStep("Shall we talk?", "")
    for evaluation, why in ((unsure, "below-threshold"), (Evaluation(False, 0.99, "No."), "evaluator-wants-a-person")):
        decided = decide_step(by_ai(follow_up=written, evaluation=evaluation))
        assert isinstance(decided, AskPerson)
        assert decided.reason == why
    invented = decide_step(by_ai(follow_up=a_follow_up(text="It is only $49 until Friday."), evaluation=sure))
    assert isinstance(invented, AskPerson)
    assert invented.reason == "unsourced-fact"


def test_without_ai_or_money_nobody_writes() -> None:
    disabled = decide_step(by_ai(switches=(a_switch(SwitchKind.AI_DISABLED),)))
    assert disabled == HoldStep("ai-disabled")
    broke = by_ai(workspace=a_workspace(WORKSPACE, mode="auto", lead_budget_usd=0))
    waits = decide_step(broke)
    assert isinstance(waits, WaitForIt)
    assert waits.reason == "lead-budget-spent"


def test_a_persons_word_goes_past_hours_and_modes_but_not_past_a_halt_or_an_opt_out() -> None:
    word = a_follow_up(text="Hello Jane", approved_by="token:jo")
    night = {"now": MONDAY + timedelta(hours=12), "workspace": a_workspace(WORKSPACE)}
    assert decide_step(by_ai(follow_up=word, **night)) == SendStep("Hello Jane", "")
    pause = (a_switch(SwitchKind.OUTBOUND_PAUSED),)
    assert isinstance(decide_step(by_ai(follow_up=word, switches=pause, **night)), SendStep)
    halt = (a_switch(SwitchKind.OUTBOUND_HALTED),)
    assert isinstance(decide_step(by_ai(follow_up=word, switches=halt, **night)), WaitForIt)
    assert decide_step(by_ai(follow_up=word, lead=a_lead(consent=withdrawn()), **night)) == EndIt("opt-out")


# --- leaks ------------------------------------------------------------------------------------------


def leak(lead: Any = None, at: datetime = MONDAY, thread: Any = (), **more: Any) -> str | None:
    about: dict[str, Any] = {"medium": Medium.EMAIL, "scope": "channel", "conversation": "c1:jane@example.com", **more}
    return leaked_after(lead or a_lead(), thread, at, **about)


def test_a_mail_after_a_reply_is_a_leak_and_one_before_it_is_none() -> None:
    reply = a_message("Yes", received_at=MONDAY, conversation="c1:jane@example.com", medium=Medium.EMAIL)
    assert leak(at=MONDAY + timedelta(seconds=1), thread=[reply]) == "after-reply"
    assert leak(at=MONDAY - timedelta(seconds=1), thread=[reply]) is None, "its echo only came late"
    assert leak(at=MONDAY + timedelta(days=400), thread=[reply]) == "after-reply", "the same campaign, whenever"
    elsewhere = replace(reply, conversation="c2:jane@example.com")
    assert leak(at=MONDAY + timedelta(days=29), thread=[elsewhere]) == "after-reply"
    assert leak(at=MONDAY + timedelta(days=31), thread=[elsewhere]) is None, "somebody began another campaign"
    assert leak(at=MONDAY + timedelta(days=1), thread=[replace(reply, automated=True)]) is None
    assert leak(at=MONDAY + timedelta(days=1), thread=[a_message("Ours", ours=True)]) is None


def test_a_mail_after_an_opt_out_is_a_leak_for_ever() -> None:
    out = a_lead(consent={Medium.EMAIL: Consent(ConsentState.WITHDRAWN, MONDAY, "unsubscribed")})
    assert leak(out, at=MONDAY + timedelta(days=400)) == "after-opt-out"
    assert leak(out, at=MONDAY - timedelta(days=1)) is None
    by_text = a_lead(consent=withdrawn(Medium.SMS))
    assert leak(by_text, at=MONDAY + timedelta(days=1)) is None
    assert leak(by_text, at=MONDAY + timedelta(days=1), scope="all") == "after-opt-out"


# --- the day before which nobody writes ---------------------------------------------------------------

WRITE_AGAIN = {
    "en": "Please write to me again on 1 March.",
    "en-GB": "Ping me after 26 February please",
    "de": "Schreiben Sie mir bitte am 1. März noch einmal.",
    "fr": "Réécrivez-moi le 1er mars, s'il vous plaît.",
    "es": "Vuelva a escribirme el 1 de marzo, por favor.",
    "it": "Mi riscriva il 1° marzo, per favore.",
    "pt": "Escreva-me novamente no dia 1 de março, por favor.",
    "nl": "Schrijf me op 1 maart nog eens, alstublieft.",
    "pl": "Proszę napisać do mnie ponownie 1 marca.",
    "sv": "Skriv till mig igen den 1 mars, tack.",
    "da": "Skriv til mig igen den 1. marts, tak.",
    "no": "Skriv til meg igjen den 1. mars, takk.",
    "fi": "Kirjoita minulle uudestaan 1. maaliskuuta, kiitos.",
    "cs": "Napište mi prosím znovu 1. března.",
    "tr": "Lütfen bana 1 Mart'ta tekrar yazın.",
    "ro": "Vă rog să-mi scrieți din nou pe 1 martie.",
    "hu": "Kérem, írjon nekem újra március 1-jén.",
    "ru": "Напишите мне, пожалуйста, ещё раз 1 марта.",
    "ja": "3月1日にまたご連絡ください。",
    "zh": "请3月1日再联系我。",
}
FRIDAY = datetime(2027, 2, 5, 14, 0, tzinfo=UTC)


def test_whoever_asks_to_be_written_to_again_is_in_every_language() -> None:
    read = {
        language: later_day(text, Sentiment.FOLLOW_UP, sent_at=FRIDAY, zone="")
        for language, text in WRITE_AGAIN.items()
    }
    assert read == dict.fromkeys(WRITE_AGAIN, date(2027, 3, 1))


def test_next_week_is_a_time_to_meet_for_whom_we_asked_to_meet_and_else_a_wish_to_wait() -> None:
    asked = "Glad to hear it. When would a call suit you?"
    assert later_day("Next week", Sentiment.FOLLOW_UP, sent_at=FRIDAY, zone="") == date(2027, 2, 8)
    assert later_day("Next week", Sentiment.FOLLOW_UP, sent_at=FRIDAY, zone="", asked=asked) is None
    offer = Offer("a", FRIDAY + timedelta(days=4))
    assert later_day("Next week", Sentiment.FOLLOW_UP, sent_at=FRIDAY, zone="", offered=[offer]) is None
    assert later_day("In March", Sentiment.FOLLOW_UP, sent_at=FRIDAY, zone="", asked=asked) == date(2027, 3, 1)
