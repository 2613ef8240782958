"""What the system says itself becomes a send: the same ledger and the same one way out as every reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.route_reply import NoRoute, Route
from rejoinder.domain.drafts import reply_subject
from rejoinder.domain.gate import (
    APOLOGISE_AGAIN,
    DEFLECT_AGAIN,
    HELP_AGAIN,
    apology_text,
    deflection_text,
    keyword_answer,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Workspace

SAID = {
    SendKind.DEFLECTION: "deflected",
    SendKind.APOLOGY: "apologised",
    SendKind.NOTIFICATION: "owner-notified",
    SendKind.OPERATOR: "owner-answered",
    SendKind.HOLDING: "told-to-wait",
    SendKind.KEYWORD: "keyword-answered",
    SendKind.GOODBYE: "keyword-answered",
}
"""The timeline's word for each."""


@dataclass(frozen=True, slots=True)
class Way:
    """Through which connection, from which address of ours, to whom."""

    connection_id: str
    channel: str
    medium: Medium
    sender: str
    recipient: str


def way_back(message: Message, route: Route) -> Way:
    """To whoever wrote, the way that a reply would take."""
    return Way(route.connection_id, route.channel, route.medium, route.sender(message), message.sender)


def queue_notice(
    uow: UnitOfWork,
    kind: SendKind,
    message: Message,
    way: Way,
    body: str,
    *,
    version: int,
    reason: str = "",
    step: str = "",
) -> Send | None:
    """The text is a queued send with its job, once per kind and message (and `step`); None when it was there before.

    Called with the lead of `message` locked.
    """
    back = kind is not SendKind.NOTIFICATION
    send = Send(
        id=new_id(),
        workspace_id=message.workspace_id,
        lead_id=message.lead_id,
        message_id=message.id,
        draft_id=None,
        draft_version=0,
        connection_id=way.connection_id,
        channel=way.channel,
        medium=way.medium,
        recipient=way.recipient,
        sender=way.sender,
        body=body,
        part=1,
        parts=1,
        state=SendState.QUEUED,
        basis_version=version,
        intent_key=f"{kind}:{message.id}{':' * bool(step)}{step}",
        automatic=True,
        subject=reply_subject(way.medium, message.subject) if back else "",
        conversation=message.conversation if back else "",
        reply_handle=message.reply_handle if back else {},
        kind=kind,
    )
    if not uow.sends.add(send):
        return None
    uow.queue.enqueue(send_job(send))
    uow.timeline.append(
        Entry(SAID[kind], "queued", reason, message.lead_id, message.id, detail={"send": send.id, "text": body})
    )
    return send


def alert_owner_not_told(uow: UnitOfWork, send: Send, reason: str) -> None:
    """The owner does not learn of an urgent message by text, so that somebody has to."""
    uow.alerts.raise_alert(
        "owner-not-notified",
        send.message_id or send.id,
        severity="high",
        title=f"An urgent message waits, and its text to the owner did not leave ({reason}).",
        workspace_id=send.workspace_id,
        detail={"send": send.id, "message": send.message_id, "reason": reason},
    )


_TEXTS: Mapping[SendKind, tuple[Callable[[Workspace], str], timedelta]] = {
    SendKind.DEFLECTION: (deflection_text, DEFLECT_AGAIN),
    SendKind.APOLOGY: (apology_text, APOLOGISE_AGAIN),
}


def say_once(
    uow: UnitOfWork,
    kind: SendKind,
    message: Message,
    route: Route | NoRoute,
    lead: Lead,
    workspace: Workspace,
    reason: str,
) -> bool:
    """A deflection or an apology to whoever wrote, unless this conversation had one within its period.

    Called with `lead` locked, so two messages of one person never both find that there was none.
    """
    text, again = _TEXTS[kind]
    if isinstance(route, NoRoute) or uow.sends.noticed_within(lead.id, kind, route.channel, again):
        why = route.reason if isinstance(route, NoRoute) else "said-recently"
        uow.timeline.append(Entry(SAID[kind], "skipped", why, lead.id, message.id))
        return False
    way = way_back(message, route)
    return queue_notice(uow, kind, message, way, text(workspace), version=lead.version, reason=reason) is not None


def answer_keyword(uow: UnitOfWork, message: Message, route: Route | NoRoute, lead: Lead, workspace: Workspace) -> bool:
    """STOP, START and HELP hear what the workspace says to them, once per message and HELP once an hour.

    Called with `lead` locked. Nothing where the workspace says nothing. Returns whether that was all that the message
    wanted: a HELP that is answered, or was within the hour, waits for nobody.
    """
    said = keyword_answer(message, workspace)
    if said is None:
        return False
    kind, text, reason = said
    again = reason == "help" and uow.sends.noticed_within(lead.id, kind, message.channel, HELP_AGAIN)
    if isinstance(route, NoRoute) or again:
        why = route.reason if isinstance(route, NoRoute) else "said-recently"
        uow.timeline.append(Entry(SAID[kind], "skipped", why, lead.id, message.id))
    else:
        queue_notice(uow, kind, message, way_back(message, route), text, version=lead.version, reason=reason)
    return reason == "help" and not isinstance(route, NoRoute)
