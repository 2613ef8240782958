"""Two walls between tenants, each of which has to hold alone: the repositories' own filter, and row security."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from rejoinder.domain.errors import Conflict
from rejoinder.domain.messages import Disposition, Medium, Message
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.sends import Send, SendState
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.store import PostgresUnitOfWork
from rejoinder.infrastructure.vault import Vault
from tests.builders import OTHER_WORKSPACE, WORKSPACE, a_send
from tests.contracts.backings import PostgresBacking, a_backing, a_stored_draft, a_stored_message


@dataclass
class House:
    """What the neighbour must not see."""

    backing: PostgresBacking
    message: Message
    send: Send

    @contextmanager
    def neighbour(self, *, filtered_for: str, walled_for: str) -> Iterator[PostgresUnitOfWork]:
        with transaction(self.backing.engine, walled_for) as db:
            yield PostgresUnitOfWork(db, filtered_for, Vault(["a key of the tests"]), [])


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        message = a_stored_message(backing)
        draft = a_stored_draft(backing, message)
        send = a_send(draft, connection_id=message.connection_id)
        with backing.store.begin(WORKSPACE) as uow:
            assert uow.sends.add(send)
            message = uow.messages.get(message.id) or message
        yield House(backing, message, send)


@pytest.mark.parametrize(
    ("filtered_for", "walled_for"),
    [
        pytest.param(OTHER_WORKSPACE, EVERY_WORKSPACE, id="the filter alone"),
        pytest.param(WORKSPACE, OTHER_WORKSPACE, id="row security alone"),
    ],
)
class TestOneWallIsEnough:
    def test_nothing_is_seen(self, house: House, filtered_for: str, walled_for: str) -> None:
        message, send = house.message, house.send
        with house.neighbour(filtered_for=filtered_for, walled_for=walled_for) as uow:
            assert uow.messages.get(message.id) is None
            assert uow.messages.conversation(message.lead_id) == []
            assert uow.messages.open_of_lead(message.lead_id) == []
            assert uow.messages.outbound_since(message.lead_id, message.received_at.replace(year=2000)) == []
            assert uow.leads.get(message.lead_id) is None
            assert uow.leads.lock(message.lead_id) is None
            assert uow.leads.by_address(Medium.SMS, message.sender) is None
            assert uow.drafts.get(send.draft_id) is None
            assert uow.drafts.for_message(message.id) is None
            assert uow.drafts.open_of_lead(message.lead_id) == []
            assert uow.sends.get(send.id) is None
            assert uow.sends.lock(send.id) is None
            assert uow.sends.of_message(message.id) == []
            assert uow.sends.of_lead(message.lead_id, list(SendState)) == []
            assert uow.connections.get(message.connection_id) is None
            assert uow.connections.of_workspace(WORKSPACE) == []

    def test_nothing_is_changed(self, house: House, filtered_for: str, walled_for: str) -> None:
        message, send = house.message, house.send
        with house.backing.store.begin(WORKSPACE) as uow:
            draft, lead = uow.drafts.get(send.draft_id), uow.leads.get(message.lead_id)
        assert draft is not None
        assert lead is not None
        with house.neighbour(filtered_for=filtered_for, walled_for=walled_for) as uow:
            assert not uow.messages.dispose(message.id, Disposition.SENT)
            assert not uow.sends.save(replace(send, state=SendState.SENDING), was=SendState.QUEUED)
            assert not uow.connections.remove(message.connection_id)
            uow.leads.save(replace(lead, name="Mallory"))
            uow.leads.set_consent(lead.id, [Medium.SMS], "withdrawn", "Mallory")
            with pytest.raises(Conflict):
                uow.drafts.save(replace(draft, body="Mallory"), expected_version=1)
        with house.backing.store.begin(WORKSPACE) as uow:
            assert uow.leads.get(lead.id) == lead
            assert uow.drafts.get(draft.id) == draft
            assert uow.sends.get(send.id) == send
            assert uow.messages.get(message.id) == message
