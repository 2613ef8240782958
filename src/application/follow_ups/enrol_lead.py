"""EnrolLead: from now on somebody is followed up on, by a person's word or by the workspace's rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rejoinder.application.follow_ups.check_channels import check_channels
from rejoinder.application.replies.enrol import enrol
from rejoinder.application.replies.move_follow_up import let_go_on
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.follow_ups import why_over
from rejoinder.domain.ids import is_id
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sequences import Step
from rejoinder.domain.workspaces import parse_timezone


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What somebody wants: a sequence, or one step of its own."""

    sequence_id: str | None = None
    steps: tuple[Step, ...] = ()
    at: datetime | None = None
    """When the first step leaves; None: after its own wait."""
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class EnrolLead:
    """Called by the admin API. The first step is planned, and an earlier pause of this lead's follow-ups is over.
    Returns the follow-up's id. Raises NotFound, InvalidInput; Conflict when the lead is in that sequence already, or is
    somebody on whom nobody follows up."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    def __call__(self, workspace_id: str, lead_id: str, wanted: Enrolment, by: str) -> str:
        if (wanted.sequence_id is None) == (not wanted.steps):
            raise InvalidInput("Name a 'sequence_id', or give one step of its own.", field="sequence_id")
        check_channels(wanted.steps, self.channels)
        zone = parse_timezone(wanted.timezone) if wanted.timezone else ""
        now = self.clock.now()
        if wanted.at is not None and wanted.at < now:
            raise InvalidInput("'at' lies in the past.", field="at")
        with self.store.begin(workspace_id) as uow:
            lead = uow.leads.lock(lead_id) if is_id(lead_id) else None
            workspace = uow.workspaces.get(workspace_id)
            if lead is None or workspace is None:
                raise NotFound("There is no such lead.")
            over = why_over(lead, None, workspace.settings.opt_out_scope)
            if over is not None:
                raise Conflict(f"Nobody follows up on this lead ({over}).")
            steps: Sequence[Step] = wanted.steps
            if wanted.sequence_id is not None:
                steps = _steps(uow, lead_id, wanted.sequence_id)
            let_go_on(uow, lead.id, by_person=True)
            return enrol(
                uow,
                workspace,
                lead_id,
                wanted.sequence_id,
                steps,
                now=now,
                by=by,
                reason="enrolled",
                at=wanted.at,
                timezone=zone,
            ).id


def _steps(uow: UnitOfWork, lead_id: str, sequence_id: str) -> Sequence[Step]:
    sequence = uow.sequences.get(sequence_id)
    if sequence is None:
        raise NotFound("There is no such sequence.")
    if not sequence.active:
        raise Conflict("This sequence is switched off.")
    if any(f.sequence_id == sequence.id for f in uow.follow_ups.live_of_lead(lead_id)):
        raise Conflict("This lead is in that sequence already.")
    return sequence.steps
