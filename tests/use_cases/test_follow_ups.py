"""Following up on people who have gone silent, and leaving them alone the moment they speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rejoinder.application.follow_ups.change_follow_up import FollowUpChanges
from rejoinder.application.follow_ups.enrol_lead import Enrolment
from rejoinder.application.follow_ups.hear_person import hear_person
from rejoinder.application.setup.knowledge import KnowledgeSource
from rejoinder.application.setup.sequences import SequenceChanges, SequenceView
from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain import follow_up_plan
from rejoinder.domain.errors import (
    AIDown,
    Conflict,
    InvalidInput,
    MessageRefused,
    NotFound,
    OutcomeUnknown,
    ProviderBusy,
    RecipientRefused,
)
from rejoinder.domain.follow_ups import FollowUp, FollowUpState
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import GiveUp, JobStatus
from rejoinder.domain.messages import Author, Direction, Medium, Message
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.sequences import parse_steps
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.times import Moment, Precision, Times
from tests.fakes.ai import REPLY
from tests.fakes.clock import MONDAY
from tests.world import World

BY = "token:jo"
TWO = ({"wait_days": 2, "text": "Any news, {{first_name|there}}?"}, {"wait_days": 5, "text": "Shall I close this?"})
NEW_YORK = "America/New_York"


def a_sequence(world: World, *steps: dict[str, Any], **more: Any) -> SequenceView:
    return world.container.add_sequence()(
        world.workspace.id, more.pop("name", "Gone quiet"), parse_steps(steps or TWO), more.pop("active", True), BY
    )


def enrolled(world: World, sequence: SequenceView | None = None, message: Message | None = None, **more: Any) -> str:
    """Somebody wrote, was answered by a person's hand, and is followed up on from now."""
    message = message or a_silent_person(world)
    sequence = sequence or a_sequence(world)
    wanted = Enrolment(sequence.id, **more)
    return world.container.enrol_lead()(world.workspace.id, message.lead_id, wanted, BY)


def a_silent_person(world: World, **more: Any) -> Message:
    """They wrote and got their answer."""
    message = world.a_text(**more)
    world.wait(60)
    assert world.disposition_of(message) == "sent"
    return message


def the(world: World, follow_up_id: str) -> FollowUp:
    return world.database.tables.follow_ups[follow_up_id]


def how(world: World, follow_up_id: str) -> str:
    now = the(world, follow_up_id)
    return f"{now.state}:{now.reason}"


def steps_sent(world: World) -> list[Send]:
    found = [s for s in world.database.tables.sends.values() if s.kind is SendKind.FOLLOW_UP]
    return sorted(found, key=lambda send: (send.step, send.draft_version, send.part))


def texts(world: World, channel: str = "fake_sms") -> list[str]:
    return [text for text in world.sent_texts(channel) if text != REPLY]


def days_pass(world: World, days: float) -> None:
    world.live_until(world.clock.now() + timedelta(days=days))


def story(world: World, follow_up_id: str) -> list[str]:
    told = (e for e in world.database.entries() if e.kind == "follow-up" and e.detail["follow_up"] == follow_up_id)
    return [f"{e.verdict}:{e.reason}" for e in told]


def change(world: World, follow_up_id: str, **stated: Any) -> None:
    lead_id = the(world, follow_up_id).lead_id
    world.container.change_follow_up()(world.workspace.id, lead_id, follow_up_id, FollowUpChanges(**stated), BY)


# --- steps leave ------------------------------------------------------------------------------------


def test_a_silent_person_gets_exactly_the_steps_and_then_no_more(world: World) -> None:
    follow_up = enrolled(world)
    days_pass(world, 60)

    assert texts(world) == ["Any news, there?", "Shall I close this?"]
    assert how(world, follow_up) == "done:last-step-sent"
    assert story(world, follow_up) == [
        "active:enrolled",
        "active:sending",
        "active:step-sent",
        "active:sending",
        "done:last-step-sent",
    ]
    assert [(s.state, s.step, s.automatic, s.message_id) for s in steps_sent(world)] == [
        (SendState.SENT, 1, True, None),
        (SendState.SENT, 2, True, None),
    ]
    ours = [m for m in world.database.tables.messages.values() if m.body in texts(world)]
    assert {(m.author, m.direction, m.recipient) for m in ours} == {(Author.AI, Direction.OUTBOUND, "+12025550143")}
    world.nothing_is_in_limbo()


