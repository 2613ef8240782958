"""FindTimes: times of the workspace's calendar that may be offered to one lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.booking import OFFER_LASTS, OfferedSlot, choose_times, may_begin, window, zone_told
from rejoinder.domain.errors import PermanentFailure, TemporaryFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.workspaces import CalendarSettings, Workspace


@dataclass(frozen=True, slots=True)
class FoundTimes:
    """Slots that belong to no draft yet, in their order; or why there are none."""

    slots: tuple[OfferedSlot, ...]
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class FindTimes:
    """Called while no transaction is open, before somebody writes an answer that may offer times.

    Nothing is stored. A calendar that cannot be asked gives no times and a reason: an answer never waits for it.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(
        self, workspace: Workspace, lead_id: str, message_id: str, *, wanted: Sequence[datetime] = ()
    ) -> FoundTimes:
        """At most three free times; or those of `wanted` that are free."""
        settings = workspace.settings.calendar
        if settings is None:
            return FoundTimes((), "no-calendar")
        now = self.clock.now()
        with self.store.begin(workspace.id) as uow:
            connection = uow.connections.get(settings.connection_id)
            zone = zone_told(uow.leads.get(lead_id), workspace)
            taken = uow.slots.taken(settings.connection_id, settings.calendar_id, now, except_lead=lead_id)
        calendar = None
        if connection is not None and connection.enabled and connection.channel in self.channels:
            calendar = self.channels[connection.channel].calendar
        if connection is None or calendar is None:
            return FoundTimes((), "no-calendar")
        earliest, latest = window(settings, now)
        try:
            free = calendar.free_times(settings.calendar_id, settings.minutes, earliest, latest, connection)
        except (TemporaryFailure, PermanentFailure) as trouble:
            return FoundTimes((), trouble.code)
        if wanted:
            chosen = [t for t in sorted(set(wanted)) if t in free and may_begin(t, settings, workspace, taken, now)]
        else:
            chosen = choose_times(free, settings, workspace, taken, now)
        slots = tuple(_slot(start, settings, workspace, lead_id, message_id, zone, now) for start in chosen)
        return FoundTimes(slots, "" if slots else "no-free-times")


def _slot(
    start: datetime,
    settings: CalendarSettings,
    workspace: Workspace,
    lead_id: str,
    message_id: str,
    zone: str,
    now: datetime,
) -> OfferedSlot:
    last_moment = start - timedelta(minutes=settings.min_notice_minutes)
    return OfferedSlot(
        id=new_id(),
        workspace_id=workspace.id,
        lead_id=lead_id,
        message_id=message_id,
        draft_id="",
        connection_id=settings.connection_id,
        calendar_id=settings.calendar_id,
        starts_at=start,
        minutes=settings.minutes,
        zone=zone,
        expires_at=min(last_moment, now + OFFER_LASTS),
    )
