"""Searching the inbox in Postgres: how words, names and numbers are found, and that an index answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update

from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.reports import InboxFilter, MessageFilter
from rejoinder.domain.views import PageRequest
from rejoinder.entrypoints.drill.servers import create_database, postgres_server
from rejoinder.infrastructure.postgres import reports_inbox, reports_paging
from rejoinder.infrastructure.postgres.engine import make_engine, transaction
from rejoinder.infrastructure.postgres.reports import PostgresReports
from rejoinder.infrastructure.postgres.tables import lead_words, leads, message_words, messages, workspaces
from tests.builders import OTHER_WORKSPACE, WORKSPACE
from tests.contracts.backings import template

START = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    url = create_database(template())
    engine = make_engine(url, name="search", pool_size=2)
    with transaction(engine, "*") as db:
        for one in (WORKSPACE, OTHER_WORKSPACE):
            known = select(workspaces.c.id).where(workspaces.c.id == one)
            if db.execute(known).first() is None:
                db.execute(insert(workspaces).values(id=one, name=f"Shop {one[-4:]}", timezone="UTC", settings={}))
    yield engine
    engine.dispose()
    postgres_server().drop_database(url)


@pytest.fixture
def engine(database: Engine) -> Engine:
    """Nobody wrote yet."""
    with transaction(database, "*") as db:
        db.execute(delete(leads))
    return database


@pytest.fixture
def reports(engine: Engine) -> PostgresReports:
    return PostgresReports(engine)


def a_person(engine: Engine, name: str = "", workspace_id: str = WORKSPACE, **more: Sequence[str]) -> str:
    lead_id = new_id()
    row = {"id": lead_id, "workspace_id": workspace_id, "name": name, "last_message_at": START, **more}
    with transaction(engine, "*") as db:
        db.execute(insert(leads).values(**row))
    return lead_id


def said(engine: Engine, lead_id: str, body: str, workspace_id: str = WORKSPACE, **more: object) -> str:
    """A message that was dealt with; its id."""
    message_id = new_id()
    row = {
        "id": message_id, "workspace_id": workspace_id, "lead_id": lead_id, "connection_id": new_id(),
        "channel": "sandbox", "medium": "sms", "direction": "inbound", "author": "lead", "external_id": message_id,
        "sender": "+12025550111", "recipient": "+12025550100", "body": body, "version": 1, "sentiment": "Interested",
        "disposition": "sent", "received_at": START,
    }  # fmt: skip
    with transaction(engine, "*") as db:
        db.execute(insert(messages).values(**{**row, **more}))
    return message_id


def found(reports: PostgresReports, q: str, scope: str | None = WORKSPACE, limit: int = 50) -> list[str]:
    """The ids that a search finds on all of its pages."""
    ids: list[str] = []
    page = PageRequest(limit)
    for _ in range(50):
        part = reports.inbox(scope, InboxFilter("all", q=q), page)
        ids += [str(row.message_id) for row in part.items]
        if part.next_cursor is None:
            return ids
        page = PageRequest(limit, part.next_cursor)
    raise AssertionError("The pages never end.")


def named(reports: PostgresReports, q: str) -> list[str]:
    return [lead.id for lead in reports.people_named(WORKSPACE, q, 5)]


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("Grüße aus der Königstraße", "konigstrasse"),
        ("Grüße aus der Königstraße", "GRÜSSE KÖNIG"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("Łódź is \u201cfar\u201d away", "lodz far"),
        ("The caller\u2019s number\u2026please", "caller's please"),
        ("write to ann.lee@mail.example", "ann.lee@mail.example"),
        ("I'll pay 4.500,50 \N{EURO SIGN}", "4.500"),
        ("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u0e2a\u0e27\u0e31\u0e2a"),
        ("back\\slash", "back\\slash"),
        ("O'Brien rang", "o'br"),
    ],
)
def test_words_are_found_however_they_are_spelt(
    engine: Engine, reports: PostgresReports, body: str, asked: str
) -> None:
    wanted = said(engine, a_person(engine), body)
    said(engine, a_person(engine), "something else")
    assert found(reports, asked) == [wanted]


@pytest.mark.parametrize("asked", ["+1 (303) 555-0142", "13035550142", "3035550142", "555 0142", "(303) 555", "+1303"])
def test_a_number_is_found_as_people_write_it(engine: Engine, reports: PostgresReports, asked: str) -> None:
    ann = a_person(engine, "Ann", phones=["+13035550142"])
    a_person(engine, "Bob", phones=["+12025550199"])
    assert named(reports, asked) == [ann]


def test_a_number_with_a_zero_before_it_is_found_too(engine: Engine, reports: PostgresReports) -> None:
    ann = a_person(engine, "Ann", phones=["+447700900123"])
    assert named(reports, "07700 900123") == [ann]


def test_a_name_that_changed_is_found_by_the_new_one_only(engine: Engine, reports: PostgresReports) -> None:
    ann = a_person(engine, "Ann Before")
    with transaction(engine, WORKSPACE) as db:
        db.execute(update(leads).where(leads.c.id == ann).values(name="Ann Müller"))
    assert named(reports, "before") == []
    assert named(reports, "muller") == [ann]


@pytest.mark.parametrize("asked", ["   ", "!!!", "'", "\\", "a & !b | (", "\u2028"])
def test_what_holds_no_word_finds_nothing_and_breaks_nothing(
    engine: Engine, reports: PostgresReports, asked: str
) -> None:
    said(engine, a_person(engine, "Ann"), "hello there")
    assert found(reports, asked) == []
    assert named(reports, asked) == []


def test_nothing_of_another_workspace_is_found(engine: Engine, reports: PostgresReports) -> None:
    theirs = said(engine, a_person(engine, "Ann", OTHER_WORKSPACE), "hello there", OTHER_WORKSPACE)
    assert found(reports, "hello") == []
    assert named(reports, "ann") == []
    assert found(reports, "hello", OTHER_WORKSPACE) == [theirs]
    assert found(reports, "hello", None) == [theirs]


def test_row_security_shows_words_to_whoever_says_them_and_in_their_workspace_only(engine: Engine) -> None:
    said(engine, a_person(engine, "Ann"), "hello there")
    query = select(message_words.c.message_id)
    with transaction(engine, WORKSPACE) as db:
        assert db.execute(query).all() == []
        db.execute(text("SELECT set_config('rejoinder.words', '''hello''', true)"))
        assert len(db.execute(query).all()) == 1
    with transaction(engine, OTHER_WORKSPACE) as db:
        db.execute(text("SELECT set_config('rejoinder.words', '!NOTHING', true)"))
        assert db.execute(query).all() == []


def test_an_erased_person_leaves_no_words(engine: Engine) -> None:
    ann = a_person(engine, "Ann")
    said(engine, ann, "hello there")
    with transaction(engine, WORKSPACE) as db:
        db.execute(delete(leads).where(leads.c.id == ann))
    with transaction(engine, "*") as db:
        db.execute(text("SELECT set_config('rejoinder.words', '!NOTHING', true)"))
        assert db.execute(select(message_words.c.message_id)).all() == []
        assert db.execute(select(lead_words.c.lead_id)).all() == []


def test_older_and_newer_finds_stand_in_one_order(
    engine: Engine, reports: PostgresReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was looked through one after the other, by the index, or page by page back in time."""
    ann = a_person(engine, "Ann")
    rare = {said(engine, ann, "rare word") for _ in range(10)}
    both = sorted(rare | {said(engine, ann, "usual word") for _ in range(20)}, reverse=True)
    for recent, most in ((5, 1000), (5, 3), (1000, 1000)):
        monkeypatch.setattr(reports_inbox, "_RECENT", recent)
        monkeypatch.setattr(reports_inbox, "_MOST_FOUND", most)
        assert found(reports, "rare", limit=4) == sorted(rare, reverse=True), (recent, most)
        assert found(reports, "word", limit=4) == both


