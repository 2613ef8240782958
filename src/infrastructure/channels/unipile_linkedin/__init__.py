"""Unipile: LinkedIn messages both ways, in both generations of its API."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import ID_SAYS, ID_SHAPE, Channel, CredentialField
from rejoinder.infrastructure.channels.unipile_linkedin.api import DEFAULT_BASE_URL, UnipileApi
from rejoinder.infrastructure.channels.unipile_linkedin.history import UnipileHistory
from rejoinder.infrastructure.channels.unipile_linkedin.sender import UnipileSender
from rejoinder.infrastructure.channels.unipile_linkedin.webhook import UnipileReader
from rejoinder.infrastructure.http import ProviderHttp
from rejoinder.infrastructure.json_fields import events_in

FIELDS = (
    CredentialField("api_key", help="An access token of Unipile's dashboard; sent as X-API-KEY."),
    CredentialField(
        "account_id",
        secret=False,
        help="The LinkedIn account's id in Unipile; acc_… in v2.",
        shape=ID_SHAPE,
        shape_says=ID_SAYS,
    ),
    CredentialField(
        "api_version",
        required=False,
        secret=False,
        help="v1 or v2; told by the webhooks and the account id if empty.",
        shape="(?i:v?[12])",
        shape_says="takes v1 or v2",
    ),
)

SETUP = (
    "In Unipile, connect the LinkedIn account, and copy its account id and an access token.",
    "v1: enter the DSN (https://api8.unipile.com:13843) as base_url. v2: leave base_url empty.",
    "Think of a long random webhook_secret (v1), or take the endpoint's secret, shown once (v2), and enter it here.",
    "v1: POST /api/v1/webhooks three times, with source messaging, account_status and users, request_url {webhook_url},"
    " account_ids [the account id], and headers [{key: Unipile-Auth, value: the webhook_secret}, {key: Content-Type,"
    " value: application/json}]. Leave format and data alone.",
    "v2: create a webhook endpoint with the URL {webhook_url} and the events message.* , relation.* and account.*.",
    "Press Test here, then send the account a message from another LinkedIn account.",
)


def channel(http: ProviderHttp) -> Channel:
    api = UnipileApi(http)
    return Channel(
        name="unipile_linkedin",
        medium=Medium.LINKEDIN,
        job_type=JobType.LINKEDIN_INBOUND_POST_PROCESS,
        reader=UnipileReader(),
        sender=UnipileSender(api),
        fields=FIELDS,
        events_in=events_in,
        events=(
            "message_received / message.new",
            "message_edited",
            "message_deleted",
            "message_failed",
            "message_read",
            "message_reaction",
            "message_delivered",
            "new_relation / relation.new",
            "account_status / account.status.*",
        ),
        default_base_url=DEFAULT_BASE_URL,
        own_domain="unipile.com",
        retry_status=503,
        part_limit=8000,
        settle_by="lookup",
        absent_after_s=180.0,
        weak_without_secret=True,
        account_of=lambda credentials: credentials.get("account_id", "").strip(),
        history=UnipileHistory(api),
        retries="v1 delivers again five times, with growing gaps, unless it hears 200 within 30 s; v2 does not say.",
        setup=SETUP,
    )
