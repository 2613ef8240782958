"""An account that is signed out: shown, told once, and nothing that was to leave through it is lost."""

from __future__ import annotations

import pytest

from rejoinder.domain.errors import ConnectionRevoked, OutcomeUnknown
from rejoinder.domain.jobs import Cancel, JobStatus, Park
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.sends import Absent, SendState
from tests.world import World

LINE = "fake_linkedin"
SIGNED_OUT = "LinkedIn signed the account out."


def the_account_is(world: World, usable: bool | None, detail: str = SIGNED_OUT, *, at: float = 0) -> None:
    """The provider reports it; `at` in seconds from now is when it arrives."""
    world.clock.pass_time(at)
    key = f"state-{len(world.database.tables.events)}"
    world.deliver({"fact": "account", "id": key, "usable": usable, "detail": detail}, channel=LINE)
    world.work()


def a_queued_reply(world: World) -> Message:
    message = world.a_text("How much?", channel=LINE)
    world.work()
    assert world.states(message) == [SendState.QUEUED]
    return message


def the_send_job(world: World) -> JobStatus:
    return world.the_job("SEND_REPLY").status


def reason(world: World) -> str:
    return world.database.tables.connections[world.line(LINE).id].unusable_reason


def resume(world: World) -> int:
    """The scheduler looks for parked jobs whose reason is gone."""
    return world.jobs.unpark_resumed()


def test_what_would_leave_through_a_disconnected_account_is_parked_and_leaves_later(world: World) -> None:
    message = a_queued_reply(world)
    the_account_is(world, False)
    verdicts = world.wait(60)

    assert Park("account-disconnected", SIGNED_OUT, world.line(LINE).id) in verdicts
    assert world.sender(LINE).calls == []
    assert (the_send_job(world), world.states(message)) == (JobStatus.PARKED, [SendState.QUEUED])
    assert resume(world) == 0

    the_account_is(world, True, "Back.")
    assert resume(world) == 1
    world.work()
    assert len(world.sent_texts(LINE)) == 1
    assert world.disposition_of(message) == "sent"
    world.nothing_is_in_limbo()


def test_people_are_told_once_and_see_why(world: World) -> None:
    the_account_is(world, False)
    the_account_is(world, False)

    (alert,) = world.alerts.open()
    assert (alert.rule, alert.subject, alert.severity) == ("account-disconnected", world.line(LINE).id, "high")
    assert SIGNED_OUT in alert.title
    assert reason(world) == SIGNED_OUT
    changes = [entry for entry in world.database.entries() if entry.kind == "account-changed"]
    assert [entry.verdict for entry in changes] == ["unusable"]

    the_account_is(world, True, "Back.")
    assert (world.alerts.open(), reason(world)) == ([], "")


def test_one_mailbox_of_an_account_has_an_alert_of_its_own_until_it_is_back(world: World) -> None:
    def mailbox(name: str, usable: bool) -> None:
        detail = "The mailbox was disconnected."
        key = f"mailbox-{len(world.database.tables.events)}"
        world.deliver({"fact": "account", "id": key, "usable": usable, "detail": detail, "mailbox": name}, channel=LINE)
        world.work()

    for name, usable in (("a@acme.example", False), ("b@acme.example", False), ("a@acme.example", False)):
        mailbox(name, usable)
    told = {(alert.rule, alert.subject) for alert in world.alerts.open()}
    assert told == {("mailbox-disconnected", f"{world.line(LINE).id}:{name}@acme.example") for name in "ab"}
    assert reason(world) == "", "the account's other mailboxes go on"

    mailbox("a@acme.example", True)
    (left,) = world.alerts.open()
    assert left.subject.endswith("b@acme.example")


def test_an_account_that_refuses_a_send_keeps_it(world: World) -> None:
    message = a_queued_reply(world)
    world.sender(LINE).moods.append(ConnectionRevoked(SIGNED_OUT))
    world.wait(60)

    send = world.the_send(message)
    assert (send.state, send.attempts, send.reason) == (SendState.QUEUED, 0, "account-disconnected")
    assert the_send_job(world) is JobStatus.PARKED
    assert world.disposition_of(message) == "processing"
    assert "send-held" in world.story(message)
    assert world.alerts.rules() == ["account-disconnected"]
    assert reason(world) == SIGNED_OUT

    the_account_is(world, True, "Back.")
    resume(world)
    world.work()
    assert len(world.sent_texts(LINE)) == 1


def test_what_may_no_longer_leave_does_not_wait_for_the_account(world: World) -> None:
    message = a_queued_reply(world)
    the_account_is(world, False)
    world.deliver(
        {"fact": "consent", "id": "u", "address": message.sender, "state": "withdrawn", "evidence": "x"}, channel=LINE
    )
    world.wait(60)

    assert world.lead_of(message).consent_for(Medium.LINKEDIN).state is ConsentState.WITHDRAWN
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert the_send_job(world) is JobStatus.CANCELLED


