"""What providers post: built once, signed as the provider signs, and delivered as often as a test wants."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import httpx2
import msgspec
from twilio.request_validator import RequestValidator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call
from rejoinder.entrypoints.drill.stand_ins.smartlead import SmartLeadStandIn
from rejoinder.entrypoints.drill.stand_ins.twilio import TwilioStandIn
from rejoinder.entrypoints.drill.stand_ins.unipile import Said, UnipileStandIn

_BUILT = httpx2.Response(200)
Hook = Callable[[], object]


class Moments:
    """What a test does at an exact moment of a provider's work; each hook runs once, in the thread of the request.

    `before_accept` runs when a sending call was read and nothing was taken yet; it may raise `NoAnswer`.
    `after_accept` runs when the message was taken and nothing was answered yet.
    """

    def __init__(self) -> None:
        self.before_accept: list[Hook] = []
        self.after_accept: list[Hook] = []

    @staticmethod
    def pass_through(hooks: list[Hook]) -> None:
        """The next hook has run, if there is one."""
        if hooks:
            hooks.pop(0)()


@dataclass(frozen=True)
class Delivery:
    """One webhook request, byte for byte."""

    url: str
    content: bytes
    headers: Mapping[str, str]
    event_id: str
    """The provider's id of the message that it brings."""
    person: str

    def post(self, client: httpx2.Client) -> httpx2.Response:
        """The answer to one try."""
        return client.post(self.url, content=self.content, headers=dict(self.headers))

    def repeat_until_taken(self, client: httpx2.Client, within_s: float = 60.0, pause_s: float = 0.1) -> int:
        """As a provider does: again until the answer is 2xx. Returns how many tries it took."""
        deadline = time.monotonic() + within_s
        for tries in range(1, 10_000):
            try:
                if self.post(client).is_success:
                    return tries
            except httpx2.TransportError:
                pass
            assert time.monotonic() < deadline, f"{self.event_id} was not taken in {within_s:g} s"
            time.sleep(pause_s)
        raise AssertionError(f"{self.event_id} was not taken")

    def with_headers(self, **changes: str) -> Delivery:
        """The same body under other headers; an empty text takes one away."""
        merged = {**self.headers, **{name.replace("_", "-"): value for name, value in changes.items()}}
        return replace(self, headers={name: value for name, value in merged.items() if value})


class Texts(TwilioStandIn):
    """The Twilio stand-in, which can also hand out a signed delivery instead of posting it, and has `moments`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.moments = Moments()

    def next_behaviour(self) -> str:
        Moments.pass_through(self.moments.before_accept)
        return super().next_behaviour()

    def _create(self, call: Call) -> Answer:
        taken = len(self.accepted)
        answer = super()._create(call)
        if len(self.accepted) > taken:
            Moments.pass_through(self.moments.after_accept)
        return answer

    def delivery(
        self, url: str, body: str, person: str, to: str = "+13125550190", sid: str | None = None, **fields: str
    ) -> Delivery:
        """A person's text, signed by Twilio's own library."""
        own = sid or f"SM{uuid.uuid4().hex}"
        form = {
            "ToCountry": "US",
            "SmsMessageSid": own,
            "NumMedia": "0",
            "SmsSid": own,
            "SmsStatus": "received",
            "Body": body,
            "To": to,
            "NumSegments": "1",
            "MessageSid": own,
            "AccountSid": self.account_sid,
            "From": person,
            "ApiVersion": "2010-04-01",
            **fields,
        }
        return self.signed(url, form, own, person)

    def signed(self, url: str, form: Mapping[str, str], event_id: str, person: str) -> Delivery:
        """Any form, signed."""
        headers = {
            "X-Twilio-Signature": RequestValidator(self.auth_token).compute_signature(url, dict(form)),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
        }
        return Delivery(url, urlencode(dict(form)).encode(), headers, event_id, person)


class Mails(SmartLeadStandIn):
    """The SmartLead stand-in, which can also hand out a delivery instead of posting it, and has `moments`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.moments = Moments()
        self._building = threading.local()

    def next_behaviour(self) -> str:
        Moments.pass_through(self.moments.before_accept)
        return super().next_behaviour()

    def _take_reply(self, call: Call, campaign: str) -> Answer:
        taken = len(self.accepted)
        answer = super()._take_reply(call, campaign)
        if len(self.accepted) > taken:
            Moments.pass_through(self.moments.after_accept)
        return answer

    def delivery(self, url: str, body: str, person: str, message_id: str | None = None, **fields: Any) -> Delivery:
        """A person's reply; SmartLead knows it from now on, as if it had been posted."""
        self._building.event = {}
        try:
            own = message_id or f"<{uuid.uuid4().hex}@mail.example>"
            self.reply(url, lead=person, text=body, message_id=own, **fields)
            return self.of_event(url, self._building.event, own, person)
        finally:
            del self._building.event

    def of_event(self, url: str, event: Mapping[str, Any], event_id: str, person: str) -> Delivery:
        """Any event as SmartLead would post it."""
        return Delivery(url, msgspec.json.encode(event), {"Content-Type": "application/json"}, event_id, person)

    def post(self, webhook_url: str, event: Mapping[str, Any]) -> httpx2.Response:
        if hasattr(self._building, "event"):
            self._building.event = dict(event)
            return _BUILT
        return super().post(webhook_url, event)


class Chats(UnipileStandIn):
    """The Unipile stand-in, which can also hand out a delivery instead of posting it."""

    def delivery(self, url: str, body: str, person: str, own_id: str | None = None, **fields: Any) -> Delivery:
        """A person's message; Unipile knows it from now on, as if it had been posted."""
        said = self.say(person, body, own_id=own_id)
        return self.of_event(url, self.message_event(said, person, **fields), said, person)

    def of_event(self, url: str, event: Mapping[str, Any], said: Said, person: str) -> Delivery:
        """Any event as Unipile would post it, with its proof."""
        content = msgspec.json.encode(event)
        event_id = said.id if self.generation == "v1" else f"{said.chat}:{said.id}"
        return Delivery(url, content, self.headers_for(content), event_id, person)
