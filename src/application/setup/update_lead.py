"""UpdateLead: what a person of ours says about a lead outranks what was worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.application.replies.endings import cancel_follow_ups
from rejoinder.application.replies.pause_follow_ups import pause_or_resume
from rejoinder.application.setup.correct_verdict import (
    BY_PERSON,
    StopCampaigns,
    leave_alone,
    say_what_it_means,
    sentiment_named,
)
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.facts import Fact, FactKind, FactSource, Provenance
from rejoinder.domain.follow_ups import why_over
from rejoinder.domain.ids import is_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sentiment import LeadStatus, Sentiment, next_status
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import parse_mode, parse_timezone


@dataclass(frozen=True, slots=True)
class LeadChanges:
    """What to change; None leaves a thing as it is."""

    status: str | None = None
    sentiment: str | None = None
    follow_ups_paused: bool | None = None
    automation_paused_reason: str | None = None
    """An empty text lets automation in again; any other text keeps it out."""
    mode: str | None = None
    """How far automation may go with them; an empty text says nothing."""
    timezone: str | None = None
    """IANA name; an empty text says that nobody knows."""


@dataclass(frozen=True, slots=True)
class UpdateLead:
    """Called by the admin API and the dashboard. Afterwards the lead is as the person said, the conversation moved on
    (so an automatic reply decided before does not leave), and the timeline says who did it. Blacklisting also closes
    every medium, ends what waited, withholds what was queued and asks campaigns to stop for good. Raises NotFound,
    InvalidInput."""

    store: Store
    clock: Clock
    stop_campaigns: StopCampaigns

    def __call__(self, workspace_id: str, lead_id: str, changes: LeadChanges, by: str) -> None:
        status = _status(changes.status)
        sentiment = None if changes.sentiment is None else sentiment_named(changes.sentiment)
        with self.store.begin(workspace_id) as uow:
            lead = uow.leads.lock(lead_id) if is_id(lead_id) else None
            if lead is None:
                raise NotFound("There is no such lead.")
            changed = _changed(lead, changes, status, sentiment)
            if sentiment is not None:
                _correct_newest(uow, lead, sentiment, by)
            if changed.timezone and changed.timezone != lead.timezone:
                fact = Fact(FactKind.TIMEZONE, changed.timezone, 1.0, "by-person", by, "")
                uow.facts.add(lead.id, fact, Provenance(FactSource.PERSON), applied=True)
            if changed != lead:
                uow.leads.save(changed)
                uow.leads.bump(lead.id)
            uow.timeline.append(*_entries(lead, changed, by))
            workspace = uow.workspaces.get(workspace_id)
            assert workspace is not None
            over = why_over(changed, None, workspace.settings.opt_out_scope)
            if over is not None:
                cancel_follow_ups(uow, lead.id, over, actor=by)
            elif changes.follow_ups_paused is not None:
                pause_or_resume(uow, workspace, lead.id, changes.follow_ups_paused, self.clock.now(), by)
            if changed.status is LeadStatus.BLACKLISTED and lead.status is not LeadStatus.BLACKLISTED:
                leave_alone(uow, lead.id, by, self.stop_campaigns)


def _status(name: str | None) -> LeadStatus | None:
    try:
        return None if name is None else LeadStatus(name)
    except ValueError:
        raise InvalidInput(f"'status' is one of {', '.join(LeadStatus)}.", field="status") from None


def _changed(lead: Lead, changes: LeadChanges, status: LeadStatus | None, sentiment: Sentiment | None) -> Lead:
    changed = lead
    if sentiment is not None:
        follows = next_status(lead.status, sentiment, has_appointment=lead.has_appointment)
        changed = replace(changed, sentiment=sentiment, status=follows)
    if status is not None:
        changed = replace(changed, status=status)
    if changes.follow_ups_paused is not None:
        reason = BY_PERSON if changes.follow_ups_paused else ""
        changed = replace(changed, follow_ups_paused=changes.follow_ups_paused, follow_ups_paused_reason=reason)
    if changes.automation_paused_reason is not None:
        changed = replace(changed, automation_paused_reason=changes.automation_paused_reason.strip()[:500])
    if changes.mode is not None:
        changed = replace(changed, mode=parse_mode("mode", changes.mode) if changes.mode else None)
    if changes.timezone is not None:
        changed = replace(changed, timezone=parse_timezone(changes.timezone) if changes.timezone else "")
    return changed


def _correct_newest(uow: UnitOfWork, lead: Lead, sentiment: Sentiment, by: str) -> None:
    """The newest inbound message carries the person's verdict, and says whose it is."""
    inbound = [m for m in uow.messages.conversation(lead.id) if m.direction is Direction.INBOUND]
    if not inbound:
        return
    newest = inbound[-1]
    say_what_it_means(uow, newest, sentiment, newest.asks_something, by)


def _entries(before: Lead, after: Lead, by: str) -> list[Entry]:
    entries = []
    if after.status is not before.status:
        detail = {"from": before.status, "to": after.status}
        entries.append(Entry("status-changed", after.status, BY_PERSON, before.id, actor=by, detail=detail))
    if after.follow_ups_paused != before.follow_ups_paused:
        kind = "follow-ups-paused" if after.follow_ups_paused else "follow-ups-resumed"
        entries.append(Entry(kind, "", BY_PERSON, before.id, actor=by))
    if after.mode is not before.mode:
        modes = {"from": before.mode, "to": after.mode}
        entries.append(Entry("mode-changed", after.mode or "", BY_PERSON, before.id, actor=by, detail=modes))
    if after.timezone != before.timezone:
        entries.append(Entry("learned", "new", "person", before.id, actor=by, detail={"timezone": after.timezone}))
    if after.automation_paused_reason != before.automation_paused_reason:
        kind = "automation-paused" if after.automation_paused_reason else "automation-resumed"
        entries.append(Entry(kind, "", after.automation_paused_reason or BY_PERSON, before.id, actor=by))
    return entries
