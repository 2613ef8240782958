"""Whatever anybody wrote, wherever it is shown: on every page it is text and nothing that a browser would run."""

from __future__ import annotations

from sqlalchemy import Text, text
from sqlalchemy.exc import SQLAlchemyError

from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import metadata
from tests.web.composition import House
from tests.web.test_authorisation import _page_handlers
from tests.web.world import a_world

HOSTILE = """zq'"><script>zq()</script><img src=x onerror=zq()>{{7*7}}${7*7}"""
RUNS = ("<script>zq", "<img src=x", "zq'\"><", "zq'\">&lt;", "zq'\">", "zq49")
WORDS = {
    "name",
    "title",
    "subject",
    "body",
    "body_clean",
    "signature",
    "quoted",
    "sender",
    "recipient",
    "reason",
    "disposition_reason",
    "sentiment_reason",
    "author",
    "summary",
    "transcript",
    "caller_name",
    "caller",
    "last_error",
    "error",
    "text",
    "device",
    "actor",
    "action",
    "evidence",
    "proposal",
    "before",
    "after",
    "place",
    "instruction",
    "linkedin_url",
    "value",
    "unusable_reason",
    "approved_by",
    "decided_by",
    "text_reason",
    "account",
}


def _say_it_everywhere(house: House) -> int:
    """In every column of words that takes it; how many those are."""
    said = 0
    for table in metadata.tables.values():
        for column in table.c:
            if not isinstance(column.type, Text) or column.name not in WORDS or column.primary_key:
                continue
            try:
                with transaction(house.engine, "*") as db:
                    db.execute(text(f"UPDATE {table.name} SET {column.name} = :words"), {"words": HOSTILE})
                said += 1
            except SQLAlchemyError:
                continue  # an id, or one of our own words: the schema takes nothing else
    return said


def test_hostile_words_in_every_field_are_shown_as_text_on_every_page(house: House) -> None:
    world = a_world(house, "Acme")
    cookie = house.sign_in()
    paths = [path for path, method, _ in _page_handlers(house.api.app) if method == "GET" and not path.endswith(".csv")]
    assert _say_it_everywhere(house) > 50
    shown = 0
    for path in paths:
        if "signin" in path or "join" in path or "static" in path:
            continue
        try:
            address = path.format(**world.ids)
        except KeyError:
            continue
        answer = house.call("GET", address, token=None, headers={"cookie": cookie}, follow_redirects=False)
        assert answer.status_code < 500, address
        assert not any(run in answer.text for run in RUNS), (address, answer.text[:300])
        shown += "zq&#39;&#34;&gt;&lt;script&gt;" in answer.text
    assert shown > 5
