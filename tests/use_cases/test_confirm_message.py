"""What came without id, without an address or without proof is looked up at the provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rejoinder.application.inbound.confirm_message import recognise
from rejoinder.application.replies.state_mailbox import StateMailbox
from rejoinder.application.setup.webhook_endpoints import AddEndpoint
from rejoinder.domain.errors import Conflict, ConnectionRevoked, InvalidInput, ProviderBusy, ProviderDown
from rejoinder.domain.jobs import JobStatus, JobType
from rejoinder.domain.leads import ConsentState, reference
from rejoinder.domain.messages import UNNAMED, UNNAMED_BY_CONTENT, InboundMessage, Media, Medium, Message
from rejoinder.domain.outgoing import OutgoingType
from rejoinder.domain.ports.channels import ConsentChanged, ProviderEvent
from rejoinder.domain.workspaces import Connection
from tests.builders import THEM, US, a_connection
from tests.world import World

ASKED = "fake_asked"
ANA = reference("acme", "c-7")
QUESTION = "How much is it?"


@pytest.fixture
def world() -> World:
    return World()


def unproven(world: World) -> Connection:
    """A connection whose webhook only the URL's key vouches for."""
    return world.connect(a_connection(world.workspace.id, channel=ASKED, webhook_secrets=()))


def proven(world: World) -> Connection:
    """A connection whose webhook shows a secret."""
    return world.line(ASKED, webhook_secrets=("s3cret",))


def remembered(world: World, body: str = QUESTION, own_id: str = "their-1", **more: object) -> InboundMessage:
    """A text that the provider has."""
    text = InboundMessage(own_id, Medium.SMS, THEM, US, body, sent_at=world.clock.now())
    text = replace(text, **more)  # type: ignore[arg-type]
    world.history().texts.append(text)
    return text


def unnamed(world: World, body: str = QUESTION, line: Connection | None = None, **more: object) -> Message:
    """A delivery that does not name its message."""
    stated = {"id": f"{UNNAMED_BY_CONTENT}{body}", **more}
    return world.a_text(body, channel=ASKED, line=line or proven(world), **stated)


def again(world: World, body: str = QUESTION, line: Connection | None = None) -> None:
    """The very same delivery once more."""
    stated = {"fact": "message", "id": f"{UNNAMED_BY_CONTENT}{body}", "body": body, "sender": THEM, "recipient": US}
    world.deliver(stated, line=line or proven(world))


def external_ids(world: World) -> list[str]:
    return sorted(m.external_id for m in world.database.tables.messages.values() if m.disposition is not None)


# --- a name -------------------------------------------------------------------------------------------------------


def test_a_message_gets_the_providers_id_and_is_answered(world: World) -> None:
    remembered(world)
    message = unnamed(world)
    world.wait()
    assert world.message(message).external_id == "their-1"
    assert world.disposition_of(message) == "sent"
    assert "confirmed" in world.story(message)


def test_a_provider_that_cannot_be_asked_delays_nobody_whose_source_is_proven(world: World) -> None:
    world.history().moods.extend([ProviderDown("away"), ProviderDown("away")])
    message = unnamed(world)
    world.wait()
    assert world.disposition_of(message) == "sent"
    assert world.message(message).external_id.startswith(UNNAMED)


def test_two_equal_deliveries_of_one_text_are_one_message(world: World) -> None:
    remembered(world)
    message = unnamed(world)
    again(world)
    world.wait()
    again(world)
    world.wait()
    assert external_ids(world) == ["their-1"]
    assert len(world.sent_texts(ASKED)) == 1
    assert {job.status for job in world.jobs_of(JobType.PROVIDER_EVENT)} == {JobStatus.SUCCEEDED}
    assert world.message(message).version == world.lead_of(message).version


