"""Clay is asked with one row per question; HighLevel's contacts have their gaps filled and nothing overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from rejoinder.domain.enrichment import ContactCard, Question
from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection

TABLE = "https://api.clay.com/v3/sources/webhook/pull-in-data-from-a-webhook-0000"
ASKED = Question(
    request_id="0192f000-0000-7000-8000-0000000000aa",
    lead_id="0192f000-0000-7000-8000-0000000000ee",
    kind="phone",
    name="Ana Maria Whitfield",
    email="ana@brightoak.example",
    phone="",
    linkedin_url="",
    domain="brightoak.example",
    callback_url="https://rejoinder.example/api/webhooks/clay/k_9f2c",
)
Handler = Callable[[httpx2.Request], httpx2.Response]


class Provider:
    """Answers in order, the last one for ever; remembers what it was asked."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.requests: list[httpx2.Request] = []
        self._answers = list(answers)
        self.http = ProviderHttp(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def bodies(self) -> list[Any]:
        return [json.loads(request.content) if request.content else None for request in self.requests]


def said(status: int, body: Any = None, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json=body if body is not None else {}, headers=headers)


# --- Clay ---------------------------------------------------------------------------------------------


def clay(**credentials: str) -> Connection:
    return a_connection("clay", credentials={"api_key": "clay-key", "table_webhook_url": TABLE, **credentials})


def ask(provider: Provider, connection: Connection | None = None) -> None:
    enricher = discover(provider.http)["clay"].enricher
    assert enricher is not None
    enricher.ask(ASKED, connection or clay())


def test_a_question_is_one_row_with_our_id_and_where_to_answer() -> None:
    provider = Provider(said(200, {"success": True}))
    ask(provider)

    (request,) = provider.requests
    assert (request.method, str(request.url)) == ("POST", TABLE)
    assert request.headers["x-clay-webhook-auth"] == "clay-key"
    (row,) = provider.bodies()
    assert (row["rejoinder_request_id"], row["lead_id"], row["kind"]) == (ASKED.request_id, ASKED.lead_id, "phone")
    assert (row["first_name"], row["last_name"], row["domain"]) == ("Ana", "Maria Whitfield", "brightoak.example")
    assert row["callback_url"] == ASKED.callback_url


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(429, **{"retry-after": "7"}), ProviderBusy),
        (said(401), ConnectionRevoked),
        (said(403), ConnectionRevoked),
        (said(404), ConfigurationFault),
        (said(400), MessageRefused),
        (said(500), OutcomeUnknown),
        (httpx2.ConnectError("no route"), ProviderDown),
        (httpx2.ReadTimeout("late"), OutcomeUnknown),
    ],
)
def test_what_clays_answers_mean(answer: httpx2.Response | Exception, error: type[RejoinderError]) -> None:
    with pytest.raises(error) as raised:
        ask(Provider(answer))
    assert "clay-key" not in raised.value.message
    if isinstance(raised.value, ProviderBusy):
        assert raised.value.wait == 7


def test_a_table_elsewhere_is_never_called() -> None:
    provider = Provider(said(200))
    with pytest.raises(ConfigurationFault):
        ask(provider, clay(table_webhook_url="https://elsewhere.example/v3/sources/webhook/x"))
    assert provider.requests == []


def test_a_connection_without_a_table_asks_nothing() -> None:
    enricher = discover(Provider(said(200)).http)["clay"].enricher
    assert enricher is not None
    assert not enricher.can_ask(clay(table_webhook_url=""))


# --- HighLevel ------------------------------------------------------------------------------------------

CARD = ContactCard("Jane Doe", "jane@acme.example", "+12025550171", "America/New_York")


def ghl() -> Connection:
    return a_connection("ghl_sms", credentials={"access_token": "pit-secret", "location_id": "loc_1"})


def write(provider: Provider, contact_id: str = "", card: ContactCard = CARD) -> str:
    book = discover(provider.http)["ghl_sms"].contacts
    assert book is not None
    return book.write(card, contact_id, ghl())


def contact(**known: str) -> httpx2.Response:
    return said(200, {"contact": {"id": "c_1", "locationId": "loc_1", **known}})


def test_a_known_contact_gets_only_what_it_lacks() -> None:
    provider = Provider(contact(phone="+12025550199", firstName="Janet"), said(200, {"succeded": True}))
    assert write(provider, "c_1") == "c_1"

    assert [(r.method, r.url.path) for r in provider.requests] == [("GET", "/contacts/c_1"), ("PUT", "/contacts/c_1")]
    assert provider.bodies()[1] == {"email": "jane@acme.example", "timezone": "America/New_York"}
    assert provider.requests[1].headers["version"] == "2021-07-28"


def test_a_contact_that_knows_everything_is_not_written() -> None:
    known = contact(phone="+12025550199", name="J", email="j@acme.example", timezone="Europe/London")
    provider = Provider(known)
    assert write(provider, "c_1") == "c_1"
    assert [r.method for r in provider.requests] == ["GET"]


def test_an_unknown_person_is_looked_up_by_address_and_then_made() -> None:
    nobody = said(200, {"contact": None})
    provider = Provider(nobody, nobody, said(201, {"new": True, "contact": {"id": "c_9"}}))
    assert write(provider) == "c_9"

    assert [r.url.path for r in provider.requests] == ["/contacts/search/duplicate"] * 2 + ["/contacts/upsert"]
    made = provider.bodies()[2]
    assert made == {
        "locationId": "loc_1", "firstName": "Jane", "lastName": "Doe", "email": "jane@acme.example",
        "phone": "+12025550171", "timezone": "America/New_York",
    }  # fmt: skip
    assert "tags" not in made, "an upsert replaces all tags"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(429, **{"retry-after": "3"}), ProviderBusy),
        (said(401, {"message": "Invalid JWT"}), ConnectionRevoked),
        (said(403), ConnectionRevoked),
        (said(422, {"message": ["invalid country calling code"]}), RecipientRefused),
        (said(500), ProviderDown),
        (httpx2.ReadTimeout("late"), ProviderDown),
    ],
)
def test_what_highlevels_answers_to_a_contact_mean(
    answer: httpx2.Response | Exception, error: type[RejoinderError]
) -> None:
    nobody = said(200, {"contact": None})
    with pytest.raises(error) as raised:
        write(Provider(nobody, nobody, answer))
    assert "pit-secret" not in raised.value.message
