"""Set-up on pages: from a workspace to a channel that works, and the choice of who answers."""

from __future__ import annotations

import re
from typing import Any

import httpx

from rejoinder.domain.workspaces import WEEKDAYS
from tests.web.composition import PUBLIC, House
from tests.web.test_people import claimed, csrf_of, submit


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


def wrong_fields(page: str) -> dict[str, str]:
    """What the page says about each field that it marks, by the field's name."""
    found = {}
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        if 'aria-invalid="true"' in tag:
            assert "autofocus" in tag
            name, said = re.search(r'name="([^"]+)"', tag), re.search(r'aria-describedby="(\S+-wrong)', tag)
            assert name is not None
            assert said is not None
            words = re.search(rf'id="{said[1]}">([^<]+)<', page)
            assert words is not None
            found[name[1]] = words[1]
    return found


def test_a_refused_form_keeps_what_was_typed_and_says_beside_the_field_what_to_do(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}"
    twilio = {"credentials.auth_token": "very-secret-token", "name": "Our Twilio"}
    refusals: list[tuple[str, dict[str, Any], str, str, str]] = [
        (
            "/setup",
            {"name": "Quay & Sons", "timezone": "Mars/Base"},
            "timezone",
            "no such time zone",
            "Quay &amp; Sons",
        ),
        (place, settings(owner_phone="12", persona="Dry."), "owner_phone", "with its country", "Dry."),
        (place, settings(mon_to="", persona="Dry."), "mon_to", "Say when Monday closes", "Dry."),
        (place, settings(mon_to="08:00"), "mon_to", "Monday closes before it opens", "08:00"),
        (place, settings(holidays="2026-12-25\nEaster"), "holidays", "“Easter” is no such day", "2026-12-25"),
        (place, settings(daily_budget_usd="much"), "daily_budget_usd", "an amount in US $", "much"),
        (f"{place}/connect/twilio_sms", twilio, "credentials.account_sid", "Account SID", "Our Twilio"),
        (f"{place}/answers", {"mode": "suggest", "auto_send_threshold": "7"}, "auto_send_threshold", "0 to 1", "7"),
        (f"{place}/knowledge", {"title": "Prices", "text": ""}, "", "text", "Prices"),
        (f"{place}/follow-ups", {"name": "Gone", "text_1": "Hi", "days_1": "x"}, "days_1", "such as 3", "Gone"),
        (f"{place}/leave-alone", {"addresses": "", "country": "Norway"}, "country", "two letters", "Norway"),
        ("/alerts/ways", {"kind": "email", "where": "nobody", "name": "Me"}, "where", "e-mail address", "Me"),
        ("/alerts/ways", {"kind": "slack", "where": "ftp://x", "name": "Me"}, "where", "", "ftp://x"),
        ("/people/invite", {"email": "nobody", "role": "viewer"}, "email", "you@example.com", "nobody"),
        (
            "/account/password",
            {"old": "wrong password", "password": "another one!"},
            "old",
            "old password is wrong",
            "",
        ),
    ]
    for path, typed, field, said, kept in refusals:
        answer = submit(house, path, cookie, **typed)
        assert answer.status_code in (403, 422), (path, answer.text)
        wrong = wrong_fields(answer.text)
        if field:
            assert list(wrong) == [field], (path, answer.text)
            assert said in wrong[field], path
        else:
            assert said in answer.text, path
        assert kept in answer.text, path
        assert not {"very-secret-token", "wrong password"} & set(re.findall(r'value="([^"]*)"', answer.text))
        assert "<nav" in answer.text, "the page is gone"


def test_automatic_mode_needs_figures_or_a_word(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}/answers"
    assert "nobody knows yet how good the drafts are" in look(house, place, cookie)
    auto = {"mode": "auto", "auto_send_threshold": "0,8"}
    refused = submit(house, place, cookie, **auto)
    assert refused.status_code == 422
    assert "without figures" in refused.text
    assert submit(house, place, cookie, **auto, without_figures="yes").status_code == 303


def test_modes_of_channels_and_campaigns_are_chosen_on_a_page(house: House) -> None:
    cookie = claimed(house)
    workspace = house.a_workspace()
    place = f"/setup/{workspace}/answers"
    places = {"channel.sandbox": "shadow", "campaign": "4711", "campaign_mode": "off"}
    assert submit(house, f"{place}/places", cookie, **places).status_code == 303
    stated = house.get(f"/api/v1/workspaces/{workspace}")["settings"]
    assert (stated["channel_modes"], stated["campaign_modes"]) == ({"sandbox": "shadow"}, {"4711": "off"})
    assert "Campaign 4711" in look(house, place, cookie)
    back = {"channel.sandbox": "", "campaign.4711": ""}
    assert submit(house, f"{place}/places", cookie, **back).status_code == 303
    stated = house.get(f"/api/v1/workspaces/{workspace}")["settings"]
    assert not stated["channel_modes"]
    assert not stated["campaign_modes"]


def test_knowledge_is_added_as_text_or_file_found_and_removed(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}/knowledge"
    assert submit(house, place, cookie, title="Prices", text="A service costs 89 euros.").status_code == 303
    csrf = csrf_of(house, cookie)
    sent = house.call(
        "POST", place, token=None, headers={"cookie": cookie}, data={"csrf": csrf, "title": ""},
        files={"file": ("hours.md", b"# Hours\r\n\r\nWe open at nine.\rAlways.\n", "text/markdown")},
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    shown = look(house, f"{place}?q=When+do+you+open%3F", cookie)
    assert "hours.md" in shown
    assert "We open at nine." in shown
    gone = re.findall(rf'action="({place}/[^"]+/remove)"', shown)
    assert [submit(house, each, cookie).status_code for each in gone] == [303, 303]
    assert "Nothing yet." in look(house, place, cookie)


def test_follow_ups_and_lists_of_whom_to_leave_alone_are_kept_on_pages(house: House) -> None:
    cookie = claimed(house)
    workspace = house.a_workspace()
    place = f"/setup/{workspace}"
    told = {"name": "Gone silent", "days_1": "3", "text_1": "Still there?", "days_2": "7", "text_2": ""}
    assert submit(house, f"{place}/follow-ups", cookie, **told).status_code == 303
    shown = look(house, f"{place}/follow-ups", cookie)
    one = re.search(rf'action="({place}/follow-ups/[^"]+)"', shown)
    assert one is not None
    assert "Still there?" in shown
    assert submit(house, one[1], cookie, do="off").status_code == 303
    assert house.get(f"/api/v1/workspaces/{workspace}/sequences")["items"][0]["active"] is False
    assert submit(house, one[1], cookie, do="remove").status_code == 303
    assert submit(house, f"{place}/leave-alone", cookie, addresses="phone\n+12025550188", country="").status_code == 303
    assert "being read" in look(house, f"{place}/leave-alone", cookie)


def test_the_checker_shows_the_exact_address_waits_and_explains_a_refusal(house: House) -> None:
    cookie = claimed(house)
    place = f"/setup/{house.a_workspace()}"
    assert 'name="credentials.api_key"' in look(house, f"{place}/connect/smartlead", cookie)
    wrong = submit(house, f"{place}/connect/smartlead", cookie, name="Mail")
    assert wrong.status_code == 422
    assert "needs “API key”" in wrong.text
    checker = made(
        submit(house, f"{place}/connect/smartlead", cookie, **{"credentials.api_key": "k", "webhook_secret": "w" * 12})
    )
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
