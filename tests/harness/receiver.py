"""A user's own system on 127.0.0.1 that takes webhooks as Standard Webhooks tells receivers to: it checks the signature
by the specification's own text, refuses what is stale, and knows repetitions by their id."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn
from tests.domain.test_outgoing import receiver_accepts


@dataclass(frozen=True)
class Taken:
    """One event, however often it came."""

    id: str
    type: str
    data: dict[str, Any]
    times: list[str] = field(default_factory=list)


class ReceiverStandIn(StandIn):
    """`secret` is set once the endpoint's secret is known; every delivery that it does not sign breaks a rule."""

    def __init__(self, script: list[str] | None = None, *, strict: bool = True) -> None:
        super().__init__(script, strict=strict)
        self.secret = ""
        self.taken: dict[str, Taken] = {}

    def answer(self, call: Call) -> Answer:
        match self.next_behaviour():
            case "drop":
                raise NoAnswer
            case behaviour if behaviour.isdigit():
                return Answer(int(behaviour), {}, {"Location": f"{self.base_url}/elsewhere"})
        if not receiver_accepts(self.secret, call.headers, call.body, datetime.now(UTC)):
            self.break_rule(f"{call.method} {call.path} is not signed for this receiver")
            return Answer(401, {})
        body = json.loads(call.body)
        for name in ("type", "timestamp", "data"):
            if name not in body:
                self.break_rule(f"the payload has no {name}")
        datetime.fromisoformat(body["timestamp"])
        event_id = call.headers["webhook-id"]
        known = self.taken.setdefault(event_id, Taken(event_id, body["type"], body["data"]))
        known.times.append(call.headers["webhook-timestamp"])
        return Answer(200, {})
