"""Alerts in Postgres: what the rules read, what was told, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select, text, update

from rejoinder.domain.alerting import RULES, AlertRoute, broken_rules
from rejoinder.domain.ids import new_id
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.infrastructure.postgres.alert_desk import PostgresAlertDesk, PostgresRouteBook
from rejoinder.infrastructure.postgres.alerts import PostgresAlerts
from rejoinder.infrastructure.postgres.engine import libpq_url, make_engine, transaction
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    alert_deliveries,
    alert_routes,
    alerts,
    events,
    installation,
    jobs,
)
from rejoinder.infrastructure.vault import Vault
from tests.contracts.backings import template


@pytest.fixture
def engine() -> Iterator[Engine]:
    url = create_database(template())
    engine = make_engine(url, name="alerts", pool_size=2)
    yield engine
    engine.dispose()
    postgres_server().drop_database(url)


@pytest.fixture
def desk(engine: Engine) -> PostgresAlertDesk:
    return PostgresAlertDesk(engine, lambda: None)


def broken(desk: PostgresAlertDesk) -> set[str]:
    return {found.rule for found in broken_rules(desk.readings())}


def a_job(engine: Engine, **values: object) -> None:
    row = {
        "id": new_id(), "type": "SMS_INBOUND_POST_PROCESS", "queue": "reply", "workspace_id": new_id(),
        "subject_id": new_id(), "dedupe_key": new_id(), "status": "PENDING", "max_attempts": 5,
    }  # fmt: skip
    with transaction(engine, "*") as db:
        db.execute(insert(jobs).values(**{**row, **values}))


def test_every_measure_of_a_rule_can_be_read_and_an_idle_house_breaks_none(engine: Engine) -> None:
    desk = PostgresAlertDesk(engine, lambda: "appendonly is no instead of yes")
    assert broken(desk) == {"redis-unsafe"}
    a_job(engine, run_at=text("clock_timestamp() - interval '10 min'"))
    assert broken(desk) == {"redis-unsafe", "inbound-late"}


def test_jobs_that_run_for_ever_and_jobs_that_fail_break_their_rules(engine: Engine, desk: PostgresAlertDesk) -> None:
    a_job(engine, status="RUNNING", started_at=text("clock_timestamp() - interval '2 hours'"))
    for _ in range(8):
        a_job(engine, status="SUCCEEDED")
    for _ in range(2):
        a_job(engine, status="FAILED")
    assert broken(desk) == {"job-stuck", "job-failures"}


def test_five_failures_of_the_ai_in_a_quarter_of_an_hour_break_the_rule(
    engine: Engine, desk: PostgresAlertDesk
) -> None:
    workspace = new_id()
    with transaction(engine, "*") as db:
        db.execute(text("INSERT INTO workspaces (id, name, timezone) VALUES (:id, 'Acme', 'UTC')"), {"id": workspace})
        for _ in range(5):
            db.execute(
                insert(ai_calls).values(
                    id=new_id(), workspace_id=workspace, feature="classify", model="m", prompt_version="1",
                    source="background-job/x", status="ai-down", latency_ms=1,
                )
            )  # fmt: skip
    found = [(item.rule, item.workspace_id) for item in broken_rules(desk.readings())]
    assert sorted(found, key=str) == sorted([("ai-failures", None), ("ai-failures", workspace)], key=str)


def test_deliveries_that_take_long_to_store_break_the_rule(engine: Engine, desk: PostgresAlertDesk) -> None:
    with transaction(engine, "*") as db:
        for channel, n in (("vapi", 10), ("twilio_sms", 20)):
            for _ in range(n):
                db.execute(
                    insert(events).values(
                        id=new_id(), connection_id=new_id(), channel=channel, key=new_id(), kind="x", state="noted",
                        body=b"", headers={}, url="", received_at=text("clock_timestamp() - interval '3 s'"),
                    )
                )  # fmt: skip
    assert broken(desk) == {"voice-slow"}, "three seconds are too long for a caller, and not for a text"


def test_an_alert_is_told_by_what_is_known_of_its_deliveries(engine: Engine, desk: PostgresAlertDesk) -> None:
    vault = Vault(["k"])
    book = PostgresRouteBook(engine, vault)
    route = AlertRoute(new_id(), "slack", "ops", {"url": "https://slack.example/secret"}, place=1)
    book.add(route)
    desk.raise_standing("dead-letter", "s", "high", "A title.", None, {})
    desk.raise_standing("dead-letter", "s", "high", "A title.", None, {})
    (alert,) = desk.open()
    assert (alert.count, alert.told_at) == (1, None), "a condition that holds on counts once an hour"

    desk.note_attempt(alert.id, route, "Nobody answers.")
    desk.not_told(alert.id, datetime.now(UTC) + timedelta(minutes=1))
    (alert,) = desk.open()
    assert (alert.tries, alert.told_at, book.routes()[0].last_error) == (1, None, "Nobody answers.")

    desk.note_attempt(alert.id, route, "")
    desk.told(alert.id, "high", alert.count)
    (alert,) = desk.open()
    assert (alert.tries, alert.told_count, alert.told_severity) == (0, 1, "high")
    assert alert.told_at is not None
    (known,) = book.routes()
    assert (known.target, known.last_error) == (route.target, "")
    assert known.last_success_at is not None
    with transaction(engine, "*") as db:
        assert list(db.execute(select(alert_deliveries.c.state).order_by(alert_deliveries.c.id)).scalars()) == [
            "failed",
            "delivered",
        ]
        assert b"secret" not in db.execute(select(alert_routes.c.target_sealed)).scalar_one().encode()


def test_a_worse_severity_of_the_same_trouble_is_kept(engine: Engine, desk: PostgresAlertDesk) -> None:
    for severity in ("medium", "critical", "low"):
        with transaction(engine, "*") as db:
            PostgresAlerts(db).raise_alert("r", "s", severity=severity, title="t")
    assert [(alert.severity, alert.count) for alert in desk.open()] == [("critical", 3)]


def test_the_ways_are_known_when_the_database_is_away(engine: Engine) -> None:
    book = PostgresRouteBook(engine, Vault(["k"]))
    route = AlertRoute(new_id(), "email", "ops", {"to": "ops@acme.example"})
    book.add(route)
    book.routes()
    postgres_server().drop_database(libpq_url(engine.url.render_as_string(hide_password=False)))
    assert [known.id for known in book.routes()] == [route.id]


def test_the_digest_is_due_once_a_day_and_not_on_the_first_day(engine: Engine, desk: PostgresAlertDesk) -> None:
    assert not desk.is_due("alert-digest", 3600)
    assert not desk.is_due("alert-digest", 3600)
    with transaction(engine, "*") as db:
        db.execute(update(installation).values(updated_at=text("clock_timestamp() - interval '2 hours'")))
    assert desk.is_due("alert-digest", 3600)
    assert not desk.is_due("alert-digest", 3600)


def test_every_rule_has_a_measure_in_the_statement() -> None:
    from rejoinder.infrastructure.postgres.sql_files import statement

    missing = {rule.measure for rule in RULES if f"'{rule.measure}'" not in statement("alert_readings")}
    assert missing == {"redis_unsafe"}, "read from Redis"


def test_a_switch_that_mutes_alerts_is_seen(engine: Engine, desk: PostgresAlertDesk) -> None:
    assert desk.muted() == []
    with transaction(engine, "*") as db:
        db.execute(
            text("INSERT INTO switches (id, kind, reason, author) VALUES (:id, 'alerts_muted', 'r', 'jo')"),
            {"id": new_id()},
        )
    assert desk.muted() == [None]


def test_a_route_can_be_changed_and_removed(engine: Engine) -> None:
    book = PostgresRouteBook(engine, Vault(["k"]))
    route = AlertRoute(new_id(), "email", "ops", {"to": "ops@acme.example"})
    book.add(route)
    assert book.save(replace(route, least="low", enabled=False))
    assert [(known.least, known.enabled) for known in book.routes()] == [("low", False)]
    assert book.remove(route.id)
    assert not book.remove(route.id)
    assert not book.remove("nonsense")
    with transaction(engine, "*") as db:
        assert db.execute(select(alerts)).all() == []
