"""Read models. The scope comes first everywhere: one workspace, or None for every workspace.

A method named for one thing returns None where that thing is not in the scope, whoever else owns it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from rejoinder.domain.matching import Candidate, Clue
from rejoinder.domain.views import (
    Accounting,
    AgentView,
    AICallView,
    AlertView,
    AppointmentCounts,
    AppointmentView,
    Attempt,
    AuditView,
    CallDetail,
    CallView,
    Change,
    ConnectionActivity,
    ConsentChangeView,
    CostPerReply,
    DraftView,
    EventView,
    FollowUpView,
    Gauge,
    InboxCounts,
    InboxRow,
    IntakeView,
    JobGroup,
    JobView,
    LeadView,
    MessageDetail,
    MessageView,
    NoteView,
    NotificationView,
    NumberView,
    Page,
    PageRequest,
    RefusedView,
    ResponseTime,
    SandboxReceipt,
    SendView,
    ShadowGroup,
    SlotView,
    SpendGroup,
    SuppressionImportView,
    SuppressionView,
    SwitchView,
    Tally,
    TokenView,
    Trace,
    TraceStep,
    Vitals,
    WebhookDeliveryView,
    WorkspaceSpend,
)

Scope = str | None

EVENT_STATES = ("quarantined", "unmatched", "unrouted", "accepted", "noted")
"""What a delivery can be; the first three want a person."""

INBOX_VIEWS = ("attention", "waiting", "sent", "all", "snoozed")
"""What wants a person; what waits for a yes or no; what the AI sent; every conversation; what was put aside."""


@dataclass(frozen=True, slots=True)
class MessageFilter:
    lead_id: str | None = None
    external_id: str | None = None
    channel: str | None = None
    direction: str | None = None
    disposition: str | None = None
    """`stayed-silent`, or with its reason `stayed-silent:automated`."""
    q: str | None = None
    """Occurs in body, subject, sender or recipient."""


@dataclass(frozen=True, slots=True)
class InboxFilter:
    view: str = "attention"
    """One of INBOX_VIEWS."""
    medium: str | None = None
    sentiment: str | None = None
    q: str | None = None
    """Words, each the beginning of one in the message, its subject or its addresses; the view is left aside."""


@dataclass(frozen=True, slots=True)
class LeadFilter:
    status: str | None = None
    sentiment: str | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    state: str | None = None
    reason: str | None = None
    lead_id: str | None = None
    sequence_id: str | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    status: str | None = None
    type: str | None = None
    lead_id: str | None = None
    message_id: str | None = None
    error: str | None = None
    """Occurs in the last error, or is its code."""


@dataclass(frozen=True, slots=True)
class DraftFilter:
    status: str | None = None
    lead_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class SendFilter:
    state: str | None = None
    lead_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class CallFilter:
    lead_id: str | None = None
    external_id: str | None = None
    direction: str | None = None
    status: str | None = None
    outcome_class: str | None = None


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    lead_id: str | None = None
    state: str | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AICallFilter:
    feature: str | None = None
    model: str | None = None
    source: str | None = None
    status: str | None = None
    lead_id: str | None = None
    message_id: str | None = None
    job_id: str | None = None
    since: datetime | None = None


class Conversations(Protocol):
    def messages(self, scope: Scope, wanted: MessageFilter, page: PageRequest) -> Page[MessageView]: ...

    def message(self, scope: Scope, message_id: str) -> MessageDetail | None: ...

    def trace(self, scope: Scope, message_id: str) -> Trace | None: ...

    def corrected_cases(self, scope: Scope, limit: int) -> Sequence[Mapping[str, Any]]:
        """The newest messages whose verdict is a person's, each as a case that `read_case` reads."""
        ...

    def leads(self, scope: Scope, wanted: LeadFilter, page: PageRequest) -> Page[LeadView]:
        """The most recently active first."""
        ...

    def lead(self, scope: Scope, lead_id: str) -> LeadView | None: ...

    def candidates(self, workspace_id: str, clue: Clue) -> Sequence[Candidate]:
        """At most some dozens of leads that share an address, a conversation, a name or a company with the clue."""
        ...

    def lead_timeline(self, scope: Scope, lead_id: str, page: PageRequest) -> Page[TraceStep] | None:
        """Oldest first."""
        ...


