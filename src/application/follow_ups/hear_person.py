"""What a message of the person does to their follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from rejoinder.application.replies.endings import cancel_follow_ups, hold_step
from rejoinder.application.replies.move_follow_up import let_go_on, move
from rejoinder.domain.booking import SlotState
from rejoinder.domain.follow_up_plan import (
    day_moment,
    later_day,
    lead_zone,
    may_put_us_off,
    open_hours,
    silence_ends,
    zone_of,
)
from rejoinder.domain.follow_ups import LEAD_REPLIED, FollowUp, FollowUpState, paused, put_off, why_over
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.times import Offer
from rejoinder.domain.workspaces import Workspace


def offers_to(uow: UnitOfWork, lead_id: str) -> tuple[Offer, ...]:
    """The times that the person was offered and that still stand."""
    return tuple(Offer(s.id, s.starts_at, s.minutes) for s in uow.slots.of_lead(lead_id, [SlotState.OFFERED]))


def day_named(uow: UnitOfWork, message: Message, text: str, sentiment: Sentiment, lead: Lead) -> date | None:
    """The day before which the person wants to hear nothing, read with what we had asked and offered; None where they
    named none, or where nothing follows them up."""
    if not may_put_us_off(sentiment) or not uow.follow_ups.live_of_lead(lead.id):
        return None
    said_at = message.sent_at or message.received_at
    thread = uow.messages.conversation(lead.id)
    ours = [m for m in thread if m.direction is Direction.OUTBOUND and m.received_at <= message.received_at]
    return later_day(
        text,
        sentiment,
        sent_at=said_at,
        zone=lead_zone(lead),
        offered=offers_to(uow, lead.id),
        asked=ours[-1].text if ours else "",
    )


def hear_person(uow: UnitOfWork, message: Message, *, until: date | None = None, now: datetime) -> None:
    """Called once the message is understood, with its lead locked and saved.

    A person's reply pauses every follow-up; their wish to hear from us later (`until`) defers it to that day; a
    decline, an opt-out or an appointment ends it. A machine's absence note only defers to the day of the return.
    Storing the reply has paused the lead before anything was understood; this says so on each follow-up.
    """
    live = uow.follow_ups.live_of_lead(message.lead_id)
    if not live:
        return
    lead, workspace = uow.leads.get(message.lead_id), uow.workspaces.get(message.workspace_id)
    if lead is None or workspace is None:
        return
    over = why_over(lead, message.medium, workspace.settings.opt_out_scope)
    if over is not None:
        cancel_follow_ups(uow, lead.id, over, message_id=message.id)
    elif until is not None:
        _defer(uow, lead, workspace, live, until, message, now)
    elif not message.automated and lead.follow_ups_paused:
        for follow_up in live:
            _pause(uow, follow_up, workspace, message)


def _defer(
    uow: UnitOfWork,
    lead: Lead,
    workspace: Workspace,
    live: Sequence[FollowUp],
    until: date,
    message: Message,
    now: datetime,
) -> None:
    hours = open_hours(workspace.settings.follow_ups)
    may_go_on = message.automated or let_go_on(uow, lead.id)
    for follow_up in live:
        if _is_kept_back(follow_up):
            continue  # a person of ours, or trouble, keeps it back: no day that the lead names lets it go
        moment = day_moment(until, hours, zone_of(follow_up, lead, workspace))
        if not may_go_on or moment <= now:
            _pause(uow, follow_up, workspace, message)
        elif not message.automated:
            _put_off(uow, follow_up, moment, "lead-asked", message)
        elif _is_sooner(follow_up, moment):
            _put_off(uow, follow_up, moment, "out-of-office", message)


def _is_sooner(follow_up: FollowUp, moment: datetime) -> bool:
    """Whether it would write to somebody who is away."""
    waits = follow_up.state is not FollowUpState.PAUSED
    return waits and follow_up.planned_at is not None and follow_up.planned_at < moment


def _put_off(uow: UnitOfWork, follow_up: FollowUp, moment: datetime, reason: str, message: Message) -> None:
    hold_step(uow, follow_up, reason)
    move(uow, follow_up, put_off(follow_up, FollowUpState.DEFERRED, moment, reason), message_id=message.id)


def _pause(uow: UnitOfWork, follow_up: FollowUp, workspace: Workspace, message: Message) -> None:
    if message.automated:
        return
    if _is_kept_back(follow_up):
        return  # whatever keeps it back keeps it back
    hold_step(uow, follow_up, LEAD_REPLIED)
    look_at = silence_ends(workspace.settings.follow_ups, message.received_at)
    move(uow, follow_up, paused(follow_up, LEAD_REPLIED, look_at), message_id=message.id)


def _is_kept_back(follow_up: FollowUp) -> bool:
    """Whether it is paused by something that no word of the lead ends."""
    return follow_up.state is FollowUpState.PAUSED and follow_up.reason not in _HEARD_ANEW


_HEARD_ANEW = (LEAD_REPLIED, "awaiting-approval")
