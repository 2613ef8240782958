"""The composition root: every port is bound here, once, and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Callable as Computed
from dependency_injector.providers import Dependency, Factory, Object, Selector, ThreadSafeSingleton
from sqlalchemy import Engine

from rejoinder.application.booking.book_meeting import BookMeeting
from rejoinder.application.booking.change_booking import BookSlot, CancelAppointment, MarkAppointment, OfferTimes
from rejoinder.application.booking.find_times import FindTimes
from rejoinder.application.compliance.suppressions import ImportSuppressions, TakeSuppressions
from rejoinder.application.follow_ups.change_follow_up import ChangeFollowUp
from rejoinder.application.follow_ups.enrol_lead import EnrolLead
from rejoinder.application.follow_ups.fire_due_steps import FireDueSteps
from rejoinder.application.follow_ups.stop_campaign import StopCampaign
from rejoinder.application.follow_ups.take_step import TakeStep
from rejoinder.application.follow_ups.watch_campaigns import stop_all
from rejoinder.application.inbound.answer_missed_call import AnswerMissedCall
from rejoinder.application.inbound.apply_provider_event import ApplyProviderEvent
from rejoinder.application.inbound.assign_intake import AssignIntake, ReleaseIntake
from rejoinder.application.inbound.enrich_lead import EnrichLead
from rejoinder.application.inbound.fetch_call_report import FetchCallReport
from rejoinder.application.inbound.file_intakes import FileIntakes
from rejoinder.application.inbound.hear_bridge import PutThrough
from rejoinder.application.inbound.import_message import ImportMessage
from rejoinder.application.inbound.ingest_webhook import IngestWebhook
from rejoinder.application.inbound.learn_facts import LearnFacts
from rejoinder.application.inbound.obey_owner import ObeyOwner
from rejoinder.application.inbound.post_process_message import PostProcessMessage
from rejoinder.application.inbound.reconcile_channel import PlanReconciliations, ReconcileChannel
from rejoinder.application.inbound.replay_event import LinkEvent, ReplayEvent
from rejoinder.application.inbound.score_lead import ScoreLead
from rejoinder.application.inbound.suggest_leads import SuggestLeads
from rejoinder.application.inbound.sync_contact import SyncContact
from rejoinder.application.inbound.take_call import TakeCall
from rejoinder.application.inbound.text_missed_call import TextMissedCall
from rejoinder.application.jobs.bury_job import BuryJob
from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.jobs.cancel_jobs import CancelJobs
from rejoinder.application.jobs.mend_orphans import MendOrphans
from rejoinder.application.jobs.rescue_expired_jobs import RescueExpiredJobs
from rejoinder.application.jobs.retry_job import RetryJob
from rejoinder.application.jobs.retry_jobs import RetryJobs
from rejoinder.application.jobs.ring_due_jobs import RingDueJobs
from rejoinder.application.jobs.run_job import BuryEach, RunJob
from rejoinder.application.jobs.work_due_jobs import WorkDueJobs
from rejoinder.application.outgoing.deliver_webhook import DeliverWebhook
from rejoinder.application.outgoing.resend_delivery import ResendDelivery
from rejoinder.application.outgoing.try_endpoint import TryEndpoint
from rejoinder.application.replies.call_for_owner import CallForOwner
from rejoinder.application.replies.check_account import CheckAccount
from rejoinder.application.replies.confirm_send import ConfirmSend
from rejoinder.application.replies.decide_draft import ApproveDraft, EditDraft, RegenerateDraft, RejectDraft
from rejoinder.application.replies.deliver_notification import DeliverNotification, RefreshCards
from rejoinder.application.replies.draft_versions import CompareDraft
from rejoinder.application.replies.escalate import Escalate
from rejoinder.application.replies.notify_owner import NotifyOwner
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.send_digests import SendDigests, TestNotification, WatchTargets
from rejoinder.application.replies.send_reply import SendReply
from rejoinder.application.replies.settle_send import SettleSend
from rejoinder.application.replies.state_mailbox import StateMailbox
from rejoinder.application.replies.take_decision import TakeDecision
from rejoinder.application.replies.write_reply import WriteReply
from rejoinder.application.setup.alert_routes import AddAlertRoute, ChangeAlertRoute, RemoveAlertRoute, TryAlertRoutes
from rejoinder.application.setup.alerts import AcknowledgeAlert, SendTestAlert
from rejoinder.application.setup.change_connection import ChangeConnection, RotateWebhookKey
from rejoinder.application.setup.check_connection import CheckConnection
from rejoinder.application.setup.connect_channel import CheckBaseUrl, ConnectChannel
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
from rejoinder.application.setup.rotate_keys import RotateKeys
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
    CheckWebhookUrl,
    RemoveEndpoint,
    RotateEndpointSecret,
    ShowEndpoints,
)
from rejoinder.application.upkeep.account import ShowAccounting
from rejoinder.application.upkeep.balance_books import BalanceBooks
from rejoinder.application.upkeep.hold_after_restore import HoldAfterRestore
from rejoinder.application.upkeep.prune_records import EmptyTexts, ManageRetention, PruneRecords
from rejoinder.application.upkeep.tell_of_alerts import TellOfAlerts, WatchRules
from rejoinder.application.upkeep.watch_spending import WatchSpending
from rejoinder.application.upkeep.watch_switches import WatchSwitches
from rejoinder.domain.errors import ConfigurationFault
from rejoinder.domain.jobs import POST_PROCESS, Job, JobType, Outcome
from rejoinder.domain.ports.alerting import AlertCarrier
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.doorbell import Doorbell
from rejoinder.domain.ports.notifications import Mailer
from rejoinder.domain.ports.outgoing import Courier
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.sends import Send
from rejoinder.domain.times import accepted_slot
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.clock import CommonClock, SystemDice
from rejoinder.entrypoints.settings import Settings
from rejoinder.entrypoints.web.background import Background, RefusalCounter
from rejoinder.entrypoints.web.needs import Alerting, Demo, People, WebContainer
from rejoinder.entrypoints.worker.held_jobs import HeartbeatOnDemand, HeldJobsRegistry
from rejoinder.infrastructure.alert_carriers import MailCarrier, PostCarrier, TextCarrier, slack_body, webhook_body
from rejoinder.infrastructure.census import ProcessCensus, owner_name
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.courier import HttpCourier
from rejoinder.infrastructure.documents import Documents
from rejoinder.infrastructure.dramatiq.broker import BellBroker
from rejoinder.infrastructure.dramatiq.doorbell import DeferredDoorbell, NoDoorbell, RedisDoorbell
from rejoinder.infrastructure.dramatiq.memory import RedisAlertMemory
from rejoinder.infrastructure.http import ProviderHttp, check_base_url, check_webhook_url
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from rejoinder.infrastructure.phone_numbers import NumberingPlans
from rejoinder.infrastructure.postgres.admin import PostgresAdminStore
from rejoinder.infrastructure.postgres.agent_book import PostgresAgentBook
from rejoinder.infrastructure.postgres.alert_desk import PostgresAlertDesk, PostgresRouteBook
from rejoinder.infrastructure.postgres.asking import PostgresAsking
from rejoinder.infrastructure.postgres.attic import PostgresAttic
from rejoinder.infrastructure.postgres.demo import LocalWorkerKiller, PostgresDemo
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.inbox import PostgresInbox
from rejoinder.infrastructure.postgres.jobs import PostgresJobs
from rejoinder.infrastructure.postgres.keys import PostgresKeys
from rejoinder.infrastructure.postgres.ledger import PostgresAILedger, PostgresCircuitBreaker
from rejoinder.infrastructure.postgres.number_book import PostgresNumberBook
from rejoinder.infrastructure.postgres.privacy import PostgresPrivacy
from rejoinder.infrastructure.postgres.reports import PostgresReports
from rejoinder.infrastructure.postgres.restored import PostgresRestored
from rejoinder.infrastructure.postgres.sandbox import PostgresSandboxPhone
from rejoinder.infrastructure.postgres.schema import newest_revision
from rejoinder.infrastructure.postgres.store import PostgresStore
from rejoinder.infrastructure.postgres.tenants import any_connection_opens
from rejoinder.infrastructure.postgres.upkeep import PostgresUpkeep
from rejoinder.infrastructure.smtp import SmtpMailer
from rejoinder.infrastructure.spool import FileFailsafeLedger, FileSpool
from rejoinder.infrastructure.vault import Vault

if TYPE_CHECKING:
    from rejoinder.infrastructure.openai.ai import OpenAI


def _doorbell(role: str, redis_url: str) -> Doorbell:
    """The web process rings aside, after its answer; everybody else rings at once."""
    if not redis_url:  # a command that needs no Redis: whoever works finds the jobs without a bell
        return NoDoorbell()
    bell = RedisDoorbell(redis_url)
    return DeferredDoorbell(bell) if role == "api" else bell


def _status_callback(public_base_url: str) -> Callable[[Connection, Send], str]:
    def url(connection: Connection, send: Send) -> str:
        return f"{public_base_url}/api/webhooks/{connection.channel}/{connection.webhook_key}/status?send={send.id}"

    return url


def _stop_campaigns(channels: Mapping[str, Channel]) -> Callable[[UnitOfWork, str, str], None]:
    return lambda uow, lead_id, cause: stop_all(uow, lead_id, cause, channels)


def _webhook_url(public_base_url: str) -> Callable[[Connection], str]:
    def url(connection: Connection) -> str:
        return f"{public_base_url}/api/webhooks/{connection.channel}/{connection.webhook_key}"

    return url


def _page(public_base_url: str) -> Callable[[str], str]:
    def url(message_id: str) -> str:
        return f"{public_base_url}/messages/{message_id}" if message_id else f"{public_base_url}/drafts"

    return url


def _failsafe_callback(public_base_url: str) -> Callable[[Connection, str], str]:
    def url(connection: Connection, reference: str) -> str:
        return f"{public_base_url}/api/webhooks/{connection.channel}/{connection.webhook_key}/status?send={reference}"

    return url


def _openai(settings: Settings, ledger: Any, breaker: Any) -> OpenAI:
    # Imported here because the client takes longer to load than all the rest, and most processes never call it.
    from rejoinder.infrastructure.openai.ai import OpenAI
    from rejoinder.infrastructure.openai.client import OpenAIDoor
    from rejoinder.infrastructure.openai.prompts import load_prompts

    prompts = load_prompts(settings.prompts)
    models = dict.fromkeys(prompts, settings.ai_model) if settings.ai_model else None
    key, base_url = settings.openai_api_key, settings.openai_base_url or None
    cheaper = settings.ai_cheaper_model
    return OpenAI(OpenAIDoor(key, base_url, ledger, breaker, models, prompts=prompts, cheaper_model=cheaper))


def _changed_prompts(settings: Settings) -> Callable[[], Mapping[str, str]]:
    def changed() -> Mapping[str, str]:
        if settings.prompts is None:
            return {}
        from rejoinder.infrastructure.openai.prompts import changed_prompts

        return {prompt.feature: prompt.version for prompt in changed_prompts(settings.prompts)}

    return changed


def _handlers(
    post_process: Callable[[Job], Outcome],
    score_lead: Callable[[Job], Outcome],
    send_reply: Callable[[Job], Outcome],
    confirm_send: Callable[[Job], Outcome],
    apply_provider_event: Callable[[Job], Outcome],
    fetch_call_report: Callable[[Job], Outcome],
    text_missed_call: Callable[[Job], Outcome],
    reconcile_channel: Callable[[Job], Outcome],
    check_account: Callable[[Job], Outcome],
    deliver_webhook: Callable[[Job], Outcome],
    notify_owner: Callable[[Job], Outcome],
    book_meeting: Callable[[Job], Outcome],
    enrich_lead: Callable[[Job], Outcome],
    sync_contact: Callable[[Job], Outcome],
    take_step: Callable[[Job], Outcome],
    stop_campaign: Callable[[Job], Outcome],
    call_for_owner: Callable[[Job], Outcome],
    deliver_notification: Callable[[Job], Outcome],
    escalate: Callable[[Job], Outcome],
    take_suppressions: Callable[[Job], Outcome],
) -> Mapping[JobType, Callable[[Job], Outcome]]:
    """Job type to use-case: the one mapping."""
    return {
        **dict.fromkeys(POST_PROCESS, post_process),
        JobType.LEAD_SCORING_POST_PROCESS: score_lead,
        JobType.SEND_REPLY: send_reply,
        JobType.CONFIRM_SEND: confirm_send,
        JobType.PROVIDER_EVENT: apply_provider_event,
        JobType.FETCH_CALL_REPORT: fetch_call_report,
        JobType.MISSED_CALL_TEXT: text_missed_call,
        JobType.RECONCILE_CHANNEL: reconcile_channel,
        JobType.CHECK_ACCOUNT: check_account,
        JobType.OUTGOING_WEBHOOK: deliver_webhook,
        JobType.NOTIFY: notify_owner,
        JobType.BOOK_MEETING: book_meeting,
        JobType.ENRICH_LEAD: enrich_lead,
        JobType.SYNC_CONTACT: sync_contact,
        JobType.FOLLOW_UP_STEP: take_step,
        JobType.STOP_CAMPAIGN: stop_campaign,
        JobType.CALL_FOR_OWNER: call_for_owner,
        JobType.DELIVER_NOTIFICATION: deliver_notification,
        JobType.ESCALATE: escalate,
        JobType.IMPORT_SUPPRESSIONS: take_suppressions,
    }


def carriers_of(
    courier: Courier, store: Store, channels: Mapping[str, Channel], mailer: Mailer
) -> Mapping[str, AlertCarrier]:
    """Kind of route to carrier: the one mapping."""
    return {
        "slack": PostCarrier(courier, slack_body),
        "webhook": PostCarrier(courier, webhook_body),
        "sms": TextCarrier(store, channels),
        "email": MailCarrier(mailer),
    }


def _check_base_url(allowed: frozenset[str]) -> CheckBaseUrl:
    return lambda stated, default, domain: check_base_url(stated, default, allowed, domain)


def _check_webhook_url(allowed: frozenset[str]) -> CheckWebhookUrl:
    return lambda stated: check_webhook_url(stated, allowed)


def _secrets_problem(engine: Engine, vault: Vault) -> Callable[[], str | None]:
    """Looks until it has once seen a stored secret open; with no connection there is nothing to open."""
    opened = threading.Event()

    def problem() -> str | None:
        if opened.is_set():
            return None
        try:
            if any_connection_opens(engine, vault):
                opened.set()
        except ConfigurationFault as closed:
            return closed.message
        return None

    return problem


def _web(background: Background, doorbell: Doorbell, heartbeat: HeartbeatOnDemand, **parts: Any) -> WebContainer:
    async def stop() -> None:
        await background.stop()
        heartbeat.stop()

    return WebContainer(redis_is_up=doorbell.is_up, start=background.start, stop=stop, **parts)


def _pool_size(role: str) -> int:
    """A worker's 64 threads each need a connection for milliseconds; the other roles have fewer threads."""
    return 20 if role == "worker" else 12


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


