"""How far automation may go, and what holds it back: modes, shadow, switches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rejoinder.domain.errors import NotFound
from rejoinder.entrypoints.cli.instance import DataDir, opened, shown_as_json
from rejoinder.entrypoints.cli.setup import BY, AsJson

modes = typer.Typer(help="How far automation may go: off, shadow, suggest, auto.", no_args_is_help=True)
switches = typer.Typer(help="What holds back alerts, automation or sends.", no_args_is_help=True)

WorkspaceId = Annotated[str, typer.Option("--workspace", help="The workspace.")]
AnyWorkspace = Annotated[str | None, typer.Option("--workspace", help="One workspace; without it, every one.")]
ChannelName = Annotated[str | None, typer.Option("--channel", help="One channel.")]
Campaign = Annotated[str | None, typer.Option("--campaign", help="The provider's id of a campaign.")]
LeadId = Annotated[str | None, typer.Option("--lead", help="One lead.")]


@modes.command("show")
def show_mode(
    workspace: WorkspaceId,
    channel: ChannelName = None,
    campaign: Campaign = None,
    lead: LeadId = None,
    message: Annotated[str | None, typer.Option(help="A message: its channel, campaigns and lead.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print the mode that is in effect there, and why."""
    from rejoinder.application.setup.modes import ModePlace

    with opened(data_dir) as container:
        found = container.show_mode()(workspace, ModePlace(channel, campaign, lead, message))
    print(shown_as_json(asdict(found)) if as_json else f"{found.mode}\n{found.reason}")


@modes.command("set")
def set_mode(
    mode: Annotated[str, typer.Argument(help="off, shadow, suggest, auto; none takes it back.")],
    workspace: WorkspaceId,
    channel: ChannelName = None,
    campaign: Campaign = None,
    lead: LeadId = None,
    data_dir: DataDir = None,
) -> None:
    """State a mode for the workspace, or for one channel, campaign or lead; the strictest of all holds."""
    from rejoinder.application.setup.modes import ModePlace

    place = ModePlace(channel, campaign, lead)
    with opened(data_dir) as container:
        container.set_mode()(workspace, place, None if mode == "none" else mode, BY)
        found = container.show_mode()(workspace, place)
    print(f"In effect there: {found.reason}")


@modes.command("shadow")
def shadow_report(workspace: AnyWorkspace = None, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Print what shadow would have done, and how often people did the same."""
    with opened(data_dir) as container:
        groups = container.reports().shadow(workspace, None)
    if as_json:
        print(shown_as_json([asdict(group) for group in groups]))
        return
    for group in groups:
        agreed = "-" if group.agreement is None else f"{group.agreement:.0%}"
        print(
            f"{group.channel:<18} {group.intent or 'not judged':<20} rehearsed {group.rehearsed:>5}"
            f"  would send {group.would_send:>5}  answered {group.answered:>5}  agreed {agreed}"
        )


@switches.command("list")
def list_switches(
    every: Annotated[bool, typer.Option("--all", help="The past too.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List what holds something back right now: who, why, since and until when."""
    from rejoinder.domain.views import PageRequest

    with opened(data_dir) as container:
        found = container.reports().switches(None, PageRequest(200), in_force=not every).items
    if as_json:
        print(shown_as_json([asdict(switch) for switch in found]))
        return
    for switch in found:
        until = f"{switch.until:%Y-%m-%d %H:%M} UTC" if switch.until else "-"
        reach = switch.scope.lead_id or switch.scope.channel or switch.scope.workspace_id or "everything"
        print(f"{switch.id}  {switch.kind:<17}  until {until}  {reach}  {switch.author}: {switch.reason}")


@switches.command("set")
def set_switch(
    kind: Annotated[str, typer.Argument(help="outbound_paused, outbound_halted, ai_disabled, ...")],
    reason: Annotated[str, typer.Option(help="Why; people will read it.")],
    workspace: AnyWorkspace = None,
    channel: ChannelName = None,
    lead: LeadId = None,
    hours: Annotated[
        float | None, typer.Option(min=0.01, max=24 * 366, help="When it ends; without it, at the end of its kind.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Hold something back and print the id of the switch; queued and delayed sends are held too."""
    from datetime import timedelta

    from rejoinder.application.setup.switches import SwitchPlace

    with opened(data_dir) as container:
        until = None if hours is None else container.clock().now() + timedelta(hours=hours)
        print(container.set_switch()(kind, SwitchPlace(workspace, channel, lead), reason, until, BY))


@switches.command("end")
def end_switch(
    switch_id: Annotated[str, typer.Argument(help="Its id.")],
    data_dir: DataDir = None,
) -> None:
    """Let go again."""
    with opened(data_dir) as container:
        if container.reports().switch(None, switch_id) is None:
            raise NotFound("There is no such switch; `rejoinder switch list` shows them.")
        container.end_switch()(None, switch_id, BY)
    print(f"{switch_id} is over.")
