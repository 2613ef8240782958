"""How a text leaves through HighLevel, and how we ask whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import (
    MessageRefused,
    OutcomeUnknown,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.api import GhlApi, busy, revoked, said, timed_out_inside
from rejoinder.infrastructure.channels.ghl_sms.payloads import ListedMessage, find, text, token
from rejoinder.infrastructure.http import Response

MAX_PAGES = 5
CLOCK_SKEW = timedelta(seconds=60)
"""HighLevel dates a message by its own clock, which is not ours."""

# Words of a refusal, in lower case [seen in public integrations; HighLevel documents none of them].
_BLOCKED = ("dnd", "do not disturb", "unsubscribed", "opted out", "opted-out", "opt out", "opt-out", "blacklist")
_UNREACHABLE = (
    "phone number",
    "missing phone",
    "no phone",
    "country calling code",
    "landline",
    "not a mobile",
    "contact not found",
    "contact with id",
    "contact does not exist",
)


@dataclass(frozen=True, slots=True)
class GhlSender:
    api: GhlApi

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """HighLevel queued the message. Raises as Sender says; which words mean what stands above."""
        contact = token(outbound.reply_handle.get("contact_id"))
        if not contact:
            raise MessageRefused("This person has no contact id in HighLevel, and texts leave by contact only.")
        response = self.api.post_message(_body(outbound, contact), connection)
        if not response.ok:
            raise _refusal(response, connection)
        return _receipt(response)

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one outbound text to this contact since then says the same.

        The conversation is read, not the export, which lags behind by up to a minute.
        """
        if outbound.medium is not Medium.SMS:
            return CannotTell("HighLevel's lists show no bodies of mails.")
        contact = token(outbound.reply_handle.get("contact_id"))
        stated = token(outbound.reply_handle.get("conversation_id"))
        conversation = self.api.conversation_of(contact, connection) if contact else ""
        for candidate in dict.fromkeys(filter(None, (conversation, stated))):
            lookup = self._search(outbound, connection, candidate, since - CLOCK_SKEW)
            if not isinstance(lookup, Absent):
                return lookup
        return Absent() if conversation or stated else CannotTell("HighLevel shows no conversation with this person.")

    def check(self, connection: Connection) -> str:
        """The token works for the location."""
        if self.api.check(connection):
            return "HighLevel accepts the token for this location."
        return "HighLevel answers, but shows no conversations of this location: look at the location id."

    def _search(self, outbound: OutboundMessage, connection: Connection, conversation: str, after: datetime) -> Lookup:
        matches: dict[str, ListedMessage] = {}
        last = ""
        for _ in range(MAX_PAGES):
            page = self.api.newest_messages(conversation, last, connection)
            if page is None:
                return CannotTell("HighLevel no longer shows the conversation.")
            matches |= {row.id: row for row in page.messages if _is_ours(row, outbound, after)}
            past = any(row.at is not None and row.at < after for row in page.messages)
            if past or not page.more or not page.last or page.last == last:
                break
            last = page.last
        else:
            return CannotTell("HighLevel lists more messages to this person than can be read.")
        if len(matches) > 1:
            return CannotTell(f"HighLevel has {len(matches)} texts to this person that say the same.")
        for row in matches.values():
            return Found(SendReceipt(row.id, detail=row.status))
        return Absent()


# --- the request --------------------------------------------------------------------------------------------------


def _body(outbound: OutboundMessage, contact: str) -> dict[str, Any]:
    """Only documented fields; the published list of required ones is wrong (openapi/SOURCES.md)."""
    if outbound.medium is Medium.EMAIL:
        body: dict[str, Any] = {
            "type": "Email",
            "contactId": contact,
            "html": "".join(f"<p>{_lines(part)}</p>" for part in outbound.body.split("\n\n") if part.strip()),
            "message": outbound.body,
            "subject": outbound.subject,
        }
        original = token(outbound.reply_handle.get("email_message_id"))
        return body | ({"replyMessageId": original, "emailReplyMode": "reply"} if original else {})
    body = {"type": "SMS", "contactId": contact, "message": outbound.body}
    return body | ({"fromNumber": outbound.sender} if outbound.sender.startswith("+") else {})


def _lines(paragraph: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in paragraph.strip().splitlines())


# --- the answer ---------------------------------------------------------------------------------------------------


def _receipt(response: Response) -> SendReceipt:
    answer = response.fields()
    own_ids = find(answer, "messageids")
    first = own_ids[0] if isinstance(own_ids, list) and own_ids else None
    own_id = token(find(answer, "messageid")) or token(first) or token(find(answer, "emailmessageid"))
    if not own_id:
        raise OutcomeUnknown("HighLevel took the message, but its answer names none.")
    if text(find(answer, "status"), 40).lower() in ("failed", "undelivered"):
        raise MessageRefused("HighLevel took the message and says at once that it failed.")
    return SendReceipt(own_id, detail=text(find(answer, "msg", "status"), 200))


def _refusal(response: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a send that is no receipt."""
    if response.status == 429:
        return busy(response)
    if not 400 <= response.status < 500 or response.status == 408 or timed_out_inside(response):
        return OutcomeUnknown(f"HighLevel answered {response.status} to the message; it may still have been queued.")
    words = said(response)
    told = f"HighLevel does not send: {words or f'status {response.status}'}"
    folded = words.lower()
    if response.status != 401 and any(sign in folded for sign in _BLOCKED):
        return RecipientRefused(f"{told.rstrip('.')}.", opted_out=True)
    if response.status in (401, 402, 403):
        return revoked(response, connection)
    if any(sign in folded for sign in _UNREACHABLE):
        return RecipientRefused(f"{told.rstrip('.')}.")
    return MessageRefused(f"{told.rstrip('.')}.")


def _is_ours(row: ListedMessage, outbound: OutboundMessage, after: datetime) -> bool:
    """A row without a date counts: better one candidate too many than a second text."""
    return row.outbound and (row.at is None or row.at >= after) and same_text(row.body.strip(), outbound.body.strip())
