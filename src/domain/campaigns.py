"""Sequences that a provider runs itself, as far as they concern one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rejoinder.domain.leads import ConsentState, Lead
from rejoinder.domain.messages import Direction, Medium, Message


@dataclass(frozen=True, slots=True)
class CampaignSeat:
    """One person's place in one campaign of a provider account."""

    campaign: str
    """The provider's id of the campaign."""
    address: str
    """The person's address in it."""
    person: str = ""
    """The provider's own id of the person, where we know it."""


class Standing(StrEnum):
    """What a provider says about somebody's place in a campaign."""

    RUNNING = "running"
    """It will write again."""
    STOPPED = "stopped"
    """It will not: stopped, paused, finished, unsubscribed, or no longer in it."""
    UNKNOWN = "unknown"
    """It cannot be asked, or says something that we do not understand."""


@dataclass(frozen=True, slots=True)
class CampaignStop:
    """A campaign was asked to stop writing to one person."""

    lead_id: str
    connection_id: str
    campaign: str
    for_good: bool
    """Because the person opted out."""
    asked_at: datetime
    """When we asked last."""


SHOWN_LATE = timedelta(seconds=60)
"""How long a provider may take to show what it was asked."""
ASKED_LATELY = timedelta(hours=1)
"""How long a provider that shows nothing is taken at its word."""


def has_to_be_asked(standing: Standing, asked: CampaignStop | None, *, for_good: bool, now: datetime) -> bool:
    """Whether to ask a campaign to stop, by how it stands: once for one wish, and again only while it goes on."""
    if asked is None or (for_good and not asked.for_good):
        return for_good or standing is not Standing.STOPPED
    patience = {Standing.RUNNING: SHOWN_LATE, Standing.UNKNOWN: ASKED_LATELY}.get(standing)
    return patience is not None and now - asked.asked_at >= patience


LEAK_WITHIN = timedelta(days=30)
"""How long after a reply another campaign's mail counts as a leak too; after that somebody has started a new one."""


def leaked_after(
    lead: Lead, thread: Sequence[Message], at: datetime, *, medium: Medium, scope: str, conversation: str
) -> str | None:
    """Why a campaign's message of that moment should not have left: `after-opt-out`, `after-reply`, or None.

    Both moments are the providers' own where they say them, so that an echo that comes late is not taken for a late
    mail. A machine's answer is no reply.
    """
    heard = [
        c.at for m, c in lead.consent.items() if c.state is ConsentState.WITHDRAWN and (m is medium or scope == "all")
    ]
    if lead.has_opted_out(medium, scope) and any(moment is not None and moment < at for moment in heard):
        return "after-opt-out"
    for said in thread:
        if said.direction is not Direction.INBOUND or said.automated:
            continue
        replied = min(said.sent_at or said.received_at, said.received_at)
        same = bool(conversation) and said.conversation == conversation
        if replied < at and (same or at - replied <= LEAK_WITHIN):
            return "after-opt-out" if said.opt_out else "after-reply"
    return None
