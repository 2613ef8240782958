"""A text that came in for nobody is an ordinary message of the workspace that it turned out to be for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rejoinder.application.inbound.become_message import person_of, read_again, stored_request, take_in
from rejoinder.application.inbound.ingest_webhook import record_of
from rejoinder.application.inbound.listed_events import LISTED
from rejoinder.application.replies.route_reply import BY_INTAKE
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import StoredEvent, UnitOfWork
from rejoinder.domain.workspaces import Connection

REASON = "system-intake"


def way_out(uow: UnitOfWork, channels: Mapping[str, Channel], workspace_id: str, reached: str) -> Connection | None:
    """The account that the workspace answers through: the one that the person reached if the workspace may use it, else
    its own for texts; None where it has neither. `uow` is the workspace's."""
    known = uow.connections.get(reached)
    if known is not None:
        return known
    for own in uow.connections.of_workspace(workspace_id):
        channel = channels.get(own.channel)
        if own.enabled and channel is not None and channel.writes_first and channel.medium is Medium.SMS:
            return own
    return None


def join_thread(
    uow: UnitOfWork, channels: Mapping[str, Channel], workspace_id: str, event: StoredEvent, reached: Connection | None
) -> str | None:
    """The kept delivery is a message of its person's thread in the workspace, with its consent and its job, told to the
    workspace's own systems; its id, new or not. None for a delivery that is no message. `uow` is the workspace's.

    `reached` is the account that they wrote to, None once it was removed. Where the workspace has no way to answer, the
    message says so when somebody tries.
    """
    out = way_out(uow, channels, workspace_id, event.connection_id)
    if out is None and reached is not None:
        out = replace(reached, workspace_id=workspace_id)
    if out is None:
        return None
    read = read_again(channels[event.channel], event, reached or out)
    if not isinstance(read.fact, InboundMessage):
        return None
    inbound = replace(read.fact, backfilled=True) if event.subpath == LISTED else read.fact
    record = record_of(channels[out.channel], out, stored_request(event), read, inbound)
    if uow.numbers.by_number(inbound.recipient) is None:
        handle = {**record.message.reply_handle, BY_INTAKE: True}
        record = replace(record, message=replace(record.message, reply_handle=handle))
    lead = uow.leads.find_or_create(inbound.medium, person_of(inbound))
    message_id, is_new = take_in(uow, record, lead, event.id, event.received_at)
    if is_new and not record.message.automated:
        now = uow.leads.get(lead.id)
        assert now is not None
        uow.leads.save(replace(now, follow_ups_paused=True, follow_ups_paused_reason="lead-replied"))
    uow.events.settle(event.id, "accepted", reason=REASON, message_id=message_id)
    return message_id
