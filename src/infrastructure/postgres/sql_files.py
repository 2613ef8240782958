"""Hot statements are files that can be pasted into psql and explained."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from sqlalchemy import TextClause, text


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (files("rejoinder.infrastructure.postgres") / "sql" / f"{name}.sql").read_text()


@cache
def clause(name: str) -> TextClause:
    """The same for SQLAlchemy, with `:name` parameters."""
    return text(statement(name))
