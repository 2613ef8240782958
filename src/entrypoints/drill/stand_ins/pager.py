"""Whatever somebody is alerted by: takes every POST and remembers what it said."""

from __future__ import annotations

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, StandIn


class Pager(StandIn):
    def answer(self, call: Call) -> Answer:
        return Answer(200, {"ok": True})

    def heard(self, words: str) -> bool:
        """Whether something with these words arrived."""
        return any(words in call.body.decode("utf-8", "replace") for call in self.calls)
