"""What the housekeeping does to rows: records go when they are over, switches end and say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, text, update

from rejoinder.application.upkeep.prune_records import EmptyTexts, PruneRecords
from rejoinder.application.upkeep.watch_switches import WatchSwitches
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Disposition
from rejoinder.domain.ports.storage import INSTALLATION
from rejoinder.domain.sends import SendState
from rejoinder.domain.switches import ENDS_AFTER, SwitchKind
from rejoinder.infrastructure.postgres.admin import PostgresAdminStore
from rejoinder.infrastructure.postgres.attic import PostgresAttic
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.reports_paging import first_id_of
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    alerts,
    audit_log,
    events,
    job_attempts,
    jobs,
    messages,
    refused_deliveries,
    sends,
    switches,
    system_intake_messages,
    system_intakes,
    timeline,
    webhook_deliveries,
    webhook_endpoints,
)
from rejoinder.infrastructure.vault import Vault
from tests.web.composition import House
from tests.web.world import a_call, a_draft, a_send, a_text_after, an_intake


def make_old(house: House, days: float) -> None:
    """Everything that is there was made that many days earlier, ids included."""
    ago = timedelta(days=days)
    with transaction(house.engine, "*") as db:
        for table in (jobs, events, ai_calls):
            values = {column.name: column - ago for column in table.c if column.name in ("created_at", "finished_at")}
            for number, row in enumerate(db.execute(select(table.c.id, table.c.created_at)).all()):
                older = first_id_of(row.created_at - ago)[:-4] + f"{number:04x}"
                db.execute(update(table).where(table.c.id == row.id).values(id=older, **values))


def count(house: House, table: Table) -> int:
    with transaction(house.engine, "*") as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def prune(house: House) -> int:
    return PruneRecords(PostgresAttic(house.engine))()


def an_ended_message(house: House, workspace: str, **more: Any) -> dict[str, Any]:
    """Answered long ago: its job succeeded, and a call to a model was made for it."""
    message = house.a_message(workspace, **more)
    with house.store.begin(workspace) as uow:
        uow.messages.dispose(message["id"], Disposition.STAYED_SILENT, "automated")
    with transaction(house.engine, "*") as db:
        db.execute(
            update(jobs)
            .where(jobs.c.message_id == message["id"])
            .values(status="SUCCEEDED", finished_at=func.clock_timestamp())
        )
        db.execute(
            insert(ai_calls).values(
                id=new_id(), workspace_id=workspace, message_id=message["id"], feature="f", model="m", source="s",
                status="ok", latency_ms=1, created_at=func.clock_timestamp(),
            )
        )  # fmt: skip
    return message


def an_attempt(house: House) -> None:
    with transaction(house.engine, "*") as db:
        job_id = db.execute(select(jobs.c.id).limit(1)).scalar_one()
        db.execute(
            insert(job_attempts).values(
                job_id=job_id, fence=1, attempt=1, owner="o", started_at=func.now(), outcome="done"
            )
        )


def test_what_is_over_goes_after_ninety_days_and_the_conversation_stays(house: House) -> None:
    workspace = house.a_workspace()
    an_ended_message(house, workspace)
    make_old(house, 89)
    assert prune(house) == 0
    make_old(house, 2)
    an_attempt(house)
    assert prune(house) == 3
    assert [count(house, table) for table in (jobs, job_attempts, events, ai_calls, messages)] == [0, 0, 0, 0, 1]
    assert house.get("/api/v1/accounting")["unaccounted"] == 0


def test_a_workspace_says_how_long_its_records_are_kept(house: House) -> None:
    short, normal = house.a_workspace("Short", retention_days=30), house.a_workspace("Normal")
    for workspace in (short, normal):
        an_ended_message(house, workspace)
    make_old(house, 40)
    prune(house)
    with transaction(house.engine, "*") as db:
        assert set(db.execute(select(jobs.c.workspace_id)).scalars()) == {normal}
        assert set(db.execute(select(events.c.workspace_id)).scalars()) == {normal}


@pytest.mark.parametrize("disposition", [Disposition.PROCESSING, Disposition.WAITING_HUMAN, Disposition.FAILED])
def test_whatever_belongs_to_an_open_message_stays(house: House, disposition: Disposition) -> None:
    workspace = house.a_workspace()
    message = an_ended_message(house, workspace)
    with house.store.begin(workspace) as uow:
        uow.messages.dispose(message["id"], disposition, "x")
    make_old(house, 400)
    assert prune(house) == 0


def test_the_jobs_of_a_send_that_may_have_left_stay(house: House) -> None:
    workspace = house.a_workspace()
    message = an_ended_message(house, workspace)
    a_send(house, message, a_draft(house, message), SendState.UNKNOWN)
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(status="SUCCEEDED", finished_at=func.clock_timestamp()))
        db.execute(update(messages).values(disposition="approved-sent"))
    make_old(house, 400)
    prune(house)
    assert count(house, jobs) == 2


@pytest.mark.parametrize("state", [SendState.QUEUED, SendState.SENDING, SendState.UNKNOWN])
def test_the_jobs_of_a_text_after_a_missed_call_stay_while_it_may_leave_or_have_left(
    house: House, state: SendState
) -> None:
    workspace = house.a_workspace()
    call, root = a_call(house, an_ended_message(house, workspace), "Hello?"), new_id()
    text_to_caller = a_text_after(house, workspace, call, root, state)
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(status="SUCCEEDED", finished_at=func.clock_timestamp()))
    make_old(house, 400)
    prune(house)
    with transaction(house.engine, "*") as db:
        assert set(db.execute(select(jobs.c.subject_id)).scalars()) == {text_to_caller, root}
        db.execute(update(sends).values(state="sent"))
    prune(house)
    assert count(house, jobs) == 0


@pytest.mark.parametrize("status", ["FAILED", "PARKED", "PENDING", "RUNNING"])
def test_a_delivery_stays_while_a_job_may_have_to_read_it_again(house: House, status: str) -> None:
    an_ended_message(house, house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(update(events).values(message_id=None))
        db.execute(update(jobs).values(type="PROVIDER_EVENT", message_id=None, status=status))
    make_old(house, 400)
    with transaction(house.engine, "*") as db:
        event = db.execute(select(events.c.id)).scalar_one()
        db.execute(update(jobs).values(subject_id=event))
    prune(house)
    assert count(house, events) == 1
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(status="SUCCEEDED"))
    prune(house)
    assert count(house, events) == 0


@pytest.mark.parametrize("state", ["quarantined", "unmatched", "unrouted"])
def test_a_delivery_that_nobody_looked_at_stays(house: House, state: str) -> None:
    an_ended_message(house, house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(update(events).values(state=state))
    make_old(house, 400)
    prune(house)
    assert count(house, events) == 1


def test_a_delivery_whose_message_is_missing_stays_as_the_evidence(house: House) -> None:
    message = an_ended_message(house, house.a_workspace())
    make_old(house, 400)
    with transaction(house.engine, "*") as db:
        db.execute(messages.delete().where(messages.c.id == message["id"]))
    prune(house)
    assert count(house, events) == 1
    assert house.get("/api/v1/accounting")["lost_events"] == 1


@pytest.mark.parametrize("status", ["FAILED", "PARKED", "PENDING", "RUNNING"])
def test_a_job_that_is_not_over_stays(house: House, status: str) -> None:
    an_ended_message(house, house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).values(status=status))
    make_old(house, 400)
    prune(house)
    assert count(house, jobs) == 1


def test_a_delivery_that_comes_again_after_its_record_went_is_still_no_second_message(house: House) -> None:
    workspace = house.a_workspace()
    message = an_ended_message(house, workspace, external_id="same")
    make_old(house, 100)
    prune(house)
    again = house.a_message(workspace, external_id="same")
    assert again["id"] == message["id"]
    assert count(house, messages) == 1
    shown = house.get("/api/v1/accounting")
    assert (shown["received"], shown["unaccounted"]) == (1, 0)


def test_events_that_were_told_go_and_those_that_wait_stay(house: House) -> None:
    workspace, endpoint = house.a_workspace(), new_id()
    with transaction(house.engine, "*") as db:
        db.execute(
            insert(webhook_endpoints).values(id=endpoint, workspace_id=workspace, name="e", sealed="", event_types=[])
        )
        for state, days in (("delivered", 91), ("failed", 91), ("pending", 91), ("delivered", 0)):
            db.execute(
                insert(webhook_deliveries).values(
                    id=new_id(), workspace_id=workspace, endpoint_id=endpoint, event_id=new_id(), type="t", data={},
                    state=state, occurred_at=text(f"clock_timestamp() - interval '{days} days'"),
                )
            )  # fmt: skip
    assert prune(house) == 2
    with transaction(house.engine, "*") as db:
        assert sorted(db.execute(select(webhook_deliveries.c.state)).scalars()) == ["delivered", "pending"]


def test_what_belongs_to_no_workspace_goes_after_ninety_days_too(house: House) -> None:
    """The jobs of the installation, and deliveries to numbers of nobody that only had to be noted."""
    an_ended_message(house, house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(update(events).values(workspace_id=None, state="noted"))
        db.execute(update(jobs).values(workspace_id=INSTALLATION, type="RECONCILE_CHANNEL", message_id=None))
    make_old(house, 89)
    prune(house)
    assert (count(house, events), count(house, jobs)) == (1, 1)
    make_old(house, 2)
    prune(house)
    assert (count(house, events), count(house, jobs)) == (0, 0)


def test_what_somebody_texted_stays_while_nobody_was_given_it(house: House) -> None:
    """Without the raw delivery it could not become a message."""
    message = an_ended_message(house, house.a_workspace())
    intake = an_intake(house, message, "Hello")
    with transaction(house.engine, "*") as db:
        db.execute(update(events).values(workspace_id=None, state="noted"))
        db.execute(update(system_intakes).values(workspace_id=None, assigned_at=None))
    make_old(house, 400)
    with transaction(house.engine, "*") as db:
        event = db.execute(select(events.c.id)).scalar_one()
        db.execute(update(system_intake_messages).values(event_id=event, workspace_id=None))
    prune(house)
    assert count(house, events) == 1
    with transaction(house.engine, "*") as db:
        db.execute(update(system_intakes).where(system_intakes.c.id == intake).values(assigned_at=func.now()))
    prune(house)
    assert count(house, events) == 0


def test_alerts_go_once_they_were_dealt_with_and_open_ones_never(house: House) -> None:
    with house.store.begin("*") as uow:
        for rule in ("resolved", "seen", "open"):
            uow.alerts.raise_alert(rule, "", severity="low", title=rule)
        uow.alerts.resolve("resolved", "")
    seen = next(alert for alert in house.get("/api/v1/alerts")["items"] if alert["rule"] == "seen")
    house.post(f"/api/v1/alerts/{seen['id']}/acknowledge")
    assert prune(house) == 0
    with transaction(house.engine, "*") as db:
        ago = text("clock_timestamp() - interval '91 days'")
        db.execute(update(alerts).values(last_at=ago))
        db.execute(update(alerts).where(alerts.c.resolved_at.is_not(None)).values(resolved_at=ago))
        db.execute(update(alerts).where(alerts.c.acknowledged_at.is_not(None)).values(acknowledged_at=ago))
    prune(house)
    assert [alert["rule"] for alert in house.get("/api/v1/alerts?all=true")["items"]] == ["open"]


# --- what else a workspace may say -------------------------------------------------------------------


def due(house: House, workspace: str | None) -> dict[str, tuple[float | None, int]]:
    lines = house.get("/api/v1/retention")["items"]
    return {line["kind"]: (line["days"], line["due"]) for line in lines if line["workspace_id"] == workspace}


def test_a_dry_run_counts_what_would_go_and_takes_nothing(house: House) -> None:
    workspace = house.a_workspace(retention={"ai_calls": 200, "payloads": 7})
    an_ended_message(house, workspace)
    make_old(house, 100)
    shown = due(house, workspace)
    assert shown["jobs"] == shown["events"] == (90.0, 1)
    assert (shown["ai_calls"], shown["payloads"], shown["texts"]) == ((200.0, 0), (7.0, 1), (None, 0))
    assert [count(house, table) for table in (jobs, events, ai_calls)] == [1, 1, 1]
    assert prune(house) == 2
    assert (due(house, workspace)["jobs"], count(house, ai_calls)) == ((90.0, 0), 1)


def test_a_delivery_loses_its_body_before_its_record_and_is_still_recognised(house: House) -> None:
    workspace = house.a_workspace(retention={"payloads": 7})
    message = an_ended_message(house, workspace, external_id="same")
    waiting = house.a_message(workspace, external_id="waits")
    make_old(house, 10)
    assert EmptyTexts(PostgresAttic(house.engine))() == 1
    with transaction(house.engine, "*") as db:
        rows = db.execute(select(events.c.message_id, func.octet_length(events.c.body)))
        kept = {row.message_id: row[1] for row in rows}
        assert db.execute(select(func.count()).where(events.c.url == "")).scalar_one() == 1
    assert kept[message["id"]] == 0
    assert kept[waiting["id"]] > 0, "an open message may still need it"
    assert house.a_message(workspace, external_id="same")["id"] == message["id"]
    assert count(house, messages) == 2


def test_conversations_lose_their_words_where_a_workspace_says_so_and_every_count_stays(house: House) -> None:
    forgetful, other = house.a_workspace("Forgetful", retention={"texts": 365}), house.a_workspace("Other")
    ended = [an_ended_message(house, workspace) for workspace in (forgetful, other)]
    waiting = house.a_message(forgetful)
    before = house.get("/api/v1/accounting")
    with transaction(house.engine, "*") as db:
        older = first_id_of(db.execute(select(func.clock_timestamp())).scalar_one() - timedelta(days=366))
        db.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        db.execute(update(messages).values(received_at=messages.c.received_at - timedelta(days=366)))
        for number, id_ in enumerate([ended[0]["id"], ended[1]["id"], waiting["id"]]):
            db.execute(update(ai_calls).where(ai_calls.c.message_id == id_).values(message_id=None))
            db.execute(update(messages).where(messages.c.id == id_).values(id=f"{older[:-4]}{number:04x}"))
    assert EmptyTexts(PostgresAttic(house.engine))() == 1
    with transaction(house.engine, "*") as db:
        left = db.execute(select(messages.c.body != "", messages.c.sender != "").order_by(messages.c.id)).all()
        assert left == [(False, True), (True, True), (True, True)]
    after = house.get("/api/v1/accounting")
    assert (after["received"], after["ended"]) == (before["received"], before["ended"])


def test_the_words_of_a_reply_that_may_leave_or_be_tried_again_stay(house: House) -> None:
    workspace = house.a_workspace(retention={"texts": 30})
    message = an_ended_message(house, workspace)
    send = a_send(house, message, a_draft(house, message), SendState.UNKNOWN)
    rows = clause("prune_texts")
    with transaction(house.engine, "*") as db:
        soon = db.execute(select(func.clock_timestamp())).scalar_one() + timedelta(days=1)
        db.execute(update(messages).values(disposition="approved-sent"))
        values = {"workspaces": [workspace], "floors": [first_id_of(soon)], "cutoffs": [soon], "batch": 10}
        for state, may_go in (("queued", 0), ("sending", 0), ("unknown", 0), ("failed", 0), ("sent", 1)):
            db.execute(update(sends).where(sends.c.id == send).values(state=state))
            assert len(db.execute(rows, values).all()) == may_go, state


def test_audit_entries_go_after_two_years_or_as_somebody_said(house: House) -> None:
    workspace = house.a_workspace(retention={"audit_log": 100})
    with transaction(house.engine, "*") as db:
        now = db.execute(select(func.clock_timestamp())).scalar_one()
        db.execute(audit_log.delete())
        for mark, of in (("0", workspace), ("1", None)):
            for days in (99, 101, 731):
                at = now - timedelta(days=days)
                values = {"id": first_id_of(at)[:-1] + mark, "at": at, "workspace_id": of}
                db.execute(insert(audit_log).values(actor="a", action="x", status=200, **values))
    prune(house)
    with transaction(house.engine, "*") as db:
        kept = db.execute(select(audit_log.c.workspace_id, func.count()).group_by(audit_log.c.workspace_id)).all()
    assert sorted((str(of), n) for of, n in kept) == sorted([(workspace, 1), ("None", 2)])


def test_the_installation_says_for_itself_how_long_it_keeps_what_is_nobodys(house: House) -> None:
    assert due(house, None)["refused_deliveries"] == (90.0, 0)
    house.call("PATCH", "/api/v1/retention", json={"refused_deliveries": 7})
    with transaction(house.engine, "*") as db:
        for reason, days in (("old", 8), ("young", 6)):
            at = text(f"clock_timestamp() - interval '{days} days'")
            values = {"connection_id": new_id(), "channel": "c", "reason": reason, "count": 1, "first_at": at}
            db.execute(insert(refused_deliveries).values(last_at=at, **values))
    assert due(house, None)["refused_deliveries"] == (7.0, 1)
    assert prune(house) == 1
    with transaction(house.engine, "*") as db:
        assert list(db.execute(select(refused_deliveries.c.reason)).scalars()) == ["young"]


@pytest.mark.parametrize(
    "stated", [{"events": 29}, {"payloads": 6}, {"audit_log": 30}, {"texts": "long"}, {"words": 30}, {"jobs": True}]
)
def test_a_time_that_would_forget_what_a_provider_may_repeat_is_refused(house: House, stated: dict[str, Any]) -> None:
    workspace = house.a_workspace()
    refused = house.call("PATCH", f"/api/v1/workspaces/{workspace}", json={"settings": {"retention": stated}})
    assert refused.status_code == 422
    assert house.call("PATCH", "/api/v1/retention", json=stated).status_code == 422


# --- switches -------------------------------------------------------------------------------------


def watch(house: House) -> int:
    vault = Vault(house.container.settings.secret_keys)
    store = PostgresAdminStore(house.engine, vault, house.doorbell)
    return WatchSwitches(store)()


def pass_days(house: House, days: float) -> None:
    """Every switch was set that much earlier."""
    with transaction(house.engine, "*") as db:
        ago = timedelta(days=days)
        db.execute(update(switches).values(since=switches.c.since - ago, until=switches.c.until - ago))


def rules(house: House) -> list[str]:
    return [alert["rule"] for alert in house.get("/api/v1/alerts")["items"]]


@pytest.mark.parametrize("kind", list(SwitchKind))
@pytest.mark.parametrize("said", [{}, {"until": None}])
def test_every_switch_ends_whether_somebody_said_so_or_not(house: House, kind: str, said: dict[str, Any]) -> None:
    made = house.post("/api/v1/switches", {"kind": kind, "reason": "a reason", **said})
    with transaction(house.engine, "*") as db:
        life = db.execute(select(switches.c.until - switches.c.since)).scalar_one()
    assert made["until"] is not None
    assert abs(life - ENDS_AFTER[SwitchKind(kind)]) < timedelta(seconds=5)


def test_a_switch_is_warned_of_once_and_says_when_it_ended(house: House) -> None:
    workspace = house.a_workspace()
    house.post(
        "/api/v1/switches", {"kind": "outbound_paused", "reason": "new prices", "scope": {"workspace_id": workspace}}
    )
    assert watch(house) == 0
    pass_days(house, 6.1)
    assert [watch(house), watch(house)] == [1, 0]
    assert rules(house) == ["switch-ending"]
    assert "new prices" in house.get("/api/v1/alerts")["items"][0]["title"]
    pass_days(house, 1)
    assert house.get("/api/v1/switches")["items"] == [], "it holds nothing back even before anybody looked"
    assert [watch(house), watch(house)] == [1, 0]
    assert rules(house) == ["switch-expired"]
    past = house.get("/api/v1/switches?all=true")["items"][0]
    assert (past["in_force"], past["ended_by"], past["ended_at"]) == (False, "its end", past["until"])
    with transaction(house.engine, "*") as db:
        kinds = db.execute(select(timeline.c.kind, timeline.c.reason).order_by(timeline.c.id)).all()
    assert kinds[-1] == ("switch-ended", "expired")


def test_a_switch_that_a_person_ended_takes_its_warning_along(house: House) -> None:
    made = house.post("/api/v1/switches", {"kind": "outbound_halted", "reason": "fire"})
    pass_days(house, 6.5)
    watch(house)
    assert rules(house) == ["switch-ending"]
    house.call("DELETE", f"/api/v1/switches/{made['id']}")
    pass_days(house, 1)
    assert (watch(house), rules(house)) == (0, [])


def test_a_switch_of_minutes_ends_without_an_alert(house: House) -> None:
    house.post("/api/v1/switches", {"kind": "outbound_halted", "reason": "a moment"})
    with transaction(house.engine, "*") as db:
        db.execute(
            update(switches).values(
                since=text("clock_timestamp() - interval '10 min'"), until=text("clock_timestamp() - interval '1 s'")
            )
        )
    assert (watch(house), rules(house)) == (1, [])
