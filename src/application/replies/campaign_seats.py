"""The campaigns of a provider that a conversation belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rejoinder.domain.campaigns import CampaignSeat
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class Place:
    """One person in one campaign of one connection."""

    connection_id: str
    seat: CampaignSeat


def seats_of(uow: UnitOfWork, thread: Iterable[Message], channels: Mapping[str, Channel]) -> Sequence[Place]:
    """Every campaign that shows in the thread, each once, the newest first."""
    found: dict[tuple[str, str], Place] = {}
    known: dict[str, Connection | None] = {}
    for message in reversed(list(thread)):
        channel = channels.get(message.channel)
        if channel is None or channel.campaigns is None:
            continue
        if message.connection_id not in known:
            known[message.connection_id] = uow.connections.get(message.connection_id)
        connection = known[message.connection_id]
        if connection is None or not connection.enabled:
            continue
        for seat in channel.campaigns.seats_of(message, connection):
            place = found.get((connection.id, seat.campaign))
            if place is None or (seat.person and not place.seat.person):
                found[connection.id, seat.campaign] = Place(connection.id, seat)
    return list(found.values())


def campaigns_of(uow: UnitOfWork, thread: Iterable[Message], channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """The ids of those campaigns."""
    return tuple(place.seat.campaign for place in seats_of(uow, thread, channels))