class Inbox(Protocol):
    def inbox(self, scope: Scope, wanted: InboxFilter, page: PageRequest) -> Page[InboxRow]:
        """The newest first. Raises InvalidInput for a view that there is not."""
        ...

    def conversation(self, scope: Scope, lead_id: str, page: PageRequest) -> Page[MessageDetail]:
        """What was said, with its parts, the newest first."""
        ...

    def people_named(self, scope: Scope, q: str, limit: int) -> Sequence[LeadView]:
        """Leads whose name or address holds each of the words, the most recently active first."""
        ...

    def inbox_counts(self, scope: Scope) -> InboxCounts: ...

    def notes(self, scope: Scope, lead_id: str) -> Sequence[NoteView]:
        """The newest first, a hundred at most."""
        ...

    def snoozed_until(self, scope: Scope, lead_id: str) -> datetime | None:
        """Until when the conversation is put aside; None when it is not, or something came since."""
        ...


class FollowUps(Protocol):
    def follow_ups(self, scope: Scope, wanted: FollowUpFilter, page: PageRequest) -> Page[FollowUpView]:
        """The newest first."""
        ...

    def follow_up(self, scope: Scope, follow_up_id: str) -> FollowUpView | None: ...


class Work(Protocol):
    def jobs(self, scope: Scope, wanted: JobFilter, page: PageRequest) -> Page[JobView]: ...

    def job(self, scope: Scope, job_id: str) -> JobView | None: ...

    def jobs_summary(self, scope: Scope, since: datetime | None) -> Sequence[JobGroup]: ...


class Replies(Protocol):
    def drafts(self, scope: Scope, wanted: DraftFilter, page: PageRequest) -> Page[DraftView]: ...

    def draft(self, scope: Scope, draft_id: str) -> DraftView | None: ...

    def sends(self, scope: Scope, wanted: SendFilter, page: PageRequest) -> Page[SendView]: ...

    def send(self, scope: Scope, send_id: str) -> SendView | None: ...

    def sandbox_phone(self, scope: Scope, page: PageRequest) -> Page[SandboxReceipt]: ...


class Calls(Protocol):
    def calls(self, scope: Scope, wanted: CallFilter, page: PageRequest) -> Page[CallView]: ...

    def call(self, scope: Scope, call_id: str) -> CallDetail | None:
        """By our id, or the provider's."""
        ...

    def agents(self, scope: Scope, page: PageRequest) -> Page[AgentView]: ...


class Meetings(Protocol):
    def appointments(self, scope: Scope, wanted: AppointmentFilter, page: PageRequest) -> Page[AppointmentView]: ...

    def appointment(self, scope: Scope, appointment_id: str) -> AppointmentView | None: ...

    def appointment_counts(self, scope: Scope, lead_id: str | None, since: datetime | None) -> AppointmentCounts: ...

    def slots(self, scope: Scope, lead_id: str, state: str | None, page: PageRequest) -> Page[SlotView]: ...


class Spending(Protocol):
    def ai_calls(self, scope: Scope, wanted: AICallFilter, page: PageRequest) -> Page[AICallView]: ...

    def ai_summary(self, scope: Scope, since: datetime | None, group_by: Sequence[str]) -> Sequence[SpendGroup]:
        """`group_by` names some of feature, model, source. Raises InvalidInput for others."""
        ...

    def cost_per_reply(self, scope: Scope, since: datetime | None) -> CostPerReply: ...


class Shadowed(Protocol):
    def shadow(self, scope: Scope, since: datetime | None) -> Sequence[ShadowGroup]:
        """What was rehearsed since then, by channel and intent."""


@dataclass(frozen=True, slots=True)
class ForbiddenAddress:
    """An address that nobody may write to, as it is exported."""

    kind: str
    address: str
    reason: str
    source: str
    added_at: datetime | None


class Compliance(Protocol):
    def consent_changes(self, scope: Scope, lead_id: str | None, page: PageRequest) -> Page[ConsentChangeView]:
        """The newest first. Raises NotFound for what can be no lead."""
        ...

    def every_consent_change(self, scope: Scope) -> Sequence[tuple[str, str, str, str, datetime]]:
        """Lead, medium, state, evidence and moment, oldest first."""
        ...

    def suppressions(self, scope: Scope, page: PageRequest) -> Page[SuppressionView]:
        """The newest first."""
        ...

    def do_not_contact(self, scope: Scope) -> Sequence[ForbiddenAddress]:
        """The list, and every address of whoever withdrew consent in another way."""
        ...

    def suppression_import(self, scope: Scope, import_id: str) -> SuppressionImportView | None: ...

    def suppression_imports(self, scope: Scope, page: PageRequest) -> Page[SuppressionImportView]: ...

    def notifications(self, scope: Scope, state: str | None, page: PageRequest) -> Page[NotificationView]:
        """The newest first. Raises InvalidInput for a state that there is not."""
        ...


