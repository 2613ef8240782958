"""HighLevel (GoHighLevel, LeadConnector): texts both ways, by marketplace events or by a workflow's webhook."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import ID_SAYS, ID_SHAPE, Channel, CredentialField
from rejoinder.infrastructure.channels.ghl_sms.api import DEFAULT_BASE_URL, GhlApi
from rejoinder.infrastructure.channels.ghl_sms.calendar import GhlCalendar
from rejoinder.infrastructure.channels.ghl_sms.campaigns import FIELD, GhlCampaigns
from rejoinder.infrastructure.channels.ghl_sms.contacts import GhlContacts
from rejoinder.infrastructure.channels.ghl_sms.history import GhlHistory
from rejoinder.infrastructure.channels.ghl_sms.sender import GhlSender
from rejoinder.infrastructure.channels.ghl_sms.webhook import GhlReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import events_in

FIELDS = (
    CredentialField("access_token", help="A private integration token of the sub-account (Settings > Integrations)."),
    CredentialField(
        "location_id",
        secret=False,
        help="The sub-account's id (Settings > Business Profile).",
        shape=ID_SHAPE,
        shape_says=ID_SAYS,
    ),
    CredentialField(
        "webhook_public_key",
        required=False,
        secret=False,
        help="Replaces HighLevel's published Ed25519 key (SPKI in base64). Leave empty unless they change it.",
        shape=r"[\x0a\x0d\x20-\x7e]{1,5000}",
        shape_says="takes a public key in base64, with or without its PEM lines",
    ),
    CredentialField(
        FIELD,
        required=False,
        secret=False,
        help="Ids of the workflows that write to people in sequence, separated by commas: whoever replies leaves them.",
        shape=r"[\w\s,;-]{1,2000}",
        shape_says="takes ids, separated by commas",
    ),
)


def channel(http: ProviderHttp) -> Channel:
    api = GhlApi(http)
    return Channel(
        events_in=events_in,
        name="ghl_sms",
        medium=Medium.SMS,
        job_type=JobType.SMS_INBOUND_POST_PROCESS,
        reader=GhlReader(),
        sender=GhlSender(api),
        contacts=GhlContacts(api),
        fields=FIELDS,
        events=(
            "InboundMessage",
            "OutboundMessage",
            "ContactDndUpdate",
            "AppointmentCreate",
            "AppointmentUpdate",
            "AppointmentDelete",
            "INSTALL",
            "UNINSTALL",
            "workflow webhook",
        ),
        default_base_url=DEFAULT_BASE_URL,
        retry_status=429,
        part_limit=1600,
        settle_by="lookup",
        absent_after_s=45.0,
        weak_without_secret=True,
        came_signed=lambda reply_handle: reply_handle.get("signed") is True,
        account_of=lambda credentials: credentials.get("location_id", ""),
        history=GhlHistory(api),
        calendar=GhlCalendar(api),
        campaigns=GhlCampaigns(api),
        retries=(
            "Marketplace events come again only when we answer 429: six times, about every ten minutes; any other"
            " failure is final. What a workflow does is not documented, so take it as once."
        ),
        setup=(
            "In the sub-account, open Settings > Integrations > Private Integrations and create a token with the scopes"
            " View Conversations, View Conversation Messages, Edit Conversation Messages, View Contacts and, to take"
            " people out of workflows, Edit Contacts.",
            "Enter it as access_token, and the sub-account's id (Settings > Business Profile) as location_id.",
            "Set a webhook_secret on the connection: without one, whoever knows the address can write to it.",
            "Create a workflow with the trigger 'Customer Replied' (reply channel SMS) and the action 'Custom Webhook':"
            " POST to {webhook_url} with the header X-Rejoinder-Secret and your secret as its value.",
            "Give it the fields contact_id, phone, full_name, location.id and message.body; add Date and Time as custom"
            " data if you can.",
            "With a marketplace app of your own instead: subscribe to InboundMessage, OutboundMessage and"
            " ContactDndUpdate with {webhook_url}. Use one of the two ways for receiving, not both.",
            "Press Test, then send a text to your HighLevel number.",
        ),
    )
