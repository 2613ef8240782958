"""What Instantly still knows: webhook events that did not reach us, and the mails themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import PayloadUnreadable, ProviderDown
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    AccountChanged,
    Confirmation,
    Confirmed,
    Denied,
    HistoryPage,
    Noted,
    ProviderEvent,
    Unconfirmable,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.instantly.api import InstantlyApi
from rejoinder.infrastructure.channels.instantly.payloads import Event, ListedEmail
from rejoinder.infrastructure.channels.instantly.sender import is_switched_off
from rejoinder.infrastructure.channels.instantly.webhook import read_event
from rejoinder.infrastructure.html_text import html_to_text
from rejoinder.infrastructure.json_fields import inner, moment, objects, text

PAGE_SIZE = "100"
MOST_PAGES = 20
"""Of the failed deliveries, in one look."""
_BEFORE_THE_EVENT = timedelta(hours=1)
"""Instantly lists a mail before it tells us about it, by its own clock."""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The time of the newest event that was seen; `floor|top|token` where one look was not enough.

    Nothing says in which order Instantly lists the events of a day, so the floor rises only when every page was read.
    """

    floor: datetime
    top: datetime
    token: str

    @classmethod
    def read(cls, cursor: str, earliest: datetime) -> _Cursor:
        floor_text, _, rest = cursor.partition("|")
        top_text, _, token = rest.partition("|")
        floor = moment(floor_text) or earliest
        return cls(floor, moment(top_text) or floor, token)

    def after(self, newest: datetime, token: str) -> str:
        top = max(self.top, newest)
        return f"{self.floor.isoformat()}|{top.isoformat()}|{token}" if token else top.isoformat()


@dataclass(frozen=True, slots=True)
class InstantlyHistory:
    api: InstantlyApi

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """The deliveries to this connection that failed since then, oldest first.

        They are the webhook's own payloads, so a known message stays one message. A look begins with the webhook
        itself: one that Instantly has switched off is reported as AccountChanged, because nothing arrives then.
        """
        at = _Cursor.read(cursor, earliest)
        events = [] if at.token else self._state_of_webhook(connection, at.floor)
        first = {"limit": PAGE_SIZE, "success": "false", "from": at.floor.astimezone(UTC).date().isoformat()}
        listed: list[tuple[datetime, Mapping[str, Any]]] = []
        token, pages = at.token, 0
        while pages == 0 or (token and pages < MOST_PAGES):
            query = first | {"starting_after": token} if token else first
            answer = self.api.read("/webhook-events", connection, query)
            rows = objects(answer, "items")
            if rows is None:
                raise ProviderDown("Instantly's list of webhook events cannot be read.")
            listed += [(moment(row.get("timestamp_created")) or at.floor, row) for row in rows]
            token, pages = text(answer, "next_starting_after") if rows else "", pages + 1
        fresh = sorted((pair for pair in listed if pair[0] >= at.floor and _is_ours(pair[1], connection)), key=_when)
        events += [self._event(row, connection) for _, row in fresh if inner(row, "payload")]
        newest = max((when for when, _ in listed), default=at.top)
        return HistoryPage(tuple(events), at.after(newest, token), more=bool(token))

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether Instantly has received this mail from that lead.

        Confirmed by a mail with the same words; its own copy also names the true sender and the mail to answer.
        """
        lead = str(message.reply_handle.get("lead") or message.person_address or message.sender)
        query = {"lead": lead, "email_type": "received", "preview_only": "false", "limit": PAGE_SIZE}
        if message.sent_at is not None:
            earliest = message.sent_at - _BEFORE_THE_EVENT
            query["min_timestamp_created"] = earliest.astimezone(UTC).isoformat().replace("+00:00", "Z")
        rows = objects(self.api.read("/emails", connection, query), "items")
        if rows is None:
            raise ProviderDown("Instantly's list of mails cannot be read.")
        received = [mail for row in rows if (mail := ListedEmail.of(row)).received and mail.id]
        same = [mail for mail in received if _says(mail, message)]
        if same:
            return Confirmed(_as_instantly_has_it(message, same[0]))
        if received:
            return Unconfirmable("Instantly has received mails of this lead, but none with these words.")
        return Denied(f"Instantly has received no mail of {lead} at that time.")

    def _state_of_webhook(self, connection: Connection, floor: datetime) -> list[ProviderEvent]:
        hooks = objects(self.api.read("/webhooks", connection, {"limit": PAGE_SIZE}), "items") or []
        return [
            ProviderEvent(
                f"webhook-off:{text(hook, 'id')}:{text(hook, 'timestamp_error') or floor.date().isoformat()}",
                "webhook switched off",
                AccountChanged(
                    usable=None,
                    detail="Instantly has switched the webhook off after failed deliveries: resume it in Instantly "
                    "(Settings > Integrations > Webhooks).",
                ),
            )
            for hook in hooks
            if is_switched_off(hook) and connection.webhook_key and connection.webhook_key in _target(hook)
        ]

    def _event(self, row: Mapping[str, Any], connection: Connection) -> ProviderEvent:
        try:
            return read_event(self._completed(inner(row, "payload"), connection))
        except PayloadUnreadable as unreadable:
            return ProviderEvent(f"unreadable:{text(row, 'id')}", "unreadable", Noted(unreadable.message))

    def _completed(self, payload: Mapping[str, Any], connection: Connection) -> Mapping[str, Any]:
        """The payload with the reply's words: the stored event may have been cut down to its names."""
        event = Event.of(payload)
        if event.kind not in ("reply_received", "auto_reply_received") or event.plain or event.html:
            return payload
        if not event.email_id:
            return payload
        mail = ListedEmail.of(self.api.read(f"/emails/{quote(event.email_id, safe='')}", connection))
        if not mail.received:
            return payload
        return {
            **payload,
            "reply_text": mail.plain,
            "reply_html": mail.html,
            "reply_subject": event.subject or mail.subject,
            "email_account": event.mailbox or mail.mailbox,
        }


def _when(pair: tuple[datetime, Mapping[str, Any]]) -> datetime:
    return pair[0]


def _target(hook: Mapping[str, Any]) -> str:
    return text(hook, "target_hook_url", "webhook_url")


def _is_ours(row: Mapping[str, Any], connection: Connection) -> bool:
    """An account may have several webhooks; a row that does not say which one counts as ours."""
    target = _target(row)
    return not target or not connection.webhook_key or connection.webhook_key in target


def _says(mail: ListedEmail, message: InboundMessage) -> bool:
    theirs = {mail.plain, html_to_text(mail.html).reply_text if mail.html else ""} - {""}
    ours = {message.body, message.reply_text or ""} - {""}
    return any(same_text(a, b) for a in theirs for b in ours) or (not theirs and not ours)


def _as_instantly_has_it(message: InboundMessage, mail: ListedEmail) -> InboundMessage | None:
    """The message with the true sender and the mail's own id, or None where the webhook had said all of it."""
    sender = mail.sender or message.sender
    handle = {**message.reply_handle, "reply_to_uuid": mail.id, "eaccount": mail.mailbox or message.recipient}
    own = replace(
        message,
        sender=sender,
        sender_name=message.sender_name if sender == message.sender else "",
        provider_automated=message.provider_automated or mail.automatic,
        reply_handle=handle,
    )
    return own if own != message else None
