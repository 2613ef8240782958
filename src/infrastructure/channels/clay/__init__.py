"""Clay: answers to our questions about people. It carries no messages."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.clay.sender import DEFAULT_BASE_URL, TABLE, ClayCheck, ClayEnricher
from rejoinder.infrastructure.channels.clay.webhook import ClayReader
from rejoinder.infrastructure.http import ProviderHttp


def channel(http: ProviderHttp) -> Channel:
    """Medium and job type are nominal: no message comes or goes here."""
    return Channel(
        name="clay",
        medium=Medium.EMAIL,
        job_type=JobType.EMAIL_INBOUND_POST_PROCESS,
        reader=ClayReader(),
        sender=ClayCheck(http),
        enricher=ClayEnricher(http),
        fields=(
            CredentialField("api_key", help="The table webhook's auth token, or the workspace's API key."),
            CredentialField(
                "table_webhook_url",
                required=False,
                help="The address of the table's webhook source: https://api.clay.com/v3/sources/webhook/...",
                shape=TABLE.pattern,
                shape_says="takes the address of a table's webhook source, ending in /v3/sources/webhook/ and an id",
                below_base_url=True,
            ),
        ),
        events=("callback",),
        default_base_url=DEFAULT_BASE_URL,
        settle_by="person",
        weak_without_secret=True,
        carries_talk=False,
        retries="Clay documents no retries: an answer that we do not take may never come again.",
        setup=(
            "Choose a long random text and enter it as this connection's webhook secret.",
            "In the Clay table add a webhook source, and enter its address here as table_webhook_url.",
            "Add an HTTP API column: POST to {webhook_url}, header X-Rejoinder-Secret with that text, and the body "
            "from this channel's README.",
        ),
    )
