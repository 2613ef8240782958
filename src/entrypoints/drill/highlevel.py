"""HighLevel in an installation: both of its deliveries, built once and delivered as often as a test wants."""

from __future__ import annotations

from typing import Any

import msgspec

from rejoinder.entrypoints.drill.deliveries import Delivery, Moments
from rejoinder.entrypoints.drill.stand_ins.ghl import GhlStandIn, Text
from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call


class HighLevel(GhlStandIn):
    """The HighLevel stand-in, which can also hand out both of its deliveries, and has `moments`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.moments = Moments()

    def next_behaviour(self) -> str:
        Moments.pass_through(self.moments.before_accept)
        return super().next_behaviour()

    def _send(self, call: Call) -> Answer:
        taken = len(self.accepted)
        answer = super()._send(call)
        if len(self.accepted) > taken:
            Moments.pass_through(self.moments.after_accept)
        return answer

    def delivery(self, url: str, body: str, person: str, **fields: Any) -> Delivery:
        """A person's text as the marketplace tells it, signed; HighLevel has it in their conversation."""
        text = self.arrives(person, body)
        content, headers = self.signed(self.inbound_event(text, **fields))
        return Delivery(url, content, headers, text.id, person)

    def push(self, url: str, body: str, person: str, secret: str = "", **custom: Any) -> Delivery:
        """A person's text as a workflow tells it: without its id, which `event_id` names all the same."""
        return self.push_of(url, self.arrives(person, body), person, secret, **custom)

    def push_of(self, url: str, text: Text, person: str, secret: str = "", **custom: Any) -> Delivery:
        """What a workflow posts about a text that HighLevel has already."""
        headers = {"Content-Type": "application/json"} | ({"X-Rejoinder-Secret": secret} if secret else {})
        return Delivery(url, msgspec.json.encode(self.workflow_event(text, **custom)), headers, text.id, person)
