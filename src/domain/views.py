"""What people and programs look at: read-only pictures of stored rows, in the words of the HTTP contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from rejoinder.domain.errors import InvalidInput

View = TypeVar("View")

MAX_PAGE = 200


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list: at most `limit` rows after the place that `cursor` marks."""

    limit: int = 50
    cursor: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_PAGE:
            raise InvalidInput(f"'limit' is a whole number from 1 to {MAX_PAGE}.", field="limit")


@dataclass(frozen=True, slots=True)
class Page(Generic[View]):
    """One part of a list; `next_cursor` is null at its end."""

    items: Sequence[View]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class MessageView:
    id: str
    workspace_id: str
    lead_id: str
    connection_id: str
    channel: str
    medium: str
    direction: str
    author: str
    external_id: str
    sender: str
    recipient: str
    subject: str
    body: str
    body_clean: str | None
    conversation: str
    sentiment: str | None
    sentiment_source: str | None
    sentiment_confidence: float | None
    sentiment_reason: str
    automated: bool
    opt_out: bool
    injection: bool
    backfilled: bool
    disposition: str | None
    disposition_reason: str
    disposed_at: datetime | None
    draft_id: str | None
    received_at: datetime
    sent_at: datetime | None
    edited_at: datetime | None
    """When its writer last changed it; the timeline keeps what it said before."""
    deleted_at: datetime | None
    """When its writer took it back; no AI is shown it any more."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """What a person of ours wrote down about a lead; nobody else ever sees it."""

    id: str
    workspace_id: str
    lead_id: str
    body: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox: a message, whom it is from, and what waits to be decided about it."""

    message_id: str
    lead_id: str
    workspace_id: str
    workspace: str
    name: str
    address: str
    medium: str
    direction: str
    author: str
    subject: str
    excerpt: str
    received_at: datetime
    sentiment: str | None
    disposition: str | None
    disposition_reason: str
    status: str
    score: int | None
    draft_id: str | None
    """A draft that a person may still decide about."""
    draft_version: int
    draft_excerpt: str
    draft_digest: str
    """`Draft.digest` of the text that the excerpt is of; empty where there is none."""
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one kind fell into one stretch of time."""

    at: datetime
    """The beginning of the stretch."""
    kind: str
    amount: float


@dataclass(frozen=True, slots=True)
class WorkspaceSpend:
    """What the AI cost one workspace, and what it got for it."""

    workspace_id: str
    workspace: str
    cost_usd: float
    unpriced: int
    calls: int
    replies: int
    """Messages that were answered in the same time."""


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """How long people waited for the first part of an answer; seconds."""

    kind: str
    """Medium, and who answered: `sms ai`, `email person`."""
    answers: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many lines each view has, counted to a hundred and one and no further."""

    attention: int
    waiting: int
    sent: int
    snoozed: int
    unmatched: int
    intakes: int
    """Always 0 for whoever sees one workspace: an intake that nobody was given belongs to none."""
    dead: int
    unknown: int
    alerts: int


@dataclass(frozen=True, slots=True)
class BodySpan:
    """A stretch of a message, `text[start:end]`, in characters (code points)."""

    start: int
    end: int
    part: str
    """reply, signature, quoted or disclaimer."""


@dataclass(frozen=True, slots=True)
class BodyViews:
    """A message in its parts. `spans` tile `text` in order without gap or overlap."""

    text: str
    """The body; or only the reply, where the provider's HTML gave it apart from its history."""
    spans: Sequence[BodySpan]
    reply: str
    signature: str
    quoted: str
    disclaimer: str
    flags: Sequence[str]
    """only-quoted, uncut, forwarded, interleaved, oversize (docs/cleaning.md)."""


@dataclass(frozen=True, slots=True)
class MessageDetail(MessageView):
    """One message with its parts; `views` is null until it was understood, and for what we said."""

    views: BodyViews | None = None


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing that happened to a message or a lead: a fact, a check with its inputs, or an AI call."""

    at: datetime
    kind: str
    check: str
    """Which check this was; the kind again where it was none."""
    verdict: str
    reason: str
    actor: str
    inputs: Mapping[str, Any]
    message_id: str | None = None
    model: str | None = None
    cost_usd: float | None = None
    latency_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that happened to one message, oldest first."""

    message_id: str
    message: MessageDetail
    items: Sequence[TraceStep]


