"""The sequence-leak alarm: a campaign that writes to somebody who has answered is told, and asked again to stop."""

from __future__ import annotations

from collections.abc import Mapping

from rejoinder.application.follow_ups.stop_campaign import owe_stops
from rejoinder.application.replies.campaign_seats import seats_of
from rejoinder.domain.campaigns import CampaignSeat, leaked_after
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

LEAK = "sequence-leak"
"""The rule of the alert."""


def watch_campaign(
    uow: UnitOfWork, lead_id: str, said: Message, connection: Connection, channels: Mapping[str, Channel]
) -> bool:
    """Called with the lead locked, for a campaign's message that has just joined the thread. True when it left after
    the person had replied or opted out: people are told which lead, campaign and message, and the campaign is asked
    once more to stop."""
    workspace, lead = uow.workspaces.get(said.workspace_id), uow.leads.get(lead_id)
    if workspace is None or lead is None:
        return False
    settings = workspace.settings
    thread = uow.messages.conversation(lead_id)
    why = leaked_after(
        lead,
        thread,
        said.sent_at or said.received_at,
        medium=said.medium,
        scope=settings.opt_out_scope,
        conversation=said.conversation,
    )
    if why is None:
        return False
    campaign = _campaign(said, connection, channels)
    about = {"campaign": campaign, "connection": connection.id, "external_id": said.external_id}
    uow.timeline.append(Entry(LEAK, "leaked", why, lead_id, said.id, said.channel, about))
    if settings.follow_ups.stop_campaigns:
        places = seats_of(uow, (*thread, said), channels)
        owe_stops(uow, said, places, cause=f"leak-{said.id}", for_good=why == "after-opt-out")
    if settings.follow_ups.leak_alarm:
        who = lead.name or said.recipient or lead_id
        told = "had opted out" if why == "after-opt-out" else "had replied"
        uow.alerts.raise_alert(
            LEAK,
            said.id,
            severity="high",
            title=f"Campaign {campaign or '(not named)'} of {connection.name} wrote to {who}, who {told}.",
            workspace_id=said.workspace_id,
            detail={"lead": lead_id, "message": said.id, "channel": said.channel, "why": why, **about},
        )
    return True


def stop_all(
    uow: UnitOfWork, lead_id: str, cause: str, channels: Mapping[str, Channel], *, for_good: bool = True
) -> None:
    """Somebody opted out or booked without a message of their own: every campaign that we know of is asked to stop."""
    thread = uow.messages.conversation(lead_id)
    if not any((channel := channels.get(said.channel)) and channel.campaigns for said in thread):
        return
    workspace = uow.workspaces.get(thread[-1].workspace_id)
    if workspace is not None and workspace.settings.follow_ups.stop_campaigns:
        owe_stops(uow, thread[-1], seats_of(uow, thread, channels), cause=cause, for_good=for_good)


def _campaign(said: Message, connection: Connection, channels: Mapping[str, Channel]) -> str:
    channel = channels.get(said.channel)
    seats: list[CampaignSeat] = []
    if channel is not None and channel.campaigns is not None:
        seats = list(channel.campaigns.seats_of(said, connection))
    return seats[0].campaign if seats else ""
