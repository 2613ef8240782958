"""Twilio: telephone calls. Greets or forwards them, and learns which were missed."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel
from rejoinder.infrastructure.channels.twilio_voice.twiml import answer_bridge, answer_call
from rejoinder.infrastructure.channels.twilio_voice.webhook import BRIDGE, TwilioVoiceReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.twilio.account import FIELDS, RETRIES, RETRY_PARAMETERS
from rejoinder.infrastructure.twilio.calls import TwilioCalls
from rejoinder.infrastructure.twilio.sender import DEFAULT_BASE_URL, TwilioSender


def channel(http: ProviderHttp) -> Channel:
    sender = TwilioSender(http)
    return Channel(
        name="twilio_voice",
        medium=Medium.VOICE,
        job_type=JobType.VOICE_INBOUND_POST_PROCESS,
        reader=TwilioVoiceReader(),
        # Texts about calls leave through the same account.
        sender=sender,
        fields=FIELDS,
        events=("incoming call", "call status", "dial result"),
        subpaths=("status", "dial", "fallback", BRIDGE),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=503,
        part_limit=1600,
        settle_by="lookup",
        has_delivery_reports=True,
        account_of=lambda credentials: credentials.get("account_sid", ""),
        number_decides=True,
        writes_first=True,
        answer_call=answer_call,
        bridging=TwilioCalls(sender),
        answer_bridge=answer_bridge,
        retries=RETRIES,
        setup=(
            "In the Twilio Console open Phone Numbers, Manage, Active numbers, and choose the number.",
            f"Voice, “A call comes in”: Webhook, HTTP POST, {{webhook_url}}{RETRY_PARAMETERS}",
            "Voice, “Primary handler fails”: HTTP POST, {webhook_url}/fallback",
            f"Voice, “Call status changes”: HTTP POST, {{webhook_url}}/status{RETRY_PARAMETERS}",
            'If you keep your own TwiML with <Dial>, give it action="{webhook_url}/dial": without it nobody can tell '
            "that the person you rang did not pick up.",
            "Register the number here (POST /api/v1/numbers): until then whoever calls it gets one generic text.",
        ),
    )
