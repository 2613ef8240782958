"""A call that the owner asked for by text: the owner is rung, and put through to the person once a key was pressed.

Somebody has to press 1, so that the owner's voicemail is never put through to anybody (reference/voice-and-sms.md A12,
REQ-A15). One command is one call, however often it or its callbacks are delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Medium
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import Workspace

LATE_AFTER = timedelta(minutes=5)
"""The owner holds the phone now; a call that begins later than this surprises them."""
QUIET = (time(21), time(8))
"""When nobody is called unasked, in the person's own zone."""
ASKED_WITHIN = timedelta(hours=1)
"""Whoever wrote so lately is awake and waits: their quiet hours do not count."""
LISTED_AFTER = timedelta(seconds=30)
"""From then on a call that the provider does not list was never made."""
GIVEN_UP_AFTER = timedelta(minutes=3)
"""How long an unknown outcome is asked after."""
TRIES = 2


class BridgeState(StrEnum):
    QUEUED = "queued"
    CALLING = "calling"
    """The request to the provider is in the air."""
    UNKNOWN = "unknown"
    """It had no answer: nothing is asked again before the provider has said what it has."""
    RINGING = "ringing"
    """The owner's telephone rings, or they hear whom it is about."""
    CONNECTED = "connected"
    """The owner pressed the key, and the person is rung."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Bridge:
    """One such call."""

    id: str
    workspace_id: str
    lead_id: str
    message_id: str
    """What the person wrote."""
    command_id: str
    """The owner's text: one call for each."""
    connection_id: str
    our_number: str
    """Shown to both of them."""
    owner: str
    person: str
    name: str = ""
    """The person's, read out to the owner."""
    state: BridgeState = BridgeState.QUEUED
    call_id: str = ""
    """The provider's id of the call to the owner."""
    outcome: str = ""
    attempts: int = 0
    asked_at: datetime | None = None
    """When the provider was last asked to call."""
    created_at: datetime | None = None


def why_no_call(
    bridge: Bridge, lead: Lead, workspace: Workspace, switches: list[Switch], channel: str, now: datetime,
    wrote_at: datetime, zone: str, *, usable: bool,
) -> str | None:  # fmt: skip
    """None when the owner may be rung for this person now, else the reason code."""
    if bridge.created_at is not None and now - bridge.created_at > LATE_AFTER:
        return "too-late"
    if lead.has_opted_out(Medium.VOICE, workspace.settings.opt_out_scope):
        return "opt-out"
    if any(s.kind is SwitchKind.OUTBOUND_HALTED and s.covers(workspace.id, channel, lead.id) for s in switches):
        return "switch"
    if not usable:
        return "connection-unusable"
    return "quiet-hours" if is_quiet(now, zone) and now - wrote_at > ASKED_WITHIN else None


def is_quiet(moment: datetime, zone: str) -> bool:
    """Whether it is night where the person lives."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return local >= QUIET[0] or local < QUIET[1]


WHY_NOT = {
    "too-late": "the call could not be made in time",
    "opt-out": "they do not want to be called or written to",
    "switch": "everything that leaves is halted",
    "connection-unusable": "the telephone account cannot be used",
    "quiet-hours": "it is night where they are",
    "unknown": "nobody can tell whether your telephone rang",
}
"""For the owner, behind "You were not put through:"."""
