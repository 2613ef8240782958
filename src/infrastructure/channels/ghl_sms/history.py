"""What HighLevel still knows when asked: who a contact is, which text a delivery spoke of, and what we missed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rejoinder.domain.contacts import ContactDetails, same_text
from rejoinder.domain.leads import is_reference, reference
from rejoinder.domain.messages import InboundMessage, Medium, is_unnamed
from rejoinder.domain.ports.channels import (
    Confirmation,
    Confirmed,
    ConsentChanged,
    Denied,
    HistoryPage,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.api import GhlApi
from rejoinder.infrastructure.channels.ghl_sms.marketplace import CAMPAIGNS, PROVIDER, handle
from rejoinder.infrastructure.channels.ghl_sms.payloads import Contact, ListedMessage, token

EARLIER = timedelta(hours=24)
"""A workflow may wait before it calls us, and a delivery may wait on our disk."""
LATER = timedelta(minutes=2)
PICTURE_WITHIN = timedelta(minutes=10)
"""A delivery without any words belongs to a text of the last minutes, or to none."""
MAX_PAGES = 3
OVERLAP = timedelta(minutes=2)
"""How far a look into the export reaches back behind the newest message seen: it is not complete at once."""


@dataclass(frozen=True, slots=True)
class GhlHistory:
    api: GhlApi

    # --- one message ----------------------------------------------------------------------------------------------

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Who wrote it (phone, name, do not disturb), and which of the contact's texts it is."""
        contact = self._contact(message, connection)
        if contact is None:
            return Denied("HighLevel knows no such contact.")
        if contact.location not in ("", connection.credentials.get("location_id", "")):
            return Denied("HighLevel's contact belongs to another location.")
        known = self._with_person(message, contact)
        consent = _forbidden(message, contact)
        if message.medium is not Medium.SMS:
            return self._confirm_mail(known, connection)
        if not is_unnamed(message.external_id):
            row = self.api.message(message.external_id, connection)
            if row is None or row.outbound or row.contact not in ("", contact.id):
                return Denied("HighLevel has no such message of this contact.")
            return Confirmed(_filled(known, row), consent=consent)
        rows = self._candidates(known, contact, connection)
        if rows is None:
            return Denied("HighLevel shows no conversation with this contact.")
        if not rows:
            return Denied("HighLevel shows no such text of this contact.")
        copies = [_named(known, row) for row in rows]
        return Confirmed(copies[0], tuple(copies[1:]), consent)

    def _contact(self, message: InboundMessage, connection: Connection) -> Contact | None:
        own_id = token(message.reply_handle.get("contact_id"))
        if own_id:
            return self.api.contact(own_id, connection)
        if is_reference(message.sender) or not message.sender.startswith("+"):
            return None
        return self.api.contact_by_phone(message.sender, connection)

    def _with_person(self, message: InboundMessage, contact: Contact) -> InboundMessage:
        """The message with its person filled in; what the delivery itself said about them stays."""
        address = contact.phone if message.medium is Medium.SMS else contact.email
        return replace(
            message,
            sender=address if address and (is_reference(message.sender) or not message.sender) else message.sender,
            sender_name=message.sender_name or contact.name,
            aliases=(reference(PROVIDER, contact.id),) if message.medium is Medium.SMS else (),
            reply_handle={**message.reply_handle, "contact_id": contact.id},
            contact=ContactDetails(contact.email, contact.phone, contact.linkedin_url),
        )

    def _confirm_mail(self, known: InboundMessage, connection: Connection) -> Confirmation:
        """A mail has an id of its own beside the message's; one that came without it cannot be told from others."""
        own_id = token(known.reply_handle.get("email_message_id"))
        if not own_id:
            return Unconfirmable("HighLevel's lists show no bodies of mails.")
        return Confirmed(known) if self.api.has_mail(own_id, connection) else Denied("HighLevel has no such mail.")

    def _candidates(
        self, message: InboundMessage, contact: Contact, connection: Connection
    ) -> list[ListedMessage] | None:
        """The contact's texts that this delivery may speak of, nearest first; None where there is no conversation."""
        assert message.sent_at is not None
        earliest = message.sent_at - (EARLIER if message.body.strip() else PICTURE_WITHIN)
        rows = self._rows(message, contact, connection, earliest)
        if rows is None:
            return None
        fitting = [
            (abs(row.at - message.sent_at), row)
            for row in rows.values()
            if not row.outbound
            and row.kind in ("sms", "")
            and row.at is not None
            and earliest <= row.at <= message.sent_at + LATER
            and (not message.body.strip() or same_text(row.body.strip(), message.body.strip()))
        ]
        return [row for _, row in sorted(fitting, key=lambda found: (found[0], found[1].id))]

    def _rows(
        self, message: InboundMessage, contact: Contact, connection: Connection, earliest: datetime
    ) -> dict[str, ListedMessage] | None:
        """The contact's newest texts from the conversation, or from the export where no conversation can be read."""
        conversation = self.api.conversation_of(contact.id, connection) or message.conversation
        rows: dict[str, ListedMessage] = {}
        last, read = "", False
        for _ in range(MAX_PAGES if conversation else 0):
            page = self.api.newest_messages(conversation, last, connection)
            if page is None:
                break
            read = True
            rows |= {row.id: row for row in page.messages}
            past = any(row.at is not None and row.at < earliest for row in page.messages)
            if past or not page.more or not page.last or page.last == last:
                break
            last = page.last
        if read:
            return rows
        exported = self.api.exported({"contactId": contact.id, "sortOrder": "desc"}, connection)
        if exported is None:
            return None
        return {row.id: row for row in exported.messages if row.contact in ("", contact.id)}

    # --- what was missed ------------------------------------------------------------------------------------------

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """The location's texts after `cursor`, oldest first, under the ids that its marketplace events carry.

        The cursor holds the moment of the newest text seen and, within one long look, the export's own cursor. Looks
        overlap, because the export shows a text up to a minute late; a known id changes nothing. People are named by
        reference: their number is looked up once their message is processed.
        """
        look = _Look.of(cursor, earliest)
        query = {"sortOrder": "asc", "startDate": _iso(look.start)} | ({"cursor": look.page} if look.page else {})
        page = self.api.exported(query, connection)
        if page is None:
            return HistoryPage((), cursor)
        location = connection.credentials.get("location_id", "")
        dated = [(row.at, row) for row in page.messages if row.at is not None and row.location in ("", location)]
        rows = sorted((d for d in dated if d[0] >= look.start), key=lambda found: (found[0], found[1].id))
        events = tuple(event for event in (_event(row) for _, row in rows) if event is not None)
        newest = max([look.newest, *(at for at, _ in rows)])
        if page.cursor and page.cursor != look.page and page.messages:
            return HistoryPage(events, _Look(look.start, newest, page.cursor).cursor, more=True)
        return HistoryPage(events, _Look(newest, newest).cursor if cursor or rows else cursor)


