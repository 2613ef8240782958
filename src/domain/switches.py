"""Visible reasons to hold back: who set them, why, since when and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SwitchKind(StrEnum):
    OUTBOUND_PAUSED = "outbound_paused"
    """Automatic sends are held; a person may still answer."""
    OUTBOUND_HALTED = "outbound_halted"
    """Nothing leaves, not even what a person approves."""
    AI_DISABLED = "ai_disabled"
    PROCESSING_PAUSED = "processing_paused"
    ALERTS_MUTED = "alerts_muted"


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
