"""ConfirmSend: an unknown outcome is settled by asking the provider, or by a person. Never by assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from rejoinder.application.replies.endings import ask_about
from rejoinder.application.replies.queue_reply import send_job
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.report_account import cut_off, waits_for
from rejoinder.application.replies.send_reply import outbound_of
from rejoinder.domain.decisions import latest_s
from rejoinder.domain.errors import ConfigurationFault, ConnectionRevoked, ProviderBusy
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import JobFence, Store
from rejoinder.domain.ports.upkeep import Census
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import (
    MAX_AUTOMATIC_TRIES,
    SETTLE_WAITS_S,
    SETTLE_WITHIN_S,
    Absent,
    CannotTell,
    Found,
    Lookup,
    Send,
    SendState,
)
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class ConfirmSend:
    """Called for CONFIRM_SEND jobs, 20 s and 60 s after the attempt.

    Found: adopted as sent. Absent twice: sent once more, but only when nothing of the first attempt can still be on
    its way (its process is proven dead or its call is over), the conversation has not moved, it is not too late for it
    and no second try was made before. Anything else, and a provider that is too busy to be asked for a day, waits for a
    person with the evidence. A provider that lists messages late is not believed early, and an account that cannot be
    asked is asked once it is back.
    """

    store: Store
    channels: Mapping[str, Channel]
    census: Census
    clock: Clock
    record: RecordSend

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            send = uow.sends.get(job.subject_id)
            connection = uow.connections.get(send.connection_id) if send else None
        if send is None:
            return Cancel("send-gone")
        if send.state is not SendState.UNKNOWN:
            return Done(f"already-{send.state}")
        if connection is not None and (parked := waits_for(connection)):
            return parked
        try:
            lookup = self._look(send, connection)
        except ConnectionRevoked as away:
            assert connection is not None
            return cut_off(self.store, connection, away)
        if isinstance(lookup, Found):
            self.record.sent(send, lookup.receipt, how="found-at-provider")
            return Done("found")
        too_early = self._too_early(send) if isinstance(lookup, Absent) else 0.0
        if too_early > 0:
            return Snooze(too_early, "listed-late")
        return self._not_found(job, send, lookup)

    def _too_early(self, send: Send) -> float:
        """Seconds until "not there" is certain; 0 once it is."""
        channel = self.channels.get(send.channel)
        if channel is None or send.sending_at is None:
            return 0.0
        return channel.absent_after_s - (self.clock.now() - send.sending_at).total_seconds()

    def _look(self, send: Send, connection: Connection | None) -> Lookup:
        channel = self.channels.get(send.channel)
        if channel is None or connection is None:
            return CannotTell("The connection is gone.")
        since = (send.sending_at or self.clock.now()) - timedelta(seconds=5)
        try:
            lookup = channel.sender.find(outbound_of(send, ""), connection, since)
        except (ProviderBusy, ConfigurationFault) as silent:
            if self._age_s(send) < SETTLE_WITHIN_S:
                raise
            return CannotTell(f"The provider could not be asked for a day. {silent.message}")
        if isinstance(lookup, Found) and lookup.receipt.provider_message_id:
            with self.store.begin(send.workspace_id) as uow:
                other = uow.sends.by_provider_id(send.connection_id, lookup.receipt.provider_message_id)
            if other is not None and other.id != send.id:
                return CannotTell("The only match belongs to another send.")
        return lookup

    def _not_found(self, job: Job, send: Send, lookup: Lookup) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            lead, now = uow.leads.lock(send.lead_id), uow.sends.lock(send.id)
            if now is None or lead is None or now.state is not SendState.UNKNOWN:
                return Done("settled-meanwhile")
            looked = replace(now, lookups=now.lookups + 1)
            uow.sends.save(looked, was=SendState.UNKNOWN)
            why = lookup.why if isinstance(lookup, CannotTell) else "The provider does not have it."
            uow.timeline.append(
                Entry(
                    "looked-up",
                    "absent" if isinstance(lookup, Absent) else "cannot-tell",
                    "",
                    send.lead_id,
                    send.message_id,
                    detail={"send": send.id, "look": looked.lookups, "why": why},
                )
            )
            if looked.lookups < len(SETTLE_WAITS_S) and self._age_s(send) < SETTLE_WITHIN_S:
                return Snooze(SETTLE_WAITS_S[1] - SETTLE_WAITS_S[0], "looked-once")
            if isinstance(lookup, Absent) and self._may_send_again(looked, lead.version):
                again = replace(looked, state=SendState.QUEUED, reason="absent-at-provider", lookups=0)
                uow.sends.save(again, was=SendState.UNKNOWN)
                uow.queue.enqueue(send_job(again))
                uow.timeline.append(
                    Entry(
                        "settled",
                        "queued",
                        "absent-at-provider",
                        send.lead_id,
                        send.message_id,
                        detail={"send": send.id},
                    )
                )
                return Done("sent-again")
            ask_about(uow, send, why)
        return Done("asks-person")

    def _may_send_again(self, send: Send, version: int) -> bool:
        channel = self.channels.get(send.channel)
        nothing_on_its_way = send.reason == "no-answer" or self.census.is_dead(send.owner)
        return (
            channel is not None
            and channel.settle_by == "lookup"
            and nothing_on_its_way
            and send.attempts < MAX_AUTOMATIC_TRIES
            and (send.is_notice or version == send.basis_version)
            and self._age_s(send) <= latest_s(send.medium, automatic=send.automatic)
        )

    def _age_s(self, send: Send) -> float:
        """Seconds since the attempt began."""
        return (self.clock.now() - send.sending_at).total_seconds() if send.sending_at is not None else 0.0
