"""A connection of a real channel at the engine's own intake, over dictionaries: what is stored, what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from rejoinder.application.inbound.apply_provider_event import ApplyProviderEvent
from rejoinder.application.inbound.ingest_webhook import IngestWebhook
from rejoinder.application.inbound.replay_event import ReplayEvent
from rejoinder.application.replies.decide_draft import ApproveDraft, EditDraft, RegenerateDraft, RejectDraft
from rejoinder.application.replies.record_send import RecordSend
from rejoinder.application.replies.take_decision import TakeDecision
from rejoinder.domain.errors import SignatureRejected, UnknownWebhook
from rejoinder.domain.jobs import Outcome
from rejoinder.domain.ports.channels import WebhookAnswer, WebhookRequest
from rejoinder.domain.ports.storage import StoredEvent
from rejoinder.domain.workspaces import Connection
from tests.builders import WORKSPACE, a_workspace
from tests.channels.samples import a_connection, every_channel
from tests.fakes.agents import FakeAgentBook
from tests.fakes.ai import FakeAI
from tests.fakes.clock import FakeClock
from tests.fakes.doorbell import FakeDoorbell
from tests.fakes.inbox import FakeInbox
from tests.fakes.jobs import FakeJobs
from tests.fakes.ledger import FakeLedger
from tests.fakes.mailer import FakeCards
from tests.fakes.numbers import FakeNumberBook
from tests.fakes.spool import FakeSpool
from tests.fakes.storage import FakeDatabase, FakeStore


class CountedRefusals:
    """Refusals: how often a delivery was turned away, by reason."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def count(self, connection_id: str | None, channel: str, reason: str) -> None:
        self.reasons.append(reason)


class Intake:
    """One workspace with one connection."""

    def __init__(self, channel: str, *secrets: str, credentials: Mapping[str, str] | None = None) -> None:
        self.clock = FakeClock()
        self.database = FakeDatabase(self.clock)
        self.refusals, self.doorbell = CountedRefusals(), FakeDoorbell()
        self.store = FakeStore(self.database, self.doorbell)
        self.jobs = FakeJobs(self.database, self.doorbell)
        self._ingest = IngestWebhook(
            every_channel(),
            FakeInbox(self.database),
            FakeSpool(),
            self.doorbell,
            self.refusals,
            FakeAgentBook(self.database),
            FakeNumberBook(self.database),
        )
        record = RecordSend(self.store, every_channel(), self.clock, lambda seconds: None)
        self.cards = FakeCards()
        shown = {name: replace(each, cards=self.cards) for name, each in every_channel().items() if each.cards}
        ai = FakeAI(FakeLedger(self.clock))
        take_decision = TakeDecision(
            self.store,
            shown,
            ApproveDraft(self.store, every_channel(), self.clock),
            EditDraft(self.store),
            RejectDraft(self.store),
            RegenerateDraft(self.store, ai),
        )
        self._apply = ApplyProviderEvent(self.store, every_channel(), self.clock, record, take_decision)
        self.replay_event = ReplayEvent(self.store, every_channel())
        connection = a_connection(
            channel,
            workspace_id=WORKSPACE,
            credentials=dict(credentials or {}),
            webhook_secrets=secrets,
            webhook_key="k_9f2c",
        )
        with self.store.begin("*") as uow:
            uow.workspaces.add(a_workspace(WORKSPACE))
            uow.connections.add(connection)

    @property
    def connection(self) -> Connection:
        (found,) = self.database.tables.connections.values()
        return found

    def deliver(self, request: WebhookRequest) -> WebhookAnswer | str:
        """The answer, or why the delivery was turned away."""
        try:
            return asyncio.run(self._ingest(self.connection.channel, self.connection.webhook_key, request))
        except SignatureRejected as refused:
            return refused.reason
        except UnknownWebhook as refused:
            return refused.code

    def events(self) -> list[StoredEvent]:
        return [row.event for row in self.database.tables.events.values()]

    def deliveries(self) -> list[int]:
        return [row.deliveries for row in self.database.tables.events.values()]

    def work(self) -> list[Outcome]:
        """Every due job is run once."""
        outcomes = []
        for row in self.database.jobs():
            job = self.jobs.claim(row.id, "test-host:1:1", 60.0)
            if job is not None:
                outcome = self._apply(job)
                self.jobs.settle(job, outcome)
                outcomes.append(outcome)
        return outcomes
