"""SmartLead: replies to e-mail campaigns, answered in their thread."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.smartlead.campaigns import SmartLeadCampaigns
from rejoinder.infrastructure.channels.smartlead.history import SmartLeadHistory
from rejoinder.infrastructure.channels.smartlead.sender import DEFAULT_BASE_URL, SmartLeadSender
from rejoinder.infrastructure.channels.smartlead.webhook import SmartLeadReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import events_in


def channel(http: ProviderHttp) -> Channel:
    sender = SmartLeadSender(http)
    return Channel(
        name="smartlead",
        medium=Medium.EMAIL,
        job_type=JobType.SMARTLEAD_INBOUND_POST_PROCESS,
        reader=SmartLeadReader(),
        sender=sender,
        fields=(CredentialField("api_key", help="Settings > API key in SmartLead."),),
        events_in=events_in,
        secret_fields=("secret_key",),
        events=("EMAIL_REPLY", "UNTRACKED_REPLIES", "LEAD_UNSUBSCRIBED", "EMAIL_BOUNCE", "EMAIL_SENT"),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=503,
        settle_by="person",
        weak_without_secret=True,
        history=SmartLeadHistory(sender),
        campaigns=SmartLeadCampaigns(sender),
        retries="SmartLead waits 30 seconds for an answer and tries up to three more times, with growing gaps.",
        setup=(
            "In SmartLead, Settings > API: copy the API key and enter it here as api_key.",
            "In SmartLead, Settings > Webhooks (a user-level webhook covers every campaign): add {webhook_url} with "
            "EMAIL_REPLY, UNTRACKED_REPLIES, LEAD_UNSUBSCRIBED, EMAIL_BOUNCE and EMAIL_SENT.",
            "Copy the webhook's secret key, and enter it here as webhook_secret.",
            "Press Test here, and Test Webhook there.",
        ),
    )