def test_a_filter_that_little_fits_is_looked_for_page_by_page(
    engine: Engine, reports: PostgresReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = a_person(engine, "Ann"), a_person(engine, "Bob", OTHER_WORKSPACE)
    first = said(engine, ann, "by mail", medium="email")
    for n in range(20):
        said(engine, ann, f"{n}")
    theirs = said(engine, bob, "by mail", OTHER_WORKSPACE, medium="email")
    monkeypatch.setattr(reports_inbox, "_RECENT", 5)
    for scope, wanted in ((WORKSPACE, [first]), (None, [theirs, first])):
        ids, page, asked = [], PageRequest(4), 0
        while True:
            part = reports.inbox(scope, InboxFilter("sent", medium="email"), page)
            ids += [str(row.message_id) for row in part.items]
            asked += 1
            if part.next_cursor is None:
                break
            page = PageRequest(4, part.next_cursor)
        assert ids == wanted
        assert asked > 2


def test_everybody_by_a_medium_passes_over_pages_of_others(engine: Engine, reports: PostgresReports) -> None:
    wanted = said(engine, a_person(engine, "Ann"), "by mail", medium="email")
    for n in range(8):
        bob = a_person(engine, f"Bob {n}")
        said(engine, bob, "by text")
        with transaction(engine, "*") as db:
            later = START + timedelta(hours=n + 1)
            db.execute(update(leads).where(leads.c.id == bob).values(last_message_at=later))
    part = reports.inbox(WORKSPACE, InboxFilter("all", medium="email"), PageRequest(2))
    assert [str(row.message_id) for row in part.items] == [wanted]


def test_the_index_of_words_answers_under_row_security(engine: Engine) -> None:
    """Without it every search reads every message: `@@` is not leakproof."""
    with transaction(engine, WORKSPACE) as db:
        db.execute(
            text(
                "SELECT set_config('rejoinder.words', '''rare'':*', true), set_config('enable_seqscan', 'off', true),"
                "       set_config('enable_indexscan', 'off', true), set_config('enable_indexonlyscan', 'off', true)"
            )
        )
        for table in ("message_words", "lead_words"):
            plan = db.execute(text(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} LIMIT 10")).scalar_one()
            assert f"{table}_found" in json.dumps(plan)


def test_a_list_goes_on_below_rows_that_do_not_fit(
    engine: Engine, reports: PostgresReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = a_person(engine, "Ann")
    wanted = said(engine, ann, "needle", channel="other")
    for _ in range(20):
        said(engine, ann, "hay")
    monkeypatch.setattr(reports_paging, "LOOKED_THROUGH", 6)
    for asked in (MessageFilter(q="needle"), MessageFilter(channel="other")):
        ids, page = [], PageRequest(5)
        for _ in range(5):
            part = reports.messages(WORKSPACE, asked, page)
            ids += [message.id for message in part.items]
            if part.next_cursor is None:
                break
            page = PageRequest(5, part.next_cursor)
        assert ids == [wanted]
