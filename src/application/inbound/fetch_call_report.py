"""FetchCallReport: a call is over and its report did not come, so the provider is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from rejoinder.application.inbound.become_message import stored_request
from rejoinder.application.inbound.ingest_webhook import storable_id
from rejoinder.application.inbound.listed_events import LISTED, written
from rejoinder.application.inbound.record_call import REPORT_PATIENCE_S, Told, conclude, record_call
from rejoinder.application.replies.report_account import cut_off, waits_for
from rejoinder.domain.calls import Call, ReportState
from rejoinder.domain.errors import ConnectionRevoked, PermanentFailure, TemporaryFailure
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.ports.channels import CallSeen, Channel, ProviderEvent
from rejoinder.domain.ports.storage import JobFence, Store, StoredEvent
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

LOOKS_S = (REPORT_PATIENCE_S, 900.0, 3600.0)
"""How long after the end of a call the provider is asked (reference/voice-and-sms.md B13)."""


@dataclass(frozen=True, slots=True)
class FetchCallReport:
    """Called for FETCH_CALL_REPORT jobs. Afterwards the call has its report, or is marked as having none, with an
    alert. While the provider cannot be asked the job is retried like any other."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            call = uow.calls.get(job.subject_id)
            connection = uow.connections.get(call.connection_id) if call is not None else None
        if call is None:
            return Cancel("call-gone")
        if call.report is not ReportState.PENDING:
            return Done("report-came")
        channel = self.channels.get(call.channel)
        if connection is None or channel is None or channel.call_records is None:
            return self._give_up(job, call, "nobody-to-ask")
        if parked := waits_for(connection):
            return parked
        try:
            seen = channel.call_records.call(call.facts.external_id, connection)
        except ConnectionRevoked as refused:
            return cut_off(self.store, connection, refused)
        except PermanentFailure as refused:
            return self._give_up(job, call, refused.code)
        except TemporaryFailure as away:
            if job.attempts < job.max_attempts or not away.spends_attempt:
                raise
            return self._give_up(job, call, away.code)
        if seen is not None:
            return self._found(job, connection, channel, seen)
        waited = (self.clock.now() - job.created_at).total_seconds() if job.created_at else LOOKS_S[-1]
        for look, later in pairwise(LOOKS_S):
            if waited < later - 1:
                return Snooze(later - max(look, waited), "no-report-yet")
        return self._give_up(job, call, "no-report")

    def _found(self, job: Job, connection: Connection, channel: Channel, seen: CallSeen) -> Outcome:
        read = ProviderEvent(f"fetched:{seen.facts.external_id}", "call fetched", seen)
        event = StoredEvent(
            id=new_id(),
            workspace_id=connection.workspace_id,
            connection_id=connection.id,
            channel=connection.channel,
            kind=read.kind,
            state="accepted",
            reason=LISTED,
            body=written(read),
            headers={},
            url="",
            subpath=LISTED,
            received_at=self.clock.now(),
        )
        told = Told(event.id, stored_request(event), event.kind, event.received_at)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            if uow.events.add(event, storable_id(read.key)):
                record_call(uow, connection, channel, seen, told, any_agent=True)
        return Done("report-fetched")

    def _give_up(self, job: Job, call: Call, why: str) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            held = uow.calls.lock(call.id)
            if held is None or held.report is not ReportState.PENDING:
                return Done("report-came")
            marked = replace(held, report=ReportState.MISSING)
            uow.calls.save(marked)
            conclude(uow, held, marked)
            if marked.lead_id is not None:
                uow.timeline.append(
                    Entry("call-report", "missing", why, marked.lead_id, None, marked.channel, {"call": marked.id})
                )
            uow.alerts.raise_alert(
                "call-report-missing",
                call.connection_id,
                severity="medium",
                title="A call ended and its report never came; what was said is not known.",
                workspace_id=call.workspace_id,
                detail={"call": call.id, "why": why},
            )
        return Done(f"report-missing:{why}")
