"""The demonstration: labelled, full of faults to try, unable to reach anybody, and gone with one click."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.errors import AIDown
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from rejoinder.infrastructure.postgres.demo import PostgresDemo
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.ledger import PostgresAILedger
from rejoinder.infrastructure.postgres.tables import metadata
from tests.infrastructure.conversations import a_conversation
from tests.web.composition import House
from tests.web.test_people import claimed, submit
from tests.web.world import a_world


def a_demo(house: House) -> str:
    workspace = house.a_workspace("Demo")
    house.container.demo.book.mark(workspace)
    return workspace


def test_a_delivery_that_comes_twice_is_one_message(house: House) -> None:
    cookie, workspace = claimed(house), a_demo(house)
    assert submit(house, "/demo/write/twice", cookie).status_code == 303
    assert len(house.get(f"/api/v1/messages?workspace_id={workspace}")["items"]) == 1
    assert submit(house, "/demo/write/lose-answer", cookie).status_code == 303
    assert len(house.get(f"/api/v1/messages?workspace_id={workspace}")["items"]) == 2
    assert submit(house, "/demo/write/pigeon", cookie).status_code == 404


def test_nothing_but_simulated_people_can_be_reached_from_a_new_workspace(house: House) -> None:
    cookie, workspace = claimed(house), a_demo(house)
    submit(house, "/demo/write/once", cookie)
    channels = {item["channel"] for item in house.get(f"/api/v1/workspaces/{workspace}/connections")["items"]}
    assert channels == {"sandbox"}
    assert house.container.channels["sandbox"].default_base_url == "", "it calls nobody"


def test_a_broken_ai_fails_for_the_demonstration_only_and_mends_itself(house: House) -> None:
    cookie, workspace = claimed(house), a_demo(house)
    assert submit(house, "/demo/break-ai", cookie).status_code == 303
    book = PostgresDemo(house.engine)
    ai = OfflineAI(PostgresAILedger(house.engine), book.is_ai_broken)
    with pytest.raises(AIDown):
        ai.classify(a_conversation("How much is it?"), CallContext(workspace, "background-job/test"))
    other = house.a_workspace("Real")
    assert ai.classify(a_conversation("How much is it?"), CallContext(other, "background-job/test"))
    with transaction(house.engine, "*") as db:
        db.execute(text("UPDATE installation SET updated_at = now() - interval '1 hour' WHERE key = 'demo-ai-broken'"))
    assert not PostgresDemo(house.engine).is_ai_broken(workspace)


def test_no_worker_is_killed_where_nobody_would_start_it_again(house: House) -> None:
    cookie = claimed(house)
    assert submit(house, "/demo/kill-worker", cookie).status_code == 404, "there is no demonstration"
    a_demo(house)
    assert submit(house, "/demo/kill-worker", cookie).status_code == 409


def test_one_click_removes_the_demonstration_and_nothing_else(house: House) -> None:
    cookie = claimed(house)
    demo, other = a_world(house, "Demo"), a_world(house, "Other")
    house.container.demo.book.mark(demo["workspace_id"])
    answer = submit(house, "/demo/remove", cookie)
    assert answer.status_code == 303, answer.text
    left: dict[str, int] = {}
    for table in metadata.tables.values():
        if "workspace_id" in table.c and table.name != "audit_log":
            with transaction(house.engine, "*") as db:
                count = "SELECT count(*) FILTER (WHERE workspace_id = :w) FROM " + table.name
                left[table.name] = db.execute(text(count), {"w": demo["workspace_id"]}).scalar_one()
    assert {name: rows for name, rows in left.items() if rows} == {}
    assert [w["id"] for w in house.get("/api/v1/workspaces")["items"]] == [other["workspace_id"]]
    assert house.get(f"/api/v1/messages/{other['message_id']}")["body"].endswith(other.words)
    assert house.container.demo.book.was_removed()
    assert submit(house, "/demo/remove", cookie).status_code == 404


def test_a_demonstration_with_a_real_channel_is_not_removed_by_mistake(house: House) -> None:
    cookie, workspace = claimed(house), a_demo(house)
    body = {"channel": "smartlead", "name": "Mail", "credentials": {"api_key": "k"}}
    house.post(f"/api/v1/workspaces/{workspace}/connections", body)
    assert submit(house, "/demo/remove", cookie).status_code == 409
