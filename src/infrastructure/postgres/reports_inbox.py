"""Read models of the inbox: views by index, search by words, and what people of ours noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    Table,
    Uuid,
    any_,
    exists,
    func,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

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
    floor_of,
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
"""So many newest rows are looked through before anything else is asked: what half of all messages hold is found among
them at once, and a filter that nothing fits costs no more than this per page."""
_MOST_FOUND = 10_000
"""Words that more older messages hold than this are looked for by going back in time, page by page."""
_MOST_NAMED = 1_000
_MOST_WORDS = 8
_NUMBER = re.compile(r"\+?[\d\s()./-]*")
_IN_TURN = ("enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_seqscan")
"""What the planner must not do while the newest are read one after the other."""
_BY_WORDS = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""What it must not do so that the index of words is what remains: how frequent a word is, a prepared statement does not
know."""
_NOBODYS = "00000000-0000-0000-0000-000000000000"
_EMPTY_ROUNDS = 10
_NOTES = 100
_WANTS_A_PERSON = ("waiting-human", "failed")
_NOTE = columns_of(lead_notes, NoteView)
_ROW = [field.name for field in fields(InboxRow)]
_TAKEN_APART = text("SELECT tsvector_to_array(words_of(CAST(:owner AS uuid), CAST(:q AS text)))")
_NEWEST = Order([messages.c.id])
_COUNTS = [field.name for field in fields(InboxCounts)]


def asked_words(q: str) -> str:
    """What is searched for, before it is taken apart: a telephone number loses its spaces and the zero before it."""
    digits = re.sub(r"\D", "", q)
    return digits.lstrip("0") if len(digits) > 4 and _NUMBER.fullmatch(q.strip()) else q


def words_query(words: Sequence[str], workspace_id: str | None) -> str | None:
    """Every word begins one that is kept, in that workspace; as a tsquery. None where there is no word."""
    if not words:
        return None
    asked = ["'{}':*".format(word.replace("\\", "").replace("'", "''")) for word in words[:_MOST_WORDS]]
    if workspace_id is not None:
        asked.append(f"'w{workspace_id.replace('-', '').lower()}'")
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


