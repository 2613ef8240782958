"""What SmartLead still knows: the replies of its master inbox, and the mails of one lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import OutcomeUnknown, PayloadUnreadable, ProviderDown
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    Confirmation,
    Confirmed,
    Denied,
    HistoryPage,
    Noted,
    ProviderEvent,
    Unconfirmable,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.smartlead.sender import SmartLeadSender
from rejoinder.infrastructure.channels.smartlead.webhook import reply_event
from rejoinder.infrastructure.html_text import looks_like_html, visible_reply
from rejoinder.infrastructure.json_fields import address, moment, objects, text

PAGE_SIZE = 20
"""SmartLead's largest."""
MOST_PAGES = 40
"""Of the master inbox, in one look."""
_THEIRS = frozenset({"REPLY", "RECEIVED"})
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The time of the newest reply that was seen; `floor|top|offset` where one look was not enough.

    SmartLead lists the newest first, so a look walks back until a page holds nothing new.
    """

    floor: datetime
    top: datetime
    offset: int

    @classmethod
    def read(cls, cursor: str, earliest: datetime) -> _Cursor:
        floor_text, _, rest = cursor.partition("|")
        top_text, _, offset = rest.partition("|")
        floor = moment(floor_text) or earliest
        return cls(floor, moment(top_text) or floor, int(offset) if offset.isascii() and offset.isdigit() else 0)


@dataclass(frozen=True, slots=True)
class SmartLeadHistory:
    sender: SmartLeadSender

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """The replies in the master inbox back to the cursor, oldest first, under the keys of the webhook's events."""
        at = _Cursor.read(cursor, earliest)
        told: list[tuple[datetime, ProviderEvent]] = []
        top, offset, more = at.top, at.offset, True
        while more and offset < at.offset + MOST_PAGES * PAGE_SIZE:
            rows = self._inbox(connection, offset)
            fresh = [row for row in rows if (moment(row.get("last_reply_time")) or at.floor) >= at.floor]
            told += [pair for row in fresh for pair in _replies(row) if pair[0] >= at.floor - _CLOCKS_DIFFER]
            top = max([top, *(when for row in rows if (when := moment(row.get("last_reply_time"))))])
            more = bool(fresh) and len(rows) >= PAGE_SIZE
            offset += PAGE_SIZE
        following = f"{at.floor.isoformat()}|{top.isoformat()}|{offset}" if more else top.isoformat()
        return HistoryPage(tuple(event for _, event in sorted(told, key=_when)), following, more)

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether this reply stands in the lead's message history, written by the same person in the same words."""
        campaign = str(message.reply_handle.get("campaign_id") or "")
        lead = str(message.reply_handle.get("lead_id") or "")
        if not campaign or not lead:
            return Unconfirmable("SmartLead's event named no lead whose mails could be read.")
        path = f"/campaigns/{quote(campaign, safe='')}/leads/{quote(lead, safe='')}/message-history"
        answer = self.sender.read_if_there(path, connection)
        if answer is None:
            return Denied("SmartLead does not know the lead who is said to have written.")
        rows = objects(answer, "history")
        if rows is None:
            raise ProviderDown("SmartLead's message history cannot be read.")
        theirs = [row for row in rows if text(row, "type").upper() in _THEIRS]
        own_id = str(message.reply_handle.get("message_id") or "")
        named = [row for row in theirs if own_id and text(row, "message_id") == own_id]
        if named:
            return _compared(named[0], message)
        if own_id:
            return Denied(f"SmartLead has no reply {own_id} of this lead.")
        if any(_says(row, message) for row in theirs):
            return Confirmed()
        return Unconfirmable("SmartLead's event named no reply, and none of this lead's says these words.")

    def _inbox(self, connection: Connection, offset: int) -> list[Mapping[str, Any]]:
        """SmartLead asks with POST; asking changes nothing, so an answer that is lost may be asked for again."""
        body = {
            "offset": offset,
            "limit": PAGE_SIZE,
            "filters": {"emailStatus": "Replied"},
            "sortBy": "REPLY_TIME_DESC",
        }
        try:
            answer = self.sender.ask("/master-inbox/inbox-replies", connection, {"fetch_message_history": "true"}, body)
        except OutcomeUnknown as lost:
            raise ProviderDown(lost.message) from None
        rows = objects(answer, "data", "messages")
        if rows is None:
            raise ProviderDown("SmartLead's master inbox cannot be read.")
        return rows


def _when(pair: tuple[datetime, ProviderEvent]) -> datetime:
    return pair[0]


def _replies(row: Mapping[str, Any]) -> list[tuple[datetime, ProviderEvent]]:
    """Every reply of one lead, as the event that should have told of it.

    SmartLead's documents show another form of the list, which names neither message nor thread: such a row is noted,
    because a reply without its id could become a second message.
    """
    found = []
    for mail in objects(row, "email_history") or []:
        at = moment(mail.get("time"))
        if at is not None and text(mail, "type").upper() in _THEIRS:
            found.append((at, _event(row, mail)))
    last = moment(row.get("last_reply_time"))
    if not found and last is not None:
        who = address(row, "lead_email") or text(row, "id", "email_lead_map_id")
        found.append((last, ProviderEvent(f"listed:{who}:{last.isoformat()}", "listed", Noted("listed-without-id"))))
    return found


def _event(row: Mapping[str, Any], mail: Mapping[str, Any]) -> ProviderEvent:
    body = text(mail, "email_body", "body")
    is_html = looks_like_html(body)
    names = (text(row, "lead_first_name"), text(row, "lead_last_name"))
    writer = address(mail, "from") or address(row, "lead_email")
    flat = {
        "campaign_id": text(row, "email_campaign_id", "campaign_id"),
        "stats_id": text(mail, "stats_id"),
        "sl_email_lead_id": text(row, "email_lead_id", "lead_id"),
        "sl_lead_email": text(row, "lead_email"),
        "from_email": text(mail, "to"),
        "to_email": writer,
        "to_name": " ".join(name for name in names if name),
        "subject": text(mail, "subject"),
        "leadCorrespondence": {"targetLeadEmail": text(row, "lead_email"), "replyReceivedFrom": writer},
        "reply_message": {
            "message_id": text(mail, "message_id"),
            "html": body if is_html else "",
            "text": "" if is_html else body,
            "time": text(mail, "time"),
        },
    }
    own_id = text(mail, "message_id")
    if not own_id:
        return ProviderEvent(f"listed:{writer}:{text(mail, 'time')}", "listed", Noted("listed-without-id"))
    try:
        return reply_event(flat, "EMAIL_REPLY")
    except PayloadUnreadable as unreadable:
        return ProviderEvent(f"unreadable:{own_id}", "unreadable", Noted(unreadable.message))


def _compared(row: Mapping[str, Any], message: InboundMessage) -> Confirmation:
    writer = address(row, "from")
    if not _says(row, message):
        return Unconfirmable("SmartLead has this reply, but with other words.")
    if writer and writer != message.sender:
        return Confirmed(replace(message, sender=writer, sender_name=""))
    return Confirmed()


def _says(row: Mapping[str, Any], message: InboundMessage) -> bool:
    body = text(row, "email_body", "body")
    ours = {message.body, message.reply_text or "", message.html} - {""}
    return (not body and not ours) or any(same_text(view, own) for view in (body, visible_reply(body)) for own in ours)
