"""A kept delivery becomes the message that it should have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl

from rejoinder.application.inbound.ingest_webhook import record_of
from rejoinder.application.inbound.listed_events import LISTED, read_back
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.follow_ups import LEAD_REPLIED
from rejoinder.domain.leads import ConsentState, Lead
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.outgoing import message_received
from rejoinder.domain.ports.channels import Channel, ProviderEvent, WebhookRequest
from rejoinder.domain.ports.storage import InboundRecord, StoredEvent, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

OPEN_STATES = ("quarantined", "unmatched", "unrouted")
"""Events that nobody has placed yet."""


def stored_request(event: StoredEvent) -> WebhookRequest:
    """The delivery as its reader saw it the first time."""
    query = dict(parse_qsl(event.url.partition("?")[2], keep_blank_values=True))
    return WebhookRequest("POST", event.url, event.subpath, event.headers, event.body, event.received_at, query)


def read_again(channel: Channel, event: StoredEvent, connection: Connection) -> ProviderEvent:
    """What the kept delivery says to this release. Raises PayloadUnreadable."""
    if event.subpath == LISTED:
        return read_back(event.body)
    return channel.reader.read(stored_request(event), connection)


def person_of(inbound: InboundMessage) -> str:
    """The address under which we know whoever wrote, as it can be stored."""
    return strip_unstorable(inbound.person_address or inbound.sender)


def become_message(
    uow: UnitOfWork,
    channel: Channel,
    event: StoredEvent,
    connection: Connection,
    read: ProviderEvent,
    inbound: InboundMessage,
    lead: Lead,
    by: str,
) -> bool:
    """Called with `lead` locked. The event belongs to its message, and the message has its job; False when the message
    was there before, which leaves message and conversation as they are."""
    record = record_of(channel, connection, stored_request(event), read, inbound)
    message_id, is_new = take_in(uow, record, lead, event.id, event.received_at)
    uow.events.settle(event.id, "accepted", reason=f"by {by}", message_id=message_id)
    if is_new:
        uow.timeline.append(Entry("replayed", "accepted", event.state, lead.id, message_id, by))
    return is_new


def take_in(
    uow: UnitOfWork, record: InboundRecord, lead: Lead, event_id: str, received_at: datetime
) -> tuple[str, bool]:
    """Called with `lead` locked. The message joins the conversation with its consent and its job, and a person's
    message pauses the follow-ups; its id, and False if it was there before, which leaves message and conversation as
    they are."""
    message = replace(record.message, lead_id=lead.id, version=lead.version + 1, received_at=received_at)
    known = uow.messages.add_inbound(message, event_id)
    if known is not None:
        return known, False
    uow.leads.bump(lead.id)
    if not message.automated:
        uow.leads.save(replace(lead, follow_ups_paused=True, follow_ups_paused_reason=LEAD_REPLIED))
    uow.leads.fill_in(lead.id, record.contact)
    for alias in record.aliases:
        uow.leads.add_address(lead.id, message.medium, alias)
    said_at = min(filter(None, (message.sent_at, received_at)))
    for medium, change in record.consent_change.items():
        if change["state"] == ConsentState.GRANTED and lead.opted_out_after(said_at):
            continue  # older than their last word
        uow.leads.set_consent(lead.id, [message.medium], change["state"], change["evidence"])
        uow.timeline.append(Entry("consent-changed", change["state"], str(medium), lead.id, message.id))
    # Under its own id: one delivery may turn out to be two messages.
    uow.outgoing.publish(message_received(message.id, message))
    uow.queue.enqueue(replace(record.job, subject_id=message.id, lead_id=lead.id, message_id=message.id, lane=lead.id))
    return message.id, True
