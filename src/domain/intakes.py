"""People who called or texted a number that belongs to nobody yet: kept, answered once, given to a workspace later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.switches import Switch, SwitchKind

FAILSAFE_TEXT = (
    "We missed your call. Please reply with details about the job you need help with and we'll get back to you shortly."
)
"""Generic on purpose: nobody knows whose customer this is (seed 003)."""
TEXT_ONLY_TEXT = "We missed your call: this number takes text messages only. Please send us a text."

COOL_DOWN = timedelta(minutes=10)
"""One text per caller in that time, however often they call."""
TEXT_ONLY_COOL_DOWN = timedelta(days=1)
OPEN_FOR = timedelta(hours=72)
"""How long what somebody texts belongs to their last missed call."""


class TextState(StrEnum):
    """What became of the one text to the caller."""

    NONE = "none"
    """They texted and did not call."""
    CLAIMED = "claimed"
    """Ours to send; if that process is gone, the provider is asked."""
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    WITHHELD = "withheld"
    UNREACHABLE = "unreachable"
    SUPPRESSED = "suppressed"
    """The same caller got the text of another call a moment ago."""


@dataclass(frozen=True, slots=True)
class Intake:
    id: str
    connection_id: str
    channel: str
    caller: str
    called: str
    role: NumberRole
    reason: str
    """Why the number is nobody's (Owner.reason)."""
    text_state: TextState
    at: datetime
    root_call_id: str | None = None
    call_status: str = ""
    text_sender: str = ""
    text_provider_id: str = ""
    text_reason: str = ""
    attempts: int = 0
    opted_out: bool = False
    workspace_id: str | None = None
    """The workspace that a person gave it to."""
    lead_id: str | None = None

    def is_further_than(self, other: Intake) -> bool:
        """Whether the provider has told more of the text than `other` knows, who may only be late; or the person was
        forgotten meanwhile."""
        if self.caller != other.caller:
            return True
        if self.text_state in (TextState.DELIVERED, TextState.UNDELIVERED):
            return True
        return self.text_state is TextState.SENT and other.text_state in (TextState.CLAIMED, TextState.UNKNOWN)


LEFT = frozenset({TextState.SENT, TextState.DELIVERED, TextState.UNDELIVERED})
"""The provider has it."""


@dataclass(frozen=True, slots=True)
class IntakeMessage:
    """One text that arrived for an intake; the raw delivery is kept as the event."""

    id: str
    intake_id: str
    event_id: str
    external_id: str
    sender: str
    recipient: str
    body: str
    received_at: datetime
    message_id: str | None = None


def is_held(switches: Sequence[Switch], channels: Collection[str]) -> bool:
    """Whether a switch that names no workspace keeps texts of the installation back, everywhere or on one of these
    channels."""
    return any(
        switch.kind in (SwitchKind.OUTBOUND_HALTED, SwitchKind.OUTBOUND_PAUSED)
        and switch.workspace_id is None
        and switch.lead_id is None
        and (switch.channel is None or switch.channel in channels)
        for switch in switches
    )


def text_for(role: NumberRole) -> str:
    """What the caller of a number without a workspace is told."""
    return TEXT_ONLY_TEXT if role is NumberRole.ONBOARDING else FAILSAFE_TEXT


def cool_down_for(role: NumberRole) -> timedelta:
    return TEXT_ONLY_COOL_DOWN if role is NumberRole.ONBOARDING else COOL_DOWN
