"""Workspaces, connections and tokens over the API."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from rejoinder.domain.access import Role
from tests.web.composition import House

TWILIO = {"account_sid": "AC1", "auth_token": "t0ken"}


def connect(house: House, workspace: str, **stated: Any) -> Any:
    return house.call("POST", f"/api/v1/workspaces/{workspace}/connections", json=stated)


def test_a_workspace_works_on_defaults_and_keeps_what_it_is_told(house: House) -> None:
    made = house.post("/api/v1/workspaces", {"name": " Acme ", "timezone": "Europe/London"})
    assert (made["name"], made["timezone"], made["settings"]["mode"]) == ("Acme", "Europe/London", "suggest")
    path = f"/api/v1/workspaces/{made['id']}"
    changed = house.call("PATCH", f"{path}/settings", json={"mode": "auto", "knowledge": "Open 9 to 5."}).json()
    assert (changed["settings"]["mode"], changed["settings"]["knowledge"]) == ("auto", "Open 9 to 5.")
    back = house.call("PATCH", path, json={"settings": {"mode": None, "persona": "kind"}}).json()
    assert (back["settings"]["mode"], back["settings"]["persona"]) == ("suggest", "kind")
    assert back["settings"]["knowledge"] == "Open 9 to 5."
    assert house.get(path) == back


_RIGHT = {
    "table_webhook_url": "https://api.clay.com/v3/sources/webhook/abc-1",
    "account_sid": "AC00000000000000000000000000000001",
    "api_key_sid": "SK00000000000000000000000000000001",
    "messaging_service_sid": "MG00000000000000000000000000000001",
    "api_version": "v2",
    "webhook_auth": "hmac",
    "transfer_to": "+12025550100",
}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x", "timezone": "Mars/Base"}, "timezone"),
        ({"name": "x", "settings": {"mode": "wild"}}, "mode"),
        ({"name": "x", "settings": {"moode": "auto"}}, "moode"),
        ({"name": "x", "settings": {"auto_send_threshold": 2}}, "auto_send_threshold"),
        ({"timezone": "UTC"}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x", "nme": 1}, "nme"),
    ],
)
def test_a_wrong_field_is_named(house: House, body: dict[str, Any], field: str) -> None:
    answer = house.call("POST", "/api/v1/workspaces", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_connection_has_an_address_and_hides_its_secrets(house: House) -> None:
    workspace = house.a_workspace()
    made = connect(
        house, workspace, channel="twilio_sms", name="Main", credentials=TWILIO, base_url="http://127.0.0.1:9"
    )
    assert made.status_code == 201, made.text
    shown = made.json()
    assert shown["webhook_url"].startswith("https://rejoinder.example/api/webhooks/twilio_sms/")
    assert len(shown["webhook_url"].rpartition("/")[2]) >= 43
    assert (shown["account"], shown["status"], shown["base_url"]) == ("AC1", "waiting", "http://127.0.0.1:9")
    assert shown["credentials"] == ["account_sid", "auth_token"]
    listed = house.call("GET", f"/api/v1/workspaces/{workspace}/connections").text
    assert "t0ken" not in listed + made.text


def test_credentials_are_checked_and_the_fields_named(house: House) -> None:
    workspace = house.a_workspace()
    unknown = connect(house, workspace, channel="twilio_sms", credentials={**TWILIO, "tokn": "x"}).json()
    assert (unknown["status"], unknown["field"]) == (422, "tokn")
    assert "auth_token" in unknown["detail"]
    missing = connect(house, workspace, channel="twilio_sms", credentials={"account_sid": "AC1"}).json()
    assert (missing["status"], missing["field"]) == (422, "credentials.auth_token")
    assert connect(house, workspace, channel="fax").json()["field"] == "channel"
    foreign = connect(house, workspace, channel="twilio_sms", credentials=TWILIO, base_url="http://10.0.0.1")
    assert (foreign.status_code, foreign.json()["field"]) == (422, "base_url")


@pytest.mark.parametrize(
    ("channel", "field", "wrong"),
    [
        ("clay", "table_webhook_url", "https://evil.example/v3/sources/webhook/abc"),
        ("clay", "table_webhook_url", "https://api.clay.com/v3/somewhere/else"),
        ("clay", "table_webhook_url", "not an address"),
        ("clay", "api_key", "two words"),
        ("twilio_sms", "account_sid", "SK00000000000000000000000000000001"),
        ("twilio_sms", "auth_token", "t\u00f6ken"),
        ("twilio_sms", "messaging_service_sid", "+12025550100"),
        ("ghl_sms", "location_id", "a/b"),
        ("unipile_linkedin", "account_id", "acc 1"),
        ("unipile_linkedin", "api_version", "v3"),
        ("vapi", "webhook_auth", "maybe"),
        ("vapi", "transfer_to", "0800 EXAMPLE"),
        ("vapi", "default_assistant_id", "the nice one"),
        ("slack", "channel", "general/random"),
        ("emailbison", "workspace_ref", "a\nb"),
    ],
)
def test_what_cannot_be_right_is_refused_when_it_is_entered_and_when_it_is_changed(
    house: House, channel: str, field: str, wrong: str
) -> None:
    workspace = house.a_workspace()
    right = {name: _RIGHT.get(name, "x") for name in (f.name for f in house.container.channels[channel].fields)}
    base_url = "http://127.0.0.1:9" if channel in ("emailbison", "unipile_linkedin") else None
    refused = connect(house, workspace, channel=channel, credentials={**right, field: wrong}, base_url=base_url)
    assert (refused.status_code, refused.json()["field"]) == (422, f"credentials.{field}"), refused.text
    assert field in refused.json()["detail"]
    assert wrong not in refused.text
    made = connect(house, workspace, channel=channel, credentials=right, base_url=base_url)
    assert made.status_code == 201, made.text
    path = f"/api/v1/workspaces/{workspace}/connections/{made.json()['id']}"
    again = house.call("PATCH", path, json={"credentials": {field: wrong}})
    assert (again.status_code, again.json()["field"]) == (422, f"credentials.{field}")


def test_an_address_below_the_base_url_moves_with_it_or_not_at_all(house: House) -> None:
    workspace = house.a_workspace()
    table = "https://api.clay.com/v3/sources/webhook/abc-1"
    made = connect(house, workspace, channel="clay", credentials={"api_key": "k", "table_webhook_url": table}).json()
    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}"
    stranded = house.call("PATCH", path, json={"base_url": "http://127.0.0.1:9"})
    assert (stranded.status_code, stranded.json()["field"]) == (422, "credentials.table_webhook_url")
    moved = {
        "base_url": "http://127.0.0.1:9",
        "credentials": {"table_webhook_url": "http://127.0.0.1:9/v3/sources/webhook/a"},
    }
    assert house.call("PATCH", path, json=moved).status_code == 200


def test_a_secret_rotates_with_both_valid_until_the_old_one_is_dropped(house: House) -> None:
    workspace = house.a_workspace()
    made = connect(house, workspace, channel="smartlead", credentials={"api_key": "k"}).json()
    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}"
    assert made["weaker"] is True
    for number, wanted in ((1, 1), (2, 2), (3, 2)):
        shown = house.call("PATCH", path, json={"webhook_secret": f"secret-{number}"}).json()
        assert (shown["webhook_secrets"], shown["weaker"]) == (wanted, False)
    with house.store.begin(workspace) as uow:
        kept = uow.connections.get(made["id"])
    assert kept is not None
    assert kept.webhook_secrets == ("secret-3", "secret-2")
    assert house.call("PATCH", path, json={"drop_previous_secret": True}).json()["webhook_secrets"] == 1


def test_a_connection_says_whether_replies_leave_by_it_and_whether_it_can_take_anything(house: House) -> None:
    workspace = house.a_workspace()
    credentials = {"bot_token": "xoxb-1", "channel": "C0123456789"}
    bare = connect(house, workspace, channel="slack", credentials=credentials).json()
    assert (bare["carries_talk"], bare["refuses_all"], bare["weaker"]) == (False, True, False)
    signed = connect(house, workspace, channel="slack", credentials=credentials, webhook_secret="s").json()
    assert (signed["carries_talk"], signed["refuses_all"]) == (False, False)
    sms = connect(house, workspace, channel="twilio_sms", credentials=TWILIO).json()
    assert (sms["carries_talk"], sms["refuses_all"]) == (True, False)
    address = bare["webhook_url"].removeprefix("https://rejoinder.example")
    asked = {"type": "url_verification", "challenge": "x"}
    assert house.call("POST", address, token=None, json=asked).status_code == 401
    checker = f"/api/v1/workspaces/{workspace}/connections/{{id}}/setup"
    assert house.get(checker.format(**bare))["proof"].startswith("None yet")
    assert house.get(checker.format(**signed))["proof"] == "The provider signs every delivery."
    clay = connect(house, workspace, channel="clay", credentials={"api_key": "k"}).json()
    assert house.get(checker.format(**clay))["proof"].endswith("Set a webhook secret.")


def test_a_rotated_key_makes_the_old_address_unknown(house: House) -> None:
    workspace = house.a_workspace()
    made = connect(house, workspace, channel="sandbox").json()
    old = made["webhook_url"].removeprefix("https://rejoinder.example")
    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}"
    new = house.post(f"{path}/rotate-key")["webhook_url"].removeprefix("https://rejoinder.example")
    body = {"from": "+12025550143", "body": "hi"}
    assert house.call("POST", old, token=None, json=body).status_code == 404
    assert house.call("POST", new, token=None, json=body).status_code == 200


def test_the_set_up_checker_explains_the_way_from_the_first_refusal_to_the_first_event(house: House) -> None:
    workspace = house.a_workspace()
    made = connect(house, workspace, channel="twilio_sms", credentials=TWILIO).json()
    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}/setup"
    first = house.get(path)
    assert (first["status"], first["attempts"], first["webhook_url"]) == ("waiting", [], made["webhook_url"])
    assert set(first["further_urls"]) == {"status", "fallback"}
    shown = house.call("GET", path, token=house.a_token(Role.VIEWER, workspace)).json()
    assert (shown["webhook_url"], made["webhook_url"].rpartition("/")[2] in str(shown)) == (None, False)

    address = made["webhook_url"].removeprefix("https://rejoinder.example")
    form = {"MessageSid": "SM1", "From": "+12025550143", "To": "+12025550100", "Body": "hi", "AccountSid": "AC1"}
    for _ in range(2):
        assert house.call("POST", address, token=None, data=form).status_code == 401
    house.write_refusals()
    refused = house.get(path)
    assert refused["status"] == "refusing"
    (attempt,) = refused["attempts"]
    assert (attempt["outcome"], attempt["reason"], attempt["count"]) == ("refused", "missing-signature", 2)
    assert attempt["meaning"]
    assert attempt["fix"]

    url = made["webhook_url"]
    signed = RequestValidator(TWILIO["auth_token"]).compute_signature(
        url, {**form, "AccountSid": TWILIO["account_sid"]}
    )
    form["AccountSid"] = TWILIO["account_sid"]
    headers = {"X-Twilio-Signature": signed}
    assert house.call("POST", address, token=None, data=form, headers=headers).status_code == 200
    working = house.get(path)
    assert (working["status"], [a["outcome"] for a in working["attempts"]]) == ("working", ["accepted", "refused"])


def test_the_set_up_checker_says_when_the_number_is_another_workspaces_and_not_whose(house: House) -> None:
    workspace, other = house.a_workspace(), house.a_workspace(name="Secret Rivals")
    made = connect(house, workspace, channel="twilio_sms", credentials=TWILIO).json()
    theirs = connect(house, other, channel="twilio_sms", credentials=TWILIO).json()
    number = {"number": "+12025550100", "role": "operational", "workspace_id": other, "connection_id": theirs["id"]}
    house.post("/api/v1/numbers", json=number)
    url = made["webhook_url"]
    form = {"MessageSid": "SM7", "From": "+12025550143", "To": "+12025550100", "Body": "hi"}
    form["AccountSid"] = TWILIO["account_sid"]
    headers = {"X-Twilio-Signature": RequestValidator(TWILIO["auth_token"]).compute_signature(url, form)}
    address = url.removeprefix("https://rejoinder.example")
    assert house.call("POST", address, token=None, data=form, headers=headers).status_code == 200

    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}/setup"
    shown = house.call("GET", path, token=house.a_token(Role.ADMIN, workspace)).json()
    (attempt,) = shown["attempts"]
    assert (attempt["outcome"], attempt["reason"]) == ("unrouted", "other-workspace")
    assert "another workspace" in attempt["meaning"]
    assert "Rivals" not in str(shown)
    assert other not in str(shown)


def test_a_connection_is_changed_tested_and_removed(house: House) -> None:
    workspace = house.a_workspace()
    made = connect(house, workspace, channel="sandbox").json()
    path = f"/api/v1/workspaces/{workspace}/connections/{made['id']}"
    assert house.call("PATCH", path, json={"name": "B", "enabled": False}).json()["status"] == "disabled"
    faulty = house.call("PATCH", path, json={"credentials": {"faults": "gibberish"}})
    assert faulty.status_code == 200
    tested = house.post(f"{path}/test")
    assert (tested["ok"], tested["code"]) == (False, "configuration")
    house.call("PATCH", path, json={"credentials": {"faults": ""}})
    assert house.post(f"{path}/test")["ok"] is True
    assert house.call("DELETE", path).status_code == 204
    assert house.call("GET", path).status_code == 404
    assert house.call("DELETE", path).status_code == 404


def test_a_token_is_shown_once_and_dies_when_revoked(house: House) -> None:
    made = house.post("/api/v1/tokens", {"role": "operator", "name": "ci"})
    assert made["token"].startswith("rj_")
    assert len(made["token"].split()) == 1
    assert house.get("/api/v1/me", token=made["token"])["role"] == "operator"
    listed = house.call("GET", "/api/v1/tokens")
    assert made["token"] not in listed.text
    assert listed.json()["items"][0]["last_used_at"] is not None
    assert house.call("DELETE", f"/api/v1/tokens/{made['id']}").status_code == 204
    assert house.call("GET", "/api/v1/me", token=made["token"]).status_code == 401
    assert house.call("POST", "/api/v1/tokens", json={"role": "king"}).json()["field"] == "role"


def test_a_lead_is_changed_by_a_person(house: House) -> None:
    message = house.a_message(house.a_workspace())
    path = f"/api/v1/leads/{message['lead_id']}"
    changed = house.call("PATCH", path, json={"sentiment": "Interested", "follow_ups_paused": False}).json()
    assert (changed["status"], changed["sentiment"], changed["follow_ups_paused"]) == ("qualified", "Interested", False)
    assert house.get(f"/api/v1/messages/{message['id']}")["sentiment_source"] == "human"
    gone = house.call("PATCH", path, json={"status": "blacklisted"}).json()
    assert gone["consent"] == {"sms": "withdrawn", "email": "withdrawn", "linkedin": "withdrawn"}
    assert house.get(f"/api/v1/messages/{message['id']}")["disposition"] == "suppressed"
    kinds = [step["kind"] for step in house.get(f"{path}/timeline")["items"]]
    assert kinds.count("status-changed") == 2
    assert "follow-ups-resumed" in kinds
    assert house.call("PATCH", path, json={"status": "vip"}).json()["field"] == "status"


def test_a_person_says_in_which_zone_somebody_lives(house: House) -> None:
    message = house.a_message(house.a_workspace())
    path = f"/api/v1/leads/{message['lead_id']}"
    changed = house.call("PATCH", path, json={"timezone": "Europe/Berlin"}).json()
    (fact,) = changed["facts"]
    assert changed["timezone"] == "Europe/Berlin"
    assert (fact["kind"], fact["value"], fact["source"], fact["confidence"]) == (
        "timezone",
        "Europe/Berlin",
        "person",
        1,
    )
    assert "learned" in [step["kind"] for step in house.get(f"{path}/timeline")["items"]]
    assert house.call("PATCH", path, json={"timezone": "Mars/Olympus"}).json()["field"] == "timezone"
    assert house.call("PATCH", path, json={"timezone": ""}).json()["timezone"] == ""
