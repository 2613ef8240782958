"""SyncContact: an account that keeps contacts learns what we learned about a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.application.replies.report_account import NOT_ALLOWED, allowed_beside, refused_beside, waits_for
from rejoinder.domain.enrichment import ContactSync, card_of
from rejoinder.domain.errors import ConnectionRevoked
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.sentiment import LeadStatus
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

_WRITE = "write contacts"


@dataclass(frozen=True, slots=True)
class SyncContact:
    """Called for SYNC_CONTACT jobs, one per lead, account and state of the lead.

    Afterwards the account's contact has its gaps filled and the timeline says so. Writing is safe to repeat, so a call
    without an answer is simply tried again.
    """

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            lead, workspace = uow.leads.get(job.subject_id), uow.workspaces.get(job.workspace_id)
            connection = uow.connections.get(str(job.payload.get("connection", "")))
            if lead is None or workspace is None or connection is None or not connection.enabled:
                return Cancel("lead-or-connection-gone")
            if not workspace.settings.sync_contacts:
                return Cancel("switched-off")
            if lead.status is LeadStatus.BLACKLISTED:
                return Cancel("blacklisted")
            before = uow.contact_syncs.get(lead.id, connection.id)
            contact = before.contact_id if before is not None else _contact_id(uow, lead.id, connection)
        card = card_of(lead)
        if before is not None and before.digest == card.digest:
            return Done("known-there")
        channel = self.channels.get(connection.channel)
        if channel is None or channel.contacts is None or not card.can_be_found:
            return Cancel("nothing-to-write")
        if parked := waits_for(connection):
            return parked
        try:
            written = channel.contacts.write(card, contact, connection)
        except ConnectionRevoked as refused:
            return refused_beside(self.store, channel, connection, refused, _WRITE) or Cancel(NOT_ALLOWED)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            allowed_beside(uow, connection, _WRITE)
            if uow.leads.lock(lead.id) is None:
                return Cancel("lead-gone")
            own_id = before.id if before is not None else new_id()
            uow.contact_syncs.save(ContactSync(own_id, lead.id, connection.id, written, card.digest))
            uow.timeline.append(
                Entry(
                    "contact-synced", "new" if not contact else "updated", connection.channel, lead.id,
                    detail={"contact": written},
                )
            )  # fmt: skip
        return Done("synced")


def _contact_id(uow: UnitOfWork, lead_id: str, connection: Connection) -> str:
    """The provider's own id of this person, where one of their messages came with it."""
    for message in reversed(uow.messages.conversation(lead_id)):
        stated = message.reply_handle.get("contact_id") if message.connection_id == connection.id else None
        if isinstance(stated, str) and stated:
            return stated
    return ""
