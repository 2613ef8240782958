"""RecordCall: one more account of a telephone call becomes part of what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.application.inbound.become_message import take_in
from rejoinder.application.inbound.ingest_webhook import record_of, storable_id
from rejoinder.application.inbound.text_missed_call import owe_text, tell_end
from rejoinder.domain.calls import (
    UNKNOWN_AGENT,
    UNKNOWN_CALLER,
    Call,
    CallDirection,
    CallFacts,
    CallStatus,
    ReportState,
    accounts_of,
    agent_of,
    is_unknown,
    with_account,
)
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import Done, JobType, NewJob, Outcome
from rejoinder.domain.messages import InboundMessage, Medium
from rejoinder.domain.ports.channels import CallSeen, Channel, ProviderEvent, WebhookRequest
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

REPORT_PATIENCE_S = 180.0
"""How long after the end of a call its report may take before we ask for it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One account of a call, and where it came from."""

    event_id: str
    request: WebhookRequest
    kind: str
    received_at: datetime
    set_aside: bool = False
    """It waited for somebody to know its assistant or its caller."""


def record_call(
    uow: UnitOfWork, connection: Connection, channel: Channel, seen: CallSeen, told: Told, *, any_agent: bool = False
) -> tuple[Call | None, Outcome]:
    """The call is up to date, has its person and its agent, and what the caller said is one message with its job.

    Safe to repeat and in any order. None, and the event is set aside, when the account names an assistant that nobody
    registered (unless `any_agent`). Locks the call, then its lead.
    """
    facts = _storable(seen.facts)
    agents = uow.agents.of_connection(connection.id)
    if is_unknown(facts.assistant_id, agents) and not any_agent:
        uow.events.settle(told.event_id, "unmatched", reason=UNKNOWN_AGENT)
        _tell_unknown_agent(uow, connection, facts.assistant_id)
        return None, Done(UNKNOWN_AGENT)
    assert connection.workspace_id is not None
    known = accounts_of(facts, uow.calls.hold(facts))
    before = known[0] if known else None
    if before is None:
        before = Call(new_id(), connection.workspace_id, connection.id, channel.name, facts)
    if before.lead_id is not None and uow.leads.get(before.lead_id) is None:
        uow.events.concerns(told.event_id, before.lead_id)
        return before, Done("erased")
    call = with_account(before, facts, known[1:])
    if not facts.is_carrier_leg:
        # A platform's call that began as a carrier's leg: the platform can be asked about it.
        call = replace(call, connection_id=connection.id, channel=channel.name)
    agent = agent_of(call.facts.assistant_id, agents)
    call = replace(call, agent_id=call.agent_id or (agent.id if agent else None))
    for same in known[1:]:
        uow.calls.remove(same.id)
    call = _with_person(uow, call)
    call, note = _with_words(uow, call, connection, channel, seen, told)
    if call.lead_id is not None:
        uow.events.concerns(told.event_id, call.lead_id)
    uow.calls.save(call)
    conclude(uow, before if known else None, call)
    if seen.asks:
        owe_text(uow, call, asked=True)
    _expect_report(uow, call, channel)
    return call, Done(note)


def _tell_unknown_agent(uow: UnitOfWork, connection: Connection, assistant: str) -> None:
    uow.alerts.raise_alert(
        UNKNOWN_AGENT,
        f"{connection.id}:{assistant}",
        severity="high",
        title=f"Calls come from an assistant that no voice agent of {connection.name} stands for: {assistant}.",
        workspace_id=connection.workspace_id,
        detail={"connection": connection.id, "assistant": assistant},
    )


def _with_person(uow: UnitOfWork, call: Call) -> Call:
    """Whoever called (or was called) is a lead; withheld numbers and test calls are nobody's."""
    facts = call.facts
    if call.lead_id is not None or not facts.caller_number or facts.is_test or facts.direction is CallDirection.WEB:
        return call
    lead = uow.leads.find_or_create(Medium.VOICE, facts.caller_number, facts.caller_name)
    return replace(call, lead_id=lead.id)


def _with_words(
    uow: UnitOfWork, call: Call, connection: Connection, channel: Channel, seen: CallSeen, told: Told
) -> tuple[Call, str]:
    said = seen.said
    if said is None or call.message_id is not None or call.facts.is_test:
        if told.set_aside:
            uow.events.settle(told.event_id, "accepted")
        return call, "recorded"
    if call.lead_id is None:
        uow.events.settle(told.event_id, "unmatched", reason=UNKNOWN_CALLER)
        return call, UNKNOWN_CALLER
    # Whoever told the words need not have told the numbers: an answer to our question leaves ours out.
    said = replace(said, sender=call.facts.caller, recipient=call.facts.called)
    message_id = _store_message(uow, call.lead_id, connection, channel, said, told)
    uow.events.settle(told.event_id, "accepted", message_id=message_id)
    return replace(call, message_id=message_id), "spoke"


def _store_message(
    uow: UnitOfWork, lead_id: str, connection: Connection, channel: Channel, said: InboundMessage, told: Told
) -> str:
    """What the caller said, once; with its consent and its job, exactly as if it had come as a text."""
    event = ProviderEvent(said.external_id, told.kind, said)
    record = record_of(channel, connection, told.request, event, said)
    lead = uow.leads.lock(lead_id)
    assert lead is not None
    message_id, is_new = take_in(uow, record, lead, told.event_id, told.received_at)
    if is_new and channel.replies_by is not None:
        # Who forbids it on the telephone forbids the texts by which callers are answered.
        for change in record.consent_change.values():
            uow.leads.set_consent(lead_id, [channel.replies_by], change["state"], change["evidence"])
    return message_id


def conclude(uow: UnitOfWork, before: Call | None, call: Call) -> None:
    """What follows from the call's state, whenever it changed: the lead's timeline says what the call came to, and says
    it again only if that changes; a caller whom nobody took is owed a text; and the users' own systems hear of the end
    once, from the job that looks for missed callers where there is one."""
    if not owe_text(uow, call):
        tell_end(uow, call)
    if call.lead_id is None or call.outcome is None:
        return
    if before is not None and before.lead_id == call.lead_id and before.outcome is call.outcome:
        return
    reason = call.facts.ended.reason if call.facts.ended else ""
    detail = {"call": call.id, "seconds": call.facts.duration_s, "direction": call.facts.direction}
    uow.timeline.append(Entry("call-ended", call.outcome, reason, call.lead_id, call.message_id, call.channel, detail))


def _expect_report(uow: UnitOfWork, call: Call, channel: Channel) -> None:
    over = call.facts.status is CallStatus.ENDED
    if over and call.report is ReportState.PENDING and not call.facts.is_carrier_leg and channel.call_records:
        uow.queue.enqueue(
            NewJob(JobType.FETCH_CALL_REPORT, call.workspace_id, call.id, call.lead_id, delay=REPORT_PATIENCE_S)
        )


def _storable(facts: CallFacts) -> CallFacts:
    """The ids as an index takes them, the words as Postgres does."""
    return replace(
        facts,
        external_id=storable_id(facts.external_id),
        carrier_call_id=storable_id(facts.carrier_call_id),
        assistant_id=storable_id(facts.assistant_id),
        caller=strip_unstorable(facts.caller),
        caller_name=strip_unstorable(facts.caller_name),
        called=strip_unstorable(facts.called),
    )