def test_steps_leave_at_the_right_local_times_though_the_clocks_change(world: World) -> None:
    """New York's clocks go forward in the night to 8 March 2026; the person lives there, the workspace in London."""
    world.settings_are(timezone="Europe/London")
    world.clock.pass_time((datetime(2026, 3, 5, 20, 30, tzinfo=UTC) - MONDAY).total_seconds())
    every = [
        {"wait_days": 1, "text": "Friday, at the same time of day"},
        {"wait_days": 1, "text": "A Saturday, so Monday"},
        {"wait_days": 1, "at": "07:15", "text": "Too early, so at eight"},
        {"wait_minutes": 60 * 13, "text": "In the night, so at eight"},
        {"wait_days": 1, "at": "19:59", "text": "Just before the evening"},
    ]
    follow_up = enrolled(world, a_sequence(world, *every), timezone=NEW_YORK)
    days_pass(world, 30)

    assert texts(world) == [step["text"] for step in every]
    left = [s.sent_at.astimezone(ZoneInfo(NEW_YORK)) for s in steps_sent(world) if s.sent_at]
    assert [at.strftime("%a %d %H:%M") for at in left] == [
        "Fri 06 15:31",
        "Mon 09 08:00",
        "Tue 10 08:00",
        "Wed 11 08:00",
        "Thu 12 19:59",
    ]
    assert how(world, follow_up) == "done:last-step-sent"


def test_a_step_fires_once_however_often_the_scheduler_looks(world: World) -> None:
    enrolled(world)
    world.clock.pass_time(3 * 86_400)
    fire = world.container.fire_due_steps()
    assert [fire(), fire(), fire()] == [1, 0, 0]
    world.work()
    assert len(world.jobs_of("FOLLOW_UP_STEP")) == 1
    assert texts(world) == ["Any news, there?"]


def test_the_same_job_run_twice_sends_once(world: World) -> None:
    enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    job = world.the_job("FOLLOW_UP_STEP")
    world.run(job)
    world.database.tables.jobs[job.id] = replace(world.database.tables.jobs[job.id], status=JobStatus.PENDING)
    world.run(job)
    world.wait(60)
    assert texts(world) == ["Any news, there?"]


