"""A draft is decided where the team reads it: by button, about exactly these words, once, and everybody sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rejoinder.domain.drafts import Draft, DraftStatus
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, ProviderDown
from rejoinder.domain.messages import Message
from tests.fakes.ai import REPLY
from tests.world import World

JO, KIM, EVE = "U0JO", "U0KIM", "U0EVE"


@pytest.fixture
def waiting(world: World) -> Message:
    """A message whose draft waits, with a card in Slack under which Jo and Kim may decide."""
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"approvers": [JO, KIM]})
    message = world.a_text()
    world.work()
    assert world.disposition_of(message) == "waiting-human:mode-suggest"
    return message


def press(world: World, draft: Draft, decision: str = "approve", person: str = JO, **more: Any) -> None:
    """Somebody presses; the webhook answers at once, and a job does it."""
    (reference,) = list(world.cards.posted)[:1] or ["C0TEAM:9.9"]
    stated = {
        "fact": "pressed",
        "id": f"press-{len(world.database.tables.events)}",
        "decision": decision,
        "draft_id": draft.id,
        "version": draft.version,
        "digest": draft.digest,
        "person": person,
        "place": reference,
        "trigger": "t-1",
    }
    world.deliver({**stated, **more}, channel="slack")
    world.work()


def test_a_waiting_draft_stands_in_slack_word_for_word_with_buttons(world: World, waiting: Message) -> None:
    (card,) = world.cards.now()

    assert card.proposed == REPLY
    assert card.bound_to == world.the_draft(waiting)
    assert card.link.endswith(f"/messages/{waiting.id}")


def test_a_press_is_answered_before_anything_is_done(world: World, waiting: Message) -> None:
    draft = world.the_draft(waiting)
    pressed = {"fact": "pressed", "id": "p", "decision": "approve", "draft_id": draft.id, "version": 1, "person": JO}
    world.deliver({**pressed, "digest": draft.digest, "place": "C0TEAM:1.000"}, channel="slack")

    assert world.disposition_of(waiting) == "waiting-human:mode-suggest"
    assert world.the_job("PROVIDER_EVENT").queue == "reply", "a person waits: not behind bookkeeping"


def test_an_approval_by_button_sends_that_text_once_and_every_card_says_who_decided(
    world: World, waiting: Message
) -> None:
    draft = world.the_draft(waiting)
    press(world, draft)
    press(world, draft)
    world.wait()

    assert world.sent_texts() == [REPLY]
    assert world.the_send(waiting).approved_by == f"slack:{JO}"
    assert world.disposition_of(waiting) == "approved-sent"
    (card,) = world.cards.now()
    assert card.bound_to is None
    assert any(f"slack:{JO}" in line for line in card.lines)


def test_the_second_to_press_is_told_who_decided(world: World, waiting: Message) -> None:
    draft = world.the_draft(waiting)
    press(world, draft)
    press(world, draft, "reject", KIM)

    ((person, words),) = world.cards.whispers
    assert person == KIM
    assert f"slack:{JO}" in words
    assert world.the_draft(waiting).status is not DraftStatus.REJECTED


def test_a_card_of_an_older_text_decides_nothing(world: World, waiting: Message) -> None:
    seen = world.the_draft(waiting)
    world.container.edit_draft()(world.workspace.id, seen.id, 1, "Newer words", "token:jo")
    press(world, seen)
    world.wait()

    assert world.sent_texts() == []
    assert "version 2" in world.cards.whispers[0][1]
    (card,) = world.cards.now()
    assert (card.proposed, card.bound_to) == ("Newer words", world.the_draft(waiting))


@pytest.mark.parametrize("digest", ["", "0" * 32])
def test_a_button_that_is_not_bound_to_these_words_decides_nothing(world: World, waiting: Message, digest: str) -> None:
    press(world, world.the_draft(waiting), digest=digest)
    world.wait(60)

    assert world.sent_texts() == []
    assert world.cards.whispers
    assert [e.verdict for e in world.database.entries(message_id=waiting.id) if e.kind == "decision-refused"] == [
        "refused"
    ]


def test_whoever_is_in_the_channel_but_no_approver_decides_nothing_and_is_told_how_to_become_one(
    world: World, waiting: Message
) -> None:
    press(world, world.the_draft(waiting), person=EVE)
    world.wait(60)

    assert world.sent_texts() == []
    assert EVE in world.cards.whispers[0][1]
    assert "approvers" in world.cards.whispers[0][1]


def test_a_rejection_by_button_ends_the_message(world: World, waiting: Message) -> None:
    press(world, world.the_draft(waiting), "reject")

    assert world.disposition_of(waiting) == "stayed-silent:rejected-in-slack"
    assert world.the_draft(waiting).decided_by == f"slack:{JO}"


def test_an_edit_opens_a_form_with_the_text_and_what_was_typed_is_sent(world: World, waiting: Message) -> None:
    draft = world.the_draft(waiting)
    press(world, draft, "edit")
    (form,) = world.cards.forms
    assert (form.proposed, form.bound_to) == (REPLY, draft)

    press(world, draft, "edit-and-approve", body="Jo here: it is $5.", place="")
    world.wait()

    assert world.sent_texts() == ["Jo here: it is $5."]
    assert world.disposition_of(waiting) == "edited-sent"


def test_a_form_that_opens_too_late_is_said(world: World, waiting: Message) -> None:
    world.cards.moods.append(MessageRefused("expired_trigger_id"))
    press(world, world.the_draft(waiting), "edit")

    assert "press again" in world.cards.whispers[0][1]


def test_a_text_written_anew_replaces_the_card_and_its_buttons(world: World, waiting: Message) -> None:
    world.ai.reply = "Short."
    press(world, world.the_draft(waiting), "regenerate")

    (card,) = world.cards.now()
    assert card.proposed == "Short."
    assert card.bound_to == world.the_draft(waiting)
    assert world.the_draft(waiting).version == 2


def test_every_copy_of_a_card_is_brought_up_to_date(world: World) -> None:
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"approvers": [JO], "rules": [{"to": ["slack", "slack:C0BOSS"]}]})
    message = world.a_text()
    world.work()
    draft = world.the_draft(message)
    press(world, draft, place="C0LOST:7.7")

    assert len(world.cards.posted) == 3, "and the copy whose receipt was lost"
    assert all(card.bound_to is None for card in world.cards.now())


def test_a_draft_that_is_overtaken_loses_its_buttons_whoever_overtook_it(world: World, waiting: Message) -> None:
    world.a_text("STOP")
    world.work()
    world.container.refresh_cards()()
    world.work()

    first = next(iter(world.cards.posted.values()))
    assert first[-1].bound_to is None
    assert world.container.refresh_cards()() == 0


def test_a_decision_while_the_card_is_on_its_way_is_shown_on_it(world: World) -> None:
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"approvers": [JO]})
    decided: list[Draft] = []

    def decides() -> None:
        for draft in world.database.tables.drafts.values():
            if not decided:
                decided.append(draft)
                world.approve(draft)

    world.cards.before_call = decides
    world.a_text()
    world.work()

    assert world.cards.now()[0].bound_to is None


def test_a_card_whose_update_fails_for_a_while_is_updated_later(world: World, waiting: Message) -> None:
    world.cards.moods += [ProviderDown("Down."), ProviderDown("Down.")]
    world.approve(world.the_draft(waiting))
    world.wait(3600)

    assert world.cards.now()[0].bound_to is None


# --- nobody there ------------------------------------------------------------------------------------


def test_a_revoked_token_is_an_alert_and_the_fallback_is_told_by_mail(world: World) -> None:
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"fallback": ["email:boss@northgate.example"]})
    world.cards.always = ConnectionRevoked("token_revoked")
    message = world.a_text()
    world.work()

    (mail,) = world.mailer.sent
    assert mail.to == "boss@northgate.example"
    assert REPLY in mail.text
    assert f"/messages/{message.id}" in mail.text
    assert "notification-undeliverable" in world.alerts.rules()
    assert world.disposition_of(message) == "waiting-human:mode-suggest", "it still waits, and the dashboard shows it"

    world.cards.always = None
    world.a_text("Hello? One more question?")
    world.work()
    assert "notification-undeliverable" not in world.alerts.rules()


def test_a_slack_that_is_down_for_a_quarter_of_an_hour_is_given_up(world: World) -> None:
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"fallback": ["email:boss@northgate.example"]})
    world.cards.always = ProviderDown("Down.")
    world.a_text()
    world.work()
    assert world.mailer.sent == []
    world.wait(3 * 3600)

    assert len(world.mailer.sent) == 1


def test_without_anything_connected_nobody_is_told_and_nothing_is_broken(world: World) -> None:
    world.settings_are(mode="suggest")
    world.a_text()
    world.work()

    assert world.database.tables.notifications == {}
    assert world.alerts.rules() == []


def test_a_target_that_cannot_work_is_an_alert_before_anybody_relies_on_it(world: World) -> None:
    world.mailer.is_configured = False
    world.settings_are(notifications={"rules": [{"to": ["slack", "webhook"]}], "fallback": ["email:a@b.example"]})

    assert world.container.watch_targets()() == 3
    assert world.alerts.rules() == ["notification-misconfigured"] * 3
    world.mailer.is_configured = True
    world.line("slack")
    assert world.container.watch_targets()() == 1


def test_the_fallback_can_be_a_webhook(world: World) -> None:
    from tests.use_cases.test_outgoing import listening, told

    listening(world, "team.notified")
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest", notifications={"fallback": ["webhook"]})
    world.cards.always = ConnectionRevoked("token_revoked")
    message = world.a_text()
    world.work()

    ((kind, data),) = told(world)
    assert (kind, data["message_id"], data["instead_of"]) == ("team.notified", message.id, "slack")


def test_a_test_goes_the_way_of_a_real_one(world: World) -> None:
    world.container.test_notification()(world.workspace.id, "email:Boss@Northgate.example", "token:jo")
    world.work()

    assert [mail.to for mail in world.mailer.sent] == ["boss@northgate.example"]


# --- rules, escalation, summaries ------------------------------------------------------------------------


def test_a_rule_tells_of_one_sentiment_and_keeps_another_for_the_summary(world: World) -> None:
    rules = [
        {"sentiments": ["Information Requested"], "to": ["email:sales@northgate.example"]},
        {"to": [], "how": "off"},
    ]
    world.settings_are(mode="suggest", notifications={"rules": rules})
    message = world.a_text()
    world.work()
    wanted = 1 if world.message(message).sentiment == "Information Requested" else 0

    assert len(world.mailer.sent) == wanted
    world.settings_are(notifications={"rules": [{"to": [], "how": "digest"}]})
    world.a_text("And what about this?")
    world.work()
    assert len(world.mailer.sent) == wanted


def escalating(world: World, **more: Any) -> Message:
    steps = [
        {"after_minutes": 15, "to": ["email:lead@northgate.example"]},
        {"after_minutes": 60, "to": ["email:boss@northgate.example"]},
    ]
    world.settings_are(mode="suggest", notifications={"rules": [], "escalation": steps, **more})
    message = world.a_text()
    world.work()
    return message


def test_a_message_that_nobody_answers_is_told_to_more_and_more_people(world: World) -> None:
    escalating(world)
    world.wait(14 * 60)
    assert world.mailer.sent == []
    world.wait(2 * 60)
    assert [mail.to for mail in world.mailer.sent] == ["lead@northgate.example"]
    world.wait(2 * 3600)

    assert [mail.to for mail in world.mailer.sent] == ["lead@northgate.example", "boss@northgate.example"]


def test_an_answer_ends_the_escalation(world: World) -> None:
    message = escalating(world)
    world.wait(16 * 60)
    world.approve(world.the_draft(message))
    world.wait(3 * 3600)

    assert [mail.to for mail in world.mailer.sent] == ["lead@northgate.example"]


def test_an_escalation_sleeps_through_the_quiet_hours(world: World) -> None:
    now = world.clock.now()
    quiet = [f"{now.hour:02}:00", f"{(now.hour + 3) % 24:02}:00"]
    escalating(world, quiet_hours=quiet)
    world.wait(40 * 60)
    assert world.mailer.sent == []
    world.wait(4 * 3600)

    assert [mail.to for mail in world.mailer.sent] == ["lead@northgate.example", "boss@northgate.example"]


def test_a_summary_comes_once_a_day_and_lists_what_waits(world: World) -> None:
    at = f"{world.clock.now():%H:%M}"
    to = ["email:boss@northgate.example"]
    world.settings_are(mode="suggest", notifications={"rules": [], "digest": {"at": at, "to": to}})
    world.a_text()
    world.work()
    world.container.send_digests()()
    world.container.send_digests()()
    world.work()

    (mail,) = world.mailer.sent
    assert "1 message waits" in mail.subject
    assert "mode-suggest" in mail.text
    world.clock.pass_time(86_400)
    assert world.container.send_digests()() == 1


def test_an_old_backlog_rings_nobody(world: World) -> None:
    world.line("slack", credentials={"channel": "C0TEAM"})
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.database.tables.messages[message.id] = replace(world.message(message), backfilled=True)
    world.work()

    assert world.cards.posted == {}
