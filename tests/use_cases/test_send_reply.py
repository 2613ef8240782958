"""The one way a reply leaves: claim and check, call once, write the receipt down."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import pytest

from rejoinder.application.replies.queue_reply import confirm_job
from rejoinder.application.setup.change_connection import ConnectionChanges
from rejoinder.domain.drafts import DraftStatus
from rejoinder.domain.errors import (
    BreakerOpen,
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    StorageDown,
)
from rejoinder.domain.jobs import Done, GiveUp, JobStatus, RetryLater, Snooze
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Author, Direction, Medium, Message, OutboundMessage
from rejoinder.domain.sends import Found, SendReceipt, SendState
from rejoinder.domain.switches import SwitchKind
from tests.fakes.ai import REPLY
from tests.fakes.jobs import job_from
from tests.world import OWNER, World

LONG = " ".join(f"This is sentence number {word} of a long answer." for word in ("one", "two", "three", "four") * 3)


def a_queued_reply(world: World, **more: object) -> Message:
    """A message whose automatic answer waits for its moment."""
    message = world.a_text(**more)  # type: ignore[arg-type]
    world.work()
    assert set(world.states(message)) == {SendState.QUEUED}
    return message


def the_moment_comes(world: World, seconds: float = 11) -> list[object]:
    world.clock.pass_time(seconds)
    return list(world.work())


def test_a_reply_leaves_once_and_stands_in_the_conversation(world: World) -> None:
    message = a_queued_reply(world)
    the_moment_comes(world)

    assert world.sent_texts() == [REPLY]
    send = world.the_send(message)
    assert (send.state, send.provider_message_id, send.owner) == (SendState.SENT, "fake-1", OWNER)
    (ours,) = [m for m in world.database.tables.messages.values() if m.direction is Direction.OUTBOUND]
    assert (ours.body, ours.author, ours.external_id) == (REPLY, Author.AI, "fake-1")
    assert world.the_draft(message).status is DraftStatus.SENT
    assert world.disposition_of(message) == "sent"


def test_the_provider_is_told_who_where_and_which_send(world: World) -> None:
    message = a_queued_reply(world, conversation="thread-7")
    the_moment_comes(world)

    (outbound,) = world.sender().calls
    assert (outbound.recipient, outbound.sender) == (message.sender, message.recipient)
    assert outbound.conversation == "thread-7"
    assert outbound.send_id == world.the_send(message).id
    assert outbound.status_callback.endswith(f"/{world.line().webhook_key}/status?send={outbound.send_id}")


def test_a_second_run_of_a_finished_send_does_nothing(world: World) -> None:
    a_queued_reply(world)
    the_moment_comes(world)
    job = world.the_job("SEND_REPLY")
    again = replace(job, status=JobStatus.PENDING, run_at=world.clock.now())
    world.database.tables.jobs[job.id] = again

    world.work()

    assert len(world.sender().calls) == 1


# --- compare and send ------------------------------------------------------------------------------


def test_a_newer_message_holds_the_reply_back(world: World) -> None:
    message = a_queued_reply(world)
    newer = world.a_text("Wait, another thing")
    the_moment_comes(world)

    assert world.states(message) == ["withheld"]
    assert world.the_send(message).reason in ("conversation-moved-on", "newer-message")
    assert world.disposition_of(message) == "superseded:newer-message"
    world.wait()
    assert world.disposition_of(newer) == "sent"
    assert len(world.sent_texts()) == 1


def test_the_fence_itself_sees_a_newer_message_that_no_job_has_read(world: World) -> None:
    message = a_queued_reply(world)
    world.a_text("Wait, another thing")
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))

    assert world.the_send(message).reason == "conversation-moved-on"
    assert world.disposition_of(message) == "superseded:newer-message"
    assert world.sent_texts() == []


def test_an_opt_out_that_no_job_has_read_yet_holds_the_reply_back(world: World) -> None:
    message = a_queued_reply(world)
    world.a_text("STOP")
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))

    assert world.the_send(message).reason == "opt-out"
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.the_draft(message).status is DraftStatus.SUPERSEDED
    assert world.sent_texts() == []


def test_a_switch_pulled_after_the_decision_reaches_the_queued_reply(world: World) -> None:
    message = a_queued_reply(world)
    world.switch(SwitchKind.OUTBOUND_HALTED)
    the_moment_comes(world)

    assert world.disposition_of(message) == "suppressed:switch"
    assert world.sent_texts() == []


def test_a_pause_holds_automatic_replies_but_not_what_a_person_approved(world: World) -> None:
    world.settings_are(mode="suggest")
    approved = world.a_text()
    world.work()
    world.switch(SwitchKind.OUTBOUND_PAUSED)
    world.approve(world.the_draft(approved))
    world.work()

    assert world.disposition_of(approved) == "approved-sent"


def test_a_halt_holds_even_what_a_person_approved(world: World) -> None:
    world.settings_are(mode="suggest")
    approved = world.a_text()
    world.work()
    world.switch(SwitchKind.OUTBOUND_HALTED)
    world.approve(world.the_draft(approved))
    world.work()

    assert world.disposition_of(approved) == "suppressed:switch"
    assert world.sent_texts() == []


def test_a_mode_that_was_lowered_leaves_the_draft_to_a_person(world: World) -> None:
    message = a_queued_reply(world)
    world.settings_are(mode="suggest")
    the_moment_comes(world)

    assert world.disposition_of(message) == "waiting-human:mode-suggest"
    assert world.the_draft(message).status is DraftStatus.PROPOSED


def test_a_threshold_that_was_raised_leaves_the_draft_to_a_person(world: World) -> None:
    message = a_queued_reply(world)
    world.settings_are(auto_send_threshold=1.0)
    the_moment_comes(world)

    assert world.disposition_of(message) == "waiting-human:below-threshold"
    assert world.the_draft(message).status is DraftStatus.PROPOSED
    assert world.sent_texts() == []


def test_a_channel_that_is_no_longer_automatic_leaves_the_draft_to_a_person(world: World) -> None:
    message = a_queued_reply(world)
    world.settings_are(autosend_channels=["email"])
    the_moment_comes(world)

    assert world.disposition_of(message) == "waiting-human:channel-not-automatic"


def test_an_opt_out_on_one_channel_holds_back_the_other_before_any_job_has_read_it(world: World) -> None:
    """One person, two addresses; the workspace says that an opt-out closes every medium."""
    world.settings_are(opt_out_scope="all")
    message = a_queued_reply(world)
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.add_address(message.lead_id, Medium.EMAIL, "jane@example.com")
    mail = world.a_text("unsubscribe me please", channel="fake_smartlead")
    assert (mail.lead_id, mail.opt_out) == (message.lead_id, True)
    with world.store.begin(world.workspace.id) as uow:  # the reply was decided after the mail had come
        send = uow.sends.get(world.the_send(message).id)
        assert send is not None
        uow.sends.save(replace(send, basis_version=mail.version), was=SendState.QUEUED)
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))

    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.sent_texts() == []


def test_a_person_of_ours_who_answered_elsewhere_is_not_talked_over(world: World) -> None:
    message = a_queued_reply(world)
    world.deliver({"fact": "own", "id": "elsewhere-1", "address": message.sender, "body": "Jo here, let me call you"})
    world.work()
    the_moment_comes(world)

    assert world.states(message) == ["withheld"]
    assert world.disposition_of(message) == "superseded:human-answered"
    assert world.sent_texts() == []


def test_the_fence_itself_sees_an_answer_of_a_person(world: World) -> None:
    message = a_queued_reply(world)
    ours = replace(
        message,
        id=message.id[:-4] + "ffff",
        direction=Direction.OUTBOUND,
        author=Author.ELSEWHERE,
        external_id="elsewhere-1",
        received_at=world.clock.now(),
        disposition=None,
    )
    with world.store.begin(world.workspace.id) as uow:
        uow.messages.add_outbound(ours)
    the_moment_comes(world)

    assert world.the_send(message).reason == "human-answered"
    assert world.disposition_of(message) == "superseded:human-answered"


def test_a_connection_that_was_removed_sends_nothing(world: World) -> None:
    message = a_queued_reply(world)
    with world.store.begin(world.workspace.id) as uow:
        uow.connections.remove(message.connection_id)
    the_moment_comes(world)

    assert world.disposition_of(message) == "waiting-human:connection-unusable"
    assert world.sent_texts() == []


def test_what_was_held_back_can_still_be_approved_by_a_person(world: World) -> None:
    message = a_queued_reply(world)
    world.settings_are(mode="suggest")
    the_moment_comes(world)
    assert world.disposition_of(message) == "waiting-human:mode-suggest"

    world.approve(world.the_draft(message))
    world.wait(60)

    assert world.disposition_of(message) == "approved-sent"
    assert world.sent_texts() == [REPLY]


def test_outside_business_hours_a_mail_waits_without_spending_an_attempt(world: World) -> None:
    message = a_queued_reply(world, channel="fake_smartlead")
    world.settings_are(business_hours={"tue": ["09:00", "17:00"]})
    verdicts = the_moment_comes(world)

    assert isinstance(verdicts[-1], Snooze)
    assert world.the_job("SEND_REPLY").attempts == 0
    world.wait(2 * 86_400)
    assert world.disposition_of(message) == "sent"


def test_a_lease_that_would_not_outlast_the_call_makes_no_call(world: World) -> None:
    message = a_queued_reply(world)
    world.clock.pass_time(11)
    held = world.held.is_safe
    world.held.is_safe = lambda job_id, fence: False  # type: ignore[method-assign]
    verdict = world.run(world.the_job("SEND_REPLY"))

    assert isinstance(verdict, Snooze)
    assert world.sender().calls == []
    world.held.is_safe = held  # type: ignore[method-assign]
    world.wait(60)
    assert world.disposition_of(message) == "sent"


# --- long replies ----------------------------------------------------------------------------------


def test_a_long_text_leaves_in_parts_in_order(world: World) -> None:
    world.ai.reply = LONG
    message = world.a_text()
    world.wait()

    assert len(world.sent_texts()) > 2
    assert " ".join(world.sent_texts()) == LONG
    assert all(len(text) <= 160 for text in world.sent_texts())
    assert [call.part for call in world.sender().calls] == list(range(1, len(world.sent_texts()) + 1))
    assert world.disposition_of(message) == "sent"


def test_a_long_text_resumes_at_the_first_part_that_did_not_leave(world: World) -> None:
    world.ai.reply = LONG
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))
    assert len(world.sent_texts()) == 1

    world.sender().moods.append(ProviderDown("Gone."))
    world.wait(3600)

    assert " ".join(world.sent_texts()) == LONG
    assert world.disposition_of(message) == "sent"


def test_a_message_between_two_parts_stops_the_rest(world: World) -> None:
    world.ai.reply = LONG
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))
    world.a_text("Stop, I know enough. How much?")
    world.ai.reply = REPLY
    world.wait()

    assert world.states(message)[0] == "sent"
    assert set(world.states(message)[1:]) == {SendState.WITHHELD}
    world.nothing_is_in_limbo()


# --- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", [ProviderBusy("Slow down.", wait=30.0), ProviderDown("Gone.")])
def test_a_provider_that_certainly_took_nothing_is_asked_again(world: World, refusal: Exception) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(refusal)
    verdicts = the_moment_comes(world)

    assert isinstance(verdicts[-1], RetryLater)
    assert verdicts[-1].spends_attempt == isinstance(refusal, ProviderDown)
    assert world.states(message) == ["queued"]
    assert world.disposition_of(message) == "processing"
    world.wait(3600)
    assert world.sent_texts() == [REPLY]
    assert world.disposition_of(message) == "sent"


def test_a_refusal_for_being_busy_waits_as_long_as_was_asked(world: World) -> None:
    a_queued_reply(world)
    world.sender().moods.append(ProviderBusy("Slow down.", wait=90.0))
    the_moment_comes(world)

    wait = world.the_job("SEND_REPLY").run_at - world.clock.now()
    assert 89 < wait.total_seconds() <= 90


def test_a_reply_that_is_late_by_hours_asks_a_person_first(world: World) -> None:
    message = a_queued_reply(world)
    the_moment_comes(world, 3600)

    assert world.disposition_of(message) == "waiting-human:too-late"
    assert world.the_draft(message).status is DraftStatus.PROPOSED
    assert world.sent_texts() == []


def test_a_provider_that_stays_away_from_what_a_person_approved_ends_in_a_dead_letter(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.work()
    world.approve(world.the_draft(message))
    world.sender().moods.extend(ProviderDown("Gone.") for _ in range(50))
    world.wait(30 * 86_400)

    assert world.disposition_of(message) == "failed:provider-down"
    assert world.states(message) == ["failed"]
    assert world.the_draft(message).status is DraftStatus.FAILED
    assert {"dead-letter", "breaker-open"} <= set(world.alerts.rules())
    world.nothing_is_in_limbo()


@pytest.mark.parametrize(
    ("refusal", "disposition"),
    [
        (MessageRefused("Forbidden words."), "failed:message-refused"),
        (RecipientRefused("No such number."), "failed:recipient-refused"),
        (RecipientRefused("They opted out.", opted_out=True), "suppressed:opt-out"),
    ],
)
def test_what_the_provider_never_takes_is_told_to_people(world: World, refusal: Exception, disposition: str) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(refusal)
    the_moment_comes(world)
    world.wait(3600)

    assert world.disposition_of(message) == disposition
    assert world.states(message) == ["failed"]
    assert len(world.sender().calls) == 1
    (alert,) = world.alerts.open()
    assert alert.subject == world.the_send(message).id
    assert str(refusal) in alert.title


def test_a_provider_that_knows_of_an_opt_out_is_believed(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(RecipientRefused("They opted out.", opted_out=True, code="21610"))
    the_moment_comes(world)

    assert world.lead_of(message).consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
    assert world.lead_of(message).consent_for(Medium.EMAIL).state is ConsentState.UNKNOWN


def test_five_failures_in_a_row_pause_the_account_and_say_so(world: World) -> None:
    for number in range(6):
        world.a_text(sender=f"+1202555{number:04}")
    world.work()
    world.sender().moods.extend(ProviderDown("Gone.") for _ in range(5))
    the_moment_comes(world)

    assert len(world.sender().calls) == 5, "the sixth waits for the breaker"
    assert "breaker-open" in world.alerts.rules()
    sixth = [job for job in world.jobs_of("SEND_REPLY") if job.last_error_code == "breaker-open"]
    assert [job.attempts for job in sixth] == [0]
    world.wait()
    assert len(world.sent_texts()) == 6
    assert {m.disposition for m in world.database.tables.messages.values() if m.disposition} == {"sent"}


class Always(list[Exception]):
    """A mood that does not pass."""

    def popleft(self) -> Exception:
        return self[0]


def an_approved_reply(world: World, **more: object) -> Message:
    """A message whose answer a person approved a moment ago; it has not left."""
    world.settings_are(mode="suggest")
    message = world.a_text(**more)  # type: ignore[arg-type]
    world.work()
    world.approve(world.the_draft(message))
    return message


BUSY = ProviderBusy("Slow down.", wait=1800.0)


def test_an_approved_reply_that_a_busy_provider_never_takes_goes_back_to_a_person_after_a_day(world: World) -> None:
    message = an_approved_reply(world)
    world.sender().moods = Always([BUSY])  # type: ignore[assignment]
    world.wait(23 * 3600)
    assert world.states(message) == ["queued"]
    assert world.alerts.rules() == []

    world.wait(3 * 3600)

    assert world.disposition_of(message) == "waiting-human:too-late"
    assert world.states(message) == ["withheld"]
    assert world.the_draft(message).status is DraftStatus.PROPOSED
    assert [(a.rule, a.subject) for a in world.alerts.open()] == [("approved-not-sent", world.the_send(message).id)]
    assert world.the_job("SEND_REPLY").status is JobStatus.SUCCEEDED
    world.sender().moods = deque()
    world.approve(world.the_draft(message))
    world.wait(60)
    assert world.disposition_of(message) == "approved-sent"


def test_a_later_part_that_a_busy_provider_never_takes_goes_to_a_person_too(world: World) -> None:
    world.ai.reply = LONG
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.run(world.the_job("SEND_REPLY"))
    world.sender().moods = Always([BUSY])  # type: ignore[assignment]
    world.wait(2 * 86_400)

    assert world.states(message)[0] == "sent"
    assert set(world.states(message)[1:]) == {SendState.WITHHELD}
    assert world.disposition_of(message) == "waiting-human:too-late"
    world.nothing_is_in_limbo()


@pytest.fixture
def paused(world: World) -> World:
    """The account's breaker is open, and others always get the probe first."""

    def admit(name: str) -> None:
        raise BreakerOpen("Calls are paused until this account has recovered.", wait=1800.0)

    world.breaker.admit = admit  # type: ignore[method-assign]
    return world


