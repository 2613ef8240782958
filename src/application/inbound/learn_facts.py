"""LearnFacts: what a message says about its writer, noted with its provenance and filled in where nothing was known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rejoinder.domain.contacts import normalise_email, normalise_phone
from rejoinder.domain.enrichment import card_of, is_worth_asking, missing_kinds
from rejoinder.domain.extraction import Ours, Source, our_details, read_facts
from rejoinder.domain.facts import Fact, FactKind, FactSource, Provenance
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Direction, Medium, Message, Understanding
from rejoinder.domain.ports.ai import SentimentVerdict
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.enrichment import KnownFact
from rejoinder.domain.ports.phones import PhoneReader
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.times import Offer, Times, read_times
from rejoinder.domain.workspaces import Connection, Workspace

SURE_OF_ZONE = 0.7
"""Below this a zone is noted, but nothing is timed by it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one message says about its writer, and about when."""

    facts: tuple[Fact, ...] = ()
    times: Times = field(default_factory=Times)


@dataclass(frozen=True, slots=True)
class LearnFacts:
    """Called by post-processing: `read` without a transaction, `save` with the lead locked.

    Afterwards each fact is stored with the message, the part and the words that it came from; the lead shows what it
    did not know; and whoever can find out more, or wants to know, has a job for it.
    """

    phones: PhoneReader
    channels: Mapping[str, Channel]

    def read(
        self,
        message: Message,
        clean: Understanding,
        lead: Lead,
        workspace: Workspace,
        connection: Connection | None,
        thread: Sequence[Message],
        offered: Sequence[Offer] = (),
    ) -> Findings:
        """What the message says about its writer and, after what we had `offered`, about when. Nothing of a bounce, of
        quoted text, or of what our side wrote in the thread."""
        if message.safety.get("bounce"):
            return Findings()
        facts = self._facts(message, clean, lead, workspace, connection, thread)
        return Findings(facts, _times(message, clean, lead, thread, facts, offered))

    def _facts(
        self,
        message: Message,
        clean: Understanding,
        lead: Lead,
        workspace: Workspace,
        connection: Connection | None,
        thread: Sequence[Message],
    ) -> tuple[Fact, ...]:
        if not workspace.settings.extract_contacts:
            return ()
        source = Source(
            medium=message.medium,
            reply=clean.body_clean,
            signature=clean.signature,
            sender=message.sender,
            sender_name=lead.name,
            automated=message.automated,
            sent_at=message.sent_at or message.received_at,
            zones=tuple(filter(None, (lead.timezone, workspace.timezone if workspace.timezone != "UTC" else ""))),
            html=message.html,
            ours=self._ours(message, workspace, connection, thread),
        )
        return read_facts(source, self.phones)

    def save(
        self,
        uow: UnitOfWork,
        message: Message,
        lead: Lead,
        workspace: Workspace,
        found: Findings,
        verdict: SentimentVerdict | None,
    ) -> None:
        """The lead is locked, and the newest copy of it. What was learned, and the jobs that follow from it, are in
        this transaction."""
        if (told := _told_times(found.times)) is not None:
            uow.timeline.append(replace(told, lead_id=lead.id, message_id=message.id))
        after = learn(uow, lead, found.facts, Provenance(FactSource.MESSAGE, message.id), message)
        if not message.backfilled:  # an old message is no reason to spend anything now
            self._ask_for_more(uow, after, workspace, verdict)
        if after != lead:
            sync_contacts(uow, self.channels, workspace, after)

    def _ask_for_more(
        self, uow: UnitOfWork, lead: Lead, workspace: Workspace, verdict: SentimentVerdict | None
    ) -> None:
        worth_it = verdict is not None and is_worth_asking(lead, verdict.sentiment)
        wanted = missing_kinds(lead, workspace.settings.enrichment) if worth_it else []
        if wanted and enricher_of(uow, self.channels, workspace.id) is not None:
            for kind in wanted:
                uow.queue.enqueue(
                    NewJob(
                        JobType.ENRICH_LEAD, workspace.id, lead.id, lead_id=lead.id, payload={"kind": kind}, suffix=kind
                    )
                )

    def _ours(
        self, message: Message, workspace: Workspace, connection: Connection | None, thread: Sequence[Message]
    ) -> Ours:
        settings = workspace.settings
        said = [m.body for m in thread if m.direction is Direction.OUTBOUND]
        stated = (settings.booking_link, settings.persona, settings.deflection_text, settings.apology_text)
        texts = [*said, *stated, *settings.knowledge, settings.business_phone, settings.owner_phone]
        addresses = {message.recipient, *(m.sender for m in thread if m.direction is Direction.OUTBOUND)}
        if connection is not None:
            addresses |= {value for name, value in connection.credentials.items() if "number" in name or "from" in name}
        ours = our_details(texts, workspace.timezone, self.phones)
        emails = {normalise_email(address) for address in addresses if "@" in address}
        return Ours(
            phones=ours.phones | {normalise_phone(address) for address in addresses if address.startswith("+")},
            emails=ours.emails | emails,
            domains=frozenset(_own_domains(emails, message.sender)),
            links=ours.links,
        )


def _times(
    message: Message,
    clean: Understanding,
    lead: Lead,
    thread: Sequence[Message],
    facts: Sequence[Fact],
    offered: Sequence[Offer],
) -> Times:
    said_zone = next((f.value for f in facts if f.kind is FactKind.TIMEZONE and f.confidence >= SURE_OF_ZONE), "")
    before = [m for m in thread if m.direction is Direction.OUTBOUND and m.received_at <= message.received_at]
    return read_times(
        clean.body_clean,
        sent_at=message.sent_at or message.received_at,
        zone=lead.timezone or said_zone or None,
        offered=offered,
        asked=before[-1].text if before else "",
    )


def _told_times(times: Times) -> Entry | None:
    """What was read about when, and what of it stayed open and why; None where nothing was said."""
    stated = {
        "proposed": [
            {"start": moment.start.isoformat(), "precision": moment.precision, "evidence": moment.evidence}
            for moment in times.proposed
        ],
        "deferred_until": times.deferred_until.day.isoformat() if times.deferred_until else None,
        "back_on": times.back_on.isoformat() if times.back_on else None,
        "unresolved": [{"evidence": one.evidence, "reason": one.reason} for one in times.unresolved],
        "zone": times.zone,
    }
    verdict = next((name for name in ("back_on", "deferred_until", "proposed", "unresolved") if stated[name]), "")
    return Entry("times", verdict.replace("_", "-"), detail=stated) if verdict else None


_SHARED = re.compile(r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|gmx|web|proton|protonmail|aol|zoho)\.")


def _own_domains(emails: set[str], sender: str) -> set[str]:
    """Domains of our own addresses, but none that the person, or everybody, has too."""
    theirs = sender.rpartition("@")[2].lower()
    return {host for email in emails if (host := email.rpartition("@")[2]) != theirs and not _SHARED.match(host)}


# --- shared with answers of enrichment providers ------------------------------------------------------


def learn(
    uow: UnitOfWork, lead: Lead, facts: Sequence[Fact], provenance: Provenance, message: Message | None = None
) -> Lead:
    """The facts are stored and the lead, which is locked, has its gaps filled; nothing that it knew has changed. The
    timeline says what was learned, and what of it was new."""
    after = lead
    told = []
    known = uow.facts.of_lead(lead.id) if facts else ()
    surest = {(k.fact.kind, k.fact.value): k.fact.confidence for k in known}
    for fact in facts:
        filled = _filled(known, after, fact)
        if filled == after and surest.get((fact.kind, fact.value), 0.0) >= fact.confidence:
            continue  # said before, and not more surely now
        uow.facts.add(lead.id, fact, provenance, filled != after)
        if filled != after or fact.part != "sender":  # what an address alone suggests is noted, not told
            told.append(_told(fact, filled != after))
        _show(uow, lead, fact)
        after = filled
    if after != lead:
        uow.leads.save(after)
    if told:
        verdict = "new" if after != lead else "known"
        detail = {"facts": told, "reference": provenance.reference}
        uow.timeline.append(
            Entry("learned", verdict, provenance.source, lead.id, message.id if message else None, detail=detail)
        )
    return after


def _told(fact: Fact, new: bool) -> dict[str, object]:
    return {
        "kind": fact.kind,
        "value": fact.value,
        "confidence": fact.confidence,
        "rule": fact.rule,
        "part": fact.part,
        "evidence": fact.evidence,
        "new": new,
        **({"who": dict(fact.detail)} if fact.detail else {}),
    }


def _filled(known: Sequence[KnownFact], lead: Lead, fact: Fact) -> Lead:
    match fact.kind:
        case FactKind.PHONE if fact.value not in lead.phones:
            return replace(lead, phones=(*lead.phones, fact.value))
        case FactKind.EMAIL if fact.value not in lead.emails:
            return replace(lead, emails=(*lead.emails, fact.value))
        case FactKind.LINKEDIN if not lead.linkedin_url:
            return replace(lead, linkedin_url=fact.value)
        case FactKind.SCHEDULING_LINK if fact.value not in lead.scheduling_links:
            return replace(lead, scheduling_links=(*lead.scheduling_links, fact.value))
        case FactKind.NAME if not lead.name:
            return replace(lead, name=fact.value)
        case FactKind.TIMEZONE if fact.value != lead.timezone and _is_surer(known, lead, fact):
            return replace(lead, timezone=fact.value)
        case _:
            return lead


def _is_surer(known: Sequence[KnownFact], lead: Lead, fact: Fact) -> bool:
    """A zone fills the gap when it is sure enough, and takes the place of a less sure one."""
    if fact.confidence < SURE_OF_ZONE:
        return False
    before = [k.fact for k in known if (k.fact.kind, k.fact.value) == (FactKind.TIMEZONE, lead.timezone)]
    return not lead.timezone or (bool(before) and fact.confidence > max(one.confidence for one in before))


def _show(uow: UnitOfWork, lead: Lead, fact: Fact) -> None:
    if fact.kind is FactKind.PHONE:
        uow.leads.show_address(lead.id, Medium.SMS, fact.value)
    elif fact.kind is FactKind.EMAIL:
        uow.leads.show_address(lead.id, Medium.EMAIL, fact.value)


def enricher_of(uow: UnitOfWork, channels: Mapping[str, Channel], workspace_id: str) -> Connection | None:
    """The first usable account that can be asked about people."""
    for name, channel in channels.items():
        if channel.enricher is None:
            continue
        for connection in uow.connections.of_workspace(workspace_id, name):
            if connection.enabled and channel.enricher.can_ask(connection):
                return connection
    return None


def sync_contacts(uow: UnitOfWork, channels: Mapping[str, Channel], workspace: Workspace, lead: Lead) -> None:
    """Every account that keeps contacts has a job to learn what the lead has become; one job for each state of it."""
    card = card_of(lead)
    if not workspace.settings.sync_contacts or not card.can_be_found:
        return
    for name, channel in channels.items():
        if channel.contacts is None:
            continue
        for connection in uow.connections.of_workspace(workspace.id, name):
            if not connection.enabled:
                continue
            uow.queue.enqueue(
                NewJob(
                    JobType.SYNC_CONTACT,
                    workspace.id,
                    lead.id,
                    lead_id=lead.id,
                    payload={"connection": connection.id},
                    suffix=f"{connection.id}:{card.digest[:16]}",
                )
            )
