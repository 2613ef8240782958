"""Calendly: who booked, moved or called off a meeting. It carries no messages."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.calendly.calendar import CalendlyCalendar
from rejoinder.infrastructure.channels.calendly.sender import DEFAULT_BASE_URL, CalendlyCheck
from rejoinder.infrastructure.channels.calendly.webhook import CalendlyReader
from rejoinder.infrastructure.http import ProviderHttp


def channel(http: ProviderHttp) -> Channel:
    """Medium and job type are nominal: no message comes or goes here."""
    return Channel(
        name="calendly",
        medium=Medium.EMAIL,
        job_type=JobType.EMAIL_INBOUND_POST_PROCESS,
        reader=CalendlyReader(),
        sender=CalendlyCheck(http),
        fields=(CredentialField("access_token", help="Calendly > Integrations > API & webhooks: a personal token."),),
        events=(
            "invitee.created",
            "invitee.canceled",
            "invitee_no_show.created",
            "invitee_no_show.deleted",
            "routing_form_submission.created",
        ),
        default_base_url=DEFAULT_BASE_URL,
        settle_by="person",
        carries_talk=False,
        calendar=CalendlyCalendar(http),
        needs_secret=True,
        retries="Calendly tries again for 24 hours with growing gaps, then switches the subscription off for good.",
        setup=(
            "Choose a signing key: any long random text. Enter it as this connection's webhook secret.",
            "Create a webhook subscription (POST https://api.calendly.com/webhook_subscriptions) with url "
            "{webhook_url}, the events invitee.created and invitee.canceled, your organization, a scope and that key.",
            "Book a test meeting. A subscription that Calendly has switched off must be made again.",
        ),
    )
