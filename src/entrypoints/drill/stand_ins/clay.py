"""A Clay table's HTTP column, as our template tells it to call us. Clay itself must never be called by a check.

with ClayStandIn(secret="…") as clay:
    ...  # connection base_url = clay.base_url, allowed host = clay.host
    clay.call_back(webhook_url, {"rejoinder_request_id": "enr_1", "kind": "phone", "status": "success", "value": "…"})
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, StandIn


class ClayStandIn(StandIn):
    def __init__(self, *, secret: str = "clay-example-secret", strict: bool = True) -> None:
        super().__init__(strict=strict)
        self.secret = secret

    def call_back(self, webhook_url: str, row: Mapping[str, Any]) -> httpx2.Response:
        with httpx2.Client(trust_env=False, timeout=30) as client:
            return client.post(webhook_url, json=dict(row), headers={"X-Rejoinder-Secret": self.secret})

    def answer(self, call: Call) -> Answer:
        self.break_rule(f"{call.method} {call.path} counts against the table's 50,000 submissions")
        return Answer(200, {"success": True})
