"""ShowSetup: what to enter at the provider, and what came of it so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.setup.change_connection import own_connection, scope_for
from rejoinder.application.setup.connect_channel import known_channel
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.reports import Reports
from rejoinder.domain.ports.storage import INSTALLATION, Store
from rejoinder.domain.setup_help import explain_kept, explain_refusal
from rejoinder.domain.views import Attempt
from rejoinder.domain.workspaces import Connection

LAST_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class ExplainedAttempt:
    """Something reached this address. `outcome` is `refused`, or the state of the event that was kept."""

    at: datetime
    outcome: str
    reason: str
    kind: str
    count: int
    """How often so far, where only a number is kept (refused)."""
    meaning: str
    fix: str


@dataclass(frozen=True, slots=True)
class LookBack:
    """What the provider's own list added; null dates: not yet."""

    looked_at: datetime | None
    next_at: datetime | None
    missed: int
    """Messages that the provider had and no webhook brought."""
    missed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetupView:
    connection_id: str
    channel: str
    status: str
    """`waiting` for the first genuine delivery, `working`, or `refusing` when the latest attempt was turned away."""
    webhook_url: str | None
    """Holds the key, so it is shown to admins only."""
    further_urls: Mapping[str, str | None]
    steps: Sequence[str]
    events: Sequence[str]
    proof: str
    """How a delivery proves itself, or that it cannot."""
    retries: str
    """How this provider delivers again when we fail."""
    attempts: Sequence[ExplainedAttempt]
    look_back: LookBack | None
    """Null where the provider cannot list."""


@dataclass(frozen=True, slots=True)
class ShowSetup:
    """Called by the set-up checker, again and again while it waits for the first event. Raises NotFound."""

    store: Store
    reports: Reports
    channels: Mapping[str, Channel]
    public_base_url: str

    def __call__(self, workspace_id: str | None, connection_id: str, *, with_address: bool) -> SetupView:
        with self.store.begin(scope_for(workspace_id)) as uow:
            connection = own_connection(uow, workspace_id, connection_id)
        with self.store.begin(workspace_id or INSTALLATION) as uow:
            place = uow.reconciliations.get(connection.id)
        channel = known_channel(self.channels, connection.channel)
        url = f"{self.public_base_url}/api/webhooks/{connection.channel}/{connection.webhook_key}"
        shown_url = url if with_address else "<webhook address>"
        attempts = [_explained(a) for a in self.reports.attempts(workspace_id, connection_id, LAST_ATTEMPTS)]
        look_back = None
        if channel.history is not None:
            look_back = LookBack(
                looked_at=place.looked_at if place else None,
                next_at=place.due_at if place else None,
                missed=place.found if place else 0,
                missed_at=place.found_at if place else None,
            )
        return SetupView(
            connection_id=connection.id,
            channel=channel.name,
            status=_status(attempts),
            webhook_url=url if with_address else None,
            further_urls={below: f"{url}/{below}" if with_address else None for below in channel.subpaths},
            steps=[step.replace("{webhook_url}", shown_url) for step in channel.setup],
            events=channel.events,
            proof=_proof(channel, connection),
            retries=channel.retries,
            attempts=attempts,
            look_back=look_back,
        )


def _explained(attempt: Attempt) -> ExplainedAttempt:
    refused = attempt.outcome == "refused"
    said = explain_refusal(attempt.reason) if refused else explain_kept(attempt.outcome, attempt.reason)
    return ExplainedAttempt(
        at=attempt.at,
        outcome=attempt.outcome,
        reason=attempt.reason,
        kind=attempt.kind,
        count=attempt.count,
        meaning=said.meaning,
        fix=said.fix,
    )


def _status(attempts: Sequence[ExplainedAttempt]) -> str:
    if not attempts:
        return "waiting"
    if attempts[0].outcome == "refused":
        return "refusing"
    return "working"


def _proof(channel: Channel, connection: Connection) -> str:
    if channel.needs_secret and not connection.webhook_secrets:
        return "None yet: the provider signs with a secret that is not entered here, so every delivery is refused."
    if not channel.weak_without_secret:
        return "The provider signs every delivery."
    if connection.webhook_secrets:
        return "Every delivery carries the webhook secret."
    weaker = "Weaker: the address is the only proof. Set a webhook secret"
    return f"{weaker}; until then nothing is answered automatically." if channel.carries_talk else f"{weaker}."
