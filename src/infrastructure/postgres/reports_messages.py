"""Read models of conversations: messages, leads, and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, false, func, or_, select, true

from rejoinder.domain.email_cleaning import BODY, Part, places_from, view_of
from rejoinder.domain.matching import Candidate, Clue
from rejoinder.domain.ports.reports import LeadFilter, MessageFilter
from rejoinder.domain.views import (
    BodySpan,
    BodyViews,
    ConsentEvidence,
    FactView,
    LeadView,
    MessageDetail,
    MessageView,
    Page,
    PageRequest,
    ScoreView,
    Trace,
    TraceStep,
)
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    Reader,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    sifted,
    text_filter,
)
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    lead_addresses,
    lead_facts,
    leads,
    messages,
    timeline,
    workspaces,
)

_CANDIDATES = 50
_OPEN = ("processing", "retrying", "waiting-human", "failed")
"""Dispositions that an index of their own knows."""
_CONSENT_MEDIA = ("sms", "email", "linkedin")
MESSAGE = columns_of(messages, MessageView)
PARTS = (messages.c.reply_text, messages.c.signature, messages.c.quoted, messages.c.places)
_FACT = columns_of(lead_facts, FactView)
_FACTS_SHOWN = 100


def message_view(row: Row[Any]) -> MessageView:
    return filled(MessageView, MESSAGE, row)


def detail_view(row: Row[Any]) -> MessageDetail:
    return filled(MessageDetail, MESSAGE, row, views=_views(row))


def _views(row: Row[Any]) -> BodyViews | None:
    if row.places is None or row.direction != "inbound":
        return None
    places = places_from(row.places)
    text = row.body if places.source == BODY else row.reply_text or ""
    return BodyViews(
        text=text,
        spans=[BodySpan(span.start, span.end, span.part.value) for span in places.spans],
        reply=row.body_clean or "",
        signature=row.signature,
        quoted=row.quoted,
        disclaimer=view_of(text, places.spans, Part.DISCLAIMER),
        flags=places.flags,
    )


def lead_view(row: Row[Any]) -> LeadView:
    known = {
        medium: ConsentEvidence(value["state"], value.get("at"), value.get("evidence", ""))
        for medium, value in row.consent.items()
    }
    return LeadView(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        status=row.status,
        sentiment=row.sentiment,
        score=ScoreView(
            row.score_fit, row.score_intent, row.score_overall, row.score_reasons, row.score_source or None
        ),
        emails=row.emails,
        phones=row.phones,
        linkedin_url=row.linkedin_url,
        scheduling_links=row.scheduling_links,
        timezone=row.timezone,
        consent={m: known[m].state if m in known else "unknown" for m in _CONSENT_MEDIA},
        consent_evidence=known,
        follow_ups_paused=row.follow_ups_paused,
        follow_ups_paused_reason=row.follow_ups_paused_reason,
        mode=row.mode,
        automation_paused_reason=row.automation_paused_reason,
        has_appointment=row.has_appointment,
        appointments=row.appointments,
        next_meeting_at=row.next_meeting_at,
        last_message_at=row.last_message_at,
        last_inbound_at=row.last_inbound_at,
        last_outbound_at=row.last_outbound_at,
        created_at=row.created_at,
    )


def step_of_entry(row: Row[Any]) -> TraceStep:
    """One timeline entry. Where an entry says which check it was, `check` says it too."""
    detail = dict(row.detail)
    cost = detail.get("cost_usd")
    return TraceStep(
        at=row.at,
        kind=row.kind,
        check=str(detail.get("check") or detail.get("name") or row.kind),
        verdict=row.verdict,
        reason=row.reason,
        actor=row.actor,
        inputs=detail,
        message_id=row.message_id,
        model=detail.get("model"),
        cost_usd=float(cost) if isinstance(cost, (int, float)) else None,
    )


def _step_of_ai_call(row: Row[Any]) -> TraceStep:
    return TraceStep(
        at=row.created_at,
        kind="ai-call",
        check=row.feature,
        verdict=row.status,
        reason=row.error,
        actor=row.source,
        inputs={
            "prompt_version": row.prompt_version,
            "input_tokens": row.input_tokens,
            "cached_tokens": row.cached_tokens,
            "output_tokens": row.output_tokens,
        },
        message_id=row.message_id,
        model=row.model,
        cost_usd=None if row.cost_usd is None else float(row.cost_usd),
        latency_ms=row.latency_ms,
    )


def _first_steps(row: Row[Any]) -> list[TraceStep]:
    """What storing the message itself established, before any job ran."""
    came = TraceStep(
        at=row.received_at,
        kind="received" if row.direction == "inbound" else "written",
        check="received" if row.direction == "inbound" else "written",
        verdict="stored",
        reason="",
        actor=row.channel,
        inputs={"external_id": row.external_id, "event_id": row.event_id, "medium": row.medium},
        message_id=row.id,
    )
    if row.direction != "inbound":
        return [came]
    flags = [name for name, found in row.safety.items() if found is True]
    screened = TraceStep(
        at=row.received_at,
        kind="screened",
        check="safety",
        verdict=", ".join(flags) or "clear",
        reason=str(row.safety.get("rule", "")),
        actor="rejoinder",
        inputs=row.safety,
        message_id=row.id,
    )
    return [came, screened]


def _disposition(stated: str | None) -> list[ColumnElement[bool]]:
    if stated is None:
        return []
    disposition, _, reason = stated.partition(":")
    wanted: list[ColumnElement[bool]] = [messages.c.disposition == disposition]
    return [*wanted, messages.c.disposition_reason == reason] if reason else wanted


def _occurs(q: str | None, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    return [or_(*(column.icontains(q, autoescape=True) for column in columns))] if q else []


def _heads(order: Order, fits: Sequence[ColumnElement[bool]], page: PageRequest) -> Select[Any]:
    """The ids at the head of each workspace's list: the page over all of them is among these, and the index that
    answers for one workspace answers for each."""
    behind = [order.after(page.cursor)] if page.cursor else []
    here = select(leads.c.id).where(leads.c.workspace_id == workspaces.c.id, *fits, *behind).correlate(workspaces)
    head = order.sorted(here).limit(page.limit + 1).lateral("head")
    return select(head.c.id).select_from(workspaces.join(head, true()))


class ConversationReports(Reader):
    """Conversations (domain/ports/reports.py)."""

    def messages(self, scope: str | None, wanted: MessageFilter, page: PageRequest) -> Page[MessageView]:
        owner = mine(messages.c.workspace_id, scope)
        which = [
            *id_filter(messages.c.lead_id, wanted.lead_id),
            *text_filter(messages.c.external_id, wanted.external_id),
        ]
        fits = [
            *text_filter(messages.c.channel, wanted.channel),
            *text_filter(messages.c.direction, wanted.direction),
            *_disposition(wanted.disposition),
            *_occurs(wanted.q, messages.c.body, messages.c.subject, messages.c.sender, messages.c.recipient),
        ]
        query = select(*MESSAGE).where(*owner, *which)
        if which or (wanted.disposition or "").partition(":")[0] in _OPEN:
            query, fits = query.where(*fits), []
        with self._look(scope) as db:
            return sifted(db, query, fits, messages.c.id, owner, page, message_view)

    def message(self, scope: str | None, message_id: str) -> MessageDetail | None:
        query = select(*MESSAGE, *PARTS).where(*mine(messages.c.workspace_id, scope))
        row = self._one(scope, query, messages.c.id, message_id)
        return detail_view(row) if row else None

    def corrected_cases(self, scope: str | None, limit: int) -> Sequence[Mapping[str, Any]]:
        with self._look(scope) as db:
            rows = db.execute(clause("corrected_cases"), {"workspace": scope, "limit": limit}).mappings()
            return [{**row, "sent_at": row["sent_at"].isoformat()} for row in rows]

    def trace(self, scope: str | None, message_id: str) -> Trace | None:
        query = select(*MESSAGE, *PARTS, messages.c.event_id, messages.c.safety)
        row = self._one(scope, query.where(*mine(messages.c.workspace_id, scope)), messages.c.id, message_id)
        if row is None:
            return None
        with self._look(row.workspace_id) as db:
            later = _entries_of(db, row.id) + _calls_of(db, row.id)
        later.sort(key=lambda step: step.at)
        return Trace(row.id, detail_view(row), [*_first_steps(row), *later])

    def leads(self, scope: str | None, wanted: LeadFilter, page: PageRequest) -> Page[LeadView]:
        order = Order([func.coalesce(leads.c.last_message_at, leads.c.created_at), leads.c.id])
        fits = [
            leads.c.erased_at.is_(None),
            *mine(leads.c.workspace_id, scope),
            *text_filter(leads.c.status, wanted.status),
            *text_filter(leads.c.sentiment, wanted.sentiment),
            *_occurs(
                wanted.q, leads.c.name, leads.c.linkedin_url, cast(leads.c.emails, Text),
                cast(leads.c.phones, Text),
            ),
        ]  # fmt: skip
        if scope is None:
            fits.append(leads.c.id.in_(_heads(order, fits, page)))
        with self._look(scope) as db:
            return paged(db, select(leads).where(*fits), order, page, lead_view)

    def lead(self, scope: str | None, lead_id: str) -> LeadView | None:
        query = select(leads).where(leads.c.erased_at.is_(None), *mine(leads.c.workspace_id, scope))
        row = self._one(scope, query, leads.c.id, lead_id)
        if row is None:
            return None
        query = select(*_FACT).where(lead_facts.c.workspace_id == row.workspace_id, lead_facts.c.lead_id == row.id)
        with self._look(row.workspace_id) as db:
            learned = db.execute(query.order_by(lead_facts.c.learned_at.desc(), lead_facts.c.id).limit(_FACTS_SHOWN))
            facts = [filled(FactView, _FACT, fact) for fact in learned]
        return replace(lead_view(row), facts=facts)

    def candidates(self, workspace_id: str, clue: Clue) -> Sequence[Candidate]:
        mine_ = lead_addresses.c.workspace_id == workspace_id
        by_address = select(lead_addresses.c.lead_id).where(mine_, lead_addresses.c.address == clue.address)
        ways = [by_address]
        if clue.company_domain:
            of_company = lead_addresses.c.address.endswith("@" + clue.company_domain, autoescape=True)
            ways.append(select(lead_addresses.c.lead_id).where(mine_, of_company).limit(_CANDIDATES))
        there = select(messages.c.lead_id).where(
            messages.c.workspace_id == workspace_id, messages.c.conversation == clue.conversation
        )
        if clue.conversation:
            ways.append(there.limit(_CANDIDATES))
        if clue.name.strip():
            named = func.lower(leads.c.name) == clue.name.strip().lower()
            ways.append(select(leads.c.id).where(leads.c.workspace_id == workspace_id, named).limit(_CANDIDATES))
        in_conversation = leads.c.id.in_(there) if clue.conversation else false()
        addresses = (
            select(func.array_agg(lead_addresses.c.address))
            .where(mine_, lead_addresses.c.lead_id == leads.c.id)
            .scalar_subquery()
        )
        query = select(
            leads.c.id,
            leads.c.name,
            leads.c.last_message_at,
            addresses.label("addresses"),
            in_conversation.label("there"),
        ).where(
            leads.c.workspace_id == workspace_id,
            leads.c.erased_at.is_(None),
            or_(*(leads.c.id.in_(way.scalar_subquery()) for way in ways)),
        )
        with self._look(workspace_id) as db:
            return [
                Candidate(row.id, row.name, row.addresses or [], row.last_message_at, bool(row.there))
                for row in db.execute(query.limit(_CANDIDATES))
            ]

    def lead_timeline(self, scope: str | None, lead_id: str, page: PageRequest) -> Page[TraceStep] | None:
        owner = self.lead(scope, lead_id)
        if owner is None:
            return None
        query = select(timeline).where(timeline.c.workspace_id == owner.workspace_id, timeline.c.lead_id == owner.id)
        with self._look(owner.workspace_id) as db:
            return paged(db, query, Order([timeline.c.id], descending=False), page, step_of_entry)


def _entries_of(db: Connection, message_id: str) -> list[TraceStep]:
    found = db.execute(select(timeline).where(timeline.c.message_id == message_id).order_by(timeline.c.id))
    return [step_of_entry(row) for row in found]


def _calls_of(db: Connection, message_id: str) -> list[TraceStep]:
    found: Sequence[Row[Any]] = db.execute(
        select(ai_calls).where(ai_calls.c.message_id == message_id).order_by(ai_calls.c.id)
    ).all()
    return [_step_of_ai_call(row) for row in found]
