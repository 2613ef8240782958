"""EmailBison: replies to e-mail campaigns of one instance, answered in their thread."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.emailbison.api import EmailBisonApi
from rejoinder.infrastructure.channels.emailbison.campaigns import EmailBisonCampaigns
from rejoinder.infrastructure.channels.emailbison.history import EmailBisonHistory
from rejoinder.infrastructure.channels.emailbison.sender import EmailBisonSender
from rejoinder.infrastructure.channels.emailbison.webhook import EmailBisonReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import events_in


def channel(http: ProviderHttp) -> Channel:
    api = EmailBisonApi(http)
    return Channel(
        name="emailbison",
        medium=Medium.EMAIL,
        job_type=JobType.EMAIL_INBOUND_POST_PROCESS,
        reader=EmailBisonReader(),
        sender=EmailBisonSender(api),
        fields=(
            CredentialField("api_key", help="Settings > API keys of the EmailBison workspace."),
            CredentialField(
                "workspace_ref",
                required=False,
                secret=False,
                help="Number or name of the EmailBison workspace; deliveries of another one are refused.",
                shape=r"[^\x00-\x1f\x7f]{1,200}",
                shape_says="takes a number or a name on one line",
            ),
        ),
        events_in=events_in,
        events=(
            "lead_replied",
            "lead_interested",
            "untracked_reply_received",
            "email_sent",
            "manual_email_sent",
            "email_bounced",
            "lead_unsubscribed",
        ),
        retry_status=503,
        settle_by="person",
        weak_without_secret=True,
        account_of=lambda credentials: credentials.get("workspace_ref", ""),
        history=EmailBisonHistory(api),
        campaigns=EmailBisonCampaigns(api),
        retries="EmailBison is said to try about five times within 24 hours (a third party's word).",
        setup=(
            "Enter the address of your EmailBison instance, such as https://send.example.com, as base_url. Whoever "
            "runs Rejoinder allows its host with REJOINDER_ALLOWED_PROVIDER_HOSTS.",
            "In EmailBison, Settings > API keys of the workspace: create a key and enter it here as api_key.",
            "In EmailBison, Settings > Webhooks > New Webhook URL: {webhook_url} with Contact Replied, Contact "
            "Interested, Untracked Reply Received, Email Sent, Manual Email Sent, Email Bounced, Contact Unsubscribed "
            "and the email account events.",
            "EmailBison cannot sign. If something in front of it can add a header, send X-Rejoinder-Secret and enter "
            "its value here as webhook_secret.",
            "Press Test here, and Send test webhook there.",
        ),
    )
