"""What a provider reports besides messages: deliveries, our own messages, opt-outs, bounces."""

from __future__ import annotations

import pytest

from rejoinder.domain.errors import OutcomeUnknown
from rejoinder.domain.jobs import Cancel, JobStatus, Snooze
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Author, Direction, Medium, Message
from rejoinder.domain.sends import SendState
from rejoinder.domain.sentiment import LeadStatus
from tests.builders import THEM
from tests.fakes.ai import REPLY
from tests.world import World


@pytest.fixture
def answered(world: World) -> Message:
    """A message whose reply has left."""
    message = world.a_text()
    world.wait(60)
    assert world.disposition_of(message) == "sent"
    return message


def report(world: World, status: str, *, key: str = "", channel: str = "fake_sms", **more: object) -> None:
    """The provider says how a send fared."""
    about = {"provider_message_id": "fake-1", **more}
    fact = {"fact": "delivery", "id": key or f"{status}-{len(world.jobs_of())}", "status": status, **about}
    world.deliver(fact, channel=channel)
    world.work()


def own(world: World, message: Message, body: str, **more: object) -> None:
    """The provider shows a message of our side."""
    about = {"id": f"own-{len(world.jobs_of())}", "address": message.sender, **more}
    world.deliver({"fact": "own", "body": body, **about}, channel=message.channel)
    world.work()


def ours(world: World) -> list[Message]:
    return [m for m in world.database.tables.messages.values() if m.direction is Direction.OUTBOUND]


# --- whom a delivery is about ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        {"fact": "delivery", "status": "delivered", "provider_message_id": "fake-1"},
        {"fact": "own", "address": THEM, "body": "Jo here, let me call you"},
        {"fact": "consent", "address": THEM, "state": "withdrawn", "evidence": "unsubscribed"},
        {"fact": "bounce", "address": THEM, "detail": "550"},
    ],
    ids=lambda fact: fact["fact"],
)
def test_a_delivery_is_tied_to_the_person_so_that_an_erasure_reaches_it(
    world: World, answered: Message, fact: dict[str, object]
) -> None:
    known = set(world.database.tables.events)
    world.deliver({"id": "about-jane", **fact})
    world.work()

    (row,) = [row for event_id, row in world.database.tables.events.items() if event_id not in known]
    assert row.lead_id == answered.lead_id


# --- delivery reports ------------------------------------------------------------------------------


def test_a_delivery_is_noted_on_its_send(world: World, answered: Message) -> None:
    report(world, "delivered")

    assert world.states(answered) == ["delivered"]
    assert "delivered" in world.story(answered)
    assert world.disposition_of(answered) == "sent"


@pytest.mark.parametrize("later", ["sent", "undelivered", "delivered"])
def test_a_state_only_moves_forward(world: World, answered: Message, later: str) -> None:
    report(world, "delivered")
    report(world, later, error_code="30003")

    assert world.states(answered) == ["delivered"]


def test_a_message_that_did_not_arrive_is_told_to_people_with_the_code(world: World, answered: Message) -> None:
    report(world, "undelivered", error_code="30003", detail="Unreachable handset")

    send = world.the_send(answered)
    assert (send.state, send.reason, send.error) == (SendState.UNDELIVERED, "30003", "Unreachable handset")
    (alert,) = world.alerts.open()
    assert (alert.rule, alert.subject) == ("undelivered", send.id)
    assert "30003" in alert.title


def test_an_undelivered_message_may_still_be_delivered(world: World, answered: Message) -> None:
    report(world, "undelivered", error_code="30003")
    report(world, "delivered")

    assert world.states(answered) == ["delivered"]


def test_an_opt_out_that_shows_at_delivery_is_honoured(world: World, answered: Message) -> None:
    report(world, "undelivered", error_code="21610", opted_out=True)

    assert world.lead_of(answered).consent_for(Medium.SMS).state is ConsentState.WITHDRAWN


def test_a_report_that_comes_before_its_receipt_settles_the_send(world: World) -> None:
    """The provider called back while we still waited for its answer, which never came."""
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.sender().lost.append(OutcomeUnknown("No answer."))
    world.work()
    assert world.states(message) == ["unknown"]

    report(world, "delivered", send_id=world.the_send(message).id)

    assert world.states(message) == ["delivered"]
    assert world.the_send(message).provider_message_id == "fake-1"
    assert world.disposition_of(message) == "sent"
    assert [m.body for m in ours(world)] == [REPLY]
    world.wait(3600)
    assert len(world.sender().calls) == 1


def test_a_report_for_a_send_that_nobody_knows_yet_waits_for_it(world: World) -> None:
    message = world.a_text()
    world.work()
    report(world, "delivered")
    job = world.the_job("PROVIDER_EVENT")
    assert (job.status, job.attempts) == (JobStatus.PENDING, 0)

    world.wait(100)

    assert world.states(message) == ["delivered"]


def test_a_report_for_a_send_that_never_shows_up_is_let_go(world: World) -> None:
    report(world, "delivered", provider_message_id="somebody-elses")
    verdicts = world.wait(600)

    assert any(isinstance(verdict, Snooze) for verdict in verdicts)
    assert verdicts[-1] == Cancel("no-such-send")
    assert world.alerts.open() == []


def test_a_report_that_names_no_message_touches_nobodys_send(world: World) -> None:
    """Another send of the line is in the air and has no provider id yet; an empty id must not find it."""
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.sender().moods.append(OutcomeUnknown("The connection broke."))
    world.work()
    assert world.states(message) == ["unknown"]

    report(world, "delivered", provider_message_id="")

    assert world.states(message) == ["unknown"]
    assert ours(world) == []