def _filters(of: Table | Subquery, wanted: InboxFilter) -> list[ColumnElement[bool]]:
    return [*text_filter(of.c.medium, wanted.medium), *text_filter(of.c.sentiment, wanted.sentiment)]


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
            elif _filters(messages, wanted):
                found = _narrowed(db, scope, wanted, page)
            else:
                found = paged(db, _heads(scope, wanted, page), _NEWEST, page, _id_of)
        with self._look(scope) as db:  # every way of planning is open again
            return Page(_rows(db, found.items), found.next_cursor)

    def _conversations(self, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[InboxRow]:
        """Everybody, the most recently active first, each with what was said last."""
        found = self._said_last(scope, wanted, page)
        for _ in range(_EMPTY_ROUNDS):
            if found.items or found.next_cursor is None:
                break
            found = self._said_last(scope, wanted, PageRequest(page.limit, found.next_cursor))
        return found

    def _said_last(self, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[InboxRow]:
        """The next people, without those who wrote last by another medium than is wanted."""
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
        named = select(lead_words.c.lead_id).where(*mine(lead_words.c.workspace_id, scope)).limit(_MOST_NAMED)
        query = select(leads).where(
            leads.c.id.in_(named), leads.c.erased_at.is_(None), *mine(leads.c.workspace_id, scope)
        )
        with self._look(scope) as db:
            if not _seek(db, scope, q):
                return []
            _without(db, "enable_seqscan")
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


def _before(page: PageRequest) -> list[ColumnElement[bool]]:
    return [_NEWEST.after(page.cursor)] if page.cursor else []


def _of_each(here: Select[Any], scope: str | None, name: str) -> Select[Any]:
    """The ids that `here` finds in each workspace, for the indexes begin with it."""
    head = _NEWEST.sorted(here.where(messages.c.workspace_id == workspaces.c.id).correlate(workspaces)).lateral(name)
    return select(head.c.id).select_from(workspaces.join(head, true())).where(*mine(workspaces.c.id, scope))


def _heads(scope: str | None, wanted: InboxFilter, page: PageRequest) -> Select[Any]:
    """The ids at the head of the view."""
    here = select(messages.c.id).where(*_in_view(wanted.view), *_before(page))
    if scope is not None:
        return here.where(messages.c.workspace_id == scope)
    return select(messages.c.id).where(messages.c.id.in_(_of_each(here.limit(page.limit + 1), scope, "head")))


def _narrowed(db: Connection, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[str]:
    """What fits the filters among the newest of the view. A page that these do not fill leads to the ones before."""
    here = select(messages.c.id).where(*_in_view(wanted.view), *_before(page))
    last = _of_each(here.offset(_RECENT - 1).limit(1), scope, "last").subquery()
    floor = floor_of(db, select(last.c.id).order_by(last.c.id.desc()))
    looked = _of_each(here.limit(_RECENT), scope, "looked")
    query = select(messages.c.id).where(messages.c.id.in_(looked), *_filters(messages, wanted))
    return _going_on(paged(db, query.where(*_not_below(floor)), _NEWEST, page, _id_of), floor)


def _not_below(floor: str | None) -> list[ColumnElement[bool]]:
    return [messages.c.id >= floor] if floor else []


def _going_on(found: Page[str], floor: str | None) -> Page[str]:
    """A page that ends where no more was looked through."""
    return Page(found.items, found.next_cursor or (_NEWEST.cursor([floor]) if floor else None))


def _without(db: Connection, *ways: str) -> None:
    """The planner leaves these ways until the transaction ends."""
    db.execute(select(*(func.set_config(way, "off", True) for way in ways)))


def _seek(db: Connection, scope: str | None, q: str) -> bool:
    """From now on the tables of words show what holds these words, and nothing else (migration 0027)."""
    kept = db.execute(_TAKEN_APART, {"owner": _NOBODYS, "q": asked_words(q)}).scalar_one()
    asked = words_query([word for word in kept if word != "w" + _NOBODYS.replace("-", "")], scope)
    if asked is not None:
        db.execute(select(func.set_config("rejoinder.words", asked, True)))
    return asked is not None


def _found(db: Connection, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[str]:
    """Messages with these words: among the newest first, and by the index only where these do not fill the page."""
    if not _seek(db, scope, wanted.q or ""):
        return Page([])
    here = select(messages.c.id).where(*mine(messages.c.workspace_id, scope), *_before(page))
    floor = floor_of(db, _NEWEST.sorted(here).offset(_RECENT - 1))
    near = _near(db, here, wanted, page)
    if near.next_cursor or floor is None:
        return near
    return _far(db, scope, wanted, page) or _going_on(near, floor)


def _near(db: Connection, here: Select[Any], wanted: InboxFilter, page: PageRequest) -> Page[str]:
    _without(db, *_IN_TURN)
    recent = _NEWEST.sorted(here.add_columns(messages.c.medium, messages.c.sentiment)).limit(_RECENT).subquery("recent")
    query = select(recent.c.id).join(message_words, message_words.c.message_id == recent.c.id)
    return paged(db, query.where(*_filters(recent, wanted)), Order([recent.c.id]), PageRequest(page.limit), _id_of)


def _far(db: Connection, scope: str | None, wanted: InboxFilter, page: PageRequest) -> Page[str] | None:
    """By the index of words; None where it would bring up too much."""
    db.execute(select(func.set_config("enable_bitmapscan", "on", True)))
    _without(db, *_BY_WORDS)
    order = Order([message_words.c.message_id])
    behind = [order.after(page.cursor)] if page.cursor else []
    holding = select(message_words.c.message_id).where(*mine(message_words.c.workspace_id, scope), *behind)
    ids = db.execute(holding.limit(_MOST_FOUND + 1)).scalars().all()
    if len(ids) > _MOST_FOUND:
        return None
    fits = _filters(messages, wanted)
    newest = sorted(ids, reverse=True)[: None if fits else page.limit + 1]
    known = literal(newest, ARRAY(Uuid(as_uuid=False)))
    query = select(messages.c.id).where(messages.c.id == any_(known), *fits)
    return paged(db, query, _NEWEST, PageRequest(page.limit), _id_of)
