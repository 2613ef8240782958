"""Lists by keyset: a page costs the same wherever it lies, and rows that arrive meanwhile shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Integer,
    Row,
    Select,
    Table,
    Uuid,
    func,
    literal,
    select,
    tuple_,
)

from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.views import Page, PageRequest
from rejoinder.infrastructure.postgres.engine import transaction

View = TypeVar("View")
LOOKED_THROUGH = 20_000
"""How many rows one page of a filtered list may read."""
NOBODY = uuid.UUID(int=0)
CLOCKS_DIFFER = timedelta(minutes=5)
"""An id is at most that much older than the moment that its row says."""
BIGGEST_INT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """By which columns a list is sorted; together they name one row."""

    columns: Sequence[ColumnElement[Any]]
    descending: bool = True

    def sorted(self, query: Select[Any]) -> Select[Any]:
        return query.order_by(*(c.desc() if self.descending else c.asc() for c in self.columns))

    def cursor(self, values: Sequence[Any]) -> str:
        """The cursor behind the row with these values."""
        return _packed(values)

    def after(self, cursor: str) -> ColumnElement[bool]:
        """The condition that only rows behind the cursor fulfil. Raises InvalidInput for a cursor not of ours."""
        values = _unpacked(cursor)
        if len(values) != len(self.columns):
            raise _no_cursor()
        place = tuple_(*(literal(_typed(c, v), type_=c.type) for c, v in zip(self.columns, values, strict=True)))
        here = tuple_(*self.columns)
        behind: ColumnElement[bool] = here < place if self.descending else here > place
        return behind


def _no_cursor() -> InvalidInput:
    return InvalidInput("'cursor' is the next_cursor of an earlier answer.", field="cursor")


def _packed(values: Sequence[Any]) -> str:
    shown = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(shown, separators=(",", ":")).encode()).decode().rstrip("=")


def _unpacked(cursor: str) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise _no_cursor() from None
    if not isinstance(values, list):
        raise _no_cursor()
    return values


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    """The cursor's value as the column takes it."""
    kind = column.type
    if isinstance(kind, Integer):
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= BIGGEST_INT:
            return value
    elif isinstance(value, str) and isinstance(kind, DateTime):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise _no_cursor() from None
        if moment.tzinfo is not None:
            return moment
    elif isinstance(value, str) and "\x00" not in value and (not isinstance(kind, Uuid) or is_id(value)):
        return value
    raise _no_cursor()


def paged(
    db: Connection, query: Select[Any], order: Order, request: PageRequest, shape: Callable[[Row[Any]], View]
) -> Page[View]:
    """The page of `query` that was asked for."""
    marks = [column.label(f"_mark{place}") for place, column in enumerate(order.columns)]
    wanted = order.sorted(query.add_columns(*marks)).limit(request.limit + 1)
    if request.cursor:
        wanted = wanted.where(order.after(request.cursor))
    rows = db.execute(wanted).all()
    kept = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(
        [shape(row) for row in kept],
        _packed([getattr(kept[-1], mark.name) for mark in marks]) if more else None,
    )


def floor_of(db: Connection, below: Select[Any]) -> str | None:
    """The id that `below`, which leaves out so many rows of a sorted list, begins with; None where the list is shorter.

    Walked along the index: row security lets the planner expect so few rows that it would rather sort all of them.
    """
    db.execute(select(func.set_config("enable_sort", "off", True)))
    found: str | None = db.execute(below.limit(1)).scalar()
    db.execute(select(func.set_config("enable_sort", "on", True)))
    return found


def sifted(
    db: Connection,
    query: Select[Any],
    fits: Sequence[ColumnElement[bool]],
    row_id: ColumnElement[Any],
    owner: Sequence[ColumnElement[bool]],
    request: PageRequest,
    shape: Callable[[Row[Any]], View],
) -> Page[View]:
    """The page of `query` with what `fits` among the newest rows of that `owner`. Where these do not fill it, its
    cursor leads to the rows before: no index knows the filter, and one that little fits would read every row."""
    if not fits:
        return paged(db, query, Order([row_id]), request, shape)
    order = Order([row_id])
    behind = [order.after(request.cursor)] if request.cursor else []
    floor = floor_of(db, order.sorted(select(row_id).where(*owner, *behind)).offset(LOOKED_THROUGH - 1))
    within = [row_id >= floor] if floor else []
    found = paged(db, query.where(*fits, *within), order, request, shape)
    return Page(found.items, found.next_cursor or (order.cursor([floor]) if floor else None))


def columns_of(table: Table, view: type[Any]) -> list[ColumnElement[Any]]:
    """The columns of `table` that `view` shows under the same name."""
    return [table.c[field.name] for field in fields(view) if field.name in table.c]


def filled(view: Callable[..., View], columns: Sequence[ColumnElement[Any]], row: Row[Any], **more: Any) -> View:
    """The view of a row, from columns of the same name and whatever else is given."""
    return view(**{str(column.key): row._mapping[column] for column in columns}, **more)


def id_filter(column: ColumnElement[Any], value: str | None) -> list[ColumnElement[bool]]:
    """Nothing to filter by, or equality. Raises NotFound for what cannot be an id."""
    if value is None:
        return []
    if not is_id(value):
        raise NotFound("There is nothing with this id.")
    return [column == value]


def text_filter(column: ColumnElement[Any], value: str | None) -> list[ColumnElement[bool]]:
    return [] if value is None else [column == value]


def first_id_of(moment: datetime | None) -> str:
    """The smallest id that a row made at that moment can have (ids begin with the millisecond)."""
    if moment is None:
        return str(NOBODY)
    return str(uuid.UUID(int=max(0, int(moment.timestamp() * 1000)) << 80))


def since_filter(
    row_id: ColumnElement[Any], made_at: ColumnElement[Any], since: datetime | None
) -> list[ColumnElement[bool]]:
    """Nothing to filter by, or rows made since then; the ids spare Postgres the older ones."""
    return [row_id >= first_id_of(since - CLOCKS_DIFFER), made_at >= since] if since else []


class Reader:
    """Read-only transactions in one workspace, or across all where the scope is None."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _look(self, scope: str | None) -> AbstractContextManager[Connection]:
        """Raises NotFound for a scope that cannot be a workspace, and StorageDown."""
        if scope is None:
            return transaction(self._engine, EVERY_WORKSPACE)
        if not is_id(scope):
            raise NotFound("There is no such workspace.")
        return transaction(self._engine, scope.lower())

    def _one(self, scope: str | None, query: Select[Any], column: ColumnElement[Any], row_id: str) -> Row[Any] | None:
        """The row of that id in the scope; None for any other, and for what cannot be an id."""
        if not is_id(row_id):
            return None
        with self._look(scope) as db:
            return db.execute(query.where(column == row_id)).first()


def mine(column: ColumnElement[Any], scope: str | None) -> list[ColumnElement[bool]]:
    """The first wall between tenants; row security is the second."""
    return [] if scope is None else [column == scope]
