"""AssignIntake and ReleaseIntake: a person knows whose caller this is, or that it is somebody else's after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rejoinder.application.inbound.file_intakes import INTAKE_MESSAGE
from rejoinder.application.inbound.join_thread import join_thread, way_out
from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id
from rejoinder.domain.intakes import Intake
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Medium
from rejoinder.domain.numbers import can_be_texted
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class AssignIntake:
    """Called by the admin API. From then on it is an ordinary lead of that workspace: what they texted, and what they
    will text, are its messages with their jobs, and whoever wanted no texts gets none.

    Raises NotFound; Conflict when another workspace has it; InvalidInput where the workspace could not answer.
    """

    store: Store
    channels: Mapping[str, Channel]

    def __call__(self, intake_id: str, workspace_id: str, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            intake = _intake(uow, intake_id)
            if uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            has_texts = bool(uow.intakes.messages(intake.id))
        if has_texts:
            self._check_way_out(workspace_id, intake.connection_id)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            intake = _intake(uow, intake_id, lock=True)
            if intake.workspace_id not in (None, workspace_id) or intake.lead_id is not None:
                raise Conflict("This intake has a workspace already.", newer={"workspace_id": intake.workspace_id})
            intake = replace(intake, workspace_id=workspace_id)
            uow.intakes.assign(intake, by)
            uow.alerts.resolve(INTAKE_MESSAGE, intake.id)
            opted_out = intake.opted_out or uow.intakes.has_opted_out(intake.caller)
            reached = uow.connections.get(intake.connection_id)
            has_texts = bool(uow.intakes.messages(intake.id))
        if has_texts or can_be_texted(intake.caller):
            self._become_lead(intake, reached, by, opted_out)

    def _check_way_out(self, workspace_id: str, connection_id: str) -> None:
        with self.store.begin(workspace_id) as uow:
            if way_out(uow, self.channels, workspace_id, connection_id) is None:
                raise InvalidInput(
                    "This workspace could not answer: register a number of that account for it, or connect twilio_sms.",
                    field="workspace_id",
                )

    def _become_lead(self, intake: Intake, reached: Connection | None, by: str, opted_out: bool) -> None:
        assert intake.workspace_id is not None
        with self.store.begin(intake.workspace_id) as uow:
            lead = uow.leads.find_or_create(Medium.SMS, intake.caller)
            uow.intakes.assign(replace(intake, lead_id=lead.id), by)
            detail = {"intake": intake.id, "call": intake.root_call_id, "called": intake.called}
            uow.timeline.append(Entry("intake-assigned", intake.text_state, intake.reason, lead.id, None, by, detail))
            for text in uow.intakes.messages(intake.id):
                event = uow.events.get(text.event_id)
                if event is not None and text.message_id is None:
                    message_id = join_thread(uow, self.channels, intake.workspace_id, event, reached)
                    if message_id is not None:
                        uow.intakes.message_became(text.id, message_id)
            now = uow.leads.get(lead.id)
            known = now.consent_for(Medium.SMS).state if now is not None else None
            if opted_out and known is not ConsentState.WITHDRAWN:
                uow.leads.set_consent(lead.id, [Medium.SMS], ConsentState.WITHDRAWN, f"said to {intake.called}")
                uow.timeline.append(Entry("consent-changed", "withdrawn", str(Medium.SMS), lead.id, None, by, detail))


@dataclass(frozen=True, slots=True)
class ReleaseIntake:
    """Called by the admin API: the assignment was a mistake, or is over. What the caller texts from now on is nobody's
    again and waits in a new intake; what the workspace had by then stays with it. Raises NotFound, Conflict."""

    store: Store

    def __call__(self, intake_id: str, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            intake = _intake(uow, intake_id, lock=True)
            if not uow.intakes.release(intake.id, by):
                raise Conflict("This intake is no workspace's.")
        if intake.workspace_id is not None and intake.lead_id is not None:
            with self.store.begin(intake.workspace_id) as uow:
                detail = {"intake": intake.id}
                uow.timeline.append(Entry("intake-released", "released", "", intake.lead_id, None, by, detail))


def _intake(uow: UnitOfWork, intake_id: str, *, lock: bool = False) -> Intake:
    found = (uow.intakes.lock if lock else uow.intakes.get)(intake_id) if is_id(intake_id) else None
    if found is None:
        raise NotFound("There is no such system intake.")
    return found
