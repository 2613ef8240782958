"""`doctor --production`: each thing that must not be so before real people write in, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.alerting import AlertRoute
from rejoinder.domain.views import TokenView
from rejoinder.entrypoints.cli.production import Facts, checklist
from rejoinder.entrypoints.settings import Settings
from rejoinder.infrastructure.postgres.server_facts import ServerFacts, note_backup, server_facts
from tests.web.composition import a_house

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "4b1d9a7c3e5f60824b1d9a7c3e5f6082"
SERVER = ServerFacts(170_002, True, True, True, True, "10.0.0.5", 200, NOW, NOW - timedelta(hours=3))
SETTINGS = Settings(
    database_url="postgresql://rejoinder@db/rejoinder",
    redis_url="redis://cache",
    secret_keys=(KEY,),
    public_base_url="https://replies.acme.com",
    data_dir=Path("/var/lib/rejoinder"),
    log="json",
)
TOKEN = TokenView("t1", "CRM", "operator", "w1", NOW - timedelta(days=200), NOW, None, None)
ROUTE = AlertRoute("r1", "slack", "On call", {"url": "https://hooks.example"}, last_success_at=NOW - timedelta(days=2))
ACME = WorkspaceView("w1", "Acme", "Europe/Berlin", {"retention_days": 90}, NOW)
WELL = Facts(
    settings=SETTINGS,
    embedded=False,
    server=SERVER,
    redis_ahead=timedelta(milliseconds=3),
    database_ahead=timedelta(0),
    free_bytes=50 * 1024**3,
    now=NOW,
    workspaces=[ACME],
    tokens=[TOKEN],
    routes=[ROUTE],
    redis_trouble="",
)


def with_settings(**changed: Any) -> Facts:
    return replace(WELL, settings=replace(SETTINGS, **changed))


def with_server(**changed: Any) -> Facts:
    return replace(WELL, server=replace(SERVER, **changed))


def test_an_installation_that_keeps_everything_has_no_findings() -> None:
    assert checklist(WELL) == []


@pytest.mark.parametrize(
    ("code", "severity", "facts"),
    [
        ("secret-weak", "critical", with_settings(secret_keys=("changeme",))),
        ("secret-weak", "critical", with_settings(cron_secret="short")),
        ("bootstrap-token", "info", with_settings(admin_token=KEY)),
        ("base-url-open", "critical", with_settings(public_base_url="http://replies.acme.com")),
        ("base-url-local", "critical", with_settings(public_base_url="https://127.0.0.1:8000")),
        ("base-url-local", "critical", with_settings(public_base_url="https://10.1.2.3")),
        ("hosts-allowed", "warning", with_settings(allowed_provider_hosts=frozenset({"127.0.0.1:9"}))),
        ("embedded-servers", "warning", replace(WELL, embedded=True)),
        ("database-unsafe", "critical", with_server(fsync=False)),
        ("database-unsafe", "critical", with_server(full_page_writes=False)),
        ("database-forgets", "critical", with_server(synchronous_commit=False)),
        ("database-open", "critical", with_server(encrypted=False, address="52.1.2.3")),
        ("database-unencrypted", "warning", with_server(encrypted=False)),
        ("database-old", "warning", with_server(version=130_004)),
        ("redis-silent", "warning", replace(WELL, redis_ahead=None)),
        ("redis-unsafe", "warning", replace(WELL, redis_trouble="maxmemory-policy is allkeys-lru")),
        ("clock-skew", "warning", replace(WELL, database_ahead=timedelta(seconds=-5))),
        ("clock-skew", "warning", replace(WELL, redis_ahead=timedelta(seconds=5))),
        ("disk-low", "warning", replace(WELL, free_bytes=1024)),
        ("log-text", "info", with_settings(log="text")),
        ("alerts-reach-nobody", "critical", replace(WELL, routes=[replace(ROUTE, enabled=False)])),
        ("alert-way-untried", "warning", replace(WELL, routes=[replace(ROUTE, last_success_at=None)])),
        ("alerts-disabled", "critical", with_settings(alerts_disabled=True)),
        ("token-unused", "warning", replace(WELL, tokens=[replace(TOKEN, last_used_at=None)])),
        ("tokens-almighty", "warning", replace(WELL, tokens=[replace(TOKEN, role="admin", workspace_id=None)] * 4)),
        ("backup-missing", "warning", with_server(backed_up_at=None)),
        ("backup-missing", "warning", with_server(backed_up_at=NOW - timedelta(days=2))),
        ("timezone-unset", "info", replace(WELL, workspaces=[replace(ACME, timezone="UTC")])),
        ("retention-long", "info", replace(WELL, workspaces=[replace(ACME, settings={"retention_days": 3000})])),
    ],
)
def test_what_must_not_be_so_is_said_with_its_fix(code: str, severity: str, facts: Facts) -> None:
    [finding] = checklist(facts)

    assert (finding.code, finding.severity) == (code, severity)
    assert finding.meaning
    assert finding.fix


def test_a_database_on_this_machine_needs_no_encryption() -> None:
    assert checklist(with_server(encrypted=False, address="")) == []
    assert checklist(with_server(encrypted=False, address="127.0.0.1")) == []


def test_the_facts_are_those_of_the_real_servers(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        _look_at(house.engine)


def _look_at(engine: Engine) -> None:
    assert server_facts(engine).backed_up_at is None
    note_backup(engine)
    facts = server_facts(engine)

    assert facts.backed_up_at is not None
    assert facts.version >= 140_000
    assert (facts.fsync, facts.address) == (False, "")  # the tests' server gives up safety for speed
