"""What `migrate --check` says about a revision, against the locks that it really takes."""

from __future__ import annotations

import psycopg
from alembic.script import ScriptDirectory

from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.infrastructure.postgres.plan import Lock, locks_of, pending, statements_of
from rejoinder.infrastructure.postgres.schema import alembic_config, newest_revision

_HELD = {
    "AccessExclusiveLock": Lock.CLOSED,
    "ShareLock": Lock.NO_WRITES,
    "ShareRowExclusiveLock": Lock.NO_WRITES,
}
_LOCKS = """
SELECT DISTINCT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND c.relkind IN ('r', 'p') AND c.relname = ANY (%s)
"""


def test_no_revision_locks_a_table_more_than_the_plan_says() -> None:
    url = create_database()
    unsaid = []
    with psycopg.connect(url) as db:
        for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions())):
            before = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            sql = statements_of(script.revision, str(script.down_revision or ""))
            said, _ = locks_of(sql)
            db.execute(sql.replace("BEGIN;", "").replace("COMMIT;", "").encode())
            held = [(name, mode) for name, mode in db.execute(_LOCKS, (before,)) if name != "alembic_version"]
            dropped = any(name not in before for name in said)  # an index: Postgres alone knows its table
            for name, mode in held:
                if mode in _HELD and said.get(name) not in (Lock.CLOSED, _HELD[mode]) and not dropped:
                    unsaid.append((script.revision, name, mode))
            db.commit()
    postgres_server().drop_database(url)

    assert unsaid == []


def test_a_plan_has_what_is_missing_and_nothing_else() -> None:
    assert pending(newest_revision()) == []
    assert [planned.revision for planned in pending(None)] == sorted(planned.revision for planned in pending(None))
    assert pending(None)[0].locks == {}
    assert next(planned.revision for planned in pending("0022")) == "0023"


def test_what_a_function_says_in_its_body_locks_nothing_yet() -> None:
    sql = "-- it's new\nCREATE FUNCTION f() RETURNS trigger AS $$ BEGIN UPDATE leads SET name = ''; END $$;"

    assert locks_of(f"{sql} ALTER TABLE ONLY jobs ADD COLUMN x text;") == ({"jobs": Lock.CLOSED}, set())
