"""The hot path: whatever arrives, in whatever order and number, is stored once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.errors import StorageDown, UnknownWebhook
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Done, JobType, NewJob
from rejoinder.domain.leads import ConsentState, reference
from rejoinder.domain.messages import UNNAMED_BY_CONTENT, Medium
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Stored, StoredEvent
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres.batches import BatchWriter, is_away
from rejoinder.infrastructure.postgres.patience import Patience
from tests.builders import OTHER_WORKSPACE, WORKSPACE, an_inbound_record
from tests.contracts.backings import Backing, a_backing, a_line
from tests.fakes.clock import MONDAY

WITHDRAWN = {"sms": {"state": "withdrawn", "evidence": "keyword: stop"}}


def take(backing: Backing, line: Connection, body: str = "How much?", **more: object) -> Stored:
    stored = backing.run(backing.inbox.take_message(an_inbound_record(line, body, **more)))  # type: ignore[arg-type]
    assert stored is not None
    return stored


def a_report(line: Connection, **more: object) -> StoredEvent:
    event = StoredEvent(
        id=new_id(),
        workspace_id=line.workspace_id,
        connection_id=line.id,
        channel=line.channel,
        kind="delivered",
        state="accepted",
        body=b'{"status": "delivered"}\x00\xff',
        headers={"content-type": "application/json"},
        url="https://rejoinder.example/",
        subpath="status",
        received_at=MONDAY,
    )
    return replace(event, **more)  # type: ignore[arg-type]


def test_a_message_is_stored_with_event_lead_and_job(backing: Backing) -> None:
    line = a_line(backing)
    stored = take(backing, line, "How much?", event_key="e-1", external_id="SM1")

    (message,) = backing.all_messages()
    (job,) = backing.all_jobs()
    assert (stored.first, stored.message_id, stored.job_id, stored.queue) == (True, message.id, job.id, "reply")
    assert (message.body, message.external_id, message.version) == ("How much?", "SM1", 1)
    assert (job.type, job.status, job.lead_id, job.lane) == (
        JobType.SMS_INBOUND_POST_PROCESS,
        "PENDING",
        message.lead_id,
        message.lead_id,
    )
    assert backing.deliveries() == {"e-1": 1}
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, message.sender)
    assert lead is not None
    assert (lead.id, lead.version, lead.name, lead.follow_ups_paused) == (message.lead_id, 1, "Jane", True)


def test_a_message_keeps_the_moment_at_which_it_reached_us(backing: Backing) -> None:
    """What lay in the spool for a day is a day old."""
    line, yesterday = a_line(backing), MONDAY.replace(year=2020)
    record = an_inbound_record(line, message={"received_at": yesterday})
    backing.run(backing.inbox.take_message(replace(record, event=replace(record.event, received_at=yesterday))))

    (message,) = backing.all_messages()
    assert message.received_at == yesterday


def test_one_event_fifty_times_at_once_is_one_message_and_one_job(backing: Backing) -> None:
    line = a_line(backing)

    async def storm() -> list[Stored | None]:
        return await asyncio.gather(
            *(backing.inbox.take_message(an_inbound_record(line, external_id="SM1")) for _ in range(50))
        )

    answers = backing.run(storm())

    assert None not in answers
    assert sum(answer.first for answer in answers if answer) == 1
    assert len({answer.message_id for answer in answers if answer}) == 1
    assert len(backing.all_messages()) == len(backing.all_jobs()) == 1
    assert backing.deliveries() == {"SM1": 50}
    assert backing.all_messages()[0].version == 1


def test_one_message_told_in_two_events_is_one_message(backing: Backing) -> None:
    line = a_line(backing)
    first = take(backing, line, event_key="webhook-1", external_id="SM1")
    again = take(backing, line, event_key="webhook-2", external_id="SM1")

    assert (again.first, again.message_id) == (False, first.message_id)
    assert len(backing.all_messages()) == len(backing.all_jobs()) == 1
    assert backing.all_messages()[0].version == 1
    assert backing.event_messages() == {first.message_id}, "both events lead to the message that is there"


def keep_unmatched(backing: Backing, line: Connection, key: str) -> StoredEvent:
    event = a_report(line, kind="reply", state="unmatched", reason="no-campaign", body=b"incomplete")
    stored = backing.run(backing.inbox.take_event(event, key, line, None))
    assert stored == Stored(True, None, None, None)
    return event


def kept(backing: Backing, event: StoredEvent) -> StoredEvent:
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.events.get(event.id)
    assert found is not None
    return found


def test_what_nobody_could_place_is_read_again_when_it_comes_again_as_a_message(backing: Backing) -> None:
    line = a_line(backing)
    event = keep_unmatched(backing, line, "e-1")
    again = [take(backing, line, "complete", event_key="e-1", external_id="M1") for _ in range(2)]

    (job,) = backing.all_jobs()
    assert (job.type, job.status, job.lead_id) == (JobType.PROVIDER_EVENT, "PENDING", None)
    assert [(s.first, s.message_id, s.job_id, s.queue) for s in again] == [
        (False, None, job.id, "reply"),
        (False, None, None, "reply"),
    ]
    claimed = backing.jobs.claim(job.id, "worker", 60.0)
    assert claimed is not None
    assert claimed.subject_id == event.id
    assert backing.all_messages() == [], "the job makes it a message"
    now = kept(backing, event)
    assert (now.state, now.body, now.kind, now.received_at) == ("unmatched", b"complete", "message", MONDAY)
    assert backing.deliveries() == {"e-1": 3}


def test_what_nobody_could_place_is_of_the_message_that_came_another_way(backing: Backing) -> None:
    line = a_line(backing)
    event = keep_unmatched(backing, line, "e-1")
    first = take(backing, line, event_key="e-2", external_id="M1")
    again = take(backing, line, event_key="e-1", external_id="M1")

    assert (again.first, again.message_id, again.job_id) == (False, first.message_id, None)
    now = kept(backing, event)
    assert (now.state, now.message_id, now.body) == ("accepted", first.message_id, b"incomplete")
    assert len(backing.all_jobs()) == 1


def test_an_event_that_is_settled_is_not_read_again(backing: Backing) -> None:
    line = a_line(backing)
    event = keep_unmatched(backing, line, "e-1")
    with backing.store.begin(WORKSPACE) as uow:
        uow.events.settle(event.id, "noted", reason="by token:jo")
    take(backing, line, event_key="e-1", external_id="M1")

    assert (kept(backing, event).state, kept(backing, event).body) == ("noted", b"incomplete")
    assert backing.all_jobs() == []


def test_fifty_first_messages_of_one_person_at_once_are_one_lead_in_order(backing: Backing) -> None:
    line = a_line(backing)

    async def burst() -> None:
        await asyncio.gather(*(backing.inbox.take_message(an_inbound_record(line, f"text {n}")) for n in range(50)))

    backing.run(burst())

    messages = backing.all_messages()
    assert len({message.lead_id for message in messages}) == 1
    assert sorted(message.version for message in messages) == list(range(1, 51))
    assert len(backing.all_jobs()) == 50


def test_the_second_message_of_a_person_moves_the_version_on(backing: Backing) -> None:
    line = a_line(backing)
    take(backing, line)
    take(backing, line)

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, "+12025550143")
    assert lead is not None
    assert lead.version == 2
    assert sorted(message.version for message in backing.all_messages()) == [1, 2]


def test_a_known_address_leads_to_its_person_whatever_the_new_id_would_be(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        jane = uow.leads.find_or_create(Medium.EMAIL, "jane@example.com")
        uow.leads.add_address(jane.id, Medium.SMS, "+12025550143")
    take(backing, line)

    assert [message.lead_id for message in backing.all_messages()] == [jane.id]


def test_any_of_a_persons_addresses_leads_to_them_and_all_do_from_then_on(backing: Backing) -> None:
    line = a_line(backing)
    by_id = reference("acme", "c-7")
    take(backing, line, "One", address=by_id)
    take(backing, line, "Two", address="+12025550199", aliases=(by_id,), lead_id=new_id())
    take(backing, line, "Three", address="+12025550199", lead_id=new_id())
    take(backing, line, "Four", address="+12025550188", lead_id=new_id())

    people = {m.body: m.lead_id for m in backing.all_messages()}
    assert people["One"] == people["Two"] == people["Three"] != people["Four"]
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.get(people["One"])
    assert lead is not None
    assert lead.phones == ("+12025550199",), "shown once it is known; a reference never is"


def test_what_a_provider_says_of_a_person_fills_in_what_nobody_knew(backing: Backing) -> None:
    line = a_line(backing)
    take(backing, line, "One", contact=ContactDetails("ana@example.com", "+12025550188"))
    page = "https://www.linkedin.com/in/ana"
    take(backing, line, "Two", contact=ContactDetails("other@example.com", "+12025550177", page))
    take(backing, line, "Three", contact=ContactDetails(linkedin_url="https://www.linkedin.com/in/other"))

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, "+12025550143")
        assert lead is not None
        assert (lead.emails, lead.phones, lead.linkedin_url) == (("ana@example.com",), ("+12025550143",), page)
        assert uow.leads.by_address(Medium.EMAIL, "ana@example.com") is None, "shown, and no proof of who writes"


def test_an_equal_delivery_of_a_message_without_id_is_one_message_and_a_question(backing: Backing) -> None:
    line = a_line(backing)
    first = take(backing, line, "Yes", event_key="e-1", external_id=f"{UNNAMED_BY_CONTENT}h1")
    with backing.store.begin(WORKSPACE) as uow:
        message = uow.messages.get(first.message_id)
        uow.messages.identify(replace(message, external_id="their-7"))
    again = [take(backing, line, "Yes", event_key="e-1", external_id=f"{UNNAMED_BY_CONTENT}h1") for _ in range(2)]

    assert [stored.first for stored in again] == [False, False]
    (event,) = backing.event_ids()
    with backing.store.begin(WORKSPACE) as uow:
        assert [m.id for m in uow.messages.of_event(event)] == [first.message_id]
        assert uow.events.get(event).deliveries == 3
    assert [m.external_id for m in backing.all_messages()] == ["their-7"]
    looks = [job for job in backing.all_jobs() if job.type == JobType.PROVIDER_EVENT]
    assert {job.id for job in looks} == {stored.job_id for stored in again}
    assert len(looks) == 2
    assert backing.deliveries() == {"e-1": 3}


def test_an_equal_delivery_of_a_message_with_an_id_asks_nothing(backing: Backing) -> None:
    line = a_line(backing)
    for _ in range(2):
        take(backing, line, "Yes", event_key="e-1", external_id="SM1")
    assert [job.type for job in backing.all_jobs()] == [JobType.SMS_INBOUND_POST_PROCESS]


def test_a_connection_that_changed_meanwhile_stores_nothing(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.save(replace(line, name="changed"))

    assert backing.run(backing.inbox.take_message(an_inbound_record(line))) is None
    assert backing.run(backing.inbox.take_event(a_report(line), "r-1", line, None)) is None
    assert backing.all_messages() == []
    assert backing.deliveries() == {}
    assert take(backing, replace(line, revision=2)).first


def test_a_removed_or_disabled_connection_stores_nothing(backing: Backing) -> None:
    removed, disabled = a_line(backing), a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.remove(removed.id)
        uow.connections.save(replace(disabled, enabled=False))

    for line in (removed, disabled):
        for revision in (1, 2):
            record = an_inbound_record(replace(line, revision=revision))
            assert backing.run(backing.inbox.take_message(record)) is None
    assert backing.all_messages() == []


def test_an_opt_out_is_honoured_by_the_statement_that_stores_it(backing: Backing) -> None:
    line = a_line(backing)
    take(backing, line, "STOP", consent_change=WITHDRAWN)

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, "+12025550143")
    assert lead is not None
    assert lead.consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
    assert lead.consent_for(Medium.SMS).evidence == "keyword: stop"


def test_an_opt_out_of_a_known_person_leaves_their_other_consents(backing: Backing) -> None:
    line = a_line(backing)
    stored = take(backing, line)
    lead_id = backing.all_messages()[0].lead_id
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.set_consent(lead_id, [Medium.EMAIL], "granted", "form")
    take(backing, line, "STOP", consent_change=WITHDRAWN)

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.get(lead_id)
    assert stored.first
    assert lead is not None
    assert lead.consent_for(Medium.EMAIL).state is ConsentState.GRANTED
    assert lead.consent_for(Medium.SMS).state is ConsentState.WITHDRAWN


def test_a_repeated_opt_out_does_not_undo_a_later_opt_in(backing: Backing) -> None:
    line = a_line(backing)
    take(backing, line, "STOP", consent_change=WITHDRAWN, external_id="SM1")
    granted = {"sms": {"state": "granted", "evidence": "keyword: start"}}
    take(backing, line, "START", consent_change=granted, external_id="SM2")
    take(backing, line, "STOP", consent_change=WITHDRAWN, external_id="SM1")

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, "+12025550143")
    assert lead is not None
    assert lead.consent_for(Medium.SMS).state is ConsentState.GRANTED


def test_a_machine_pauses_no_follow_ups(backing: Backing) -> None:
    take(backing, a_line(backing), message={"automated": True})

    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, "+12025550143")
    assert lead is not None
    assert not lead.follow_ups_paused


def test_a_repeated_delivery_brings_a_missing_job_back(backing: Backing) -> None:
    """A message that was stored without its job (an import, a bug) gets it from the next delivery."""
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.SMS, "+12025550143")
        record = an_inbound_record(line, external_id="SM1")
        orphan = replace(record.message, lead_id=lead.id, version=uow.leads.bump(lead.id))
        assert uow.messages.add_inbound(orphan) is None
    assert backing.all_jobs() == []

    stored = take(backing, line, external_id="SM1")

    (job,) = backing.all_jobs()
    assert (stored.first, stored.message_id, stored.job_id) == (False, orphan.id, job.id)
    assert (job.status, job.lead_id) == ("PENDING", lead.id)


def test_a_repeated_delivery_does_not_run_finished_work_again(backing: Backing) -> None:
    line = a_line(backing)
    stored = take(backing, line, external_id="SM1")
    job = backing.jobs.claim(stored.job_id, "host:1:1", 60.0)
    backing.jobs.settle(job, Done())

    again = take(backing, line, external_id="SM1")

    assert again.job_id is None
    assert [row.status for row in backing.all_jobs()] == ["SUCCEEDED"]


def test_an_event_is_kept_raw_with_one_job_however_often_it_comes(backing: Backing) -> None:
    line = a_line(backing)
    for number in range(3):
        event = a_report(line)
        job = NewJob(JobType.PROVIDER_EVENT, WORKSPACE, event.id)
        stored = backing.run(backing.inbox.take_event(event, "r-1", line, job))
        assert stored is not None
        assert stored.first == (number == 0)

    assert backing.deliveries() == {"r-1": 3}
    (row,) = backing.all_jobs()
    job_now = backing.jobs.claim(row.id, "host:1:1", 60.0)
    with backing.store.begin(WORKSPACE) as uow:
        kept = uow.events.get(job_now.subject_id)
    assert kept is not None
    assert (kept.body, kept.kind, kept.subpath) == (b'{"status": "delivered"}\x00\xff', "delivered", "status")
    assert kept.received_at == MONDAY


def test_one_event_fifty_times_at_once_has_one_job(backing: Backing) -> None:
    line = a_line(backing)

    async def storm() -> None:
        events = [a_report(line) for _ in range(50)]
        await asyncio.gather(
            *(
                backing.inbox.take_event(event, "r-1", line, NewJob(JobType.PROVIDER_EVENT, WORKSPACE, event.id))
                for event in events
            )
        )

    backing.run(storm())

    assert backing.deliveries() == {"r-1": 50}
    assert len(backing.all_jobs()) == 1


def test_an_event_can_be_settled_later(backing: Backing) -> None:
    line = a_line(backing)
    event = a_report(line, state="quarantined", reason="unreadable")
    backing.run(backing.inbox.take_event(event, "r-1", line, None))
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.events.get(event.id) is None
        uow.events.settle(event.id, "noted", reason="Mallory")
    with backing.store.begin(WORKSPACE) as uow:
        uow.events.settle(event.id, "accepted", reason="by jo", message_id="0192f000-0000-7000-8000-0000000000aa")
        kept = uow.events.get(event.id)

    assert kept is not None
    assert (kept.state, kept.reason, kept.message_id) == ("accepted", "by jo", "0192f000-0000-7000-8000-0000000000aa")


def test_an_account_without_workspace_keeps_its_events(backing: Backing) -> None:
    shared = a_line(backing, None)
    event = a_report(shared, state="unrouted", reason="no-workspace")

    stored = backing.run(backing.inbox.take_event(event, "r-1", shared, None))

    assert stored == Stored(True, None, None, None)
    assert backing.deliveries() == {"r-1": 1}


def test_a_key_leads_to_its_connection_and_no_other(backing: Backing) -> None:
    line = a_line(backing, credentials={"token": "s3cret"})
    found = backing.run(backing.inbox.connection_by_key(line.channel, line.webhook_key))

    assert (found.id, found.credentials, found.revision) == (line.id, {"token": "s3cret"}, 1)
    for channel, key in (("fake_sms", "guessed"), ("another", line.webhook_key), ("fake_sms", "")):
        with pytest.raises(UnknownWebhook):
            backing.run(backing.inbox.connection_by_key(channel, key))


def test_the_key_of_a_disabled_connection_is_unknown(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.save(replace(line, enabled=False))

    with pytest.raises(UnknownWebhook):
        backing.run(backing.inbox.connection_by_key(line.channel, line.webhook_key))


def test_a_neighbour_that_cannot_be_stored_does_not_cost_us_ours(backing: Backing) -> None:
    line = a_line(backing)

    async def together() -> list[object]:
        good = [backing.inbox.take_message(an_inbound_record(line, f"text {n}")) for n in range(5)]
        bad = backing.inbox.take_message(an_inbound_record(line, message={"body": "a\x00b"}))
        return await asyncio.gather(*good[:2], bad, *good[2:], return_exceptions=True)

    answers = backing.run(together())

    assert [isinstance(answer, Stored) for answer in answers] == [True, True, False, True, True, True]
    assert len(backing.all_messages()) == 5


# --- whose fault it is --------------------------------------------------------------------------------


@pytest.fixture
def real() -> Any:
    with a_backing("postgres") as opened:
        yield opened


def test_an_id_that_no_index_takes_is_not_called_an_outage(real: Backing) -> None:
    """54000 is an OperationalError, but the database is there: waiting would not help."""
    line, long = a_line(real), "".join(new_id() for _ in range(400))
    report = a_report(line)

    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        take(real, line, external_id=long)
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        real.run(real.inbox.take_event(report, long, line, None))
    assert take(real, line).first


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("no sqlstate: the connection is lost"), True),
        (psycopg.InterfaceError("closed"), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.IoError(), True),
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.QueryCanceled(), True),
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.ProgramLimitExceeded(), False),
        (psycopg.errors.ObjectInUse(), False),
        (psycopg.errors.CheckViolation(), False),
        (psycopg.DataError(), False),
        (ValueError(), False),
    ],
)
def test_only_what_may_pass_by_waiting_is_an_outage(error: Exception, away: bool) -> None:
    assert is_away(error) is away


class Writer(BatchWriter):
    """A writer whose statement is a function of the value."""

    def __init__(self, **wrong: BaseException) -> None:
        super().__init__(None, None, Patience(), at_once=1)  # type: ignore[arg-type]
        self.wrong = wrong

    async def _together(self, batch: Any) -> list[dict[str, Any]]:
        await asyncio.sleep(0)
        for waiting in batch:
            if waiting.subject in self.wrong:
                raise self.wrong[waiting.subject]
        return [{"subject": waiting.subject} for waiting in batch]

    async def write_all(self, *subjects: Any) -> list[Any]:
        answers = asyncio.gather(*(self.write(WORKSPACE, subject, {}) for subject in subjects), return_exceptions=True)
        return await asyncio.wait_for(answers, 5)


def test_a_bug_costs_only_the_one_whose_it_is_and_the_writer_lives_on() -> None:
    async def story() -> None:
        writer = Writer(b=TypeError("a bug"))
        first = await writer.write_all("a", "b", "c")
        assert [type(answer) for answer in first] == [dict, TypeError, dict]
        assert await writer.write_all("d") == [{"subject": "d"}]
        await writer.close()

    asyncio.run(story())


def test_what_breaks_outside_the_statement_leaves_nobody_waiting() -> None:
    async def story() -> None:
        writer = Writer()
        assert [type(answer) for answer in await writer.write_all("a", None)] == [StorageDown, StorageDown]
        assert await writer.write_all("b") == [{"subject": "b"}]
        await writer.close()

    asyncio.run(story())


def test_a_writer_that_ended_is_replaced_and_leaves_nobody_waiting() -> None:
    async def story() -> None:
        writer = Writer(b=asyncio.CancelledError())
        assert [type(answer) for answer in await writer.write_all("a", "b", "c")] == [StorageDown] * 3
        assert await writer.write_all("d") == [{"subject": "d"}]
        await writer.close()

    asyncio.run(story())


def test_an_event_says_how_often_it_has_come(backing: Backing) -> None:
    line = a_line(backing)
    counts = []
    for _ in range(4):
        stored = backing.run(backing.inbox.take_event(a_report(line), "r-1", line, None))
        assert stored is not None
        counts.append(stored.deliveries)

    assert counts == [1, 2, 3, 4]


class SlowWriter(Writer):
    """A writer whose first statement is held up until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self._at_once = 4
        self.let_go = asyncio.Event()
        self.began = 0

    async def _together(self, batch: Any) -> list[dict[str, Any]]:
        self.began += 1
        if self.began == 1:
            await self.let_go.wait()
        return await super()._together(batch)


