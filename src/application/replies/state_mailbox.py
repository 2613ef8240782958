"""StateMailbox: a person says which mailbox of ours a message reached, where its provider did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.domain.contacts import normalise_email
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.messages import Direction
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store
from rejoinder.domain.timeline import Entry

_ADDRESS = re.compile(r"[^\s@<>,;\x00-\x1f]{1,200}@[^\s@<>,;\x00-\x1f]{1,200}\.[^\s@<>,;\x00-\x1f]{1,60}")


@dataclass(frozen=True, slots=True)
class StateMailbox:
    """Called by the admin API. Afterwards a reply to the message can leave, from that mailbox, when somebody approves
    it; nothing leaves by itself. Raises NotFound, InvalidInput, and Conflict for a message whose mailbox is known."""

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, workspace_id: str, message_id: str, mailbox: str, by: str) -> None:
        address = normalise_email(mailbox)
        if _ADDRESS.fullmatch(address) is None:
            raise InvalidInput("'mailbox' takes an e-mail address.", field="mailbox")
        with self.store.begin(workspace_id) as uow:
            known = uow.messages.get(message_id) if is_id(message_id) else None
            lead = uow.leads.lock(known.lead_id) if known is not None else None
            message = uow.messages.get(message_id) if lead is not None else None
            if message is None or message.direction is not Direction.INBOUND:
                raise NotFound("There is no such message.")
            channel = self.channels.get(message.channel)
            if channel is None or not channel.lacks_mailbox(message):
                raise Conflict("It is known from where to answer this message.")
            uow.messages.identify(replace(message, recipient=address))
            uow.timeline.append(
                Entry("mailbox-stated", "identified", "", message.lead_id, message.id, by, {"mailbox": address})
            )
