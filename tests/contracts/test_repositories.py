"""Messages, leads, drafts, sends, connections, workspaces, events, switches: one transaction, one tenant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.drafts import Draft, DraftStatus, Evaluation, Strategy
from rejoinder.domain.email_cleaning import Part, Places, Span
from rejoinder.domain.errors import Conflict
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.leads import ConsentState, Score, reference
from rejoinder.domain.messages import Author, Disposition, Media, Medium, Message, Understanding
from rejoinder.domain.owners import OwnerRequest, RequestState
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, StoredEvent
from rejoinder.domain.reconciliation import Reconciliation
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.sentiment import LeadStatus, Sentiment, SentimentSource
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.timeline import Entry
from tests.builders import (
    MONDAY,
    OTHER_WORKSPACE,
    WORKSPACE,
    a_connection,
    a_draft,
    a_message,
    a_send,
    a_switch,
    a_workspace,
)
from tests.contracts.backings import Backing, a_line, a_stored_draft, a_stored_message
from tests.fakes.storage import ConstraintBroken

REFUSED = (ConstraintBroken, DBAPIError)


def stored(backing: Backing, message: Message) -> Message:
    with backing.store.begin(message.workspace_id) as uow:
        found = uow.messages.get(message.id)
    assert found is not None
    return found


def one_of_ours(message: Message, **more: object) -> Message:
    """What we said to the same person."""
    ours = a_message("Our words", ours=True, lead_id=message.lead_id, connection_id=message.connection_id)
    return replace(ours, version=message.version, **more)  # type: ignore[arg-type]


# --- messages --------------------------------------------------------------------------------------


def test_a_message_comes_back_as_it_was_stored(backing: Backing) -> None:
    about = {
        "subject": "Re: Hello",
        "html": "<p>Hi</p>",
        "reply_text": "Hi",
        "quoted": "> ours",
        "conversation": "thread-7",
        "media": (Media("https://provider.example/1", "image/png"),),
        "reply_handle": {"faults": ["busy"], "deep": {"n": 1}},
        "safety": {"rule": "keyword: stop", "opt_out": True},
        "opt_out": True,
        "injection": True,
        "sent_at": backing.now(),
    }
    message = a_stored_message(backing, body="Grüße 👋 \u202e ok", **about)

    for name, value in about.items():
        assert getattr(message, name) == value, name
    assert message.body == "Grüße 👋 \u202e ok"
    assert (message.disposition, message.sentiment, message.body_clean) == (Disposition.PROCESSING, None, None)


def test_a_conversation_is_the_newest_messages_oldest_first(backing: Backing) -> None:
    line, start = a_line(backing), backing.now()
    texts = [a_stored_message(backing, line, f"text {n}", received_at=start + timedelta(seconds=n)) for n in (3, 1, 2)]
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.add_outbound(one_of_ours(texts[0], received_at=start + timedelta(seconds=1.5)))
        whole = uow.messages.conversation(texts[0].lead_id)
        newest = uow.messages.conversation(texts[0].lead_id, limit=2)

    assert [m.body for m in whole] == ["text 1", "Our words", "text 2", "text 3"]
    assert [m.body for m in newest] == ["text 2", "text 3"]


def test_an_external_id_is_one_message_of_its_direction_and_account(backing: Backing) -> None:
    line = a_line(backing)
    first = a_stored_message(backing, line, external_id="SM1")
    with backing.store.begin(WORKSPACE) as uow:
        again = replace(first, id=new_id(), body="again")
        assert uow.messages.add_inbound(again) == first.id
        ours = one_of_ours(first, external_id="SM1")
        assert uow.messages.add_outbound(ours)
        assert not uow.messages.add_outbound(replace(ours, id=new_id()))
        assert uow.messages.get(again.id) is None

    other_account = a_line(backing, account="AC2")
    elsewhere = a_stored_message(backing, other_account, external_id="SM1")
    assert elsewhere.id != first.id


def test_what_we_say_moves_the_leads_clock_and_not_its_version(backing: Backing) -> None:
    message = a_stored_message(backing)
    later = backing.now() + timedelta(seconds=5)
    with backing.store.begin(WORKSPACE) as uow:
        before = uow.leads.get(message.lead_id)
        uow.messages.add_outbound(one_of_ours(message, received_at=later))
        after = uow.leads.get(message.lead_id)
        uow.messages.add_outbound(one_of_ours(message, received_at=later - timedelta(hours=1), external_id="old"))
        unmoved = uow.leads.get(message.lead_id)

    assert after is not None
    assert before is not None
    assert after.last_outbound_at == after.last_message_at == later
    assert after.version == before.version
    assert unmoved is not None
    assert unmoved.last_outbound_at == later, "an older message does not turn the clock back"


def test_what_was_understood_is_kept_in_one_step(backing: Backing) -> None:
    message = a_stored_message(backing)
    about = Understanding(
        "How much?", "-- Jane", "> ours", Sentiment.INFORMATION_REQUESTED, SentimentSource.MODEL, 0.75, "Asks.", True,
        places=Places("body", (Span(0, 4, Part.REPLY), Span(4, 9, Part.SIGNATURE)), ("forwarded",)),
    )  # fmt: skip
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.understood(message.id, about)
        uow.messages.understood(message.id, replace(about, places=None))

    now = stored(backing, message)
    assert (now.body_clean, now.signature, now.quoted) == ("How much?", "-- Jane", "> ours")
    assert now.places == about.places
    assert (now.sentiment, now.sentiment_source) == (Sentiment.INFORMATION_REQUESTED, SentimentSource.MODEL)
    assert (now.sentiment_confidence, now.sentiment_reason, now.asks_something) == (0.75, "Asks.", True)
    assert now.body == message.body


def test_a_message_has_one_disposition_at_a_time(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.dispose(message.id, Disposition.WAITING_HUMAN, "mode-suggest")
        assert not uow.messages.dispose(message.id, Disposition.WAITING_HUMAN, "mode-suggest")
        assert uow.messages.dispose(message.id, Disposition.WAITING_HUMAN, "stale")
        assert not uow.messages.dispose(new_id(), Disposition.SENT)

    now = stored(backing, message)
    assert (now.disposition, now.disposition_reason) == (Disposition.WAITING_HUMAN, "stale")


@pytest.mark.parametrize("disposition", [Disposition.STAYED_SILENT, Disposition.SUPPRESSED])
def test_silence_without_a_reason_is_refused_by_the_table_itself(backing: Backing, disposition: Disposition) -> None:
    message = a_stored_message(backing)

    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.messages.dispose(message.id, disposition, "")

    assert stored(backing, message).disposition is Disposition.PROCESSING


def test_what_we_said_never_gets_a_disposition(backing: Backing) -> None:
    message = a_stored_message(backing)
    ours = one_of_ours(message)
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.add_outbound(ours)
        assert not uow.messages.dispose(ours.id, Disposition.SENT)
    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.messages.add_outbound(one_of_ours(message, disposition=Disposition.SENT, external_id="another"))


def test_open_messages_are_those_that_wait_oldest_first(backing: Backing) -> None:
    line = a_line(backing)
    a, b, c, d = (a_stored_message(backing, line, f"text {n}") for n in range(4))
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.dispose(a.id, Disposition.WAITING_HUMAN, "mode-suggest")
        uow.messages.dispose(b.id, Disposition.SENT)
        uow.messages.dispose(c.id, Disposition.RETRYING, "ai-down")
        still_open = uow.messages.open_of_lead(a.lead_id)

    assert [m.id for m in still_open] == [a.id, c.id, d.id]


def test_what_our_side_said_since_is_found(backing: Backing) -> None:
    message = a_stored_message(backing)
    early, late = message.received_at - timedelta(seconds=5), message.received_at + timedelta(seconds=5)
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.add_outbound(one_of_ours(message, received_at=early, external_id="early"))
        uow.messages.add_outbound(one_of_ours(message, received_at=late, external_id="late", author=Author.ELSEWHERE))
        since = uow.messages.outbound_since(message.lead_id, message.received_at)

    assert [(m.external_id, m.author) for m in since] == [("late", Author.ELSEWHERE)]


@pytest.mark.parametrize("hostile", ["a\x00b", "\ud800"])
def test_text_that_cannot_be_stored_is_refused_and_not_mangled(backing: Backing, hostile: str) -> None:
    with pytest.raises((*REFUSED, UnicodeEncodeError, ValueError)):
        a_stored_message(backing, body=hostile)

    assert backing.all_messages() == []


# --- leads -----------------------------------------------------------------------------------------


def test_a_person_is_found_by_any_of_their_addresses(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143", "Jane")
        again = uow.leads.find_or_create(Medium.VOICE, "+12025550143", "Somebody")
        uow.leads.add_address(lead.id, Medium.EMAIL, "jane@example.com")
        by_mail = uow.leads.by_address(Medium.EMAIL, "jane@example.com")
        nobody = uow.leads.by_address(Medium.EMAIL, "joe@example.com")

    assert (lead.version, lead.name, lead.phones) == (0, "Jane", ("+12025550143",))
    assert again.id == lead.id, "a phone is a phone, whether it rings or writes"
    assert again.name == "Jane"
    assert by_mail is not None
    assert by_mail.id == lead.id
    assert nobody is None


def test_an_address_that_means_somebody_keeps_meaning_them(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        jane = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        joe = uow.leads.find_or_create(Medium.SMS, "+12025550144")
        uow.leads.add_address(joe.id, Medium.SMS, "+12025550143")
        found = uow.leads.by_address(Medium.SMS, "+12025550143")

    assert found is not None
    assert found.id == jane.id


def test_a_new_address_is_shown_where_it_can_be_written_to(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, reference("acme", "c-7"), "Jane")
        uow.leads.add_address(lead.id, Medium.SMS, "+12025550143")
        uow.leads.add_address(lead.id, Medium.SMS, reference("acme", "c-8"))
        uow.leads.add_address(lead.id, Medium.EMAIL, "jane@example.com")
        by_reference = uow.leads.by_address(Medium.SMS, reference("acme", "c-8"))
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.add_address(lead.id, Medium.SMS, "+12025550143")
        now = uow.leads.get(lead.id)

    assert by_reference is not None
    assert by_reference.id == lead.id
    assert now is not None
    assert (lead.phones, now.phones, now.emails) == ((), ("+12025550143",), ("jane@example.com",))


def test_two_leads_that_are_one_person_become_one(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    with backing.store.begin(WORKSPACE) as uow:
        other = uow.leads.find_or_create(Medium.SMS, reference("acme", "c-7"), "Jane from the other list")
        uow.leads.bump(other.id)
        uow.leads.bump(other.id)
        late = a_message("Me again", lead_id=other.id, connection_id=message.connection_id, version=2)
        uow.messages.add_inbound(late)
        uow.leads.set_consent(other.id, [Medium.SMS], "withdrawn", "said so there")
        uow.queue.enqueue(
            NewJob(JobType.SMS_INBOUND_POST_PROCESS, WORKSPACE, late.id, other.id, late.id, lane=other.id)
        )
        uow.timeline.append(Entry("noted", lead_id=other.id))
    with backing.store.begin(WORKSPACE) as uow:
        kept = uow.leads.lock(message.lead_id)
        uow.leads.merge(other.id, message.lead_id)
    with backing.store.begin(WORKSPACE) as uow:
        now, gone = uow.leads.get(message.lead_id), uow.leads.get(other.id)
        said = uow.messages.conversation(message.lead_id)
        by_reference = uow.leads.by_address(Medium.SMS, reference("acme", "c-7"))
        stays = uow.drafts.get(draft.id)

    assert kept is not None
    assert gone is None
    assert now is not None
    assert by_reference is not None
    assert by_reference.id == now.id
    assert now.version == kept.version + 2
    assert {m.id: m.version for m in said} == {message.id: message.version, late.id: kept.version + 2}
    assert now.consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
    assert stays == draft
    assert {(job.lead_id, job.lane) for job in backing.all_jobs() if job.lane} == {(now.id, now.id)}


def test_a_message_gets_the_name_that_the_provider_tells(backing: Backing) -> None:
    message = a_stored_message(backing)
    known = replace(
        message,
        external_id="their-7",
        sender="+12025550143",
        body="What they really said",
        media=(Media("https://provider.example/1", "image/png"),),
        sent_at=message.received_at - timedelta(minutes=1),
        conversation="thread-7",
        reply_handle={"contact": "c-7"},
        opt_out=True,
        safety={"rule": "stop"},
    )
    with backing.store.begin(WORKSPACE) as uow:
        line = uow.connections.get(message.connection_id)
        assert uow.messages.by_external_id(line, "their-7") is None
        uow.messages.identify(replace(known, subject="not this", version=99))
        found = uow.messages.by_external_id(line, "their-7")
        elsewhere = uow.messages.by_external_id(replace(line, channel="another"), "their-7")

    assert stored(backing, message) == known
    assert found == known
    assert elsewhere is None


def test_two_messages_never_have_one_name(backing: Backing) -> None:
    first = a_stored_message(backing)
    second = one_of_ours(first, direction=first.direction, author=first.author, disposition=first.disposition)
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.add_inbound(second)
    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.messages.identify(replace(second, external_id=first.external_id))


def test_saving_a_lead_leaves_its_version_consent_and_clocks_alone(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.set_consent(message.lead_id, [Medium.SMS], "withdrawn", "keyword: stop")
        before = uow.leads.lock(message.lead_id)
        assert before is not None
        uow.leads.save(
            replace(
                before,
                version=99,
                consent={},
                last_inbound_at=None,
                name="Jane",
                status=LeadStatus.QUALIFIED,
                sentiment=Sentiment.INTERESTED,
                score=Score(1, 2, 3, ("Because.",)),
                automation_paused_reason="answered-elsewhere",
                has_appointment=True,
            )
        )
        after = uow.leads.get(message.lead_id)

    assert after is not None
    assert (after.version, after.last_inbound_at) == (before.version, before.last_inbound_at)
    assert after.consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
    assert (after.name, after.status, after.sentiment) == ("Jane", LeadStatus.QUALIFIED, Sentiment.INTERESTED)
    assert after.score == Score(1, 2, 3, ("Because.",))
    assert after.has_appointment
    assert after.automation_paused_reason == "answered-elsewhere"


def test_the_conversation_moves_on_by_one(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.leads.bump(message.lead_id) == message.version + 1
        assert uow.leads.bump(message.lead_id) == message.version + 2


def test_consent_is_kept_per_medium_with_its_evidence(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.set_consent(message.lead_id, [Medium.SMS, Medium.EMAIL], "withdrawn", "all")
        uow.leads.set_consent(message.lead_id, [Medium.SMS], "granted", "keyword: start")
        lead = uow.leads.get(message.lead_id)

    assert lead is not None
    assert lead.consent_for(Medium.SMS).state is ConsentState.GRANTED
    assert lead.consent_for(Medium.SMS).evidence == "keyword: start"
    assert lead.consent_for(Medium.SMS).at is not None
    assert lead.consent_for(Medium.EMAIL).state is ConsentState.WITHDRAWN
    assert lead.consent_for(Medium.VOICE).state is ConsentState.UNKNOWN


# --- drafts ----------------------------------------------------------------------------------------


def test_a_draft_comes_back_as_it_was_stored(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_draft(
        message,
        subject="Re: Hi",
        strategy=Strategy("Answer.", ("One.", "Two."), ("Prices.",), "de"),
        evaluation=Evaluation(True, 0.9, "Fine.", "offline"),
        decision={"action": "send-now", "reasons": []},
    )
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.drafts.add(draft)
        assert uow.drafts.get(draft.id) == uow.drafts.for_message(message.id) == draft

    assert stored(backing, message).draft_id == draft.id


def test_a_message_has_one_draft(backing: Backing) -> None:
    message = a_stored_message(backing)
    first = a_stored_draft(backing, message)
    with backing.store.begin(WORKSPACE) as uow:
        assert not uow.drafts.add(a_draft(message, body="Another"))
        assert uow.drafts.for_message(message.id) == first


def test_a_stale_version_is_a_conflict_that_carries_the_newer_one(backing: Backing) -> None:
    draft = a_stored_draft(backing, a_stored_message(backing))
    newer = replace(draft, version=2, body="Edited", author="token:jo", edited=True)
    with backing.store.begin(WORKSPACE) as uow:
        uow.drafts.save(newer, expected_version=1)

    def edits_the_old_one() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.drafts.save(replace(draft, version=2, body="Mine"), expected_version=1)

    with pytest.raises(Conflict) as conflict:
        edits_the_old_one()

    assert conflict.value.newer == newer
    assert backing.draft_texts(draft.id) == {1: draft.body, 2: "Edited"}


def test_a_draft_that_is_not_there_is_a_conflict_with_nothing(backing: Backing) -> None:
    message = a_stored_message(backing)
    with pytest.raises(Conflict) as conflict, backing.store.begin(WORKSPACE) as uow:
        uow.drafts.save(a_draft(message), expected_version=1)

    assert conflict.value.newer is None


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (DraftStatus.PROPOSED, True),
        (DraftStatus.APPROVED, True),
        (DraftStatus.FAILED, True),
        (DraftStatus.SENT, False),
        (DraftStatus.REJECTED, False),
        (DraftStatus.SUPERSEDED, False),
    ],
)
def test_open_drafts_are_those_that_may_still_leave(backing: Backing, status: DraftStatus, is_open: bool) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message, status=status)
    with backing.store.begin(WORKSPACE) as uow:
        assert [d.id for d in uow.drafts.open_of_lead(message.lead_id)] == ([draft.id] if is_open else [])


# --- sends -----------------------------------------------------------------------------------------


def a_stored_send(backing: Backing, **more: object) -> Send:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    send = a_send(draft, connection_id=message.connection_id, **more)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(send.lead_id)
        assert uow.sends.add(send)
    return send


def test_a_send_comes_back_as_it_was_stored(backing: Backing) -> None:
    send = a_stored_send(backing, subject="Re: Hi", conversation="t-7", reply_handle={"id": 7}, approved_by="jo")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.get(send.id) == send
        assert uow.sends.of_message(send.message_id) == [send]
        assert uow.sends.of_lead(send.lead_id, [SendState.QUEUED]) == [send]
        assert uow.sends.of_lead(send.lead_id, [SendState.SENT]) == []


def test_one_intent_is_one_send(backing: Backing) -> None:
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert not uow.sends.add(replace(send, id=new_id()))
        assert uow.sends.add(replace(send, id=new_id(), part=2, intent_key=f"{send.draft_id}:1:2"))


def test_a_state_moves_only_from_the_state_that_was_seen(backing: Backing) -> None:
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.save(replace(send, state=SendState.SENDING, attempts=1, owner="me"), was=SendState.QUEUED)
        assert not uow.sends.save(replace(send, state=SendState.WITHHELD, reason="opt-out"), was=SendState.QUEUED)
        now = uow.sends.get(send.id)

    assert now is not None
    assert (now.state, now.attempts, now.owner) == (SendState.SENDING, 1, "me")
    assert now.sending_at is not None
    assert now.sent_at is None


def test_the_moment_of_leaving_is_kept_when_it_is_delivered(backing: Backing) -> None:
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
        uow.sends.save(replace(send, state=SendState.SENT, provider_message_id="SM1"), was=SendState.SENDING)
        sent = uow.sends.get(send.id)
        uow.sends.save(replace(send, state=SendState.DELIVERED, provider_message_id="SM2"), was=SendState.SENT)
        delivered = uow.sends.get(send.id)

    assert sent is not None
    assert delivered is not None
    assert sent.sent_at is not None
    assert delivered.sent_at == sent.sent_at
    assert delivered.provider_message_id == "SM1", "the provider's first id stays"


def test_a_send_is_found_by_the_providers_id_of_its_own_connection(backing: Backing) -> None:
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
        uow.sends.save(replace(send, state=SendState.SENT, provider_message_id="SM1"), was=SendState.SENDING)
        found = uow.sends.by_provider_id(send.connection_id, "SM1")
        assert found is not None
        assert found.id == send.id
        assert uow.sends.by_provider_id(new_id(), "SM1") is None


def test_a_report_without_a_provider_id_matches_no_send(backing: Backing) -> None:
    """Sends that have not left have an empty provider id; an empty id must not find them."""
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.by_provider_id(send.connection_id, "") is None


def test_a_send_that_a_person_queues_again_is_bound_to_the_conversation_as_it_is_now(backing: Backing) -> None:
    send = a_stored_send(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
        uow.sends.save(replace(send, state=SendState.UNKNOWN), was=SendState.SENDING)
        uow.sends.save(replace(send, state=SendState.QUEUED, basis_version=7), was=SendState.UNKNOWN)
        now = uow.sends.get(send.id)

    assert now is not None
    assert now.basis_version == 7


def test_a_send_is_withheld_with_a_reason_or_not_at_all(backing: Backing) -> None:
    send = a_stored_send(backing)
    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(send, state=SendState.WITHHELD, reason=""), was=SendState.QUEUED)


# --- connections, workspaces, events, switches -----------------------------------------------------


def test_a_connection_keeps_its_secrets_and_grows_a_revision_with_every_change(backing: Backing) -> None:
    line = a_line(backing, credentials={"token": "s3cret"}, webhook_secrets=("new", "old"), account="AC1")
    assert (line.revision, line.credentials, line.webhook_secrets) == (1, {"token": "s3cret"}, ("new", "old"))
    assert line.account == "AC1"

    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.save(replace(line, name="Side line", credentials={"token": "newer"}))
        changed = uow.connections.get(line.id)

    assert changed is not None
    assert (changed.revision, changed.name, changed.credentials) == (2, "Side line", {"token": "newer"})
    assert changed.webhook_key == line.webhook_key


def test_a_connection_of_no_workspace_is_among_all_and_in_none(backing: Backing) -> None:
    shared = replace(a_connection(), id=new_id(), workspace_id=None, webhook_key="the key of a shared account")
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.connections.add(shared)
        assert shared.id in {connection.id for connection in uow.connections.all()}
    with backing.store.begin(WORKSPACE) as uow:
        assert shared.id not in {connection.id for connection in uow.connections.all()}


def test_a_removed_connection_is_gone_for_everybody(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.connections.remove(line.id)
        assert not uow.connections.remove(line.id)
        assert uow.connections.get(line.id) is None
        assert uow.connections.of_workspace(WORKSPACE) == []
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.connections.get(line.id) is None


def test_connections_are_listed_by_channel(backing: Backing) -> None:
    sms, mail = a_line(backing), a_line(backing, channel="fake_smartlead")
    with backing.store.begin(WORKSPACE) as uow:
        assert {c.id for c in uow.connections.of_workspace(WORKSPACE)} == {sms.id, mail.id}
        assert [c.id for c in uow.connections.of_workspace(WORKSPACE, "fake_smartlead")] == [mail.id]


def test_a_workspace_keeps_what_the_operator_said(backing: Backing) -> None:
    workspace = a_workspace(mode="auto", knowledge=["It costs $5."], timezone="Europe/London", name="Roofers")
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.workspaces.add(workspace)
        found = uow.workspaces.get(workspace.id)
        assert found is not None
        assert (found.name, found.timezone, found.settings) == ("Roofers", "Europe/London", workspace.settings)
        changed = a_workspace(workspace.id, mode="off")
        uow.workspaces.save(changed)
        assert len(uow.workspaces.all()) == 3
    with backing.store.begin(workspace.id) as uow:
        found = uow.workspaces.get(workspace.id)
        assert found is not None
        assert found.settings == changed.settings
        assert [w.id for w in uow.workspaces.all()] == [workspace.id]
        assert uow.workspaces.get(WORKSPACE) is None


@pytest.mark.parametrize(
    ("switch", "holds"),
    [
        (a_switch(SwitchKind.OUTBOUND_HALTED), True),
        (a_switch(SwitchKind.OUTBOUND_HALTED, workspace_id=WORKSPACE, channel="fake_sms"), True),
        (a_switch(SwitchKind.OUTBOUND_HALTED, workspace_id=OTHER_WORKSPACE), False),
    ],
)
def test_a_switch_is_in_force_where_it_reaches(backing: Backing, switch: object, holds: bool) -> None:
    backing.set_switch(switch)  # type: ignore[arg-type]
    with backing.store.begin(WORKSPACE) as uow:
        assert [s.id for s in uow.switches.active(WORKSPACE)] == ([switch.id] if holds else [])  # type: ignore[attr-defined]


def test_a_switch_expires_by_itself(backing: Backing) -> None:
    backing.set_switch(a_switch(SwitchKind.AI_DISABLED, until=backing.now() + timedelta(seconds=60)))
    with backing.store.begin(WORKSPACE) as uow:
        assert len(uow.switches.active(WORKSPACE)) == 1
    backing.pass_time(61)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.switches.active(WORKSPACE) == []


# --- what the system says itself -------------------------------------------------------------------


def a_notice(message: Message, kind: SendKind = SendKind.DEFLECTION) -> Send:
    """Nobody drafted it."""
    bare = replace(a_send(), message_id=message.id, lead_id=message.lead_id, draft_id=None, draft_version=0)
    return replace(bare, id=new_id(), connection_id=message.connection_id, kind=kind, intent_key=f"{kind}:{message.id}")


def test_a_notice_comes_back_as_such_and_is_no_reply_to_its_message(backing: Backing) -> None:
    message = a_stored_message(backing)
    notice = a_notice(message)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.add(notice)
        assert not uow.sends.add(replace(notice, id=new_id())), "once per kind and message"
        found = uow.sends.get(notice.id)
        assert (found.kind, found.draft_id, found.is_notice) == (SendKind.DEFLECTION, None, True)
        assert uow.sends.of_message(message.id) == []
        assert [s.id for s in uow.sends.of_lead(message.lead_id, [SendState.QUEUED])] == [notice.id]


def test_a_notice_counts_for_its_lead_kind_and_channel_until_its_period_is_over(backing: Backing) -> None:
    message = a_stored_message(backing)
    at = (message.lead_id, SendKind.DEFLECTION, message.channel, timedelta(hours=12))
    with backing.store.begin(WORKSPACE) as uow:
        assert not uow.sends.noticed_within(*at)
        uow.sends.add(a_notice(message))
        assert uow.sends.noticed_within(*at)
        assert uow.sends.noticed_within(message.lead_id, SendKind.DEFLECTION, "", timedelta(hours=12))
        assert not uow.sends.noticed_within(message.lead_id, SendKind.APOLOGY, "", timedelta(hours=12))
        assert not uow.sends.noticed_within(message.lead_id, SendKind.DEFLECTION, "another", timedelta(hours=12))
        assert not uow.sends.noticed_within(new_id(), SendKind.DEFLECTION, "", timedelta(hours=12))


def test_details_fill_in_only_what_nobody_knew(backing: Backing) -> None:
    page = "https://www.linkedin.com/in/ana"
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        uow.leads.fill_in(lead.id, ContactDetails("ana@example.com", "+12025550188", page))
        uow.leads.fill_in(lead.id, ContactDetails("else@example.com", "", "https://www.linkedin.com/in/else"))
        found = uow.leads.get(lead.id)
    assert found is not None
    assert (found.emails, found.phones, found.linkedin_url) == (("ana@example.com",), ("+12025550143",), page)


def test_notices_to_an_address_are_those_that_may_have_left_newest_first(backing: Backing) -> None:
    message = a_stored_message(backing)
    first, second, never = (replace(a_notice(message), intent_key=f"deflection:{n}") for n in range(3))
    an_hour = timedelta(hours=1)
    for notice in (first, second, never):
        with backing.store.begin(WORKSPACE) as uow:
            uow.sends.add(notice)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.save(replace(never, state=SendState.WITHHELD, reason="switch"), was=SendState.QUEUED)
        found = uow.sends.notices_to(first.recipient, SendKind.DEFLECTION, an_hour)
        assert [send.id for send in found] == [second.id, first.id]
        assert uow.sends.notices_to(first.recipient, SendKind.APOLOGY, an_hour) == []
        assert uow.sends.notices_to("+12025550199", SendKind.DEFLECTION, an_hour) == []


def test_a_notice_that_never_left_does_not_count(backing: Backing) -> None:
    message = a_stored_message(backing)
    notice = a_notice(message)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(notice)
        uow.sends.save(replace(notice, state=SendState.WITHHELD, reason="switch"), was=SendState.QUEUED)
        assert not uow.sends.noticed_within(message.lead_id, SendKind.DEFLECTION, "", timedelta(hours=12))


def test_a_reply_without_a_draft_and_a_notice_with_one_are_refused(backing: Backing) -> None:
    draft = a_stored_draft(backing, a_stored_message(backing))
    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(a_send(draft, kind=SendKind.APOLOGY))


def test_our_address_is_the_one_that_people_last_wrote_to(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.our_address(message.connection_id) == message.recipient
        assert uow.messages.our_address(new_id()) == ""


def a_request(draft: Draft, code: str, backing: Backing, **more: object) -> OwnerRequest:
    found = OwnerRequest(
        id=new_id(),
        workspace_id=draft.workspace_id,
        code=code,
        lead_id=draft.lead_id,
        message_id=draft.message_id,
        draft_id=draft.id,
        draft_version=draft.version,
        phone="+12025550199",
        expires_at=backing.now() + timedelta(hours=24),
    )
    return replace(found, **more)  # type: ignore[arg-type]


def test_an_owners_question_is_found_by_its_code_until_it_is_settled_or_expires(backing: Backing) -> None:
    draft = a_stored_draft(backing, a_stored_message(backing))
    first, second = a_request(draft, "BCDF", backing), a_request(draft, "GHJK", backing)
    expired = a_request(draft, "LMNP", backing, expires_at=backing.now() - timedelta(seconds=1))
    with backing.store.begin(WORKSPACE) as uow:
        assert all(uow.owner_requests.add(request) for request in (first, second, expired))
        assert not uow.owner_requests.add(a_request(draft, "BCDF", backing)), "a code is given once"
        assert uow.owner_requests.by_code("BCDF") == first
        assert uow.owner_requests.by_code("XXXX") is None
        assert [request.code for request in uow.owner_requests.open()] == ["BCDF", "GHJK"]
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.owner_requests.settle(first.id, RequestState.APPROVED)
        assert not uow.owner_requests.settle(first.id, RequestState.REJECTED), "decided once"
        assert [request.code for request in uow.owner_requests.open()] == ["GHJK"]
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.owner_requests.by_code("GHJK") is None
        assert uow.owner_requests.open() == []


def test_the_timeline_keeps_the_order_of_what_happened(backing: Backing) -> None:
    with backing.store.begin(WORKSPACE) as uow:
        uow.timeline.append(Entry("received"), Entry("screened", detail={"n": [1, None]}))
        uow.timeline.append()
        uow.timeline.append(Entry("classified"))

    assert backing.kinds_on_timeline() == ["received", "screened", "classified"]


# --- transactions and tenants ----------------------------------------------------------------------


def test_a_transaction_is_kept_as_a_whole_or_not_at_all(backing: Backing) -> None:
    message = a_stored_message(backing)

    def fails_at_the_end() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.messages.dispose(message.id, Disposition.SENT)
            uow.leads.bump(message.lead_id)
            uow.leads.set_consent(message.lead_id, [Medium.SMS], "withdrawn", "x")
            uow.drafts.add(a_draft(message))
            uow.connections.remove(message.connection_id)
            uow.timeline.append(Entry("sent"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_at_the_end()

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.get(message.lead_id)
        assert lead is not None
        assert (lead.version, lead.consent) == (message.version, {})
        assert uow.drafts.for_message(message.id) is None
        assert uow.connections.get(message.connection_id) is not None
    assert stored(backing, message) == message
    assert backing.kinds_on_timeline() == []


def test_another_workspace_sees_nothing_even_when_it_names_the_id(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    send = a_send(draft, connection_id=message.connection_id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(send)

    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.messages.get(message.id) is None
        assert uow.messages.conversation(message.lead_id) == []
        assert uow.messages.open_of_lead(message.lead_id) == []
        assert uow.leads.get(message.lead_id) is None
        assert uow.leads.lock(message.lead_id) is None
        assert uow.leads.by_address(Medium.SMS, message.sender) is None
        assert uow.drafts.get(draft.id) is None
        assert uow.drafts.for_message(message.id) is None
        assert uow.sends.get(send.id) is None
        assert uow.sends.of_message(message.id) == []
        assert uow.sends.by_provider_id(send.connection_id, "") is None
        assert uow.connections.get(message.connection_id) is None
        assert uow.connections.of_workspace(WORKSPACE) == []
        assert uow.workspaces.get(WORKSPACE) is None


def test_another_workspace_changes_nothing_even_when_it_names_the_id(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    send = a_send(draft, connection_id=message.connection_id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(send)
        lead = uow.leads.get(message.lead_id)
        line = uow.connections.get(message.connection_id)
    assert lead is not None
    assert line is not None

    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert not uow.messages.dispose(message.id, Disposition.SENT)
        assert not uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
        assert not uow.connections.remove(message.connection_id)
        uow.leads.save(replace(lead, name="Mallory"))
        uow.leads.set_consent(lead.id, [Medium.SMS], "withdrawn", "Mallory")
        uow.connections.save(replace(line, name="Mallory"))
    with pytest.raises(Conflict), backing.store.begin(OTHER_WORKSPACE) as uow:
        uow.drafts.save(replace(draft, body="Mallory"), expected_version=1)

    with backing.store.begin(WORKSPACE) as uow:
        assert uow.leads.get(lead.id) == lead
        assert uow.drafts.get(draft.id) == draft
        assert uow.sends.get(send.id) == send
        assert uow.connections.get(line.id) == line
    assert stored(backing, message).disposition is Disposition.PROCESSING


def test_another_workspace_cannot_plant_rows_here(backing: Backing) -> None:
    message = a_stored_message(backing)
    planted = replace(message, id=new_id(), external_id="planted")
    for attempt in (
        lambda uow: uow.messages.add_inbound(planted),
        lambda uow: uow.messages.add_outbound(one_of_ours(message)),
        lambda uow: uow.drafts.add(a_draft(message)),
        lambda uow: uow.sends.add(a_send(a_draft(message))),
        lambda uow: uow.connections.add(a_connection(WORKSPACE)),
    ):
        with pytest.raises(REFUSED), backing.store.begin(OTHER_WORKSPACE) as uow:
            attempt(uow)

    assert [m.id for m in backing.all_messages()] == [message.id]


def test_where_a_look_back_stands_is_remembered_per_connection(backing: Backing) -> None:
    line, other = a_line(backing), a_line(backing)
    first = Reconciliation(line.id, WORKSPACE, MONDAY, cursor="a", found=2)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.reconciliations.get(line.id) is None
        uow.reconciliations.save(first)
        uow.reconciliations.save(replace(first, cursor="b", looked_at=MONDAY, found=3, found_at=MONDAY))

    with backing.store.begin(WORKSPACE) as uow:
        assert uow.reconciliations.get(line.id) == Reconciliation(line.id, WORKSPACE, MONDAY, "b", MONDAY, 3, MONDAY)
        assert uow.reconciliations.get(other.id) is None


def test_an_event_from_a_list_is_kept_once_under_its_key(backing: Backing) -> None:
    line = a_line(backing)
    event = StoredEvent(new_id(), WORKSPACE, line.id, line.channel, "listed", "accepted", b"{}", {}, "", "", MONDAY)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.events.add(event, "list:1")
        assert not uow.events.add(replace(event, id=new_id()), "list:1")
        assert uow.events.get(event.id) == event


def test_a_message_of_this_account_is_known_by_its_external_id(backing: Backing) -> None:
    line = a_line(backing)
    a_stored_message(backing, line, external_id="SM1")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.by_external_id(line, "SM1") is not None
        assert uow.messages.by_external_id(line, "SM2") is None
        assert uow.messages.by_external_id(replace(line, account="another"), "SM1") is None