def test_a_report_of_another_line_does_not_touch_this_send(world: World, answered: Message) -> None:
    report(world, "undelivered", channel="fake_linkedin")

    assert world.states(answered) == ["sent"]


# --- our own messages ------------------------------------------------------------------------------


def test_the_echo_of_our_own_reply_changes_nothing(world: World, answered: Message) -> None:
    own(world, answered, REPLY, id="fake-1")

    assert len(ours(world)) == 1
    assert world.lead_of(answered).automation_paused_reason == ""
    assert world.disposition_of(answered) == "sent"


def test_an_echo_proves_that_an_unknown_send_arrived(world: World) -> None:
    message = world.a_text()
    world.work()
    world.clock.pass_time(11)
    world.sender().lost.append(OutcomeUnknown("No answer."))
    world.work()
    own(world, message, REPLY.replace("!", "! "), id="fake-1")

    assert world.states(message) == ["sent"]
    assert world.disposition_of(message) == "sent"
    assert len(ours(world)) == 1


def test_a_person_who_answers_elsewhere_takes_over(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.work()
    own(world, message, "Jo here, I will call you.")

    assert world.disposition_of(message) == "superseded:human-answered"
    assert world.the_draft(message).status == "superseded"
    assert world.lead_of(message).automation_paused_reason == "answered-elsewhere"
    assert [(m.author, m.body) for m in ours(world)] == [(Author.ELSEWHERE, "Jo here, I will call you.")]


def test_automation_keeps_out_of_a_conversation_that_a_person_took_over(world: World, answered: Message) -> None:
    own(world, answered, "Jo here, I will call you.")
    world.settings_are(mode="auto")
    world.ai.reply = "A different answer."
    later = world.a_text("And when?")
    world.wait()

    assert world.disposition_of(later) == "waiting-human:automation-paused"
    assert len(world.sent_texts()) == 1


def test_an_echo_that_comes_twice_bumps_the_conversation_once(world: World, answered: Message) -> None:
    own(world, answered, "Jo here.", id="e-1")
    version = world.lead_of(answered).version
    own(world, answered, "Jo here.", id="e-1", key="another delivery")

    assert world.lead_of(answered).version == version
    assert len(ours(world)) == 2


def test_a_campaign_step_joins_the_thread_and_pauses_nothing(world: World, answered: Message) -> None:
    version = world.lead_of(answered).version
    own(world, answered, "Step two of our campaign", campaign=True)

    assert [m.author for m in ours(world)] == [Author.AI, Author.CAMPAIGN]
    assert world.lead_of(answered).automation_paused_reason == ""
    assert world.lead_of(answered).version == version


def test_a_message_to_somebody_unknown_is_let_go(world: World, answered: Message) -> None:
    own(world, answered, "Hello stranger", address="+12025550999")

    assert len(ours(world)) == 1


# --- consent and bounces ---------------------------------------------------------------------------


def test_an_unsubscribe_at_the_provider_closes_everything(world: World) -> None:
    message = world.a_text(channel="fake_smartlead")
    world.work()
    assert world.states(message) == ["queued"]
    world.deliver(
        {"fact": "consent", "id": "u-1", "address": message.sender, "state": "withdrawn", "evidence": "unsubscribed"},
        channel="fake_smartlead",
    )
    world.wait()

    assert world.sent_texts("fake_smartlead") == []
    assert world.lead_of(message).consent_for(Medium.EMAIL).state is ConsentState.WITHDRAWN
    assert world.lead_of(message).status is LeadStatus.BLACKLISTED
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.states(message) == ["withheld"]


def test_an_opt_in_at_the_provider_opens_the_medium_again(world: World) -> None:
    message = world.a_text("STOP")
    world.wait(60)
    world.deliver({"fact": "consent", "id": "u-1", "address": message.sender, "state": "granted", "evidence": "START"})
    world.work()

    assert world.lead_of(message).consent_for(Medium.SMS).state is ConsentState.GRANTED


def test_a_dead_mailbox_is_not_written_to(world: World) -> None:
    message = world.a_text(channel="fake_smartlead")
    world.work()
    world.deliver(
        {"fact": "bounce", "id": "b-1", "address": message.sender, "detail": "550 no such user"},
        channel="fake_smartlead",
    )
    world.wait()

    assert world.sent_texts("fake_smartlead") == []
    assert world.lead_of(message).status is LeadStatus.BLACKLISTED
    assert world.disposition_of(message) == "stayed-silent:bounce"


@pytest.mark.parametrize("fact", ["consent", "bounce"])
def test_news_of_somebody_unknown_is_let_go(world: World, fact: str) -> None:
    about = {"consent": {"state": "withdrawn", "evidence": "x"}, "bounce": {"detail": "x"}}[fact]
    world.deliver({"fact": fact, "id": "1", "address": "nobody@example.com", **about}, channel="fake_smartlead")
    world.work()

    assert world.the_job("PROVIDER_EVENT").status is JobStatus.SUCCEEDED


def test_an_event_of_a_removed_connection_is_let_go(world: World, answered: Message) -> None:
    world.deliver({"fact": "delivery", "id": "1", "status": "delivered", "provider_message_id": "fake-1"})
    with world.store.begin(world.workspace.id) as uow:
        uow.connections.remove(world.line().id)

    assert world.work() == [Cancel("event-or-connection-gone")]
