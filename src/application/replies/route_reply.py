"""Over which connection a reply leaves: the one that brought the message, unless nobody can be answered there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.domain.calls import is_dialable
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import UnitOfWork

BY_INTAKE = "by_intake"
"""In the reply handle of a text to a number that is nobody's, of somebody whom a person gave to the workspace."""


@dataclass(frozen=True, slots=True)
class Route:
    """How a reply to one message reaches its person."""

    connection_id: str
    channel: str
    medium: Medium
    part_limit: int | None
    our_address: str = ""
    """Where it leaves from; empty for the address that the message reached."""

    def sender(self, message: Message) -> str:
        """The address of ours that the answer to `message` leaves from."""
        return self.our_address or message.recipient


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
    if message.reply_handle.get(BY_INTAKE) and (own := _own_number(uow, message, channels)) is not None:
        return own
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


def _own_number(uow: UnitOfWork, message: Message, channels: Mapping[str, Channel]) -> Route | None:
    """The workspace's own number that can text, first on the account that the person reached: who answers them is the
    business, whose number they keep, and not the installation (voice-and-sms.md REQ-A4)."""
    reached = uow.connections.get(message.connection_id)
    for connection in (reached, *uow.connections.of_workspace(message.workspace_id)):
        channel = channels.get(connection.channel) if connection is not None else None
        if connection is None or channel is None or not connection.enabled:
            continue
        if not channel.writes_first or channel.medium is not Medium.SMS:
            continue
        for number in uow.numbers.on_account(connection):
            if number.can_text and number.workspace_id == message.workspace_id:
                return Route(connection.id, channel.name, Medium.SMS, channel.part_limit, number.number)
    return None