def test_an_approved_reply_behind_an_open_breaker_goes_back_to_a_person_after_a_day(paused: World) -> None:
    message = an_approved_reply(paused)
    paused.wait(2 * 86_400)

    assert paused.disposition_of(message) == "waiting-human:too-late"
    assert paused.alerts.rules() == ["approved-not-sent"]
    assert paused.the_send(message).attempts == 0


def test_an_opt_out_holds_a_reply_back_although_its_account_is_paused(paused: World) -> None:
    message = a_queued_reply(paused)
    paused.a_text("STOP")
    paused.clock.pass_time(11)
    paused.run(paused.the_job("SEND_REPLY"))

    assert paused.disposition_of(message) == "suppressed:opt-out"


def test_a_setting_that_keeps_a_reply_from_leaving_parks_it_and_loses_nothing(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(ConfigurationFault("There is no number to send from."))
    the_moment_comes(world)

    assert world.the_job("SEND_REPLY").status is JobStatus.PARKED
    assert world.states(message) == ["queued"]
    assert world.alerts.rules() == ["configuration"]
    world.jobs.unpark("configuration")
    world.wait(60)
    assert world.disposition_of(message) == "sent"


def test_a_refusal_is_an_answer_so_the_failures_before_it_were_not_in_a_row(world: World) -> None:
    for number in range(9):
        world.a_text(sender=f"+1202555{number:04}")
    world.work()
    down = [ProviderDown("Gone.") for _ in range(4)]
    world.sender().moods.extend([*down, RecipientRefused("No such number."), *down])
    the_moment_comes(world)

    assert len(world.sender().calls) == 9
    assert "breaker-open" not in world.alerts.rules()


def test_a_revoked_key_is_one_alert_and_every_reply_waits_for_the_account_to_come_back(world: World) -> None:
    messages = [world.a_text(sender=f"+1202555{number:04}") for number in range(6)]
    world.work()
    world.sender().revoked = ConnectionRevoked("Your key was revoked.")
    the_moment_comes(world)
    world.wait(300)
    assert len(world.sender().calls) == 1
    assert [alert.rule for alert in world.alerts.open()] == ["account-disconnected"]
    assert {job.status for job in world.jobs_of("SEND_REPLY")} == {JobStatus.PARKED}
    assert world.jobs.unpark_resumed() == 0

    world.sender().revoked = None
    world.wait(600)
    assert world.jobs.unpark_resumed() == 6, "the account was asked by itself"
    world.work()
    assert [world.states(message) for message in messages] == [["sent"]] * 6
    assert world.alerts.open() == []


def test_what_an_older_key_was_refused_says_nothing_about_the_newer_one(world: World) -> None:
    message = a_queued_reply(world)
    changed = world.container.change_connection()

    def change(outbound: OutboundMessage) -> None:
        changed(world.workspace.id, message.connection_id, ConnectionChanges(name="With a new key"), "token:jo")

    world.sender().before_call = change
    world.sender().moods.append(ConnectionRevoked("The old key."))
    the_moment_comes(world)
    assert world.database.tables.connections[message.connection_id].unusable_reason == ""
    assert world.jobs.unpark_resumed() == 1


# --- unknown ---------------------------------------------------------------------------------------


def test_an_answer_that_got_lost_is_looked_up_and_adopted(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().lost.append(OutcomeUnknown("No answer within 30 s."))
    verdicts = the_moment_comes(world)
    assert verdicts[-1] == Done("unknown:no-answer")
    assert world.states(message) == ["unknown"]
    assert world.disposition_of(message) == "processing"

    world.wait(3600)

    assert world.states(message) == ["sent"]
    assert world.disposition_of(message) == "sent"
    assert world.sent_texts() == [REPLY], "once"


def test_a_request_that_got_lost_is_sent_once_more_after_two_looks(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    the_moment_comes(world)
    world.clock.pass_time(21)
    assert isinstance(world.work()[-1], Snooze), "looked once: not yet"
    assert len(world.sender().calls) == 1
    world.wait(3600)

    assert world.sent_texts() == [REPLY]
    assert len(world.sender().calls) == 2
    assert world.disposition_of(message) == "sent"


def test_a_second_loss_is_left_to_a_person(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.extend([OutcomeUnknown("The connection broke.")] * 2)
    world.wait(3600)

    assert len(world.sender().calls) == 2
    assert world.states(message) == ["unknown"]
    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert "send-unknown" in world.alerts.rules()


def test_a_busy_answer_is_not_one_of_the_two_tries(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.extend([ProviderBusy("Slow down.", wait=5.0), OutcomeUnknown("The connection broke.")])
    world.wait(3600)

    assert world.disposition_of(message) == "sent"
    assert world.sent_texts() == [REPLY]


@pytest.mark.parametrize("silence", [BUSY, ConfigurationFault("The address is no address.")])
def test_a_provider_that_cannot_be_asked_for_a_day_leaves_the_send_to_a_person(
    world: World, silence: Exception
) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    world.sender().lookups = Always([silence])  # type: ignore[assignment]

    def hours_pass(hours: int) -> None:
        for _ in range(hours):
            world.wait(3600)
            world.jobs.unpark("configuration")

    hours_pass(23)
    assert world.states(message) == ["unknown"]
    assert "send-unknown" not in world.alerts.rules()

    hours_pass(3)

    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert "send-unknown" in world.alerts.rules()
    assert world.the_job("CONFIRM_SEND").status is JobStatus.SUCCEEDED
    assert len(world.sender().calls) == 1


def test_what_is_found_to_be_missing_only_hours_later_is_not_sent_again_by_itself(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    world.sender().lookups.extend([BUSY] * 3)
    world.wait(86_400)

    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert len(world.sender().calls) == 1


def test_where_the_provider_cannot_be_asked_a_person_decides(world: World) -> None:
    message = a_queued_reply(world, channel="fake_smartlead")
    world.sender("fake_smartlead").moods.append(OutcomeUnknown("The connection broke."))
    world.wait(3600)

    assert world.disposition_of(message) == "waiting-human:send-unknown"
    assert len(world.sender("fake_smartlead").calls) == 1


def test_nothing_is_sent_again_when_the_conversation_moved_on(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    the_moment_comes(world)
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.bump(message.lead_id)
    world.wait(3600)

    assert len(world.sender().calls) == 1
    assert world.disposition_of(message) == "waiting-human:send-unknown"


def test_a_match_that_belongs_to_another_send_is_no_match(world: World) -> None:
    """The provider lists one message with these words, and that one is the receipt of an earlier send."""
    first, second = a_queued_reply(world), a_queued_reply(world, sender="+12025550177")
    the_moment_comes(world, 11)
    receipts = {send.message_id: send for send in world.database.tables.sends.values()}
    taken = receipts[second.id]
    world.database.tables.sends[taken.id] = replace(taken, state=SendState.UNKNOWN, provider_message_id="")
    world.sender().lookups.append(Found(SendReceipt(receipts[first.id].provider_message_id)))
    world.sender().lookups.append(Found(SendReceipt(receipts[first.id].provider_message_id)))
    with world.store.begin(world.workspace.id) as uow:
        uow.queue.enqueue(confirm_job(taken, 0.0))
    world.wait(3600)

    assert world.states(second) == ["unknown"]
    assert world.disposition_of(first) == "sent"
    assert "send-unknown" in world.alerts.rules()


# --- crashes ---------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


def killed_while_sending(world: World, *, delivered: bool) -> Message:
    message = a_queued_reply(world)
    world.clock.pass_time(11)
    if delivered:
        world.sender().lost.append(Killed())  # type: ignore[arg-type]
    else:
        world.sender().moods.append(Killed())  # type: ignore[arg-type]
    with pytest.raises(Killed):
        world.run(world.the_job("SEND_REPLY"))
    assert world.states(message) == ["sending"]
    return message


@pytest.mark.parametrize("delivered", [True, False])
def test_a_worker_that_died_while_sending_is_settled_by_asking_the_provider(world: World, delivered: bool) -> None:
    message = killed_while_sending(world, delivered=delivered)
    world.census.died(OWNER)
    assert world.container.rescue_expired_jobs()() == 1
    world.work()
    assert world.states(message) == ["unknown"]
    assert len(world.sender().calls) == 1, "no blind second call"

    world.wait(3600)

    assert world.sent_texts() == [REPLY], "exactly once, whatever happened"
    assert world.disposition_of(message) == "sent"
    assert len(world.sender().calls) == (1 if delivered else 2)


def test_a_worker_that_is_frozen_but_not_dead_may_still_wake_up_so_a_person_decides(world: World) -> None:
    message = killed_while_sending(world, delivered=False)
    world.clock.pass_time(61)
    assert world.container.rescue_expired_jobs()() == 1
    world.wait(3600)

    assert len(world.sender().calls) == 1
    assert world.disposition_of(message) == "waiting-human:send-unknown"


def test_a_receipt_is_written_down_although_the_database_stumbles(world: World) -> None:
    message = a_queued_reply(world)
    world.clock.pass_time(11)
    stumbles = iter([True, True, False])

    def away() -> None:
        if world.sender().delivered and next(stumbles, False):
            raise StorageDown("For a moment.")

    world.database.before_commit = away
    world.work()

    assert world.paused == [0.5, 1.0]
    assert world.states(message) == ["sent"]
    assert world.disposition_of(message) == "sent"


def test_a_receipt_that_cannot_be_written_down_is_settled_later_without_a_double(world: World) -> None:
    message = a_queued_reply(world)
    world.clock.pass_time(11)

    def away() -> None:
        if world.sender().delivered:
            raise StorageDown("For a long time.")

    world.database.before_commit = away
    assert world.run(world.the_job("SEND_REPLY")) is None
    world.database.before_commit = lambda: None
    world.clock.pass_time(61)
    world.census.died(OWNER)
    world.container.rescue_expired_jobs()()
    world.wait(3600)

    assert world.sent_texts() == [REPLY]
    assert world.disposition_of(message) == "sent"


def test_a_bug_in_a_sender_never_leads_to_a_blind_second_call(world: World) -> None:
    message = a_queued_reply(world)
    world.sender().lost.append(ValueError("surprise"))
    world.wait(3600)

    assert world.sent_texts() == [REPLY]
    assert world.disposition_of(message) == "sent"


def test_a_worker_that_lost_its_lease_before_the_claim_sends_nothing(world: World) -> None:
    message = a_queued_reply(world)
    world.clock.pass_time(11)
    job = world.the_job("SEND_REPLY")

    def somebody_else_takes_over() -> None:
        row = world.database.tables.jobs[job.id]
        if row.status is JobStatus.RUNNING:
            world.database.tables.jobs[job.id] = replace(row, fence=row.fence + 1)

    claim = world.jobs.claim

    def claimed(*arguments: object) -> object:
        found = claim(*arguments)  # type: ignore[arg-type]
        somebody_else_takes_over()
        return found

    world.jobs.claim = claimed  # type: ignore[method-assign, assignment]
    assert world.run(job) is None

    assert world.sender().calls == []
    assert world.states(message) == ["queued"]


# --- a person settles ------------------------------------------------------------------------------


def an_unknown_send(world: World) -> Message:
    message = a_queued_reply(world, channel="fake_smartlead")
    world.sender("fake_smartlead").moods.append(OutcomeUnknown("The connection broke."))
    world.wait(3600)
    assert world.disposition_of(message) == "waiting-human:send-unknown"
    return message


def settle(world: World, message: Message, outcome: str) -> None:
    world.container.settle_send()(world.workspace.id, world.the_send(message).id, outcome, "token:jo")


def test_a_person_says_that_it_arrived(world: World) -> None:
    message = an_unknown_send(world)
    settle(world, message, "arrived")
    world.wait(3600)

    assert world.disposition_of(message) == "sent"
    assert len(world.sender("fake_smartlead").calls) == 1
    assert "send-unknown" not in world.alerts.rules()


def test_a_person_says_send_it_again(world: World) -> None:
    message = an_unknown_send(world)
    settle(world, message, "send_again")
    world.wait(3600)

    assert world.disposition_of(message) == "sent"
    assert len(world.sender("fake_smartlead").calls) == 2


def test_send_it_again_counts_although_the_conversation_moved_on(world: World) -> None:
    message = an_unknown_send(world)
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.bump(message.lead_id)
    settle(world, message, "send_again")
    world.wait(3600)

    assert world.sent_texts("fake_smartlead") == [REPLY]


def test_a_person_gives_up(world: World) -> None:
    message = an_unknown_send(world)
    settle(world, message, "failed")
    world.wait(3600)

    assert world.disposition_of(message) == "stayed-silent:not-sent"
    assert world.states(message) == ["failed"]
    assert len(world.sender("fake_smartlead").calls) == 1


def test_a_job_that_gave_up_while_sending_never_leaves_the_send_in_the_air(world: World) -> None:
    message = killed_while_sending(world, delivered=True)
    row = world.the_job("SEND_REPLY")
    world.container.bury_job()(job_from(row), GiveUp("The worker stopped each time it ran this job.", "crashes"))
    assert world.states(message) == ["unknown"]
    world.wait(3600)
    assert world.states(message) == ["sent"]
