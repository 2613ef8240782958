"""Health: green only while every promise holds, and every reason has a name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text, update

from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.entrypoints.web.metrics import _HELP, OBSERVED
from rejoinder.infrastructure.postgres.attic import PostgresAttic
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import breakers, jobs, switches, workers
from tests.web.composition import House, a_house
from tests.web.world import a_worker, job_of, set_job

GRAFANA = Path(__file__).parents[2] / "docs" / "grafana.json"


def health(house: House) -> tuple[int, dict[str, Any]]:
    house.api.app.state.health.until = 0.0
    answer = house.call("GET", "/health", token=None)
    return answer.status_code, answer.json()


def codes(house: House) -> set[str]:
    return {violation["code"] for violation in health(house)[1]["violations"]}


def test_a_house_at_work_is_ok(house: House) -> None:
    a_worker(house)
    status, shown = health(house)
    assert (status, shown["status"], shown["violations"]) == (200, "ok", [])
    wanted = "status version uptime timestamp alerts queue db redis channels invariants violations"
    assert set(wanted.split()) <= shown.keys()
    quiet = {"enabled": True, "reason": "normal", "channels": [], "open": {}, "suppressions": []}
    assert shown["alerts"] == quiet
    assert {"pending", "running", "dead", "oldest_pending_seconds"} <= shown["queue"].keys()
    same = house.call("GET", "/api/health", token=None).json()
    assert {**same, "uptime": 0} == {**shown, "uptime": 0}


def test_each_risk_is_named(house: House) -> None:
    a_worker(house)
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    assert codes(house) == set()
    set_job(house, job, run_at=text("clock_timestamp() - interval '3 min'"))
    assert codes(house) == {"queue-late"}
    set_job(house, job, run_at=text("clock_timestamp() + interval '3 min'"))
    assert codes(house) == set(), "what is due later is not late"
    set_job(house, job, status="FAILED", finished_at=text("clock_timestamp() - interval '1 hour'"))
    assert codes(house) == {"dead-jobs", "unaccounted"}
    house.redis["up"] = False
    assert "redis-down" in codes(house)


def test_a_silent_worker_is_no_worker(house: House) -> None:
    a_worker(house)
    with transaction(house.engine, "*") as db:
        db.execute(update(workers).values(beat_at=text("clock_timestamp() - interval '31 s'")))
    assert codes(house) == {"no-worker"}


def test_muted_alerts_are_not_green(house: House) -> None:
    a_worker(house)
    switch = house.post("/api/v1/switches", {"kind": "alerts_muted", "reason": "moving house"})
    _, shown = health(house)
    assert shown["status"] == "degraded"
    assert shown["alerts"]["suppressions"][0]["reason"] == "moving house"
    assert switch["until"] is not None, "silence ends by itself"
    house.call("DELETE", f"/api/v1/switches/{switch['id']}")
    assert health(house)[1]["status"] == "ok"


def test_a_switch_that_holds_work_back_is_not_green_and_says_until_when(house: House) -> None:
    a_worker(house)
    made = house.post("/api/v1/switches", {"kind": "outbound_halted", "reason": "fire"})
    _, shown = health(house)
    assert [(v["code"], v["detail"]) for v in shown["violations"]] == [
        ("held-back", "Switches hold back work: outbound_halted.")
    ]
    assert [(s["kind"], s["until"]) for s in shown["switches"]] == [("outbound_halted", made["until"])]
    assert shown["alerts"]["suppressions"] == []


def test_a_team_that_cannot_be_told_is_not_green(house: House) -> None:
    a_worker(house)
    workspace = house.a_workspace()
    about = {"severity": "high", "title": "Slack is gone.", "workspace_id": workspace}
    with house.store.begin(workspace) as uow:
        uow.alerts.raise_alert("notification-undeliverable", f"{workspace}:slack", **about)
    _, shown = health(house)
    assert [v["code"] for v in shown["violations"]] == ["notifications-undeliverable"]
    with house.store.begin(workspace) as uow:
        uow.alerts.resolve("notification-undeliverable", f"{workspace}:slack")


def test_metrics_count_live_work_and_the_last_hour_and_not_the_past(house: House) -> None:
    house.a_message(house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(status="SUCCEEDED"))
    assert "rejoinder_jobs{" not in house.call("GET", "/metrics").text
    assert 'rejoinder_jobs_last_hour{queue="reply",status="SUCCEEDED"' in house.call("GET", "/metrics").text
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(id="0192f000-0000-7000-8000-00000000000a"))
    assert "rejoinder_jobs_last_hour{" not in house.call("GET", "/metrics").text


def test_every_name_that_the_reference_keeps_is_there_before_anything_happened(house: House) -> None:
    house.a_workspace()
    a_worker(house)
    shown = house.call("GET", "/metrics").text
    never = {"voice_system_number"}  # its labels are those of calls
    assert {name for name in OBSERVED if f"\n{name}" not in shown} == never
    assert "\nhealth_check_healthy 1.0" in shown
    assert 'conversation_created{mode="' in shown


def test_the_dashboard_for_grafana_asks_for_figures_that_there_are(house: House) -> None:
    house.a_message(house.a_workspace())
    dashboard = json.loads(GRAFANA.read_text())
    shown = house.call("GET", "/metrics").text
    known = {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE")} | OBSERVED.keys()
    known |= {f"rejoinder_{name}" for name in _HELP}
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked = {name for query in queries for name in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", query)}
    assert len(asked) > 20
    assert asked <= known, asked - known


def test_metrics_say_what_the_housekeeping_did(house: House) -> None:
    attic = PostgresAttic(house.engine)
    for _ in range(2):
        attic.note({"jobs": 3, "events": 0})
    shown = house.call("GET", "/metrics").text
    assert 'rejoinder_pruned_rows_total{table="jobs"} 6.0' in shown
    assert 'rejoinder_upkeep_age_seconds{chore="prune"} 0.' in shown


def test_an_owner_is_not_named_by_their_number(house: House) -> None:
    a_worker(house)
    house.post("/api/v1/switches", {"kind": "outbound_paused", "reason": "moving house"})
    with transaction(house.engine, "*") as db:
        db.execute(update(switches).values(author="owner:+12025550199"))
    _, shown = health(house)
    (held,) = shown["switches"]
    assert (held["kind"], held["reason"]) == ("outbound_paused", "moving house")
    assert held["author"].startswith("owner:")
    assert "5550199" not in held["author"]


def test_a_failing_account_is_not_green(house: House) -> None:
    a_worker(house)
    message = house.a_message(house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(insert(breakers).values(name=f"connection:{message['connection_id']}", opened_at=text("now()")))
        db.execute(update(jobs).values(status="PARKED"))
    _, shown = health(house)
    assert shown["channels"]["sandbox"]["status"] == "failing"
    assert shown["status"] == "degraded"


def test_disabled_alerts_are_said_with_their_reason(tmp_path: Path) -> None:
    with a_house(tmp_path, alerts_disabled=True) as house:
        a_worker(house)
        _, shown = health(house)
        assert shown["alerts"]["enabled"] is False
        assert shown["alerts"]["reason"] == "ALERTS_DISABLED env var set to true"
        assert [entry["kind"] for entry in shown["alerts"]["suppressions"]] == ["environment"]
        assert 'rejoinder_alert_suppressions{kind="environment"} 1.0' in house.call("GET", "/metrics").text
        assert shown["status"] == "degraded"


def test_without_its_database_the_house_is_unhealthy_and_says_so(house: House) -> None:
    house.a_workspace()
    postgres_server().drop_database(house.container.settings.database_url)
    status, shown = health(house)
    assert (status, shown["status"], shown["db"]) == (503, "unhealthy", "down")
    assert shown["queue"]["pending"] == 0
    assert house.call("GET", "/health/ready", token=None).status_code == 503
    assert house.call("GET", "/health/live", token=None).status_code == 200
    answer = house.call("GET", "/api/v1/messages")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:rejoinder:problem:storage-down")
    assert int(answer.headers["retry-after"]) >= 1
    assert house.call("GET", "/api/v1/messages", token="rj_x_y").status_code == 503


def test_an_old_schema_is_not_ready(tmp_path: Path) -> None:
    with a_house(tmp_path, url=create_database()) as house:
        answer = house.call("GET", "/health/ready", token=None)
        assert (answer.status_code, answer.json()["status"]) == (503, "unready")


def test_metrics_are_open_on_loopback_and_need_a_token_elsewhere(house: House, tmp_path: Path) -> None:
    house.a_message(house.a_workspace())
    shown = house.call("GET", "/metrics", token=None)
    assert shown.headers["content-type"].startswith("text/plain")
    assert 'rejoinder_jobs{queue="reply",status="PENDING",type="SMS_INBOUND_POST_PROCESS"} 1.0' in shown.text
    assert 'rejoinder_jobs_last_hour{queue="reply",status="PENDING",type="SMS_INBOUND_POST_PROCESS"} 1.0' in shown.text
    with a_house(tmp_path / "far", bound_to_loopback=False) as far:
        assert far.call("GET", "/metrics", token=None).status_code == 401
        assert far.call("GET", "/metrics", token="wrong").status_code == 401
        assert far.call("GET", "/metrics").status_code == 200


def test_the_cron_takes_its_secret_only(house: House, tmp_path: Path) -> None:
    assert house.call("POST", "/api/cron/background-jobs").status_code == 503
    with a_house(tmp_path / "cron", cron_secret="tick") as cron:
        path = "/api/cron/background-jobs"
        assert cron.call("POST", path, token=None).status_code == 401
        assert cron.call("POST", path, token="tock").status_code == 401
        assert cron.call("POST", path).status_code == 401, "an admin token is not the cron's secret"
        assert cron.call("POST", f"{path}?limit=0", token="tick").status_code == 422
        assert cron.call("POST", f"{path}?budget_s=nan", token="tick").status_code in (400, 422)
        assert cron.call("POST", f"{path}?limit=5&budget_s=1", token="tick").json()["processed"] == 0
