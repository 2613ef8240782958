"""The sandbox plays what real providers do wrong; the engine answers its people once all the same."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from rejoinder.domain.messages import Direction, Medium, Message
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.domain.views import SandboxReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.entrypoints.cli.demo import echo_of, report_of
from rejoinder.infrastructure.channels.sandbox import channel
from rejoinder.infrastructure.http import ProviderHttp
from tests.fakes.channels import FakeHistory, FakeProvider, FakeSender
from tests.fakes.phone import FakePhone
from tests.world import World


class Sandbox:
    """The workspace's simulated people and their phones."""

    def __init__(self, world: World, **credentials: str) -> None:
        self.world = world
        self.phone = FakePhone(world.clock)
        real = channel(ProviderHttp(), self.phone)
        world.providers["sandbox"] = FakeProvider(real, FakeSender(), FakeHistory())
        world.container.channels()["sandbox"] = real
        self.line: Connection = world.line("sandbox", credentials=credentials)

    def post(self, **stated: Any) -> None:
        request = WebhookRequest(
            method="POST",
            url=f"https://rejoinder.example/api/webhooks/sandbox/{self.line.webhook_key}",
            subpath="",
            headers={"content-type": "application/json"},
            body=json.dumps(stated).encode(),
            received_at=self.world.clock.now(),
        )
        asyncio.run(self.world.container.ingest_webhook()("sandbox", self.line.webhook_key, request))

    def writes(self, **more: Any) -> Message:
        self.post(**{"id": "sim-1", "from": "+12025550143", "body": "How much is it?", **more})
        (message,) = [m for m in self.world.database.tables.messages.values() if m.direction is Direction.INBOUND]
        return message

    def receipts(self) -> list[SandboxReceipt]:
        return [
            SandboxReceipt(own_id, self.world.workspace.id, o.medium, o.recipient, o.sender, o.subject, o.body, at)
            for own_id, at, _, o in self.phone.delivered
        ]


@pytest.mark.parametrize("fault", ["accept-no-answer", "drop", "429:2", "time-out", "500"])
def test_a_person_gets_one_answer_whatever_the_connection_was_told_to_do_wrong(world: World, fault: str) -> None:
    sandbox = Sandbox(world, faults=fault)
    message = sandbox.writes()
    world.wait()
    assert world.disposition_of(message) == "sent"
    assert len(sandbox.phone.delivered) == 1


def test_the_simulated_providers_receipt_says_that_a_reply_was_delivered(world: World) -> None:
    sandbox = Sandbox(world)
    message = sandbox.writes()
    world.wait()
    (receipt,) = sandbox.receipts()
    for _ in range(2):
        sandbox.post(**report_of(receipt))
    world.wait(0)
    assert world.states(message) == ["delivered"]


def test_a_late_echo_settles_what_nobody_answered_for(world: World) -> None:
    sandbox = Sandbox(world)
    message = sandbox.writes(faults=["lose-answer"])
    world.wait(12)
    assert world.states(message) == ["unknown"]
    world.clock.pass_time(1)
    (receipt,) = sandbox.receipts()
    sandbox.post(**echo_of(receipt))
    world.wait(0)
    assert world.states(message) == ["sent"]
    sandbox.post(**echo_of(receipt))
    world.wait()
    assert len(sandbox.phone.delivered) == 1
    assert world.the_send(message).provider_message_id == receipt.id


def test_simulated_mail_goes_through_the_door_of_all_mail(world: World) -> None:
    signed = "<p>Tuesday works</p><div class='gmail_signature'>Ana<br>+44 161 496 0000</div>"
    message = Sandbox(world).writes(medium="email", **{"from": "ana@brightoak.example"}, body="", html=signed)
    assert message.reply_text == "Tuesday works\n\n--\nAna\n+44 161 496 0000"
    world.wait(timedelta(minutes=5).total_seconds())
    assert world.message(message).body_clean == "Tuesday works"


def test_markup_that_somebody_texts_is_what_they_wrote(world: World) -> None:
    message = Sandbox(world).writes(body="<b>Tuesday</b> works")
    assert (message.medium, message.body, message.reply_text) == (Medium.SMS, "<b>Tuesday</b> works", None)
