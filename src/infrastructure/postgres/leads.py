"""Leads in Postgres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, not_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.ids import lead_id_for
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.leads import ADDRESS_KIND, Consent, ConsentState, Lead, Score, ScoreSource, is_reference, merged
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import LeadStatus, Sentiment
from rejoinder.domain.workspaces import Mode
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tables import drafts, jobs, lead_addresses, leads, messages, metadata, sends


def _consents(stored: Mapping[str, Any]) -> dict[Medium, Consent]:
    return {
        Medium(medium): Consent(
            ConsentState(value["state"]),
            datetime.fromisoformat(value["at"]) if value.get("at") else None,
            value.get("evidence", ""),
        )
        for medium, value in stored.items()
    }


def lead_from(row: Row[Any]) -> Lead:
    """The lead that a row of `leads` holds."""
    score = None
    if row.score_overall is not None:
        score = Score(
            row.score_fit, row.score_intent, row.score_overall, tuple(row.score_reasons), ScoreSource(row.score_source)
        )
    return Lead(
        id=row.id,
        workspace_id=row.workspace_id,
        version=row.version,
        name=row.name,
        status=LeadStatus(row.status),
        sentiment=Sentiment(row.sentiment) if row.sentiment else None,
        score=score,
        emails=tuple(row.emails),
        phones=tuple(row.phones),
        linkedin_url=row.linkedin_url,
        scheduling_links=tuple(row.scheduling_links),
        timezone=row.timezone,
        consent=_consents(row.consent),
        follow_ups_paused=row.follow_ups_paused,
        follow_ups_paused_reason=row.follow_ups_paused_reason,
        mode=Mode(row.mode) if row.mode else None,
        automation_paused_reason=row.automation_paused_reason,
        last_message_at=row.last_message_at,
        last_inbound_at=row.last_inbound_at,
        last_outbound_at=row.last_outbound_at,
        has_appointment=row.has_appointment,
        appointments=row.appointments,
        next_meeting_at=row.next_meeting_at,
    )


class PostgresLeads:
    """LeadRepository of one workspace, inside one transaction."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._db = connection
        self._workspace = workspace_id
        self._mine = leads.c.workspace_id == workspace_id
        self._there = leads.c.erased_at.is_(None)

    def get(self, lead_id: str) -> Lead | None:
        found = self._db.execute(select(leads).where(self._mine, self._there, leads.c.id == lead_id)).first()
        return lead_from(found) if found else None

    def lock(self, lead_id: str) -> Lead | None:
        found = self._db.execute(
            select(leads).where(self._mine, self._there, leads.c.id == lead_id).with_for_update(key_share=True)
        ).first()
        return lead_from(found) if found else None

    def save(self, lead: Lead) -> None:
        self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == lead.id)
            .values(
                name=lead.name,
                status=lead.status,
                sentiment=lead.sentiment,
                score_fit=lead.score.fit if lead.score else None,
                score_intent=lead.score.intent if lead.score else None,
                score_overall=lead.score.overall if lead.score else None,
                score_reasons=list(lead.score.reasons) if lead.score else [],
                score_source=lead.score.source if lead.score else "",
                linkedin_url=lead.linkedin_url,
                scheduling_links=list(lead.scheduling_links),
                timezone=lead.timezone,
                follow_ups_paused=lead.follow_ups_paused,
                follow_ups_paused_reason=lead.follow_ups_paused_reason,
                mode=lead.mode,
                automation_paused_reason=lead.automation_paused_reason,
                has_appointment=lead.has_appointment,
                appointments=lead.appointments,
                next_meeting_at=lead.next_meeting_at,
            )
        )

    def bump(self, lead_id: str) -> int:
        version = self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == lead_id)
            .values(version=leads.c.version + 1)
            .returning(leads.c.version)
        ).scalar_one()
        return int(version)

    def set_consent(self, lead_id: str, media: Sequence[Medium], state: str, evidence: str) -> None:
        now = self._db.execute(select(func.clock_timestamp())).scalar_one()
        change = {medium.value: {"state": state, "at": now.isoformat(), "evidence": evidence} for medium in media}
        self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == lead_id)
            .values(consent=leads.c.consent.op("||")(type_coerce(change, JSONB)))
        )

    def by_address(self, medium: Medium, address: str) -> Lead | None:
        found = self._db.execute(
            select(leads)
            .join(lead_addresses, lead_addresses.c.lead_id == leads.c.id)
            .where(
                self._mine,
                lead_addresses.c.workspace_id == self._workspace,
                lead_addresses.c.kind == ADDRESS_KIND[medium],
                lead_addresses.c.address == address,
            )
        ).first()
        return lead_from(found) if found else None

    def by_conversation(self, connection_id: str, conversation: str) -> Lead | None:
        newest = (
            select(messages.c.lead_id)
            .where(
                messages.c.workspace_id == self._workspace,
                messages.c.connection_id == connection_id,
                messages.c.conversation == conversation,
                messages.c.conversation != "",
            )
            .order_by(messages.c.received_at.desc())
            .limit(1)
            .scalar_subquery()
        )
        found = self._db.execute(select(leads).where(self._mine, self._there, leads.c.id == newest)).first()
        return lead_from(found) if found else None

    def find_or_create(self, medium: Medium, address: str, name: str = "") -> Lead:
        known = self.by_address(medium, address)
        if known is None:
            kind = ADDRESS_KIND[medium]
            lead_id = lead_id_for(self._workspace, kind, address)
            self._db.execute(
                insert(leads)
                .values(
                    id=lead_id,
                    workspace_id=self._workspace,
                    version=0,
                    name=name,
                    emails=[address] if kind == "email" and not is_reference(address) else [],
                    phones=[address] if kind == "phone" and not is_reference(address) else [],
                )
                .on_conflict_do_update(index_elements=["id"], set_={"erased_at": None})
            )
            self.add_address(lead_id, medium, address)
        else:
            lead_id = known.id
        locked = self.lock(lead_id)
        assert locked is not None
        return locked

    def add_address(self, lead_id: str, medium: Medium, address: str) -> None:
        kind = ADDRESS_KIND[medium]
        added = self._db.execute(
            insert(lead_addresses)
            .values(workspace_id=self._workspace, kind=kind, address=address, lead_id=lead_id)
            .on_conflict_do_nothing(index_elements=["workspace_id", "kind", "address"])
            .returning(lead_addresses.c.lead_id)
        ).first()
        if added is not None:
            self._show(lead_id, kind, address)
        self._db.execute(
            clause("inherit_opt_outs"),
            {
                "workspace": self._workspace,
                "lead": lead_id,
                "erased": lead_id_for(self._workspace, kind, address),
                "kind": kind,
                "address": address,
            },
        )

    def show_address(self, lead_id: str, medium: Medium, address: str) -> None:
        self._show(lead_id, ADDRESS_KIND[medium], address)

    def _show(self, lead_id: str, kind: str, address: str) -> None:
        shown = {"email": leads.c.emails, "phone": leads.c.phones}.get(kind)
        if shown is None or is_reference(address):
            return
        listed = type_coerce([address], JSONB)
        self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == lead_id, not_(shown.op("@>", is_comparison=True)(listed)))
            .values({shown.name: shown.op("||")(listed)})
        )

    def fill_in(self, lead_id: str, details: ContactDetails) -> None:
        nobody: Any = type_coerce([], JSONB)
        for column, detail in ((leads.c.emails, details.email), (leads.c.phones, details.phone)):
            if detail:
                empty = update(leads).where(self._mine, leads.c.id == lead_id, column == nobody)
                self._db.execute(empty.values({column.name: [detail]}))
        if details.linkedin_url:
            empty = update(leads).where(self._mine, leads.c.id == lead_id, leads.c.linkedin_url == "")
            self._db.execute(empty.values(linkedin_url=details.linkedin_url))

    def merge(self, lead_id: str, into: str) -> None:
        gone, kept = self.lock(lead_id), self.lock(into)
        if gone is None or kept is None:
            return
        self._renumber(lead_id, kept.version)
        for table in metadata.sorted_tables:
            if table is leads or not {"lead_id", "workspace_id"} <= set(table.c.keys()):
                continue
            theirs = (table.c.workspace_id == self._workspace, table.c.lead_id == lead_id)
            if table.primary_key.columns.keys() == ["lead_id"]:  # one per person: the kept one's own counts
                kept_own = select(table.c.lead_id).where(table.c.lead_id == into).exists()
                self._db.execute(delete(table).where(*theirs, kept_own))
            self._db.execute(update(table).where(*theirs).values(lead_id=into))
        # A running job keeps its lane: the row is the lock that it runs under.
        self._db.execute(
            update(jobs)
            .where(jobs.c.workspace_id == self._workspace, jobs.c.lane == lead_id, jobs.c.status != JobStatus.RUNNING)
            .values(lane=into)
        )
        both = merged(gone, kept)
        self.save(both)
        self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == into)
            .values(
                version=both.version,
                emails=list(both.emails),
                phones=list(both.phones),
                consent=_stored(both.consent),
                last_message_at=both.last_message_at,
                last_inbound_at=both.last_inbound_at,
                last_outbound_at=both.last_outbound_at,
            )
        )
        self._db.execute(
            update(leads)
            .where(self._mine, leads.c.id == lead_id)
            .values(name="", emails=[], phones=[], erased_at=func.clock_timestamp())
        )

    def _renumber(self, lead_id: str, by: int) -> None:
        """Whatever counts in the versions of that lead counts on from `by`."""
        for column in (messages.c.version, drafts.c.basis_version, sends.c.basis_version):
            table = column.table
            self._db.execute(
                update(table)
                .where(table.c.workspace_id == self._workspace, table.c.lead_id == lead_id)
                .values({column.name: column + by})
            )


def _stored(consent: Mapping[Medium, Consent]) -> dict[str, Any]:
    return {
        medium.value: {"state": c.state, "at": c.at.isoformat() if c.at else None, "evidence": c.evidence}
        for medium, c in consent.items()
    }
