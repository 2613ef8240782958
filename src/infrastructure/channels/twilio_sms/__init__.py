"""Twilio: SMS and MMS both ways, with delivery reports."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.infrastructure.channels.twilio_sms.history import TwilioHistory
from rejoinder.infrastructure.channels.twilio_sms.webhook import TwilioReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.twilio.account import FIELDS, RETRIES, RETRY_PARAMETERS
from rejoinder.infrastructure.twilio.sender import DEFAULT_BASE_URL, TwilioSender


def channel(http: ProviderHttp) -> Channel:
    sender = TwilioSender(http)
    return Channel(
        name="twilio_sms",
        medium=Medium.SMS,
        job_type=JobType.SMS_INBOUND_POST_PROCESS,
        reader=TwilioReader(),
        sender=sender,
        fields=FIELDS,
        events=("incoming message", "message status"),
        subpaths=("status", "fallback"),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=503,
        part_limit=1600,
        settle_by="lookup",
        has_delivery_reports=True,
        writes_first=True,
        history=TwilioHistory(sender),
        account_of=lambda credentials: credentials.get("account_sid", ""),
        number_decides=True,
        retries=RETRIES,
        setup=(
            "In the Twilio Console open Phone Numbers, Manage, Active numbers, and choose the number.",
            f"Messaging, “A message comes in”: Webhook, HTTP POST, {{webhook_url}}{RETRY_PARAMETERS}",
            "Messaging, “Primary handler fails”: HTTP POST, {webhook_url}/fallback",
            "Save, and send the number a text.",
        ),
    )
