"""Campaigns that providers run: asked to stop, made to show it, and caught when they go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.errors import AIDown, ConnectionRevoked, MessageRefused, OutcomeUnknown, ProviderDown
from rejoinder.domain.messages import Author, Message
from tests.world import World

MAIL = "fake_smartlead"
JANE = "jane@example.com"
THREAD = f"c7:{JANE}"


def a_reply(world: World, body: str = "How much is it?", **more: object) -> Message:
    return world.a_text(body, channel=MAIL, sender=JANE, conversation=THREAD, **more)  # type: ignore[arg-type]


def a_step(world: World, number: int, *, conversation: str = THREAD, **more: object) -> None:
    """The provider reports a mail of one of its campaigns."""
    fact = {"fact": "own", "id": f"step-{number}", "address": JANE, "body": f"Step {number}", "campaign": True}
    world.deliver({**fact, "conversation": conversation, **more}, line=world.line(MAIL))
    world.work()


def stopped(world: World) -> dict[tuple[str, str], bool]:
    return world.providers[MAIL].campaigns.stopped


def told(world: World, kind: str) -> list[str]:
    return [f"{e.verdict}:{e.reason}" for e in world.database.entries() if e.kind == kind]


def test_a_reply_stops_the_campaign_and_the_provider_has_to_show_it(world: World) -> None:
    a_reply(world)
    world.wait(60)
    assert stopped(world) == {("c7", JANE): False}
    assert told(world, "campaign-stopped") == ["confirmed:asked"]
    assert world.alerts.rules() == []


def test_it_stops_before_anybody_thinks_though_the_ai_is_away(world: World) -> None:
    world.ai.always = AIDown("no model")
    a_reply(world)
    world.work()
    assert stopped(world) == {("c7", JANE): False}


def test_an_opt_out_stops_it_for_good(world: World) -> None:
    a_reply(world, "Please unsubscribe me")
    world.wait(60)
    assert stopped(world) == {("c7", JANE): True}


def test_one_opt_out_is_said_once_however_many_events_tell_of_it(world: World) -> None:
    campaigns = world.providers[MAIL].campaigns
    a_step(world, 1)
    a_reply(world, "Please unsubscribe me")
    for number in range(5):
        gone = {"fact": "consent", "id": f"u{number}", "address": JANE, "state": "withdrawn", "evidence": "gone"}
        world.deliver(gone, line=world.line(MAIL))
        world.work()
    world.wait(300)
    assert [(seat.campaign, seat.address, for_good) for seat, for_good in campaigns.asked] == [("c7", JANE, True)]


def test_a_wish_that_shows_late_is_looked_up_and_not_said_again(world: World) -> None:
    campaigns = world.providers[MAIL].campaigns
    campaigns.deaf = True
    a_reply(world, "Please unsubscribe me")
    world.wait(40)
    campaigns.stopped["c7", JANE] = True
    world.wait(60)
    assert len(campaigns.asked) == 1
    assert told(world, "campaign-stopped") == ["confirmed:asked"]


def test_an_opt_out_after_a_reply_is_said_though_the_campaign_has_stopped(world: World) -> None:
    a_reply(world)
    world.wait(60)
    a_reply(world, "Unsubscribe me now")
    world.wait(60)
    assert [for_good for _, for_good in world.providers[MAIL].campaigns.asked] == [False, True]


def test_a_person_of_ours_who_blacklists_a_lead_stops_its_campaigns_for_good(world: World) -> None:
    lead = world.lead_of(a_reply(world))
    world.wait(60)
    world.container.update_lead()(lead.workspace_id, lead.id, LeadChanges(status="blacklisted"), "token:jo")
    world.wait(60)
    assert stopped(world) == {("c7", JANE): True}


def test_a_person_who_says_that_a_message_meant_leave_me_alone_has_the_same_done(world: World) -> None:
    message = a_reply(world)
    world.wait(60)
    correct = world.container.correct_verdict()
    correct(message.workspace_id, message.id, "Blacklist", None, "token:jo")
    world.wait(60)
    assert stopped(world) == {("c7", JANE): True}
    lead = world.lead_of(message)
    assert (lead.status, {consent.state for consent in lead.consent.values()}) == ("blacklisted", {"withdrawn"})


def test_a_machines_answer_stops_nothing(world: World) -> None:
    a_reply(world, "I am away", provider_automated=True)
    world.wait(60)
    assert stopped(world) == {}


def test_a_reply_elsewhere_stops_the_campaign_too(world: World) -> None:
    a_step(world, 1)
    world.wait(60)
    assert told(world, "sequence-leak") == []
    first = a_reply(world)
    world.wait(60)
    stopped(world).clear()
    with world.store.begin(world.workspace.id) as uow:
        uow.leads.lock(first.lead_id)
        uow.leads.add_address(first.lead_id, first.medium.SMS, "+12025550143")
    world.a_text("And by text?")
    world.wait(60)
    assert stopped(world) == {("c7", JANE): False}


def test_one_that_stopped_by_itself_is_not_asked(world: World) -> None:
    stopped(world)["c7", JANE] = False
    a_reply(world)
    world.wait(60)
    assert world.providers[MAIL].campaigns.asked == []
    assert told(world, "campaign-stopped") == ["confirmed:had-stopped"]


def test_one_that_goes_on_is_told_and_asked_again_until_it_stops(world: World) -> None:
    campaigns = world.providers[MAIL].campaigns
    campaigns.deaf = True
    a_reply(world)
    world.wait(300)
    assert world.alerts.rules() == ["campaign-not-stopped"]
    (alert,) = world.alerts.open()
    assert "c7" in alert.title
    campaigns.deaf = False
    world.wait(3600)
    assert world.alerts.rules() == []
    assert told(world, "campaign-stopped")[-1] == "confirmed:asked"


def test_one_that_never_stops_is_a_dead_letter_that_people_see(world: World) -> None:
    world.providers[MAIL].campaigns.deaf = True
    a_reply(world)
    world.wait(3 * 86_400)
    assert world.alerts.rules() == ["campaign-not-stopped", "dead-letter"]


def test_a_provider_that_cannot_show_it_is_believed_and_said_so(world: World) -> None:
    world.providers[MAIL].campaigns.shows = False
    a_reply(world)
    world.wait(60)
    assert stopped(world) == {("c7", JANE): False}
    assert told(world, "campaign-stopped") == ["unconfirmed:cannot-be-shown"]


def test_no_answer_to_the_wish_is_looked_up(world: World) -> None:
    campaigns = world.providers[MAIL].campaigns
    campaigns.deaf = True
    a_reply(world)
    world.run(world.the_job("SMARTLEAD_INBOUND_POST_PROCESS"))
    campaigns.moods.clear()
    real, campaigns.deaf = campaigns.stop, False

    def taken_without_answer(*asked: object, **more: object) -> None:
        real(*asked, **more)  # type: ignore[arg-type]
        raise OutcomeUnknown("no answer")

    campaigns.stop = taken_without_answer  # type: ignore[method-assign]
    world.work()
    assert told(world, "campaign-stopped") == ["confirmed:asked"]


@pytest.mark.parametrize("trouble", [MessageRefused("no"), ConnectionRevoked("key")])
def test_a_refusal_is_told(world: World, trouble: Exception) -> None:
    world.providers[MAIL].campaigns.moods.append(trouble)
    a_reply(world)
    world.wait(60)
    assert world.alerts.rules() == ["campaign-not-stopped"]
    assert stopped(world) == {}


def test_an_account_that_may_not_ask_is_told_once_for_everybody(world: World) -> None:
    for who in ("ana@example.com", "bob@example.com"):
        world.providers[MAIL].campaigns.moods.append(ConnectionRevoked("The key lacks a scope."))
        world.a_text("Hello?", channel=MAIL, sender=who, conversation=f"c7:{who}")
        world.work()
    assert [(alert.subject, alert.count) for alert in world.alerts.open()] == [(world.line(MAIL).id, 2)]


def test_trouble_with_campaigns_never_keeps_a_reply_back(world: World) -> None:
    world.providers[MAIL].campaigns.moods.extend(ProviderDown("away") for _ in range(20))
    replies = [
        world.a_text("How much?", channel=MAIL, sender=f"p{n}@example.com", conversation=f"c7:p{n}@example.com")
        for n in range(6)
    ]
    world.wait(60)
    assert {world.disposition_of(reply) for reply in replies} == {"sent"}


def test_a_provider_that_is_down_is_asked_later(world: World) -> None:
    world.providers[MAIL].campaigns.moods.append(ProviderDown("away"))
    a_reply(world)
    world.wait(120)
    assert stopped(world) == {("c7", JANE): False}


def test_a_workspace_may_leave_campaigns_alone(world: World) -> None:
    world.settings_are(follow_ups={"stop_campaigns": False})
    a_reply(world)
    world.wait(60)
    assert stopped(world) == {}
    assert world.jobs_of("STOP_CAMPAIGN") == []


# --- leaks ------------------------------------------------------------------------------------------


def test_a_campaign_that_writes_after_the_reply_raises_the_alarm_and_is_asked_again(world: World) -> None:
    a_step(world, 1)
    reply = a_reply(world)
    world.wait(60)
    stopped(world).clear()
    world.clock.pass_time(86_400)
    a_step(world, 2)
    assert world.alerts.rules() == ["sequence-leak"]
    (alert,) = world.alerts.open()
    (leaked,) = [m for m in world.database.tables.messages.values() if m.body == "Step 2"]
    assert leaked.author is Author.CAMPAIGN
    assert (alert.subject, alert.detail["lead"], alert.detail["message"]) == (leaked.id, reply.lead_id, leaked.id)
    assert alert.detail["campaign"] == "c7"
    assert "c7" in alert.title
    assert JANE in alert.title
    assert told(world, "sequence-leak") == ["leaked:after-reply"]
    assert stopped(world) == {("c7", JANE): False}


def test_a_late_echo_of_an_earlier_step_is_no_leak(world: World) -> None:
    sent_at = world.clock.now()
    world.clock.pass_time(60)
    a_reply(world)
    world.wait(60)
    a_step(world, 1, sent_at=sent_at.isoformat())
    assert world.alerts.rules() == []


def test_the_same_echo_twice_is_one_alarm(world: World) -> None:
    a_reply(world)
    world.wait(60)
    a_step(world, 2)
    a_step(world, 2, key="another delivery")
    assert [alert.count for alert in world.alerts.open()] == [1]


def test_another_campaign_soon_after_the_reply_is_a_leak_and_months_later_is_none(world: World) -> None:
    a_reply(world)
    world.wait(60)
    world.clock.pass_time(timedelta(days=10).total_seconds())
    a_step(world, 2, conversation=f"c8:{JANE}")
    assert world.alerts.rules() == ["sequence-leak"]
    world.clock.pass_time(timedelta(days=60).total_seconds())
    a_step(world, 3, conversation=f"c9:{JANE}")
    assert len(told(world, "sequence-leak")) == 1


def test_a_campaign_that_writes_after_an_opt_out_at_the_provider_is_a_leak(world: World) -> None:
    a_reply(world, "I am away", provider_automated=True)
    a_step(world, 1)
    gone = {"fact": "consent", "id": "u1", "address": JANE, "state": "withdrawn", "evidence": "unsubscribed"}
    world.deliver(gone, line=world.line(MAIL))
    world.work()
    assert stopped(world) == {("c7", JANE): True}, "the other campaigns have to hear of it"
    world.clock.pass_time(60)
    a_step(world, 2)
    assert told(world, "sequence-leak") == ["leaked:after-opt-out"]
    assert "had opted out" in world.alerts.open()[0].title


def test_the_alarm_can_be_switched_off_and_the_timeline_says_it_all_the_same(world: World) -> None:
    world.settings_are(follow_ups={"leak_alarm": False})
    a_reply(world)
    world.wait(60)
    a_step(world, 2)
    assert world.alerts.rules() == []
    assert told(world, "sequence-leak") == ["leaked:after-reply"]


def test_a_campaign_to_somebody_who_never_wrote_is_none_of_our_business(world: World) -> None:
    a_step(world, 1)
    a_step(world, 2)
    assert told(world, "sequence-leak") == []
    assert stopped(world) == {}
