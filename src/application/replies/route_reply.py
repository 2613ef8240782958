"""Over which connection a reply leaves: the one that brought the message, unless nobody can be answered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.calls import is_dialable
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Route:
    """How a reply to one message reaches its person."""

    connection_id: str
    channel: str
    medium: Medium
    part_limit: int | None


@dataclass(frozen=True, slots=True)
class NoRoute:
    """Only a person can answer, in some other way."""

    reason: str
    medium: Medium

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.reason]


_SENTENCES = {
    "channel-not-available": "Nothing can be sent through the channel of this message.",
    "caller-cannot-be-texted": "This caller's number cannot be texted; somebody has to call back.",
    "mailbox-unknown": "Nobody knows from which mailbox to answer: the provider named none. State it with the message.",
    "no-connection-to-answer": "Callers are answered by text: connect a channel that can write first, like twilio_sms.",
}


def route_of(uow: UnitOfWork, message: Message, channels: Mapping[str, Channel]) -> Route | NoRoute:
    """The route, or why there is none. The oldest suitable connection of the workspace answers."""
    channel = channels.get(message.channel)
    if channel is None or not channel.carries_talk:
        return NoRoute("channel-not-available", message.medium)
    if channel.lacks_mailbox(message):
        return NoRoute("mailbox-unknown", message.medium)
    if channel.replies_by is None:
        limit = channel.part_limit if message.medium is channel.medium else None
        return Route(message.connection_id, channel.name, message.medium, limit)
    medium = channel.replies_by
    if medium is Medium.SMS and not is_dialable(message.sender):
        return NoRoute("caller-cannot-be-texted", medium)
    for connection in uow.connections.of_workspace(message.workspace_id):
        other = channels.get(connection.channel)
        if other is not None and connection.enabled and other.writes_first and other.medium is medium:
            return Route(connection.id, other.name, medium, other.part_limit)
    return NoRoute("no-connection-to-answer", medium)
