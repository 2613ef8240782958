"""ImportMessage: history from before Rejoinder, or from elsewhere, joins the thread. It is never answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.inbound.ingest_webhook import is_believable, storable_id
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Author, Direction, Disposition, Message
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry


@dataclass(frozen=True, slots=True)
class ImportMessage:
    """Called by `POST /api/v1/messages`. Idempotent by external id; returns the message's id, stored before or now.

    Raises NotFound for a connection of somebody else, InvalidInput that names the field.
    """

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(
        self,
        workspace_id: str,
        connection_id: str,
        *,
        direction: str,
        address: str,
        body: str,
        at: datetime,
        external_id: str,
        subject: str = "",
        conversation: str = "",
        by: str = "",
    ) -> str:
        if direction not in list(Direction):
            raise InvalidInput("'direction' is inbound or outbound.", field="direction")
        if not is_believable(at, self.clock.now()):
            raise InvalidInput("'at' lies before 1990 or in the future.", field="at")
        for name, value in (("address", address), ("external_id", external_id)):
            if not value.strip():
                raise InvalidInput(f"'{name}' must not be empty.", field=name)
        with self.store.begin(workspace_id) as uow:
            connection = uow.connections.get(connection_id)
            if connection is None or connection.channel not in self.channels:
                raise NotFound("There is no such connection.")
            if not self.channels[connection.channel].carries_talk:
                raise InvalidInput(f"A {connection.channel} connection carries no messages.", field="connection_id")
            medium = self.channels[connection.channel].medium
            address = strip_unstorable(address).strip()
            lead = uow.leads.find_or_create(medium, address.lower() if "@" in address else address)
            inbound = direction == Direction.INBOUND
            message = Message(
                id=new_id(),
                workspace_id=workspace_id,
                lead_id=lead.id,
                connection_id=connection.id,
                channel=connection.channel,
                medium=medium,
                direction=Direction(direction),
                author=Author.LEAD if inbound else Author.HUMAN,
                external_id=storable_id(external_id),
                sender=address if inbound else "",
                recipient="" if inbound else address,
                subject=strip_unstorable(subject),
                body=strip_unstorable(body),
                body_clean=strip_unstorable(body).strip(),
                received_at=at,
                sent_at=at,
                version=lead.version,
                conversation=strip_unstorable(conversation),
                backfilled=True,
                disposition=Disposition.STAYED_SILENT if inbound else None,
                disposition_reason="imported" if inbound else "",
            )
            known = uow.messages.add_inbound(message)
            if known is not None:
                return known
            uow.timeline.append(Entry("imported", direction, "", lead.id, message.id, by or "rejoinder"))
            return message.id
