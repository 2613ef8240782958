"""How far automation may go for one conversation: the strictest of what workspace, channel, campaign and lead say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rejoinder.domain.leads import Lead
from rejoinder.domain.workspaces import Mode, Workspace

_STRICTEST_FIRST = list(Mode)


@dataclass(frozen=True, slots=True)
class StatedMode:
    """What one place says."""

    place: str
    """`workspace`, `channel`, `campaign` or `lead`."""
    name: str
    """Which one: an id, or the name of a channel or medium."""
    mode: Mode


@dataclass(frozen=True, slots=True)
class EffectiveMode:
    """What holds, and everybody who had a say in it, the workspace first."""

    mode: Mode
    stated: tuple[StatedMode, ...]

    @property
    def decided_by(self) -> StatedMode:
        """The first of those that say the strictest."""
        return next(said for said in self.stated if said.mode is self.mode)


def effective_mode(
    workspace: Workspace, ways: Iterable[str], *, campaigns: Iterable[str] = (), lead: Lead | None = None
) -> EffectiveMode:
    """The strictest mode that any place states for this conversation; a place that states none has no say.

    `ways` are the channels and media that it goes over, in and out. No place can loosen what another holds tight.
    """
    settings = workspace.settings
    stated = [StatedMode("workspace", workspace.id, settings.mode)]
    stated += [
        StatedMode("channel", name, settings.channel_modes[name])
        for name in dict.fromkeys(map(str, ways))
        if name in settings.channel_modes
    ]
    stated += [
        StatedMode("campaign", name, settings.campaign_modes[name])
        for name in dict.fromkeys(campaigns)
        if name in settings.campaign_modes
    ]
    if lead is not None and lead.mode is not None:
        stated.append(StatedMode("lead", lead.id, lead.mode))
    return EffectiveMode(strictest(*(said.mode for said in stated)), tuple(stated))


def strictest(*modes: Mode) -> Mode:
    """The one that lets least happen by itself."""
    return min(modes, key=_STRICTEST_FIRST.index)


def bounded(
    workspace: Workspace, ways: Iterable[str], *, campaigns: Iterable[str] = (), lead: Lead | None = None
) -> Workspace:
    """The workspace as it is for this conversation: its mode is the effective one."""
    mode = effective_mode(workspace, ways, campaigns=campaigns, lead=lead).mode
    if mode is workspace.settings.mode:
        return workspace
    return replace(workspace, settings=replace(workspace.settings, mode=mode))
