"""What a scenario of the drill is: a promise, a story, and a stage on which it is played."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.stand_ins.openai import by_rules
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

DELAY_S = 300
"""How long replies of the delayed installation wait before they leave."""
Play = Callable[["Stage"], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: it raises AssertionError when the promise was broken, and leaves its evidence on the stage."""

    promise: str
    """P1 to P12, or the seed whose test plan asks for it."""
    name: str
    story: str
    """One sentence, as the table shows it."""
    play: Play


SCENARIOS: list[Scenario] = []


def scenario(promise: str) -> Callable[[Play], Play]:
    """Registers a function under its own name; its docstring is the story."""

    def register(play: Play) -> Play:
        story = " ".join((play.__doc__ or "").split())
        SCENARIOS.append(Scenario(promise, play.__name__.replace("_", "-"), story, play))
        return play

    return register


@dataclass
class Stage:
    """Real servers and processes, providers on loopback, and what was seen; every scenario finds it whole.

    `delayed` is a second installation whose replies wait five minutes, so that something can happen to them meanwhile.
    """

    seed: int
    dice: random.Random = field(init=False)
    evidence: dict[str, Any] = field(default_factory=dict)
    _open: dict[str, tuple[Installation, contextlib.ExitStack]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    @property
    def rejoinder(self) -> Installation:
        """The installation that most scenarios play on: two workers and a Postgres that may be killed."""
        return self._installation("main", workers=2)

    @property
    def delayed(self) -> Installation:
        """One whose replies wait."""
        return self._installation("delayed", REJOINDER_AUTOSEND_DELAY=str(DELAY_S))

    def a_tenant(self, **settings: Any) -> Tenant:
        """A workspace of the first installation that answers by itself."""
        return self.rejoinder.a_tenant(**{"mode": "auto", "auto_send_threshold": 0.8, **settings})

    def saw(self, **facts: Any) -> None:
        """Evidence: ids, counts and durations, for the report."""
        self.evidence.update(facts)

    def took(self, name: str, seconds: float, at_most: float) -> None:
        """A measured wait, which must not be longer."""
        self.evidence[name] = f"{seconds:.2f} s"
        assert seconds <= at_most, f"{name}: {seconds:.2f} s, at most {at_most:g} s are promised"

    # --- before, after and instead ------------------------------------------------------------------------

    def begin(self, chosen: Scenario) -> None:
        """A new page for the evidence, and dice that depend on the seed and this scenario alone."""
        self.evidence = {}
        self.dice = random.Random(f"{self.seed}:{chosen.name}")

    def tidy(self) -> None:
        """Whatever a scenario broke is whole again."""
        for installation, _ in self._open.values():
            _mend(installation)

    def describe(self) -> str:
        """The ends of all logs, for a person who looks at a broken promise."""
        return "\n".join(installation.describe() for installation, _ in self._open.values())

    def close(self) -> None:
        """Nothing of it is left; the next scenario finds a new stage."""
        while self._open:
            _, (_, stack) = self._open.popitem()
            stack.close()

    def _installation(self, name: str, **more: Any) -> Installation:
        if name not in self._open:
            with contextlib.ExitStack() as stack:
                made = stack.enter_context(an_installation(own_postgres=True, **more))
                self._open[name] = made, stack.pop_all()
        return self._open[name][0]


def _mend(rejoinder: Installation) -> None:
    for provider in (rejoinder.twilio, rejoinder.smartlead):
        provider.script.clear()
        provider.moments.before_accept.clear()
        provider.moments.after_accept.clear()
    rejoinder.openai.script.clear()
    rejoinder.openai.always, rejoinder.openai.answering = "ok", by_rules
    for role in itertools.filterfalse(lambda role: role.is_running, (*rejoinder.workers, rejoinder.scheduler)):
        role.start()
        role.wait_for_log(f"{role.name.rstrip('0123456789')}.started")
    until(lambda: rejoinder.call("GET", "/health/ready").status_code == 200, "the installation to be whole", 30)
    rejoinder.sql("DELETE FROM breakers")
