"""Whose delivery this is, where the number that was called or texted decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from rejoinder.application.inbound.answer_missed_call import SEND_ID_PREFIX
from rejoinder.domain.intakes import OPEN_FOR
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.numbers import Owner, owner_of
from rejoinder.domain.ports.channels import BridgeTold, CallSeen, Channel, DeliveryReport, Fact
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.workspaces import Connection


class Numbers(Protocol):
    """Whoever knows: NumberBook by heart, NumbersInTables from the rows."""

    def owner(self, called: str, connection: Connection) -> Owner: ...

    def texted(self, caller: str, workspace_id: str | None) -> bool: ...


@dataclass(frozen=True, slots=True)
class NumbersInTables:
    """What the rows say now, for whoever has a transaction across workspaces open anyway."""

    uow: UnitOfWork
    now: datetime

    def owner(self, called: str, connection: Connection) -> Owner:
        return owner_of(called, self.uow.numbers.by_number(called), connection.workspace_id)

    def texted(self, caller: str, workspace_id: str | None) -> bool:
        last = self.uow.intakes.last_of(caller, self.now - OPEN_FOR)
        return last is not None and last.workspace_id != workspace_id


def why_nobodys(book: Numbers, channel: Channel, connection: Connection, fact: Fact) -> str:
    """Why a delivery through this connection is kept for no workspace: `Owner.reason`, where a number decided."""
    if channel.number_decides:
        match fact:
            case CallSeen(facts=facts):
                return book.owner(facts.called, connection).reason
            case InboundMessage(recipient=ours):
                return book.owner(ours, connection).reason
    return "no-workspace"


def as_owner(book: Numbers, channel: Channel, connection: Connection, fact: Fact) -> Connection:
    """The connection as the owner of the number uses it: without a workspace where the number is nobody's, so that the
    delivery is kept for a system intake. Providers whose numbers decide nothing are left as they are."""
    if not channel.number_decides:
        return connection
    match fact:
        case DeliveryReport(send_id=send_id) if send_id.startswith(SEND_ID_PREFIX):
            return replace(connection, workspace_id=None)
        case CallSeen(facts=facts):
            return replace(connection, workspace_id=book.owner(facts.called, connection).workspace_id)
        case InboundMessage(recipient=ours, sender=sender):
            return _texted(book, connection, ours, sender)
        case BridgeTold(our_number=ours) if connection.workspace_id is None:
            return replace(connection, workspace_id=book.owner(ours, connection).workspace_id)
        case DeliveryReport(our_address=ours) if connection.workspace_id is None:
            return replace(connection, workspace_id=book.owner(ours, connection).workspace_id)
        case _:
            return connection


def _texted(book: Numbers, connection: Connection, ours: str, sender: str) -> Connection:
    """A workspace's own account stays its own, except for a system number, and for the answer to a fail-safe text."""
    owner = book.owner(ours, connection)
    if connection.workspace_id is None:
        return replace(connection, workspace_id=owner.workspace_id)
    if owner.workspace_id is None and (owner.is_known or book.texted(sender, connection.workspace_id)):
        return replace(connection, workspace_id=None)
    return connection
