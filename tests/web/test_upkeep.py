"""What the housekeeping does to rows: records go when they are over, switches end and say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, text, update

from rejoinder.application.upkeep.prune_records import PruneRecords
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
from rejoinder.infrastructure.postgres.tables import (
    ai_calls,
    alerts,
    events,
    job_attempts,
    jobs,
    messages,
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
