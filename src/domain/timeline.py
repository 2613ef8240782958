"""What happened and why: the append-only account that people and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a lead, or one check made on a message.

    `kind` says what (received, screened, cleaned, classified, status-changed, follow-ups-paused, eligibility,
    drafted, check, decided, queued, claimed, sent, delivered, withheld, unknown, settled, disposed, ...);
    `reason` is a stable code; `detail` holds the inputs.
    """

    kind: str
    verdict: str = ""
    reason: str = ""
    lead_id: str | None = None
    message_id: str | None = None
    actor: str = "rejoinder"
    detail: Mapping[str, Any] = field(default_factory=dict)
