"""Connections to Postgres that fail fast and say which tenant they work for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rejoinder.domain.errors import StorageDown, TemporaryFailure

_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
_AWAY = ("08", "25006", "53", "57P", "58")
"""Connection, a standby that only reads, resources, shutdown, the machine below."""
_BUSY = {"40001", "40P01", "55P03", "57014"}


def sqlalchemy_url(database_url: str) -> str:
    """`postgres://` and `postgresql://` as SQLAlchemy wants them, on psycopg 3."""
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def libpq_url(database_url: str) -> str:
    """The same address for psycopg itself."""
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def make_engine(database_url: str, *, name: str, pool_size: int = 8, pool_timeout: float = 10) -> Engine:
    """A pool whose connections give up in seconds rather than hang."""
    return create_engine(
        sqlalchemy_url(database_url),
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=pool_timeout,
        pool_pre_ping=name == "api",  # a worker's job is tried again anyway; a person's click is not
        pool_recycle=1800,
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, default=str, ensure_ascii=False),
        connect_args={
            "application_name": f"rejoinder-{name}",
            "connect_timeout": 5,
            "prepare_threshold": 5,
            "options": _OPTIONS,
        },
    )


def storage_error(error: DBAPIError | PoolTimeout) -> TemporaryFailure | None:
    """The failure that a database error stands for, or None when it is our own mistake."""
    if isinstance(error, PoolTimeout):
        return StorageDown("No database connection became free in time.")
    state = getattr(error.orig, "sqlstate", None)
    if state in _BUSY:
        return TemporaryFailure("The database was busy with a competing change.", wait=1.0, code="storage-conflict")
    lost = error.connection_invalidated or isinstance(error, OperationalError)
    if lost or (state or "").startswith(_AWAY):
        return StorageDown(f"The database cannot be reached ({state or type(error.orig).__name__}).")
    return None


@contextmanager
def storage_errors() -> Iterator[None]:
    """Database trouble inside the block comes out as one of our errors."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        known = storage_error(error)
        if known is None:
            raise
        raise known from error


@contextmanager
def transaction(engine: Engine, workspace_id: str) -> Iterator[Connection]:
    """One transaction that may touch the rows of `workspace_id` only (`*` for upkeep across tenants)."""
    with storage_errors(), engine.begin() as connection:
        connection.execute(text("SELECT set_config('rejoinder.workspace', :w, true)"), {"w": workspace_id})
        yield connection


def row(mapping: Any) -> dict[str, Any]:
    """A result row as a plain dict."""
    return dict(mapping._mapping)
