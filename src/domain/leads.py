"""One outside person, across channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from rejoinder.domain.ai_usage import Judge
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.workspaces import Mode

ADDRESS_KIND: Mapping[Medium, str] = {
    Medium.SMS: "phone",
    Medium.VOICE: "phone",
    Medium.EMAIL: "email",
    Medium.LINKEDIN: "linkedin",
}
"""What identifies a person on each medium."""


def reference(provider: str, person_id: str) -> str:
    """The address of a person whom a provider names by an id of its own; matched like any other, never dialled."""
    return f"id:{provider}:{person_id}"


def is_reference(address: str) -> bool:
    """Whether a provider's id of the person stands where an address should."""
    return address.startswith("id:")


class ConsentState(StrEnum):
    GRANTED = "granted"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether we may write on one medium, since when, and on what evidence."""

    state: ConsentState
    at: datetime | None = None
    evidence: str = ""


class ScoreSource(StrEnum):
    """Who gave a score. `rule`: somebody who asked to be left alone is not worth pursuing, and nobody is asked."""

    UNKNOWN = ""
    RULE = "rule"
    MODEL = "model"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Score:
    """Fit, intent and overall, each 1 (poor) to 4 (excellent), with the reasons."""

    fit: int
    intent: int
    overall: int
    reasons: tuple[str, ...] = ()
    """Each quotes the words that it rests on, where it rests on any."""
    source: ScoreSource = ScoreSource.UNKNOWN
    judge: Judge = field(default_factory=Judge, compare=False)
    """Known while it is made; the timeline keeps it."""


@dataclass(frozen=True, slots=True)
class Lead:
    id: str
    workspace_id: str
    version: int
    """Grows with every inbound message, human answer, consent change or status change made by people."""
    name: str = ""
    status: LeadStatus = LeadStatus.NEW
    sentiment: Sentiment | None = None
    score: Score | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    linkedin_url: str = ""
    scheduling_links: tuple[str, ...] = ()
    timezone: str = ""
    """IANA name, where it is known well enough to promise a time of day."""
    consent: Mapping[Medium, Consent] = field(default_factory=dict)
    follow_ups_paused: bool = False
    follow_ups_paused_reason: str = ""
    mode: Mode | None = None
    """How far automation may go with this person; None says nothing (domain/modes.py)."""
    automation_paused_reason: str = ""
    """Set when a person of ours answered elsewhere; automation keeps out until somebody clears it."""
    last_message_at: datetime | None = None
    last_inbound_at: datetime | None = None
    last_outbound_at: datetime | None = None
    has_appointment: bool = False
    """Whether a meeting is booked, or was held: it pins the status."""
    appointments: int = 0
    """How many meetings there are and were, however they ended; one that moved counts once."""
    next_meeting_at: datetime | None = None
    """Begin of the next booked meeting, as of the last change of any."""

    def consent_for(self, medium: Medium) -> Consent:
        """What we know about writing to this person on `medium`."""
        return self.consent.get(medium, Consent(ConsentState.UNKNOWN))

    def has_opted_out(self, medium: Medium, scope: str) -> bool:
        """Whether nothing may be written to this person on `medium`.

        `scope` is the workspace's setting: with `all` an opt-out on any medium counts on every other, except where the
        person came back in later.
        """
        here = self.consent_for(medium)
        if here.state is ConsentState.WITHDRAWN or scope != "all":
            return here.state is ConsentState.WITHDRAWN
        return any(
            there.state is ConsentState.WITHDRAWN and not _came_back(here, there) for there in self.consent.values()
        )

    @property
    def opted_out_everywhere(self) -> bool:
        """Whether every medium that we know anything about is closed."""
        return bool(self.consent) and all(c.state is ConsentState.WITHDRAWN for c in self.consent.values())

    def opted_out_after(self, moment: datetime) -> bool:
        """Whether an opt-out, on any medium, is younger than `moment`: what was said before it is no way back in."""
        withdrawn = (consent.at for consent in self.consent.values() if consent.state is ConsentState.WITHDRAWN)
        return any(at is not None and at > moment for at in withdrawn)


def _came_back(here: Consent, there: Consent) -> bool:
    return here.state is ConsentState.GRANTED and here.at is not None and there.at is not None and here.at > there.at


def merged(gone: Lead, kept: Lead) -> Lead:
    """One lead of two: `kept` wins wherever it says something; withdrawn consent and pauses of either hold."""
    consent = {**gone.consent, **kept.consent}
    for medium, value in gone.consent.items():
        if value.state is ConsentState.WITHDRAWN:
            consent[medium] = value
    return replace(
        kept,
        version=kept.version + gone.version,
        name=kept.name or gone.name,
        status=gone.status if kept.status is LeadStatus.NEW else kept.status,
        sentiment=kept.sentiment or gone.sentiment,
        score=kept.score or gone.score,
        emails=tuple(dict.fromkeys((*kept.emails, *gone.emails))),
        phones=tuple(dict.fromkeys((*kept.phones, *gone.phones))),
        linkedin_url=kept.linkedin_url or gone.linkedin_url,
        scheduling_links=tuple(dict.fromkeys((*kept.scheduling_links, *gone.scheduling_links))),
        timezone=kept.timezone or gone.timezone,
        consent=consent,
        follow_ups_paused=kept.follow_ups_paused or gone.follow_ups_paused,
        follow_ups_paused_reason=kept.follow_ups_paused_reason or gone.follow_ups_paused_reason,
        mode=min(filter(None, (kept.mode, gone.mode)), key=list(Mode).index, default=None),
        automation_paused_reason=kept.automation_paused_reason or gone.automation_paused_reason,
        last_message_at=_later(kept.last_message_at, gone.last_message_at),
        last_inbound_at=_later(kept.last_inbound_at, gone.last_inbound_at),
        last_outbound_at=_later(kept.last_outbound_at, gone.last_outbound_at),
        has_appointment=kept.has_appointment or gone.has_appointment,
        appointments=kept.appointments + gone.appointments,
        next_meeting_at=min(filter(None, (kept.next_meeting_at, gone.next_meeting_at)), default=None),
    )


def _later(a: datetime | None, b: datetime | None) -> datetime | None:
    return max((moment for moment in (a, b) if moment is not None), default=None)
