"""What a provider has and no webhook brought joins the conversation after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rejoinder.domain.errors import ConnectionRevoked, ProviderDown
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Author, Disposition, InboundMessage, Medium, Message
from rejoinder.domain.ports.channels import ConsentChanged, OwnMessageSeen, ProviderEvent, Unmatched
from rejoinder.domain.reconciliation import EVERY, FIRST_REACH, OVERLAP
from tests.builders import THEM, US
from tests.switchboard import CALLER, OURS, Switchboard
from tests.world import World


def listed(world: World, external_id: str, body: str = "Still free?", ago: timedelta = timedelta(hours=1)) -> None:
    """The provider has this message of a person in its list."""
    fact = InboundMessage(external_id, Medium.SMS, THEM, US, body, sent_at=world.clock.now() - ago)
    world.providers["fake_sms"].history.events.append(ProviderEvent(f"list:{external_id}", "listed message", fact))


def look_back(world: World) -> None:
    world.line()
    assert world.container.plan_reconciliations()() >= 1
    world.work()


def inbound(world: World) -> list[Message]:
    return [m for m in world.database.tables.messages.values() if m.author is Author.LEAD]


def place(world: World):
    return world.database.tables.reconciliations[world.line().id]


def test_a_message_that_no_webhook_brought_waits_for_a_person_with_a_draft(world: World) -> None:
    listed(world, "in-1")
    look_back(world)
    world.wait()

    (message,) = inbound(world)
    assert (message.external_id, message.backfilled) == ("in-1", True)
    assert message.disposition is Disposition.WAITING_HUMAN
    assert message.draft_id is not None
    assert world.sent_texts() == [], "nothing leaves on the strength of an old message"
    assert (place(world).found, place(world).found_at is not None) == (1, True)
    (alert,) = [alert for alert in world.alerts.open() if alert.rule == "missed-deliveries"]
    assert alert.detail["found_now"] == 1


def test_what_the_webhook_brought_is_not_missed(world: World) -> None:
    world.deliver({"id": "in-1", "body": "Still free?"})
    listed(world, "in-1")
    look_back(world)

    assert len(inbound(world)) == 1
    assert place(world).found == 0
    assert world.alerts.rules() == []


def test_a_webhook_that_comes_after_the_look_is_a_repeat(world: World) -> None:
    listed(world, "in-1")
    look_back(world)
    world.deliver({"id": "in-1", "body": "Still free?"})
    world.wait()

    assert len(inbound(world)) == 1
    assert world.sent_texts() == []


def test_a_young_message_is_left_to_its_webhook_and_looked_for_again(world: World) -> None:
    listed(world, "in-1", ago=timedelta(seconds=30))
    look_back(world)
    assert (inbound(world), place(world).cursor) == ([], "")

    world.clock.pass_time(EVERY.total_seconds())
    look_back(world)
    assert [message.external_id for message in inbound(world)] == ["in-1"]


def test_every_page_is_read_and_the_next_look_goes_on_where_this_one_ended(world: World) -> None:
    for number in range(5):
        listed(world, f"in-{number}")
    look_back(world)
    assert [message.external_id for message in inbound(world)] == [f"in-{number}" for number in range(5)]
    assert (place(world).cursor, place(world).found) == ("5", 5)

    world.clock.pass_time(EVERY.total_seconds())
    listed(world, "in-5")
    look_back(world)
    assert place(world).found == 6


def test_an_answer_that_a_person_gave_elsewhere_is_seen_too(world: World) -> None:
    world.workspace = world.a_workspace(mode="suggest")
    world.deliver({"id": "in-1", "body": "Still free?"})
    world.clock.pass_time(600)
    said = OwnMessageSeen("out-9", THEM, "Yes, it is.", sent_at=world.clock.now() - timedelta(minutes=5))
    world.providers["fake_sms"].history.events.append(ProviderEvent("list:out-9", "listed message", said))
    look_back(world)

    (message,) = inbound(world)
    assert (message.disposition, message.disposition_reason) == (Disposition.SUPERSEDED, "human-answered")


def test_an_unsubscription_that_was_missed_closes_the_channel(world: World) -> None:
    world.deliver({"id": "in-1", "body": "Still free?"})
    world.work()
    left = ConsentChanged(THEM, "withdrawn", "unsubscribed in the provider's list")
    world.providers["fake_sms"].history.events.append(ProviderEvent("list:gone", "unsubscribed", left))
    look_back(world)

    (message,) = inbound(world)
    assert (message.disposition, message.disposition_reason) == (Disposition.SUPPRESSED, "opt-out")
    assert world.sent_texts() == []


def test_a_message_that_nobody_can_place_is_set_aside_and_can_be_linked(world: World) -> None:
    said = InboundMessage(
        "in-7", Medium.SMS, "+12025550177", US, "Call me", sent_at=world.clock.now() - timedelta(hours=1)
    )
    world.providers["fake_sms"].history.events.append(
        ProviderEvent("list:in-7", "untracked", Unmatched("no-thread", said))
    )
    look_back(world)
    (row,) = world.database.tables.events.values()
    assert (row.event.state, row.event.reason) == ("unmatched", "no-thread")

    world.deliver({"id": "in-1", "body": "Still free?"})
    (known,) = inbound(world)
    world.container.web().link_event(world.workspace.id, row.event.id, known.lead_id, "jo")
    assert sorted(message.body for message in inbound(world)) == ["Call me", "Still free?"]


def test_an_opt_out_that_was_missed_is_honoured(world: World) -> None:
    listed(world, "in-1", "STOP")
    look_back(world)
    world.wait()

    (message,) = inbound(world)
    assert (message.disposition, message.disposition_reason) == (Disposition.SUPPRESSED, "opt-out")


def test_a_provider_that_is_away_is_asked_again_and_nothing_is_skipped(world: World) -> None:
    listed(world, "in-1")
    world.providers["fake_sms"].history.moods.append(ProviderDown("away"))
    look_back(world)
    assert inbound(world) == []
    world.wait(600)
    assert len(inbound(world)) == 1


def test_the_first_look_goes_back_a_day_and_later_ones_overlap(world: World) -> None:
    look_back(world)
    first = world.clock.now().replace(microsecond=0)
    world.clock.pass_time(EVERY.total_seconds())
    look_back(world)
    asked = world.providers["fake_sms"].history.asked_since
    assert [moment.replace(microsecond=0) for moment in asked] == [first - FIRST_REACH, first - OVERLAP]


@pytest.mark.parametrize("why", ["disabled", "not yet due"])
def test_nobody_is_asked_without_need(world: World, why: str) -> None:
    if why == "disabled":
        line = world.line()
        with world.store.begin(world.workspace.id) as uow:
            uow.connections.save(replace(line, enabled=False))
    else:
        look_back(world)
    assert world.container.plan_reconciliations()() == 0


def test_a_connection_that_went_away_meanwhile_ends_the_job(world: World) -> None:
    world.line()
    world.container.plan_reconciliations()()
    with world.store.begin(world.workspace.id) as uow:
        uow.connections.remove(world.line().id)
    world.work()
    assert [job.status for job in world.database.jobs()] == [JobStatus.CANCELLED]


# --- an account whose numbers decide --------------------------------------------------------------

BRIGHTOAKS, NOBODYS = "+13125550191", "+13125550199"


def a_listed_text(board: Switchboard, to: str, sid: str, body: str = "How much is it?") -> InboundMessage:
    sent_at = board.clock.now() - timedelta(hours=1)
    return InboundMessage(sid, Medium.SMS, CALLER, to, body, sent_at=sent_at)


@pytest.fixture
def shared() -> Switchboard:
    """One account of no workspace; two workspaces have a number there each."""
    board = Switchboard()
    with board.store.begin(board.workspace.id) as uow:
        for own in (board.voice, board.sms):
            uow.connections.remove(own.id)
    board.share_the_account()
    board.other = board.a_workspace(mode="auto", name="Brightoak")  # type: ignore[attr-defined]
    board.register()
    board.register(BRIGHTOAKS, workspace_id=board.other.id)  # type: ignore[attr-defined]
    return board


def looks_back(board: Switchboard) -> None:
    assert board.container.plan_reconciliations()() >= 1
    board.work()


def test_what_a_shared_account_lists_is_the_workspaces_whose_number_it_was_sent_to(shared: Switchboard) -> None:
    shared.lists(
        a_listed_text(shared, OURS, "SM1"),
        a_listed_text(shared, BRIGHTOAKS, "SM2"),
        a_listed_text(shared, NOBODYS, "SM3"),
    )
    looks_back(shared)
    found = {m.external_id: m for m in inbound(shared)}
    assert {sid: m.workspace_id for sid, m in found.items()} == {
        "SM1": shared.workspace.id,
        "SM2": shared.other.id,  # type: ignore[attr-defined]
    }
    assert all(message.backfilled for message in found.values())
    shared.go_on()
    (text,) = shared.database.tables.intake_messages.values()
    assert (text.external_id, text.sender, text.body) == ("SM3", CALLER, "How much is it?")
    (alert,) = [alert for alert in shared.alerts.open() if alert.rule == "missed-deliveries"]
    assert (alert.workspace_id, alert.subject, alert.detail["found_now"]) == (None, shared.sms.id, 1)
    assert alert.detail["found_ever"] == 3
    shared.wait(3600)
    assert shared.texts() == [], "nothing leaves on the strength of an old message"


def test_what_a_shared_accounts_webhook_brought_is_not_missed(shared: Switchboard) -> None:
    shared.text("How much is it?", "SM1")
    shared.text("How much is it?", "SM3", to=NOBODYS)
    shared.go_on()
    shared.clock.pass_time(3600)
    shared.lists(a_listed_text(shared, OURS, "SM1"), a_listed_text(shared, NOBODYS, "SM3"))
    looks_back(shared)
    shared.go_on()
    assert (len(inbound(shared)), len(shared.database.tables.intake_messages)) == (1, 1)
    assert "missed-deliveries" not in shared.alerts.rules()


def test_a_listed_text_of_somebody_who_was_given_to_a_workspace_joins_their_thread(shared: Switchboard) -> None:
    shared.status(To=NOBODYS)
    shared.go_on()
    (intake,) = shared.intakes()
    shared.container.assign_intake()(intake.id, shared.workspace.id, "token:jo")
    shared.lists(a_listed_text(shared, NOBODYS, "SM3"))
    looks_back(shared)
    shared.go_on()
    (message,) = inbound(shared)
    assert (message.workspace_id, message.backfilled) == (shared.workspace.id, True)


def test_on_a_workspaces_own_account_a_listed_text_to_a_system_number_is_nobodys() -> None:
    board = Switchboard()
    board.register(NOBODYS, role="system")
    board.lists(a_listed_text(board, NOBODYS, "SM1"), a_listed_text(board, "+13125550177", "SM2"))
    looks_back(board)
    board.go_on()
    assert [m.external_id for m in inbound(board)] == ["SM2"], "an unregistered number of their own account is theirs"
    assert [t.external_id for t in board.database.tables.intake_messages.values()] == ["SM1"]


def test_a_shared_account_that_cannot_be_used_is_told_to_the_installation(shared: Switchboard) -> None:
    shared.lists()
    shared.phones.revoked = ConnectionRevoked("Twilio refuses these credentials.")
    shared.providers["twilio_sms"].history.moods.append(shared.phones.revoked)
    looks_back(shared)
    (alert,) = [alert for alert in shared.alerts.open() if alert.rule == "account-disconnected"]
    assert (alert.workspace_id, alert.subject) == (None, shared.sms.id)
    assert shared.jobs_of("RECONCILE_CHANNEL")[0].status is JobStatus.CANCELLED


def test_a_key_that_may_not_list_is_told_and_keeps_nothing_back(shared: Switchboard) -> None:
    shared.lists()
    shared.providers["twilio_sms"].history.moods.append(ConnectionRevoked("This key may not list."))
    looks_back(shared)
    assert "account-not-allowed" in shared.alerts.rules()
    assert shared.database.tables.connections[shared.sms.id].unusable_reason == ""
    shared.clock.pass_time(3600)
    looks_back(shared)
    assert "account-not-allowed" not in [alert.rule for alert in shared.alerts.open()]


def test_a_look_into_a_shared_account_that_gives_up_is_a_dead_letter_of_the_installation(shared: Switchboard) -> None:
    shared.lists()
    shared.providers["twilio_sms"].history.moods.extend([RuntimeError("a bug")] * 20)
    assert shared.container.plan_reconciliations()() == 1
    shared.wait()
    (alert,) = [alert for alert in shared.alerts.open() if alert.rule == "dead-letter"]
    assert alert.workspace_id is None
