"""Simulated people on every medium, through the real webhook route: for the demo, the drill and journeys."""

from __future__ import annotations

from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.channels import Channel, CredentialField
from rejoinder.infrastructure.channels.sandbox.calendar import SandboxCalendar
from rejoinder.infrastructure.channels.sandbox.phone import SandboxPhone
from rejoinder.infrastructure.channels.sandbox.sender import SandboxSender
from rejoinder.infrastructure.channels.sandbox.webhook import SandboxReader
from rejoinder.infrastructure.http import ProviderHttp


def channel(http: ProviderHttp, phone: SandboxPhone) -> Channel:
    """Medium and job type are nominal here: every message carries its own medium."""
    return Channel(
        name="sandbox",
        medium=Medium.SMS,
        job_type=JobType.SMS_INBOUND_POST_PROCESS,
        reader=SandboxReader(),
        sender=SandboxSender(phone),
        fields=(
            CredentialField(
                "faults",
                required=False,
                secret=False,
                help="Comma list of lose-answer, lose-request, busy, down, refuse, revoked, slow:<seconds>; "
                "each takes :<times> or :always.",
                shape=r"[\x20-\x7e]{1,2000}",
                shape_says="takes printable ASCII characters",
            ),
        ),
        events=("simulated message", "simulated receipt"),
        settle_by="lookup",
        writes_first=True,
        calendar=SandboxCalendar(phone),
        retries="Whoever simulates delivers again, or does not; nothing does so by itself.",
        setup=("POST what a simulated person writes to {webhook_url}, or use POST /api/v1/sandbox/messages.",),
    )
