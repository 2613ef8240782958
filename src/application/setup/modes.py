"""ShowMode, SetMode: how far automation may go, in one place and in effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rejoinder.application.replies.campaign_seats import campaigns_of
from rejoinder.application.replies.route_reply import Route, route_of
from rejoinder.application.setup.update_lead import LeadChanges, UpdateLead
from rejoinder.application.setup.update_workspace import UpdateWorkspace, known_channels
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.modes import EffectiveMode, StatedMode, effective_mode
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.workspaces import Mode, Workspace, parse_mode


@dataclass(frozen=True, slots=True)
class ModePlace:
    """What a mode is stated for, or asked about; nothing but the workspace where all are None."""

    channel: str | None = None
    """Or a medium."""
    campaign: str | None = None
    """The provider's id."""
    lead_id: str | None = None
    message_id: str | None = None
    """Only to ask: its channel, campaigns and lead."""


@dataclass(frozen=True, slots=True)
class ModeInEffect:
    """The strictest of what is stated there."""

    workspace_id: str
    mode: Mode
    reason: str
    """One sentence."""
    decided_by: StatedMode
    stated: Sequence[StatedMode]
    """Every place that has a say, the workspace first."""


@dataclass(frozen=True, slots=True)
class ShowMode:
    """Raises NotFound."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, place: ModePlace) -> ModeInEffect:
        with self.store.begin(workspace_id) as uow:
            workspace = uow.workspaces.get(workspace_id)
            if workspace is None:
                raise NotFound("There is no such workspace.")
            effective = self._effective(uow, workspace, place)
        return ModeInEffect(workspace_id, effective.mode, _sentence(effective), effective.decided_by, effective.stated)

    def _effective(self, uow: UnitOfWork, workspace: Workspace, place: ModePlace) -> EffectiveMode:
        ways: list[str] = [place.channel] if place.channel else []
        if place.channel is not None and place.channel in self.channels:
            ways.append(self.channels[place.channel].medium)
        campaigns = [place.campaign] if place.campaign else []
        lead = _lead(uow, place.lead_id)
        if place.message_id is not None:
            message = uow.messages.get(place.message_id) if is_id(place.message_id) else None
            if message is None:
                raise NotFound("There is no such message.")
            route = route_of(uow, message, self.channels)
            out = (route.channel, route.medium) if isinstance(route, Route) else ()
            ways += [message.channel, message.medium, *out]
            campaigns += campaigns_of(uow, (message,), self.channels)
            lead = lead or uow.leads.get(message.lead_id)
        return effective_mode(workspace, ways, campaigns=campaigns, lead=lead)


@dataclass(frozen=True, slots=True)
class SetMode:
    """One place states this mode from now on; None: it states none, and the workspace is at its default. What is
    queued is held against it when it leaves. Raises NotFound, InvalidInput."""

    update_workspace: UpdateWorkspace
    update_lead: UpdateLead
    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, place: ModePlace, mode: str | None, by: str) -> None:
        stated = None if mode is None else parse_mode("mode", mode)
        named = [name for name in (place.channel, place.campaign, place.lead_id) if name is not None]
        if len(named) > 1 or place.message_id is not None:
            raise InvalidInput("A mode is set for the workspace, or for one channel, campaign or lead.", field="scope")
        if place.lead_id is not None:
            self.update_lead(workspace_id, place.lead_id, LeadChanges(mode=stated or ""), by)
        elif place.channel is not None:
            known_channels([place.channel], self.channels, field="scope.channel")
            self._one_of(workspace_id, "channel_modes", place.channel, stated, by)
        elif place.campaign is not None:
            self._one_of(workspace_id, "campaign_modes", place.campaign, stated, by)
        else:
            self.update_workspace(workspace_id, by, settings={"mode": stated})

    def _one_of(self, workspace_id: str, setting: str, name: str, mode: Mode | None, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            workspace = uow.workspaces.get(workspace_id)
        if workspace is None:
            raise NotFound("There is no such workspace.")
        stated: dict[str, Mode] = dict(getattr(workspace.settings, setting))
        stated.pop(name, None)
        if mode is not None:
            stated[name] = mode
        self.update_workspace(workspace_id, by, settings={setting: stated or None})


def _lead(uow: UnitOfWork, lead_id: str | None) -> Lead | None:
    if lead_id is None:
        return None
    lead = uow.leads.get(lead_id) if is_id(lead_id) else None
    if lead is None:
        raise NotFound("There is no such lead.")
    return lead


def _sentence(effective: EffectiveMode) -> str:
    by = effective.decided_by
    others = [f"{said.place} {said.name} says {said.mode}" for said in effective.stated if said is not by]
    beside = f"; the strictest holds ({', '.join(others)})" if others else ""
    return f"{effective.mode}, because {by.place} {by.name} says so{beside}."
