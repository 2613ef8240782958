"""One workspace as a test sees it: people write to it, and what became of their words can be asked for."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.stand_ins.vapi import PhoneCall
from rejoinder.entrypoints.drill.waiting import until

if TYPE_CHECKING:
    from rejoinder.entrypoints.drill.installation import Installation

IN_FLIGHT = ("processing", "retrying")
_PEOPLE = itertools.count(1)


def a_phone_number() -> str:
    """Of somebody who has not been seen before in this test process."""
    return f"+1202555{next(_PEOPLE):04d}"


def an_address() -> str:
    return f"person{next(_PEOPLE)}@brightoak.example"


class Way(Protocol):
    """One channel of a tenant, in both directions."""

    channel: str
    job_type: str
    connection: dict[str, Any]

    def a_person(self) -> str: ...

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery: ...

    def received_by(self, person: str) -> list[str]:
        """The bodies that reached this person, in order."""
        ...

    def is_success(self, answer: httpx2.Response) -> bool:
        """Whether the answer is what this provider is promised."""
        ...


class TwilioWay:
    channel = "twilio_sms"
    job_type = "SMS_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._twilio = tenant.rejoinder.twilio
        credentials = {"account_sid": self._twilio.account_sid, "auth_token": self._twilio.auth_token}
        self.connection = tenant.connect(self.channel, credentials, base_url=self._twilio.base_url)

    def a_person(self) -> str:
        return a_phone_number()

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._twilio.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def received_by(self, person: str) -> list[str]:
        return [text.body for text in self._twilio.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.text.endswith("<Response/>")


class SmartLeadWay:
    channel = "smartlead"
    job_type = "SMARTLEAD_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._smartlead = tenant.rejoinder.smartlead
        self.connection = tenant.connect(
            self.channel,
            {"api_key": self._smartlead.api_key},
            base_url=self._smartlead.base_url,
            webhook_secret=self._smartlead.secret_key,
        )

    def a_person(self) -> str:
        return an_address()

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._smartlead.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def received_by(self, person: str) -> list[str]:
        return [mail.body for mail in self._smartlead.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json().get("success") is True


class VoiceWay:
    """People call, a voice assistant listens, and what they said is answered by text."""

    channel = "vapi"
    job_type = "VOICE_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._vapi, self._texts = tenant.rejoinder.vapi, tenant.texts
        self.connection = tenant.connect(
            self.channel,
            {"api_key": self._vapi.api_key, "webhook_auth": "hmac"},
            base_url=self._vapi.base_url,
            webhook_secret=self._vapi.secret,
        )

    def a_person(self) -> str:
        return a_phone_number()

    def a_call(self, said: str, person: str | None = None, **more: Any) -> PhoneCall:
        return self._vapi.a_call(person or self.a_person(), said, **more)

    def of(self, call: PhoneCall, message: dict[str, Any]) -> Delivery:
        """One thing that Vapi says about a call."""
        body, headers = self._vapi.signed(message)
        return Delivery(self.connection["webhook_url"], body, headers, call.id, call.caller)

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        call = self.a_call(body, person, **more)
        return self.of(call, call.report())

    def received_by(self, person: str) -> list[str]:
        return self._texts.received_by(person)

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json() == {"success": True}


class InstantlyWay:
    channel = "instantly"
    job_type = "INSTANTLY_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._instantly = tenant.rejoinder.instantly
        self.connection = tenant.connect(
            self.channel,
            {"api_key": self._instantly.api_key},
            base_url=self._instantly.base_url,
            webhook_secret=self._instantly.secret,
        )

    def a_person(self) -> str:
        return an_address()

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._instantly.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def received_by(self, person: str) -> list[str]:
        return [mail.text for mail in self._instantly.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json().get("success") is True


class EmailBisonWay:
    channel = "emailbison"
    job_type = "EMAIL_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._emailbison = tenant.rejoinder.emailbison
        self.connection = tenant.connect(
            self.channel,
            {"api_key": self._emailbison.api_key, "workspace_ref": str(self._emailbison.workspace)},
            base_url=self._emailbison.base_url,
            webhook_secret=self._emailbison.secret,
        )

    def a_person(self) -> str:
        return an_address()

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._emailbison.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def received_by(self, person: str) -> list[str]:
        return [mail.html for mail in self._emailbison.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json().get("success") is True


class LinkedInWay:
    channel = "unipile_linkedin"
    job_type = "LINKEDIN_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._unipile = tenant.rejoinder.unipile
        self.connection = tenant.connect(
            self.channel,
            self._unipile.credentials,
            base_url=self._unipile.base_url,
            webhook_secret=self._unipile.secret,
        )

    def a_person(self) -> str:
        return f"ACoAAPerson{next(_PEOPLE):04d}"

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._unipile.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def received_by(self, person: str) -> list[str]:
        return [said.text for said in self._unipile.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json().get("success") is True


class GhlWay:
    channel = "ghl_sms"
    job_type = "SMS_INBOUND_POST_PROCESS"

    def __init__(self, tenant: Tenant) -> None:
        self._ghl = tenant.rejoinder.ghl
        self.connection = tenant.connect(
            self.channel, self._ghl.credentials, base_url=self._ghl.base_url, webhook_secret="the-workflows-secret"
        )

    def a_person(self) -> str:
        return a_phone_number()

    def delivery(self, body: str, person: str | None = None, **more: Any) -> Delivery:
        return self._ghl.delivery(self.connection["webhook_url"], body, person or self.a_person(), **more)

    def push(self, body: str, person: str | None = None, **custom: Any) -> Delivery:
        """The workflow's own webhook instead of the marketplace's."""
        url, secret = self.connection["webhook_url"], "the-workflows-secret"
        return self._ghl.push(url, body, person or self.a_person(), secret, **custom)

    def received_by(self, person: str) -> list[str]:
        return [text.body for text in self._ghl.delivered(person)]

    def is_success(self, answer: httpx2.Response) -> bool:
        return answer.status_code == 200 and answer.json().get("success") is True


class Tenant:
    """A workspace. Its connections are made when they are first used."""

    def __init__(self, rejoinder: Installation, workspace_id: str) -> None:
        self.rejoinder = rejoinder
        self.id = workspace_id

    @functools.cached_property
    def texts(self) -> TwilioWay:
        return TwilioWay(self)

    @functools.cached_property
    def mails(self) -> SmartLeadWay:
        return SmartLeadWay(self)

    @functools.cached_property
    def calls(self) -> VoiceWay:
        return VoiceWay(self)

    @functools.cached_property
    def instantly(self) -> InstantlyWay:
        return InstantlyWay(self)

    @functools.cached_property
    def emailbison(self) -> EmailBisonWay:
        return EmailBisonWay(self)

    @functools.cached_property
    def chats(self) -> LinkedInWay:
        return LinkedInWay(self)

    @functools.cached_property
    def ghl(self) -> GhlWay:
        return GhlWay(self)

    def way(self, channel: str) -> Way:
        named = {
            "twilio_sms": "texts",
            "smartlead": "mails",
            "unipile_linkedin": "chats",
            "ghl_sms": "ghl",
            "vapi": "calls",
        }
        way: Way = getattr(self, named.get(channel, channel))
        return way

    def connect(self, channel: str, credentials: dict[str, str], **more: Any) -> dict[str, Any]:
        """A provider account; the answer holds the address at which it delivers."""
        path = f"/api/v1/workspaces/{self.id}/connections"
        return dict(self.rejoinder.post(path, {"channel": channel, "credentials": credentials, **more}))

    def set(self, **settings: Any) -> None:
        """The workspace's settings change."""
        answer = self.rejoinder.call("PATCH", f"/api/v1/workspaces/{self.id}/settings", settings)
        assert answer.status_code == 200, answer.text

    # --- in -----------------------------------------------------------------------------------------------

    def post(self, delivery: Delivery) -> httpx2.Response:
        """The provider delivers once."""
        return delivery.post(self.rejoinder.client)

    def take(self, delivery: Delivery) -> Delivery:
        """The provider delivers, and we took it."""
        answer = self.post(delivery)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return delivery

    # --- what became of it ----------------------------------------------------------------------------------

    def messages(self, **query: Any) -> list[dict[str, Any]]:
        return self.rejoinder.all_of("/api/v1/messages", workspace_id=self.id, **query)

    def stored(self, delivery: Delivery, within_s: float = 10.0) -> dict[str, Any]:
        """The message that this delivery brought."""
        found = until(
            lambda: self.messages(external_id=delivery.event_id, direction="inbound"), "the message", within_s
        )
        assert len(found) == 1, found
        return found[0]

    def ended(self, delivery: Delivery, within_s: float = 20.0) -> dict[str, Any]:
        """The message once it is no longer in flight."""
        message_id = self.stored(delivery)["id"]
        latest: dict[str, Any] = {}

        def over() -> bool:
            latest.update(self.rejoinder.get(f"/api/v1/messages/{message_id}"))
            return latest["disposition"] not in IN_FLIGHT

        try:
            until(over, "an ending", within_s)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{latest}\njobs: {self.jobs(message_id=message_id)}") from None
        return latest

    def jobs(self, **query: Any) -> list[dict[str, Any]]:
        return self.rejoinder.all_of("/api/v1/jobs", workspace_id=self.id, **query)

    def job(self, message_id: str, job_type: str) -> dict[str, Any]:
        """The one job of that type for that message, with its attempts."""
        found = self.jobs(message_id=message_id, type=job_type)
        assert len(found) == 1, found
        return dict(self.rejoinder.get(f"/api/v1/jobs/{found[0]['id']}"))

    def finished(self, message_id: str, job_type: str, within_s: float = 20.0) -> dict[str, Any]:
        """That job once it is over."""
        return until(
            lambda: next(
                (
                    job
                    for job in self.jobs(message_id=message_id, type=job_type)
                    if job["status"] not in ("PENDING", "RUNNING")
                ),
                None,
            ),
            f"{job_type} to be over: {self.jobs(message_id=message_id)}",
            within_s,
        )

    def sends(self, **query: Any) -> list[dict[str, Any]]:
        return self.rejoinder.all_of("/api/v1/sends", workspace_id=self.id, **query)

    def lead(self, message: dict[str, Any]) -> dict[str, Any]:
        return dict(self.rejoinder.get(f"/api/v1/leads/{message['lead_id']}"))

    def drafts(self, message_id: str) -> list[dict[str, Any]]:
        found = self.rejoinder.all_of("/api/v1/drafts", workspace_id=self.id)
        return [draft for draft in found if draft["message_id"] == message_id]

    def ai_calls(self, message_id: str) -> list[dict[str, Any]]:
        found = self.rejoinder.all_of("/api/v1/ai-calls", workspace_id=self.id)
        return [call for call in found if call["message_id"] == message_id]

    def alerts(self) -> list[dict[str, Any]]:
        return self.rejoinder.all_of("/api/v1/alerts", workspace_id=self.id)

    def accounting(self) -> dict[str, Any]:
        return self.rejoinder.accounting(self.id)

    def trace(self, message_id: str) -> list[dict[str, Any]]:
        return list(self.rejoinder.get(f"/api/v1/messages/{message_id}/trace")["items"])

    @contextmanager
    def switched(self, kind: str, **scope: str) -> Iterator[dict[str, Any]]:
        """A switch that holds inside the block."""
        place = {"workspace_id": self.id, **scope}
        made = self.rejoinder.post("/api/v1/switches", {"kind": kind, "reason": "a test", "scope": place})
        try:
            yield made
        finally:
            self.rejoinder.call("DELETE", f"/api/v1/switches/{made['id']}")
