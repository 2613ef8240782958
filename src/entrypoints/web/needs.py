"""Everything that the web and the dashboard ask of the rest: filled in once, by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rejoinder.application.booking.change_booking import BookSlot, CancelAppointment, MarkAppointment, OfferTimes
from rejoinder.application.compliance.suppressions import ImportSuppressions
from rejoinder.application.follow_ups.change_follow_up import ChangeFollowUp
from rejoinder.application.follow_ups.enrol_lead import EnrolLead
from rejoinder.application.inbound.suggest_leads import EventSuggestions
from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.jobs.cancel_jobs import CancelJobs
from rejoinder.application.jobs.retry_job import RetryJob
from rejoinder.application.jobs.retry_jobs import RetryJobs
from rejoinder.application.outgoing.resend_delivery import ResendDelivery
from rejoinder.application.outgoing.try_endpoint import TryEndpoint
from rejoinder.application.replies.decide_draft import ApproveDraft
from rejoinder.application.replies.draft_versions import CompareDraft
from rejoinder.application.replies.send_digests import TestNotification
from rejoinder.application.replies.state_mailbox import StateMailbox
from rejoinder.application.replies.write_reply import WriteReply
from rejoinder.application.setup.alert_routes import AddAlertRoute, ChangeAlertRoute, RemoveAlertRoute, TryAlertRoutes
from rejoinder.application.setup.alerts import AcknowledgeAlert, SendTestAlert
from rejoinder.application.setup.change_connection import ChangeConnection, RotateWebhookKey
from rejoinder.application.setup.check_connection import CheckConnection
from rejoinder.application.setup.connect_channel import ConnectChannel
from rejoinder.application.setup.correct_verdict import CorrectVerdict
from rejoinder.application.setup.create_workspace import CreateWorkspace
from rejoinder.application.setup.demo import BreakDemoAI, KillDemoWorker, RemoveDemo
from rejoinder.application.setup.export_audit import ExportAudit
from rejoinder.application.setup.forget_lead import EraseLead, ExportLead
from rejoinder.application.setup.knowledge import AddKnowledge, RemoveKnowledge, ReplaceKnowledge, ShowKnowledge
from rejoinder.application.setup.learnings import DecideLearning, ShowLearnings
from rejoinder.application.setup.modes import SetMode, ShowMode
from rejoinder.application.setup.numbers import ChangeNumber, ClaimNumber, RegisterNumber
from rejoinder.application.setup.open_sandbox import OpenSandbox
from rejoinder.application.setup.people import (
    AcceptInvitation,
    ClaimInstallation,
    InvitePerson,
    ManagePeople,
    NoteDeed,
    SignInWithPassword,
)
from rejoinder.application.setup.remove_connection import RemoveConnection
from rejoinder.application.setup.save_agent import SaveAgent
from rejoinder.application.setup.sequences import AddSequence, ChangeSequence, RemoveSequence, ShowSequences
from rejoinder.application.setup.show_connections import ShowConnections
from rejoinder.application.setup.show_setup import ShowSetup
from rejoinder.application.setup.show_workspaces import ShowWorkspaces
from rejoinder.application.setup.sign_in import IdentifySession, OpenSignInLink, SignIn, SignOut
from rejoinder.application.setup.switches import EndSwitch, SetSwitch
from rejoinder.application.setup.tend_lead import AddNote, SnoozeLead
from rejoinder.application.setup.tokens import CreateToken, IdentifyToken, RevokeToken, RotateToken
from rejoinder.application.setup.update_lead import UpdateLead
from rejoinder.application.setup.update_workspace import UpdateWorkspace
from rejoinder.application.setup.webhook_endpoints import (
    AddEndpoint,
    ChangeEndpoint,
    RemoveEndpoint,
    RotateEndpointSecret,
    ShowEndpoints,
)
from rejoinder.application.upkeep.account import ShowAccounting
from rejoinder.application.upkeep.prune_records import ManageRetention
from rejoinder.domain.ports.alerting import RouteBook
from rejoinder.domain.ports.channels import Channel, WebhookAnswer, WebhookRequest
from rejoinder.domain.ports.demo import DemoBook
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.world import Clock
from rejoinder.entrypoints.settings import Settings

Ingest = Callable[[str, str, WebhookRequest], Awaitable[WebhookAnswer]]
"""channel, key, request. Raises UnknownWebhook, SignatureRejected, PayloadTooLarge, StorageDown."""


class ImportMessage(Protocol):
    def __call__(
        self,
        workspace_id: str,
        connection_id: str,
        *,
        direction: str,
        address: str,
        body: str,
        at: datetime,
        external_id: str,
        subject: str = "",
        conversation: str = "",
        by: str = "",
    ) -> str:
        """The id of the message, stored before or now. Raises NotFound, InvalidInput."""
        ...


class SuggestLeads(Protocol):
    def __call__(self, workspace_id: str, event_id: str) -> EventSuggestions:
        """Who may have written it. Raises NotFound."""
        ...


class ReplayEvent(Protocol):
    def __call__(self, workspace_id: str | None, event_id: str, by: str) -> None:
        """The delivery was read again, as if it had just come. Raises NotFound, Conflict."""
        ...


class LinkEvent(Protocol):
    def __call__(self, workspace_id: str, event_id: str, lead_id: str, by: str) -> None:
        """The delivery became a message of that lead. Raises NotFound, Conflict."""
        ...


class WorkDueJobs(Protocol):
    def __call__(self, limit: int = ..., budget_s: float = ...) -> Mapping[str, int | bool]: ...


@dataclass(frozen=True, slots=True)
class Alerting:
    """The ways to people, and how to change and try them."""

    routes: RouteBook
    add: AddAlertRoute
    change: ChangeAlertRoute
    remove: RemoveAlertRoute
    try_all: TryAlertRoutes


@dataclass(frozen=True, slots=True)
class People:
    """Who gets in, and what they did."""

    claim: ClaimInstallation
    invite: InvitePerson
    accept: AcceptInvitation
    sign_in: SignInWithPassword
    manage: ManagePeople
    note: NoteDeed


@dataclass(frozen=True, slots=True)
class Demo:
    """What may be tried on simulated people."""

    book: DemoBook
    break_ai: BreakDemoAI
    kill_worker: KillDemoWorker
    remove: RemoveDemo


@dataclass(frozen=True, slots=True)
class WebContainer:
    """Called by handlers, mostly from threads; every attribute is safe to share between them."""

    settings: Settings
    clock: Clock
    reports: Reports
    show_accounting: ShowAccounting
    channels: Mapping[str, Channel]
    redis_is_up: Callable[[], bool]
    schema_problem: Callable[[], str]
    """Why this release cannot work on this schema, or None. Raises StorageDown."""
    secrets_problem: Callable[[], str | None]
    """Why stored credentials cannot be opened, or None. Raises StorageDown."""
    changed_prompts: Callable[[], Mapping[str, str]]
    """The version of each prompt that is read from the operator's folder, by feature. Raises InvalidInput for a file
    that cannot be used."""

    start: Callable[[], Awaitable[None]]
    """Awaited before the first request, and `stop` after the last."""
    stop: Callable[[], Awaitable[None]]

    identify_token: IdentifyToken
    identify_session: IdentifySession
    open_sign_in_link: OpenSignInLink
    sign_in: SignIn
    sign_out: SignOut
    create_token: CreateToken
    revoke_token: RevokeToken
    rotate_token: RotateToken

    show_workspaces: ShowWorkspaces
    create_workspace: CreateWorkspace
    update_workspace: UpdateWorkspace
    show_mode: ShowMode
    set_mode: SetMode
    show_connections: ShowConnections
    show_setup: ShowSetup
    connect_channel: ConnectChannel
    change_connection: ChangeConnection
    rotate_webhook_key: RotateWebhookKey
    remove_connection: RemoveConnection
    check_connection: CheckConnection
    open_sandbox: OpenSandbox
    save_agent: SaveAgent

    show_endpoints: ShowEndpoints
    add_endpoint: AddEndpoint
    change_endpoint: ChangeEndpoint
    rotate_endpoint_secret: RotateEndpointSecret
    remove_endpoint: RemoveEndpoint
    try_endpoint: TryEndpoint
    resend_delivery: ResendDelivery

    ingest: Ingest
    register_number: RegisterNumber
    change_number: ChangeNumber
    claim_number: ClaimNumber
    assign_intake: Callable[[str, str, str], None]
    release_intake: Callable[[str, str], None]
    """intake, workspace, by."""
    import_message: ImportMessage
    replay_event: ReplayEvent
    link_event: LinkEvent
    suggest_leads: SuggestLeads
    correct_verdict: CorrectVerdict
    state_mailbox: StateMailbox
    update_lead: UpdateLead
    add_note: AddNote
    snooze_lead: SnoozeLead
    show_sequences: ShowSequences
    add_sequence: AddSequence
    change_sequence: ChangeSequence
    remove_sequence: RemoveSequence
    enrol_lead: EnrolLead
    change_follow_up: ChangeFollowUp
    export_lead: ExportLead
    export_audit: ExportAudit
    retention: ManageRetention
    erase_lead: EraseLead

    approve_draft: ApproveDraft
    write_reply: WriteReply
    edit_draft: Callable[[str, str, int, str, str, str], None]
    """workspace, draft, version, body, by, the digest of what was seen (or nothing)."""
    reject_draft: Callable[[str, str, int, str, str], None]
    """workspace, draft, version, reason, by."""
    regenerate_draft: Callable[[str, str, int, str, str], None]
    """workspace, draft, version, instruction, by."""
    compare_draft: CompareDraft
    add_knowledge: AddKnowledge
    replace_knowledge: ReplaceKnowledge
    remove_knowledge: RemoveKnowledge
    show_knowledge: ShowKnowledge
    show_learnings: ShowLearnings
    decide_learning: DecideLearning
    settle_send: Callable[[str, str, str, str], None]
    """workspace, send, outcome (arrived, send_again, failed), by."""

    offer_times: OfferTimes
    book_slot: BookSlot
    cancel_appointment: CancelAppointment
    mark_appointment: MarkAppointment

    retry_job: RetryJob
    retry_jobs: RetryJobs
    cancel_jobs: CancelJobs
    cancel_job: CancelJob
    work_due_jobs: WorkDueJobs

    import_suppressions: ImportSuppressions
    test_notification: TestNotification
    set_switch: SetSwitch
    end_switch: EndSwitch
    acknowledge_alert: AcknowledgeAlert
    send_test_alert: SendTestAlert
    alerting: Alerting
    people: People
    demo: Demo
