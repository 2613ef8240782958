"""What Twilio still knows: the texts that people sent to the account's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import ProviderDown
from rejoinder.domain.messages import InboundMessage, Media, Medium
from rejoinder.domain.ports.channels import Confirmation, Confirmed, Denied, HistoryPage, ProviderEvent
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.json_fields import moment, objects, text
from rejoinder.infrastructure.twilio.payloads import ListedMessage, MessagePage
from rejoinder.infrastructure.twilio.sender import (
    PAGE_SIZE,
    TwilioSender,
    account_url,
    api_path,
    base_of,
)

MOST_PAGES = 40
"""Of the list, in one look."""
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The time of the newest text that was seen; `floor|top|path` where one look was not enough.

    Twilio lists the newest first, so a look walks back until a page holds nothing new.
    """

    floor: datetime
    top: datetime
    path: str

    @classmethod
    def read(cls, cursor: str, earliest: datetime) -> _Cursor:
        floor_text, _, rest = cursor.partition("|")
        top_text, _, path = rest.partition("|")
        floor = moment(floor_text) or earliest
        return cls(floor, moment(top_text) or floor, path)


@dataclass(frozen=True, slots=True)
class TwilioHistory:
    sender: TwilioSender

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """The texts that people sent to the account, back to the cursor, oldest first.

        The minutes before the newest known text are read again: Twilio's list may get a text late.
        """
        at = _Cursor.read(cursor, earliest)
        after = at.floor - _CLOCKS_DIFFER
        told: dict[str, ListedMessage] = {}
        top, path, more, pages = at.top, at.path, True, 0
        while more and pages < MOST_PAGES:
            page = self._page(connection, path, after)
            fresh = [row for row in page.messages if row.created is None or row.created >= after]
            told |= {row.sid: row for row in fresh if not row.outbound and row.sid and row.sender}
            top = max([top, *(row.created for row in page.messages if row.created is not None)])
            path, more, pages = page.next_path, bool(fresh) and bool(page.next_path), pages + 1
        following = f"{at.floor.isoformat()}|{top.isoformat()}|{path}" if more else top.isoformat()
        rows = sorted(told.values(), key=_when)
        events = (ProviderEvent(row.sid, "incoming message", self._message(row, connection)) for row in rows)
        return HistoryPage(tuple(events), following, more)

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether the account has this text, from this person, in these words."""
        url = account_url(connection, f"/Messages/{quote(message.external_id, safe='')}.json")
        response = self.sender.read_if_there(connection, url, {})
        if response.status == 404:
            return Denied(f"Twilio has no text {message.external_id}.")
        row = ListedMessage.of(response.fields())
        if row.sid != message.external_id:
            raise ProviderDown("Twilio's message cannot be read.")
        if row.outbound or row.sender != message.sender or not same_text(row.body, message.body):
            return Denied(f"Twilio's text {message.external_id} says something else, or somebody else wrote it.")
        return Confirmed()

    def _page(self, connection: Connection, path: str, after: datetime) -> MessagePage:
        if path and not path.startswith(api_path(connection, "/Messages.json?")):
            raise ProviderDown("Twilio's list of messages goes on somewhere else.")
        url = base_of(connection) + path if path else account_url(connection, "/Messages.json")
        first = {"DateSent>": after.astimezone(UTC).date().isoformat(), "PageSize": str(PAGE_SIZE)}
        page = MessagePage.of(self.sender.read(connection, url, {} if path else first).fields())
        if page is None:
            raise ProviderDown("Twilio's list of messages cannot be read.")
        return page

    def _message(self, row: ListedMessage, connection: Connection) -> InboundMessage:
        """As the webhook would have said it; a keyword that Twilio answered is known by the text itself."""
        return InboundMessage(
            external_id=row.sid,
            medium=Medium.SMS,
            sender=row.sender,
            recipient=row.recipient,
            body=row.body.rstrip(),
            sent_at=row.created,
            media=self._media(row, connection) if row.attachments else (),
            reply_handle={"messaging_service_sid": row.service} if row.service else {},
        )

    def _media(self, row: ListedMessage, connection: Connection) -> tuple[Media, ...]:
        url = account_url(connection, f"/Messages/{quote(row.sid, safe='')}/Media.json")
        listed = objects(self.sender.read(connection, url, {}).fields(), "media_list") or []
        return tuple(
            Media(base_of(connection) + path.removesuffix(".json"), text(item, "content_type"))
            for item in listed
            if (path := text(item, "uri")).startswith("/")
        )


def _when(row: ListedMessage) -> datetime:
    return row.created or datetime.max.replace(tzinfo=UTC)
