"""A small composition for the web: real Postgres, real use-cases, the sandbox channel, and a Redis that is a switch."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
from litestar import Litestar
from sqlalchemy import Engine

from rejoinder.application.booking.change_booking import BookSlot, CancelAppointment, MarkAppointment, OfferTimes
from rejoinder.application.booking.find_times import FindTimes
from rejoinder.application.compliance.suppressions import ImportSuppressions
from rejoinder.application.follow_ups.change_follow_up import ChangeFollowUp
from rejoinder.application.follow_ups.enrol_lead import EnrolLead
from rejoinder.application.inbound.assign_intake import AssignIntake, ReleaseIntake
from rejoinder.application.inbound.ingest_webhook import IngestWebhook
from rejoinder.application.inbound.suggest_leads import SuggestLeads
from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.jobs.cancel_jobs import CancelJobs
from rejoinder.application.jobs.retry_job import RetryJob
from rejoinder.application.jobs.retry_jobs import RetryJobs
from rejoinder.application.outgoing.resend_delivery import ResendDelivery
from rejoinder.application.outgoing.try_endpoint import TryEndpoint
from rejoinder.application.replies.decide_draft import ApproveDraft, EditDraft, RejectDraft
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
from rejoinder.domain.errors import NotFound, StorageDown
from rejoinder.domain.ports.doorbell import Bell
from rejoinder.entrypoints.clock import SystemClock
from rejoinder.entrypoints.container import _changed_prompts, carriers_of
from rejoinder.entrypoints.drill.servers import create_database, database_name, postgres_server
from rejoinder.entrypoints.settings import Settings
from rejoinder.entrypoints.web.app import WebApp, create_app
from rejoinder.entrypoints.web.background import RefusalCounter
from rejoinder.entrypoints.web.health import HealthCache
from rejoinder.entrypoints.web.live import Tails
from rejoinder.entrypoints.web.needs import Alerting, Demo, People, WebContainer
from rejoinder.infrastructure.census import ProcessCensus
from rejoinder.infrastructure.channels import discover
from rejoinder.infrastructure.courier import HttpCourier
from rejoinder.infrastructure.documents import Documents
from rejoinder.infrastructure.http import ProviderHttp, check_base_url, check_webhook_url
from rejoinder.infrastructure.postgres.admin import PostgresAdminStore
from rejoinder.infrastructure.postgres.agent_book import PostgresAgentBook
from rejoinder.infrastructure.postgres.alert_desk import PostgresRouteBook
from rejoinder.infrastructure.postgres.asking import PostgresAsking
from rejoinder.infrastructure.postgres.attic import PostgresAttic
from rejoinder.infrastructure.postgres.demo import LocalWorkerKiller, PostgresDemo
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.inbox import PostgresInbox
from rejoinder.infrastructure.postgres.number_book import PostgresNumberBook
from rejoinder.infrastructure.postgres.privacy import PostgresPrivacy
from rejoinder.infrastructure.postgres.reports import PostgresReports
from rejoinder.infrastructure.postgres.sandbox import PostgresSandboxPhone
from rejoinder.infrastructure.postgres.schema import migrate, schema_problem
from rejoinder.infrastructure.postgres.store import PostgresStore
from rejoinder.infrastructure.smtp import SmtpMailer
from rejoinder.infrastructure.vault import Vault

BOOTSTRAP = "bootstrap-token-of-the-tests"
PUBLIC = "https://rejoinder.example"


class SilentDoorbell:
    """Keeps the bells that were rung."""

    def __init__(self) -> None:
        self.rung: list[Bell] = []

    def ring(self, bells: Sequence[Bell]) -> int:
        self.rung += bells
        return len(bells)

    def room(self, queue: str, limit: int) -> int:
        return limit

    def is_up(self) -> bool:
        return True

    def forgot_everything(self) -> bool:
        return False


class FullDisk:
    """A spool that cannot keep anything, so that a database that is away is felt."""

    def append(self, record: bytes) -> None:
        raise StorageDown("The disk is full.")

    def waiting(self) -> Sequence[bytes]:
        return ()


@dataclass
class Calls:
    """What the use-cases that other tests cover were asked."""

    made: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    def named(self, name: str) -> Callable[..., None]:
        def call(*arguments: Any, **named: Any) -> None:
            self.made.append((name, (*arguments, *named.values())))

        return call


@functools.cache
def _template() -> str:
    url = create_database()
    engine = make_engine(url, name="template", pool_size=1)
    migrate(engine)
    engine.dispose()
    return database_name(url)


class Api:
    """The application and a client of it, in an event loop of their own."""

    def __init__(self, app: Litestar) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._leave = asyncio.Event()
        entered = threading.Event()
        self._alive = asyncio.run_coroutine_threadsafe(self._live(entered), self._loop)
        entered.wait(30)

    async def _live(self, entered: threading.Event) -> None:
        async with self.app.lifespan():
            entered.set()
            await self._leave.wait()

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://rejoinder.test") as client:
                return await client.request(method, path, **more)

        response: httpx.Response = self.run(once())
        return response

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._leave.set)
        self._alive.result(30)
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class House:
    """One installation with its web application."""

    container: WebContainer
    api: Api
    engine: Engine
    store: PostgresStore
    calls: Calls
    doorbell: SilentDoorbell
    redis: dict[str, bool]

    def call(
        self, method: str, path: str, *, token: str | None = BOOTSTRAP, json: Any = None, **more: Any
    ) -> httpx.Response:
        """One request as whoever holds `token`; None brings none."""
        headers = {**({"authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
        return self.api.request(method, path, json=json, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a page that must be there."""
        response = self.call("GET", path, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        """The JSON of something that must work."""
        response = self.call("POST", path, json=json, **more)
        assert response.status_code in (200, 201), response.text
        return response.json()

    def a_workspace(self, name: str = "Acme", **settings: Any) -> str:
        return str(self.post("/api/v1/workspaces", {"name": name, "settings": settings})["id"])

    def write_refusals(self) -> None:
        """What the running product does every second."""
        ingest: Any = self.container.ingest
        self.api.run(ingest.inbox.count_refusals(ingest.refusals.take()))

    def a_token(self, role: str, workspace_id: str | None = None) -> str:
        return str(self.post("/api/v1/tokens", {"role": role, "workspace_id": workspace_id})["token"])

    def a_message(self, workspace_id: str, body: str = "Is this still free?", **more: Any) -> dict[str, Any]:
        """A simulated person wrote in."""
        written = {"workspace_id": workspace_id, "medium": "sms", "from": "+12025550143", "body": body, **more}
        answer = self.post("/api/v1/sandbox/messages", written)
        assert answer["message"] is not None
        return dict(answer["message"])

    def sign_in(self, role: str = "admin", workspace_id: str | None = None) -> str:
        """The cookie header of a new browser session."""
        link = self.post("/api/v1/signin-links", {"role": role, "workspace_id": workspace_id})["url"]
        answer = self.api.request("GET", link.removeprefix(PUBLIC))
        assert answer.status_code == 303, answer.text
        return answer.headers["set-cookie"].partition(";")[0]


@dataclass
class Door:
    """A web container that leads to another one: making an application takes longer than most tests."""

    behind: WebContainer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    async def start(self) -> None:
        await self.behind.start()

    async def stop(self) -> None:
        await self.behind.stop()


_IDLE: list[tuple[WebApp, Door]] = []


def _an_app(container: WebContainer) -> tuple[WebApp, Door]:
    """An application that nobody uses now, as new, with that container behind it."""
    if _IDLE:
        app, door = _IDLE.pop()
        door.behind = container
    else:
        door = Door(container)
        app = cast("WebApp", create_app(cast("WebContainer", door)))
    app.note = container.people.note
    app.state.health, app.state.tails = HealthCache(), Tails()
    return app, door


@contextmanager
def a_house(folder: Path, *, url: str | None = None, **settings: Any) -> Iterator[House]:
    """A running house on a fresh database, gone afterwards (or on `url`)."""
    at = url or create_database(_template())
    stated = Settings(
        database_url=at,
        redis_url="",
        secret_keys=("a key of the tests",),
        admin_token=BOOTSTRAP,
        public_base_url=PUBLIC,
        data_dir=folder,
        allowed_provider_hosts=frozenset({"127.0.0.1"}),
    )
    house, idle = _house(replace(stated, **settings))
    try:
        yield house
    finally:
        house.api.close()
        house.engine.dispose()
        _IDLE.append(idle)
        if url is None:
            postgres_server().drop_database(at)


def _house(settings: Settings) -> tuple[House, tuple[WebApp, Door]]:
    engine = make_engine(settings.database_url, name="test", pool_size=4)
    vault, doorbell, calls = Vault(settings.secret_keys), SilentDoorbell(), Calls()
    redis = {"up": True}
    container = _container(settings, engine, vault, doorbell, calls, redis)
    app, door = _an_app(container)
    house = House(container, Api(app), engine, PostgresStore(engine, vault, doorbell), calls, doorbell, redis)
    return house, (app, door)


def _container(
    settings: Settings, engine: Engine, vault: Vault, doorbell: SilentDoorbell, calls: Calls, redis: dict[str, bool]
) -> WebContainer:
    store, admin = PostgresStore(engine, vault, doorbell), PostgresAdminStore(engine, vault, doorbell)
    reports, clock, disk = PostgresReports(engine), SystemClock(), FullDisk()
    channels = discover(ProviderHttp(settings.allowed_provider_hosts), phone=PostgresSandboxPhone(engine))
    inbox = PostgresInbox(settings.database_url, vault, pool_size=4)
    agent_book = PostgresAgentBook(engine)
    refusals = RefusalCounter(clock)
    book = PostgresNumberBook(engine, vault, settings.data_dir / "numbers.json", PostgresAsking())
    ingest = IngestWebhook(
        channels=channels,
        inbox=inbox,
        spool=disk,
        doorbell=doorbell,
        refusals=refusals,
        agents=agent_book,
        numbers=book,
    )
    connect = ConnectChannel(store, channels, functools.partial(_check, allowed=settings.allowed_provider_hosts))
    retry = RetryJob(admin)
    check_url = functools.partial(check_webhook_url, allowed=settings.allowed_provider_hosts)
    courier = HttpCourier(ProviderHttp(settings.allowed_provider_hosts, public_only=True))

    def import_message(workspace_id: str, connection_id: str, *, external_id: str, at: datetime, **more: Any) -> str:
        raise NotFound("There is no such connection.")

    routes = PostgresRouteBook(engine, vault)
    demo = PostgresDemo(engine)
    carriers = carriers_of(courier, store, channels, SmtpMailer("", ""))

    return WebContainer(
        demo=Demo(
            book=demo,
            break_ai=BreakDemoAI(demo),
            kill_worker=KillDemoWorker(demo, LocalWorkerKiller(engine, ProcessCensus(), settings.is_supervised)),
            remove=RemoveDemo(demo),
        ),
        people=People(
            claim=ClaimInstallation(admin),
            invite=InvitePerson(admin),
            accept=AcceptInvitation(admin),
            sign_in=SignInWithPassword(admin),
            manage=ManagePeople(admin),
            note=NoteDeed(admin),
        ),
        show_accounting=ShowAccounting(reports, disk, store, channels, clock),
        alerting=Alerting(
            routes=routes,
            add=AddAlertRoute(routes, store, channels, check_url),
            change=ChangeAlertRoute(routes),
            remove=RemoveAlertRoute(routes),
            try_all=TryAlertRoutes(routes, carriers),
        ),
        settings=settings,
        clock=clock,
        reports=reports,
        channels=channels,
        redis_is_up=lambda: redis["up"],
        secrets_problem=lambda: None,
        changed_prompts=_changed_prompts(settings),
        schema_problem=lambda: schema_problem(engine),
        start=inbox.open,
        stop=inbox.close,
        identify_token=IdentifyToken(admin, settings.admin_token),
        identify_session=IdentifySession(admin),
        open_sign_in_link=OpenSignInLink(admin),
        sign_in=SignIn(admin),
        sign_out=SignOut(admin),
        create_token=CreateToken(admin),
        rotate_token=RotateToken(admin),
        revoke_token=RevokeToken(admin),
        show_workspaces=ShowWorkspaces(store),
        create_workspace=CreateWorkspace(store),
        update_workspace=UpdateWorkspace(store, channels),
        show_connections=ShowConnections(store, reports, channels, settings.public_base_url),
        show_setup=ShowSetup(store, reports, channels, settings.public_base_url),
        connect_channel=connect,
        change_connection=ChangeConnection(store, channels, connect.check_base_url),
        rotate_webhook_key=RotateWebhookKey(store),
        remove_connection=RemoveConnection(store),
        check_connection=CheckConnection(store, channels),
        open_sandbox=OpenSandbox(store, connect),
        save_agent=SaveAgent(store, channels, agent_book),
        ingest=ingest,
        register_number=RegisterNumber(store, channels, book.refresh),
        change_number=ChangeNumber(store, channels, book.refresh),
        claim_number=ClaimNumber(store, channels, book.refresh),
        assign_intake=AssignIntake(store, channels),
        release_intake=ReleaseIntake(store),
        show_endpoints=ShowEndpoints(store),
        add_endpoint=AddEndpoint(store, check_url),
        change_endpoint=ChangeEndpoint(store, check_url),
        rotate_endpoint_secret=RotateEndpointSecret(store),
        remove_endpoint=RemoveEndpoint(store),
        try_endpoint=TryEndpoint(store, courier, clock),
        resend_delivery=ResendDelivery(store),
        import_message=import_message,
        replay_event=calls.named("replay_event"),
        link_event=calls.named("link_event"),
        suggest_leads=SuggestLeads(store, reports, channels),
        correct_verdict=CorrectVerdict(store, lambda uow, lead_id, cause: None),
        state_mailbox=StateMailbox(store, channels),
        export_lead=ExportLead(PostgresPrivacy(engine, vault)),
        export_audit=ExportAudit(reports),
        retention=ManageRetention(PostgresAttic(engine)),
        erase_lead=EraseLead(PostgresPrivacy(engine, vault)),
        update_lead=UpdateLead(store, clock, lambda uow, lead_id, cause: None),
        show_mode=ShowMode(store, channels),
        set_mode=SetMode(
            UpdateWorkspace(store, channels),
            UpdateLead(store, clock, lambda uow, lead_id, cause: None),
            store,
            channels,
        ),
        add_note=AddNote(admin),
        snooze_lead=SnoozeLead(admin),
        show_sequences=ShowSequences(store),
        add_sequence=AddSequence(store, channels),
        change_sequence=ChangeSequence(store, channels),
        remove_sequence=RemoveSequence(store),
        enrol_lead=EnrolLead(store, channels, clock),
        change_follow_up=ChangeFollowUp(store, clock),
        approve_draft=ApproveDraft(store, channels, clock),
        write_reply=WriteReply(store, ApproveDraft(store, channels, clock)),
        edit_draft=EditDraft(store),
        reject_draft=RejectDraft(store),
        regenerate_draft=calls.named("regenerate_draft"),
        compare_draft=CompareDraft(store),
        add_knowledge=AddKnowledge(store, Documents()),
        replace_knowledge=ReplaceKnowledge(store, Documents()),
        remove_knowledge=RemoveKnowledge(store),
        show_knowledge=ShowKnowledge(store),
        show_learnings=ShowLearnings(store),
        decide_learning=DecideLearning(store),
        settle_send=calls.named("settle_send"),
        offer_times=OfferTimes(store, FindTimes(store, channels, clock)),
        book_slot=BookSlot(store, clock),
        cancel_appointment=CancelAppointment(store, channels, clock),
        mark_appointment=MarkAppointment(store, clock),
        retry_job=retry,
        retry_jobs=RetryJobs(admin, retry),
        cancel_job=CancelJob(admin),
        cancel_jobs=CancelJobs(admin, CancelJob(admin)),
        work_due_jobs=lambda limit=100, budget_s=50.0: {"processed": 0, "remaining": 0, "ran_out_of_time": False},
        import_suppressions=ImportSuppressions(store),
        test_notification=TestNotification(store),
        set_switch=SetSwitch(admin, channels),
        end_switch=EndSwitch(admin),
        acknowledge_alert=AcknowledgeAlert(admin),
        send_test_alert=SendTestAlert(admin),
    )


def _check(base_url: str, default: str, domain: str, *, allowed: frozenset[str]) -> str:
    return check_base_url(base_url, default, allowed, domain)
