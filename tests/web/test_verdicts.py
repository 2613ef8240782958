"""A person says what a message means: the message and its lead follow, and it is a case from then on."""

from __future__ import annotations

from sqlalchemy import update

from rejoinder.domain.eval_cases import read_case
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.reports import PostgresReports
from rejoinder.infrastructure.postgres.tables import messages
from tests.web.composition import House


def test_a_corrected_verdict_is_the_persons_and_the_leads_when_it_is_the_newest(house: House) -> None:
    message = house.a_message(house.a_workspace())
    path = f"/api/v1/messages/{message['id']}"
    shown = house.post(f"{path}/verdict", {"sentiment": "Interested", "asks_something": True})
    assert (shown["sentiment"], shown["sentiment_source"]) == ("Interested", "human")
    lead = house.get(f"/api/v1/leads/{message['lead_id']}")
    assert (lead["sentiment"], lead["status"]) == ("Interested", "qualified")
    steps = house.get(f"{path}/trace")["items"]
    assert [(step["verdict"], step["reason"]) for step in steps if step["kind"] == "classified"] == [
        ("Interested", "by-person")
    ]


def test_an_older_message_is_corrected_alone(house: House) -> None:
    workspace = house.a_workspace()
    older, newer = house.a_message(workspace, "Maybe."), house.a_message(workspace, "No.")
    house.post(f"/api/v1/messages/{newer['id']}/verdict", {"sentiment": "Not Interested"})
    house.post(f"/api/v1/messages/{older['id']}/verdict", {"sentiment": "Interested"})
    assert house.get(f"/api/v1/messages/{older['id']}")["sentiment"] == "Interested"
    assert house.get(f"/api/v1/leads/{older['lead_id']}")["sentiment"] == "Not Interested"


def test_what_is_no_verdict_is_refused_by_its_field(house: House) -> None:
    message = house.a_message(house.a_workspace())
    answer = house.call("POST", f"/api/v1/messages/{message['id']}/verdict", json={"sentiment": "Happy"})
    assert (answer.status_code, answer.json()["field"]) == (422, "sentiment")


def test_corrections_become_cases_with_what_was_said_before(house: House) -> None:
    own, foreign = house.a_workspace("Own"), house.a_workspace("Foreign")
    house.a_message(own, "Who is this?")
    said = house.a_message(own, "ok then")
    other = house.a_message(foreign, "nope")
    for message in (said, other):
        house.post(f"/api/v1/messages/{message['id']}/verdict", {"sentiment": "Objection"})
    reports = PostgresReports(house.engine)
    (stated,) = reports.corrected_cases(own, 10)
    case = read_case(stated)
    assert (case.body, case.sentiment, case.asks_something) == ("ok then", Sentiment.OBJECTION, False)
    assert [(earlier.outbound, earlier.body) for earlier in case.previous] == [(False, "Who is this?")]
    assert {case["body"] for case in reports.corrected_cases(None, 10)} == {"ok then", "nope"}
    with transaction(house.engine, own) as db:
        db.execute(update(messages).where(messages.c.id == said["id"]).values(body="", body_clean=""))
    assert reports.corrected_cases(own, 10) == [], "an erased person is no case"
