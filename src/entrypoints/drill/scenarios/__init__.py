"""Every scenario of the drill, in the order in which they are played."""

from rejoinder.entrypoints.drill.scenario import SCENARIOS, Scenario
from rejoinder.entrypoints.drill.scenarios import arriving, calling, deploying, keeping_apart, leaving, seeds, working

_IN_ORDER = (arriving, leaving, working, calling, keeping_apart, deploying, seeds)


def every_scenario() -> list[Scenario]:
    """By promise, seeds last; their names are unique."""
    assert len({chosen.name for chosen in SCENARIOS}) == len(SCENARIOS)
    return sorted(SCENARIOS, key=lambda chosen: (chosen.promise[0] != "P", _number(chosen.promise)))


def _number(promise: str) -> int:
    return int("".join(sign for sign in promise if sign.isdigit()))


__all__ = ["every_scenario"]
