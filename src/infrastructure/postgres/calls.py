"""Calls and voice agents in Postgres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

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
)
from rejoinder.domain.errors import Conflict
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.tables import calls, voice_agents


def call_from(row: Row[Any]) -> Call:
    """The call that a row of `calls` holds."""
    ended = Ended(Ending(row.ending), row.ended_reason, Teller(row.ended_by)) if row.ending else None
    facts = CallFacts(
        external_id=row.external_id,
        teller=Teller(row.teller),
        carrier_call_id=row.carrier_call_id,
        status=CallStatus(row.status) if row.status else None,
        direction=CallDirection(row.direction),
        caller=row.caller,
        caller_name=row.caller_name,
        called=row.called,
        assistant_id=row.assistant_id,
        is_test=row.is_test,
        started_at=row.started_at,
        ended_at=row.ended_at,
        stated_duration_s=row.stated_duration_s,
        ended=ended,
        caller_spoke=row.caller_spoke,
        lines=tuple(_line(item) for item in row.lines),
        lines_by=Teller(row.lines_by),
        transcript=row.transcript,
        summary=row.summary,
        structured=row.structured,
        success=row.success,
        cost_usd=row.cost_usd,
        recording_url=row.recording_url,
        last_told_at=row.last_told_at,
    )
    return Call(
        id=row.id,
        workspace_id=row.workspace_id,
        connection_id=row.connection_id,
        channel=row.channel,
        facts=facts,
        agent_id=row.agent_id,
        lead_id=row.lead_id,
        message_id=row.message_id,
        report=ReportState(row.report),
        end_told=row.end_told,
        created_at=row.created_at,
    )


def _line(item: Mapping[str, Any]) -> Line:
    return Line(Speaker(item["by"]), item["text"], datetime.fromisoformat(item["at"]) if item.get("at") else None)


def _values(call: Call) -> dict[str, Any]:
    facts = call.facts
    return {
        "connection_id": call.connection_id,
        "channel": call.channel,
        "external_id": facts.external_id,
        "carrier_call_id": facts.carrier_call_id,
        "agent_id": call.agent_id,
        "lead_id": call.lead_id,
        "message_id": call.message_id,
        "direction": facts.direction,
        "status": facts.status,
        "outcome": call.outcome,
        "report": call.report,
        "end_told": call.end_told,
        "teller": int(facts.teller),
        "caller": facts.caller,
        "caller_name": facts.caller_name,
        "called": facts.called,
        "assistant_id": facts.assistant_id,
        "is_test": facts.is_test,
        "started_at": facts.started_at,
        "ended_at": facts.ended_at,
        "duration_s": facts.duration_s,
        "stated_duration_s": facts.stated_duration_s,
        "ended_reason": facts.ended.reason if facts.ended else "",
        "ending": facts.ended.ending if facts.ended else "",
        "ended_by": int(facts.ended.by) if facts.ended else 0,
        "caller_spoke": facts.caller_spoke,
        "lines": [
            {"by": line.by.value, "text": line.text, "at": line.at.isoformat() if line.at else None}
            for line in facts.lines
        ],
        "lines_by": int(facts.lines_by),
        "transcript": facts.transcript,
        "summary": facts.summary,
        "structured": dict(facts.structured),
        "success": facts.success,
        "cost_usd": facts.cost_usd,
        "recording_url": facts.recording_url,
        "last_told_at": facts.last_told_at,
        "updated_at": func.clock_timestamp(),
    }


class PostgresCalls:
    """CallRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._workspace = workspace_id
        self._mine = true() if workspace_id == EVERY_WORKSPACE else calls.c.workspace_id == workspace_id

    def get(self, call_id: str) -> Call | None:
        found = self._db.execute(select(calls).where(self._mine, calls.c.id == call_id)).first()
        return call_from(found) if found else None

    def hold(self, facts: CallFacts) -> Sequence[Call]:
        ids = sorted({facts.external_id, facts.carrier_call_id} - {""})
        for each in ids:
            self._db.execute(
                select(func.pg_advisory_xact_lock(func.hashtextextended(f"call|{self._workspace}|{each}", 0)))
            )
        found = self._db.execute(
            select(calls)
            .where(self._mine, or_(calls.c.external_id.in_(ids), calls.c.carrier_call_id.in_(ids)))
            .order_by(calls.c.id)
            .with_for_update(key_share=True)
        )
        return [call_from(row) for row in found]

    def lock(self, call_id: str) -> Call | None:
        known = self.get(call_id)
        return None if known is None else next((c for c in self.hold(known.facts) if c.id == call_id), None)

    def of_root(self, root_id: str) -> Sequence[Call]:
        return self.hold(CallFacts(root_id, Teller.CARRIER, carrier_call_id=root_id))

    def save(self, call: Call) -> None:
        values = _values(call)
        try:
            with self._db.begin_nested():
                self._db.execute(
                    insert(calls)
                    .values(id=call.id, workspace_id=call.workspace_id, **values)
                    .on_conflict_do_update(index_elements=["id"], set_=values)
                )
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", "") != "23505":
                raise
            raise Conflict("Another call has this external id.") from error

    def remove(self, call_id: str) -> None:
        self._db.execute(delete(calls).where(self._mine, calls.c.id == call_id))


def agent_from(row: Row[Any]) -> Agent:
    """The voice agent that a row holds."""
    return Agent(
        id=row.id,
        workspace_id=row.workspace_id,
        connection_id=row.connection_id,
        external_assistant_id=row.external_assistant_id,
        name=row.name,
        is_default=row.is_default,
        created_at=row.created_at,
    )


class PostgresAgents:
    """AgentRepository of one workspace, inside one transaction."""

    def __init__(self, db: Connection, workspace_id: str) -> None:
        self._db = db
        self._mine = true() if workspace_id == EVERY_WORKSPACE else voice_agents.c.workspace_id == workspace_id

    def get(self, agent_id: str) -> Agent | None:
        found = self._db.execute(select(voice_agents).where(self._mine, voice_agents.c.id == agent_id)).first()
        return agent_from(found) if found else None

    def of_connection(self, connection_id: str) -> Sequence[Agent]:
        found = self._db.execute(
            select(voice_agents)
            .where(self._mine, voice_agents.c.connection_id == connection_id)
            .order_by(voice_agents.c.created_at.desc(), voice_agents.c.id.desc())
        )
        return [agent_from(row) for row in found]

    def save(self, agent: Agent) -> Agent:
        if agent.is_default:
            self._db.execute(
                update(voice_agents)
                .where(self._mine, voice_agents.c.connection_id == agent.connection_id, voice_agents.c.is_default)
                .values(is_default=False)
            )
        told = {"name": agent.name, "is_default": agent.is_default}
        stored = self._db.execute(
            insert(voice_agents)
            .values(
                id=agent.id,
                workspace_id=agent.workspace_id,
                connection_id=agent.connection_id,
                external_assistant_id=agent.external_assistant_id,
                **told,
            )
            .on_conflict_do_update(index_elements=["connection_id", "external_assistant_id"], set_=told)
            .returning(voice_agents)
        ).one()
        return agent_from(stored)
