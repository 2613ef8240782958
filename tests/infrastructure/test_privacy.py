"""Forgetting a person: nothing that names or quotes them is left, and what they forbade stays forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from rejoinder.application.inbound.record_call import Told, record_call
from rejoinder.application.replies.tell_unreachable import tell_unreachable
from rejoinder.domain.calls import Call, CallFacts, CallStatus, Line, Speaker, Teller
from rejoinder.domain.ids import lead_id_for, new_id
from rejoinder.domain.intakes import Intake, IntakeMessage, TextState
from rejoinder.domain.jobs import GiveUp
from rejoinder.domain.leads import ConsentState, Lead
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.outgoing import Endpoint
from rejoinder.domain.owners import OwnerRequest
from rejoinder.domain.ports.channels import CallSeen, WebhookRequest
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, StoredEvent
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.privacy import PostgresPrivacy
from rejoinder.infrastructure.postgres.store import PostgresStore
from rejoinder.infrastructure.vault import Vault
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_new_job, an_inbound_record
from tests.channels.samples import every_channel
from tests.contracts.backings import PostgresBacking, a_backing, a_line, a_stored_draft, a_stored_message
from tests.fakes.doorbell import FakeDoorbell

PHONE, MAIL, MEMBER = "+12025550143", "jane@example.com", "member-jane"


@dataclass
class House:
    backing: PostgresBacking
    line: Connection

    @property
    def privacy(self) -> PostgresPrivacy:
        return PostgresPrivacy(self.backing.engine, Vault(["a key of the tests"]))

    def export(self, lead_id: str, *, everywhere: bool = True) -> dict[str, Any]:
        found = self.privacy.export(WORKSPACE, lead_id, everywhere=everywhere)
        assert found is not None
        return found

    def everything(self) -> str:
        """All rows of all tables, readable."""
        tables = self.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        kept = [row for table in tables for row in self.rows(f'SELECT row_to_json(t)::text FROM "{table}" t')]
        return "\n".join([*kept, *self.rows("SELECT encode(body, 'escape') FROM events")])

    def erase(self, lead_id: str) -> bool:
        return self.privacy.erase(WORKSPACE, lead_id, "token:jo")

    def lead(self, lead_id: str) -> Lead:
        with self.backing.store.begin(WORKSPACE) as uow:
            found = uow.leads.get(lead_id)
        assert found is not None
        return found

    def consent(self, lead_id: str) -> dict[Medium, ConsentState]:
        return {medium: known.state for medium, known in self.lead(lead_id).consent.items()}

    def rows(self, sql: str) -> list[str]:
        with transaction(self.backing.engine, EVERY_WORKSPACE) as db:
            return [str(row[0]) for row in db.execute(text(sql))]

    def an_event(self, body: bytes = b"raw words") -> StoredEvent:
        event = StoredEvent(
            id=new_id(),
            workspace_id=WORKSPACE,
            connection_id=self.line.id,
            channel=self.line.channel,
            kind="status",
            state="accepted",
            body=body,
            headers={"user-agent": "provider"},
            url="https://rejoinder.example/",
            subpath="",
            received_at=self.backing.now(),
        )
        self.backing.run(self.backing.inbox.take_event(event, event.id, self.line, None))
        return event

    def event(self, event_id: str) -> StoredEvent:
        with self.backing.store.begin(WORKSPACE) as uow:
            found = uow.events.get(event_id)
        assert found is not None
        return found


@pytest.fixture
def house() -> Iterator[House]:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        yield House(backing, a_line(backing))


@pytest.fixture
def jane(house: House) -> Message:
    """She wrote from her phone first; we also know her mail address and her profile."""
    message = a_stored_message(house.backing, house.line, sender=PHONE)
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.leads.add_address(message.lead_id, Medium.EMAIL, MAIL)
        uow.leads.add_address(message.lead_id, Medium.LINKEDIN, MEMBER)
    return message


def opted_out(house: House, lead_id: str, *media: Medium) -> None:
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.leads.set_consent(lead_id, list(media), "withdrawn", "keyword: stop")
        uow.leads.set_consent(lead_id, [Medium.VOICE], "granted", "said so")


def writes_again(house: House, kind: str, address: str) -> str:
    """Through the one statement that every delivery takes; returns the lead."""
    record = an_inbound_record(
        house.line,
        "Hello again",
        address=address,
        address_kind=kind,
        lead_id=lead_id_for(WORKSPACE, kind, address),
        message={"medium": {"phone": Medium.SMS, "email": Medium.EMAIL, "linkedin": Medium.LINKEDIN}[kind]},
    )
    stored = house.backing.run(house.backing.inbox.take_message(record))
    with house.backing.store.begin(WORKSPACE) as uow:
        message = uow.messages.get(stored.message_id)
    assert message is not None
    return str(message.lead_id)


@pytest.mark.parametrize(("kind", "address"), [("phone", PHONE), ("email", MAIL), ("linkedin", MEMBER)])
def test_an_opt_out_outlives_the_erasure_on_every_address_of_the_person(
    house: House, jane: Message, kind: str, address: str
) -> None:
    opted_out(house, jane.lead_id, Medium.SMS, Medium.EMAIL)
    assert house.erase(jane.lead_id)

    consent = house.consent(writes_again(house, kind, address))

    assert consent[Medium.SMS] is ConsentState.WITHDRAWN
    assert consent[Medium.EMAIL] is ConsentState.WITHDRAWN
    assert Medium.LINKEDIN not in consent


def test_an_address_found_outside_the_hot_path_is_just_as_forbidden(house: House, jane: Message) -> None:
    opted_out(house, jane.lead_id, Medium.EMAIL)
    house.erase(jane.lead_id)
    with house.backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.EMAIL, MAIL)

    assert lead.has_opted_out(Medium.EMAIL, "channel")


@pytest.mark.parametrize(("medium", "address"), [(Medium.SMS, PHONE), (Medium.EMAIL, MAIL)])
def test_an_erased_address_that_is_linked_to_somebody_else_brings_its_opt_out(
    house: House, jane: Message, medium: Medium, address: str
) -> None:
    opted_out(house, jane.lead_id, medium)
    house.erase(jane.lead_id)
    other = a_stored_message(house.backing, house.line, sender="+12025550177")
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.leads.set_consent(other.lead_id, [medium], "granted", "START")
        uow.leads.add_address(other.lead_id, medium, address)

    assert house.consent(other.lead_id) == {medium: ConsentState.WITHDRAWN}


def test_nothing_that_names_the_person_is_left(house: House, jane: Message) -> None:
    opted_out(house, jane.lead_id, Medium.SMS)
    house.erase(jane.lead_id)

    for table in ("leads", "lead_addresses", "messages", "timeline", "events"):
        kept = " ".join(house.rows(f"SELECT row_to_json(t)::text FROM {table} t"))
        assert not any(name in kept for name in (PHONE, MAIL, MEMBER, "stop")), table


def test_a_providers_words_about_a_failure_are_forgotten_too(house: House, jane: Message) -> None:
    words, queue = f"The number {PHONE} cannot be reached.", house.backing.jobs
    with house.backing.store.begin(WORKSPACE) as uow:
        new = a_new_job(message_id=jane.id, lead_id=jane.lead_id)
        uow.queue.enqueue(new)
    (row,) = house.backing.all_jobs()
    job = queue.claim(row.id, "worker", 60.0)
    assert queue.settle(job, GiveUp(words, "recipient-refused"))
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.alerts.raise_alert("dead-letter", row.id, severity="high", title=words, workspace_id=WORKSPACE)
        uow.alerts.raise_alert("dead-letter", "another", severity="high", title="Others stay.", workspace_id=WORKSPACE)
    house.erase(jane.lead_id)

    for table in ("jobs", "job_attempts", "alerts"):
        kept = " ".join(house.rows(f"SELECT row_to_json(t)::text FROM {table} t"))
        assert PHONE not in kept, table
    assert house.backing.job(row.id).last_error_code == "recipient-refused"
    assert {alert.title for alert in house.backing.open_alerts()} == {"About a person who was erased.", "Others stay."}


def test_somebody_who_forbade_nothing_leaves_no_tombstone(house: House, jane: Message) -> None:
    house.erase(jane.lead_id)

    assert house.rows("SELECT count(*) FROM leads") == ["1"]
    assert house.consent(writes_again(house, "email", MAIL)) == {}


def test_the_tombstones_are_no_leads_for_anybody(house: House, jane: Message) -> None:
    opted_out(house, jane.lead_id, Medium.SMS)
    house.erase(jane.lead_id)

    assert house.rows("SELECT count(*) FROM leads") == ["3"]
    assert house.rows("SELECT count(*) FROM leads WHERE erased_at IS NULL") == ["0"]


# --- raw deliveries --------------------------------------------------------------------------------


def test_raw_deliveries_about_the_person_are_emptied_although_they_are_no_messages(house: House, jane: Message) -> None:
    about_her, about_nobody = house.an_event(), house.an_event()
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.events.concerns(about_her.id, jane.lead_id)
    house.erase(jane.lead_id)

    emptied = house.event(about_her.id)
    assert (emptied.body, emptied.headers, emptied.url) == (b"", {}, "")
    assert house.event(about_nobody.id).body == b"raw words"


def test_a_raw_delivery_that_is_found_to_be_about_an_erased_person_is_emptied_at_once(
    house: House, jane: Message
) -> None:
    late = house.an_event()
    house.erase(jane.lead_id)
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.events.concerns(late.id, jane.lead_id)

    assert (house.event(late.id).body, house.event(late.id).url) == (b"", "")


def test_a_call_is_forgotten_with_its_person_and_a_late_report_brings_nothing_back(house: House, jane: Message) -> None:
    event = house.an_event()
    facts = CallFacts(
        "call-1",
        Teller.REPORT,
        status=CallStatus.ENDED,
        caller=PHONE,
        caller_name="Jane",
        lines=(Line(Speaker.CALLER, "my words"),),
        lines_by=Teller.REPORT,
        transcript="User: my words",
        summary="Jane asked for a price.",
        structured={"name": "Jane"},
        recording_url="https://storage.example/jane.wav",
    )
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.calls.save(Call(new_id(), WORKSPACE, house.line.id, "vapi", facts, lead_id=jane.lead_id))
        uow.events.concerns(event.id, jane.lead_id)
    exported = house.export(jane.lead_id)
    assert exported["calls"][0]["transcript"] == "User: my words"

    assert house.erase(jane.lead_id)
    late = house.an_event()
    told = Told(late.id, WebhookRequest("POST", "", "", {}, b"", house.backing.now()), "report", house.backing.now())
    with house.backing.store.begin(WORKSPACE) as uow:
        record_call(uow, house.line, every_channel()["vapi"], CallSeen(facts), told)

    left = house.rows("SELECT row_to_json(c)::text FROM calls c") + house.rows(
        "SELECT encode(body, 'escape') FROM events"
    )
    for word in (PHONE, "Jane", "my words", "jane.wav", "raw words"):
        assert not [row for row in left if word in row], word


# --- who reached a number of nobody ---------------------------------------------------------------

BODY = b"From=%2B12025550143&To=%2B13125550190&Body=my+words"


def an_intake(house: House, *, of: str | None = None, lead: str | None = None, opted_out: bool = False) -> Intake:
    """Jane called a number of nobody, and answered the text; a workspace was given that, or not."""
    intake = Intake(
        id=new_id(),
        connection_id=house.line.id,
        channel="twilio_voice",
        caller=PHONE,
        called="+13125550190",
        role=NumberRole.SYSTEM,
        reason="unregistered",
        text_state=TextState.UNDELIVERED,
        at=house.backing.now(),
        root_call_id=new_id(),
        text_reason=f"{PHONE} is not reachable",
        opted_out=opted_out,
    )
    kept = house.an_event(BODY)
    with house.backing.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.intakes.add(intake)
        said = IntakeMessage(new_id(), intake.id, kept.id, new_id(), PHONE, intake.called, "my words", intake.at)
        assert uow.intakes.add_message(said)
        subject = intake.root_call_id or ""
        tell_unreachable(uow, of, subject, PHONE, "undelivered", called=intake.called, intake=intake.id)
        uow.alerts.raise_alert("system-intake-message", intake.id, severity="high", title="+1202…43 wrote")
        if of is not None:
            uow.intakes.assign(replace(intake, workspace_id=of, lead_id=lead), "token:jo")
    with transaction(house.backing.engine, EVERY_WORKSPACE) as db:
        db.execute(text("UPDATE events SET workspace_id = :w WHERE id = :e"), {"w": of, "e": kept.id})
    return intake


def test_what_lies_in_intakes_of_their_number_goes_with_the_person(house: House, jane: Message) -> None:
    for of, lead in ((None, None), (WORKSPACE, None), (WORKSPACE, jane.lead_id)):
        an_intake(house, of=of, lead=lead)
    status = house.an_event(b"CallSid=CA1&From=%2B12025550143&CallStatus=no-answer")
    with transaction(house.backing.engine, EVERY_WORKSPACE) as db:
        db.execute(text("UPDATE events SET workspace_id = NULL WHERE id = :e"), {"e": status.id})
    told = house.export(jane.lead_id)
    assert [len(told[name]) for name in ("system_intakes", "system_intake_messages", "alerts")] == [3, 3, 6]

    assert house.erase(jane.lead_id)

    left = house.everything()
    for word in (PHONE, PHONE[1:], "my words", "my+words", "wrote"):
        assert word not in left, word
    assert house.rows("SELECT count(*) FROM system_intakes") == ["3"], "how many there were belongs to nobody"
    assert house.rows("SELECT count(*) FROM system_intakes WHERE assigned_at IS NULL") == ["0"], "none waits"


def test_what_another_workspace_was_given_stays_with_it(house: House, jane: Message) -> None:
    an_intake(house, of=OTHER_WORKSPACE)
    assert house.export(jane.lead_id)["system_intakes"] == []
    house.erase(jane.lead_id)
    assert house.rows("SELECT caller FROM system_intakes") == [PHONE]
    assert house.rows("SELECT body FROM system_intake_messages") == ["my words"]


def test_what_is_nobodys_yet_is_shown_to_no_workspace(house: House, jane: Message) -> None:
    an_intake(house)
    told = house.export(jane.lead_id, everywhere=False)
    assert (told["system_intakes"], told["system_intake_messages"], told["alerts"]) == ([], [], [])


@pytest.mark.parametrize("by_a_release_before_the_hashes", [True, False])
def test_whoever_wanted_no_text_of_the_fail_safe_gets_none_after_the_erasure(
    house: House, jane: Message, by_a_release_before_the_hashes: bool
) -> None:
    an_intake(house, opted_out=by_a_release_before_the_hashes)
    with house.backing.store.begin(EVERY_WORKSPACE) as uow:
        if not by_a_release_before_the_hashes:
            uow.intakes.forbid(PHONE)
        assert uow.intakes.has_opted_out(PHONE)
    house.erase(jane.lead_id)

    with house.backing.store.begin(EVERY_WORKSPACE) as uow:
        assert (uow.intakes.has_opted_out(PHONE), uow.intakes.has_opted_out("+12025550199")) == (True, False)
    assert PHONE[1:] not in house.everything()


def test_an_opt_out_is_found_after_the_key_was_renewed(house: House) -> None:
    with house.backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.intakes.forbid(PHONE)
    renewed = PostgresStore(house.backing.engine, Vault(["a new key", "a key of the tests"]), FakeDoorbell())
    with renewed.begin(EVERY_WORKSPACE) as uow:
        assert uow.intakes.has_opted_out(PHONE)
        uow.intakes.allow(PHONE)
    with house.backing.store.begin(EVERY_WORKSPACE) as uow:
        assert not uow.intakes.has_opted_out(PHONE)


def test_calls_that_nobody_was_made_a_lead_for_and_missed_ones_go_too(house: House, jane: Message) -> None:
    facts = CallFacts("call-7", Teller.CARRIER, caller=PHONE, called="+13125550190", transcript="User: my words")
    with house.backing.store.begin(WORKSPACE) as uow:
        uow.calls.save(Call(new_id(), WORKSPACE, house.line.id, "twilio_voice", facts))
        uow.missed_calls.add(MissedCall(WORKSPACE, "CA7", new_id(), PHONE, "+13125550190", "unreachable", "x"))
    told = house.export(jane.lead_id)
    assert [(row["caller"], row["ending"]) for row in told["missed_calls"]] == [(PHONE, "unreachable")]
    assert [row["external_id"] for row in told["calls"]] == ["call-7"]
    house.erase(jane.lead_id)
    assert PHONE not in house.everything()
    assert "my words" not in house.everything()


def test_what_the_owner_was_asked_about_the_person_is_over_and_shown_without_the_owners_number(
    house: House, jane: Message
) -> None:
    draft = a_stored_draft(house.backing, jane)
    ask = OwnerRequest(
        id=new_id(),
        workspace_id=WORKSPACE,
        code="AB12",
        lead_id=jane.lead_id,
        message_id=jane.id,
        draft_id=draft.id,
        draft_version=1,
        phone="+12025550100",
        expires_at=house.backing.now() + timedelta(hours=1),
    )
    with house.backing.store.begin(WORKSPACE) as uow:
        assert uow.owner_requests.add(ask)
    (shown,) = house.export(jane.lead_id)["owner_requests"]
    assert (shown["code"], shown["state"], shown["phone"]) == ("AB12", "open", None)
    house.erase(jane.lead_id)
    assert house.rows("SELECT state FROM owner_requests") == ["stale"]
    with house.backing.store.begin(WORKSPACE) as uow:
        assert list(uow.owner_requests.open()) == []


def test_an_owner_who_is_forgotten_is_named_by_no_request(house: House, jane: Message) -> None:
    other = a_stored_message(house.backing, house.line, sender="+12025550177")
    draft = a_stored_draft(house.backing, other)
    ids = {"lead_id": other.lead_id, "message_id": other.id, "draft_id": draft.id}
    ask = OwnerRequest(
        id=new_id(), workspace_id=WORKSPACE, code="AB12", draft_version=1, phone=PHONE,
        expires_at=house.backing.now() + timedelta(hours=1), **ids,
    )  # fmt: skip
    with house.backing.store.begin(WORKSPACE) as uow:
        assert uow.owner_requests.add(ask)
    house.erase(jane.lead_id)
    assert PHONE not in house.everything()


def test_what_users_own_systems_were_told_about_an_unreachable_caller_goes_too(house: House, jane: Message) -> None:
    with house.backing.store.begin(WORKSPACE) as uow:
        secret, types = "whsec_" + "a" * 32, ("alert.raised",)
        uow.endpoints.add(Endpoint(new_id(), WORKSPACE, "ours", "https://crm.example/hook", types, (secret,)))
        tell_unreachable(uow, WORKSPACE, "CA9", PHONE, "landline")
    assert house.rows("SELECT count(*) FROM webhook_deliveries") == ["1"]
    house.erase(jane.lead_id)
    assert PHONE not in house.everything()