@dataclass(frozen=True, slots=True)
class ScoreView:
    fit: int | None
    intent: int | None
    overall: int | None
    reasons: Sequence[str]
    """Each with the words that it rests on, in quotes, where it rests on any."""
    source: str | None
    """`rule`, `model` or `offline`; null where there is no score, or it is older than this field."""


@dataclass(frozen=True, slots=True)
class ConsentEvidence:
    state: str
    at: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class FactView:
    """One thing that was learned about a lead, and from where."""

    kind: str
    value: str
    confidence: float
    source: str
    """`message`, `enrichment` or `person`."""
    rule: str
    part: str
    """`reply`, `signature` or `sender`; of an enrichment the provider."""
    evidence: str
    detail: Mapping[str, str]
    message_id: str | None
    applied: bool
    """It filled a gap of the lead."""
    learned_at: datetime


@dataclass(frozen=True, slots=True)
class LeadView:
    id: str
    workspace_id: str
    name: str
    status: str
    sentiment: str | None
    score: ScoreView
    emails: Sequence[str]
    phones: Sequence[str]
    linkedin_url: str
    scheduling_links: Sequence[str]
    timezone: str
    """IANA name; empty while it is not known well enough."""
    consent: Mapping[str, str]
    """`granted`, `unknown` or `withdrawn` for sms, email and linkedin."""
    consent_evidence: Mapping[str, ConsentEvidence]
    """Since when and why, for the media on which anything is known."""
    follow_ups_paused: bool
    follow_ups_paused_reason: str
    mode: str | None
    """How far automation may go with this person; null says nothing."""
    automation_paused_reason: str
    has_appointment: bool
    appointments: int
    """How many meetings there are and were; one that moved counts once."""
    next_meeting_at: datetime | None
    """Begin of the next booked meeting, as of the last change of any."""
    last_message_at: datetime | None
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    created_at: datetime
    facts: Sequence[FactView] = ()
    """What was learned and from where; only where one lead is shown."""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """One person's seat in one meeting."""

    id: str
    workspace_id: str
    lead_id: str
    connection_id: str
    channel: str
    external_id: str
    state: str
    """booked, rescheduled, cancelled, held or no-show."""
    slot_id: str | None
    message_id: str | None
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    timezone: str
    place: str
    name: str
    email: str
    replaces: str
    replaced_by: str
    moves: int
    reason: str
    booked_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AppointmentCounts:
    """How meetings ended, by when they were booked; a seat that was given up for another one is `rescheduled`."""

    booked: int
    rescheduled: int
    cancelled: int
    held: int
    no_show: int
    upcoming: int
    """Booked, and still to come."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """One time that stands in a draft, or was told to a lead."""

    id: str
    workspace_id: str
    lead_id: str
    message_id: str
    draft_id: str
    starts_at: datetime
    minutes: int
    zone: str
    state: str
    """drafted, offered, accepted, booked or lapsed; one whose time is over has lapsed."""
    reason: str
    offered_at: datetime | None
    expires_at: datetime
    accepted_at: datetime | None
    accepted_message_id: str | None
    wanted_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpView:
    id: str
    workspace_id: str
    lead_id: str
    sequence_id: str | None
    sequence: str
    """The sequence's name; empty for a single step of its own."""
    state: str
    """`paused` too while a reply has paused the lead, before anybody understood it."""
    reason: str
    step: int
    """The step that leaves next, from 1."""
    steps: int
    next_at: datetime | None
    """When it goes on by itself; null for never."""
    text: str
    """What waits to be approved."""
    timezone: str
    message_id: str | None
    enrolled_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One run of a job and how it ended."""

    attempt: int
    outcome: str
    owner: str
    """host:pid:started of the process that ran it."""
    error: str
    code: str
    started_at: datetime
    finished_at: datetime
    next_run_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobView:
    id: str
    type: str
    status: str
    queue: str
    attempts: int
    max_attempts: int
    crashes: int
    run_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    last_error: str | None
    last_error_code: str | None
    parked_reason: str | None
    cancel_requested: bool
    dedupe_key: str
    workspace_id: str
    lead_id: str | None
    message_id: str | None
    source: str
    created_at: datetime
    history: Sequence[AttemptView] = ()


@dataclass(frozen=True, slots=True)
class JobGroup:
    """All jobs of one type in one status; seconds are the time their last run took."""

    type: str
    status: str
    count: int
    avg_attempts: float
    max_attempts: int
    p50_seconds: float | None
    p95_seconds: float | None
    max_seconds: float | None


@dataclass(frozen=True, slots=True)
class DraftView:
    id: str
    workspace_id: str
    lead_id: str
    message_id: str
    channel: str
    version: int
    subject: str
    body: str
    status: str
    author: str
    edited: bool
    confidence: float | None
    digest: str
    """Names exactly this text: an approval that carries it approves these words and no others."""
    decided_by: str
    """Who approved or rejected this version."""
    decision: Mapping[str, Any]
    evaluation: Mapping[str, Any] | None
    strategy: Mapping[str, Any] | None
    unsourced: Sequence[Mapping[str, Any]]
    """Claims of the body that no source holds: kind, text, start and end in characters."""
    instruction: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SendView:
    id: str
    workspace_id: str
    lead_id: str
    message_id: str | None
    draft_id: str | None
    call_id: str | None
    follow_up_id: str | None
    step: int
    draft_version: int
    kind: str
    connection_id: str
    channel: str
    medium: str
    recipient: str
    sender: str
    subject: str
    body: str
    part: int
    parts: int
    state: str
    reason: str
    error: str
    intent_key: str
    automatic: bool
    approved_by: str
    attempts: int
    provider_message_id: str
    created_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AICallView:
    id: str
    workspace_id: str
    lead_id: str | None
    message_id: str | None
    job_id: str | None
    feature: str
    model: str
    prompt_version: str
    source: str
    status: str
    error: str
    input_tokens: int | None
    cached_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    latency_ms: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SpendGroup:
    """AI calls that share the values they were grouped by; a column that was not asked for is null."""

    feature: str | None
    model: str | None
    source: str | None
    calls: int
    failed: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost_usd: float
    unpriced: int
    """Calls whose cost is not known; never counted as free."""
    avg_latency_ms: float


@dataclass(frozen=True, slots=True)
class ShadowGroup:
    """Messages of one channel and intent that a draft was written for: what people did with it and, of those that were
    rehearsed in shadow, what we would have done."""

    channel: str
    intent: str | None
    """The sentiment of the message, as it stands now."""
    rehearsed: int
    """How many of them in shadow."""
    would_send: int
    """How many of them would have been answered without a person."""
    answered: int
    """How many a person has decided about, in whatever mode."""
    did: Mapping[str, int]
    """What they did: `approved`, `edited`, `own-words`, `rejected`."""
    claims: int
    """How many of those that are answered we would have settled alone; only there can a person agree or not."""
    agreed: int
    agreement: float | None
    """`agreed` of `claims`, 0 to 1; null without any."""
    similarity: float | None
    """How alike our texts and theirs are on average, 0 to 1."""


@dataclass(frozen=True, slots=True)
class SwitchScope:
    workspace_id: str | None
    channel: str | None
    lead_id: str | None


@dataclass(frozen=True, slots=True)
class SwitchView:
    id: str
    kind: str
    scope: SwitchScope
    reason: str
    author: str
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class AlertView:
    id: str
    workspace_id: str | None
    rule: str
    subject: str
    severity: str
    title: str
    detail: Mapping[str, Any]
    count: int
    first_at: datetime
    last_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    told_at: datetime | None
    """When somebody was last told; null when nobody was yet."""
    tries: int
    """Rounds since then in which no way to people worked."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """Something that somebody changed, or tried to."""

    id: str
    at: datetime
    actor: str
    workspace_id: str | None
    action: str
    subject: Mapping[str, str]
    """The ids that the address named."""
    status: int
    request_id: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One delivery that wants a person: its raw body stays in the database, because it may hold a secret."""

    id: str
    workspace_id: str | None
    connection_id: str
    channel: str
    kind: str
    state: str
    reason: str
    message_id: str | None
    deliveries: int
    body_bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Deliveries that could not be authenticated: a number is all that is kept of them."""

    connection_id: str | None
    """Null where not even the key was known."""
    channel: str
    reason: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that reached one connection's address: an event that was kept, or a kind of refusal, which is only
    counted (`at` is then its latest)."""

    at: datetime
    outcome: str
    """`refused`, or the event's state."""
    reason: str
    kind: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class WebhookDeliveryView:
    """One event on its way to one webhook."""

    id: str
    webhook_id: str
    event_id: str
    """The `webhook-id` that the receiver saw, the same at every try."""
    type: str
    lead_id: str | None
    state: str
    """`pending`, `delivered` or `failed`."""
    attempts: int
    """Since it was last sent anew."""
    resends: int
    last_status: int | None
    """Null where nobody answered."""
    last_error: str
    occurred_at: datetime
    last_attempt_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConnectionActivity:
    """What reached one connection lately."""

    connection_id: str
    last_event_at: datetime | None
    refused: int
    breaker_open: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token as it may be shown; the token itself is known only to whoever was given it."""

    id: str
    name: str
    role: str
    workspace_id: str | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime | None
    """From then on it opens nothing; None: until it is revoked."""


@dataclass(frozen=True, slots=True)
class SandboxReceipt:
    """One message that a simulated person received."""

    id: str
    workspace_id: str
    medium: str
    recipient: str
    sender: str
    subject: str
    body: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class Accounting:
    """Where every received message is. `received` = in flight + waiting for a person + ended; `unaccounted` should
    be 0, and is found by looking at raw events and live jobs rather than at that sum."""

    received: int
    in_flight: int
    waiting_human: int
    ended: Mapping[str, int]
    unaccounted: int
    lost_events: int
    """Accepted deliveries of a message whose row does not exist."""
    stalled: int
    """Messages still open although no job is left that would end them."""
    without_event: int
    """Messages that no delivery explains."""
    quarantined: int
    unmatched: int
    unrouted: int
    spooled: int = 0
    """Of those in flight: acknowledged while the database was away, and still on this machine's disk."""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    pending: int
    running: int
    dead: int
    parked: int
    oldest_pending_seconds: float
    """How long the job that has been due longest has waited; 0 when nothing is due."""


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    channel: str
    connections: int
    breakers_open: int


