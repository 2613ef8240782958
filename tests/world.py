"""A whole installation with fakes where the outside would be. It speaks the product's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dependency_injector.providers import Factory, Object

from rejoinder.application.inbound.ingest_webhook import unspooled
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.domain.drafts import Draft
from rejoinder.domain.jobs import JobStatus, Verdict
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import IN_FLIGHT, Direction, Message
from rejoinder.domain.ports.channels import WebhookAnswer, WebhookRequest
from rejoinder.domain.sends import Send, SendState
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection, Workspace
from rejoinder.entrypoints.container import Container
from rejoinder.entrypoints.settings import Settings
from rejoinder.entrypoints.worker.held_jobs import HeldJobsRegistry
from tests.builders import THEM, US, a_connection, a_switch, a_workspace
from tests.fakes.agents import FakeAgentBook
from tests.fakes.ai import FakeAI
from tests.fakes.alerts import AlertsSeen
from tests.fakes.breaker import FakeBreaker
from tests.fakes.calendar import FakeCalendar
from tests.fakes.census import FakeCensus
from tests.fakes.channels import SIGNATURE, FakeHistory, FakeSender, fake_providers
from tests.fakes.clock import FakeClock, FakeDice
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.enrichment import FakeContactBook, FakeEnricher
from tests.fakes.inbox import FakeInbox
from tests.fakes.jobs import CancellableStore, FakeAdminStore, FakeJobs, FakeUpkeep
from tests.fakes.ledger import FakeLedger
from tests.fakes.mailer import FakeCards, FakeMailer
from tests.fakes.numbers import DirectAsking, FakeFailsafeLedger, FakeNumberBook
from tests.fakes.outgoing import FakeCourier
from tests.fakes.phone import FakePhone
from tests.fakes.spool import FakeSpool
from tests.fakes.storage import FakeDatabase, JobRow

OWNER = "test-host:1:1"
A_DAY = 86_400.0
_WHO = {"fake_sms": THEM, "fake_unsigned": THEM, "fake_asked": THEM, "fake_linkedin": "jane-doe"}
_UP_TO = {"fake_sms": US, "fake_unsigned": US, "fake_asked": US, "fake_linkedin": "acme-team"}


def settings(**more: Any) -> Settings:
    stated = Settings(
        database_url="postgresql://nobody@nowhere/none",
        redis_url="redis://nowhere",
        secret_keys=("a key of the tests",),
        public_base_url="https://rejoinder.example",
        data_dir=Path("/nonexistent"),
    )
    return replace(stated, **more)


class World:
    """One installation. `world.work()` does what is due now, `world.wait()` lets time pass until all is quiet."""

    def __init__(self, **more: Any) -> None:
        self.clock = FakeClock()
        self.dice = FakeDice()
        self.doorbell = FakeDoorbell()
        self.database = FakeDatabase(self.clock)
        self.store = CancellableStore(self.database, self.doorbell)
        self.admin: Any = FakeAdminStore(self.database)
        self.jobs = FakeJobs(self.database, self.doorbell)
        self.inbox = FakeInbox(self.database)
        self.spool = FakeSpool()
        self.numbers = FakeNumberBook(self.database)
        self.failsafe = FakeFailsafeLedger()
        self.ledger = FakeLedger(self.clock, lambda of: self.database.tables.workspaces[of].settings.budgets)
        self.ai = FakeAI(self.ledger)
        self.offline_ai = FakeAI(self.ledger)
        self.alerts = AlertsSeen(self.database)
        self.census = FakeCensus()
        self.breaker = FakeBreaker(self.clock, self.database)
        self.upkeep = FakeUpkeep(self.database)
        self.providers = fake_providers()
        self.courier = FakeCourier()
        self.mailer = FakeMailer()
        self.paused: list[float] = []
        self.held = HeldJobsRegistry(OWNER)
        self.container = self._container(settings(**more))
        self._watch_for_open_transactions()
        self._lines: dict[tuple[str, str], Connection] = {}
        self._count = 0
        self.workspace = self.a_workspace(mode="auto")

    def _container(self, stated: Settings) -> Container:
        container = Container(
            settings=Object(stated),
            role=Object("worker"),
            clock=Object(self.clock),
            dice=Object(self.dice),
            owner=Object(OWNER),
            census=Object(self.census),
            doorbell=Object(self.doorbell),
            store=Object(self.store),
            inbox=Object(self.inbox),
            agent_book=Object(FakeAgentBook(self.database)),
            jobs=Object(self.jobs),
            pulse=Object(self.jobs),
            admin=Object(self.admin),
            ledger=Object(self.ledger),
            breaker=Object(self.breaker),
            upkeep=Object(self.upkeep),
            phone=Object(FakePhone(self.clock)),
            spool=Object(self.spool),
            number_book=Object(self.numbers),
            asking=Object(DirectAsking()),
            failsafe_ledger=Object(self.failsafe),
            courier=Object(self.courier),
            mailer=Object(self.mailer),
            channels=Object({name: provider.channel for name, provider in self.providers.items()}),
            ai=Object(self.ai),
            offline_ai=Object(self.offline_ai),
            held=Object(self.held),
        )
        container.record_send.override(
            Factory(
                RecordSend,
                store=container.store,
                channels=container.channels,
                clock=container.clock,
                pause=Object(self._pause),
            )
        )
        return container

    def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.clock.pass_time(seconds)

    def _watch_for_open_transactions(self) -> None:
        """Load, think, save: nobody outside is asked while a transaction is open."""

        def closed(*_: object) -> None:
            assert not self.database.in_transaction(), "somebody outside was asked with a transaction open"

        self.courier.before_call = closed
        self.ai.before_call = self.offline_ai.before_call = closed
        for provider in self.providers.values():
            provider.sender.before_call = closed
            provider.history.before_call = closed
            if provider.calendar is not None:
                provider.calendar.before_call = closed

            provider.campaigns.before_call = closed

        self.enricher.before_call = self.contact_book.before_call = closed
        self.mailer.before_call = self.cards.before_call = closed

    # --- set-up -----------------------------------------------------------------------------------

    def a_workspace(self, **stated: Any) -> Workspace:
        """One more tenant; automatic replies leave after ten seconds unless said otherwise; no burst is waited for."""
        workspace = a_workspace(**{"send_delay": 10, "burst_wait": 0, **stated})
        with self.store.begin("*") as uow:
            uow.workspaces.add(workspace)
        return workspace

    def settings_are(self, **changed: Any) -> None:
        """The operator changes the workspace's settings."""
        raw = {**self.workspace.raw_settings, **changed}
        name, timezone = raw.pop("name", self.workspace.name), raw.pop("timezone", self.workspace.timezone)
        self.workspace = replace(a_workspace(self.workspace.id, **raw), name=name, timezone=timezone)
        with self.store.begin("*") as uow:
            uow.workspaces.save(self.workspace)

    def line(self, channel: str = "fake_sms", workspace: Workspace | None = None, **more: Any) -> Connection:
        """The workspace's connection on that channel, made if there was none."""
        workspace = workspace or self.workspace
        known = self._lines.get((workspace.id, channel))
        if known is None:
            known = self.connect(a_connection(workspace.id, channel=channel, **more))
            self._lines[workspace.id, channel] = known
        return known

    def connect(self, connection: Connection) -> Connection:
        with self.store.begin("*") as uow:
            uow.connections.add(connection)
        return self.database.tables.connections[connection.id]

    def switch(self, kind: SwitchKind, **more: Any) -> Switch:
        """Somebody pulls a switch."""
        pulled = a_switch(kind, **more)
        self.database.tables.switches[pulled.id] = pulled
        return pulled

    def switch_off(self, switch: Switch) -> None:
        del self.database.tables.switches[switch.id]

    # --- what happens -----------------------------------------------------------------------------

    def deliver(
        self,
        body: Mapping[str, Any] | bytes,
        *,
        channel: str = "fake_sms",
        line: Connection | None = None,
        key: str | None = None,
        secret: str | None = None,
        subpath: str = "",
    ) -> WebhookAnswer:
        """The provider calls our webhook."""
        line = line or self.line(channel)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        stated = secret if secret is not None else next(iter(line.webhook_secrets), None)
        used = line.webhook_key if key is None else key
        request = WebhookRequest(
            method="POST",
            url=f"https://rejoinder.example/api/webhooks/{line.channel}/{used}",
            subpath=subpath,
            headers={"content-type": "application/json", **({SIGNATURE: stated} if stated else {})},
            body=raw,
            received_at=self.clock.now(),
        )
        return asyncio.run(self.container.ingest_webhook()(line.channel, used, request))

    def a_text(self, body: str = "How much is it?", *, channel: str = "fake_sms", **more: Any) -> Message:
        """A person writes; returns the stored message."""
        self._count += 1
        line = more.pop("line", None) or self.line(channel)
        stated = {
            "fact": "message",
            "id": f"in-{self._count}",
            "body": body,
            "sender": _WHO.get(channel, "jane@example.com"),
            "recipient": _UP_TO.get(channel, "team@acme.example"),
            **more,
        }
        before = set(self.database.tables.messages)
        self.deliver(stated, line=line)
        (stored,) = [m for m in self.database.tables.messages.values() if m.id not in before]
        return stored

    def drain_spool(self) -> None:
        """The database is back: what lay on the disk is taken again, as the web process does it."""
        for record, taken in self.spool.drain():
            channel, key, request = unspooled(record)
            asyncio.run(self.container.ingest_webhook().take(self.providers[channel].channel, key, request))
            taken()

    def run(self, job: JobRow) -> Verdict | None:
        """A worker tries this job now."""
        return self.container.run_job()(job.id)

    def work(self) -> list[Verdict]:
        """Everything due now is worked off, in order, whatever the bell says."""
        verdicts: list[Verdict] = []
        for _ in range(200):
            now = self.clock.now()
            due = [row for row in self.database.jobs() if row.status is JobStatus.PENDING and row.run_at <= now]
            if not due:
                return verdicts
            verdict = self.run(due[0])
            if verdict is not None:
                verdicts.append(verdict)
        raise AssertionError("the work does not end")

    def wait(self, seconds: float = A_DAY) -> list[Verdict]:
        """Time passes, and whatever falls due is done, until nothing is left or the time is over."""
        ends = self.clock.now().timestamp() + seconds
        verdicts = self.work()
        for _ in range(200):
            pending = [row.run_at for row in self.database.jobs() if row.status is JobStatus.PENDING]
            if not pending or min(pending).timestamp() > ends:
                break
            self.clock.pass_time(max(0.0, (min(pending) - self.clock.now()).total_seconds()) + 0.001)
            verdicts += self.work()
        self.clock.pass_time(max(0.0, ends - self.clock.now().timestamp()))
        return verdicts

    def live_until(self, moment: datetime) -> None:
        """Time passes up to that moment; the scheduler fires what falls due, and workers do it, each at its instant."""
        for _ in range(500):
            self.container.fire_due_steps()()
            self.work()
            pending = [row.run_at for row in self.database.jobs() if row.status is JobStatus.PENDING]
            pending += [f.next_at for f in self.database.tables.follow_ups.values() if f.next_at and not f.fired]
            if not pending or min(pending) > moment:
                self.clock.pass_time(max(0.0, (moment - self.clock.now()).total_seconds()))
                return
            self.clock.pass_time(max(0.0, (min(pending) - self.clock.now()).total_seconds()) + 0.001)
        raise AssertionError("the work does not end")

    def approve(self, draft: Draft, by: str = "token:jo") -> None:
        self.container.approve_draft()(draft.workspace_id, draft.id, draft.version, by)

    def worker_dies_holding(self, job: JobRow) -> None:
        """The job was claimed by a process that is gone now."""
        claimed = self.jobs.claim(job.id, OWNER, 60.0)
        assert claimed is not None
        self.census.died(OWNER)

    # --- what can be seen -------------------------------------------------------------------------

    def sender(self, channel: str = "fake_sms") -> FakeSender:
        return self.providers[channel].sender

    @property
    def calendar(self) -> FakeCalendar:
        """What the workspace's calendar is like, and what stands in it."""
        found = self.providers["fake_calendar"].calendar
        assert found is not None
        return found

    @property
    def enricher(self) -> FakeEnricher:
        """What `fake_clay` was asked."""
        found = self.providers["fake_clay"].channel.enricher
        assert isinstance(found, FakeEnricher)
        return found

    @property
    def cards(self) -> FakeCards:
        """What stands in the team's Slack."""
        found = self.providers["slack"].channel.cards
        assert isinstance(found, FakeCards)
        return found

    @property
    def contact_book(self) -> FakeContactBook:
        """What `fake_crm` keeps."""
        found = self.providers["fake_crm"].channel.contacts
        assert isinstance(found, FakeContactBook)
        return found

    def history(self, channel: str = "fake_asked") -> FakeHistory:
        """What the provider remembers."""
        return self.providers[channel].history

    def sent_texts(self, channel: str = "fake_sms") -> list[str]:
        """What reached people's phones, doubles included."""
        return [taken.outbound.body for taken in self.sender(channel).delivered]

    def message(self, message: Message) -> Message:
        return self.database.tables.messages[message.id]

    def disposition_of(self, message: Message) -> str:
        """`sent`, or `stayed-silent:neutral`."""
        now = self.message(message)
        assert now.disposition is not None
        return f"{now.disposition}:{now.disposition_reason}" if now.disposition_reason else now.disposition

    def sentiment_of(self, message: Message) -> Sentiment | None:
        return self.message(message).sentiment

    def lead_of(self, message: Message) -> Lead:
        return self.database.tables.leads[message.lead_id]

    def draft_for(self, message: Message) -> Draft | None:
        found = [d for d in self.database.tables.drafts.values() if d.message_id == message.id]
        return found[0] if found else None

    def the_draft(self, message: Message) -> Draft:
        draft = self.draft_for(message)
        assert draft is not None
        return draft

    def sends_for(self, message: Message) -> list[Send]:
        found = [s for s in self.database.tables.sends.values() if s.message_id == message.id and not s.is_notice]
        return sorted(found, key=lambda send: (send.draft_version, send.part))

    def the_send(self, message: Message) -> Send:
        (send,) = self.sends_for(message)
        return send

    def jobs_of(self, *types: str) -> list[JobRow]:
        return self.database.jobs(*types)

    def the_job(self, *types: str) -> JobRow:
        """The newest job of those types."""
        return self.database.jobs(*types)[-1]

    def story(self, message: Message) -> list[str]:
        """The kinds of what stands on the message's timeline."""
        return [entry.kind for entry in self.database.entries(message_id=message.id)]

    def checks(self, message: Message) -> list[Entry]:
        return [entry for entry in self.database.entries(message_id=message.id) if entry.kind == "check"]

    def nothing_is_in_limbo(self) -> None:
        """Every inbound message is in flight with a job that will carry it on, or has ended."""
        live = (JobStatus.PENDING, JobStatus.RUNNING, JobStatus.PARKED)
        carried = {row.message_id for row in self.database.jobs() if row.status in live}
        for message in self.database.tables.messages.values():
            if message.direction is Direction.INBOUND:
                assert message.disposition is not None
                assert message.disposition not in IN_FLIGHT or message.id in carried, f"{message.body!r} is in limbo"

    def states(self, message: Message) -> Sequence[SendState]:
        return [send.state for send in self.sends_for(message)]