def test_a_reply_that_waited_too_long_is_left_to_a_person(world: World) -> None:
    message = a_queued_reply(world)
    the_account_is(world, False)
    world.wait(60)
    the_account_is(world, True, "Back.", at=7 * 3600)
    resume(world)
    world.work()

    assert world.sent_texts(LINE) == []
    assert world.disposition_of(message) == "waiting-human:too-late"


def test_an_unknown_send_is_looked_up_once_the_account_is_back(world: World) -> None:
    message = a_queued_reply(world)
    world.clock.pass_time(11)
    world.sender(LINE).lost.append(OutcomeUnknown("No answer."))
    world.work()
    world.sender(LINE).lookups.append(ConnectionRevoked(SIGNED_OUT))
    world.wait(30)
    assert world.the_job("CONFIRM_SEND").status is JobStatus.PARKED
    assert world.states(message) == [SendState.UNKNOWN]

    the_account_is(world, True, "Back.")
    resume(world)
    world.work()
    assert world.states(message) == [SendState.SENT]


def test_a_later_report_that_is_read_first_holds(world: World) -> None:
    for usable in (False, True):
        world.clock.pass_time(1)
        world.deliver({"fact": "account", "id": str(usable), "usable": usable, "detail": "x"}, channel=LINE)
    earlier, later = world.jobs_of("PROVIDER_EVENT")
    world.run(later)
    world.run(earlier)

    assert reason(world) == ""
    assert world.alerts.open() == []


def test_a_state_that_nobody_knows_is_told_and_changes_nothing(world: World) -> None:
    message = a_queued_reply(world)
    the_account_is(world, None, "HIBERNATING")
    assert world.alerts.rules() == ["account-state-unknown"]
    world.wait(60)
    assert world.disposition_of(message) == "sent"


def test_other_accounts_go_on(world: World) -> None:
    the_account_is(world, False)
    elsewhere = world.a_text("How much?")
    world.wait(60)
    assert world.disposition_of(elsewhere) == "sent"


@pytest.mark.parametrize("then", ["check", "new key"])
def test_a_person_brings_the_account_back_when_the_provider_says_nothing(world: World, then: str) -> None:
    message = a_queued_reply(world)
    the_account_is(world, False)
    world.wait(60)
    line = world.line(LINE)
    if then == "check":
        assert world.container.check_connection()(world.workspace.id, line.id).ok
        assert world.alerts.open() == []
    else:
        with world.store.begin(world.workspace.id) as uow:
            uow.connections.report_state(line.id, "")
    resume(world)
    world.work()

    assert world.disposition_of(message) == "sent"


def test_a_check_that_finds_the_account_signed_out_shows_it(world: World) -> None:
    line = world.line(LINE)

    world.sender(LINE).revoked = ConnectionRevoked(SIGNED_OUT)
    assert not world.container.check_connection()(world.workspace.id, line.id).ok
    assert reason(world) == SIGNED_OUT


def test_a_disconnected_account_is_not_asked_what_we_missed(world: World) -> None:
    world.line(LINE)
    history = world.providers[LINE].history
    world.sender(LINE).revoked = ConnectionRevoked(SIGNED_OUT)
    history.moods.append(world.sender(LINE).revoked)
    for _ in range(2):
        assert world.container.plan_reconciliations()() == 1
        assert Cancel("account-disconnected") in world.work()
        world.clock.pass_time(3600)

    assert len(history.asked_since) == 1
    assert reason(world) == SIGNED_OUT
    assert world.alerts.rules() == ["account-disconnected"], "one alert, and no dead letters"

    world.sender(LINE).revoked = None
    the_account_is(world, True, "Back.")
    assert world.container.plan_reconciliations()() == 1
    world.work()
    assert len(history.asked_since) == 2


# --- providers that list late ----------------------------------------------------------------------


def test_absent_is_not_believed_before_the_provider_lists_everything(world: World) -> None:
    slow = world.providers["fake_slow_lists"]
    message = world.a_text("How much?", channel="fake_slow_lists")
    world.work()
    world.clock.pass_time(11)
    slow.sender.moods.append(OutcomeUnknown("No answer."))
    world.work()
    slow.sender.lookups.extend([Absent()] * 3)
    world.wait(100)
    assert world.states(message) == [SendState.UNKNOWN], "asked twice by now, and neither time believed"

    world.wait(300)
    assert [taken.outbound.body for taken in slow.sender.delivered] != []
    assert world.states(message) == [SendState.SENT]
    assert len(slow.sender.calls) == 2
