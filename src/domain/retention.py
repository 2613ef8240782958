"""How long what is over is kept: by kind, for a workspace and for the installation itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.errors import InvalidInput

MOST_DAYS = 3650.0
LEAST_DAYS = 30.0
"""A repeated delivery is recognised by its record: providers repeat one for days at most (Standard Webhooks: about 28
hours; Twilio: 24 hours; Slack: 36 hours), so a month is far from any second effect."""
OF_WORKSPACES: Mapping[str, float] = {
    "payloads": 7.0,
    "texts": LEAST_DAYS,
    "events": LEAST_DAYS,
    "jobs": LEAST_DAYS,
    "ai_calls": LEAST_DAYS,
    "webhook_deliveries": LEAST_DAYS,
    "audit_log": 90.0,
}
"""What a workspace may say a time for, and the shortest one in days. `payloads` are the bodies and headers of raw
deliveries (their rows, which recognise a repetition, go with `events`); `texts` the words of conversations that have
ended (who wrote when, what came of it and every count stay)."""
OF_INSTALLATION: Mapping[str, float] = {
    **{kind: least for kind, least in OF_WORKSPACES.items() if kind in ("events", "jobs", "ai_calls", "audit_log")},
    "refused_deliveries": 7.0,
    "alerts": 7.0,
    "sessions": 1.0,
    "sandbox_phone": 1.0,
}
"""The same for what belongs to no workspace."""
_KEPT: Mapping[str, float | None] = {"payloads": None, "texts": None, "audit_log": 730.0}
"""Where nothing is said and the general time does not hold; None: until their record goes, or somebody erases them."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of what retention means right now."""

    workspace_id: str | None
    kind: str
    days: float | None
    """None: not by age."""
    due: int
    """How many rows a run would take away now; counting ends at 10,000."""


def days_kept(kind: str, stated: Mapping[str, float], general: float) -> float | None:
    """How many days something of that kind is kept after it was over; None for as long as nobody erases it."""
    return stated[kind] if kind in stated else _KEPT.get(kind, general)


def parse_retention(name: str, value: object, least: Mapping[str, float]) -> Mapping[str, float]:
    """`{"texts": 365}`, by kind. Raises InvalidInput that names the setting."""
    if not isinstance(value, Mapping):
        raise InvalidInput(f"Setting '{name}' takes an object of kinds and days.", field=name)
    stated: dict[str, float] = {}
    for kind, days in value.items():
        if kind not in least:
            raise InvalidInput(f"Setting '{name}' knows {', '.join(least)}.", field=name)
        if isinstance(days, bool) or not isinstance(days, (int, float)) or not least[kind] <= days <= MOST_DAYS:
            raise InvalidInput(
                f"Setting '{name}.{kind}' takes {least[kind]:g} to {MOST_DAYS:g} days.", field=f"{name}.{kind}"
            )
        stated[kind] = float(days)
    return stated
