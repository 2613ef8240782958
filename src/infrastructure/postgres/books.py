"""The accounting's pages: what was counted once need not be counted at every look, and is counted again in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from rejoinder.domain.ports.upkeep import BooksRound, Drift
from rejoinder.infrastructure.postgres.reports_oversight import MARGIN_S
from rejoinder.infrastructure.postgres.reports_paging import first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import accounting_pages, installation

PAGE_ROWS = 4_000
"""The head, which no page covers, has fewer rows than this and those of the last ten minutes."""
VERIFIED_AT_ONCE = 3
_SETTLED_AFTER = timedelta(minutes=10)
_KEY = "accounting"
_COUNTED = ("dispositions", "lost_events", "without_event", "oldest_received_at")


class PostgresBooks:
    """Books. A page is a range of ids over all workspaces, with one row for each that has something in it."""

    def __init__(self, db: Connection, page_rows: int = PAGE_ROWS, settled_after: timedelta = _SETTLED_AFTER) -> None:
        self._db = db
        self._rows = page_rows
        self._settled_after = settled_after

    def balance(self, pages: int) -> BooksRound:
        """Afterwards every page in which something moved is counted again, at most `pages` new ones are closed, and
        those that were counted longest ago have been held against the raw rows."""
        now: datetime = self._db.execute(select(func.clock_timestamp())).scalar_one()
        kept = self._db.execute(select(installation.c.value).where(installation.c.key == _KEY)).scalar_one_or_none()
        moved = self._count_moved(str(kept["moved_upto"])) if kept else 0
        closed, upto = self._close(str(kept["upto"]) if kept else first_id_of(None), now, pages)
        drifts = [drift for _ in range(VERIFIED_AT_ONCE) for drift in self._verify()]
        value = {"upto": upto, "moved_upto": now.astimezone(UTC).isoformat()}
        new = insert(installation).values(key=_KEY, value=value, updated_at=now)
        self._db.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value, "updated_at": now}))
        return BooksRound(closed, moved, drifts)

    def _count_moved(self, moved_upto: str) -> int:
        found = self._db.execute(clause("moved_pages"), {"moved_upto": moved_upto, "margin": MARGIN_S}).all()
        for page in found:
            _write(self._db, page.first_id, page.next_id, _counted(self._db, page.first_id, page.next_id))
        return len(found)

    def _close(self, upto: str, now: datetime, pages: int) -> tuple[int, str]:
        settled = first_id_of(now - self._settled_after)
        for closed in range(pages):
            place = {"first_id": upto, "settled": settled, "rows": self._rows}
            next_id = self._db.execute(clause("next_page"), place).scalar_one()
            if next_id is None:
                return closed, upto
            _write(self._db, upto, next_id, _counted(self._db, upto, next_id))
            upto = str(next_id)
        return pages, upto

    def _verify(self) -> Sequence[Drift]:
        pages = accounting_pages.c
        oldest = self._db.execute(select(pages.first_id, pages.next_id).order_by(pages.counted_at).limit(1)).first()
        if oldest is None:
            return ()
        before = self._db.execute(select(accounting_pages).where(pages.first_id == oldest.first_id)).all()
        real = _counted(self._db, oldest.first_id, oldest.next_id)
        _write(self._db, oldest.first_id, oldest.next_id, real)
        drifts = []
        for row in before:
            found = real.pop(row.workspace_id, _NOTHING)
            if _drifted(row, found):
                drifts.append(Drift(row.workspace_id, row.first_id, row.dispositions, found["dispositions"]))
        unknown = [Drift(workspace, oldest.first_id, {}, found["dispositions"]) for workspace, found in real.items()]
        return [*drifts, *unknown]


_NOTHING: Mapping[str, Any] = {
    "dispositions": {}, "lost_events": 0, "without_event": 0, "oldest_received_at": None, "moved_at": None,
}  # fmt: skip


def _drifted(page: Any, real: Mapping[str, Any]) -> bool:
    """Whether the page was wrong although nothing moved in it since it was counted."""
    moved_at = real["moved_at"]
    if moved_at is not None and moved_at > page.counted_at - timedelta(seconds=MARGIN_S):
        return False
    return any(getattr(page, name) != real[name] for name in ("dispositions", "lost_events", "without_event"))


def _counted(db: Connection, first_id: str, next_id: str) -> dict[str, Mapping[str, Any]]:
    """Workspace to figures."""
    rows = db.execute(clause("count_page"), {"first_id": str(first_id), "next_id": str(next_id)})
    return {str(row.workspace_id): dict(row._mapping) for row in rows}


def _write(db: Connection, first_id: str, next_id: str, real: Mapping[str, Mapping[str, Any]]) -> None:
    pages = accounting_pages.c
    db.execute(delete(accounting_pages).where(pages.first_id == first_id, pages.workspace_id.not_in(list(real))))
    if not real:
        return
    new = insert(accounting_pages).values(
        [
            {"workspace_id": workspace, "first_id": first_id, "next_id": next_id, **{n: found[n] for n in _COUNTED}}
            for workspace, found in real.items()
        ]
    )
    fresh = {name: new.excluded[name] for name in _COUNTED}
    db.execute(
        new.on_conflict_do_update(
            index_elements=["workspace_id", "first_id"], set_={**fresh, "counted_at": func.clock_timestamp()}
        )
    )
