"""Conservation: received = in flight + waiting + ended, and what is missing is found where it cannot hide."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, text, update

from rejoinder.domain.messages import Disposition
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import events, jobs, messages
from tests.web.composition import House
from tests.web.world import job_of, set_job, set_message

LONG_AGO = text("clock_timestamp() - interval '1 hour'")


def accounting(house: House, **filters: str) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return dict(house.get(f"/api/v1/accounting?{query}"))


def test_an_empty_house_accounts_for_nothing(house: House) -> None:
    shown = accounting(house)
    assert shown["ended"] == {}
    assert all(value == 0 for name, value in shown.items() if name != "ended")


def test_every_message_is_in_exactly_one_place(house: House) -> None:
    workspace = house.a_workspace()
    flying, waiting, silent, sent = (house.a_message(workspace, f"n {n}")["id"] for n in range(4))
    with house.store.begin(workspace) as uow:
        uow.messages.dispose(waiting, Disposition.WAITING_HUMAN, "mode-suggest")
        uow.messages.dispose(silent, Disposition.STAYED_SILENT, "automated")
        uow.messages.dispose(sent, Disposition.SENT)
    shown = accounting(house)
    assert (shown["received"], shown["in_flight"], shown["waiting_human"]) == (4, 1, 1)
    assert shown["ended"] == {"sent": 1, "stayed-silent": 1}
    assert shown["unaccounted"] == 0
    assert flying


def test_a_repeated_delivery_is_received_once(house: House) -> None:
    workspace = house.a_workspace()
    for _ in range(3):
        house.a_message(workspace, "again", external_id="same")
    assert accounting(house)["received"] == 1
    assert accounting(house)["unaccounted"] == 0


def test_a_message_that_comes_again_under_another_event_key_is_accounted_for(house: House) -> None:
    message = house.a_message(house.a_workspace(), "hi", external_id="same")
    with transaction(house.engine, "*") as db:
        db.execute(update(events).where(events.c.message_id == message["id"]).values(key="another"))
    house.a_message(message["workspace_id"], "hi", external_id="same")
    assert (accounting(house)["received"], accounting(house)["unaccounted"]) == (1, 0)


def test_a_message_whose_job_is_gone_is_unaccounted(house: House) -> None:
    message = house.a_message(house.a_workspace())
    job = job_of(house, message["id"])
    for status in ("RUNNING", "PARKED", "PENDING"):
        set_job(house, job, status=status, lane=None)
        assert accounting(house)["unaccounted"] == 0
    set_job(house, job, status="FAILED", finished_at=text("clock_timestamp()"))
    assert accounting(house)["unaccounted"] == 0, "an ending takes two short transactions"
    set_job(house, job, finished_at=LONG_AGO)
    assert (accounting(house)["unaccounted"], accounting(house)["stalled"]) == (1, 1)
    with transaction(house.engine, "*") as db:
        db.execute(delete(jobs))
    assert accounting(house)["unaccounted"] == 1


def test_a_side_job_does_not_account_for_a_message(house: House) -> None:
    message = house.a_message(house.a_workspace())
    set_job(house, job_of(house, message["id"]), type="LEAD_SCORING_POST_PROCESS")
    assert accounting(house)["stalled"] == 1


def test_a_delivery_whose_message_is_gone_is_unaccounted(house: House) -> None:
    message = house.a_message(house.a_workspace())
    with transaction(house.engine, "*") as db:
        db.execute(delete(messages).where(messages.c.id == message["id"]))
    assert (accounting(house)["unaccounted"], accounting(house)["lost_events"]) == (1, 1)


def test_a_message_without_delivery_is_unaccounted_unless_it_is_history(house: House) -> None:
    message = house.a_message(house.a_workspace())
    set_message(house, message["id"], event_id=None)
    assert accounting(house)["without_event"] == 1
    set_message(house, message["id"], backfilled=True)
    assert accounting(house)["unaccounted"] == 0


def test_figures_are_those_of_the_workspace_and_the_time_asked_for(house: House) -> None:
    first, second = house.a_workspace("A"), house.a_workspace("B")
    old = house.a_message(first)
    house.a_message(second)
    assert accounting(house, workspace_id=first)["received"] == 1
    assert accounting(house)["received"] == 2
    with transaction(house.engine, "*") as db:
        db.execute(update(messages).where(messages.c.id == old["id"]).values(received_at=LONG_AGO))
    assert accounting(house, since="2026-01-01T00:00:00Z")["received"] == 2
    assert accounting(house, since="2100-01-01T00:00:00Z")["received"] == 0
