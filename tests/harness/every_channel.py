"""What the provider of any channel posts to an installation, whichever channels there are.

A channel with a `Way` is written to by people. Of any other the folder's own samples are delivered as they are; where
the proof covers the time or the address of a delivery, `SIGNED_NOW` says how the provider would make it here and now.
"""

from __future__ import annotations

import hmac
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rejoinder.domain.errors import SignatureRejected
from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.tenant import Tenant
from tests.channels.samples import Sample, every_channel, samples

TALKING = ("twilio_sms", "ghl_sms", "unipile_linkedin", "smartlead", "instantly", "emailbison")
"""Written messages, answered where they came from."""
HEARD = ("vapi",)
"""What a caller said becomes a message in a job of its own, and is answered by text."""
_SECRET = "the-secret-of-the-harness"


@dataclass(frozen=True)
class Line:
    """A connection of one channel, and what its provider has to say, each thing once."""

    channel: str
    connection_id: str
    deliveries: list[Delivery]
    is_talk: bool


def a_line(tenant: Tenant, channel: str, count: int, body: str = "Thanks") -> Line:
    """A connected channel with about `count` different deliveries (of samples as many as there are)."""
    if channel in (*TALKING, *HEARD):
        way = tenant.way(channel)
        return Line(channel, way.connection["id"], [way.delivery(body) for _ in range(count)], is_talk=True)
    if channel in SIGNED_NOW:
        stated, build = SIGNED_NOW[channel]
        twilio = tenant.rejoinder.twilio
        known = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        credentials = {name: value or known[name] for name, value in stated.items()}
        made = tenant.connect(channel, credentials, webhook_secret=_SECRET)
        return Line(channel, made["id"], [build(tenant, made["webhook_url"]) for _ in range(count)], is_talk=False)
    return _of_samples(tenant, channel, count)


def _of_samples(tenant: Tenant, channel: str, count: int) -> Line:
    deliverable = [sample for sample in samples() if sample.channel.name == channel and _proves_itself_now(sample)]
    assert deliverable, f"No sample of {channel} can be delivered now: say in SIGNED_NOW how its provider signs."
    first = deliverable[0].connection
    secrets = {"webhook_secret": first.webhook_secrets[0]} if first.webhook_secrets else {}
    made = tenant.connect(channel, dict(first.credentials), **secrets)
    chosen = [sample for sample in deliverable if sample.connection == first][:count]
    found = {
        sample.channel.reader.read(sample.request, sample.connection).key: Delivery(
            made["webhook_url"] + (f"/{sample.request.subpath}" if sample.request.subpath else ""),
            sample.body,
            sample.raw["headers"],
            f"{channel}:{sample.name}",
            "",
        )
        for sample in chosen
    }
    return Line(channel, made["id"], list(found.values()), is_talk=False)


def _proves_itself_now(sample: Sample) -> bool:
    """Whether it is taken whenever and wherever it arrives, and says something."""
    elsewhere = replace(sample.request, received_at=datetime.now(UTC), url="https://elsewhere.example/hook")
    try:
        every_channel()[sample.channel.name].reader.verify(elsewhere, sample.connection)
    except SignatureRejected:
        return False
    return "error" not in sample.becomes


# --- signed with the time or the address -----------------------------------------------------------


def _calendly(tenant: Tenant, url: str) -> Delivery:
    seat = f"https://api.calendly.com/scheduled_events/{uuid.uuid4()}/invitees/{uuid.uuid4()}"
    body = json.dumps({"event": "invitee.created", "payload": {"uri": seat, "email": "ana@brightoak.example"}}).encode()
    at = str(int(time.time()))
    signature = hmac.new(_SECRET.encode(), at.encode() + b"." + body, "sha256").hexdigest()
    headers = {"Content-Type": "application/json", "Calendly-Webhook-Signature": f"t={at},v1={signature}"}
    return Delivery(url, body, headers, seat, "")


def _slack(tenant: Tenant, url: str) -> Delivery:
    own = f"Ev{uuid.uuid4().hex}"
    event = {"type": "app_mention", "user": "U0EXAMPLE1", "text": "hello"}
    body = json.dumps({"type": "event_callback", "event_id": own, "event": event}).encode()
    at = str(int(time.time()))
    signature = hmac.new(_SECRET.encode(), f"v0:{at}:".encode() + body, "sha256").hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={signature}",
    }
    return Delivery(url, body, headers, own, "")


def _twilio_voice(tenant: Tenant, url: str) -> Delivery:
    own = f"CA{uuid.uuid4().hex}"
    form = {
        "AccountSid": tenant.rejoinder.twilio.account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": own,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": "+12025550143",
        "To": "+13125550190",
    }
    return tenant.rejoinder.twilio.signed(f"{url}/status", form, own, form["From"])


Builder = Callable[[Tenant, str], Delivery]

SIGNED_NOW: Mapping[str, tuple[Mapping[str, str], Builder]] = {
    "calendly": ({"access_token": "calendly-token-example"}, _calendly),
    "slack": ({"bot_token": "xoxb-example-token", "channel": "C0EXAMPLE1"}, _slack),
    "twilio_voice": ({"account_sid": "", "auth_token": ""}, _twilio_voice),
}
