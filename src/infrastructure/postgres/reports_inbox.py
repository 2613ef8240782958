"""Read models of the inbox: views by index, search by words, and what people of ours noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.reports import INBOX_VIEWS, InboxFilter, LeadFilter
from rejoinder.domain.views import InboxCounts, InboxRow, LeadView, MessageDetail, NoteView, Page, PageRequest
from rejoinder.infrastructure.postgres.reports_messages import (
    MESSAGE,
    PARTS,
    ConversationReports,
    detail_view,
    lead_view,
)
from rejoinder.infrastructure.postgres.reports_paging import (
    Order,
    columns_of,
    filled,
    id_filter,
    mine,
    paged,
    text_filter,
)
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    drafts,
    lead_notes,
    lead_words,
    leads,
    message_words,
    messages,
    snoozes,
    workspaces,
)

COUNTED = 101
_RECENT = 5_000
"""So many newest messages are looked through before the index is asked: a word that half of all messages hold is found
among them at once, where the index would bring up half of all messages to sort them."""
_MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_NOTES = 100
_WANTS_A_PERSON = ("waiting-human", "failed")
_NOTE = columns_of(lead_notes, NoteView)
_ROW = [field.name for field in fields(InboxRow)]
_COUNTS = [field.name for field in fields(InboxCounts)]


def asked_words(q: str, workspace_id: str | None) -> str | None:
    """The search as a tsquery: every word begins one, in that workspace. None where there is no word in it."""
    words = [word.lower() for word in _WORD.findall(q)][:_MOST_WORDS]
    if not words:
        return None
    asked = [f"'{word}':*" for word in words]
    if workspace_id is not None:
        asked.append(f"'w{workspace_id.replace('-', '')}'")
    return " & ".join(asked)


def _put_aside() -> ColumnElement[bool]:
    """The conversation was snoozed after this message came."""
    return exists().where(
        snoozes.c.lead_id == messages.c.lead_id,
        snoozes.c.until > func.clock_timestamp(),
        snoozes.c.since >= messages.c.received_at,
    )


def _in_view(view: str) -> list[ColumnElement[bool]]:
    if view == "attention":
        return [messages.c.disposition.in_(_WANTS_A_PERSON), ~_put_aside()]
    if view == "waiting":
        proposed = exists().where(drafts.c.message_id == messages.c.id, drafts.c.status == "proposed")
        return [messages.c.disposition == "waiting-human", proposed, ~_put_aside()]
    if view == "snoozed":
        return [messages.c.disposition.in_(_WANTS_A_PERSON), _put_aside()]
    if view == "sent":
        return [messages.c.disposition == "sent"]
    raise InvalidInput(f"'view' is one of {', '.join(INBOX_VIEWS)}.", field="view")


def _filters(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    return [*text_filter(messages.c.medium, wanted.medium), *text_filter(messages.c.sentiment, wanted.sentiment)]


def _row(row: Row[Any]) -> InboxRow:
    return InboxRow(**{name: row._mapping[name] for name in _ROW})


def _id_of(row: Row[Any]) -> str:
    return str(row.id)


class InboxReports(ConversationReports):
    """Inbox (domain/ports/reports.py)."""

    def inbox(self, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[InboxRow]:
        if wanted.view == "all" and not wanted.q:
            return self._conversations(scope, wanted, page)
        with self._look(scope) as db:
            if wanted.q:
                found = _found(db, scope, wanted, page)
            else:
                found = paged(db, _heads(scope, wanted, page), Order([messages.c.id]), page, _id_of)
            return Page(_rows(db, found.items), found.next_cursor)

    def _conversations(self, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[InboxRow]:
        """Everybody, the most recently active first, each with what was said last."""
        people = self.leads(scope, LeadFilter(sentiment=wanted.sentiment), page)
        last = (
            select(messages.c.id, messages.c.medium)
            .where(messages.c.lead_id == leads.c.id)
            .order_by(messages.c.version.desc(), messages.c.id.desc())
            .limit(1)
            .lateral("last")
        )
        query = select(leads.c.id.label("lead_id"), last.c.id, last.c.medium).select_from(leads.join(last, true()))
        with self._look(scope) as db:
            found = {
                row.lead_id: str(row.id)
                for row in db.execute(query.where(leads.c.id.in_([lead.id for lead in people.items])))
                if wanted.medium in (None, row.medium)
            }
            ids = [found[lead.id] for lead in people.items if lead.id in found]
            return Page(_rows(db, ids), people.next_cursor)

    def conversation(self, scope: str | None, lead_id: str, page: PageRequest) -> Page[MessageDetail]:
        query = select(*MESSAGE, *PARTS).where(
            *mine(messages.c.workspace_id, scope), *id_filter(messages.c.lead_id, lead_id)
        )
        with self._look(scope) as db:
            return paged(db, query, Order([messages.c.version, messages.c.id]), page, detail_view)

    def people_named(self, scope: str | None, q: str, limit: int) -> Sequence[LeadView]:
        asked = asked_words(q, scope)
        if asked is None:
            return []
        named = select(lead_words.c.lead_id).where(lead_words.c.words.bool_op("@@")(literal(asked).cast(TSQUERY)))
        query = select(leads).where(
            leads.c.id.in_(named), leads.c.erased_at.is_(None), *mine(leads.c.workspace_id, scope)
        )
        with self._look(scope) as db:
            found = db.execute(query.order_by(leads.c.last_message_at.desc().nulls_last()).limit(limit))
            return [lead_view(row) for row in found]

    def inbox_counts(self, scope: str | None) -> InboxCounts:
        with self._look(scope) as db:
            row = db.execute(clause("inbox_counts"), {"workspace": scope, "most": COUNTED}).one()
        return InboxCounts(**{name: int(row._mapping[name]) for name in _COUNTS})

    def notes(self, scope: str | None, lead_id: str) -> Sequence[NoteView]:
        if not is_id(lead_id):
            return []
        query = select(*_NOTE).where(*mine(lead_notes.c.workspace_id, scope), lead_notes.c.lead_id == lead_id)
        with self._look(scope) as db:
            rows = db.execute(query.order_by(lead_notes.c.id.desc()).limit(_NOTES)).all()
        return [filled(NoteView, _NOTE, row) for row in rows]

    def snoozed_until(self, scope: str | None, lead_id: str) -> datetime | None:
        if not is_id(lead_id):
            return None
        query = (
            select(snoozes.c.until)
            .join(leads, leads.c.id == snoozes.c.lead_id)
            .where(
                *mine(snoozes.c.workspace_id, scope),
                snoozes.c.lead_id == lead_id,
                snoozes.c.until > func.clock_timestamp(),
                snoozes.c.since >= func.coalesce(leads.c.last_inbound_at, snoozes.c.since),
            )
        )
        with self._look(scope) as db:
            return db.execute(query).scalar_one_or_none()


def _rows(db: Connection, ids: Sequence[str]) -> list[InboxRow]:
    return [_row(row) for row in db.execute(clause("inbox_rows"), {"ids": list(ids)})] if ids else []


def _heads(scope: str | None, wanted: InboxFilter, page: PageRequest) -> Select[Any]:
    """The ids at the head of the view. Over every workspace: the heads of each, for the indexes begin with it."""
    fits = [*_in_view(wanted.view), *_filters(wanted)]
    if scope is not None:
        return select(messages.c.id).where(messages.c.workspace_id == scope, *fits)
    order = Order([messages.c.id])
    behind = [order.after(page.cursor)] if page.cursor else []
    here = select(messages.c.id).where(messages.c.workspace_id == workspaces.c.id, *fits, *behind)
    head = order.sorted(here.correlate(workspaces)).limit(page.limit + 1).lateral("head")
    ids = select(head.c.id).select_from(workspaces.join(head, true()))
    return select(messages.c.id).where(messages.c.id.in_(ids))


def _found(db: Connection, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[str]:
    """Messages with these words: among the newest first, and by the index only where these do not fill the page."""
    asked = asked_words(wanted.q or "", scope)
    if asked is None:
        return Page([])
    order = Order([message_words.c.message_id])
    recent = (
        order.sorted(select(message_words.c.message_id, message_words.c.words))
        .where(*mine(message_words.c.workspace_id, scope), *([order.after(page.cursor)] if page.cursor else []))
        .limit(_RECENT)
        .subquery("recent")
    )
    fits = _filters(wanted)
    holds = literal(asked).cast(TSQUERY)

    def narrowed(query: Select[Any], ids: ColumnElement[Any]) -> Select[Any]:
        return query.join(messages, messages.c.id == ids).where(*fits) if fits else query

    near = narrowed(
        select(recent.c.message_id.label("id")).where(recent.c.words.bool_op("@@")(holds)), recent.c.message_id
    )
    page_near = paged(db, near, Order([recent.c.message_id]), PageRequest(page.limit), _id_of)
    if page_near.next_cursor:
        return page_near
    far = narrowed(
        select(message_words.c.message_id.label("id")).where(
            message_words.c.words.bool_op("@@")(holds), *mine(message_words.c.workspace_id, scope)
        ),
        message_words.c.message_id,
    )
    return paged(db, far, order, page, _id_of)