class Container(DeclarativeContainer):
    """Hand in `settings` and `role` (api, worker, scheduler or cli); tests hand in fakes for whatever they replace."""

    settings = Dependency(instance_of=Settings)
    role = Object("cli")

    clock = ThreadSafeSingleton(CommonClock)
    dice = ThreadSafeSingleton(SystemDice)
    owner = ThreadSafeSingleton(owner_name)
    census = ThreadSafeSingleton(ProcessCensus)

    vault = ThreadSafeSingleton(Vault, settings.provided.secret_keys)
    engine = ThreadSafeSingleton(
        make_engine, settings.provided.database_url, name=role, pool_size=Computed(_pool_size, role)
    )
    pulse_engine = ThreadSafeSingleton(
        make_engine, settings.provided.database_url, name=Object("heartbeat"), pool_size=Object(1)
    )
    doorbell = ThreadSafeSingleton(_doorbell, role, settings.provided.redis_url)
    store = ThreadSafeSingleton(PostgresStore, engine, vault, doorbell)
    inbox = ThreadSafeSingleton(PostgresInbox, settings.provided.database_url, vault)
    agent_book = ThreadSafeSingleton(PostgresAgentBook, engine)
    jobs = ThreadSafeSingleton(PostgresJobs, engine, doorbell)
    pulse = ThreadSafeSingleton(PostgresJobs, pulse_engine, doorbell)
    ledger = ThreadSafeSingleton(PostgresAILedger, engine)
    breaker = ThreadSafeSingleton(PostgresCircuitBreaker, engine)
    upkeep = ThreadSafeSingleton(PostgresUpkeep, engine)
    phone = ThreadSafeSingleton(PostgresSandboxPhone, engine)
    privacy = ThreadSafeSingleton(PostgresPrivacy, engine, vault)
    export_lead = Factory(ExportLead, privacy)
    erase_lead = Factory(EraseLead, privacy)
    asking = ThreadSafeSingleton(PostgresAsking)
    number_book = ThreadSafeSingleton(
        lambda engine, vault, settings, asking: PostgresNumberBook(
            engine, vault, settings.data_dir / "numbers.json", asking
        ),
        engine,
        vault,
        settings,
        asking,
    )
    failsafe_ledger = ThreadSafeSingleton(
        lambda settings, clock, vault: FileFailsafeLedger(settings.data_dir / "failsafe", clock, vault),
        settings,
        clock,
        vault,
    )
    spool = ThreadSafeSingleton(lambda settings, vault: FileSpool(settings.data_dir / "spool", vault), settings, vault)

    http = ThreadSafeSingleton(ProviderHttp, settings.provided.allowed_provider_hosts)
    channels = ThreadSafeSingleton(discover, http, phone=phone)
    public_http = ThreadSafeSingleton(ProviderHttp, settings.provided.allowed_provider_hosts, public_only=True)
    courier = ThreadSafeSingleton(HttpCourier, public_http)
    mailer = ThreadSafeSingleton(SmtpMailer, settings.provided.smtp_url, settings.provided.mail_from)

    demo_book = ThreadSafeSingleton(PostgresDemo, engine)
    offline_ai = ThreadSafeSingleton(OfflineAI, ledger, demo_book.provided.is_ai_broken)
    ai = Selector(
        settings.provided.ai,
        openai=ThreadSafeSingleton(_openai, settings, ledger, breaker),
        offline=offline_ai,
    )

    held = ThreadSafeSingleton(HeldJobsRegistry, owner)
    heartbeat = ThreadSafeSingleton(HeartbeatOnDemand, held, pulse)
    refusals = ThreadSafeSingleton(RefusalCounter, clock)

    ingest_webhook = ThreadSafeSingleton(
        IngestWebhook,
        channels=channels,
        inbox=inbox,
        spool=spool,
        doorbell=doorbell,
        refusals=refusals,
        agents=agent_book,
        numbers=number_book,
    )
    answer_missed_call = ThreadSafeSingleton(
        AnswerMissedCall,
        channels=channels,
        ledger=failsafe_ledger,
        numbers=number_book,
        store=store,
        census=census,
        clock=clock,
        owner=owner,
        asking=asking,
        status_callback=ThreadSafeSingleton(_failsafe_callback, settings.provided.public_base_url),
    )
    assign_intake = Factory(AssignIntake, store, channels)
    release_intake = Factory(ReleaseIntake, store)
    file_intakes = Factory(FileIntakes, store=store, channels=channels)
    take_call = ThreadSafeSingleton(
        TakeCall,
        channels=channels,
        inbox=inbox,
        numbers=number_book,
        answer_missed_call=answer_missed_call,
        ingest=ingest_webhook,
        put_through=Factory(PutThrough, store),
    )
    background = Factory(
        Background,
        inbox=inbox,
        refusals=refusals,
        spool=spool,
        ingest=ingest_webhook,
        channels=channels,
        numbers=number_book,
        failsafe=answer_missed_call,
        file_intakes=file_intakes,
    )

    admin = ThreadSafeSingleton(PostgresAdminStore, engine, vault, doorbell)
    record_send = Factory(RecordSend, store=store, channels=channels, clock=clock, pause=Object(_pause))
    approve_draft = Factory(ApproveDraft, store=store, channels=channels, clock=clock)
    reject_draft = Factory(RejectDraft, store=store)
    edit_draft = Factory(EditDraft, store=store)
    regenerate_draft = Factory(RegenerateDraft, store=store, ai=ai)
    set_switch = Factory(SetSwitch, admin, channels)
    end_switch = Factory(EndSwitch, admin)
    notify_owner = Factory(NotifyOwner, store=store, channels=channels, clock=clock)
    obey_owner = Factory(
        ObeyOwner,
        store=store,
        channels=channels,
        clock=clock,
        approve=approve_draft,
        reject=reject_draft,
        set_switch=set_switch,
        end_switch=end_switch,
    )
    find_times = Factory(FindTimes, store=store, channels=channels, clock=clock)
    accepted_slot = Object(accepted_slot)
    phones = ThreadSafeSingleton(NumberingPlans)
    learn_facts = Factory(LearnFacts, phones, channels)
    enrich_lead = Factory(
        EnrichLead,
        store=store,
        channels=channels,
        callback_url=ThreadSafeSingleton(_webhook_url, settings.provided.public_base_url),
    )
    sync_contact = Factory(SyncContact, store=store, channels=channels)
    post_process = Factory(
        PostProcessMessage,
        store=store,
        ai=ai,
        offline_ai=offline_ai,
        ledger=ledger,
        channels=channels,
        clock=clock,
        obey_owner=obey_owner,
        find_times=find_times,
        accepted_slot=accepted_slot,
        learn=learn_facts,
        autosend_delay=settings.provided.autosend_delay,
    )
    book_meeting = Factory(BookMeeting, store=store, channels=channels, held=held, clock=clock, find_times=find_times)
    score_lead = Factory(ScoreLead, store=store, ai=ai, offline_ai=offline_ai)
    send_reply = Factory(
        SendReply,
        store=store,
        channels=channels,
        breaker=breaker,
        held=held,
        clock=clock,
        record=record_send,
        status_callback=ThreadSafeSingleton(_status_callback, settings.provided.public_base_url),
    )
    call_for_owner = Factory(
        CallForOwner,
        store=store,
        channels=channels,
        clock=clock,
        webhook_url=ThreadSafeSingleton(_webhook_url, settings.provided.public_base_url),
    )
    confirm_send = Factory(
        ConfirmSend,
        store=store,
        channels=channels,
        census=census,
        clock=clock,
        record=record_send,
    )
    take_step = Factory(
        TakeStep, store=store, ai=ai, offline_ai=offline_ai, ledger=ledger, channels=channels, clock=clock
    )
    stop_campaign = Factory(StopCampaign, store=store, channels=channels, breaker=breaker, clock=clock)
    fire_due_steps = Factory(FireDueSteps, store=store, clock=clock)
    add_sequence = Factory(AddSequence, store, channels)
    change_sequence = Factory(ChangeSequence, store, channels)
    remove_sequence = Factory(RemoveSequence, store)
    enrol_lead = Factory(EnrolLead, store, channels, clock)
    change_follow_up = Factory(ChangeFollowUp, store, clock)
    stop_all_campaigns = ThreadSafeSingleton(_stop_campaigns, channels)
    update_lead = Factory(UpdateLead, store, clock, stop_all_campaigns)
    correct_verdict = Factory(CorrectVerdict, store, stop_all_campaigns)
    show_mode = Factory(ShowMode, store, channels)
    set_mode = Factory(SetMode, Factory(UpdateWorkspace, store, channels), update_lead, store, channels)
    fetch_call_report = Factory(FetchCallReport, store=store, channels=channels, clock=clock)
    take_decision = Factory(
        TakeDecision,
        store=store,
        channels=channels,
        approve=approve_draft,
        edit=edit_draft,
        reject=reject_draft,
        regenerate=regenerate_draft,
    )
    apply_provider_event = Factory(
        ApplyProviderEvent,
        store=store,
        channels=channels,
        clock=clock,
        record=record_send,
        take_decision=take_decision,
    )
    deliver_notification = Factory(
        DeliverNotification,
        store=store,
        channels=channels,
        mailer=mailer,
        clock=clock,
        page=ThreadSafeSingleton(_page, settings.provided.public_base_url),
    )
    refresh_cards = Factory(RefreshCards, store=store)
    escalate = Factory(Escalate, store=store, clock=clock)
    import_suppressions = Factory(ImportSuppressions, store=store)
    take_suppressions = Factory(TakeSuppressions, store=store, channels=channels, phones=phones)
    send_digests = Factory(SendDigests, store=store, clock=clock)
    watch_targets = Factory(WatchTargets, store=store, channels=channels, mailer=mailer)
    test_notification = Factory(TestNotification, store=store)
    reconcile_channel = Factory(ReconcileChannel, store=store, channels=channels, clock=clock)
    text_missed_call = Factory(TextMissedCall, store=store, channels=channels, clock=clock)
    plan_reconciliations = Factory(PlanReconciliations, store=store, channels=channels, clock=clock)
    deliver_webhook = Factory(
        DeliverWebhook,
        store=store,
        courier=courier,
        breaker=breaker,
        clock=clock,
        dice=dice,
        alerts_disabled=settings.provided.alerts_disabled,
    )
    settle_send = Factory(SettleSend, store=store, record=record_send)
    documents = ThreadSafeSingleton(Documents)
    add_knowledge = Factory(AddKnowledge, store, documents)
    replace_knowledge = Factory(ReplaceKnowledge, store, documents)
    remove_knowledge = Factory(RemoveKnowledge, store)
    show_knowledge = Factory(ShowKnowledge, store)
    show_learnings = Factory(ShowLearnings, store)
    decide_learning = Factory(DecideLearning, store)
    compare_draft = Factory(CompareDraft, store)

    bury_job = Factory(BuryJob, store=store)
    bury_each = Factory(BuryEach, store=store)
    handlers = ThreadSafeSingleton(
        _handlers,
        post_process=post_process,
        score_lead=score_lead,
        send_reply=send_reply,
        confirm_send=confirm_send,
        apply_provider_event=apply_provider_event,
        fetch_call_report=fetch_call_report,
        text_missed_call=text_missed_call,
        reconcile_channel=reconcile_channel,
        check_account=Factory(CheckAccount, store, channels),
        deliver_webhook=deliver_webhook,
        notify_owner=notify_owner,
        book_meeting=book_meeting,
        enrich_lead=enrich_lead,
        sync_contact=sync_contact,
        take_step=take_step,
        stop_campaign=stop_campaign,
        call_for_owner=call_for_owner,
        deliver_notification=deliver_notification,
        escalate=escalate,
        take_suppressions=take_suppressions,
    )
    run_job = ThreadSafeSingleton(
        RunJob, jobs=jobs, handlers=handlers, held=held, store=store, bury=bury_job, dice=dice
    )
    work_due_jobs = Factory(
        WorkDueJobs, jobs=jobs, run_job=run_job, keep_leases=heartbeat.provided.start, fire_due_steps=fire_due_steps
    )
    ring_due_jobs = Factory(RingDueJobs, jobs=jobs, doorbell=doorbell)
    rescue_expired_jobs = Factory(RescueExpiredJobs, jobs=jobs, census=census, bury=bury_each)
    mend_orphans = Factory(MendOrphans, orphans=upkeep, store=store)
    broker_factory = Factory(BellBroker, settings.provided.redis_url)
    newest_revision = ThreadSafeSingleton(newest_revision)

    balance_books = Factory(BalanceBooks, admin)
    attic = ThreadSafeSingleton(PostgresAttic, engine)
    prune_records = Factory(PruneRecords, attic)
    empty_texts = Factory(EmptyTexts, attic)
    retention = Factory(ManageRetention, attic)
    watch_switches = Factory(WatchSwitches, admin)
    restored = Factory(PostgresRestored, engine)
    hold_after_restore = Factory(HoldAfterRestore, found=restored, store=store, set_switch=set_switch, clock=clock)
    watch_spending = Factory(WatchSpending, store, ledger, clock)
    reports = ThreadSafeSingleton(PostgresReports, engine)
    export_audit = Factory(ExportAudit, reports)
    note_deed = Factory(NoteDeed, admin)
    rotate_keys = Factory(RotateKeys, ThreadSafeSingleton(PostgresKeys, engine, vault))
    alert_memory = ThreadSafeSingleton(RedisAlertMemory, settings.provided.redis_url)
    alert_desk = ThreadSafeSingleton(PostgresAlertDesk, engine, alert_memory.provided.trouble)
    alert_routes = ThreadSafeSingleton(PostgresRouteBook, engine, vault)
    alert_carriers = ThreadSafeSingleton(carriers_of, courier, store, channels, mailer)
    watch_rules = Factory(WatchRules, alert_desk)
    tell_of_alerts = ThreadSafeSingleton(
        TellOfAlerts,
        desk=alert_desk,
        routes=alert_routes,
        carriers=alert_carriers,
        memory=alert_memory,
        clock=clock,
        base_url=settings.provided.public_base_url,
        disabled=settings.provided.alerts_disabled,
    )
    open_sign_in_link = Factory(OpenSignInLink, admin)
    create_token = Factory(CreateToken, admin)
    revoke_token = Factory(RevokeToken, admin)
    rotate_token = Factory(RotateToken, admin)
    show_accounting = Factory(ShowAccounting, reports, spool, store, channels, clock)
    show_workspaces = Factory(ShowWorkspaces, store)
    create_workspace = Factory(CreateWorkspace, store)
    show_connections = Factory(ShowConnections, store, reports, channels, settings.provided.public_base_url)
    show_setup = Factory(ShowSetup, store, reports, channels, settings.provided.public_base_url)
    connect_channel = Factory(
        ConnectChannel,
        store,
        channels,
        ThreadSafeSingleton(_check_base_url, settings.provided.allowed_provider_hosts),
    )
    check_connection = Factory(CheckConnection, store, channels)
    change_connection = Factory(ChangeConnection, store, channels, connect_channel.provided.check_base_url)
    rotate_webhook_key = Factory(RotateWebhookKey, store)
    remove_connection = Factory(RemoveConnection, store)
    open_sandbox = Factory(OpenSandbox, store, connect_channel)
    add_endpoint = Factory(
        AddEndpoint, store, ThreadSafeSingleton(_check_webhook_url, settings.provided.allowed_provider_hosts)
    )
    retry_job = Factory(RetryJob, admin)
    cancel_job = Factory(CancelJob, admin)
    retry_jobs = Factory(RetryJobs, admin, retry_job)

    web = ThreadSafeSingleton(
        _web,
        background=background,
        doorbell=doorbell,
        heartbeat=heartbeat,
        settings=settings,
        clock=clock,
        reports=reports,
        show_accounting=show_accounting,
        channels=channels,
        schema_problem=upkeep.provided.schema_problem,
        secrets_problem=ThreadSafeSingleton(_secrets_problem, engine, vault),
        changed_prompts=ThreadSafeSingleton(_changed_prompts, settings),
        identify_token=Factory(IdentifyToken, admin, settings.provided.admin_token),
        identify_session=Factory(IdentifySession, admin),
        open_sign_in_link=open_sign_in_link,
        sign_in=Factory(SignIn, admin),
        sign_out=Factory(SignOut, admin),
        create_token=create_token,
        revoke_token=revoke_token,
        rotate_token=rotate_token,
        show_workspaces=show_workspaces,
        create_workspace=create_workspace,
        update_workspace=Factory(UpdateWorkspace, store, channels),
        show_connections=show_connections,
        show_setup=show_setup,
        connect_channel=connect_channel,
        change_connection=change_connection,
        rotate_webhook_key=rotate_webhook_key,
        remove_connection=remove_connection,
        check_connection=check_connection,
        open_sandbox=open_sandbox,
        save_agent=Factory(SaveAgent, store, channels, agent_book),
        show_endpoints=Factory(ShowEndpoints, store),
        add_endpoint=add_endpoint,
        change_endpoint=Factory(ChangeEndpoint, store, add_endpoint.provided.check_url),
        rotate_endpoint_secret=Factory(RotateEndpointSecret, store),
        remove_endpoint=Factory(RemoveEndpoint, store),
        try_endpoint=Factory(TryEndpoint, store, courier, clock),
        resend_delivery=Factory(ResendDelivery, store),
        ingest=take_call,
        register_number=Factory(RegisterNumber, store, channels, number_book.provided.refresh),
        change_number=Factory(ChangeNumber, store, channels, number_book.provided.refresh),
        claim_number=Factory(ClaimNumber, store, channels, number_book.provided.refresh),
        assign_intake=assign_intake,
        release_intake=release_intake,
        import_message=Factory(ImportMessage, store, channels, clock),
        replay_event=Factory(ReplayEvent, store, channels),
        suggest_leads=Factory(SuggestLeads, store, reports, channels),
        link_event=Factory(LinkEvent, store, channels),
        correct_verdict=correct_verdict,
        state_mailbox=Factory(StateMailbox, store, channels),
        update_lead=update_lead,
        show_mode=show_mode,
        set_mode=set_mode,
        add_note=Factory(AddNote, admin),
        snooze_lead=Factory(SnoozeLead, admin),
        show_sequences=Factory(ShowSequences, store),
        add_sequence=add_sequence,
        change_sequence=change_sequence,
        remove_sequence=remove_sequence,
        enrol_lead=enrol_lead,
        change_follow_up=change_follow_up,
        export_lead=export_lead,
        export_audit=export_audit,
        retention=retention,
        erase_lead=erase_lead,
        approve_draft=approve_draft,
        write_reply=Factory(WriteReply, store, approve_draft),
        edit_draft=edit_draft,
        reject_draft=reject_draft,
        regenerate_draft=regenerate_draft,
        compare_draft=compare_draft,
        add_knowledge=add_knowledge,
        replace_knowledge=replace_knowledge,
        remove_knowledge=remove_knowledge,
        show_knowledge=show_knowledge,
        show_learnings=show_learnings,
        decide_learning=decide_learning,
        settle_send=settle_send,
        offer_times=Factory(OfferTimes, store, find_times),
        book_slot=Factory(BookSlot, store, clock),
        cancel_appointment=Factory(CancelAppointment, store, channels, clock),
        mark_appointment=Factory(MarkAppointment, store, clock),
        retry_job=retry_job,
        retry_jobs=retry_jobs,
        cancel_jobs=Factory(CancelJobs, admin, cancel_job),
        cancel_job=cancel_job,
        work_due_jobs=work_due_jobs,
        set_switch=set_switch,
        end_switch=end_switch,
        import_suppressions=import_suppressions,
        test_notification=test_notification,
        acknowledge_alert=Factory(AcknowledgeAlert, admin),
        send_test_alert=Factory(SendTestAlert, admin),
        demo=Factory(
            Demo,
            book=demo_book,
            break_ai=Factory(BreakDemoAI, demo_book),
            kill_worker=Factory(
                KillDemoWorker,
                demo_book,
                Factory(LocalWorkerKiller, engine, census, settings.provided.is_supervised),
            ),
            remove=Factory(RemoveDemo, demo_book),
        ),
        people=Factory(
            People,
            claim=Factory(ClaimInstallation, admin),
            invite=Factory(InvitePerson, admin),
            accept=Factory(AcceptInvitation, admin),
            sign_in=Factory(SignInWithPassword, admin),
            manage=Factory(ManagePeople, admin),
            note=note_deed,
        ),
        alerting=Factory(
            Alerting,
            routes=alert_routes,
            add=Factory(AddAlertRoute, alert_routes, store, channels, add_endpoint.provided.check_url),
            change=Factory(ChangeAlertRoute, alert_routes),
            remove=Factory(RemoveAlertRoute, alert_routes),
            try_all=Factory(TryAlertRoutes, alert_routes, alert_carriers),
        ),
    )


def build(settings: Settings, role: str) -> Container:
    """A container for this process."""
    return Container(settings=settings, role=Object(role))
