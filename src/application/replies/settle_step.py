"""What becomes of a step decides how its follow-up goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from rejoinder.application.replies.endings import cancel_follow_ups, hold_step
from rejoinder.application.replies.move_follow_up import move
from rejoinder.application.replies.plan_step import next_moment, steps_of
from rejoinder.domain.follow_up_plan import silence_ends
from rejoinder.domain.follow_ups import LEAD_REPLIED, FollowUp, FollowUpState, paused, replanned, step_left, why_over
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import LEFT_US, Send, SendState

_TRY_AGAIN = timedelta(minutes=10)
_FOR_A_PERSON = frozenset({"connection-unusable", "automation-paused"})


def follow_up_of(uow: UnitOfWork, send: Send) -> FollowUp | None:
    """The follow-up whose current step this send is, while it lives."""
    found = uow.follow_ups.get(send.follow_up_id) if send.follow_up_id is not None else None
    return found if found is not None and found.is_live and found.step == send.step else None


def settle_left(uow: UnitOfWork, send: Send, now: datetime) -> None:
    """Called when a part has left, the lead being locked: the last one brings the next step."""
    follow_up = follow_up_of(uow, send)
    if follow_up is None:
        return
    parts = [s for s in uow.sends.of_step(follow_up.id, follow_up.step) if s.draft_version == send.draft_version]
    if any(part.state not in LEFT_US for part in parts):
        return
    go_on(uow, follow_up, now, "step-sent")


def go_on(uow: UnitOfWork, follow_up: FollowUp, now: datetime, reason: str) -> None:
    """The step is behind us: the next one is planned, or the follow-up is done."""
    steps = steps_of(uow, follow_up)
    moment = next_moment(uow, follow_up, steps, now)
    after = step_left(follow_up, steps, moment, reason)
    if after.state is FollowUpState.DONE:
        reason = reason if reason != "step-sent" else "last-step-sent"
        after = step_left(follow_up, steps, moment, reason)
    move(uow, follow_up, after, detail={"left": follow_up.step})


def settle_held(uow: UnitOfWork, send: Send, reason: str, now: datetime) -> None:
    """Called when a step was held back in the last moment: nothing of it that is queued leaves any more, and the
    follow-up ends, waits, or tries again later, as the reason wants."""
    follow_up, lead = follow_up_of(uow, send), uow.leads.get(send.lead_id)
    workspace = uow.workspaces.get(send.workspace_id)
    if follow_up is None or lead is None or workspace is None:
        return
    hold_step(uow, follow_up, reason)
    over = why_over(lead, send.medium, workspace.settings.opt_out_scope)
    if over is not None or reason == "opt-out":
        cancel_follow_ups(uow, lead.id, over or reason)
    elif lead.follow_ups_paused:
        why = lead.follow_ups_paused_reason or LEAD_REPLIED
        heard = lead.last_inbound_at
        look = silence_ends(workspace.settings.follow_ups, heard) if heard is not None and why == LEAD_REPLIED else None
        move(uow, follow_up, paused(follow_up, why, look))
    elif _has_left(uow, send):
        move(uow, follow_up, paused(follow_up, f"partly-sent:{reason}"))
    elif reason in _FOR_A_PERSON:
        move(uow, follow_up, paused(follow_up, reason))
    else:
        move(uow, follow_up, replanned(follow_up, now + _TRY_AGAIN, reason))


def settle_failed(uow: UnitOfWork, send: Send, code: str, *, opted_out: bool = False) -> None:
    """Called when a step will never leave: a person looks, or the follow-up ends with an opt-out."""
    follow_up = follow_up_of(uow, send)
    if follow_up is None:
        return
    hold_step(uow, follow_up, code)
    if opted_out:
        cancel_follow_ups(uow, send.lead_id, "opt-out")
    else:
        move(uow, follow_up, paused(follow_up, f"send-failed:{code}"))


def stop_follow_up(uow: UnitOfWork, follow_up_id: str, reason: str, *, actor: str = "rejoinder") -> None:
    """Its job or its send is history: the follow-up waits for a person."""
    known = uow.follow_ups.get(follow_up_id)
    if known is None or uow.leads.lock(known.lead_id) is None:
        return
    follow_up = uow.follow_ups.get(follow_up_id)
    if follow_up is not None and follow_up.is_live:
        hold_step(uow, follow_up, reason, actor=actor)
        move(uow, follow_up, paused(follow_up, reason), actor=actor)


def _has_left(uow: UnitOfWork, send: Send) -> bool:
    parts = uow.sends.of_step(send.follow_up_id or "", send.step)
    return any(part.state in LEFT_US or part.state in (SendState.SENDING, SendState.UNKNOWN) for part in parts)
