"""Instantly: replies to e-mail campaigns, answered in their thread."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.instantly.api import DEFAULT_BASE_URL, InstantlyApi
from rejoinder.infrastructure.channels.instantly.campaigns import InstantlyCampaigns
from rejoinder.infrastructure.channels.instantly.history import InstantlyHistory
from rejoinder.infrastructure.channels.instantly.sender import InstantlySender
from rejoinder.infrastructure.channels.instantly.webhook import InstantlyReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import events_in


def channel(http: ProviderHttp) -> Channel:
    api = InstantlyApi(http)
    return Channel(
        name="instantly",
        medium=Medium.EMAIL,
        job_type=JobType.INSTANTLY_INBOUND_POST_PROCESS,
        reader=InstantlyReader(),
        sender=InstantlySender(api),
        fields=(
            CredentialField(
                "api_key",
                help="Settings > Integrations > API keys in Instantly, version 2; for its scopes see the steps.",
            ),
        ),
        events_in=events_in,
        events=("reply_received", "auto_reply_received", "email_sent", "email_bounced", "lead_unsubscribed"),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=503,
        settle_by="person",
        weak_without_secret=True,
        lacks_mailbox=lambda message: not (message.reply_handle.get("eaccount") or message.recipient),
        history=InstantlyHistory(api),
        campaigns=InstantlyCampaigns(api),
        retries=(
            "Instantly tries three times within about half a minute and then switches the webhook off until somebody "
            "resumes it; what failed stays in its list of webhook events and is fetched from there."
        ),
        setup=(
            "In Instantly, Settings > Integrations > API keys: create a version 2 key with the scopes emails:all, "
            "leads:all, block_list_entries:all and webhooks:read, and enter it here as api_key.",
            "In Instantly, Settings > Integrations > Webhooks: add {webhook_url} for all events, or at least for "
            "reply received, auto reply received, email sent, email bounced and lead unsubscribed.",
            "Give the webhook a header X-Rejoinder-Secret with a long random value, and enter the same value here as "
            "webhook_secret. Without it no reply is sent automatically unless Instantly confirms the message.",
            "Press Test here: it also says when Instantly has switched the webhook off.",
        ),
    )
