"""Messages that change after they were stored, threads that name their person, accounts that come and go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rejoinder.domain.email_cleaning import Places
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, Park
from rejoinder.domain.messages import Direction, Message, Understanding
from rejoinder.domain.sends import Send
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.domain.workspaces import Connection
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_message, a_new_job, a_send
from tests.contracts.backings import Backing, Row, a_line, a_stored_draft, a_stored_message


def our_words(backing: Backing, line: Connection, to: Message, external_id: str) -> Message:
    ours = a_message("Our words", ours=True, lead_id=to.lead_id, connection_id=line.id, external_id=external_id)
    ours = replace(ours, version=to.version, received_at=backing.now())
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.add_outbound(ours)
    return ours


def found(backing: Backing, line: Connection, external_id: str, workspace_id: str = WORKSPACE) -> Message | None:
    with backing.store.begin(workspace_id) as uow:
        message: Message | None = uow.messages.by_external_id(line, external_id)
    return message


# --- messages --------------------------------------------------------------------------------------


def test_a_message_is_found_by_the_providers_id_inside_its_account(backing: Backing) -> None:
    line, other = a_line(backing, account="A1"), a_line(backing, account="A2")
    here = a_stored_message(backing, line, external_id="m1")
    there = a_stored_message(backing, other, external_id="m1")
    ours = our_words(backing, line, here, "m2")

    assert [m.id for m in (found(backing, line, "m1"), found(backing, other, "m1")) if m] == [here.id, there.id]
    mine = found(backing, line, "m2")
    assert mine is not None
    assert (mine.id, mine.direction) == (ours.id, Direction.OUTBOUND)
    assert found(backing, line, "m3") is None
    assert found(backing, line, "m1", OTHER_WORKSPACE) is None


def test_an_id_that_both_sides_have_is_the_persons(backing: Backing) -> None:
    line = a_line(backing)
    theirs = a_stored_message(backing, line, external_id="same")
    our_words(backing, line, theirs, "same")
    seen = found(backing, line, "same")
    assert seen is not None
    assert seen.id == theirs.id


def test_an_amended_message_forgets_what_was_understood_of_it(backing: Backing) -> None:
    message = a_stored_message(backing, external_id="m1", safety={"rule": "x"}, injection=True)
    judged = Understanding(
        "old", "sig", "quote", Sentiment.NEUTRAL, SentimentSource.MODEL, 0.9, "why", True, Places("body")
    )
    at = backing.now()
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.understood(message.id, judged)
        changed = replace(
            message, body="New words", opt_out=True, injection=False, safety={"rule": "stop"}, edited_at=at
        )
        uow.messages.amend(changed)
        now = uow.messages.get(message.id)

    assert now is not None
    assert (now.body, now.text, now.body_clean, now.edited_at) == ("New words", "New words", None, at)
    assert (now.opt_out, now.injection, now.safety) == (True, False, {"rule": "stop"})
    assert (now.sentiment, now.sentiment_source, now.sentiment_confidence, now.asks_something) == (
        None,
        None,
        None,
        False,
    )
    assert (now.signature, now.quoted, now.places, now.sentiment_reason) == ("", "", None, "")
    assert now.disposition is message.disposition


def test_our_own_words_stay_clean_when_they_are_amended(backing: Backing) -> None:
    line = a_line(backing)
    ours = our_words(backing, line, a_stored_message(backing, line), "m2")
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.amend(replace(ours, body="Other words", edited_at=backing.now()))
        now = uow.messages.get(ours.id)
    assert now is not None
    assert (now.body, now.body_clean) == ("Other words", "Other words")


def test_what_was_taken_back_is_kept_and_left_out_of_the_conversation(backing: Backing) -> None:
    line = a_line(backing)
    first = a_stored_message(backing, line, "First", external_id="m1")
    second = a_stored_message(backing, line, "Second", external_id="m2")
    at = backing.now()
    with backing.store.begin(WORKSPACE) as uow:
        uow.messages.take_back(first.id, at)
        kept = uow.messages.get(first.id)
        thread = uow.messages.conversation(first.lead_id)
    assert kept is not None
    assert (kept.body, kept.deleted_at) == ("First", at)
    assert [m.id for m in thread] == [second.id]


def test_another_workspace_neither_amends_nor_takes_back(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        uow.messages.amend(replace(message, body="Mallory"))
        uow.messages.take_back(message.id, backing.now())
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.messages.get(message.id) == message


# --- threads ---------------------------------------------------------------------------------------


def test_a_thread_names_whoever_wrote_in_it_last(backing: Backing) -> None:
    line, other, start = a_line(backing), a_line(backing), backing.now()
    earlier = a_stored_message(backing, line, conversation="t", sender="+12025550101", received_at=start)
    later = a_stored_message(
        backing, line, conversation="t", sender="+12025550102", received_at=start + timedelta(seconds=1)
    )
    assert earlier.lead_id != later.lead_id
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_conversation(line.id, "t")
        assert lead is not None
        assert lead.id == later.lead_id
        assert uow.leads.by_conversation(other.id, "t") is None
        assert uow.leads.by_conversation(line.id, "u") is None
        a_nameless = uow.leads.by_conversation(line.id, "")
    assert a_nameless is None
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.leads.by_conversation(line.id, "t") is None


# --- accounts --------------------------------------------------------------------------------------


def state_of(backing: Backing, line: Connection) -> Connection:
    with backing.store.begin(WORKSPACE) as uow:
        connection = uow.connections.get(line.id)
    assert connection is not None
    return connection


def report(backing: Backing, line: Connection, reason: str, **at: object) -> bool:
    with backing.store.begin(WORKSPACE) as uow:
        return bool(uow.connections.report_state(line.id, reason, **at))


def test_an_account_is_unusable_until_it_is_usable_again(backing: Backing) -> None:
    line = a_line(backing)
    assert line.unusable_reason == ""
    assert report(backing, line, "Signed out.")
    assert not report(backing, line, "Signed out."), "it was so already"
    now = state_of(backing, line)
    assert (now.unusable_reason, now.revision) == ("Signed out.", line.revision)
    assert report(backing, line, "")
    assert state_of(backing, line).unusable_reason == ""


def test_an_older_report_changes_nothing(backing: Backing) -> None:
    line, now = a_line(backing), backing.now()
    assert not report(backing, line, "", at=now), "usable, as it was; and known since then"
    assert not report(backing, line, "Signed out.", at=now - timedelta(seconds=1))
    assert state_of(backing, line).unusable_reason == ""
    assert report(backing, line, "Signed out.", at=now + timedelta(seconds=1))


def test_saving_a_connection_leaves_the_state_of_its_account_alone(backing: Backing) -> None:
    line = a_line(backing)
    report(backing, line, "Signed out.")
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.save(replace(line, name="Another name"))
    now = state_of(backing, line)
    assert (now.name, now.unusable_reason) == ("Another name", "Signed out.")


def test_another_workspace_reports_nothing(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert not uow.connections.report_state(line.id, "Mallory")
    assert state_of(backing, line) == line


def a_parked_send(backing: Backing, line: Connection) -> Row:
    message = a_stored_message(backing, line, external_id=new_id(), sender=f"+1202555{len(backing.all_jobs()):04d}")
    draft = a_stored_draft(backing, message)
    send: Send = a_send(draft, connection_id=line.id)
    job = a_new_job(type=JobType.SEND_REPLY, subject_id=send.id, message_id=message.id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(send.lead_id)
        assert uow.sends.add(send)
        assert uow.queue.enqueue(job)
    (row,) = [row for row in backing.all_jobs() if row.type == "SEND_REPLY" and row.status == "PENDING"]
    claimed = backing.jobs.claim(row.id, "me:1:1", 60.0)
    backing.jobs.settle(claimed, Park("account-disconnected", "Signed out.", line.id))
    return row


def test_only_jobs_of_accounts_that_are_usable_again_come_back(backing: Backing) -> None:
    cut_off, back = a_line(backing), a_line(backing)
    for line in (cut_off, back):
        report(backing, line, "Signed out.")
    held, freed = a_parked_send(backing, cut_off), a_parked_send(backing, back)
    assert backing.jobs.unpark_resumed() == 0

    report(backing, back, "")
    assert backing.jobs.unpark_resumed() == 1
    assert [backing.job(row.id).status for row in (held, freed)] == ["PARKED", "PENDING"]


def test_jobs_of_an_account_that_was_removed_come_back_to_find_that_out(backing: Backing) -> None:
    line = a_line(backing)
    report(backing, line, "Signed out.")
    row = a_parked_send(backing, line)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.remove(line.id)
    assert backing.jobs.unpark_resumed() == 1
    assert backing.job(row.id).status == "PENDING"