def test_a_worker_that_dies_between_deciding_and_storing_repeats_nothing(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.worker_dies_holding(world.the_job("FOLLOW_UP_STEP"))
    world.container.rescue_expired_jobs()()
    days_pass(world, 60)
    assert len(texts(world)) == 2
    assert how(world, follow_up) == "done:last-step-sent"


def test_a_long_step_leaves_in_parts_and_counts_once(world: World) -> None:
    long = " ".join(f"This is sentence number {n} of a long step." for n in ("one", "two", "three", "four", "five"))
    follow_up = enrolled(world, a_sequence(world, {"text": long}, {"wait_days": 1, "text": "Next"}))
    days_pass(world, 5)
    assert [s.parts for s in steps_sent(world)] == [2, 2, 1]
    assert " ".join(texts(world)[:2]) == long
    assert how(world, follow_up) == "done:last-step-sent"


def test_a_message_of_its_own_needs_no_sequence(world: World) -> None:
    message = a_silent_person(world)
    wanted = Enrolment(steps=parse_steps([{"text": "As you asked: here I am."}]), at=world.clock.now() + timedelta(10))
    made = world.container.enrol_lead()(world.workspace.id, message.lead_id, wanted, BY)
    days_pass(world, 9)
    assert texts(world) == []
    days_pass(world, 6)
    assert texts(world) == ["As you asked: here I am."]
    assert how(world, made) == "done:last-step-sent"


def test_a_step_over_another_medium_goes_there_and_one_that_cannot_is_skipped(world: World) -> None:
    steps = (
        {"channel": "linkedin", "text": "Over LinkedIn"},
        {"channel": "email", "text": "By mail"},
        {"channel": "sms", "text": "By text"},
    )
    mail = a_silent_person(world, channel="fake_instantly", sender="jane@example.com", subject="Prices")
    follow_up = enrolled(world, a_sequence(world, *steps), mail)
    days_pass(world, 2)
    assert texts(world, "fake_instantly") == ["By mail"]
    assert steps_sent(world)[0].subject == "Re: Prices"
    assert "active:skipped:no-linkedin" in story(world, follow_up)
    assert how(world, follow_up) == "done:skipped:no-sms"


def test_an_address_is_enough_where_the_channel_writes_first(world: World) -> None:
    mail = a_silent_person(world, channel="fake_instantly", sender="jane@example.com")
    world.line("fake_sms")
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.lock(mail.lead_id)
        uow.leads.add_address(mail.lead_id, Medium.SMS, "+12025550177")
    enrolled(world, a_sequence(world, {"channel": "sms", "text": "By text"}), mail)
    days_pass(world, 1)
    assert [taken.outbound.recipient for taken in world.sender("fake_sms").delivered] == ["+12025550177"]


# --- they speak -------------------------------------------------------------------------------------


def test_a_reply_pauses_it_in_the_moment_that_it_is_stored(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.ai.always = AIDown("no model")
    reply = world.a_text("Wait, one question")
    step = world.the_job("FOLLOW_UP_STEP")
    world.run(step)  # before anybody has understood the reply
    assert how(world, follow_up) == "paused:lead-replied"
    world.ai.always = None
    days_pass(world, 60)
    assert texts(world) == []
    assert world.lead_of(reply).follow_ups_paused


def test_a_reply_while_the_step_is_queued_withholds_it(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.run(world.the_job("FOLLOW_UP_STEP"))
    world.a_text("Hold on")
    world.run(world.the_job("SEND_REPLY"))
    (step,) = steps_sent(world)
    assert (step.state, step.reason) == (SendState.WITHHELD, "lead-replied")
    assert how(world, follow_up) == "paused:lead-replied"
    assert texts(world) == []


def test_once_understood_a_reply_is_told_on_each_follow_up(world: World) -> None:
    follow_up = enrolled(world)
    world.a_text("One question")
    world.wait(60)
    assert story(world, follow_up)[-1] == "paused:lead-replied"
    assert the(world, follow_up).next_at is None


@pytest.mark.parametrize(
    ("sentiment", "body", "reason"),
    [
        (Sentiment.NOT_INTERESTED, "We have somebody already, thanks", "not-interested"),
        (Sentiment.INTERESTED, "STOP", "opt-out"),
    ],
)
def test_a_decline_or_an_opt_out_ends_it(world: World, sentiment: Sentiment, body: str, reason: str) -> None:
    follow_up = enrolled(world)
    world.ai.means(body, sentiment)
    world.a_text(body)
    world.wait(60)
    ended = the(world, follow_up)
    assert ended.state is FollowUpState.CANCELLED
    assert ended.reason in (reason, "blacklisted")
    days_pass(world, 60)
    assert texts(world) == []


def test_a_cron_fires_the_steps_that_are_due_where_no_scheduler_runs(world: World) -> None:
    enrolled(world)
    world.clock.pass_time(3 * 86_400)
    counts = world.container.work_due_jobs()()
    assert counts["processed"] >= 1
    assert len(steps_sent(world)) == 1


def test_an_opt_out_withholds_a_step_that_is_queued(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.run(world.the_job("FOLLOW_UP_STEP"))
    world.deliver({"fact": "consent", "id": "c1", "address": "+12025550143", "state": "withdrawn", "evidence": "DND"})
    world.run(world.the_job("PROVIDER_EVENT"))
    assert how(world, follow_up) == "cancelled:opt-out"
    world.wait(60)
    assert [s.state for s in steps_sent(world)] == [SendState.WITHHELD]


def test_a_machine_is_no_reply(world: World) -> None:
    follow_up = enrolled(world)
    world.a_text("Out of office", provider_automated=True)
    world.wait(60)
    assert how(world, follow_up) == "active:enrolled"
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]


def test_a_booking_ends_it_even_in_the_last_moment(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.run(world.the_job("FOLLOW_UP_STEP"))
    lead = world.database.tables.leads[the(world, follow_up).lead_id]
    world.database.tables.leads[lead.id] = replace(lead, has_appointment=True)
    world.wait(60)
    assert (how(world, follow_up), texts(world)) == ("cancelled:booked", [])


# --- and goes on ------------------------------------------------------------------------------------


def test_after_days_of_silence_it_goes_on_where_the_workspace_says_so(world: World) -> None:
    world.settings_are(follow_ups={"resume_after_days": 7})
    follow_up = enrolled(world)
    world.ai.reply = "An answer."
    reply = world.a_text("One question")
    world.wait(60)
    assert world.disposition_of(reply) == "sent"
    assert the(world, follow_up).next_at is not None
    days_pass(world, 6)
    assert how(world, follow_up) == "paused:lead-replied"
    days_pass(world, 4)
    assert "active:silence" in story(world, follow_up)
    assert texts(world) == ["An answer.", "Any news, there?"]
    assert not world.lead_of(reply).follow_ups_paused


def test_nobody_who_waits_for_our_answer_is_asked_why_they_are_silent(world: World) -> None:
    world.settings_are(follow_ups={"resume_after_days": 1})
    follow_up = enrolled(world)
    world.settings_are(mode="suggest")
    world.a_text("One question")
    days_pass(world, 12)
    assert how(world, follow_up) == "paused:lead-replied"
    assert texts(world) == []


def test_a_person_resumes_it_from_the_step_where_it_was(world: World) -> None:
    follow_up = enrolled(world)
    days_pass(world, 3)
    world.a_text("One question")
    world.wait(60)
    change(world, follow_up, state="active")
    days_pass(world, 30)
    assert texts(world) == ["Any news, there?", "Shall I close this?"]
    assert how(world, follow_up) == "done:last-step-sent"


def test_what_is_snoozed_or_deferred_goes_on_by_itself_then(world: World) -> None:
    message = a_silent_person(world)
    for state in ("snoozed", "deferred"):
        follow_up = enrolled(world, a_sequence(world, {"wait_days": 1, "text": f"After being {state}"}), message)
        change(world, follow_up, state=state, until=world.clock.now() + timedelta(days=20))
        days_pass(world, 19)
        assert the(world, follow_up).state == state
        days_pass(world, 5)
        assert texts(world)[-1] == f"After being {state}"


def test_a_reply_pauses_what_was_put_off(world: World) -> None:
    follow_up = enrolled(world)
    change(world, follow_up, state="snoozed", until=world.clock.now() + timedelta(days=20))
    world.a_text("I am back early")
    world.wait(60)
    assert how(world, follow_up) == "paused:lead-replied"
    days_pass(world, 40)
    assert texts(world) == []


def test_a_pause_of_the_lead_by_a_person_outlives_every_rule(world: World) -> None:
    follow_up = enrolled(world)
    world.settings_are(follow_ups={"resume_after_days": 1})
    update = world.container.update_lead()
    lead_id = the(world, follow_up).lead_id
    update(world.workspace.id, lead_id, LeadChanges(follow_ups_paused=True), BY)
    assert how(world, follow_up) == "paused:by-person"
    days_pass(world, 30)
    assert texts(world) == []
    update(world.workspace.id, lead_id, LeadChanges(follow_ups_paused=False), BY)
    assert how(world, follow_up) == "active:by-person"
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]


def test_a_status_that_a_person_sets_ends_it(world: World) -> None:
    follow_up = enrolled(world)
    world.container.update_lead()(
        world.workspace.id, the(world, follow_up).lead_id, LeadChanges(status="meeting-booked"), BY
    )
    assert how(world, follow_up) == "cancelled:booked"


# --- the workspace's rule ---------------------------------------------------------------------------


def test_nobody_is_enrolled_by_itself_unless_the_workspace_says_so(world: World) -> None:
    a_sequence(world)
    a_silent_person(world)
    assert world.database.tables.follow_ups == {}


def test_the_rule_enrols_whoever_deserved_an_answer_and_got_it(world: World) -> None:
    world.settings_are(follow_ups={"enrol": a_sequence(world).id})
    message = a_silent_person(world)
    (follow_up,) = world.database.tables.follow_ups.values()
    assert (follow_up.reason, follow_up.message_id, follow_up.enrolled_by) == ("answered", message.id, "rejoinder")
    assert not world.lead_of(message).follow_ups_paused
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]


def test_under_the_rule_a_reply_begins_the_wait_anew_with_our_next_answer(world: World) -> None:
    world.settings_are(follow_ups={"enrol": a_sequence(world).id})
    a_silent_person(world)
    (follow_up,) = world.database.tables.follow_ups.values()
    days_pass(world, 1)
    world.ai.reply = "It comes with a manual."
    world.a_text("And a manual?")
    world.wait(60)
    assert how(world, follow_up.id) == "active:answered"
    assert len(world.database.tables.follow_ups) == 1
    days_pass(world, 1)
    assert "Any news, there?" not in texts(world)
    days_pass(world, 2)
    assert "Any news, there?" in texts(world)


def test_the_rule_enrols_once_and_never_against_a_persons_pause(world: World) -> None:
    world.settings_are(follow_ups={"enrol": a_sequence(world).id})
    a_silent_person(world)
    (first,) = world.database.tables.follow_ups.values()
    change(world, first.id, state="cancelled")
    world.ai.reply = "Another answer."
    world.a_text("Another question?")
    world.wait(60)
    assert len(world.database.tables.follow_ups) == 1
    assert how(world, first.id) == "cancelled:by-person"


# --- what holds a step back -------------------------------------------------------------------------


def test_a_step_waits_while_a_switch_holds_and_leaves_when_it_is_over(world: World) -> None:
    follow_up = enrolled(world)
    switch = world.switch(SwitchKind.OUTBOUND_PAUSED)
    days_pass(world, 2.2)
    assert (how(world, follow_up), texts(world)) == ("active:switch", [])
    assert story(world, follow_up).count("active:switch") == 1, "said once, not every ten minutes"
    world.switch_off(switch)
    days_pass(world, 1)
    assert texts(world) == ["Any news, there?"]


def test_a_switch_pulled_between_deciding_and_leaving_delays_it(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.run(world.the_job("FOLLOW_UP_STEP"))
    switch = world.switch(SwitchKind.OUTBOUND_HALTED)
    world.work()
    assert (steps_sent(world)[0].state, how(world, follow_up)) == (SendState.WITHHELD, "active:switch")
    world.switch_off(switch)
    days_pass(world, 1)
    assert texts(world) == ["Any news, there?"]
    assert [s.draft_version for s in steps_sent(world)] == [1, 2]


def test_in_suggest_mode_a_person_approves_exactly_what_leaves(world: World) -> None:
    message = a_silent_person(world)
    world.settings_are(mode="suggest")
    follow_up = enrolled(world, message=message)
    days_pass(world, 3)
    waiting = the(world, follow_up)
    assert (how(world, follow_up), waiting.text) == ("paused:awaiting-approval", "Any news, there?")
    assert texts(world) == []
    change(world, follow_up, text="Any news, Jane?")
    days_pass(world, 0.1)
    assert texts(world) == ["Any news, Jane?"]
    (send,) = steps_sent(world)
    assert (send.approved_by, send.automatic) == (BY, False)
    with pytest.raises(Conflict):
        change(world, follow_up, text="Again")


def test_what_waited_for_approval_is_stale_once_they_write(world: World) -> None:
    message = a_silent_person(world)
    world.settings_are(mode="suggest")
    follow_up = enrolled(world, message=message)
    days_pass(world, 3)
    world.a_text("Here I am")
    world.wait(60)
    assert (how(world, follow_up), the(world, follow_up).text) == ("paused:lead-replied", "")


def test_an_ai_writes_the_step_once_and_it_is_judged(world: World) -> None:
    message = a_silent_person(world)
    follow_up = enrolled(
        world, a_sequence(world, {"wait_days": 1, "draft_by_ai": True, "instruction": "Be brief."}), message
    )
    world.ai.reply = "Would a short call help?"
    days_pass(world, 2)
    assert texts(world) == ["Would a short call help?"]
    assert steps_sent(world)[0].automatic
    assert the(world, follow_up).state is FollowUpState.DONE
    assert "follow-up-drafted" in [e.kind for e in world.database.entries(lead_id=message.lead_id)]


def test_a_step_may_say_what_stands_in_an_entry_and_nothing_that_stands_nowhere(world: World) -> None:
    world.container.add_knowledge()(world.workspace.id, KnowledgeSource(text="A gutter clean costs $85."), "token:jo")
    message = a_silent_person(world)
    steps = [{"wait_days": 1, "draft_by_ai": True}, {"wait_days": 1, "draft_by_ai": True}]
    follow_up = enrolled(world, a_sequence(world, *steps), message)
    world.ai.reply = "A gutter clean costs $85. Shall we?"
    days_pass(world, 2)
    assert texts(world) == ["A gutter clean costs $85. Shall we?"]
    world.ai.reply = "A gutter clean costs $65. Shall we?"
    days_pass(world, 3)
    assert texts(world) == ["A gutter clean costs $85. Shall we?"]
    assert how(world, follow_up) == "paused:awaiting-approval"


def test_a_variable_that_nobody_knows_stops_the_step_for_a_person(world: World) -> None:
    follow_up = enrolled(world, a_sequence(world, {"text": "Hi {{first_name}}"}))
    days_pass(world, 1)
    assert (how(world, follow_up), texts(world)) == ("paused:missing-variable:first_name", [])
    assert world.alerts.rules() == ["follow-up-held"]


def test_a_sequence_that_is_off_holds_everybody_where_they_are(world: World) -> None:
    sequence = a_sequence(world)
    follow_up = enrolled(world, sequence)
    alter = world.container.change_sequence()
    alter(world.workspace.id, sequence.id, SequenceChanges(active=False), BY)
    world.clock.pass_time(10 * 86_400)
    assert world.container.fire_due_steps()() == 0
    alter(world.workspace.id, sequence.id, SequenceChanges(active=True), BY)
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]
    assert the(world, follow_up).step == 2


def test_a_sequence_that_is_removed_takes_its_follow_ups_with_it(world: World) -> None:
    sequence = a_sequence(world)
    follow_up = enrolled(world, sequence)
    world.container.remove_sequence()(world.workspace.id, sequence.id, BY)
    assert how(world, follow_up) == "cancelled:sequence-removed"
    with pytest.raises(NotFound):
        world.container.remove_sequence()(world.workspace.id, sequence.id, BY)


# --- what providers say -----------------------------------------------------------------------------


def test_a_refused_step_waits_for_a_person_and_is_told(world: World) -> None:
    follow_up = enrolled(world)
    world.sender().moods.append(MessageRefused("not this text"))
    days_pass(world, 3)
    assert how(world, follow_up) == "paused:send-failed:message-refused"
    assert "send-failed" in world.alerts.rules()
    change(world, follow_up, state="active")
    days_pass(world, 1)
    assert texts(world) == ["Any news, there?"]


def test_a_provider_that_knows_of_an_opt_out_ends_it(world: World) -> None:
    follow_up = enrolled(world)
    world.sender().moods.append(RecipientRefused("unsubscribed", opted_out=True))
    days_pass(world, 3)
    assert how(world, follow_up) == "cancelled:opt-out"


def test_a_busy_provider_delays_the_step_and_spends_nothing(world: World) -> None:
    follow_up = enrolled(world)
    world.sender().moods.append(ProviderBusy("slow down", wait=30))
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]
    assert the(world, follow_up).step == 2


def test_an_unknown_outcome_is_settled_before_the_next_step_is_planned(world: World) -> None:
    follow_up = enrolled(world)
    world.sender().lost.append(OutcomeUnknown("no answer"))
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.work()
    assert (steps_sent(world)[0].state, how(world, follow_up)) == (SendState.UNKNOWN, "active:sending")
    days_pass(world, 60)
    assert texts(world) == ["Any news, there?", "Shall I close this?"]


def test_a_step_that_gave_up_is_a_persons(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    row = world.the_job("FOLLOW_UP_STEP")
    job = world.jobs.claim(row.id, "test-host:1:1", 60.0)
    assert job is not None
    world.container.bury_job()(job, GiveUp("a bug", "bug"))
    assert how(world, follow_up) == "paused:step-failed:bug"


def test_a_step_job_that_a_person_cancels_stops_the_follow_up(world: World) -> None:
    follow_up = enrolled(world)
    world.clock.pass_time(3 * 86_400)
    world.container.fire_due_steps()()
    world.container.cancel_job()(world.workspace.id, world.the_job("FOLLOW_UP_STEP").id, BY)
    assert how(world, follow_up) == "paused:cancelled-by-person"


# --- what people may say ----------------------------------------------------------------------------


def test_what_makes_no_sense_is_refused(world: World) -> None:
    sequence = a_sequence(world)
    message = a_silent_person(world)
    follow_up = enrolled(world, sequence, message)
    with pytest.raises(Conflict):
        enrolled(world, sequence, message)
    off = a_sequence(world, name="Off", active=False)
    with pytest.raises(Conflict):
        enrolled(world, off, message)
    enrol = world.container.enrol_lead()
    for wanted, error in (
        (Enrolment(), InvalidInput),
        (Enrolment(new_id()), NotFound),
        (Enrolment(sequence.id, timezone="Mars/Olympus"), InvalidInput),
        (Enrolment(sequence.id, at=MONDAY - timedelta(days=1)), InvalidInput),
    ):
        with pytest.raises(error):
            enrol(world.workspace.id, message.lead_id, wanted, BY)
    with pytest.raises(NotFound):
        enrol(world.workspace.id, new_id(), Enrolment(sequence.id), BY)
    with pytest.raises(InvalidInput):
        a_sequence(world, {"text": "x", "channel": "pigeon"})
    for stated in (
        {"state": "done"},
        {"state": "snoozed"},
        {"state": "paused", "until": MONDAY},
        {"state": "snoozed", "until": MONDAY},
        {"until": MONDAY},
    ):
        with pytest.raises(InvalidInput):
            change(world, follow_up, **stated)
    change(world, follow_up, state="cancelled")
    for stated in ({"state": "active"}, {"state": "cancelled"}, {"text": "Hello"}):
        with pytest.raises(Conflict):
            change(world, follow_up, **stated)


def test_nobody_follows_up_on_somebody_who_opted_out(world: World) -> None:
    message = world.a_text("STOP")
    world.wait(60)
    with pytest.raises(Conflict):
        enrolled(world, message=message)


def test_two_leads_that_are_one_person_are_followed_up_on_once(world: World) -> None:
    sequence = a_sequence(world)
    here = a_silent_person(world)
    there = a_silent_person(world, sender="+12025550188")
    first, second = enrolled(world, sequence, here), enrolled(world, sequence, there)
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.lock(here.lead_id), uow.leads.lock(there.lead_id)
        uow.leads.merge(there.lead_id, here.lead_id)
    days_pass(world, 3)
    assert texts(world) == ["Any news, there?"]
    assert sorted((how(world, first), how(world, second))) == ["active:step-sent", "cancelled:duplicate"]


def test_every_change_stands_on_the_timeline_with_whose_it_was(world: World) -> None:
    follow_up = enrolled(world)
    change(world, follow_up, state="paused")
    change(world, follow_up, state="active")
    told: list[Entry] = [e for e in world.database.entries() if e.kind == "follow-up"]
    assert [(e.verdict, e.reason, e.actor) for e in told] == [
        ("active", "enrolled", BY),
        ("paused", "by-person", BY),
        ("active", "by-person", BY),
    ]
    assert all(e.detail["step"] == 1 for e in told)


# --- when they say when -----------------------------------------------------------------------------


def hears(world: World, message: Message, until: date) -> None:
    """The message is understood to name that day."""
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.lock(message.lead_id)
        hear_person(uow, message, until=until, now=world.clock.now())


def test_somebody_who_names_a_day_is_written_to_in_its_morning(world: World) -> None:
    follow_up = enrolled(world, timezone=NEW_YORK)
    later = world.a_text("Try me after the holidays")
    hears(world, later, date(2027, 1, 7))
    deferred = the(world, follow_up)
    assert how(world, follow_up) == "deferred:lead-asked"
    assert deferred.next_at == datetime(2027, 1, 7, 14, 0, tzinfo=UTC), "nine o'clock there"
    assert not world.lead_of(later).follow_ups_paused
    world.ai.reply = "We will."
    world.live_until(datetime(2027, 1, 7, 13, 59, tzinfo=UTC))
    assert "Any news, there?" not in texts(world)
    world.live_until(datetime(2027, 1, 7, 14, 1, tzinfo=UTC))
    assert texts(world)[-1] == "Any news, there?"


def test_a_day_that_is_over_only_pauses(world: World) -> None:
    follow_up = enrolled(world)
    hears(world, world.a_text("Try me in spring"), date(2026, 3, 1))
    assert how(world, follow_up) == "paused:lead-replied"


def test_a_persons_pause_is_not_ended_by_a_day_that_the_lead_names(world: World) -> None:
    follow_up = enrolled(world)
    lead_id = the(world, follow_up).lead_id
    world.container.update_lead()(world.workspace.id, lead_id, LeadChanges(follow_ups_paused=True), BY)
    later = world.a_text("Out of office", provider_automated=True)
    hears(world, replace(later, automated=False), date(2027, 1, 7))
    assert how(world, follow_up) == "paused:by-person"


def test_an_absence_note_delays_what_would_have_come_before_the_return(world: World) -> None:
    steps = ({"wait_days": 2, "text": "Soon"}, {"wait_days": 4, "text": "Later"})
    follow_up = enrolled(world, a_sequence(world, *steps))
    note = world.a_text("Back on 7 December", provider_automated=True)
    hears(world, note, date(2026, 12, 7))
    assert how(world, follow_up) == "deferred:out-of-office"
    days_pass(world, 13)
    assert texts(world) == []
    days_pass(world, 3)
    assert texts(world) == ["Soon"]
    hears(world, note, date(2026, 12, 10))
    assert the(world, follow_up).state is FollowUpState.ACTIVE, "the next step comes after the return anyway"


@pytest.mark.parametrize(
    ("sentiment", "times", "ends"),
    [
        (Sentiment.FOLLOW_UP, Times(deferred_until=Moment(date(2027, 1, 7), Precision.DAY, "7 Jan")), "lead-asked"),
        (Sentiment.OBJECTION, Times(deferred_until=Moment(date(2027, 1, 7), Precision.MONTH, "Jan")), "lead-asked"),
        (Sentiment.OUT_OF_OFFICE, Times(back_on=date(2027, 1, 7)), "out-of-office"),
        (Sentiment.INTERESTED, Times(deferred_until=Moment(date(2027, 1, 7), Precision.DAY, "7 Jan")), "lead-replied"),
        (Sentiment.FOLLOW_UP, Times(), "lead-replied"),
    ],
)
def test_the_day_is_read_from_what_they_write(
    world: World, monkeypatch: pytest.MonkeyPatch, sentiment: Sentiment, times: Times, ends: str
) -> None:
    monkeypatch.setattr(follow_up_plan, "read_times", lambda text, **known: times)
    follow_up = enrolled(world)
    world.ai.means("Rather in January", sentiment)
    world.a_text("Rather in January")
    world.wait(60)
    assert the(world, follow_up).reason == ends
    if ends != "lead-replied":
        assert the(world, follow_up).next_at == datetime(2027, 1, 7, 9, 0, tzinfo=UTC)
        assert the(world, follow_up).state is FollowUpState.DEFERRED


def test_an_absence_note_that_names_the_return_defers_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    back = Times(back_on=date(2026, 12, 7))
    monkeypatch.setattr(follow_up_plan, "read_times", lambda text, **known: back)
    follow_up = enrolled(world)
    world.a_text("I am out of office until 6 December", provider_automated=True)
    world.wait(60)
    assert how(world, follow_up) == "deferred:out-of-office"


@pytest.mark.parametrize(
    ("said", "sentiment", "automated", "ends"),
    [
        ("Please get back to me on January 7, 2027.", Sentiment.FOLLOW_UP, False, "deferred:lead-asked"),
        ("Not now. Get back to me in January 2027.", Sentiment.OBJECTION, False, "deferred:lead-asked"),
        ("I am out of office and back on December 7, 2026.", Sentiment.NEUTRAL, True, "deferred:out-of-office"),
        ("Maybe later.", Sentiment.FOLLOW_UP, False, "paused:lead-replied"),
    ],
)
def test_days_are_read_from_plain_words(
    world: World, said: str, sentiment: Sentiment, automated: bool, ends: str
) -> None:
    follow_up = enrolled(world)
    world.ai.means(said, sentiment)
    world.a_text(said, provider_automated=automated)
    world.wait(60)
    assert how(world, follow_up) == ends


@pytest.mark.parametrize(("zone", "hour"), [(NEW_YORK, 14), ("Not/AZone", 9), ("", 9)])
def test_the_zone_that_the_lead_named_counts(world: World, zone: str, hour: int) -> None:
    message = a_silent_person(world)
    lead = world.lead_of(message)
    world.database.tables.leads[lead.id] = replace(lead, timezone=zone)
    follow_up = enrolled(world, a_sequence(world, {"wait_days": 2, "at": "09:00", "text": "Hi"}), message)
    assert the(world, follow_up).next_at == datetime(2026, 11, 25, hour, 0, tzinfo=UTC)


def test_a_follow_up_that_a_person_paused_is_not_let_go_by_a_day_that_the_lead_names(world: World) -> None:
    follow_up = enrolled(world)
    change(world, follow_up, state="paused")
    hears(world, world.a_text("Try me after the holidays"), date(2027, 1, 7))
    assert how(world, follow_up) == "paused:by-person"
