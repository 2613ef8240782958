"""SetSwitch, EndSwitch: holding back, and letting go again; always with a name, a reason and a time."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from rejoinder.domain.errors import Conflict, InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.administration import AdminStore, AdminUnitOfWork
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.switches import ENDS_AFTER, Switch, SwitchKind
from rejoinder.domain.timeline import Entry

ENDING = "switch-ending"
"""The alert that a switch will end by itself soon; its subject is the switch."""


@dataclass(frozen=True, slots=True)
class SwitchPlace:
    """What a switch reaches; an empty place reaches everything."""

    workspace_id: str | None = None
    channel: str | None = None
    lead_id: str | None = None


def _kind(name: str) -> SwitchKind:
    try:
        return SwitchKind(name)
    except ValueError:
        raise InvalidInput(f"'kind' is one of {', '.join(SwitchKind)}.", field="kind") from None


@dataclass(frozen=True, slots=True)
class SetSwitch:
    """Afterwards the switch is in force everywhere it reaches, visible, and bound to end: at `until`, or where that is
    None after the time that its kind has. Raises NotFound, InvalidInput."""

    store: AdminStore
    channels: Container[str]
    """The names that a place may use."""

    def __call__(self, kind: str, place: SwitchPlace, reason: str, until: datetime | None, by: str) -> str:
        wanted = _kind(kind)
        if not reason.strip():
            raise InvalidInput("A switch says why: 'reason' must not be empty.", field="reason")
        self._check_lead(place)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            now = uow.now()
            if until is not None and (until.tzinfo is None or until <= now):
                raise InvalidInput("'until' is a moment in the future, with zone.", field="until")
            until = until or now + ENDS_AFTER[wanted]
            if place.channel is not None and place.channel not in self.channels:
                raise InvalidInput(f"There is no channel '{place.channel}'.", field="scope.channel")
            _check_place(uow, place)
            switch = Switch(
                new_id(), wanted, reason.strip()[:1000], by, now, until,
                place.workspace_id, place.channel, place.lead_id,
            )  # fmt: skip
            uow.switch_book.add(switch)
        self._note(place, "switch-set", switch.kind, switch.reason, by)
        return switch.id

    def _check_lead(self, place: SwitchPlace) -> None:
        if place.lead_id is None or place.workspace_id is None or not is_id(place.workspace_id):
            return
        with self.store.begin(place.workspace_id) as uow:
            if not is_id(place.lead_id) or uow.leads.get(place.lead_id) is None:
                raise NotFound("There is no such lead.")

    def _note(self, place: SwitchPlace, kind: str, verdict: str, reason: str, by: str) -> None:
        if place.workspace_id is not None:
            with self.store.begin(place.workspace_id) as uow:
                uow.timeline.append(Entry(kind, verdict, reason, place.lead_id, actor=by))


def _check_place(uow: AdminUnitOfWork, place: SwitchPlace) -> None:
    if place.lead_id is not None and place.workspace_id is None:
        raise InvalidInput("A switch for one lead names its workspace too.", field="scope.workspace_id")
    if place.workspace_id is not None and (
        not is_id(place.workspace_id) or uow.workspaces.get(place.workspace_id) is None
    ):
        raise NotFound("There is no such workspace.")


@dataclass(frozen=True, slots=True)
class EndSwitch:
    """The switch no longer holds anything back. Raises NotFound outside of the scope, Conflict when it had ended."""

    store: AdminStore

    def __call__(self, scope: str | None, switch_id: str, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if not uow.switch_book.end(switch_id, by, scope):
                raise Conflict("This switch is not in force, or reaches further than you may.")
            uow.alerts.resolve(ENDING, switch_id)