def test_a_second_yes_that_looks_like_the_first_counts(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.work()
    world.clock.pass_time(20)
    remembered(world, "Yes", "their-2")
    again(world, "Yes")
    world.wait()
    assert external_ids(world) == ["their-1", "their-2"]
    world.nothing_is_in_limbo()


def test_a_second_yes_is_told_to_the_users_own_systems_as_a_message_of_its_own(world: World) -> None:
    AddEndpoint(world.store, lambda url: url)(
        world.workspace.id, "https://crm.example/hook", [OutgoingType.MESSAGE_RECEIVED.value], "CRM", "token:jo"
    )
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.work()
    world.clock.pass_time(20)
    remembered(world, "Yes", "their-2")
    again(world, "Yes")
    world.wait()
    assert external_ids(world) == ["their-1", "their-2"]
    assert len(world.courier.carried) == 2


def test_a_second_yes_before_the_first_was_looked_up_counts_too(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.clock.pass_time(3)
    remembered(world, "Yes", "their-2")
    again(world, "Yes")
    world.wait()
    assert external_ids(world) == ["their-1", "their-2"]


def test_a_second_yes_that_the_list_shows_late_is_waited_for(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.work()
    again(world, "Yes")
    world.work()
    world.clock.pass_time(15)
    remembered(world, "Yes", "their-2")
    world.wait()
    assert external_ids(world) == ["their-1", "their-2"]


def test_a_second_yes_waits_for_a_provider_that_is_away(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.work()
    remembered(world, "Yes", "their-2")
    world.history().moods.extend([ProviderDown("away"), ProviderBusy("busy", wait=40.0)])
    again(world, "Yes")
    world.work()
    assert external_ids(world) == ["their-1"]
    world.wait()
    assert external_ids(world) == ["their-1", "their-2"]


def test_a_question_that_nobody_answers_ends_in_the_dead_letters_with_an_alert(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.work()
    again(world, "Yes")
    world.history().moods.append(ConnectionRevoked("The token is gone."))
    world.work()
    assert world.the_job(JobType.PROVIDER_EVENT).status is JobStatus.FAILED
    assert world.alerts.open()


def test_a_provider_that_cannot_tell_leaves_an_alert_and_no_double(world: World) -> None:
    remembered(world, "Yes", "their-1")
    unnamed(world, "Yes")
    world.wait()
    world.history().cannot_tell = "no list"
    again(world, "Yes")
    world.wait()
    assert external_ids(world) == ["their-1"]
    assert "repeat-unchecked" in {alert.rule for alert in world.alerts.open()}


def test_never_more_messages_than_deliveries(world: World) -> None:
    for number in range(1, 5):
        remembered(world, "Yes", f"their-{number}")
        world.clock.pass_time(1)
    unnamed(world, "Yes")
    world.work()
    again(world, "Yes")
    world.wait()
    assert len(external_ids(world)) == 2


def test_the_same_text_told_on_two_ways_is_answered_once(world: World) -> None:
    remembered(world)
    named = world.a_text(QUESTION, channel=ASKED, line=proven(world), id="their-1")
    other = unnamed(world)
    world.wait()
    # The first was left for the newer one to answer, so the newer one is.
    assert world.disposition_of(named) == "superseded:newer-message"
    assert world.disposition_of(other) == "sent"
    assert len(world.sent_texts(ASKED)) == 1
    world.nothing_is_in_limbo()


def test_a_text_that_was_answered_on_the_other_way_is_not_answered_again(world: World) -> None:
    remembered(world)
    named = world.a_text(QUESTION, channel=ASKED, line=proven(world), id="their-1")
    world.wait(60)
    other = unnamed(world)
    world.wait()
    assert (world.disposition_of(named), world.disposition_of(other)) == ("sent", "superseded:same-message")
    assert len(world.sent_texts(ASKED)) == 1
    third = world.a_text("And when could you come?", channel=ASKED, line=proven(world), id="their-3")
    world.wait()
    assert world.disposition_of(third) != "superseded:newer-message"


def test_a_text_whose_other_way_was_looked_up_first_is_answered_once(world: World) -> None:
    remembered(world)
    other = unnamed(world)
    world.work()
    assert world.message(other).external_id == "their-1"
    before = len(world.database.tables.messages)
    stated = {"fact": "message", "id": "their-1", "key": "k-2", "body": QUESTION, "sender": THEM, "recipient": US}
    world.deliver(stated, line=proven(world))
    world.wait()
    assert len(world.database.tables.messages) - before == 1, "our reply, and nothing else"
    assert len(world.sent_texts(ASKED)) == 1


def test_a_look_back_names_what_we_hold_unnamed(world: World) -> None:
    world.history().moods.extend([ProviderDown("away"), ProviderDown("away")])
    message = unnamed(world)
    world.wait(300)
    written_at = world.message(message).received_at - timedelta(seconds=2)
    told = InboundMessage("their-9", Medium.SMS, ANA, "", QUESTION, written_at, aliases=(THEM,))
    other = replace(told, external_id="their-8", body="Something else")
    older = replace(told, external_id="their-7", sent_at=written_at - timedelta(days=2))
    for text in (other, older, told):
        world.history().events.append(ProviderEvent(f"in:{text.external_id}", "listed", text))
    world.container.plan_reconciliations()()
    world.wait()
    assert world.message(message).external_id == "their-9"
    assert external_ids(world) == ["their-7", "their-8", "their-9"]
    assert len(world.sent_texts(ASKED)) == 1


def test_a_text_without_a_moment_names_nothing(world: World) -> None:
    told = InboundMessage("their-9", Medium.SMS, THEM, US, QUESTION)
    line = proven(world)
    with world.store.begin(world.workspace.id) as uow:
        assert recognise(uow, line, told) is None


# --- proof --------------------------------------------------------------------------------------------------------


def test_an_unproven_message_that_the_provider_has_is_answered_automatically(world: World) -> None:
    line = unproven(world)
    remembered(world, own_id="in-1")
    message = world.a_text(QUESTION, channel=ASKED, line=line)
    world.wait()
    assert world.disposition_of(message) == "sent"
    assert [asked.external_id for asked in world.history().asked] == ["in-1"]


def test_an_unproven_message_that_the_provider_has_not_waits_for_a_person(world: World) -> None:
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.work()
    assert world.disposition_of(message).startswith("retrying")
    world.wait()
    assert world.disposition_of(message) == "waiting-human:not-at-provider"
    assert world.sent_texts(ASKED) == []
    assert world.draft_for(message) is not None


def test_an_unproven_message_that_the_list_shows_late_is_answered(world: World) -> None:
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.work()
    remembered(world, own_id=message.external_id)
    world.wait()
    assert world.disposition_of(message) == "sent"


def test_a_provider_that_stays_away_leaves_an_unproven_message_to_a_person(world: World) -> None:
    world.history().moods.extend(ProviderDown("away") for _ in range(50))
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.wait()
    assert world.disposition_of(message) == "waiting-human:provider-not-reachable"
    assert world.sent_texts(ASKED) == []


def test_a_provider_that_comes_back_in_time_lets_an_unproven_message_be_answered(world: World) -> None:
    world.history().moods.append(ProviderBusy("busy", wait=20.0))
    remembered(world, own_id="in-1")
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.wait()
    assert world.disposition_of(message) == "sent"


def test_a_refused_token_leaves_an_unproven_message_to_a_person(world: World) -> None:
    world.history().moods.append(ConnectionRevoked("The token is gone."))
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.wait()
    assert world.disposition_of(message) == "waiting-human:connection-revoked"


def test_a_provider_that_cannot_tell_leaves_an_unproven_message_to_a_person(world: World) -> None:
    world.history().cannot_tell = "no list"
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.wait()
    assert world.disposition_of(message) == "waiting-human:unverified-source"


def test_nobody_is_asked_for_proof_where_a_person_decides_anyway(world: World) -> None:
    world.settings_are(mode="suggest")
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world))
    world.wait()
    assert world.disposition_of(message) == "waiting-human:mode-suggest"
    assert world.history().asked == []


def test_a_message_that_was_signed_needs_no_further_proof(world: World) -> None:
    message = world.a_text(QUESTION, channel=ASKED, line=unproven(world), reply_handle={"signed": True})
    world.wait()
    assert world.disposition_of(message) == "sent"
    assert world.history().asked == []


def test_an_unnamed_unproven_message_is_named_and_answered(world: World) -> None:
    remembered(world)
    message = unnamed(world, line=unproven(world))
    world.wait()
    assert (world.disposition_of(message), world.message(message).external_id) == ("sent", "their-1")


# --- the person ---------------------------------------------------------------------------------------------------


def test_a_person_who_came_as_a_reference_gets_their_number_and_name(world: World) -> None:
    world.history().phones[ANA] = THEM
    remembered(world, own_id="in-1", sender=ANA, sender_name="Ana Whitfield")
    message = world.a_text(QUESTION, channel=ASKED, line=proven(world), sender=ANA)
    assert world.lead_of(message).phones == ()
    world.wait()
    lead = world.lead_of(world.message(message))
    assert (lead.phones, lead.name) == ((THEM,), "Ana Whitfield")
    assert world.message(message).sender == THEM
    assert world.disposition_of(message) == "sent"


def test_a_reference_that_turns_out_to_be_a_known_person_joins_them(world: World) -> None:
    world.settings_are(mode="suggest")
    before = world.a_text("Hello there", sender=THEM)
    world.wait()
    world.settings_are(mode="auto")
    world.history().phones[ANA] = THEM
    remembered(world, own_id="in-2", sender=ANA)
    message = world.a_text(QUESTION, channel=ASKED, line=proven(world), sender=ANA)
    assert world.message(message).lead_id != before.lead_id
    world.wait()
    now = world.message(message)
    assert now.lead_id == before.lead_id
    assert now.version > world.message(before).version
    assert world.disposition_of(message) == "sent"
    later = world.a_text("And when?", channel=ASKED, line=proven(world), sender=ANA)
    assert later.lead_id == before.lead_id
    world.nothing_is_in_limbo()


def test_a_colleague_whom_the_provider_names_as_the_writer_stays_somebody_else(world: World) -> None:
    colleague = "+12025550177"
    other = world.a_text("Hello there", sender=colleague)
    line = unproven(world)
    message = world.a_text(QUESTION, channel=ASKED, line=line)
    remembered(world, own_id=message.external_id, sender=colleague)
    world.wait()
    assert world.message(message).lead_id != world.message(other).lead_id
    assert (world.message(message).sender, world.disposition_of(message)) == (THEM, "sent")


def test_somebody_who_opted_out_elsewhere_is_not_answered_as_a_reference(world: World) -> None:
    world.a_text("STOP", sender=THEM)
    world.wait()
    world.history().phones[ANA] = THEM
    remembered(world, own_id="in-2", sender=ANA)
    message = world.a_text(QUESTION, channel=ASKED, line=proven(world), sender=ANA)
    world.wait()
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.sent_texts(ASKED) == []


def test_do_not_disturb_at_the_provider_is_an_opt_out(world: World) -> None:
    world.history().phones[ANA] = THEM
    world.history().consent = ConsentChanged(THEM, "withdrawn", "Acme: SMS permanent")
    remembered(world, own_id="in-1", sender=ANA)
    message = world.a_text(QUESTION, channel=ASKED, line=proven(world), sender=ANA)
    world.wait()
    consent = world.lead_of(world.message(message)).consent_for(Medium.SMS)
    assert (consent.state, consent.evidence) == (ConsentState.WITHDRAWN, "Acme: SMS permanent")
    assert world.disposition_of(message) == "suppressed:opt-out"


def test_a_start_is_not_undone_by_a_block_that_the_provider_has_not_lifted_yet(world: World) -> None:
    world.history().phones[ANA] = THEM
    world.history().consent = ConsentChanged(THEM, "withdrawn", "Acme: SMS permanent")
    remembered(world, "START", own_id="in-1", sender=ANA)
    message = world.a_text("START", channel=ASKED, line=proven(world), sender=ANA)
    world.wait()
    assert world.lead_of(world.message(message)).consent_for(Medium.SMS).state is not ConsentState.WITHDRAWN


# --- what was left out --------------------------------------------------------------------------------------------


def test_an_empty_delivery_gets_the_picture_that_it_left_out(world: World) -> None:
    remembered(world, "", media=(Media("https://acme.example/1.png", "image/png"),))
    message = unnamed(world, "")
    world.wait()
    assert len(world.message(message).media) == 1
    assert world.disposition_of(message) == "waiting-human:attachment-only"


def test_a_stop_that_the_delivery_left_out_is_honoured(world: World) -> None:
    remembered(world, "STOP")
    message = unnamed(world, "")
    world.wait()
    assert world.message(message).opt_out
    assert world.disposition_of(message) == "suppressed:opt-out"
    assert world.lead_of(world.message(message)).consent_for(Medium.SMS).state is ConsentState.WITHDRAWN


def test_what_the_delivery_said_is_not_overwritten(world: World) -> None:
    remembered(world, "How  much is it?", sender="+12025550199", sender_name="Somebody")
    message = unnamed(world)
    world.wait()
    now = world.message(message)
    assert (now.body, now.sender) == (QUESTION, THEM)


# --- the mailbox --------------------------------------------------------------------------------------------------

MAILBOXES = "fake_mailboxes"


def to_nowhere(world: World) -> Message:
    """A mail whose provider does not say which of our mailboxes it reached."""
    world.line(MAILBOXES, webhook_secrets=("s3cret",))
    return world.a_text(QUESTION, channel=MAILBOXES, sender="jane@example.com", recipient="")


def test_a_mail_to_a_mailbox_that_nobody_knows_waits_for_a_person_with_its_draft(world: World) -> None:
    mail = to_nowhere(world)
    world.wait()
    assert world.disposition_of(mail) == "waiting-human:mailbox-unknown"
    assert world.sender(MAILBOXES).calls == []
    with pytest.raises(Conflict, match="mailbox"):
        world.approve(world.the_draft(mail))
    world.nothing_is_in_limbo()


def test_a_mailbox_that_a_person_states_answers_the_mail(world: World) -> None:
    mail = to_nowhere(world)
    world.work()
    state = StateMailbox(world.store, {name: provider.channel for name, provider in world.providers.items()})
    with pytest.raises(InvalidInput):
        state(mail.workspace_id, mail.id, "nobody", "token:jo")
    state(mail.workspace_id, mail.id, "Team@Acme.example", "token:jo")
    assert "mailbox-stated" in world.story(mail)
    with pytest.raises(Conflict):
        state(mail.workspace_id, mail.id, "other@acme.example", "token:jo")
    world.approve(world.the_draft(mail))
    world.wait()
    assert world.disposition_of(mail) == "approved-sent"
    (sent,) = world.sender(MAILBOXES).delivered
    assert sent.outbound.sender == "team@acme.example"


def test_a_mailbox_that_the_provider_knows_answers_by_itself(world: World) -> None:
    copy = InboundMessage("in-1", Medium.EMAIL, "jane@example.com", "team@acme.example", QUESTION, world.clock.now())
    world.history(MAILBOXES).texts.append(copy)
    mail = to_nowhere(world)
    world.wait()
    assert world.disposition_of(mail) == "sent"
    assert world.message(mail).recipient == "team@acme.example"
