"""The schema that migrations make, against what the code believes about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import Engine, inspect, text

from rejoinder.domain.appointments import AppointmentState
from rejoinder.domain.booking import SlotState
from rejoinder.domain.follow_ups import FollowUpState
from rejoinder.domain.jobs import JobStatus, Queue
from rejoinder.domain.learnings import LearningKind, LearningState
from rejoinder.domain.messages import Author, Direction, Disposition, Medium
from rejoinder.domain.notifications import NotificationKind, NotificationState
from rejoinder.domain.owners import RequestState
from rejoinder.domain.sends import SendKind, SendState
from rejoinder.domain.sentiment import LeadStatus, Sentiment, SentimentSource
from rejoinder.domain.switches import SwitchKind
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.schema import current_revision, migrate, newest_revision
from rejoinder.infrastructure.postgres.tables import metadata
from tests.contracts.backings import template

ROOT = Path(__file__).resolve().parents[2]
SQL = ROOT / "src" / "infrastructure" / "postgres" / "sql"
STATEMENTS = sorted(SQL.glob("*.sql"))
# Tables with a workspace that row security does not cover, and why.
UNWALLED = {
    "jobs": "the relay works across tenants; the rows carry ids only",
    "switches": "global ones reach every tenant",
    "alerts": "raised for the installation as well",
    "tokens": "looked up by hash before the tenant is known",
    "sessions": "looked up by hash before the tenant is known",
    "memberships": "say which tenants somebody may see, before one is chosen",
    "audit_log": "holds what was done to the installation as well",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    url = create_database(template())
    engine = make_engine(url, name="schema", pool_size=2)
    yield engine
    engine.dispose()
    postgres_server().drop_database(url)


def real_columns(engine: Engine) -> dict[str, set[str]]:
    found = inspect(engine)
    return {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}


def test_every_table_of_the_code_is_in_the_schema_and_the_other_way_round(engine: Engine) -> None:
    ours = {table.name: {column.name for column in table.columns} for table in metadata.tables.values()}
    real = real_columns(engine)
    only_in_sql = {"alembic_version", "sandbox_faults"}

    assert set(real) - set(ours) == only_in_sql
    assert {name: columns ^ real.get(name, set()) for name, columns in ours.items() if columns != real.get(name)} == {}


def test_every_column_has_the_type_that_the_code_expects(engine: Engine) -> None:
    found = inspect(engine)
    wrong = []
    for table in metadata.tables.values():
        real = {column["name"]: column["type"] for column in found.get_columns(table.name)}
        for column in table.columns:
            wanted, is_now = column.type.python_type, real[column.name].python_type
            if wanted is not is_now and {wanted, is_now} != {str, UUID}:
                wrong.append(f"{table.name}.{column.name}: {wanted.__name__} but {is_now.__name__}")

    assert wrong == []


def walled(engine: Engine) -> set[str]:
    with engine.connect() as db:
        rows = db.execute(
            text(
                "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
                " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid"
                "             AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL AND p.polcmd = '*')"
            )
        )
        return {row.relname for row in rows}


def test_every_table_of_a_tenant_has_forced_row_security(engine: Engine) -> None:
    tenants = {table for table, columns in real_columns(engine).items() if "workspace_id" in columns}

    assert tenants - walled(engine) == set(UNWALLED)


def test_the_wall_holds_whatever_the_statement_says(engine: Engine) -> None:
    """No workspace was named: nothing is seen, in any table."""
    with engine.begin() as db:
        db.execute(text("SELECT set_config('rejoinder.workspace', '*', true)"))
        workspace = "0192f000-0000-7000-8000-00000000000a"
        db.execute(text("INSERT INTO workspaces (id, name) VALUES (:w, 'Acme')"), {"w": workspace})
        db.execute(text("INSERT INTO leads (id, workspace_id) VALUES (:w, :w)"), {"w": workspace})
    with engine.connect() as db:
        for table in sorted(walled(engine)):
            assert db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table
        db.rollback()
        db.execute(text("SELECT set_config('rejoinder.workspace', :w, true)"), {"w": workspace})
        assert db.execute(text("SELECT count(*) FROM leads")).scalar_one() == 1


def test_the_application_is_neither_superuser_nor_above_the_wall(engine: Engine) -> None:
    with engine.connect() as db:
        role = db.execute(text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")).one()

    assert (role.rolsuper, role.rolbypassrls) == (False, False)


def test_migrating_twice_changes_nothing() -> None:
    url = create_database()
    engine = make_engine(url, name="migrate", pool_size=1)
    try:
        assert current_revision(engine) is None
        assert migrate(engine) == migrate(engine) == newest_revision() == current_revision(engine)
    finally:
        engine.dispose()
        postgres_server().drop_database(url)


# --- the words of the tables are the words of the domain -------------------------------------------


def allowed_words(engine: Engine, table: str, column: str) -> set[str]:
    """The words that the column's CHECK allows."""
    with engine.connect() as db:
        rules = db.execute(
            text(
                "SELECT pg_get_constraintdef(k.oid) AS rule FROM pg_constraint k"
                " JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum]"
                " WHERE k.contype = 'c' AND k.conrelid = CAST(:table AS regclass) AND a.attname = :column"
            ),
            {"table": table, "column": column},
        )
        return {word for rule in rules for word in re.findall(r"'([^']*)'::text", rule.rule)}


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("leads", "status", LeadStatus),
        ("messages", "medium", Medium),
        ("messages", "direction", Direction),
        ("messages", "author", Author),
        ("messages", "sentiment", Sentiment),
        ("messages", "sentiment_source", SentimentSource),
        ("messages", "disposition", Disposition),
        ("jobs", "status", JobStatus),
        ("jobs", "queue", Queue),
        ("sends", "state", SendState),
        ("sends", "kind", SendKind),
        ("owner_requests", "state", RequestState),
        ("notifications", "state", NotificationState),
        ("notifications", "kind", NotificationKind),
        ("offered_slots", "state", SlotState),
        ("appointments", "state", AppointmentState),
        ("follow_ups", "state", FollowUpState),
        ("switches", "kind", SwitchKind),
        ("learnings", "kind", LearningKind),
        ("learnings", "state", LearningState),
    ],
)
def test_a_new_word_of_the_domain_cannot_be_missing_in_production(
    engine: Engine, table: str, column: str, words: type
) -> None:
    """A value that the database did not know once stopped a whole queue."""
    found = allowed_words(engine, table, column)

    assert {str(word) for word in words} <= found  # type: ignore[attr-defined]


# --- statements in files ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_every_statement_is_used(path: Path) -> None:
    code = "\n".join(source.read_text() for source in SQL.parent.glob("*.py"))

    assert f'"{path.stem}"' in code, f"{path.name} is used by nobody"


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_every_statement_can_be_explained(engine: Engine, path: Path) -> None:
    """Paste it into psql, put values in, EXPLAIN it: the generic plan is what the parameters' types allow."""
    sql = path.read_text()
    names: list[str] = []

    def number(name: str) -> str:
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    numbered = re.sub(r"%\((\w+)\)s", lambda found: number(found[1]), sql)
    numbered = re.sub(r"(?<![:\w]):([a-z]\w*)", lambda found: number(found[1]), _without_comments(numbered))
    url = engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, row_factory=dict_row) as db:
        db.execute("SELECT set_config('rejoinder.workspace', '*', true)")
        db.execute(f"PREPARE it AS {numbered}".encode())
        values = ", ".join(["NULL"] * len(names))
        db.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        call = f"({values})" if names else ""
        plan = db.execute(f"EXPLAIN EXECUTE it{call}".encode()).fetchall()

    assert plan


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)
