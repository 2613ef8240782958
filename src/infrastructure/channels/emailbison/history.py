"""What EmailBison still knows: the replies of its master inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import PayloadUnreadable, ProviderDown
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
from rejoinder.infrastructure.channels.emailbison.api import EmailBisonApi
from rejoinder.infrastructure.channels.emailbison.payloads import Event, Reply
from rejoinder.infrastructure.channels.emailbison.webhook import read_event
from rejoinder.infrastructure.html_text import html_to_text
from rejoinder.infrastructure.json_fields import inner, objects, text

MAX_PAGES = 5
"""Of one lead's mails, 15 each."""
MOST_PAGES = 40
"""Of the inbox, in one look."""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The highest reply number that was seen; `floor|top|page` where one look was not enough.

    EmailBison lists the newest first, so a look walks back until a page holds nothing new.
    """

    floor: int
    top: int
    page: int

    @classmethod
    def read(cls, cursor: str) -> _Cursor:
        numbers = [int(part) if part.isascii() and part.isdigit() else 0 for part in cursor.split("|")[:3]]
        floor, top, page = (*numbers, 0, 0, 0)[:3]
        return cls(floor, max(floor, top), max(1, page))


@dataclass(frozen=True, slots=True)
class EmailBisonHistory:
    api: EmailBisonApi

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """The inbox folder back to the cursor, oldest first, under the keys of the webhook's events.

        Raises ProviderDown too when the list is not in the order that the walk relies on.
        """
        at = _Cursor.read(cursor)
        fresh: dict[int, Mapping[str, Any]] = {}
        top, page, more = at.top, at.page, True
        while more and page < at.page + MOST_PAGES:
            answer = self.api.read("/replies", connection, {"folder": "inbox", "page": str(page)}) or {}
            rows = objects(answer, "data")
            if rows is None:
                raise ProviderDown("EmailBison's list of replies cannot be read.")
            numbered = [(int(own), row) for row in rows if (own := text(row, "id")).isascii() and own.isdigit()]
            _check_order(numbered)
            new = {number: row for number, row in numbered if _is_fresh(number, row, at.floor, earliest)}
            fresh |= new
            top = max([top, *(number for number, _ in numbered)])
            more = bool(new) and _goes_on(answer, page)
            page += 1
        following = f"{at.floor}|{top}|{page}" if more else (str(top) if top else cursor)
        return HistoryPage(tuple(_event(fresh[number]) for number in sorted(fresh)), following, more)

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether this reply stands among the lead's mails, written by the same person in the same words."""
        lead = str(message.reply_handle.get("lead_id") or message.person_address or message.sender)
        for page in range(1, MAX_PAGES + 1):
            answer = self.api.read(f"/leads/{quote(lead, safe='')}/replies", connection, {"page": str(page)})
            if answer is None:
                return Denied("EmailBison does not know the lead who is said to have written.")
            rows = objects(answer, "data")
            if rows is None:
                raise ProviderDown("EmailBison's list of replies cannot be read.")
            for row in rows:
                if message.external_id in (text(row, "id"), text(row, "uuid")):
                    return _compared(message, Reply.of(row))
            if not rows or not _goes_on(answer, page):
                return Denied(f"EmailBison has no reply {message.external_id} of this lead.")
        return Unconfirmable("EmailBison lists more mails of this lead than can be read.")


def _compared(message: InboundMessage, theirs: Reply) -> Confirmation:
    if theirs.sender != message.sender or theirs.outgoing:
        return Denied(f"EmailBison's reply {message.external_id} was written by somebody else.")
    shown = {theirs.plain, html_to_text(theirs.html).reply_text if theirs.html else ""} - {""}
    said = {message.body, message.reply_text or ""} - {""}
    if (shown or said) and not any(same_text(a, b) for a in shown for b in said):
        return Unconfirmable(f"EmailBison's reply {message.external_id} says something else.")
    known = message.reply_handle
    if theirs.mailbox_id and not known.get("sender_email_id"):
        return Confirmed(replace(message, reply_handle={**known, "sender_email_id": theirs.mailbox_id}))
    return Confirmed()


def _is_fresh(number: int, row: Mapping[str, Any], floor: int, earliest: datetime) -> bool:
    if floor:
        return number > floor
    received = Reply.of(row).received
    return received is None or received >= earliest


def _check_order(numbered: list[tuple[int, Mapping[str, Any]]]) -> None:
    """Newest first, by number or by date. A list the other way round would end the walk at its first page."""
    if len(numbered) < 2:
        return
    (first_number, first), (last_number, last) = numbered[0], numbered[-1]
    before, after = Reply.of(first).received, Reply.of(last).received
    if first_number < last_number and (before is None or after is None or before < after):
        raise ProviderDown("EmailBison lists its replies oldest first, which is not the documented order.")


def _goes_on(answer: Mapping[str, Any], page: int) -> bool:
    """Whether there is another page, as Laravel says it; without a word on it, a full look is worth one call."""
    last = text(inner(answer, "meta"), "last_page")
    if last:
        return last.isdigit() and page < int(last)
    return bool(text(inner(answer, "links"), "next")) if "links" in answer else True


def _event(row: Mapping[str, Any]) -> ProviderEvent:
    """A listed reply as the event that should have told of it."""
    lead = inner(row, "lead")
    tracked = bool(lead) or bool(text(row, "lead_id"))
    kind = "lead_replied" if tracked else "untracked_reply_received"
    data = {"reply": row, "lead": lead, "sender_email": inner(row, "sender_email")}
    number = text(row, "id")
    try:
        return read_event(Event.of_fields({"event": {"type": kind}, "data": data}, f"listed:{number}"))
    except PayloadUnreadable as unreadable:
        return ProviderEvent(f"unreadable:{number}", "unreadable", Noted(unreadable.message))