@dataclass(frozen=True, slots=True)
class Upkeep:
    """When the housekeeping was last done; None where it never was."""

    installed_seconds_ago: float
    """0 while there is no workspace."""
    balanced_seconds_ago: float | None
    pruned_seconds_ago: float | None
    told_seconds_ago: float | None
    """Since a round of telling people of alerts went through."""
    pruned_rows: Mapping[str, int]
    """By table, since the beginning."""


@dataclass(frozen=True, slots=True)
class ConsentChangeView:
    """One line of the ledger: from then on, on that evidence."""

    id: int
    workspace_id: str
    lead_id: str
    medium: str
    state: str
    """granted, unknown or withdrawn."""
    evidence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SuppressionView:
    workspace_id: str
    kind: str
    """phone or email."""
    address: str
    reason: str
    source: str
    """The list that it came with."""
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class WrongRowView:
    row: int
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class SuppressionImportView:
    id: str
    workspace_id: str
    name: str
    state: str
    """pending, done or failed."""
    total: int
    """Rows of the list."""
    done: int
    """Rows that were taken."""
    added: int
    """Addresses that were new."""
    known: int
    refused: int
    """Rows that name nobody; the first 200 of them stand in `errors`."""
    errors: Sequence[WrongRowView]
    created_by: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotificationView:
    """One telling of one target of the team, and what became of it."""

    id: str
    workspace_id: str
    kind: str
    """waiting, escalation, digest or test."""
    target: str
    """`slack`, `slack:<channel>`, `email:<address>` or `webhook`."""
    state: str
    """pending, sent, failed or skipped."""
    reason: str
    lead_id: str | None
    message_id: str | None
    draft_id: str | None
    fallback_for: str
    """The target that could not be reached, if this one was told instead."""
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class CostPerReply:
    """What the AI cost in a time, and how many replies left in it."""

    since: datetime | None
    replies: int
    """Replies that left, each once however many parts it had."""
    automatic: int
    messages: int
    """Messages that came in."""
    cost_usd: float
    """Of every call, for messages that needed no reply as well."""
    cost_per_reply_usd: float | None
    """None while no reply left."""
    unpriced: int
    """Calls whose cost nobody knows; they are not in the sum."""


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """How alerts stand, counted."""

    open: Mapping[str, int] = field(default_factory=dict)
    """By severity."""
    acknowledged: int = 0
    """Open ones that are quiet because somebody has seen them."""
    acknowledged_until: datetime | None = None
    """When the last of those may be told again."""
    undelivered: int = 0
    """Open ones that nobody could be told of at the last try."""
    untold: int = 0
    """Occurrences of which nobody was told."""


