"""What a provider has and no webhook brought joins the conversation after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rejoinder.domain.errors import ProviderDown
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Author, Disposition, InboundMessage, Medium, Message
from rejoinder.domain.ports.channels import ConsentChanged, OwnMessageSeen, ProviderEvent, Unmatched
from rejoinder.domain.reconciliation import EVERY, FIRST_REACH, OVERLAP
from tests.builders import THEM, US
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
