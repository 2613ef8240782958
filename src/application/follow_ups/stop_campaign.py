"""StopCampaign: no campaign writes to whoever answered, and its provider has to show that it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rejoinder.application.replies.campaign_seats import Place
from rejoinder.application.replies.report_account import waits_for
from rejoinder.application.replies.send_reply import breaker_name
from rejoinder.domain.campaigns import SHOWN_LATE, CampaignSeat, CampaignStop, Standing, has_to_be_asked
from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    PermanentFailure,
    TemporaryFailure,
)
from rejoinder.domain.jobs import Cancel, Done, Job, JobType, NewJob, Outcome, Snooze
from rejoinder.domain.messages import Message
from rejoinder.domain.ports.ai import CircuitBreaker
from rejoinder.domain.ports.channels import Campaigns, Channel
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

NOT_STOPPED = "campaign-not-stopped"
"""The rule of the alert that a provider goes on although we asked."""
_LOOK_AGAIN_S = 15.0


class StillRunning(TemporaryFailure):
    """The provider was asked to stop, and says that it goes on."""

    code = "campaign-still-running"


def owe_stops(uow: UnitOfWork, about: Message, places: Iterable[Place], *, cause: str, for_good: bool) -> int:
    """A job for each campaign, once per `cause` (a reply, an event, a leak); how many are new."""
    return sum(
        uow.queue.enqueue(
            NewJob(
                JobType.STOP_CAMPAIGN,
                about.workspace_id,
                about.lead_id,
                lead_id=about.lead_id,
                message_id=about.id,
                payload={
                    "connection": place.connection_id,
                    "campaign": place.seat.campaign,
                    "address": place.seat.address,
                    "person": place.seat.person,
                    "for_good": for_good,
                },
                suffix=f"{place.connection_id}:{place.seat.campaign}:{cause}",
            )
        )
        for place in places
    )


@dataclass(frozen=True, slots=True)
class StopCampaign:
    """Called for STOP_CAMPAIGN jobs; the subject is a lead, the payload names the place.

    Asked first how things stand, then to stop, then again; to stop only once for one wish, whatever number of events
    told us of it, unless the campaign goes on. Afterwards the provider has shown that it stopped, or people
    are told that it goes on (and it is asked again), or it is one that cannot show it, which the timeline says. While
    nothing may leave through the account it is not asked either; trouble with this never keeps a reply back.
    """

    store: Store
    channels: Mapping[str, Channel]
    breaker: CircuitBreaker
    clock: Clock

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            connection = uow.connections.get(str(job.payload.get("connection", "")))
            workspace = uow.workspaces.get(job.workspace_id)
        channel = self.channels.get(connection.channel) if connection is not None else None
        if connection is None or channel is None or channel.campaigns is None or not connection.enabled:
            return Cancel("nothing-to-ask")
        if workspace is None or not workspace.settings.follow_ups.stop_campaigns:
            return Cancel("switched-off")
        if parked := waits_for(connection):
            return parked
        seat = CampaignSeat(
            str(job.payload.get("campaign", "")),
            str(job.payload.get("address", "")),
            str(job.payload.get("person", "")),
        )
        self.breaker.admit(breaker_name(connection.id))
        try:
            standing, asked = self._stop(job, channel.campaigns, seat, connection)
        except PermanentFailure as refused:
            # Of an account that may not ask, people hear once; of a campaign that will not stop, each time.
            whole_account = isinstance(refused, ConnectionRevoked)
            self._tell(job, connection, seat, f"refused: {refused.message}", connection.id if whole_account else "")
            return Done(f"refused:{refused.code}")
        return self._conclude(job, connection, seat, standing, asked)

    def _stop(
        self, job: Job, campaigns: Campaigns, seat: CampaignSeat, connection: Connection
    ) -> tuple[Standing, bool]:
        """How it stands in the end, and whether we asked for it, now or before."""
        for_good, lead_id = bool(job.payload.get("for_good")), job.lead_id or job.subject_id
        with self.store.begin(job.workspace_id) as uow:
            known = uow.campaign_stops.last(lead_id, connection.id, seat.campaign)
        before = campaigns.standing(seat, connection)
        if not has_to_be_asked(before, known, for_good=for_good, now=self.clock.now()):
            return before, known is not None
        try:
            campaigns.stop(seat, connection, for_good=for_good)
        except OutcomeUnknown:
            pass  # whether it heard us is what we ask now
        except MessageRefused:
            if before is not Standing.STOPPED:
                raise
        asked = CampaignStop(lead_id, connection.id, seat.campaign, for_good, self.clock.now())
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.campaign_stops.add(asked)
        return campaigns.standing(seat, connection), True

    def _conclude(
        self, job: Job, connection: Connection, seat: CampaignSeat, standing: Standing, asked: bool
    ) -> Outcome:
        if standing is Standing.RUNNING:
            young = job.created_at is not None and self.clock.now() - job.created_at < SHOWN_LATE
            if young:
                return Snooze(_LOOK_AGAIN_S, "not-shown-yet")
            self._tell(job, connection, seat, "it says that it goes on")
            raise StillRunning(f"{connection.name} was asked to stop campaign {seat.campaign}, and goes on.")
        shown = standing is Standing.STOPPED
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.timeline.append(
                Entry(
                    "campaign-stopped",
                    "confirmed" if shown else "unconfirmed",
                    ("asked" if asked else "had-stopped") if shown else "cannot-be-shown",
                    job.lead_id,
                    job.message_id,
                    connection.channel,
                    {"campaign": seat.campaign, "connection": connection.id},
                )
            )
            if shown:
                uow.alerts.resolve(NOT_STOPPED, _subject(job, connection, seat))
                uow.alerts.resolve(NOT_STOPPED, connection.id)
        return Done(f"{'asked' if asked else 'had-stopped'}:{standing}")

    def _tell(self, job: Job, connection: Connection, seat: CampaignSeat, why: str, subject: str = "") -> None:
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            about = {"campaign": seat.campaign, "connection": connection.id, "why": why}
            uow.timeline.append(
                Entry("campaign-stopped", "failed", NOT_STOPPED, job.lead_id, job.message_id, connection.channel, about)
            )
            uow.alerts.raise_alert(
                NOT_STOPPED,
                subject or _subject(job, connection, seat),
                severity="high",
                title=f"Campaign {seat.campaign} of {connection.name} goes on writing to somebody who replied ({why}).",
                workspace_id=job.workspace_id,
                detail={"lead": job.lead_id, "message": job.message_id, "channel": connection.channel, **about},
            )


def _subject(job: Job, connection: Connection, seat: CampaignSeat) -> str:
    return f"{job.subject_id}:{connection.id}:{seat.campaign}"
