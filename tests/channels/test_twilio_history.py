"""What Twilio remembers of the texts that people sent, and what its word is worth for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from rejoinder.domain.errors import ConnectionRevoked, ProviderDown
from rejoinder.domain.messages import InboundMessage, Media, Medium
from rejoinder.domain.ports.channels import Confirmed, Denied, ProviderEvent
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.channels.twilio_sms import history
from rejoinder.infrastructure.http import ProviderHttp
from tests.channels.samples import a_connection, a_request

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
PERSON = "+12025550143"


class RememberingTwilio(TwilioStandIn):
    """A Twilio that lists what people sent, newest first, in pages."""

    def __init__(self, page_size: int = 100) -> None:
        super().__init__()
        self.page_size = page_size
        self.texts: list[dict[str, Any]] = []

    def text(self, body: str, number: int, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        """A person's text, which no webhook told of."""
        row = {
            "sid": f"SM{number:032d}",
            "from": PERSON,
            "to": "+13125550190",
            "body": body,
            "direction": "inbound",
            "status": "received",
            "num_media": "0",
            "messaging_service_sid": None,
            "date_created": format_datetime(at or datetime.now(UTC)),
        } | fields
        self.texts.append(row)
        return row

    def answer(self, call: Call) -> Answer:
        if not self._is_authentic(call):
            return self._error(401, 20003, "Authenticate")
        if call.path == f"{self._root}/Messages.json":
            return self._listed(call)
        sid = call.path.removeprefix(f"{self._root}/Messages/").partition("/")[0].removesuffix(".json")
        if call.path.endswith("/Media.json"):
            uri = f"{self._root}/Messages/{sid}/Media/ME1.json"
            return Answer(200, {"media_list": [{"sid": "ME1", "content_type": "image/png", "uri": uri}]})
        found = next((row for row in self.texts if row["sid"] == sid), None)
        return Answer(200, found) if found else self._error(404, 20404, "Not found")

    def _listed(self, call: Call) -> Answer:
        rows = list(reversed(self.texts))
        page = int(call.query.get("Page", "0"))
        shown = rows[page * self.page_size : (page + 1) * self.page_size]
        more = len(rows) > (page + 1) * self.page_size
        following = f"{self._root}/Messages.json?{urlencode({'Page': page + 1, 'PageToken': 'PA1'})}"
        return Answer(200, {"messages": shown, "next_page_uri": following if more else None})


class Place:
    """The channel wired to a stand-in."""

    def __init__(self, twilio: TwilioStandIn, http: ProviderHttp) -> None:
        channel = discover(http)["twilio_sms"]
        assert channel.history is not None
        self.history, self.reader = channel.history, channel.reader
        self.connection = a_connection(
            "twilio_sms",
            credentials={"account_sid": twilio.account_sid, "auth_token": twilio.auth_token},
            base_url=twilio.base_url,
        )

    def sweep(self, cursor: str = "", earliest: datetime = BEFORE) -> tuple[list[ProviderEvent], str]:
        """Everything that one round of questions finds, and where the next begins."""
        events: list[ProviderEvent] = []
        for _ in range(20):
            page = self.history.since(self.connection, cursor, earliest)
            events += page.events
            cursor = page.cursor
            if not page.more:
                return events, cursor
        raise AssertionError("the sweep has no end")


@pytest.fixture
def http() -> Iterator[ProviderHttp]:
    client = ProviderHttp({"127.0.0.1"})
    yield client
    client.close()


def bodies(events: list[ProviderEvent]) -> list[str]:
    return [event.fact.body for event in events if isinstance(event.fact, InboundMessage)]


def test_a_missed_text_is_what_the_webhook_would_have_said(http: ProviderHttp) -> None:
    with RememberingTwilio() as twilio:
        place = Place(twilio, http)
        row = twilio.text("Yes please", 1, messaging_service_sid="MG1")
        ((missed),), _ = place.sweep()
        form = {
            "MessageSid": row["sid"],
            "From": row["from"],
            "To": row["to"],
            "Body": row["body"],
            "MessagingServiceSid": "MG1",
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = a_request(
            urlencode(form).encode(), headers, "https://rejoinder.example.com/api/webhooks/twilio_sms/k"
        )
        told = place.reader.read(request, place.connection)
        assert isinstance(missed.fact, InboundMessage)
        assert replace(missed, fact=replace(missed.fact, sent_at=None)) == told


def test_our_own_texts_are_not_history(http: ProviderHttp) -> None:
    with RememberingTwilio() as twilio:
        twilio.text("Ours", 1, direction="outbound-api")
        twilio.text("Theirs", 2)
        assert bodies(Place(twilio, http).sweep()[0]) == ["Theirs"]


@pytest.mark.parametrize("most_pages", [1, 40])
def test_every_page_down_to_the_last_known_text_is_read_and_not_more(
    http: ProviderHttp, monkeypatch: pytest.MonkeyPatch, most_pages: int
) -> None:
    monkeypatch.setattr(history, "MOST_PAGES", most_pages)
    with RememberingTwilio(page_size=2) as twilio:
        place = Place(twilio, http)
        noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
        for number in range(7):
            twilio.text(f"Text {number}", number, noon + timedelta(hours=number))
        events, cursor = place.sweep()
        assert sorted(bodies(events)) == [f"Text {number}" for number in range(7)]
        assert most_pages == 1 or bodies(events) == sorted(bodies(events)), "oldest first"
        for number in range(7, 10):
            twilio.text(f"Text {number}", number, noon + timedelta(hours=number))
        asked = len(twilio.calls)
        later, after = place.sweep(cursor)
        assert {f"Text {number}" for number in range(7, 10)} <= set(bodies(later))
        assert len(twilio.calls) - asked == 3
        assert place.sweep(after)[1] == after


def test_a_picture_keeps_its_address(http: ProviderHttp) -> None:
    with RememberingTwilio() as twilio:
        place = Place(twilio, http)
        row = twilio.text("", 1, num_media="1")
        (missed,), _ = place.sweep()
        assert isinstance(missed.fact, InboundMessage)
        url = f"{twilio.base_url}/2010-04-01/Accounts/{twilio.account_sid}/Messages/{row['sid']}/Media/ME1"
        assert missed.fact.media == (Media(url, "image/png"),)


def test_a_text_that_twilio_has_is_confirmed_and_any_other_is_denied(http: ProviderHttp) -> None:
    with RememberingTwilio() as twilio:
        place = Place(twilio, http)
        row = twilio.text("Yes please", 1)
        twilio.text("Ours", 2, direction="outbound-api")
        message = InboundMessage(row["sid"], Medium.SMS, PERSON, row["to"], "Yes please")
        assert place.history.confirm(message, place.connection) == Confirmed()
        for forged in (
            replace(message, external_id="SM9"),
            replace(message, external_id=f"SM{2:032d}", body="Ours"),
            replace(message, sender="+12025550199"),
            replace(message, body="No"),
        ):
            assert isinstance(place.history.confirm(forged, place.connection), Denied)


def test_a_list_that_goes_on_elsewhere_or_cannot_be_asked_is_no_history(http: ProviderHttp) -> None:
    with RememberingTwilio() as twilio:
        place = Place(twilio, http)
        with pytest.raises(ProviderDown):
            place.history.since(place.connection, "2026-01-01|2026-01-02|/elsewhere", BEFORE)
        wrong = replace(place.connection, credentials={"account_sid": twilio.account_sid, "auth_token": "other"})
        with pytest.raises(ConnectionRevoked):
            place.history.since(wrong, "", BEFORE)
    with pytest.raises(ProviderDown):
        place.history.since(place.connection, "", BEFORE)
