"""What shadow would have done, and the turns of accounts, in either storage."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from rejoinder.domain.ids import new_id
from rejoinder.domain.paces import Pace
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.sends import SendState
from rejoinder.domain.shadow import Comparison, PersonDid, Rehearsal
from rejoinder.domain.workspaces import Mode
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_send
from tests.contracts.backings import Backing, a_stored_draft, a_stored_message


def test_a_rehearsal_is_open_until_a_person_has_answered(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    rehearsal = Rehearsal(message.id, message.lead_id, draft.id, draft.version, "ask-human", "stale")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.shadow.open_for(message.id) is None
        uow.shadow.rehearsed(rehearsal)
        newer = replace(rehearsal, would="send-now", reason="")
        uow.shadow.rehearsed(newer)
        assert uow.shadow.open_for(message.id) == newer
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.shadow.open_for(message.id) is None
    with backing.store.begin(WORKSPACE) as uow:
        uow.shadow.answered(message.id, Comparison(PersonDid.EDITED, 0.5, False), "token:jo")
        assert uow.shadow.open_for(message.id) is None
        uow.shadow.rehearsed(rehearsal)
        assert uow.shadow.open_for(message.id) is None, "what was answered stays answered"


def test_every_version_of_a_draft_keeps_its_words(backing: Backing) -> None:
    message = a_stored_message(backing)
    draft = a_stored_draft(backing, message)
    with backing.store.begin(WORKSPACE) as uow:
        uow.drafts.save(replace(draft, version=2, body="Other words."), expected_version=1)
        assert uow.drafts.text_of(draft.id, 1) == draft.body
        assert uow.drafts.text_of(draft.id, 2) == "Other words."
        assert uow.drafts.text_of(draft.id, 3) == ""


def test_a_lead_keeps_its_mode(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.lock(message.lead_id)
        assert lead is not None
        assert lead.mode is None
        uow.leads.save(replace(lead, mode=Mode.SHADOW))
        after = uow.leads.get(lead.id)
        assert after is not None
        assert after.mode is Mode.SHADOW


def test_turns_are_shared_by_everybody_who_uses_the_account(backing: Backing) -> None:
    account, other = new_id(), new_id()
    moments = []
    for workspace in (WORKSPACE, OTHER_WORKSPACE, WORKSPACE):
        with backing.store.begin(workspace) as uow:
            moments.append(uow.paces.turn(account, Pace(per_minute=6)))
    with backing.store.begin(WORKSPACE) as uow:
        first = uow.paces.turn(other, Pace(per_minute=6))
        assert uow.paces.turn(other, Pace()) is None

    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    assert gaps == [pytest.approx(10), pytest.approx(10)]
    assert abs((first - backing.now()).total_seconds()) < 5


def test_a_turn_that_was_rolled_back_is_given_again(backing: Backing) -> None:
    account = new_id()
    taken = []

    def fails() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            taken.append(uow.paces.turn(account, Pace(per_minute=1)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with backing.store.begin(WORKSPACE) as uow:
        again = uow.paces.turn(account, Pace(per_minute=1))

    assert (again - taken[0]).total_seconds() < 5


def test_an_account_that_was_asked_to_rest_rests_and_gives_no_turn_meanwhile(backing: Backing) -> None:
    account = new_id()
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.paces.held_for(account) == 0
        uow.paces.hold(account, 60)
        uow.paces.hold(account, 20)
    with backing.store.begin(EVERY_WORKSPACE) as uow:
        assert 50 < uow.paces.held_for(account) <= 60
        turn = uow.paces.turn(account, Pace(per_minute=600))
    assert turn is not None
    assert 50 < (turn - backing.now()).total_seconds() <= 60.1


def test_a_send_remembers_its_turn(backing: Backing) -> None:
    message = a_stored_message(backing)
    send = a_send(a_stored_draft(backing, message), connection_id=message.connection_id)
    with backing.store.begin(WORKSPACE) as uow:
        uow.sends.add(send)
        turn = uow.paces.turn(send.connection_id, Pace(per_minute=1))
        assert uow.sends.save(replace(send, turn_at=turn), was=SendState.QUEUED)
        known = uow.sends.get(send.id)
        assert known is not None
        assert known.turn_at == turn
