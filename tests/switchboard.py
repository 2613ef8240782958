"""The world, with Twilio's real readers for calls and texts and nobody real behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dependency_injector.providers import Object
from twilio.request_validator import RequestValidator

from rejoinder.application.inbound.answer_missed_call import SEND_ID_PREFIX
from rejoinder.domain.calls import Call
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.ports.channels import ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.workspaces import Connection
from tests.builders import a_connection
from tests.channels.samples import every_channel
from tests.fakes.channels import FakeHistory, FakeProvider, FakeSender
from tests.world import World

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC00000000000000000000000000000001"
CALLER, OURS = "+12025550143", "+13125550190"


class Switchboard(World):
    """`board.status("no-answer")` is Twilio's callback about a call; `board.texts()` is what reached phones."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.phones = FakeSender()
        real = every_channel()
        for name in ("twilio_voice", "twilio_sms"):
            channel = replace(real[name], sender=self.phones, history=None)
            self.providers[name] = FakeProvider(channel, self.phones, FakeHistory())
        self.providers["vapi"] = FakeProvider(real["vapi"], FakeSender(), FakeHistory())
        self.container.channels.override(Object({name: provider.channel for name, provider in self.providers.items()}))
        self.voice = self._account("twilio_voice", self.workspace.id)
        self.sms = self._account("twilio_sms", self.workspace.id)

    def _account(self, channel: str, workspace_id: str | None) -> Connection:
        credentials = {"account_sid": ACCOUNT, "auth_token": TOKEN}
        made = a_connection(workspace_id, channel=channel, account=ACCOUNT, credentials=credentials)
        return self.connect(made)

    def vapi_line(self, secret: str) -> Connection:
        """The workspace's voice assistant, behind the same number."""
        credentials = {"api_key": "k", "webhook_auth": "secret"}
        return self.connect(
            a_connection(self.workspace.id, channel="vapi", credentials=credentials, webhook_secrets=(secret,))
        )

    def share_the_account(self) -> None:
        """From now on the Twilio account belongs to no workspace."""
        self.voice, self.sms = self._account("twilio_voice", None), self._account("twilio_sms", None)

    def register(self, number: str = OURS, role: str = "operational", **more: Any) -> Number:
        workspace_id = more.pop("workspace_id", self.workspace.id if role == "operational" else None)
        made = Number(
            new_id(), number, NumberRole(role), self.voice.id, workspace_id=workspace_id, account=ACCOUNT, **more
        )
        with self.store.begin("*") as uow:
            assert uow.numbers.add(made)
        return made

    # --- what Twilio sends --------------------------------------------------------------------------

    def twilio(
        self,
        form: dict[str, str],
        subpath: str = "",
        *,
        to: Connection | None = None,
        query: Mapping[str, str] | None = None,
    ) -> WebhookAnswer:
        """Twilio calls, signed."""
        line = to or self.voice
        url = f"https://rejoinder.example/api/webhooks/{line.channel}/{line.webhook_key}"
        url += f"/{subpath}" if subpath else ""
        url += f"?{urlencode(query)}" if query else ""
        request = WebhookRequest(
            method="POST",
            url=url,
            subpath=subpath,
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, form),
            },
            body=urlencode(form).encode(),
            received_at=self.clock.now(),
            query=query or {},
        )
        return asyncio.run(self.container.take_call()(line.channel, line.webhook_key, request))

    def status(self, status: str = "no-answer", sid: str = "CA1", **more: str) -> WebhookAnswer:
        form = {"CallSid": sid, "From": CALLER, "To": OURS, "CallStatus": status, "Direction": "inbound"}
        return self.twilio({**form, "CallDuration": "0", **more}, "status")

    def ring(self, sid: str = "CA1", **more: str) -> str:
        form = {"CallSid": sid, "From": CALLER, "To": OURS, "CallStatus": "ringing", "Direction": "inbound"}
        return self.twilio({**form, **more}).body.decode()

    def dialled(self, result: str, sid: str = "CA1", **more: str) -> str:
        form = {"CallSid": sid, "From": CALLER, "To": OURS, "CallStatus": "in-progress", "Direction": "inbound"}
        return self.twilio({**form, "DialCallSid": "CA2", "DialCallStatus": result, **more}, "dial").body.decode()

    def text(self, body: str, sid: str = "SM1", *, sender: str = CALLER, to: str = OURS) -> None:
        self.twilio({"MessageSid": sid, "From": sender, "To": to, "Body": body}, to=self.sms)

    def reports(self, status: str, **more: str) -> None:
        """Twilio's report on the one text of the fail-safe."""
        (intake,) = self.intakes()
        form = {"MessageSid": "SM9", "MessageStatus": status, "From": OURS, "To": CALLER, **more}
        self.twilio(form, "status", query={"send": SEND_ID_PREFIX + intake.id})

    def lists(self, *texts: InboundMessage) -> None:
        """Twilio has these texts in its list."""
        history = FakeHistory()
        history.events = [ProviderEvent(text.external_id, "incoming message", text) for text in texts]
        known = self.providers["twilio_sms"]
        self.providers["twilio_sms"] = FakeProvider(replace(known.channel, history=history), self.phones, history)
        self.container.channels.override(Object({name: each.channel for name, each in self.providers.items()}))

    # --- what is there ------------------------------------------------------------------------------

    def texts(self, to: str = CALLER) -> list[str]:
        return [taken.outbound.body for taken in self.phones.delivered if taken.outbound.recipient == to]

    def intakes(self) -> list[Intake]:
        return list(self.database.tables.intakes.values())

    def missed(self) -> list[MissedCall]:
        return list(self.database.tables.missed_calls.values())

    def calls(self) -> list[Call]:
        return list(self.database.tables.calls.values())

    def go_on(self) -> None:
        """A second passes in the web process."""
        failsafe = self.container.answer_missed_call()
        failsafe.carry_on()
        failsafe.tell()
        self.container.file_intakes()()

    def database_is_away(self, away: bool = True) -> None:
        self.database.is_down = self.numbers.is_away = away
