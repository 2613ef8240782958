"""People with passwords: claimed, invited, throttled, looked after, and everything they do is on record."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import httpx
from sqlalchemy import insert, select, text, update

from rejoinder.domain.ids import new_id
from rejoinder.domain.passwords import FREE_TRIES
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import audit_log, sessions, sign_in_failures, users
from tests.web.composition import PUBLIC, House

PASSWORD = "correct horse battery"
ADA = {"email": "Ada@Acme.example", "name": "Ada", "password": PASSWORD}


def csrf_of(house: House, cookie: str) -> str:
    return str(house.call("GET", "/api/v1/me", token=None, headers={"cookie": cookie}).json()["csrf"])


def submit(house: House, path: str, cookie: str, **fields: Any) -> httpx.Response:
    data = {"csrf": csrf_of(house, cookie), **fields}
    return house.call("POST", path, token=None, data=data, headers={"cookie": cookie})


def enter(house: House, email: str = "ada@acme.example", password: str = PASSWORD, **more: Any) -> httpx.Response:
    return house.call("POST", "/signin", token=None, data={"email": email, "password": password}, **more)


def cookie_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["set-cookie"].partition(";")[0]


def claimed(house: House) -> str:
    cookie = house.sign_in()
    assert submit(house, "/claim", cookie, **ADA).status_code == 303
    return cookie


def test_the_first_link_claims_the_installation_once(house: House) -> None:
    cookie = claimed(house)
    assert house.get("/api/v1/me", token=None, headers={"cookie": cookie})["name"] == "user:ada@acme.example"
    assert submit(house, "/claim", cookie, **ADA).status_code == 409
    assert submit(house, "/claim", house.sign_in("admin"), **ADA).status_code == 409, "the old way in still works"


def test_only_an_admin_of_everything_can_claim(house: House) -> None:
    bound = house.sign_in("admin", house.a_workspace())
    assert submit(house, "/claim", bound, **ADA).status_code == 403
    assert house.call("POST", "/claim", token=None, headers={"cookie": house.sign_in("operator")}).status_code == 403


def test_a_password_opens_a_session_and_is_not_stored(house: House) -> None:
    claimed(house)
    cookie = cookie_of(enter(house, "ADA@acme.example "))
    assert house.call("GET", "/", token=None, headers={"cookie": cookie}).status_code == 200
    with transaction(house.engine, "*") as db:
        stored = db.execute(select(users.c.password_hash)).scalar_one()
    assert stored.startswith("scrypt$")
    assert PASSWORD not in stored


def test_a_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    claimed(house)
    stated = enter(house).headers["set-cookie"].lower()
    assert {"httponly", "secure", "samesite=lax"} <= {part.strip() for part in stated.split(";")}


def test_wrong_passwords_and_strangers_are_answered_alike(house: House) -> None:
    claimed(house)
    wrong, stranger = enter(house, password="not this one"), enter(house, "nobody@acme.example")
    assert (wrong.status_code, stranger.status_code) == (401, 401)
    assert wrong.text == stranger.text


def test_wrong_tries_make_one_wait_and_time_forgives(house: House) -> None:
    claimed(house)
    for _ in range(FREE_TRIES):
        assert enter(house, password="not this one").status_code == 401
    held = enter(house)
    assert held.status_code == 429, "even the right password waits"
    assert int(held.headers["retry-after"]) > 0
    with transaction(house.engine, "*") as db:
        db.execute(update(sign_in_failures).values(last_at=text("clock_timestamp() - interval '1 min'")))
    assert enter(house).status_code == 303
    with transaction(house.engine, "*") as db:
        assert db.execute(select(sign_in_failures.c.failures)).scalars().all() == [FREE_TRIES], "the network's count"


def test_a_sign_in_form_of_another_site_is_refused(house: House) -> None:
    claimed(house)
    assert enter(house, headers={"origin": "https://evil.example"}).status_code == 403
    assert enter(house, headers={"origin": "http://rejoinder.test"}).status_code == 303


def invited(house: House, admin: str, email: str, role: str, workspace: str = "") -> str:
    answer = submit(house, "/people/invite", admin, email=email, role=role, workspace_id=workspace)
    assert answer.status_code == 200, answer.text
    found = re.search(rf"{PUBLIC}(/join/[A-Za-z0-9_-]+)", answer.text)
    assert found is not None
    return found[1]


def test_an_invitation_lets_one_person_into_one_workspace_once(house: House) -> None:
    admin, workspace, other = claimed(house), house.a_workspace("Own"), house.a_workspace("Other")
    path = invited(house, admin, "bo@acme.example", "operator", workspace)
    assert "bo@acme.example" in house.call("GET", path, token=None).text, "looking spends nothing"
    weak = house.call("POST", path, token=None, data={"name": "Bo", "password": "short"})
    assert weak.status_code == 422
    cookie = cookie_of(house.call("POST", path, token=None, data={"name": "Bo", "password": PASSWORD}))
    me = house.get("/api/v1/me", token=None, headers={"cookie": cookie})
    assert (me["role"], me["workspace_id"]) == ("operator", workspace)
    seen = house.get("/api/v1/workspaces", token=None, headers={"cookie": cookie})["items"]
    assert [item["id"] for item in seen] == [workspace]
    assert other != workspace
    assert house.call("POST", path, token=None, data={"password": PASSWORD}).status_code == 404
    assert house.call("GET", "/people", token=None, headers={"cookie": cookie}).status_code == 403


def test_somebody_in_two_workspaces_chooses_one(house: House) -> None:
    admin, first, second = claimed(house), house.a_workspace("First"), house.a_workspace("Second")
    for workspace, role in ((first, "viewer"), (second, "operator")):
        path = invited(house, admin, "bo@acme.example", role, workspace)
        cookie = cookie_of(house.call("POST", path, token=None, data={"password": PASSWORD}))
    assert house.get("/api/v1/me", token=None, headers={"cookie": cookie})["workspace_id"] == second
    assert submit(house, "/account/workspace", cookie, workspace_id=first).status_code == 303
    me = house.get("/api/v1/me", token=None, headers={"cookie": cookie})
    assert (me["role"], me["workspace_id"]) == ("viewer", first)
    assert submit(house, "/account/workspace", cookie, workspace_id="").status_code == 404, "not everything"


def test_an_invitation_to_somebody_with_a_password_takes_that_password(house: House) -> None:
    admin = claimed(house)
    path = invited(house, admin, "ada@acme.example", "viewer", house.a_workspace())
    assert house.call("POST", path, token=None, data={"password": "another password"}).status_code == 403
    assert house.call("POST", path, token=None, data={"password": PASSWORD}).status_code == 303


def test_a_role_that_changes_holds_at_the_next_click_and_the_last_admin_stays(house: House) -> None:
    admin = claimed(house)
    path = invited(house, admin, "bo@acme.example", "admin")
    bo = cookie_of(house.call("POST", path, token=None, data={"password": PASSWORD}))
    with transaction(house.engine, "*") as db:
        ids = {row.email: row.id for row in db.execute(select(users))}
    ada_id, bo_id = ids["ada@acme.example"], ids["bo@acme.example"]
    assert submit(house, f"/people/{bo_id}/role", admin, role="viewer").status_code == 303
    assert house.call("GET", "/people", token=None, headers={"cookie": bo}).status_code == 403
    assert submit(house, f"/people/{ada_id}/remove", admin).status_code == 409
    assert submit(house, f"/people/{ada_id}/role", admin, role="viewer").status_code == 409
    assert submit(house, f"/people/{bo_id}/remove", admin).status_code == 303
    assert house.call("GET", "/", token=None, headers={"cookie": bo}).status_code == 401


def test_sessions_are_listed_and_can_be_ended(house: House) -> None:
    admin = claimed(house)
    other = cookie_of(enter(house, headers={"user-agent": "A phone"}))
    assert "A phone" in house.call("GET", "/account", token=None, headers={"cookie": admin}).text
    with transaction(house.engine, "*") as db:
        session = db.execute(select(sessions.c.id).where(sessions.c.device == "A phone")).scalar_one()
    assert submit(house, f"/sessions/{session}/end", admin).status_code == 303
    assert house.call("GET", "/", token=None, headers={"cookie": other}).status_code == 401


def test_a_password_is_changed_by_whoever_knows_the_old_one(house: House) -> None:
    cookie = claimed(house)
    assert submit(house, "/account/password", cookie, old="wrong", password="another good one").status_code == 403
    assert submit(house, "/account/password", cookie, old=PASSWORD, password="another good one").status_code == 303
    assert enter(house).status_code == 401
    assert enter(house, password="another good one").status_code == 303


def test_a_token_is_shown_once_and_can_be_revoked(house: House) -> None:
    cookie = claimed(house)
    made = submit(house, "/tokens", cookie, name="export", role="viewer")
    token = re.search(r"rj_[A-Za-z0-9_-]+", made.text)
    assert token is not None
    assert house.call("GET", "/api/v1/messages", token=token[0]).status_code == 200
    listed = house.call("GET", "/tokens", token=None, headers={"cookie": cookie}).text
    assert token[0] not in listed
    found = re.search(r"/tokens/([0-9a-f-]{36})/revoke", listed)
    assert found is not None
    assert submit(house, f"/tokens/{found[1]}/revoke", cookie).status_code == 303
    assert house.call("GET", "/api/v1/messages", token=token[0]).status_code == 401


def test_everything_that_somebody_changes_stands_in_the_audit_log(house: House) -> None:
    cookie = claimed(house)
    enter(house, password="not this one")
    workspace = house.a_workspace()
    house.call("PATCH", f"/api/v1/workspaces/{workspace}", json={"name": "A new name"})
    house.call("PATCH", f"/api/v1/workspaces/{workspace}", token=house.a_token("viewer"), json={"name": "No"})
    deeds = house.get("/api/v1/audit?limit=100")["items"]
    done = [(deed["actor"].partition(":")[0], deed["action"], deed["status"]) for deed in deeds]
    assert ("session", "POST /claim", 303) in done
    assert ("user", "sign-in refused", 401) in done
    assert ("bootstrap", "POST /api/v1/workspaces", 201) in done
    changed = next(deed for deed in deeds if deed["action"].startswith("PATCH") and deed["status"] == 200)
    assert (changed["workspace_id"], changed["subject"]) == (workspace, {"workspace_id": workspace})
    assert any(deed["action"].startswith("PATCH") and deed["status"] == 403 for deed in deeds), "tries as well"
    table = house.call("GET", "/audit.csv", token=None, headers={"cookie": cookie})
    assert table.headers["content-type"].startswith("text/csv")
    assert "A new name" not in table.text, "ids and no texts"
    assert "POST /api/v1/workspaces" in table.text


def test_every_changing_route_is_on_record_by_construction(house: House) -> None:
    """The log hangs on the application and not on routes: even what is refused for its body is there."""
    house.call("POST", "/api/v1/switches", json={"kind": "nonsense", "reason": "x"})
    with transaction(house.engine, "*") as db:
        row = db.execute(select(audit_log).order_by(audit_log.c.id.desc())).first()
    assert row is not None
    assert (row.action, row.status) == ("POST /api/v1/switches", 422)
    assert row.request_id


def test_an_address_that_names_nonsense_is_refused_and_not_a_failure_of_the_log(house: House) -> None:
    for path in ("/api/v1/workspaces/0/sequences/0", "/api/v1/workspaces/%0C%C2%B8/connections/x"):
        assert house.call("DELETE", path).status_code == 404, path
    deed = house.get("/api/v1/audit")["items"][0]
    assert (deed["workspace_id"], deed["subject"], deed["status"]) == (None, {}, 404)


def test_the_audit_log_leaves_as_a_table_and_as_lines_and_no_cell_is_a_formula(house: House) -> None:
    workspace = house.a_workspace()
    with transaction(house.engine, EVERY_WORKSPACE) as db:
        values = {"id": new_id(), "actor": "=cmd|' /C calc'!A0", "action": "\tx", "status": 200}
        db.execute(insert(audit_log).values(workspace_id=workspace, subject={"lead_id": "+1"}, **values))
    table = house.call("GET", f"/api/v1/audit/export?form=csv&workspace_id={workspace}")
    assert table.headers["content-type"].startswith("text/csv")
    (row,) = list(csv.DictReader(io.StringIO(table.text)))
    assert (row["actor"], row["action"], row["subject"]) == ("'=cmd|' /C calc'!A0", "'\tx", "lead_id=+1")
    lines = house.call("GET", "/api/v1/audit/export").text.splitlines()
    assert {json.loads(line)["action"] for line in lines} >= {"\tx"}
    assert house.call("GET", "/api/v1/audit/export?form=xml").status_code == 422