class Figures(Protocol):
    """What charts are drawn from. `since` bounds every one of them, because all read rows one by one."""

    def jobs_over_time(self, scope: Scope, since: datetime, step: timedelta) -> Sequence[Tally]:
        """Jobs made in each stretch, by the status that they have now."""
        ...

    def spend_over_time(self, scope: Scope, since: datetime, group_by: str) -> Sequence[Tally]:
        """US dollars per day, by `feature` or `model`. Raises InvalidInput for another."""
        ...

    def spend_of_workspaces(self, scope: Scope, since: datetime) -> Sequence[WorkspaceSpend]:
        """The dearest first."""
        ...

    def response_times(self, scope: Scope, since: datetime) -> Sequence[ResponseTime]: ...

    def answers_over_time(self, scope: Scope, since: datetime) -> Sequence[Tally]:
        """Seconds that half of the people waited at most, per day, by `ai` and `person`."""
        ...


class Oversight(Protocol):
    def switches(self, scope: Scope, page: PageRequest, *, in_force: bool) -> Page[SwitchView]:
        """Those that reach the scope, installation-wide ones included."""
        ...

    def switch(self, scope: Scope, switch_id: str) -> SwitchView | None: ...

    def alerts(self, scope: Scope, page: PageRequest, *, open_only: bool) -> Page[AlertView]: ...

    def alert(self, scope: Scope, alert_id: str) -> AlertView | None: ...

    def audit(self, scope: str | None, page: PageRequest) -> Page[AuditView]:
        """What people and tokens changed, the newest first."""
        ...

    def accounting(self, scope: Scope, since: datetime | None) -> Accounting: ...

    def events(self, scope: Scope, state: str | None, page: PageRequest) -> Page[EventView]:
        """Deliveries in that state, or in any of those that want a person: quarantined, unmatched, unrouted."""
        ...

    def event(self, scope: Scope, event_id: str) -> EventView | None: ...

    def refused(self, scope: Scope, page: PageRequest) -> Page[RefusedView]: ...

    def attempts(self, scope: Scope, connection_id: str, limit: int) -> Sequence[Attempt]:
        """What reached the connection last, newest first; refused deliveries, and what is nobody's, included. The
        connection is the scope's own."""
        ...

    def webhook_deliveries(
        self, scope: Scope, webhook_id: str, state: str | None, page: PageRequest
    ) -> Page[WebhookDeliveryView]:
        """The newest first. Raises InvalidInput for a state that there is not."""
        ...

    def connection_activity(self, scope: Scope) -> Mapping[str, ConnectionActivity]: ...

    def tokens(self, scope: Scope, page: PageRequest) -> Page[TokenView]: ...


class Telephony(Protocol):
    def numbers(self, scope: Scope, page: PageRequest, *, role: str | None = None) -> Page[NumberView]: ...

    def number(self, scope: Scope, number_id: str) -> NumberView | None: ...

    def intakes(self, scope: Scope, page: PageRequest, *, open_only: bool) -> Page[IntakeView]:
        """The newest first; `open_only` leaves out what has a workspace."""
        ...

    def intake(self, scope: Scope, intake_id: str) -> IntakeView | None: ...


class Installation(Protocol):
    def vitals(self) -> Vitals:
        """Raises StorageDown."""
        ...

    def is_above_walls(self) -> bool:
        """Whether our database role steps around row security: Postgres then does not keep workspaces apart."""
        ...

    def observed(self) -> Sequence[Gauge]:
        """The counters that the reference names, over the last hour."""
        ...

    def gauges(self) -> Sequence[Gauge]: ...


class Live(Protocol):
    def start(self, scope: Scope) -> Any:
        """A mark at this moment, which only the adapter understands: later changes follow."""
        ...

    def changes(self, scope: Scope, mark: Any) -> tuple[Sequence[Change], Any]:
        """What changed since the mark, oldest first, and the next mark."""
        ...


class Reports(
    Conversations,
    Inbox,
    FollowUps,
    Work,
    Replies,
    Calls,
    Meetings,
    Spending,
    Shadowed,
    Compliance,
    Figures,
    Oversight,
    Telephony,
    Installation,
    Live,
    Protocol,
):
    """All of them."""
