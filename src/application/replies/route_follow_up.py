"""How somebody who has not written just now is written to: in the thread where they wrote last, or at an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rejoinder.application.replies.route_reply import NoRoute, Route, route_of
from rejoinder.domain.calls import is_dialable
from rejoinder.domain.drafts import reply_subject
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class WayTo:
    """Through which connection, from where to where."""

    route: Route
    recipient: str
    sender: str
    subject: str = ""
    conversation: str = ""
    reply_handle: Mapping[str, Any] = field(default_factory=dict)


def way_to(
    uow: UnitOfWork, lead: Lead, thread: Sequence[Message], channels: Mapping[str, Channel], wanted: str
) -> WayTo | str:
    """The way over `wanted` (a medium, a channel's name, or empty for where they wrote last), or why there is none."""
    why = "no-way"
    for message in _heard(thread):
        route = route_of(uow, message, channels)
        if isinstance(route, NoRoute):
            why = route.reason
        elif wanted in ("", route.channel, route.medium, message.channel) and _is_there(uow, route.connection_id):
            return WayTo(
                route,
                message.sender,
                route.sender(message),
                reply_subject(route.medium, message.subject),
                message.conversation,
                message.reply_handle,
            )
    for connection in uow.connections.of_workspace(lead.workspace_id):
        channel = channels.get(connection.channel)
        if channel is None or not channel.writes_first or not connection.enabled:
            continue
        address = _address(lead, channel.medium)
        if wanted in ("", channel.name, channel.medium) and address:
            route = Route(connection.id, channel.name, channel.medium, channel.part_limit)
            return WayTo(route, address, _our_address(uow, connection))
    return f"no-{wanted}" if wanted else why


def _heard(thread: Sequence[Message]) -> list[Message]:
    """What came in, the newest first and a person's words before a machine's; mail servers are nobody to write to."""
    came = [m for m in reversed(thread) if m.direction is Direction.INBOUND and not m.safety.get("bounce")]
    return sorted(came, key=lambda message: message.automated)


def _is_there(uow: UnitOfWork, connection_id: str) -> bool:
    connection = uow.connections.get(connection_id)
    return connection is not None and connection.enabled


def _address(lead: Lead, medium: Medium) -> str:
    known = {Medium.SMS: lead.phones, Medium.EMAIL: lead.emails}.get(medium, ())
    return next((address for address in known if medium is not Medium.SMS or is_dialable(address)), "")


def _our_address(uow: UnitOfWork, connection: Connection) -> str:
    numbers = (number.number for number in uow.numbers.of_connection(connection.id) if number.can_text)
    return uow.messages.our_address(connection.id) or next(numbers, "")
