"""Sequences and follow-ups, over dictionaries and over Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rejoinder.domain.bridges import Bridge, BridgeState
from rejoinder.domain.campaigns import CampaignStop
from rejoinder.domain.follow_ups import FollowUp, FollowUpState, cancelled, paused
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, Park
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.sequences import FollowUpSequence, Step, parse_steps
from tests.builders import OTHER_WORKSPACE, THEM, US, WORKSPACE, a_new_job, a_send
from tests.contracts.backings import Backing, a_line, a_stored_message
from tests.fakes.storage import ConstraintBroken

REFUSED = (IntegrityError, ConstraintBroken)
STEPS = parse_steps(
    [{"wait_days": 2, "at": "09:30", "text": "Hi {{first_name|there}}"}, {"draft_by_ai": True, "channel": "email"}]
)


def a_sequence(backing: Backing, workspace_id: str = WORKSPACE, **more: Any) -> FollowUpSequence:
    sequence = replace(FollowUpSequence(new_id(), workspace_id, "Gone quiet", STEPS), **more)
    with backing.store.begin(workspace_id) as uow:
        uow.sequences.add(sequence)
        found: FollowUpSequence | None = uow.sequences.get(sequence.id)
    assert found is not None
    return found


def a_follow_up(backing: Backing, lead_id: str, sequence: FollowUpSequence | None = None, **more: Any) -> FollowUp:
    sequence = sequence or a_sequence(backing)
    made = FollowUp(
        id=new_id(),
        workspace_id=sequence.workspace_id,
        lead_id=lead_id,
        sequence_id=sequence.id,
        state=FollowUpState.ACTIVE,
        reason="enrolled",
        step=1,
        planned_at=backing.now(),
        next_at=backing.now(),
        enrolled_by="token:jo",
    )
    made = replace(made, **more)
    with backing.store.begin(sequence.workspace_id) as uow:
        uow.follow_ups.add(made)
        found: FollowUp | None = uow.follow_ups.get(made.id)
    assert found is not None
    return found


def due(backing: Backing, workspace_id: str = EVERY_WORKSPACE, limit: int = 10, later: float = 1) -> list[str]:
    with backing.store.begin(workspace_id) as uow:
        return [f.id for f in uow.follow_ups.take_due(backing.now() + timedelta(seconds=later), limit)]


def save(backing: Backing, follow_up: FollowUp) -> FollowUp:
    with backing.store.begin(follow_up.workspace_id) as uow:
        uow.leads.lock(follow_up.lead_id)
        uow.follow_ups.save(follow_up)
        found: FollowUp | None = uow.follow_ups.get(follow_up.id)
    assert found is not None
    return found


def test_a_sequence_is_kept_changed_and_removed(backing: Backing) -> None:
    sequence = a_sequence(backing)
    assert (sequence.steps, sequence.active) == (STEPS, True)
    assert sequence.created_at is not None
    with backing.store.begin(WORKSPACE) as uow:
        uow.sequences.save(replace(sequence, name="Other", steps=STEPS[:1], active=False))
        changed = uow.sequences.get(sequence.id)
        assert changed is not None
        assert (changed.name, changed.steps, changed.active) == ("Other", STEPS[:1], False)
    second = a_sequence(backing)
    with backing.store.begin(WORKSPACE) as uow:
        assert [s.id for s in uow.sequences.all()] == [sequence.id, second.id]
        assert uow.sequences.remove(sequence.id)
        assert not uow.sequences.remove(sequence.id)
        assert uow.sequences.get(sequence.id) is None
        assert uow.sequences.get("nothing like an id") is None
        assert [s.id for s in uow.sequences.all()] == [second.id]
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.sequences.get(second.id) is None
        assert not uow.sequences.remove(second.id)


def test_a_follow_up_is_kept_whole(backing: Backing) -> None:
    lead = a_stored_message(backing).lead_id
    own = (Step(text="As you asked."),)
    made = a_follow_up(backing, lead, sequence_id=None, own_steps=own, timezone="Europe/London", message_id=new_id())
    assert (made.own_steps, made.timezone, made.enrolled_by, made.turn) == (own, "Europe/London", "token:jo", 0)
    held = replace(paused(made, "awaiting-approval"), text="Hello", subject="Hi", confidence=0.75, approved_by="x")
    found = save(backing, held)
    assert replace(found, updated_at=held.updated_at) == held


def test_the_live_ones_of_a_lead_and_of_a_sequence_are_found(backing: Backing) -> None:
    lead = a_stored_message(backing).lead_id
    other = a_stored_message(backing, sender="+12025550188").lead_id
    sequence = a_sequence(backing)
    first, second = a_follow_up(backing, lead, sequence), a_follow_up(backing, other, sequence)
    over = save(backing, cancelled(a_follow_up(backing, lead, sequence), "opt-out"))
    with backing.store.begin(WORKSPACE) as uow:
        assert [f.id for f in uow.follow_ups.live_of_lead(lead)] == [first.id]
        assert [f.id for f in uow.follow_ups.of_lead(lead)] == [first.id, over.id]
        assert [f.id for f in uow.follow_ups.live_of_sequence(sequence.id, 10)] == [first.id, second.id]
        assert len(uow.follow_ups.live_of_sequence(sequence.id, 1)) == 1


def test_what_is_due_is_taken_once_and_the_longest_due_first(backing: Backing) -> None:
    lead = a_stored_message(backing).lead_id
    sequence = a_sequence(backing)
    later = a_follow_up(backing, lead, sequence, next_at=backing.now() - timedelta(minutes=1))
    sooner = a_follow_up(backing, lead, sequence, next_at=backing.now() - timedelta(minutes=2))
    a_follow_up(backing, lead, sequence, next_at=backing.now() + timedelta(hours=1))
    a_follow_up(backing, lead, sequence, state=FollowUpState.PAUSED, next_at=None)
    assert due(backing, limit=1) == [sooner.id]
    assert due(backing) == [later.id]
    assert due(backing) == []
    again = save(backing, replace(later, next_at=backing.now(), turn=1, fired=False))
    assert due(backing) == [again.id]


def test_a_paused_one_with_a_look_is_due_like_any_other(backing: Backing) -> None:
    lead = a_stored_message(backing).lead_id
    made = save(backing, paused(a_follow_up(backing, lead), "lead-replied", backing.now()))
    assert due(backing) == [made.id]


def test_nothing_of_a_sequence_that_is_off_is_due(backing: Backing) -> None:
    lead = a_stored_message(backing).lead_id
    sequence = a_sequence(backing, active=False)
    made = a_follow_up(backing, lead, sequence)
    assert due(backing) == []
    with backing.store.begin(WORKSPACE) as uow:
        uow.sequences.save(replace(sequence, active=True))
    assert due(backing) == [made.id]


def test_one_workspace_takes_and_sees_only_its_own(backing: Backing) -> None:
    made = a_follow_up(backing, a_stored_message(backing).lead_id)
    assert due(backing, OTHER_WORKSPACE) == []
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.follow_ups.get(made.id) is None
        assert uow.follow_ups.live_of_lead(made.lead_id) == []
    assert due(backing, WORKSPACE) == [made.id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": FollowUpState.SNOOZED, "next_at": None},
        {"state": FollowUpState.DONE},
        {"reason": ""},
        {"step": 0},
    ],
)
def test_a_state_that_makes_no_sense_is_refused_by_the_table_itself(backing: Backing, wrong: dict[str, Any]) -> None:
    lead = a_stored_message(backing).lead_id
    with pytest.raises(REFUSED):
        a_follow_up(backing, lead, **wrong)


def a_step_send(follow_up: FollowUp, connection_id: str, go: int = 1, part: int = 1, **more: Any) -> Send:
    found = a_send(
        lead_id=follow_up.lead_id,
        workspace_id=follow_up.workspace_id,
        message_id=None,
        draft_id=None,
        draft_version=go,
        connection_id=connection_id,
        part=part,
        intent_key=f"follow-up:{follow_up.id}:{follow_up.step}:{go}:{part}",
        kind=SendKind.FOLLOW_UP,
        follow_up_id=follow_up.id,
        step=follow_up.step,
    )
    return replace(found, **more)


def test_the_sends_of_a_step_are_kept_together_and_each_go_once(backing: Backing) -> None:
    line = a_line(backing)
    follow_up = a_follow_up(backing, a_stored_message(backing, line).lead_id)
    one, two = a_step_send(follow_up, line.id), a_step_send(follow_up, line.id, part=2)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.sends.add(one)
        assert uow.sends.add(two)
        assert not uow.sends.add(replace(one, id=new_id()))
        assert uow.sends.add(a_step_send(follow_up, line.id, go=2))
        found = uow.sends.of_step(follow_up.id, 1)
        assert [(s.draft_version, s.part, s.kind, s.step) for s in found] == [
            (1, 1, SendKind.FOLLOW_UP, 1),
            (1, 2, SendKind.FOLLOW_UP, 1),
            (2, 1, SendKind.FOLLOW_UP, 1),
        ]
        assert uow.sends.of_step(follow_up.id, 2) == []
        assert uow.sends.of_message(None) == []


@pytest.mark.parametrize("wrong", [{"follow_up_id": None}, {"step": 0}, {"kind": SendKind.REPLY}])
def test_a_step_without_its_follow_up_is_refused(backing: Backing, wrong: dict[str, Any]) -> None:
    line = a_line(backing)
    follow_up = a_follow_up(backing, a_stored_message(backing, line).lead_id)
    with pytest.raises(REFUSED), backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(a_step_send(follow_up, line.id, **wrong))


def test_a_second_part_without_a_job_is_no_orphan_until_its_turn(backing: Backing) -> None:
    line = a_line(backing)
    follow_up = a_follow_up(backing, a_stored_message(backing, line).lead_id)
    one, two = a_step_send(follow_up, line.id), a_step_send(follow_up, line.id, part=2)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(one)
        uow.sends.add(two)
    backing.pass_time(60)
    assert {orphan.id for orphan in backing.upkeep.orphaned_sends()} == {one.id}
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(follow_up.lead_id)
        uow.sends.save(replace(one, state=SendState.SENDING), was=SendState.QUEUED)
        uow.sends.save(replace(one, state=SendState.SENT), was=SendState.SENDING)
    backing.pass_time(60)
    assert {orphan.id for orphan in backing.upkeep.orphaned_sends()} == {two.id}


def test_a_step_that_waits_for_its_account_comes_back_with_it(backing: Backing) -> None:
    line = a_line(backing)
    follow_up = a_follow_up(backing, a_stored_message(backing, line).lead_id)
    send = a_step_send(follow_up, line.id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.report_state(line.id, "Signed out.")
        uow.sends.add(send)
        uow.queue.enqueue(a_new_job(type=JobType.SEND_REPLY, subject_id=send.id))
    (row,) = backing.all_jobs()
    backing.jobs.settle(
        backing.jobs.claim(row.id, "me:1:1", 60.0), Park("account-disconnected", "Signed out.", line.id)
    )
    assert backing.jobs.unpark_resumed() == 0
    with backing.store.begin(WORKSPACE) as uow:
        uow.connections.report_state(line.id, "")
    assert backing.jobs.unpark_resumed() == 1


def test_two_leads_that_become_one_bring_their_follow_ups(backing: Backing) -> None:
    here = a_stored_message(backing).lead_id
    there = a_stored_message(backing, sender="+12025550188").lead_id
    made = a_follow_up(backing, there)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.lock(here)
        uow.leads.lock(there)
        uow.leads.merge(there, here)
        assert [f.id for f in uow.follow_ups.live_of_lead(here)] == [made.id]


def test_what_a_campaign_was_asked_is_known_by_its_newest_and_its_strongest(backing: Backing) -> None:
    message = a_stored_message(backing)
    line = message.connection_id
    first = CampaignStop(message.lead_id, line, "c7", for_good=True, asked_at=backing.now())
    again = replace(first, for_good=False, asked_at=first.asked_at + timedelta(hours=1))
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.campaign_stops.last(message.lead_id, line, "c7") is None
        uow.campaign_stops.add(first)
        uow.campaign_stops.add(again)
        assert uow.campaign_stops.last(message.lead_id, line, "c7") == replace(again, for_good=True)
        assert uow.campaign_stops.last(message.lead_id, line, "c8") is None
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.campaign_stops.last(message.lead_id, line, "c7") is None


def test_a_call_that_the_owner_asked_for_is_kept_once_per_command(backing: Backing) -> None:
    message, command = a_stored_message(backing), a_stored_message(backing)
    made = Bridge(
        new_id(), WORKSPACE, message.lead_id, message.id, command.id, message.connection_id, US, "+12025550199", THEM
    )
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.bridges.add(made)
        assert not uow.bridges.add(replace(made, id=new_id()))
        kept = uow.bridges.lock(made.id)
        assert kept is not None
        assert kept.created_at is not None
        assert replace(kept, created_at=None) == made
        ended = replace(kept, state=BridgeState.ENDED, outcome="connected", call_id="CA1", attempts=1)
        uow.bridges.save(ended)
        assert uow.bridges.get(made.id) == ended
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.bridges.get(made.id) is None
