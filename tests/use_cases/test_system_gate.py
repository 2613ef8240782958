"""Pauses, halts and impossible states: who hears what, how often, and who answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.application.jobs.cancel_job import end_cancelled
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import OutcomeUnknown, ProviderDown, RecipientRefused
from rejoinder.domain.jobs import GiveUp, JobStatus
from rejoinder.domain.messages import Author, Direction, Message
from rejoinder.domain.sends import SendKind, SendState
from rejoinder.domain.sentiment import SentimentSource
from rejoinder.domain.switches import SwitchKind
from tests.builders import THEM
from tests.fakes.ai import REPLY
from tests.fakes.jobs import job_from
from tests.fakes.storage import JobRow
from tests.world import OWNER, World

PHONE = "020 7946 0000"
DEFLECTION = f"Thanks for your message! We're temporarily unable to reply to it here. Please call us on {PHONE}."
PAUSED = SwitchKind.OUTBOUND_PAUSED


@pytest.fixture
def paused(world: World) -> World:
    """A workspace that answers by itself, were it not paused."""
    world.settings_are(business_phone=PHONE)
    world.switch(PAUSED, workspace_id=world.workspace.id)
    return world


def notices(world: World, kind: SendKind) -> list[SendState]:
    return [send.state for send in world.database.tables.sends.values() if send.kind is kind]


def reasons(world: World, message: Message, kind: str) -> list[str]:
    return [entry.reason for entry in world.database.entries(message_id=message.id) if entry.kind == kind]


# --- deflection ------------------------------------------------------------------------------------


def test_while_paused_whoever_writes_is_told_where_to_call_and_a_person_has_a_draft(paused: World) -> None:
    message = paused.a_text()
    paused.wait(3600)

    assert paused.sent_texts() == [DEFLECTION]
    assert paused.disposition_of(message) == "waiting-human:switch:outbound_paused"
    assert paused.the_draft(message).status is DraftStatus.PROPOSED
    assert reasons(paused, message, "deflected") == ["switch:outbound_paused"]
    assert paused.sends_for(message) == [], "a deflection is no reply"
    (ours,) = [m for m in paused.database.tables.messages.values() if m.direction is Direction.OUTBOUND]
    assert (ours.author, ours.body) == (Author.SYSTEM, DEFLECTION)


def test_a_deflection_comes_once_in_twelve_hours_and_says_when_it_was_left_out(paused: World) -> None:
    paused.a_text("How much is it?")
    paused.wait(11 * 3600)
    second = paused.a_text("Hello? How much is it?")
    paused.wait(2 * 3600)
    assert paused.sent_texts() == [DEFLECTION]
    assert reasons(paused, second, "deflected") == ["said-recently"]

    paused.a_text("Anybody there? How much?")
    paused.wait(3600)
    assert paused.sent_texts() == [DEFLECTION, DEFLECTION]


def test_everybody_has_a_deflection_of_their_own(paused: World) -> None:
    paused.a_text()
    paused.a_text(sender="+12025550177")
    paused.wait(3600)
    assert sorted(call.recipient for call in paused.sender().calls) == [THEM, "+12025550177"]


def test_a_person_may_answer_while_automatic_replies_are_paused(paused: World) -> None:
    message = paused.a_text()
    paused.wait(60)
    paused.approve(paused.the_draft(message))
    paused.wait(60)
    assert paused.sent_texts() == [DEFLECTION, REPLY]
    assert paused.disposition_of(message) == "approved-sent"


def test_a_halt_lets_nothing_leave_not_even_a_deflection_that_was_queued(paused: World) -> None:
    message = paused.a_text()
    paused.run(paused.the_job("SMS_INBOUND_POST_PROCESS"))
    assert notices(paused, SendKind.DEFLECTION) == [SendState.QUEUED]
    paused.switch(SwitchKind.OUTBOUND_HALTED)
    paused.wait(3600)
    paused.a_text("And another question, how much?")
    paused.wait(3600)

    assert paused.sender().calls == []
    assert notices(paused, SendKind.DEFLECTION) == [SendState.WITHHELD]
    assert reasons(paused, message, "withheld") == ["switch"]


def test_a_deflection_that_was_withheld_does_not_count(paused: World) -> None:
    paused.a_text()
    paused.run(paused.the_job("SMS_INBOUND_POST_PROCESS"))
    halt = paused.switch(SwitchKind.OUTBOUND_HALTED)
    paused.wait(60)
    paused.switch_off(halt)
    paused.a_text("Hello? How much is it?")
    paused.wait(60)
    assert paused.sent_texts() == [DEFLECTION]


def test_a_deflection_whose_pause_is_over_is_not_sent(paused: World) -> None:
    message = paused.a_text()
    paused.run(paused.the_job("SMS_INBOUND_POST_PROCESS"))
    paused.database.tables.switches.clear()
    paused.wait(60)
    assert paused.sent_texts() == []
    assert reasons(paused, message, "withheld") == ["no-longer-paused"]


@pytest.mark.parametrize("body", ["STOP", "Please stop texting me", "Thanks"])
def test_nobody_is_deflected_who_would_not_have_been_answered(paused: World, body: str) -> None:
    paused.a_text(body)
    paused.wait(3600)
    assert paused.sent_texts() == []


def test_an_opt_out_that_comes_first_holds_the_deflection_back(paused: World) -> None:
    paused.a_text()
    paused.run(paused.the_job("SMS_INBOUND_POST_PROCESS"))
    paused.a_text("STOP")
    paused.wait(3600)
    assert paused.sent_texts() == []
    assert notices(paused, SendKind.DEFLECTION) == [SendState.WITHHELD]


def test_a_deflection_keeps_business_hours(paused: World) -> None:
    opens_at_noon = {day: ["12:00", "20:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    paused.settings_are(business_phone=PHONE, business_hours=opens_at_noon)
    paused.a_text()
    paused.wait(60)
    before = paused.clock.now()
    assert before.hour < 12
    assert paused.sent_texts() == []
    paused.wait(8 * 3600)
    assert paused.sent_texts() == [DEFLECTION]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"business_phone": ""}, "no-business-phone"),
        ({"mode": "suggest"}, "mode-suggest"),
        ({"autosend_channels": ["fake_linkedin"]}, "channel-not-automatic"),
    ],
)
def test_where_nothing_automatic_may_leave_nobody_is_deflected_and_the_reason_is_told(
    paused: World, changed: dict[str, object], why: str
) -> None:
    paused.settings_are(**{"business_phone": PHONE, **changed})
    message = paused.a_text()
    paused.wait(3600)
    assert paused.sent_texts() == []
    assert reasons(paused, message, "deflected") == [why]
    assert paused.disposition_of(message).startswith("waiting-human")


def test_a_webhook_that_cannot_prove_its_source_makes_us_text_nobody(paused: World) -> None:
    message = paused.a_text(channel="fake_unsigned")
    paused.wait(3600)
    assert paused.sent_texts("fake_unsigned") == []
    assert reasons(paused, message, "deflected") == ["unverified-source"]


def test_a_deflection_whose_outcome_is_unknown_is_asked_about_and_moves_no_message(paused: World) -> None:
    paused.sender().lost.append(OutcomeUnknown("The connection broke."))
    message = paused.a_text()
    paused.wait(600)
    assert paused.sent_texts() == [DEFLECTION]
    assert notices(paused, SendKind.DEFLECTION) == [SendState.SENT]
    assert paused.disposition_of(message) == "waiting-human:switch:outbound_paused"


def test_a_deflection_that_the_provider_refuses_moves_no_message(paused: World) -> None:
    paused.sender().moods.append(RecipientRefused("This number takes no texts.", opted_out=True))
    message = paused.a_text()
    paused.wait(600)
    assert notices(paused, SendKind.DEFLECTION) == [SendState.FAILED]
    assert paused.disposition_of(message) == "waiting-human:switch:outbound_paused"
    assert paused.lead_of(message).has_opted_out(message.medium, "channel")


def a_queued_deflection(world: World) -> tuple[Message, JobRow]:
    message = world.a_text()
    world.run(world.the_job("SMS_INBOUND_POST_PROCESS"))
    return message, world.the_job("SEND_REPLY")


HELD = "waiting-human:switch:outbound_paused"


def test_a_deflection_whose_job_is_cancelled_stays_here_and_may_be_sent_again(paused: World) -> None:
    message, job = a_queued_deflection(paused)
    with paused.admin.begin(paused.workspace.id) as uow:
        assert uow.jobs.cancel(job.id, "token:jo")
        end_cancelled(uow, job, "token:jo")
    assert notices(paused, SendKind.DEFLECTION) == [SendState.WITHHELD]
    assert paused.disposition_of(message) == HELD

    paused.container.retry_job()(paused.workspace.id, job.id, "token:jo")
    paused.wait(10)
    assert paused.sent_texts() == [DEFLECTION]
    assert paused.disposition_of(message) == HELD


def test_a_deflection_that_is_late_by_half_an_hour_is_withheld_and_moves_no_message(
    paused: World,
) -> None:
    message, _ = a_queued_deflection(paused)
    paused.sender().moods.extend(ProviderDown("The provider is away.") for _ in range(20))
    paused.wait(12 * 3600)
    assert notices(paused, SendKind.DEFLECTION) == [SendState.WITHHELD]
    assert reasons(paused, message, "withheld") == ["too-late"]
    assert paused.disposition_of(message) == HELD


def test_a_notice_whose_job_gives_up_has_failed_and_moves_no_message(paused: World) -> None:
    message, job = a_queued_deflection(paused)
    paused.container.bury_job()(job_from(job), GiveUp("It broke.", "bug"))
    assert notices(paused, SendKind.DEFLECTION) == [SendState.FAILED]
    assert paused.disposition_of(message) == HELD
    assert "dead-letter" in paused.alerts.rules()


def test_a_deflection_whose_worker_was_lost_is_asked_about(paused: World) -> None:
    message, job = a_queued_deflection(paused)
    paused.sender().before_call = _dies
    with pytest.raises(KeyboardInterrupt):
        paused.run(job)
    paused.sender().before_call = lambda outbound: None
    held = paused.database.tables.jobs[job.id]
    paused.database.tables.jobs[job.id] = replace(held, status=JobStatus.PENDING)
    paused.census.died(OWNER)
    paused.wait(600)
    assert paused.sent_texts() == [DEFLECTION]
    assert notices(paused, SendKind.DEFLECTION) == [SendState.SENT]
    assert paused.disposition_of(message) == HELD


def _dies(outbound: object) -> None:
    raise KeyboardInterrupt


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9 * 3600), min_size=1, max_size=12))
def test_whenever_people_write_deflections_lie_twelve_hours_apart_and_nobody_waits_longer(gaps: list[int]) -> None:
    world = World()
    world.settings_are(business_phone=PHONE)
    world.switch(PAUSED)
    said: list[float] = []
    for gap in gaps:
        world.clock.pass_time(gap)
        world.a_text("How much is it, please?")
        before = len(world.sender().delivered)
        world.wait(0)
        now = world.clock.now().timestamp()
        said += [now] * (len(world.sender().delivered) - before)
        assert said, "the first one is told"
        assert now - said[-1] < 12 * 3600 + 1, "whoever writes was told in the last twelve hours"
    assert all(later - earlier >= 12 * 3600 for earlier, later in pairwise(said))


# --- the artificial mind ---------------------------------------------------------------------------


def test_with_the_ai_switched_off_the_offline_layer_answers_where_the_workspace_says_so(world: World) -> None:
    world.settings_are(offline_ai_fallback=True)
    world.switch(SwitchKind.AI_DISABLED)
    message = world.a_text()
    world.wait()
    assert world.ai.features() == []
    assert "sentiment.classify" in world.offline_ai.features()
    assert world.disposition_of(message) == "sent"
    assert world.lead_of(message).score is not None


def test_with_the_ai_switched_off_rules_still_end_what_they_can(world: World) -> None:
    world.switch(SwitchKind.AI_DISABLED)
    message = world.a_text("STOP")
    world.wait()
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.message(message).sentiment_source is SentimentSource.LEXICON


def test_with_the_ai_switched_off_a_message_is_judged_by_the_offline_layer_and_a_person_answers(world: World) -> None:
    world.switch(SwitchKind.AI_DISABLED)
    message = world.a_text()
    world.wait()
    assert (world.ai.features(), world.offline_ai.features()) == ([], ["sentiment.classify", "lead_scoring.score"])
    assert world.message(message).sentiment is not None
    assert world.disposition_of(message) == "waiting-human:ai-disabled"
    assert world.database.tables.drafts == {}
    assert world.lead_of(message).score is not None


def test_an_ai_that_is_switched_off_while_a_reply_is_written_is_not_asked_to_judge_it(world: World) -> None:
    message = world.a_text()

    def somebody_pulls_the_switch() -> None:
        if world.ai.features()[-1:] == ["draft.strategy"]:
            world.switch(SwitchKind.AI_DISABLED)

    world.ai.before_call = somebody_pulls_the_switch
    world.wait()
    assert "auto_send.evaluate" not in world.ai.features()
    assert world.disposition_of(message) == "waiting-human:ai-disabled"


# --- set-up ----------------------------------------------------------------------------------------


def test_an_incomplete_set_up_leaves_the_draft_to_a_person_and_names_what_is_missing(world: World) -> None:
    message = world.a_text()
    line = world.line()
    world.database.tables.connections[line.id] = replace(line, enabled=False)
    world.wait()
    assert world.disposition_of(message) == "waiting-human:setup-incomplete:connection-enabled"
    assert world.the_draft(message).status is DraftStatus.PROPOSED
    assert world.sent_texts() == []


# --- states that must not be -----------------------------------------------------------------------


def broken(world: World, **raw: object) -> None:
    """Somebody wrote past the API."""
    known = world.database.tables.workspaces[world.workspace.id]
    with world.store.begin("*") as uow:
        uow.workspaces.save(replace(known, raw_settings={**known.raw_settings, **raw}))


def test_a_mode_that_does_not_exist_ends_in_an_apology_an_alert_and_a_person(world: World) -> None:
    broken(world, mode="ONBOARDING", business_phone=PHONE)
    message = world.a_text()
    world.wait(3600)
    (text,) = world.sent_texts()
    assert text.startswith("We're experiencing a technical issue")
    assert PHONE in text
    assert world.disposition_of(message) == "waiting-human:mode-invalid"
    assert "mode-invalid" in world.alerts.rules()
    world.container.web().update_workspace(world.workspace.id, "token:jo", settings={"mode": "auto"})
    assert "mode-invalid" not in world.alerts.rules(), "mended"
    assert world.ai.features() == [], "nobody is paid for what cannot be answered"
    assert reasons(world, message, "apologised") == ["mode-invalid"]


def test_an_apology_comes_once_a_day(world: World) -> None:
    broken(world, mode="ONBOARDING")
    for _ in range(4):
        world.a_text("Are you there?")
        world.wait(7 * 3600)
    assert len(world.sent_texts()) == 1
    world.a_text("Are you there?")
    world.wait(60)
    assert len(world.sent_texts()) == 2


@pytest.mark.parametrize("body", ["STOP", "Stop texting me"])
def test_nobody_who_wants_to_be_left_alone_hears_an_apology(world: World, body: str) -> None:
    broken(world, mode="ONBOARDING")
    message = world.a_text(body)
    world.wait(60)
    assert world.sent_texts() == []
    assert world.disposition_of(message) == "suppressed:opt-out"


def test_no_apology_leaves_while_everything_is_halted(world: World) -> None:
    broken(world, mode="ONBOARDING")
    world.switch(SwitchKind.OUTBOUND_HALTED)
    message = world.a_text()
    world.wait(60)
    assert world.sent_texts() == []
    assert world.disposition_of(message).startswith("waiting-human")


@pytest.mark.parametrize("mended", ["auto", "suggest", "off"])
def test_no_apology_leaves_once_the_mode_is_mended(world: World, mended: str) -> None:
    broken(world, mode="ONBOARDING")
    world.sender().moods.append(ProviderDown("The provider is away."))
    message = world.a_text()
    world.work()
    assert notices(world, SendKind.APOLOGY) == [SendState.QUEUED]
    world.settings_are(mode=mended)
    world.wait(3600)
    assert world.sent_texts() == []
    assert notices(world, SendKind.APOLOGY) == [SendState.WITHHELD]
    assert "mode-valid-again" in reasons(world, message, "withheld")


def test_a_setting_that_cannot_be_read_holds_back_a_reply_that_was_decided_before(world: World) -> None:
    message = world.a_text()
    world.work()
    broken(world, opt_out_scope="galaxy")
    world.wait(60)
    assert world.sent_texts() == []
    assert world.disposition_of(message) == "waiting-human:settings-unreadable"


def test_no_message_is_left_in_limbo_by_any_of_this(world: World) -> None:
    broken(world, mode="ONBOARDING")
    world.a_text()
    world.wait(timedelta(hours=1).total_seconds())
    world.nothing_is_in_limbo()
