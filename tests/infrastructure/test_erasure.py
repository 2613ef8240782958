"""Erasing reaches every column: a word is planted wherever a person's words could lie, and looked for afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Message
from rejoinder.entrypoints.drill.servers import postgres_server
from rejoinder.infrastructure.postgres.privacy import PostgresPrivacy
from rejoinder.infrastructure.vault import Vault
from tests.builders import WORKSPACE
from tests.contracts.backings import PostgresBacking, a_backing, a_line, a_stored_draft, a_stored_message

CANARY = "zqcanary"
PHONE = "+12025550143"
# What one of these columns names is about the person.
OWNERS = ("lead_id", "message_id", "draft_id", "job_id")
# Columns that hold what the product calls things, ids of ours or of a provider, or a name of ours: none says anything
# about the person. A column that is in none of these lists has to be emptied by an erasure.
CODES = {
    "ai_calls": "feature model prompt_version request_id source status",
    "appointments": "booked_by calendar_id channel timezone",
    "bridges": "call_id our_number owner",
    "calls": "assistant_id carrier_call_id channel ended_reason ending external_id",
    "consent_changes": "medium",
    "events": "channel key kind reason subpath",
    "follow_ups": "approved_by enrolled_by timezone",
    "job_attempts": "code outcome owner",
    "jobs": "dedupe_key lane last_error_code lease_owner parked_reason payload subject_id type",
    "leads": "automation_paused_reason follow_ups_paused_reason sentiment",
    "messages": "account channel external_id",
    "missed_calls": "reason root_call_id",
    "notifications": "dedupe_key fallback_for reference shown target",
    "offered_slots": "calendar_id wanted_by zone",
    "owner_requests": "code",
    "rehearsals": "reason",
    "sends": "approved_by channel intent_key medium owner provider_message_id",
    "snoozes": "author",
    "switches": "author channel ended_by",
    "system_intake_messages": "external_id",
    "system_intakes": "assigned_by call_status called channel reason released_by role root_call_id text_provider_id"
    " text_sender",
    "timeline": "actor kind reason verdict",
}


class Canaries:
    """The superuser's hand in the tables: rows that no code would write, with the word in every free column."""

    def __init__(self, backing: PostgresBacking) -> None:
        ours = backing.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        url = postgres_server().admin_url_of(ours)
        self.db = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        # Without foreign keys and triggers: each table stands for itself.
        self.db.execute("SET session_replication_role = replica")

    def columns(self, table: str) -> list[dict[str, Any]]:
        return self.db.execute(
            "SELECT column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable,"
            " column_default IS NOT NULL OR is_identity = 'YES' AS given FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            (table,),
        ).fetchall()

    def allowed(self, table: str) -> dict[str, str]:
        """By column: a value that its CHECK names."""
        checks = self.db.execute(
            "SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            (table,),
        ).fetchall()
        found = [re.search(r"\(\(?(\w+) = ANY \(ARRAY\['([^']*)'", check["said"]) for check in checks]
        return {match[1]: match[2] for match in found if match}

    def tables(self) -> list[str]:
        rows = self.db.execute(
            "SELECT DISTINCT table_name AS name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = ANY(%s) ORDER BY 1",
            ([*OWNERS],),
        ).fetchall()
        return [row["name"] for row in rows]

    def plant(self, table: str, owners: dict[str, str]) -> None:
        """A row of the person with the word wherever it may stand."""
        columns, allowed = self.columns(table), self.allowed(table)
        values: dict[str, Any] = {}
        for column in columns:
            name, type_ = column["name"], column["type"]
            if name in LEFT_ALONE.get(table, ()):
                continue
            if name in owners:
                values[name] = owners[name]
            elif name in allowed:
                values[name] = allowed[name]
            elif type_ in PLANTED:
                values[name] = PLANTED[type_]
            elif not column["given"] and not column["nullable"]:
                values[name] = FILLED[type_]()
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        )
        self.db.execute(statement, [*values.values()])

    def overwrite(self, lead_id: str) -> None:
        """The person's own row says it too."""
        for column in self.columns("leads"):
            name, type_ = column["name"], column["type"]
            if type_ in PLANTED and name not in self.allowed("leads"):
                said = sql.SQL("UPDATE leads SET {} = %s WHERE id = %s").format(sql.Identifier(name))
                self.db.execute(said, [CONSENT if name == "consent" else PLANTED[type_], lead_id])

    def whereabouts(self) -> set[str]:
        """Every column of every table where the word still stands."""
        found = set()
        tables = self.db.execute("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for table in tables:
            for row in self.db.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table["name"]))):
                found |= {f"{table['name']}.{name}" for name, value in row.items() if CANARY in _readable(value)}
        return found


PLANTED: dict[str, Any] = {
    "text": CANARY,
    "jsonb": Jsonb([CANARY]),
    "bytea": CANARY.encode(),
    "tsvector": CANARY,
}
CONSENT = Jsonb({"sms": {"state": "withdrawn", "evidence": CANARY}})
# Columns that a constraint holds to others.
LEFT_ALONE = {"bridges": ("outcome",), "rehearsals": ("did", "similarity", "answered_by")}
FILLED: dict[str, Any] = {
    "uuid": new_id,
    "smallint": lambda: 1,
    "integer": lambda: 1,
    "bigint": lambda: 1,
    "numeric": lambda: 0,
    "real": lambda: 0.5,
    "double precision": lambda: 0.5,
    "boolean": lambda: False,
    "date": lambda: "2026-11-20",
    "timestamp with time zone": lambda: "2026-11-20T12:00:00Z",
    "ARRAY": list,
}


def _readable(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@pytest.fixture
def backing() -> Iterator[PostgresBacking]:
    with a_backing("postgres") as made:
        assert isinstance(made, PostgresBacking)
        yield made


@pytest.fixture
def canaries(backing: PostgresBacking) -> Iterator[Canaries]:
    made = Canaries(backing)
    yield made
    made.db.close()


@pytest.fixture
def jane(backing: PostgresBacking) -> Message:
    return a_stored_message(backing, a_line(backing), sender=PHONE)


def test_a_word_planted_in_every_free_column_about_a_person_is_found_nowhere_afterwards(
    backing: PostgresBacking, canaries: Canaries, jane: Message
) -> None:
    draft = a_stored_draft(backing, jane)
    intake, job = new_id(), new_id()
    owners = {
        "workspace_id": WORKSPACE,
        "connection_id": jane.connection_id,
        "lead_id": jane.lead_id,
        "message_id": jane.id,
        "draft_id": draft.id,
        "job_id": job,
        "intake_id": intake,
    }
    own = {"jobs": job, "system_intakes": intake}
    for table in canaries.tables():
        canaries.plant(table, owners | ({"id": own[table]} if table in own else {}))
    canaries.overwrite(jane.lead_id)
    planted = canaries.whereabouts()
    assert {"messages.body", "lead_notes.body", "message_words.words", "webhook_deliveries.data"} <= planted

    assert PostgresPrivacy(backing.engine, Vault(["a key of the tests"])).erase(WORKSPACE, jane.lead_id, "token:jo")

    codes = {f"{table}.{column}" for table, columns in CODES.items() for column in columns.split()}
    assert codes <= planted, "a column of the list is no longer there"
    assert canaries.whereabouts() - codes == set()