def test_what_waits_behind_a_statement_that_is_held_up_goes_past_it_without_another_caller() -> None:
    async def story() -> None:
        writer = SlowWriter()
        first = asyncio.create_task(writer.write(WORKSPACE, "a", {}))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert await asyncio.wait_for(writer.write(WORKSPACE, "b", {}), 5) == {"subject": "b"}
        assert not first.done()
        writer.let_go.set()
        assert await first == {"subject": "a"}
        await writer.close()

    asyncio.run(story())


# --- an account that several share, and a number that changed hands -------------------------------


def a_shared_line(backing: Backing) -> tuple[Connection, Number]:
    """An account of no workspace, with one number."""
    shared = a_line(backing, workspace_id=None)
    number = Number(new_id(), "+13125550190", NumberRole.SYSTEM, shared.id)
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.numbers.add(number)
    return shared, number


def lent(backing: Backing, line: tuple[Connection, Number], workspace_id: str | None) -> Connection:
    """The account as the number's new owner uses it."""
    shared, number = line
    role = NumberRole.OPERATIONAL if workspace_id else NumberRole.SYSTEM
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        uow.numbers.save(replace(number, workspace_id=workspace_id, role=role))
    return replace(shared, workspace_id=workspace_id)


@pytest.mark.parametrize(
    ("first", "later"), [(WORKSPACE, OTHER_WORKSPACE), (WORKSPACE, None), (None, WORKSPACE)], ids=str
)
def test_a_report_that_comes_again_when_the_number_has_another_owner_is_known_and_counted(
    backing: Backing, first: str | None, later: str | None
) -> None:
    line = a_shared_line(backing)
    for owner in (first, later):
        used = lent(backing, line, owner)
        report = a_report(used)
        job = NewJob(JobType.PROVIDER_EVENT, owner, report.id) if owner else None
        stored = backing.run(backing.inbox.take_event(report, "report-1", used, job))
        assert stored is not None
        assert (stored.first, stored.deliveries) == ((True, 1) if owner == first else (False, 2))
    assert backing.deliveries() == {"report-1": 2}
    assert len(backing.all_jobs()) == (1 if first else 0), "nobody else's event is applied for the new owner"


def test_a_text_that_comes_again_when_the_number_has_another_owner_is_one_message(backing: Backing) -> None:
    line = a_shared_line(backing)
    take(backing, lent(backing, line, WORKSPACE), event_key="in:SM1", external_id="SM1")
    again = take(backing, lent(backing, line, OTHER_WORKSPACE), event_key="in:SM1", external_id="SM1")
    assert not again.first
    assert [message.workspace_id for message in backing.all_messages()] == [WORKSPACE]
    assert len(backing.all_jobs()) == 1
