"""LookForRepeats: an equal delivery came again. A repetition, or a second message of the same words?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.inbound.become_message import stored_request, take_in
from rejoinder.application.inbound.confirm_message import adopt
from rejoinder.application.inbound.ingest_webhook import record_of, storable_id
from rejoinder.domain.jobs import Done, Job, Outcome, Snooze
from rejoinder.domain.messages import InboundMessage, Message, is_unnamed
from rejoinder.domain.ports.channels import Channel, Confirmed, ProviderEvent, Unconfirmable
from rejoinder.domain.ports.storage import JobFence, Store, StoredEvent, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

LISTED_AFTER_S = 30.0
"""A provider's list may be this late; until then a message that it does not show may still appear."""
_LOOK_AGAIN_S = 10.0


@dataclass(frozen=True, slots=True)
class LookForRepeats:
    """Called by ApplyProviderEvent for a delivery whose message has no id of its own and that came again.

    Afterwards the conversation holds every text that the provider shows for these deliveries, each once, under the
    provider's ids; never more texts than deliveries. While the provider cannot be asked the job is tried again, and
    ends in the dead letters with an alert: nothing is doubled meanwhile, and nothing is forgotten.
    """

    store: Store
    clock: Clock

    def __call__(
        self,
        job: Job,
        event: StoredEvent,
        connection: Connection,
        channel: Channel,
        read: ProviderEvent,
        inbound: InboundMessage,
    ) -> Outcome:
        if channel.history is None:
            return Done("nobody-to-ask")
        came_at = job.created_at or self.clock.now()
        found = channel.history.confirm(replace(inbound, sent_at=came_at), connection)
        if isinstance(found, Unconfirmable):
            self._tell(job, event, found.why)
            return Done("cannot-tell")
        taken = 0
        if isinstance(found, Confirmed):
            with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
                taken = self._take(uow, event, connection, channel, read, found, came_at)
        if taken:
            return Done(f"taken:{taken}")
        waited = (self.clock.now() - came_at).total_seconds()
        return Snooze(_LOOK_AGAIN_S, "perhaps-not-listed-yet") if waited < LISTED_AFTER_S else Done("a-repetition")

    def _take(
        self,
        uow: UnitOfWork,
        event: StoredEvent,
        connection: Connection,
        channel: Channel,
        read: ProviderEvent,
        found: Confirmed,
        came_at: datetime,
    ) -> int:
        now = uow.events.get(event.id)
        known = uow.messages.of_event(event.id)
        if now is None or not known or uow.leads.lock(known[0].lead_id) is None:
            return 0
        held = uow.messages.of_event(event.id)  # another job of this kind may have been quicker
        for message in held:
            if is_unnamed(message.external_id):
                adopt(uow, connection, message, _for(message, found))
        new = [
            copy
            for copy in _copies(found)
            if uow.messages.by_external_id(connection, storable_id(copy.external_id)) is None
        ]
        room = max(0, now.deliveries - len(held))
        first = uow.messages.get(held[0].id)
        lead = uow.leads.lock(first.lead_id) if first is not None else None
        if lead is None:
            return 0
        for copy in new[:room]:
            named = replace(read, key=f"{read.key}:{copy.external_id}", fact=copy)
            record = record_of(channel, connection, stored_request(event), named, copy)
            message_id, _ = take_in(uow, record, lead, event.id, came_at)
            uow.timeline.append(Entry("found", "second-of-same-words", "", lead.id, message_id, channel.name))
            lead = uow.leads.lock(lead.id) or lead
        return len(new[:room])

    def _tell(self, job: Job, event: StoredEvent, why: str) -> None:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.alerts.raise_alert(
                "repeat-unchecked",
                event.id,
                severity="medium",
                title="An equal delivery came twice, and the provider cannot tell whether it was a second message.",
                workspace_id=event.workspace_id,
                detail={"event": event.id, "channel": event.channel, "why": why},
            )


def _copies(found: Confirmed) -> Sequence[InboundMessage]:
    every = (*((found.message,) if found.message is not None else ()), *found.others)
    return [copy for copy in every if not is_unnamed(copy.external_id)]


def _for(message: Message, found: Confirmed) -> Confirmed:
    """The same copies, nearest to that message first."""

    def distance(copy: InboundMessage) -> float:
        return abs(((copy.sent_at or message.received_at) - message.received_at).total_seconds())

    nearest = sorted(_copies(found), key=distance)
    return Confirmed(nearest[0], tuple(nearest[1:]), found.consent) if nearest else found
