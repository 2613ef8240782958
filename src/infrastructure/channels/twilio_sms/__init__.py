"""Twilio: SMS and MMS both ways, with delivery reports."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.twilio_sms.history import TwilioHistory
from rejoinder.infrastructure.channels.twilio_sms.sender import DEFAULT_BASE_URL, TwilioSender
from rejoinder.infrastructure.channels.twilio_sms.webhook import TwilioReader
from rejoinder.infrastructure.http import ProviderHttp

FIELDS = (
    CredentialField("account_sid", secret=False, help="Starts with AC; on the front page of the Twilio Console."),
    CredentialField("auth_token", help="The primary auth token: Twilio signs its webhooks with it."),
    CredentialField("api_key_sid", required=False, secret=False, help="Starts with SK. Used for sending if given."),
    CredentialField("api_key_secret", required=False, help="Belongs to the API key."),
    CredentialField(
        "messaging_service_sid", required=False, secret=False, help="Starts with MG. Replies leave through it."
    ),
)


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
    )
