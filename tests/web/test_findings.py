"""What is wrong or weak: one list, on the page, in the API and in `rejoinder doctor`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from rejoinder.domain.views import AlertFigures, ChannelHealth, QueueFigures, SwitchScope, SwitchView, Upkeep, Vitals
from rejoinder.entrypoints.cli.doctor import look_at
from rejoinder.entrypoints.drill.servers import valkey_server
from rejoinder.entrypoints.web.findings import _VIOLATIONS
from rejoinder.entrypoints.web.health import _violations
from rejoinder.infrastructure.postgres.alert_desk import PostgresAlertDesk
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import breakers, installation, workspaces
from tests.web.composition import House, a_house
from tests.web.world import a_worker, job_of, set_job

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SMARTLEAD = {"channel": "smartlead", "name": "Mail", "credentials": {"api_key": "k"}}


def found(house: House, **more: Any) -> dict[str, dict[str, Any]]:
    house.api.app.state.health.until = 0.0
    return {finding["code"]: finding for finding in house.get("/api/v1/findings", **more)["items"]}


def test_a_house_at_work_has_nothing_worse_than_hints(house: House) -> None:
    a_worker(house)
    house.a_workspace()
    assert {finding["severity"] for finding in found(house).values()} == {"info"}


def test_doctor_prints_what_the_page_and_the_api_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_house(tmp_path) as house:
        workspace = house.a_workspace()
        house.post(f"/api/v1/workspaces/{workspace}/connections", SMARTLEAD)
        house.post("/api/v1/switches", {"kind": "outbound_paused", "reason": "new prices"})
        set_job(house, job_of(house, house.a_message(workspace)["id"]), status="PARKED", lane=None)
        (tmp_path / "secret.key").write_text("x")
        (tmp_path / "secret.key").chmod(0o644)
        settings = house.container.settings
        for name, value in (
            ("DATABASE_URL", settings.database_url),
            ("REDIS_URL", valkey_server().url),
            ("REJOINDER_SECRET_KEY", settings.secret_keys[0]),
            ("REJOINDER_DATA_DIR", str(tmp_path)),
            ("PUBLIC_BASE_URL", settings.public_base_url),
        ):
            monkeypatch.setenv(name, value)
        shown = list(found(house).values())
        printed = [{"code": f.code, "severity": f.severity, "meaning": f.meaning, "fix": f.fix} for f in look_at(None)]
        page = house.call("GET", "/doctor", token=None, headers={"cookie": house.sign_in()}).text
    same = [(item["code"], item["severity"], item["meaning"]) for item in shown]
    assert [(item["code"], item["severity"], item["meaning"]) for item in printed] == same
    assert [item["fix"] for item in printed if item["code"] != "psql"] == [
        item["fix"] for item in shown if item["code"] != "psql"
    ]
    wanted = {"no-worker", "connection-weaker", "held-back", "jobs-parked", "secret-key-readable", "ai-offline", "psql"}
    assert wanted <= {item["code"] for item in shown}
    assert all(f"<strong>{item['code']}</strong>" in page for item in shown)
    assert len(shown) == len({(item["code"], item["meaning"]) for item in shown}), "nothing is said twice"


def test_the_worst_stands_first(house: House) -> None:
    house.post("/api/v1/switches", {"kind": "outbound_paused", "reason": "new prices"})
    ranks = ["critical", "warning", "info"]
    shown = [ranks.index(finding["severity"]) for finding in house.get("/api/v1/findings")["items"]]
    assert shown == sorted(shown)
    assert shown[0] == 0


def test_one_workspace_sees_neither_the_host_nor_anothers_connections(house: House) -> None:
    own, other = house.a_workspace("Own"), house.a_workspace("Other")
    house.post(f"/api/v1/workspaces/{other}/connections", {**SMARTLEAD, "name": "Theirs"})
    token = house.a_token("viewer", own)
    assert "connection-weaker" not in found(house, token=token)
    assert not {"psql", "ai-offline", "row-security"} & found(house, token=token).keys()
    house.post(f"/api/v1/workspaces/{own}/connections", {**SMARTLEAD, "name": "Ours"})
    assert "Ours" in found(house, token=token)["connection-weaker"]["meaning"]


def test_an_account_that_serves_every_workspace_is_looked_at_too(house: House) -> None:
    made = house.container.connect_channel(None, "smartlead", "tests", name="Shared", credentials={"api_key": "k"})
    with transaction(house.engine, "*") as db:
        db.execute(insert(breakers).values(name=f"connection:{made.id}", opened_at=text("now()")))
    shown = found(house)
    assert "Shared" in shown["connection-weaker"]["meaning"]
    assert made.id in shown["connection-failing"]["fix"]
    page = house.call("GET", "/connections", token=None, headers={"cookie": house.sign_in()}).text
    assert "Shared" in page
    assert "every workspace" in page
    bound = house.sign_in("admin", house.a_workspace())
    assert "Shared" not in house.call("GET", "/connections", token=None, headers={"cookie": bound}).text


def test_housekeeping_that_was_not_done_for_an_hour_is_said(house: House) -> None:
    a_worker(house)
    house.a_workspace()
    assert "upkeep-late" not in found(house), "a new installation has had no time for it"
    with transaction(house.engine, "*") as db:
        db.execute(update(workspaces).values(created_at=text("now() - interval '2 hours'")))
    assert "remove records" in found(house)["upkeep-late"]["meaning"]
    with transaction(house.engine, "*") as db:
        for key in ("accounting", "pruned"):
            value: dict[str, Any] = {"upto": "0192f000-0000-7000-8000-00000000000a"} if key == "accounting" else {}
            db.execute(insert(installation).values(key=key, value=value))
    assert "upkeep-late" not in found(house)
    with transaction(house.engine, "*") as db:
        late = update(installation).where(installation.c.key == "pruned")
        db.execute(late.values(updated_at=text("now() - interval '61 min'")))
    assert found(house)["upkeep-late"]["meaning"].endswith("remove records that are over.")


def test_rounds_of_telling_that_fail_are_said(house: House) -> None:
    """A failing round tells nobody by itself, so whoever looks has to see it."""
    a_worker(house)
    house.a_workspace()
    assert "alerts-late" not in found(house), "a new installation has had no time for it"
    with transaction(house.engine, "*") as db:
        db.execute(update(workspaces).values(created_at=text("now() - interval '2 hours'")))
    assert found(house)["alerts-late"]["severity"] == "critical"
    PostgresAlertDesk(house.engine, lambda: None).round_done()
    assert "alerts-late" not in found(house)
    with transaction(house.engine, "*") as db:
        noted = update(installation).where(installation.c.key == "alerts")
        db.execute(noted.values(updated_at=text("now() - interval '6 min'")))
    assert "no round of telling" in found(house)["alerts-late"]["meaning"]


def test_every_violation_has_something_to_do_about_it(house: House) -> None:
    muted, halted = (
        SwitchView("1", kind, SwitchScope(None, None, None), "r", "a", NOW, None, None, None, True)
        for kind in ("alerts_muted", "outbound_halted")
    )
    nothing_works = Vitals(
        queue=QueueFigures(pending=1, running=1, dead=1, parked=1, oldest_pending_seconds=1e6),
        live_workers=0,
        stale_schema_workers=1,
        unaccounted=1,
        unknown_sends=1,
        expired_leases=1,
        untold=1,
        ai_paused=True,
        switches=[muted, halted],
        channels=[ChannelHealth("sandbox", 1, 1)],
        upkeep=Upkeep(1e6, None, None, None, {}),
        alerts=AlertFigures(undelivered=1),
    )
    web = replace(
        house.container,
        settings=replace(house.container.settings, alerts_disabled=True),
        secrets_problem=lambda: "They do not open.",
    )
    said = {violation.code for violation in _violations(web, nothing_works, False)}
    assert said | {"db-down", "db-busy"} == _VIOLATIONS.keys()


def test_replaced_prompts_are_named_and_unusable_ones_are_critical(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "lead_scoring.score.samples.md").write_text("# None\n", encoding="utf-8")
    with a_house(tmp_path, prompts=folder) as house:
        named = found(house)["prompts-changed"]
        assert (named["severity"], str(folder) in named["meaning"]) == ("info", True)
        assert re.search(r"lead_scoring\.score \(\d+:[0-9a-f]{8}\)", named["meaning"])

        (folder / "unknown.md").write_text("x", encoding="utf-8")
        unusable = found(house)["prompts-unusable"]
        assert (unusable["severity"], "belongs to no feature" in unusable["meaning"]) == ("critical", True)
        assert "prompts-changed" not in found(house)