@dataclass(frozen=True, slots=True)
class _Look:
    """How far the export was read: from `start` on, `newest` seen, to be continued at `page` if there is more."""

    start: datetime
    newest: datetime
    page: str = ""

    @classmethod
    def of(cls, cursor: str, earliest: datetime) -> _Look:
        """Where to go on; from `earliest` where the cursor says nothing that we understand."""
        try:
            start, newest, page = json.loads(cursor)
            look = cls(datetime.fromisoformat(start), datetime.fromisoformat(newest), str(page))
        except (ValueError, TypeError):
            return cls(earliest, earliest)
        return look if look.page else cls(look.newest - OVERLAP, look.newest)

    @property
    def cursor(self) -> str:
        return json.dumps([_iso(self.start), _iso(self.newest), self.page])


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _forbidden(message: InboundMessage, contact: Contact) -> ConsentChanged | None:
    """Do not disturb, as a withdrawn consent for texts; it says nothing about mail."""
    if not contact.sms_blocked or message.medium is not Medium.SMS:
        return None
    return ConsentChanged(message.sender, "withdrawn", f"HighLevel: {contact.sms_blocked}")


def _filled(message: InboundMessage, row: ListedMessage) -> InboundMessage:
    """The message with what only HighLevel's own copy says."""
    return replace(
        message,
        body=message.body if message.body.strip() else row.body.rstrip(),
        media=message.media or row.media,
        sent_at=row.at or message.sent_at,
        conversation=row.conversation or message.conversation,
        reply_handle={**message.reply_handle, **({"conversation_id": row.conversation} if row.conversation else {})},
    )


def _named(message: InboundMessage, row: ListedMessage) -> InboundMessage:
    return replace(_filled(message, row), external_id=row.id)


def _event(row: ListedMessage) -> ProviderEvent | None:
    """As the marketplace's webhook would have told it; None for what is no text."""
    if row.kind not in ("sms", "") or not row.contact:
        return None
    person = reference(PROVIDER, row.contact)
    if row.outbound:
        campaign = row.source in CAMPAIGNS
        seen = OwnMessageSeen(row.id, person, row.body.rstrip(), row.at, row.conversation, campaign=campaign)
        return ProviderEvent(f"out:{row.id}:{row.status}", "OutboundMessage", seen)
    inbound = InboundMessage(
        external_id=row.id,
        medium=Medium.SMS,
        sender=person,
        recipient="",
        body=row.body.rstrip(),
        sent_at=row.at,
        conversation=row.conversation,
        media=row.media,
        aliases=(person,),
        reply_handle=handle(row.contact, row.conversation),
    )
    return ProviderEvent(f"in:{row.id}", "InboundMessage", inbound)