@dataclass(frozen=True, slots=True)
class TenantFigures:
    """What the seeds' invariants are about: is anybody set up, and soundly? Never a failure of the installation."""

    workspaces: int = 0
    bad_booking_links: int = 0
    orphaned_numbers: int = 0


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the health page needs to know about the whole installation, read in one go."""

    queue: QueueFigures
    live_workers: int
    stale_schema_workers: int
    """Live processes that said they stopped claiming because the schema is newer than they are."""
    unaccounted: int
    unknown_sends: int
    expired_leases: int
    untold: int
    """Targets of the team that are configured and cannot be reached."""
    ai_paused: bool
    """The AI failed so often that nobody asks it for a while."""
    switches: Sequence[SwitchView]
    """All that hold something back right now."""
    channels: Sequence[ChannelHealth]
    upkeep: Upkeep
    alerts: AlertFigures = AlertFigures()
    tenants: TenantFigures = TenantFigures()


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure for the metrics page."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a live client should look at again."""

    type: str
    """message, draft, job, send, call or alert."""
    id: str
    at: datetime
    workspace_id: str | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallView:
    id: str
    workspace_id: str
    connection_id: str
    channel: str
    external_id: str
    """The assistant platform's id; the carrier's where no platform took the call."""
    carrier_call_id: str
    direction: str
    status: str | None
    outcome_class: str | None
    ended_reason: str
    """The provider's own word."""
    report: str
    caller: str
    caller_name: str
    called: str
    assistant_id: str
    agent_id: str | None
    lead_id: str | None
    message_id: str | None
    is_test: bool
    caller_spoke: bool | None
    started_at: datetime | None
    ended_at: datetime | None
    duration_s: float | None
    cost_usd: float | None
    summary: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CallDetail(CallView):
    """With what was said."""

    transcript: str
    lines: Sequence[Mapping[str, Any]]
    """`{by, text, at}`, in order; `by` is caller, agent or other."""
    structured: Mapping[str, Any]
    success: str
    recording_url: str


@dataclass(frozen=True, slots=True)
class AgentView:
    id: str
    workspace_id: str
    connection_id: str
    external_assistant_id: str
    name: str
    is_default: bool
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class NumberView:
    id: str
    number: str
    role: str
    workspace_id: str | None
    connection_id: str
    forward_to: str
    can_text: bool
    is_free: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IntakeMessageView:
    id: str
    external_id: str
    sender: str
    recipient: str
    body: str
    message_id: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class IntakeView:
    id: str
    workspace_id: str | None
    connection_id: str
    channel: str
    caller: str
    called: str
    role: str
    reason: str
    root_call_id: str | None
    call_status: str
    text_state: str
    text_sender: str
    text_provider_id: str
    text_reason: str
    attempts: int
    opted_out: bool
    lead_id: str | None
    assigned_at: datetime | None
    assigned_by: str
    released_at: datetime | None
    """Since when the caller's texts are nobody's again."""
    released_by: str
    first_seen_at: datetime
    last_seen_at: datetime
    messages: Sequence[IntakeMessageView]
    """What the caller texted since, oldest first."""
