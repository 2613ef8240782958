"""EnrichLead asks a provider about a person; `hear_enrichment` takes the answer, whenever it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rejoinder.application.inbound.learn_facts import enricher_of, learn, sync_contacts
from rejoinder.application.replies.report_account import cut_off, waits_for
from rejoinder.domain.contacts import normalise_email
from rejoinder.domain.enrichment import (
    DEADLINE_S,
    LIFETIME_SUBMISSIONS,
    WARN_AT,
    Enrichment,
    EnrichmentState,
    missing_kinds,
    question,
)
from rejoinder.domain.errors import ConnectionRevoked, OutcomeUnknown, PermanentFailure
from rejoinder.domain.facts import Fact, FactKind, FactSource, Provenance
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome
from rejoinder.domain.leads import Lead
from rejoinder.domain.ports.channels import Channel, EnrichmentAnswered
from rejoinder.domain.ports.storage import JobFence, Store, StoredEvent, UnitOfWork
from rejoinder.domain.sentiment import LeadStatus
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

_FACT = {"phone": FactKind.PHONE, "email": FactKind.EMAIL, "linkedin": FactKind.LINKEDIN}


@dataclass(frozen=True, slots=True)
class EnrichLead:
    """Called for ENRICH_LEAD jobs, one per lead and kind.

    Afterwards the question is with the provider under an id of ours, and a second job looks after half an hour whether
    an answer came; or the timeline says why nobody was asked. A question that may have arrived is not asked again: it
    costs the user a credit.
    """

    store: Store
    channels: Mapping[str, Channel]
    callback_url: Callable[[Connection], str]

    def __call__(self, job: Job) -> Outcome:
        if "deadline_of" in job.payload:
            return self._expire(job)
        prepared = self._prepare(job)
        if isinstance(prepared, Cancel):
            return prepared
        enrichment, lead, connection = prepared
        if parked := waits_for(connection):
            return parked
        enricher = self.channels[connection.channel].enricher
        assert enricher is not None
        asked = question(enrichment.id, lead, enrichment.kind, self.callback_url(connection))
        try:
            enricher.ask(asked, connection)
        except OutcomeUnknown:
            self._asked(job, enrichment, "unconfirmed")
            return Done("asked-unconfirmed")
        except ConnectionRevoked as refused:
            return cut_off(self.store, connection, refused)
        except PermanentFailure as refused:
            self._failed(job, enrichment, refused)
            raise
        self._asked(job, enrichment, "")
        return Done("asked")

    def _prepare(self, job: Job) -> tuple[Enrichment, Lead, Connection] | Cancel:
        """The question is on record before it leaves, under one id however often the job runs."""
        kind = str(job.payload.get("kind", ""))
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            lead, workspace = uow.leads.lock(job.subject_id), uow.workspaces.get(job.workspace_id)
            if lead is None or workspace is None:
                return Cancel("lead-gone")
            if kind not in missing_kinds(lead, workspace.settings.enrichment):
                return Cancel("nothing-to-ask")
            if lead.status is LeadStatus.BLACKLISTED or lead.opted_out_everywhere:
                return Cancel("opted-out")
            before = uow.enrichments.of_lead(lead.id, kind)
            open_one = next((e for e in before if e.state is EnrichmentState.ASKING), None)
            if before and open_one is None:
                return Cancel("asked-before")
            connection = (
                uow.connections.get(open_one.connection_id)
                if open_one is not None
                else enricher_of(uow, self.channels, workspace.id)
            )
            if connection is None:
                return Cancel("no-enrichment-connection")
            if open_one is None:
                open_one = Enrichment(new_id(), workspace.id, lead.id, connection.id, kind)
                uow.enrichments.add(open_one)
                self._watch_lifetime(uow, connection)
            return open_one, lead, connection

    def _watch_lifetime(self, uow: UnitOfWork, connection: Connection) -> None:
        asked = uow.enrichments.asked_through(connection.id)
        if asked >= WARN_AT and connection.workspace_id is not None:
            uow.alerts.raise_alert(
                "enrichment-nearly-used-up",
                connection.id,
                severity="high" if asked >= LIFETIME_SUBMISSIONS else "medium",
                title=f"Connection '{connection.name}' has asked {asked} of {LIFETIME_SUBMISSIONS} questions: "
                "a table's webhook takes no more in its life, and then stops silently. Make a new webhook source.",
                workspace_id=connection.workspace_id,
            )

    def _asked(self, job: Job, enrichment: Enrichment, reason: str) -> None:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.leads.lock(enrichment.lead_id)
            now = uow.enrichments.get(enrichment.id)
            if now is not None and now.state is EnrichmentState.ASKING:  # an answer may have been faster than we
                uow.enrichments.save(replace(now, state=EnrichmentState.ASKED, reason=reason))
            detail = {"request": enrichment.id}
            uow.timeline.append(Entry("enrichment", "asked", enrichment.kind, enrichment.lead_id, detail=detail))
            uow.queue.enqueue(
                NewJob(
                    JobType.ENRICH_LEAD,
                    job.workspace_id,
                    enrichment.lead_id,
                    lead_id=enrichment.lead_id,
                    payload={"deadline_of": enrichment.id},
                    delay=DEADLINE_S,
                    suffix=f"{enrichment.kind}:deadline",
                )
            )

    def _failed(self, job: Job, enrichment: Enrichment, refused: PermanentFailure) -> None:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.leads.lock(enrichment.lead_id)
            uow.timeline.append(Entry("enrichment", "not-asked", refused.code, enrichment.lead_id))

    def _expire(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.leads.lock(job.subject_id)
            enrichment = uow.enrichments.get(str(job.payload["deadline_of"]))
            if enrichment is None or not enrichment.state.is_open:
                return Done("answered")
            uow.enrichments.save(replace(enrichment, state=EnrichmentState.TIMED_OUT, reason="no-answer"))
            uow.timeline.append(Entry("enrichment", "timed-out", enrichment.kind, enrichment.lead_id))
        return Done("timed-out")


def hear_enrichment(
    uow: UnitOfWork,
    channels: Mapping[str, Channel],
    event: StoredEvent,
    connection: Connection,
    answer: EnrichmentAnswered,
) -> Outcome:
    """The answer belongs to a question of ours and its lead knows more; otherwise it is kept and listed as unmatched.

    Without our id it belongs to the one open question of that kind about that lead. A late answer counts; a failure
    after a success does not; what the lead knew is never overwritten.
    """
    found = _asked_for(uow, connection, answer)
    if found is None:
        reason = "unknown-request" if answer.request_id else "no-request-id"
        uow.events.settle(event.id, "unmatched", reason=reason)
        return Done(f"unmatched:{reason}")
    lead = uow.leads.lock(found.lead_id)
    enrichment = uow.enrichments.get(found.id)
    workspace = uow.workspaces.get(found.workspace_id)
    if lead is None or enrichment is None or workspace is None:
        return Cancel("lead-gone")
    uow.events.concerns(event.id, lead.id)
    if enrichment.state is EnrichmentState.FOUND:
        return Done("answered-before")
    state = EnrichmentState(answer.status)
    uow.enrichments.save(replace(enrichment, state=state, reason=answer.reason[:200]))
    uow.timeline.append(
        Entry("enrichment", state, enrichment.kind, lead.id, None, connection.channel, {"why": answer.reason[:200]})
    )
    if state is not EnrichmentState.FOUND:
        return Done(state)
    value = normalise_email(answer.value) if answer.kind == "email" else answer.value
    fact = Fact(_FACT[answer.kind], value, 0.8, "enrichment", connection.channel, "")
    after = learn(uow, lead, [fact], Provenance(FactSource.ENRICHMENT, reference=enrichment.id))
    if after != lead:
        sync_contacts(uow, channels, workspace, after)
    return Done("found")


def _asked_for(uow: UnitOfWork, connection: Connection, answer: EnrichmentAnswered) -> Enrichment | None:
    if answer.request_id:
        found = uow.enrichments.get(answer.request_id) if is_id(answer.request_id) else None
        fits = found is not None and (found.connection_id, found.kind) == (connection.id, answer.kind)
        return found if fits else None
    if not is_id(answer.lead_hint):
        return None
    waiting = [e for e in uow.enrichments.of_lead(answer.lead_hint, answer.kind) if e.state.is_open]
    waiting = [e for e in waiting if e.connection_id == connection.id]
    return waiting[0] if len(waiting) == 1 else None
