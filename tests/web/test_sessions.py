"""Browsers: a link that works once, a cookie scripts cannot read, and changes only from our own pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select, text, update

from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import sessions, tokens
from tests.web.composition import PUBLIC, House
from tests.web.world import a_draft


def a_link(house: House, **wanted: Any) -> str:
    return str(house.post("/api/v1/signin-links", {"role": "admin", **wanted})["url"]).removeprefix(PUBLIC)


def browse(house: House, method: str, path: str, cookie: str, **more: Any) -> httpx.Response:
    return house.call(method, path, token=None, headers={"cookie": cookie, **more.pop("headers", {})}, **more)


def csrf_of(house: House, cookie: str) -> str:
    return str(browse(house, "GET", "/api/v1/me", cookie).json()["csrf"])


def test_a_link_signs_in_once(house: House) -> None:
    link = a_link(house)
    first = house.call("GET", link, token=None)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "secure", "path=/"))
    second = house.call("GET", link, token=None)
    assert second.status_code == 401
    assert "set-cookie" not in second.headers


def test_a_link_that_nobody_made_or_that_is_old_does_not(house: House) -> None:
    assert house.call("GET", "/signin/guess", token=None).status_code == 401
    link = a_link(house)
    with transaction(house.engine, "*") as db:
        db.execute(update(sessions).values(expires_at=text("now() - interval '1 s'")))
    assert house.call("GET", link, token=None).status_code == 401


def test_a_links_secret_is_no_session_and_a_sessions_is_no_link(house: House) -> None:
    link = a_link(house)
    assert browse(house, "GET", "/", f"rejoinder_session={link.rpartition('/')[2]}").status_code == 401
    secret = house.sign_in().partition("=")[2]
    assert house.call("GET", f"/signin/{secret}", token=None).status_code == 401


def test_a_session_keeps_the_role_and_the_workspace_of_its_link(house: House) -> None:
    workspace = house.a_workspace()
    cookie = house.sign_in("viewer", workspace)
    me = browse(house, "GET", "/api/v1/me", cookie).json()
    assert (me["role"], me["workspace_id"]) == ("viewer", workspace)
    headers = {"x-csrf-token": me["csrf"]}
    body = {"kind": "ai_disabled", "reason": "r"}
    assert browse(house, "POST", "/api/v1/switches", cookie, json=body, headers=headers).status_code == 403


def test_an_api_change_by_cookie_needs_the_csrf_token(house: House) -> None:
    cookie, body = house.sign_in(), {"kind": "ai_disabled", "reason": "r"}
    assert browse(house, "POST", "/api/v1/switches", cookie, json=body).status_code == 403
    wrong = {"x-csrf-token": "guess"}
    assert browse(house, "POST", "/api/v1/switches", cookie, json=body, headers=wrong).status_code == 403
    right = {"x-csrf-token": csrf_of(house, cookie)}
    assert browse(house, "POST", "/api/v1/switches", cookie, json=body, headers=right).status_code == 201


def test_one_sessions_csrf_token_is_worth_nothing_in_another(house: House) -> None:
    mine, theirs = house.sign_in(), house.sign_in()
    headers = {"x-csrf-token": csrf_of(house, theirs)}
    body = {"kind": "ai_disabled", "reason": "r"}
    assert browse(house, "POST", "/api/v1/switches", mine, json=body, headers=headers).status_code == 403


def test_every_form_refuses_a_post_without_its_csrf_token(house: House) -> None:
    cookie = house.sign_in()
    anything = "00000000-0000-0000-0000-000000000000"
    forms = 0
    for route in house.api.app.routes:
        for handler in getattr(route, "route_handlers", []):
            if not handler.opt.get("form") or handler.opt["access"] == "open":  # those look at the origin instead
                continue
            forms += 1
            path = re.sub(r"\{[^}]*\}", anything, route.path_format)
            for data in ({}, {"csrf": ""}, {"csrf": "guess"}):
                assert browse(house, "POST", path, cookie, data=data).status_code == 403, path
    assert forms >= 12


def test_signing_out_ends_the_session(house: House) -> None:
    cookie = house.sign_in()
    answer = browse(house, "POST", "/signout", cookie, data={"csrf": csrf_of(house, cookie)})
    assert answer.status_code == 303
    assert browse(house, "GET", "/", cookie).status_code == 401


def test_a_wrong_token_is_not_saved_by_a_good_cookie(house: House) -> None:
    cookie = house.sign_in()
    assert browse(house, "GET", "/api/v1/me", cookie, headers={"authorization": "Bearer x"}).status_code == 401
    assert browse(house, "GET", "/api/v1/me", cookie, headers={"authorization": "Basic x"}).status_code == 401


def test_a_draft_is_approved_from_the_page_at_the_version_that_was_seen(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message, "Yes <b>it</b> is.")
    cookie = house.sign_in("operator", message["workspace_id"])
    page = browse(house, "GET", "/", cookie).text
    assert "1 in, 1 accounted for" in page
    assert "Yes &lt;b&gt;it&lt;/b&gt; is." in page
    csrf = csrf_of(house, cookie)
    stale = browse(house, "POST", f"/drafts/{draft}/approve", cookie, data={"csrf": csrf, "version": "7"})
    assert stale.status_code == 409
    fresh = browse(
        house, "POST", f"/drafts/{draft}/approve", cookie, data={"csrf": csrf, "version": "1", "back": "//evil.example"}
    )
    assert (fresh.status_code, fresh.headers["location"]) == (303, "/")
    assert house.get(f"/api/v1/drafts/{draft}")["status"] == "approved"


def test_a_page_approves_the_text_that_it_showed_and_no_other(house: House) -> None:
    message = house.a_message(house.a_workspace())
    draft = a_draft(house, message, "Yes, it is.")
    digest = house.get(f"/api/v1/drafts/{draft}")["digest"]
    cookie = house.sign_in("operator", message["workspace_id"])
    for page in ("/inbox", f"/leads/{message['lead_id']}"):
        assert f'name="digest" value="{digest}"' in browse(house, "GET", page, cookie).text
    stated = {"csrf": csrf_of(house, cookie), "version": "1"}
    path = f"/drafts/{draft}/approve"
    assert browse(house, "POST", path, cookie, data={**stated, "digest": "0" * 32}).status_code == 409
    assert browse(house, "POST", path, cookie, data={**stated, "digest": "0" * 32, "body": "Mine"}).status_code == 409
    assert browse(house, "POST", path, cookie, data={**stated, "digest": digest}).status_code == 303
    assert house.get(f"/api/v1/drafts/{draft}")["status"] == "approved"


def test_a_note_stands_beside_the_conversation_and_says_something(house: House) -> None:
    message = house.a_message(house.a_workspace())
    cookie = house.sign_in("operator", message["workspace_id"])
    path, csrf = f"/leads/{message['lead_id']}/notes", csrf_of(house, cookie)
    assert browse(house, "POST", path, cookie, data={"csrf": csrf, "body": " "}).status_code == 422
    assert browse(house, "POST", path, cookie, data={"csrf": csrf, "body": "Prefers <mornings>"}).status_code == 303
    shown = browse(house, "GET", f"/leads/{message['lead_id']}", cookie).text
    assert "Prefers &lt;mornings&gt;" in shown


def test_many_jobs_are_cancelled_by_what_they_have_in_common(house: House) -> None:
    message = house.a_message(house.a_workspace())
    cookie = house.sign_in("operator", message["workspace_id"])
    stated = {"csrf": csrf_of(house, cookie), "do": "cancel", "status": "PENDING"}
    assert browse(house, "POST", "/jobs/many", cookie, data=stated).status_code == 303
    jobs = house.get(f"/api/v1/jobs?message_id={message['id']}")["items"]
    assert {job["status"] for job in jobs} == {"CANCELLED"}
    refused = browse(house, "POST", "/jobs/many", cookie, data={**stated, "status": "RUNNING"})
    assert refused.status_code == 422


def test_a_viewer_sees_no_buttons(house: House) -> None:
    message = house.a_message(house.a_workspace())
    a_draft(house, message)
    page = browse(house, "GET", "/", house.sign_in("viewer", message["workspace_id"])).text
    assert "Yes, it is." in page
    assert "Approve" not in page


def test_a_simulated_person_writes_in_from_the_page(house: House) -> None:
    workspace = house.a_workspace()
    cookie = house.sign_in()
    written = {"workspace_id": workspace, "medium": "sms", "from": "+12025550143", "body": "Grüße, is it free?"}
    answer = browse(house, "POST", "/sandbox", cookie, data={"csrf": csrf_of(house, cookie), **written})
    assert answer.status_code == 303
    assert house.get("/api/v1/messages")["items"][0]["body"] == "Grüße, is it free?"


def test_a_switch_is_set_and_let_go_from_the_page(house: House) -> None:
    cookie = house.sign_in()
    csrf = csrf_of(house, cookie)
    browse(house, "POST", "/switches", cookie, data={"csrf": csrf, "kind": "outbound_halted", "reason": "stop!"})
    assert "stop!" in browse(house, "GET", "/", cookie).text
    switch = house.get("/api/v1/switches")["items"][0]["id"]
    browse(house, "POST", f"/switches/{switch}/end", cookie, data={"csrf": csrf})
    assert house.get("/api/v1/switches")["items"] == []
    assert house.get("/api/v1/switches?all=true")["items"][0]["in_force"] is False


def test_a_hostile_form_is_refused_in_words(house: House) -> None:
    cookie = house.sign_in()
    for content in (b"\xff\xfe", b"a=%ff", b"&" * 5000, b"csrf=%00", b"=" * 3000):
        answer = browse(house, "POST", "/switches", cookie, content=content)
        assert answer.status_code in (400, 403, 422)


def test_every_page_is_reachable_from_the_first(house: House) -> None:
    message = house.a_message(house.a_workspace())
    a_draft(house, message)
    cookie = house.sign_in()
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = browse(house, "GET", path, cookie)
        assert answer.status_code in (200, 503), path
        if "text/html" in answer.headers["content-type"]:
            assert not re.search(r"(src|href|action)=\"(https?:)?//", answer.text), path
            assert "style=" not in answer.text
            assert not re.search(r"<script(?! src=\"/static/)|<script[^>]*>[^<]", answer.text), path
            waiting += set(re.findall(r'href="(/[^"]*)"', answer.text)) - seen - set(waiting)
    assert {"/inbox", "/leads", "/jobs", "/sends", "/sandbox", f"/messages/{message['id']}"} <= seen
    assert f"/leads/{message['lead_id']}" in seen


def test_a_token_ends_when_it_was_said_to(house: House) -> None:
    made = house.post("/api/v1/tokens", {"role": "viewer", "days": 30})
    assert house.call("GET", "/api/v1/me", token=made["token"]).status_code == 200
    with transaction(house.engine, "*") as db:
        lives = select(tokens.c.expires_at - tokens.c.created_at).where(tokens.c.id == made["id"])
        ends = db.execute(lives).scalar_one()
        db.execute(update(tokens).where(tokens.c.id == made["id"]).values(expires_at=func.clock_timestamp()))
    assert ends == timedelta(days=30)
    assert house.call("GET", "/api/v1/me", token=made["token"]).status_code == 401
    for days in (0, -1, 4000):
        assert house.call("POST", "/api/v1/tokens", json={"role": "viewer", "days": days}).status_code == 422


def test_a_rotated_token_has_a_successor_of_its_kind_and_works_a_little_longer(house: House) -> None:
    workspace = house.a_workspace()
    old = house.post("/api/v1/tokens", {"role": "operator", "workspace_id": workspace, "name": "n8n", "days": 90})
    new = house.post(f"/api/v1/tokens/{old['id']}/rotate", {"overlap_hours": 1})
    who = [house.get("/api/v1/me", token=token["token"]) for token in (old, new)]
    assert [(each["role"], each["workspace_id"]) for each in who] == [("operator", workspace)] * 2
    shown = {token["id"]: token for token in house.get("/api/v1/tokens")["items"]}
    assert shown[new["id"]]["name"] == "n8n"
    assert shown[old["id"]]["expires_at"] < shown[new["id"]]["expires_at"]
    house.post(f"/api/v1/tokens/{new['id']}/rotate", {"overlap_hours": 0})
    assert house.call("GET", "/api/v1/me", token=new["token"]).status_code == 401
    assert house.call("POST", f"/api/v1/tokens/{new['id']}/rotate", json={}).status_code == 404
