"""Slack: what people press under a draft. It carries no messages to leads."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.slack.cards import DEFAULT_BASE_URL, SlackCards
from rejoinder.infrastructure.channels.slack.sender import SlackCheck
from rejoinder.infrastructure.channels.slack.webhook import SlackReader
from rejoinder.infrastructure.http import ProviderHttp


def channel(http: ProviderHttp) -> Channel:
    """Medium and job type are nominal: no message comes or goes here."""
    return Channel(
        name="slack",
        medium=Medium.EMAIL,
        job_type=JobType.EMAIL_INBOUND_POST_PROCESS,
        reader=SlackReader(),
        sender=SlackCheck(http),
        fields=(
            CredentialField("bot_token", help="OAuth & Permissions > Bot User OAuth Token; starts with xoxb-."),
            CredentialField(
                "channel",
                secret=False,
                help="The id of the channel to post to, such as C0123456789.",
                shape=r"#?[\w-]{1,80}",
                shape_says="takes the id of a channel, such as C0123456789",
            ),
        ),
        secret_fields=("token",),
        events=("block_actions", "view_submission", "url_verification", "event_callback"),
        default_base_url=DEFAULT_BASE_URL,
        settle_by="person",
        carries_talk=False,
        needs_secret=True,
        cards=SlackCards(http),
        retries="Slack delivers an event of the Events API up to three more times; a pressed button only once.",
        setup=(
            "Create a Slack app; under OAuth & Permissions give its bot chat:write, install it, copy the bot token.",
            "Copy Basic Information > Signing Secret into this connection's webhook secret.",
            "Under Interactivity & Shortcuts enter {webhook_url} as the Request URL.",
            "Invite the bot to the channel.",
            "Name the Slack ids of the people who may decide in the workspace's setting notifications.approvers.",
        ),
    )
