"""Vapi: calls that a voice assistant takes. What callers said is answered by text."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import ID_SAYS, ID_SHAPE, LARGEST_DELIVERY, Channel, CredentialField
from rejoinder.infrastructure.channels.vapi.api import DEFAULT_BASE_URL, VapiHistory, VapiRecords, VapiSender
from rejoinder.infrastructure.channels.vapi.webhook import VapiReader, VapiSwitchboard
from rejoinder.infrastructure.http import ProviderHttp

FIELDS = (
    CredentialField("api_key", help="The private key; dashboard.vapi.ai > API Keys."),
    CredentialField(
        "webhook_auth",
        required=False,
        secret=False,
        help="How Vapi proves itself with the webhook secret: hmac, secret or bearer. Unset: any of the three.",
        shape="(?i:hmac|secret|bearer)",
        shape_says="takes hmac, secret or bearer",
    ),
    CredentialField(
        "default_assistant_id",
        required=False,
        secret=False,
        help="Takes a call for which no agent is registered, also while the database is away.",
        shape=ID_SHAPE,
        shape_says=ID_SAYS,
    ),
    CredentialField(
        "transfer_to",
        required=False,
        secret=False,
        help="A number in +1… form that takes calls no assistant can take.",
        shape=r"\+[1-9][0-9 ().-]{6,30}",
        shape_says="takes a number in +1… form",
    ),
)

SETUP = (
    "In Rejoinder, add the connection with a webhook secret of your own (webhook_auth hmac is best) and, for every "
    "assistant, a voice agent with its assistant id; mark one as the default.",
    "In Vapi, create a Custom Credential: HMAC with the same secret, algorithm SHA256, signature header x-signature, "
    "timestamp header x-timestamp, and its default payload (timestamp, dot, body); or Bearer with the same token.",
    "On the phone number, or the organisation, set the Server URL to {webhook_url} and choose that credential. An "
    "assistant's own server URL wins over its number's, and a number's over the organisation's.",
    "Set server.backoffPlan to type exponential, maxRetries 5, baseDelaySeconds 2: without one Vapi never delivers "
    "again.",
    'Set serverMessages to status-update, end-of-call-report, transcript[transcriptType="final"] and hang; leave the '
    "number without an assistant if Rejoinder shall choose one per call (assistant-request).",
    "Callers are answered by text: add the workspace's twilio_sms connection too.",
)


def channel(http: ProviderHttp) -> Channel:
    return Channel(
        name="vapi",
        medium=Medium.VOICE,
        job_type=JobType.VOICE_INBOUND_POST_PROCESS,
        reader=VapiReader(),
        sender=VapiSender(http),
        fields=FIELDS,
        events=("assistant-request", "status-update", "transcript", "hang", "end-of-call-report", "tool-calls"),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=503,
        max_delivery=LARGEST_DELIVERY,
        settle_by="person",
        weak_without_secret=True,
        replies_by=Medium.SMS,
        switchboard=VapiSwitchboard(),
        call_records=VapiRecords(http),
        history=VapiHistory(http),
        retries="Never, unless server.backoffPlan is set; then on every answer but 2xx. assistant-request waits 7.5 s.",
        setup=SETUP,
    )
