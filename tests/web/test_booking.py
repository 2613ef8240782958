"""Meetings and offered times over HTTP: lists, counts, and what people do about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rejoinder.domain.appointments import AppointmentState
from rejoinder.domain.messages import Disposition
from tests.web.composition import House, a_house
from tests.web.world import World, a_world, an_appointment


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(Path(tmp_path_factory.mktemp("booking"))) as made:
        yield made


@pytest.fixture(scope="module")
def acme(house: House) -> World:
    return a_world(house, "Acme meets")


@pytest.fixture(scope="module")
def asked(house: House) -> dict[str, Any]:
    """A person of a workspace that meets in the sandbox's calendar; nobody has answered them yet."""
    workspace = house.a_workspace("Meets", mode="suggest")
    message = house.a_message(workspace, "Can we talk next week?")
    calendar = {"connection_id": message["connection_id"], "calendar_id": "intro", "min_notice_minutes": 60}
    changed = house.call("PATCH", f"/api/v1/workspaces/{workspace}/settings", json={"calendar": calendar})
    assert changed.status_code == 200, changed.text
    with house.store.begin(workspace) as uow:
        uow.messages.dispose(message["id"], Disposition.WAITING_HUMAN, "mode-suggest")
    return message


def test_appointments_are_listed_filtered_and_counted(house: House, acme: World) -> None:
    message = house.get(f"/api/v1/messages/{acme['message_id']}")
    an_appointment(house, message, state=AppointmentState.CANCELLED, reason="ill")
    place = f"/api/v1/appointments?workspace_id={acme['workspace_id']}"
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat().replace("+00:00", "Z")

    assert [row["state"] for row in house.get(place)["items"]] == ["cancelled", "booked"]
    assert [row["id"] for row in house.get(f"{place}&state=booked&starts_from={soon}")["items"]] == [
        acme["appointment_id"]
    ]
    assert house.get(f"{place}&starts_before={soon}")["items"] == []
    first = house.get(f"{place}&limit=1")
    second = house.get(f"{place}&limit=1&cursor={first['next_cursor']}")
    assert [row["state"] for row in (*first["items"], *second["items"])] == ["cancelled", "booked"]
    assert house.call("GET", f"{place}&state=lost").status_code == 422
    counts = house.get(f"/api/v1/appointments/summary?lead_id={acme['lead_id']}")
    assert counts == {"booked": 1, "rescheduled": 0, "cancelled": 1, "held": 0, "no_show": 0, "upcoming": 1}


def test_the_ledger_of_a_lead_shows_its_slots(house: House, acme: World) -> None:
    place = f"/api/v1/leads/{acme['lead_id']}/slots"
    [row] = house.get(place)["items"]

    assert (row["id"], row["state"], row["minutes"]) == (acme["slot_id"], "offered", 30)
    assert house.get(f"{place}?state=booked")["items"] == []


def test_a_person_offers_times_and_books_one(house: House, asked: dict[str, Any]) -> None:
    draft = house.post(f"/api/v1/leads/{asked['lead_id']}/slots", {})
    rows = house.get(f"/api/v1/leads/{asked['lead_id']}/slots?state=drafted")["items"]
    assert len(rows) == 3
    assert draft["body"].startswith("Would one of these times suit you?")

    booked = house.post(f"/api/v1/leads/{asked['lead_id']}/slots/{rows[0]['id']}/book")

    assert (booked["state"], booked["wanted_by"]) == ("accepted", "bootstrap")
    jobs = house.get(f"/api/v1/jobs?type=BOOK_MEETING&lead_id={asked['lead_id']}")["items"]
    assert [job["status"] for job in jobs] == ["PENDING"]
    again = house.call("POST", f"/api/v1/leads/{asked['lead_id']}/slots/{rows[0]['id']}/book")
    assert again.status_code == 409


def test_a_time_that_is_not_free_cannot_be_offered(house: House, asked: dict[str, Any]) -> None:
    answer = house.call("POST", f"/api/v1/leads/{asked['lead_id']}/slots", json={"starts_at": ["2020-01-01T10:00:00Z"]})

    assert (answer.status_code, "no-free-times" in answer.text) == (409, True)


def test_a_meeting_that_its_calendar_does_not_know_cannot_be_called_off(house: House, acme: World) -> None:
    answer = house.call("POST", f"/api/v1/appointments/{acme['appointment_id']}/cancel", json={"reason": "ill"})

    assert answer.status_code == 409
    assert "no such meeting" in answer.text


def test_a_person_says_how_a_meeting_went(house: House, acme: World) -> None:
    place = f"/api/v1/appointments/{acme['appointment_id']}/outcome"
    assert house.call("POST", place, json={"state": "cancelled"}).status_code == 422
    assert house.post(place, {"state": "no-show"})["state"] == "no-show"
    assert house.get(f"/api/v1/leads/{acme['lead_id']}")["has_appointment"] is False


def test_a_calendar_setting_names_what_is_wrong_with_it(house: House, asked: dict[str, Any]) -> None:
    place = f"/api/v1/workspaces/{asked['workspace_id']}/settings"
    for wrong in ("intro", {"connection_id": "x", "calendar_id": "y"}, {"calendar_id": "y"}, {"color": 1}):
        answer = house.call("PATCH", place, json={"calendar": wrong})
        assert (answer.status_code, answer.json()["field"]) == (422, "calendar")


def test_an_erased_person_leaves_no_name_in_the_calendar(house: House) -> None:
    gone = a_world(house, "Gone meets")
    house.call("DELETE", f"/api/v1/leads/{gone['lead_id']}")

    seat = house.get(f"/api/v1/appointments/{gone['appointment_id']}")
    assert gone.words not in str(seat)
    assert (seat["name"], seat["email"], seat["place"]) == ("", "", "")
