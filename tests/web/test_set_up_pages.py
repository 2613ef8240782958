"""Set-up on pages: from a workspace to a channel that works, and the choice of who answers."""

from __future__ import annotations

import re
from typing import Any

import httpx

from rejoinder.domain.workspaces import WEEKDAYS
from tests.web.composition import PUBLIC, House
from tests.web.test_people import claimed, submit


def look(house: House, path: str, cookie: str) -> str:
    answer = house.call("GET", path, token=None, headers={"cookie": cookie})
    assert answer.status_code == 200, answer.text
    return answer.text


def settings(**more: Any) -> dict[str, Any]:
    shown = {
        "name": "Harbour Bikes", "timezone": "Europe/London", "retention_days": "90",
        "persona": "Brief.", "knowledge": "A service costs 89 euros.\n\nWe open at nine.", "lead_budget_usd": "1",
        "daily_budget_usd": "25,5", "mon_from": "09:00", "mon_to": "17:00",
    }  # fmt: skip
    return {**shown, **more}


def made(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_workspace_is_set_up_on_pages_from_its_name_to_its_hours(house: House) -> None:
    cookie = claimed(house)
    place = made(submit(house, "/setup", cookie, name="Harbour Bikes", timezone="Europe/Berlin"))
    assert made(submit(house, place, cookie, **settings())) == place
    workspace = house.get(f"/api/v1/workspaces/{place.rpartition('/')[2]}")
    assert workspace["timezone"] == "Europe/London"
    assert workspace["settings"]["knowledge"] == ["A service costs 89 euros.", "We open at nine."]
    assert workspace["settings"]["business_hours"] == {"mon": ["09:00", "17:00"]}
    shown = look(house, place, cookie)
    assert 'name="mon_from" value="09:00"' in shown
    assert all(f'name="{day}_from"' in shown for day in WEEKDAYS)
    assert "2 of " in look(house, "/setup", cookie) or "3 of " in look(house, "/setup", cookie)


def test_automatic_mode_needs_figures_or_a_word(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}"
    assert "nobody knows yet how good the drafts are" in look(house, place, cookie)
    refused = submit(house, place, cookie, **settings(mode="auto"))
    assert refused.status_code == 422
    assert "without figures" in refused.text
    assert submit(house, place, cookie, **settings(mode="auto", without_figures="yes")).status_code == 303


def test_the_checker_shows_the_exact_address_waits_and_explains_a_refusal(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}"
    assert 'name="credentials.api_key"' in look(house, f"{place}/connect/smartlead", cookie)
    wrong = submit(house, f"{place}/connect/smartlead", cookie, name="Mail")
    assert wrong.status_code == 422
    assert "needs “API key”" in wrong.text
    checker = made(submit(house, f"{place}/connect/smartlead", cookie, **{"credentials.api_key": "k", "webhook_secret": "w" * 12}))
    shown = look(house, checker, cookie)
    address = re.search(rf'value="{PUBLIC}(/api/webhooks/smartlead/[^"]+)"', shown)
    assert address is not None
    assert "Waiting for the first event" in shown
    assert 'hx-trigger="every 2s"' in shown
    refused = house.call("POST", address[1], token=None, json={"event_type": "EMAIL_REPLY", "secret_key": "wrong"})
    assert refused.status_code == 401
    house.write_refusals()
    part = look(house, f"{checker}/attempts", cookie)
    assert "It carried another secret." in part
    assert "Enter the same secret here" in part


def test_ways_to_people_are_added_tried_and_removed_on_the_page(house: House) -> None:
    cookie = claimed(house)
    assert "Nobody: alerts stand on this page" in look(house, "/alerts", cookie)
    added = submit(
        house, "/alerts/ways", cookie, kind="webhook", where="http://127.0.0.1:9/hook", name="Pager", least="high"
    )
    assert added.status_code == 303
    shown = look(house, "/alerts", cookie)
    assert "Pager" in shown
    assert "/hook" not in shown, "an address may hold a secret"
    tried = house.post("/api/v1/alerts/test")
    assert tried["success"] is False
    assert [(result["name"], result["delivered"]) for result in tried["channels"]] == [("Pager", False)]
    way = house.get("/api/v1/alert-routes")["items"][0]
    assert submit(house, f"/alerts/ways/{way['id']}/switch", cookie, on="").status_code == 303
    assert house.get("/api/v1/alert-routes")["items"][0]["enabled"] is False
    assert submit(house, f"/alerts/ways/{way['id']}/remove", cookie).status_code == 303
    assert house.get("/api/v1/alert-routes")["items"] == []


def test_a_way_that_cannot_work_is_refused_with_its_reason(house: House) -> None:
    wrong = [
        ({"kind": "pigeon", "target": {}}, "kind"),
        ({"kind": "email", "target": {"to": "nobody"}}, "target.to"),
        ({"kind": "sms", "target": {"to": "12"}}, "target.to"),
        ({"kind": "sms", "target": {"to": "+12025550100"}}, "connection_id"),
        ({"kind": "slack", "target": {"address": "x"}}, "target"),
        ({"kind": "slack", "target": {"url": "https://ops.example/x"}, "least": "worst"}, "least"),
    ]
    for body, field in wrong:
        answer = house.call("POST", "/api/v1/alert-routes", json=body)
        assert (answer.status_code, answer.json()["field"]) == (422, field), body


def test_what_is_held_back_stands_above_every_page(house: House) -> None:
    cookie = claimed(house)
    assert look(house, "/banner", cookie).strip() == ""
    house.post("/api/v1/switches", {"kind": "alerts_muted", "reason": "moving house"})
    house.api.app.state.health.until = 0.0
    assert "moving house" in look(house, "/banner", cookie)
    assert 'hx-get="/banner"' in look(house, "/jobs", cookie)
    assert "moving house" in look(house, "/alerts", cookie)
