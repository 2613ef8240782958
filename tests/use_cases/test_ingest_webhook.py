"""One delivery of a provider becomes one stored fact, whatever happens next."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from rejoinder.application.inbound import ingest_webhook
from rejoinder.application.inbound.import_message import ImportMessage
from rejoinder.domain.errors import InvalidInput, SignatureRejected, StorageDown, UnknownWebhook
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Medium
from tests.builders import a_connection
from tests.world import World

SECRET = "a secret of the provider"


def signed_line(world: World):
    return world.connect(a_connection(world.workspace.id, webhook_secrets=(SECRET, "the one before")))


def events(world: World):
    return [row.event for row in world.database.tables.events.values()]


def test_a_message_is_stored_with_its_job_and_answered_at_once(world: World) -> None:
    answer = world.deliver({"id": "in-1", "body": "How much?"})

    assert json.loads(answer.body) == {"success": True}
    (message,) = world.database.tables.messages.values()
    (job,) = world.jobs_of()
    assert (message.body, message.disposition, message.version) == ("How much?", "processing", 1)
    assert (job.type, job.status) == ("SMS_INBOUND_POST_PROCESS", JobStatus.PENDING)
    assert (job.workspace_id, job.lead_id, job.message_id) == (world.workspace.id, message.lead_id, message.id)
    assert job.dedupe_key == f"{world.workspace.id}:{message.id}:SMS_INBOUND_POST_PROCESS"
    assert [bell.job_id for bell in world.doorbell.rung] == [job.id]
    assert world.ai.asked == [], "no AI while the provider waits"


def test_the_same_delivery_again_is_answered_alike_and_changes_nothing(world: World) -> None:
    first = world.deliver({"id": "in-1", "body": "How much?"})
    again = world.deliver({"id": "in-1", "body": "How much?"})

    assert again == first
    assert len(world.database.tables.messages) == len(world.jobs_of()) == 1
    assert [row.deliveries for row in world.database.tables.events.values()] == [2]


def test_a_repeated_delivery_after_the_work_is_done_starts_nothing_anew(world: World) -> None:
    world.deliver({"id": "in-1", "body": "How much?"})
    world.wait()
    world.deliver({"id": "in-1", "body": "How much?"})
    world.wait()

    assert len(world.sent_texts()) == 1


def test_a_delivery_under_an_unknown_key_is_refused_and_counted(world: World) -> None:
    with pytest.raises(UnknownWebhook):
        world.deliver({"id": "in-1", "body": "Hi"}, key="guessed")

    assert world.container.refusals().take().keys() == {
        ("00000000-0000-0000-0000-000000000000", "fake_sms", "unknown-key")
    }
    assert not events(world)


@pytest.mark.parametrize(("shown", "reason"), [("", "missing-signature"), ("wrong", "wrong-signature")])
def test_a_delivery_with_a_bad_signature_is_refused_counted_and_not_kept(world: World, shown: str, reason: str) -> None:
    line = signed_line(world)

    for _ in range(3):
        with pytest.raises(SignatureRejected):
            world.deliver({"id": "in-1", "body": "Hi"}, line=line, secret=shown)

    ((place, refused),) = world.container.refusals().take().items()
    assert (place, refused.count) == ((line.id, "fake_sms", reason), 3)
    assert refused.first_at <= refused.last_at
    assert not events(world)


def test_while_a_secret_is_rotated_both_are_taken(world: World) -> None:
    line = signed_line(world)

    world.deliver({"id": "in-1", "body": "Hi"}, line=line, secret=SECRET)
    world.deliver({"id": "in-2", "body": "Hi"}, line=line, secret="the one before")

    assert len(world.database.tables.messages) == 2


@pytest.mark.parametrize("subpath", ["nothing", "STATUS", "status/more"])
def test_a_path_that_the_channel_does_not_have_is_unknown(world: World, subpath: str) -> None:
    with pytest.raises(UnknownWebhook):
        world.deliver({"id": "in-1", "body": "Hi"}, subpath=subpath)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"id": "x"}',
        b'{"id": "x", "body": "Hi", "surprise": 1}',
        b"\xff\xfe\x00",
        b"[" * 5_000,
    ],
)
def test_what_cannot_be_read_is_quarantined_raw_and_answered_kindly(world: World, payload: bytes) -> None:
    answer = world.deliver(payload)

    assert answer.status == 200
    (event,) = events(world)
    assert (event.state, event.kind, event.body) == ("quarantined", "unreadable", payload)
    assert event.reason
    assert not world.database.tables.messages


def test_the_same_unreadable_bytes_are_kept_once(world: World) -> None:
    for _ in range(3):
        world.deliver(b"not json")
    world.deliver(b"not json either")

    assert sorted(row.deliveries for row in world.database.tables.events.values()) == [1, 3]


@pytest.mark.parametrize(
    "hostile",
    [
        {"body": "Hi\x00 there \ud800 \udfff"},
        {"body": "Hi", "sender_name": "Bobby\x00Tables"},
        {"body": "Hi", "subject": "\x00", "conversation": "\ud83d"},
        {"body": "x" * 400_000},
        {"body": "‮" * 5_000},
        {"body": "<script>alert(1)</script>", "html": "<b>\x00</b>"},
        {"body": ""},
    ],
)
def test_hostile_text_is_stored_in_a_form_that_postgres_takes(world: World, hostile: dict[str, str]) -> None:
    world.deliver({"id": "in-1", **hostile})

    (message,) = world.database.tables.messages.values()
    assert "\x00" not in message.body + message.subject + message.html + message.conversation


def test_what_stands_in_the_key_of_the_address_is_not_kept(world: World) -> None:
    world.deliver({"id": "in-1", "body": "Hi"})

    assert world.line().webhook_key not in events(world)[0].url


def test_only_harmless_headers_are_kept(world: World) -> None:
    line = signed_line(world)
    world.deliver({"id": "in-1", "body": "Hi"}, line=line)

    assert SECRET not in repr(events(world)[0].headers)
    assert "content-type" in events(world)[0].headers


def test_an_account_without_a_workspace_keeps_the_delivery_as_unrouted(world: World) -> None:
    shared = world.connect(a_connection(None))

    answer = world.deliver({"id": "in-1", "body": "Hi"}, line=shared)

    assert answer.status == 200
    assert [(event.state, event.reason) for event in events(world)] == [("unrouted", "no-workspace")]


@pytest.mark.parametrize(
    ("stated", "state", "reason"),
    [
        ({"fact": "noted", "id": "1", "reason": "typing"}, "noted", "typing"),
        ({"fact": "unmatched", "id": "1", "reason": "no-campaign", "body": "Hi"}, "unmatched", "no-campaign"),
    ],
)
def test_what_is_no_message_is_kept_with_its_reason_and_no_job(
    world: World, stated: dict[str, str], state: str, reason: str
) -> None:
    world.deliver(stated)

    assert [(event.state, event.reason) for event in events(world)] == [(state, reason)]
    assert not world.jobs_of()


def test_a_delivery_report_gets_a_job_once(world: World) -> None:
    report = {"fact": "delivery", "id": "1", "status": "delivered", "provider_message_id": "fake-1"}

    world.deliver(report)
    world.deliver(report)

    assert [job.type for job in world.jobs_of()] == ["PROVIDER_EVENT"]


def test_the_second_message_of_a_person_moves_the_conversation_on(world: World) -> None:
    first, second = world.a_text("Hi"), world.a_text("How much?")

    assert first.lead_id == second.lead_id
    assert (first.version, second.version) == (1, 2)
    assert world.lead_of(first).version == 2


def test_an_opt_out_withdraws_consent_before_any_work_is_done(world: World) -> None:
    message = world.a_text("STOP")

    assert world.lead_of(message).consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
    assert message.opt_out
    assert world.ai.asked == []


def test_a_reply_pauses_the_follow_ups_and_a_machine_does_not(world: World) -> None:
    person = world.a_text("Let me think")
    machine = world.a_text(
        "I am away", channel="fake_smartlead", subject="Automatic reply: Hi", provider_automated=True
    )

    assert world.lead_of(person).follow_ups_paused_reason == "lead-replied"
    assert not world.lead_of(machine).follow_ups_paused


# --- what nobody expected ---------------------------------------------------------------------------


def breaks(*_: object, **__: object):
    raise RuntimeError("a bug")


def test_a_bug_in_the_reader_costs_nothing_but_the_reading(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    line = world.line()
    monkeypatch.setattr(world.providers["fake_sms"].channel.reader, "read", breaks)
    answers = [world.deliver({"id": "in-1", "body": "Hi"}, line=line) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    ((event, key, deliveries),) = [(r.event, r.key, r.deliveries) for r in world.database.tables.events.values()]
    assert (event.state, event.reason, json.loads(event.body)["id"]) == ("quarantined", "reader-failed", "in-1")
    assert key.startswith("body:")
    assert deliveries == 2
    assert any(entry.exc_info for entry in caplog.records)

    monkeypatch.undo()
    world.container.web().replay_event(world.workspace.id, event.id, "jo")
    assert [message.body for message in world.database.tables.messages.values()] == ["Hi"]


def test_a_bug_in_the_verifier_proves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    line = world.line()
    monkeypatch.setattr(world.providers["fake_sms"].channel.reader, "verify", breaks)
    with pytest.raises(SignatureRejected) as refused:
        world.deliver({"id": "in-1", "body": "Hi"}, line=line)

    assert refused.value.reason == "verifier-failed"
    assert events(world) == []
    assert any(entry.exc_info for entry in caplog.records)


def test_a_bug_in_the_screening_keeps_the_raw_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_webhook, "screen", breaks)

    assert world.deliver({"id": "in-1", "body": "Hi"}).status == 200
    assert [(event.state, event.reason) for event in events(world)] == [("quarantined", "reader-failed")]


def test_values_that_the_database_refuses_keep_the_raw_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.inbox, "take_message", breaks)

    assert world.deliver({"id": "in-1", "body": "Hi"}).status == 200
    assert [(event.state, event.reason) for event in events(world)] == [("quarantined", "not-storable")]
    assert world.spool.is_empty()


@pytest.mark.parametrize("fact", [{"body": "Hi"}, {"fact": "noted", "reason": "typing"}])
def test_an_event_key_that_cannot_be_stored_is_stored_without_that(world: World, fact: dict[str, str]) -> None:
    world.deliver({"id": "in-1", "key": "a\x00b\ud800", **fact})
    world.deliver({"id": "in-2", "key": "\x00", **fact})
    world.deliver({"id": "in-3", "key": "\x00", **fact})

    first, *others = [row.key for row in world.database.tables.events.values()]
    assert first == "ab"
    assert len({key[:5] for key in others}) == 1 < len(set(others)), "two events without a key are not one"


def test_ids_that_no_index_takes_become_their_hash(world: World) -> None:
    for end in "aab":
        world.deliver({"id": "x" * 6000 + end, "body": "Hi"})
    world.deliver({"id": "x" * 512, "body": "Hi"})

    ids = {message.external_id for message in world.database.tables.messages.values()}
    keys = {row.key for row in world.database.tables.events.values()}
    assert ids == keys
    assert sorted(len(own) for own in ids) == [71, 71, 512]
    assert sum(own.startswith("sha256:") for own in ids) == 2


@pytest.mark.parametrize(
    ("ahead", "kept"), [(timedelta(hours=23), True), (timedelta(hours=25), False), (timedelta(days=-20_000), False)]
)
def test_a_moment_that_cannot_be_is_not_believed(world: World, ahead: timedelta, kept: bool) -> None:
    at = world.clock.now() + ahead
    message = world.a_text("Hi", sent_at=at.isoformat())

    assert message.sent_at == (at if kept else None)


def an_import(world: World, at: datetime, external_id: str = "old-1") -> str:
    line = world.line()
    use_case = ImportMessage(world.store, {name: p.channel for name, p in world.providers.items()}, world.clock)
    return use_case(
        world.workspace.id,
        line.id,
        direction="inbound",
        address="+12025550143",
        body="Hi",
        at=at,
        external_id=external_id,
    )


@pytest.mark.parametrize("at", [datetime(1989, 12, 31, tzinfo=UTC), datetime.max.replace(tzinfo=UTC), None])
def test_an_import_from_a_moment_that_cannot_be_is_refused_by_name(world: World, at: datetime | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        an_import(world, at or world.clock.now() + timedelta(days=1, seconds=1))

    assert refused.value.field == "at"


def test_an_import_between_1990_and_tomorrow_is_stored_under_an_id_that_fits(world: World) -> None:
    an_import(world, datetime(1990, 1, 1, tzinfo=UTC))
    an_import(world, world.clock.now() + timedelta(hours=23), "x" * 6000)

    lengths = [len(message.external_id) for message in world.database.tables.messages.values()]
    assert sorted(lengths) == [5, 71]


# --- the database is away ---------------------------------------------------------------------------


def test_while_the_database_is_away_the_delivery_lies_on_the_disk(world: World) -> None:
    line = world.line()
    world.database.is_down = True

    answer = world.deliver({"id": "in-1", "body": "Hi"}, line=line)

    assert answer.status == 200
    assert len(world.spool.records) == 1
    world.database.is_down = False
    world.drain_spool()
    assert [message.body for message in world.database.tables.messages.values()] == ["Hi"]
    assert world.spool.is_empty()


def test_a_delivery_that_was_spooled_twice_and_stored_is_one_message(world: World) -> None:
    line = world.line()
    world.deliver({"id": "in-1", "body": "Hi"}, line=line)
    world.database.is_down = True
    for _ in range(2):
        world.deliver({"id": "in-1", "body": "Hi"}, line=line)
    world.database.is_down = False

    world.drain_spool()

    assert len(world.database.tables.messages) == len(world.jobs_of()) == 1


def test_when_nothing_durable_takes_it_the_provider_is_not_thanked(world: World) -> None:
    line = world.line()
    world.database.is_down = world.spool.is_full = True

    with pytest.raises(StorageDown):
        world.deliver({"id": "in-1", "body": "Hi"}, line=line)


def test_while_the_database_is_away_a_wrong_path_is_still_refused(world: World) -> None:
    line = world.line()
    world.database.is_down = True

    with pytest.raises(UnknownWebhook):
        world.deliver({"id": "in-1", "body": "Hi"}, line=line, subpath="nothing")

    assert world.spool.is_empty()


def test_a_commit_that_fails_stores_nothing_and_spools(world: World) -> None:
    line = world.line()

    def dies() -> None:
        raise StorageDown("The connection broke at the commit.")

    world.database.before_commit = dies
    world.deliver({"id": "in-1", "body": "Hi"}, line=line)

    assert not world.database.tables.messages
    assert len(world.spool.records) == 1


def test_a_cached_connection_that_changed_is_read_again(world: World) -> None:
    """The inbox answers None for a connection that is no longer as it was read."""
    line = world.line()
    stale = [world.database.tables.connections[line.id]]

    async def cached(channel: str, key: str):
        return stale.pop() if stale else world.database.tables.connections[line.id]

    with world.store.begin(world.workspace.id) as uow:
        uow.connections.save(line)
    world.inbox.connection_by_key = cached  # type: ignore[method-assign]

    world.deliver({"id": "in-1", "body": "Hi"}, line=line)

    assert len(world.database.tables.messages) == 1


def test_a_lost_bell_does_not_disturb_the_answer(world: World) -> None:
    world.doorbell.is_plugged = False

    assert world.deliver({"id": "in-1", "body": "Hi"}).status == 200
    assert len(world.jobs_of()) == 1


def test_many_deliveries_at_once_are_one_message(world: World) -> None:
    line = world.line()

    async def storm() -> None:
        await asyncio.gather(
            *(asyncio.to_thread(world.deliver, {"id": "in-1", "body": "Hi"}, line=line) for _ in range(20))
        )

    asyncio.run(storm())

    assert len(world.database.tables.messages) == len(world.jobs_of()) == 1
