"""Visible reasons to hold back: who set them, why, since when and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SwitchKind(StrEnum):
    OUTBOUND_PAUSED = "outbound_paused"
    """Automatic sends are held; a person may still answer."""
    OUTBOUND_HALTED = "outbound_halted"
    """Nothing leaves, not even what a person approves."""
    AI_DISABLED = "ai_disabled"
    PROCESSING_PAUSED = "processing_paused"
    ALERTS_MUTED = "alerts_muted"

    @property
    def effect(self) -> str:
        """What it does, for people."""
        return _EFFECTS[self]


_EFFECTS = {
    SwitchKind.OUTBOUND_PAUSED: "Nothing leaves by itself, but for one text that says where to call.",
    SwitchKind.OUTBOUND_HALTED: "Nothing leaves at all, not even what a person approves.",
    SwitchKind.AI_DISABLED: "No model is asked; the offline layer judges where a workspace says so.",
    SwitchKind.PROCESSING_PAUSED: "Messages are taken and wait.",
    SwitchKind.ALERTS_MUTED: "Nobody is told about trouble.",
}


ENDS_AFTER: Mapping[SwitchKind, timedelta] = {
    SwitchKind.OUTBOUND_PAUSED: timedelta(days=7),
    SwitchKind.OUTBOUND_HALTED: timedelta(days=7),
    SwitchKind.AI_DISABLED: timedelta(days=7),
    SwitchKind.PROCESSING_PAUSED: timedelta(days=7),
    SwitchKind.ALERTS_MUTED: timedelta(hours=24),
}
"""When a switch ends by itself if nobody said until when. There is no switch without an end (promise P6)."""

WARNED_AT_MOST = timedelta(hours=24)
"""How long before its end people are warned: a quarter of its life, but no earlier than this."""
TOLD_FROM = timedelta(hours=1)
"""A switch that lives shorter than this ends without an alert: whoever set it is still there."""


@dataclass(frozen=True, slots=True)
class Switch:
    id: str
    kind: SwitchKind
    reason: str
    author: str
    since: datetime
    until: datetime | None = None
    workspace_id: str | None = None
    channel: str | None = None
    lead_id: str | None = None

    def covers(self, workspace_id: str, channel: str | None, lead_id: str | None) -> bool:
        """Whether this switch reaches that place; an empty scope reaches everything."""
        return (
            self.workspace_id in (None, workspace_id)
            and self.channel in (None, channel)
            and self.lead_id in (None, lead_id)
        )
