"""Every route, every role, and somebody else's workspace: the table is made from the application's own routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute, WebSocketRoute

from rejoinder.domain.access import Role
from rejoinder.domain.ids import is_id
from rejoinder.entrypoints.web.auth import OPEN
from rejoinder.entrypoints.web.openapi import Operation, operations
from tests.web.composition import House, a_house
from tests.web.world import World, a_world

OPEN_TO_ALL = {
    "/health",
    "/api/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/api/openapi.json",
    "/api/cron/background-jobs",
    "/api/webhooks/{channel}/{key}",
    "/api/webhooks/{channel}/{key}/{subpath}",
}
LIVE = "/api/v1/live"
OPEN_PAGES = {"/signin", "/signin/{link}", "/join/{secret}", "/static/{name}", "/api/docs"}


@dataclass(frozen=True)
class Town:
    """Two workspaces that know nothing of each other, and tokens of each role in the first."""

    house: House
    own: World
    foreign: World
    tokens: dict[Role, str]

    @property
    def api(self) -> list[Operation]:
        found = operations(self.house.api.app)
        return [operation for operation in found if operation.path.startswith("/api/v1/")]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_house(Path(tmp_path_factory.mktemp("town"))) as house:
        own, foreign = a_world(house, "Own"), a_world(house, "Foreign")
        yield Town(house, own, foreign, {role: house.a_token(role, own["workspace_id"]) for role in Role})


def _path(operation: Operation, world: World) -> str:
    return operation.path.format(**world.ids)


def _page_handlers(app: Litestar) -> list[tuple[str, str, str]]:
    return [
        (route.path_format, method, str(handler.opt.get("access")))
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods - {"OPTIONS"}
        if handler.opt.get("page")
    ]


def test_only_these_addresses_are_open(town: Town) -> None:
    found = {op.path for op in operations(town.house.api.app) if op.access == "open"}
    assert found == OPEN_TO_ALL
    assert {path for path, _, access in _page_handlers(town.house.api.app) if access == "open"} == OPEN_PAGES


def test_every_route_is_checked_by_one_of_these_tests(town: Town) -> None:
    """Whatever is added is an operation of the API, a page or the live socket: nothing else answers."""
    described = {(op.path, op.method) for op in operations(town.house.api.app)}
    pages = {(path, method) for path, method, _ in _page_handlers(town.house.api.app)}
    for route in town.house.api.app.routes:
        if isinstance(route, WebSocketRoute):
            assert route.path == LIVE, route.path
            assert route.route_handler.opt["access"] == Role.VIEWER
            continue
        assert isinstance(route, HTTPRoute), route
        for handler in route.route_handlers:
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                if (route.path_format, method) not in pages:
                    assert (route.path_format, method) in described, (route.path, method)
                    listed = route.path_format in OPEN_TO_ALL or route.path_format.startswith("/api/v1/")
                    assert listed, (route.path, method)
                assert handler.opt["access"] in (*Role, OPEN), (route.path, method)


def test_a_form_of_a_page_asks_for_its_role(town: Town) -> None:
    forms = [entry for entry in _page_handlers(town.house.api.app) if entry[1] == "POST" and entry[2] != "open"]
    assert len(forms) > 20
    for role in (Role.VIEWER, Role.OPERATOR):
        cookie = town.house.sign_in(role, town.own["workspace_id"])
        csrf = town.house.call("GET", "/api/v1/me", token=None, headers={"cookie": cookie}).json()["csrf"]
        for path, _, access in forms:
            if role.covers(Role(access)):
                continue
            answer = town.house.call(
                "POST", path.format(**town.own.ids), token=None, data={"csrf": csrf}, headers={"cookie": cookie}
            )
            assert answer.status_code == 403, (path, role)


def test_nobody_gets_in_without_a_token(town: Town) -> None:
    for operation in town.api:
        for token in (None, "rj_wrong_token", "\u00e9"):
            headers = {"authorization": f"Bearer {token}".encode()} if token else {}
            answer = town.house.api.request(operation.method, _path(operation, town.own), headers=headers)
            assert answer.status_code == 401, operation
            assert answer.headers["content-type"] == "application/problem+json"
            assert town.own.words not in answer.text


def test_a_role_may_do_what_it_covers_and_nothing_more(town: Town) -> None:
    for operation in town.api:
        for role, token in town.tokens.items():
            if Role(operation.access) is Role.VIEWER or role.covers(Role(operation.access)):
                continue
            answer = town.house.call(operation.method, _path(operation, town.own), token=token)
            assert answer.status_code == 403, (operation, role)


def test_a_viewer_has_no_way_to_change_anything(town: Town) -> None:
    for operation in town.api:
        assert operation.method == "GET" or operation.access != Role.VIEWER, operation


def test_connections_and_tokens_are_an_admins_business(town: Town) -> None:
    daily = ("/suppressions/imports", "/notifications/test")  # whom to leave alone is everybody's business
    changing = [
        op
        for op in town.api
        if op.method != "GET" and op.tag in ("workspaces", "tokens", "signin-links") and not op.path.endswith(daily)
    ]
    assert changing
    assert all(op.access == Role.ADMIN for op in changing)


def test_somebody_elses_rows_are_not_there(town: Town) -> None:
    """404 and never 403 or a hint, whatever the role."""
    named = [operation for operation in town.api if "{" in operation.path]
    assert len(named) > 25
    for operation in named:
        answer = town.house.call(operation.method, _path(operation, town.foreign), token=town.tokens[Role.ADMIN])
        assert answer.status_code == 404, (operation, answer.text)
        assert town.foreign.words not in answer.text


def test_a_foreign_row_inside_of_the_own_workspace_is_not_there_either(town: Town) -> None:
    """A path that names two things does not let one of them in through the other."""
    mixed = {**town.foreign.ids, "workspace_id": town.own["workspace_id"]}
    for operation in town.api:
        if "{connection_id}" in operation.path:
            answer = town.house.call(operation.method, operation.path.format(**mixed), token=town.tokens[Role.ADMIN])
            assert answer.status_code == 404, operation


def test_own_rows_are_there(town: Town) -> None:
    never = ("{token_id}", "/api/v1/connections/{connection_id}")  # shared accounts are the installation's
    for operation in town.api:
        if operation.method == "GET" and "{" in operation.path:
            answer = town.house.call("GET", _path(operation, town.own), token=town.tokens[Role.ADMIN])
            assert answer.status_code == (404 if any(n in operation.path for n in never) else 200), operation


def test_lists_hold_nothing_of_others(town: Town) -> None:
    lists = [op for op in town.api if op.method == "GET" and "{" not in op.path]
    assert len(lists) > 12
    for operation in lists:
        answer = town.house.call("GET", operation.path, token=town.tokens[Role.ADMIN])
        assert answer.status_code == 200, (operation, answer.text)
        for secret in (town.foreign.words, *filter(is_id, town.foreign.ids.values())):
            assert secret not in answer.text, operation


def test_a_foreign_workspace_cannot_be_asked_for(town: Town) -> None:
    for operation in town.api:
        if any(parameter.name == "workspace_id" and parameter.place == "query" for parameter in operation.parameters):
            path = f"{operation.path}?workspace_id={town.foreign['workspace_id']}"
            assert town.house.call("GET", path, token=town.tokens[Role.ADMIN]).status_code == 404, operation


def test_a_foreign_workspace_cannot_be_named_in_a_body(town: Town) -> None:
    theirs, message = town.foreign["workspace_id"], {"medium": "sms", "from": "+12025550111", "body": "hi"}
    older = {"direction": "inbound", "address": "x", "body": "y", "at": "2026-01-01T00:00:00Z", "external_id": "z"}
    bodies = {
        "/api/v1/sandbox/messages": {"workspace_id": theirs, **message},
        "/api/v1/messages": {"workspace_id": theirs, "connection_id": town.foreign["connection_id"], **older},
        "/api/v1/tokens": {"role": "viewer", "workspace_id": theirs},
        "/api/v1/signin-links": {"role": "viewer", "workspace_id": theirs},
        "/api/v1/switches": {"kind": "outbound_paused", "reason": "r", "scope": {"workspace_id": theirs}},
        "/api/v1/jobs/retry": {"filter": {"workspace_id": theirs}, "dry_run": True},
    }
    for path, body in bodies.items():
        answer = town.house.call("POST", path, token=town.tokens[Role.ADMIN], json=body)
        assert answer.status_code == 404, (path, answer.text)


def test_a_bound_admin_cannot_make_a_workspace_or_a_token_that_sees_more(town: Town) -> None:
    token = town.tokens[Role.ADMIN]
    assert town.house.call("POST", "/api/v1/workspaces", token=token, json={"name": "X"}).status_code == 403
    made = town.house.post("/api/v1/tokens", {"role": "viewer"}, token=token)
    assert made["workspace_id"] == town.own["workspace_id"]
    switch = town.house.post("/api/v1/switches", {"kind": "outbound_paused", "reason": "r"}, token=token)
    assert switch["scope"]["workspace_id"] == town.own["workspace_id"]
    link = town.house.post("/api/v1/signin-links", {"role": "viewer"}, token=token)["url"]
    assert "/signin/" in link


def test_a_bound_token_sees_a_switch_for_everybody_but_cannot_end_it(town: Town) -> None:
    switch = town.house.post("/api/v1/switches", {"kind": "outbound_halted", "reason": "fire"})
    path = f"/api/v1/switches/{switch['id']}"
    listed = town.house.get("/api/v1/switches", token=town.tokens[Role.ADMIN])["items"]
    assert switch["id"] in [item["id"] for item in listed]
    assert town.house.call("DELETE", path, token=town.tokens[Role.ADMIN]).status_code == 403
    assert town.house.call("DELETE", path).json()["in_force"] is False


def test_only_admins_see_the_key_in_a_webhook_address(town: Town) -> None:
    path = f"/api/v1/workspaces/{town.own['workspace_id']}/connections"
    assert town.house.get(path, token=town.tokens[Role.OPERATOR])["items"][0]["webhook_url"] is None
    shown = town.house.get(path, token=town.tokens[Role.ADMIN])["items"][0]["webhook_url"]
    assert shown.startswith("https://rejoinder.example/api/webhooks/sandbox/")


def test_pages_need_a_session_and_show_no_customer_text_without_one(town: Town) -> None:
    paths = [entry for entry in _page_handlers(town.house.api.app) if entry[2] != "open"]
    assert len(paths) > 20
    for path, method, _ in paths:
        answer = town.house.call(method, path.format(**town.own.ids), token=None)
        assert answer.status_code == 401, path
        assert "text/html" in answer.headers["content-type"]
        assert "Sign in" in answer.text
        assert town.own.words not in answer.text


def test_pages_show_nothing_of_other_workspaces(town: Town) -> None:
    cookie = town.house.sign_in("admin", town.own["workspace_id"])
    for path, method, access in _page_handlers(town.house.api.app):
        if method != "GET" or access == "open":
            continue
        answer = town.house.call("GET", path.format(**town.own.ids), token=None, headers={"cookie": cookie})
        assert answer.status_code == 200, (path, answer.text)
        assert town.foreign.words not in answer.text, path
        if "{" in path:
            foreign = town.house.call("GET", path.format(**town.foreign.ids), token=None, headers={"cookie": cookie})
            assert foreign.status_code == 404, path
            assert town.foreign.words not in foreign.text
