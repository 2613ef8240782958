"""Calls and voice agents: what the storage owes, over dictionaries and over Postgres."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from rejoinder.domain.calls import (
    Agent,
    Call,
    CallDirection,
    CallFacts,
    CallStatus,
    Ended,
    Ending,
    Line,
    ReportState,
    Speaker,
    Teller,
    accounts_of,
    with_account,
)
from rejoinder.domain.errors import Conflict
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.storage import StoredEvent
from rejoinder.domain.workspaces import Connection
from tests.builders import OTHER_WORKSPACE, THEM, US, WORKSPACE
from tests.contracts.backings import Backing, a_line
from tests.fakes.storage import ConstraintBroken

REFUSED = (ConstraintBroken, DBAPIError)


def a_call(line: Connection, external_id: str = "call-1", **facts: object) -> Call:
    told = CallFacts(external_id, facts.pop("teller", Teller.LIVE), **facts)  # type: ignore[arg-type]
    return Call(new_id(), str(line.workspace_id), line.id, line.channel, told)


def stored(backing: Backing, call: Call) -> Call:
    with backing.store.begin(call.workspace_id) as uow:
        uow.calls.save(call)
        found = uow.calls.get(call.id)
    assert found is not None
    return found


def test_a_call_comes_back_as_it_was_stored(backing: Backing) -> None:
    line, now = a_line(backing), backing.now()
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.find_or_create(Medium.VOICE, THEM)
        agent = uow.agents.save(Agent(new_id(), WORKSPACE, line.id, "asst-1", "Reception"))
    call = replace(
        a_call(
            line,
            teller=Teller.REPORT,
            carrier_call_id="CA1",
            status=CallStatus.ENDED,
            direction=CallDirection.INBOUND,
            caller=THEM,
            caller_name="Ana",
            called=US,
            assistant_id="asst-1",
            started_at=now,
            ended_at=now + timedelta(seconds=81.512),
            stated_duration_s=81.5,
            ended=Ended(Ending.CALLER, "customer-ended-call", Teller.REPORT),
            caller_spoke=True,
            lines=(Line(Speaker.AGENT, "Hello?", now), Line(Speaker.CALLER, "Grüße 👋")),
            lines_by=Teller.REPORT,
            transcript="AI: Hello?\nUser: Grüße 👋",
            summary="Greets.",
            structured={"intent": "greeting", "deep": {"n": 1}},
            success="true",
            cost_usd=Decimal("0.1042"),
            recording_url="https://storage.example/1.wav",
            last_told_at=now,
        ),
        lead_id=lead.id,
        agent_id=agent.id,
        report=ReportState.RECEIVED,
    )

    found = stored(backing, call)

    assert replace(found, created_at=None) == call
    assert found.created_at is not None
    assert found.outcome is not None
    assert found.facts.duration_s == 81.512


def test_a_call_is_found_by_either_of_its_ids(backing: Backing) -> None:
    line = a_line(backing)
    call = stored(backing, a_call(line, "call-1", carrier_call_id="CA1"))

    for facts in (
        CallFacts("call-1", Teller.LIVE),
        CallFacts("call-2", Teller.LIVE, "CA1"),
        CallFacts("CA1", Teller.CARRIER, "CA1"),
    ):
        with backing.store.begin(WORKSPACE) as uow:
            assert [c.id for c in uow.calls.hold(facts)] == [call.id]
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.calls.hold(CallFacts("call-2", Teller.LIVE, "CA2")) == []
        assert uow.calls.lock(call.id) == call
        assert uow.calls.lock(new_id()) is None


def test_saving_again_changes_the_row_and_its_birthday_stays(backing: Backing) -> None:
    call = stored(backing, a_call(a_line(backing), status=CallStatus.RINGING))
    again = stored(backing, replace(call, facts=replace(call.facts, status=CallStatus.ENDED), created_at=None))

    assert again.facts.status is CallStatus.ENDED
    assert again.created_at == call.created_at


def test_an_external_id_is_one_call_of_its_workspace(backing: Backing) -> None:
    call = stored(backing, a_call(a_line(backing), "call-1"))
    with pytest.raises(Conflict):
        stored(backing, replace(call, id=new_id()))

    other = a_line(backing, OTHER_WORKSPACE)
    elsewhere = stored(backing, a_call(other, "call-1"))
    assert elsewhere.workspace_id == OTHER_WORKSPACE


def test_a_removed_row_is_gone(backing: Backing) -> None:
    call = stored(backing, a_call(a_line(backing)))
    with backing.store.begin(WORKSPACE) as uow:
        uow.calls.remove(call.id)
        assert uow.calls.get(call.id) is None


def test_nobody_sees_another_workspaces_calls_or_agents(backing: Backing) -> None:
    line = a_line(backing)
    call = stored(backing, a_call(line))
    with backing.store.begin(WORKSPACE) as uow:
        agent = uow.agents.save(Agent(new_id(), WORKSPACE, line.id, "asst-1"))
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.calls.get(call.id) is None
        assert uow.calls.hold(call.facts) == []
        assert uow.agents.get(agent.id) is None
        assert uow.agents.of_connection(line.id) == []
        uow.calls.remove(call.id)
    with pytest.raises(REFUSED), backing.store.begin(OTHER_WORKSPACE) as uow:
        uow.calls.save(a_call(line, "call-9"))
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.calls.get(call.id) is not None


def test_an_assistant_is_one_agent_and_a_connection_has_one_default(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        first = uow.agents.save(Agent(new_id(), WORKSPACE, line.id, "asst-1", "Old name", is_default=True))
        again = uow.agents.save(Agent(new_id(), WORKSPACE, line.id, "asst-1", "Reception", is_default=True))
        second = uow.agents.save(Agent(new_id(), WORKSPACE, line.id, "asst-2", "Night", is_default=True))
        agents = {agent.external_assistant_id: agent for agent in uow.agents.of_connection(line.id)}

    assert again.id == first.id
    assert agents["asst-1"].name == "Reception"
    assert [a.id for a in agents.values() if a.is_default] == [second.id]


def test_workers_who_learn_of_a_call_at_once_make_one_row(backing: Backing) -> None:
    """A platform's call and its carrier's leg, told by many at the same moment, in whatever order."""
    line = a_line(backing)
    accounts = [
        CallFacts("call-1", Teller.LIVE, "CA1", CallStatus.IN_PROGRESS),
        CallFacts("CA1", Teller.CARRIER, "CA1", CallStatus.ENDED),
        CallFacts("call-1", Teller.REPORT, "CA1", CallStatus.ENDED, summary="Done."),
        CallFacts("call-1", Teller.LIVE, "CA1", CallStatus.RINGING, caller=THEM),
    ] * 3
    start = threading.Barrier(len(accounts))

    def tell(facts: CallFacts) -> None:
        start.wait(20)
        with backing.store.begin(WORKSPACE) as uow:
            known = accounts_of(facts, uow.calls.hold(facts))
            fresh = Call(new_id(), WORKSPACE, line.id, line.channel, facts)
            for same in known[1:]:
                uow.calls.remove(same.id)
            uow.calls.save(with_account(known[0], facts, known[1:]) if known else fresh)

    with ThreadPoolExecutor(len(accounts)) as pool:
        list(pool.map(tell, accounts))

    with backing.store.begin(WORKSPACE) as uow:
        (call,) = uow.calls.hold(accounts[0])
    assert (call.facts.external_id, call.facts.carrier_call_id) == ("call-1", "CA1")
    assert (call.facts.status, call.facts.caller, call.facts.summary) == (CallStatus.ENDED, THEM, "Done.")


def test_events_that_were_set_aside_are_found_by_their_reason(backing: Backing) -> None:
    line, other = a_line(backing), a_line(backing)

    def arrives(key: str, connection: Connection, state: str, reason: str) -> str:
        event = StoredEvent(
            id=new_id(),
            workspace_id=WORKSPACE,
            connection_id=connection.id,
            channel=connection.channel,
            kind="status",
            state=state,
            body=b"{}",
            headers={},
            url="",
            subpath="",
            received_at=backing.now(),
            reason=reason,
        )
        assert backing.run(backing.inbox.take_event(event, key, connection, None)) is not None
        return event.id

    waiting = sorted(arrives(f"e-{n}", line, "unmatched", "unknown-agent") for n in range(3))
    arrives("e-4", line, "unmatched", "caller-unknown")
    arrives("e-5", line, "accepted", "unknown-agent")
    arrives("e-6", other, "unmatched", "unknown-agent")

    with backing.store.begin(WORKSPACE) as uow:
        assert uow.events.set_aside(line.id, "unknown-agent") == waiting
        assert uow.events.set_aside(line.id, "unknown-agent", limit=2) == waiting[:2]
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.events.set_aside(line.id, "unknown-agent") == []
