"""Numbers: registered, given to workspaces, taken back; the pool of free ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rejoinder.domain.errors import Conflict, InvalidInput, NotFound, StorageDown
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.numbers import Number, NumberRole, parse_number
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.timeline import Entry

Learn = Callable[[], object]
"""This process knows the change by heart; others learn it within seconds."""


@dataclass(frozen=True, slots=True)
class NumberChanges:
    """None leaves a field as it is. `release` takes the number from its workspace, back into the pool."""

    role: str | None = None
    workspace_id: str | None = None
    connection_id: str | None = None
    forward_to: str | None = None
    can_text: bool | None = None
    release: bool = False


def parse_role(stated: str) -> NumberRole:
    """Raises InvalidInput."""
    try:
        return NumberRole(stated.strip().lower())
    except ValueError:
        raise InvalidInput("'role' is operational, onboarding or system.", field="role") from None


@dataclass(frozen=True, slots=True)
class RegisterNumber:
    """Called by admins. Afterwards calls and texts to this number are its workspace's.

    Raises InvalidInput, NotFound; Conflict when the number is registered already, whoever has it.
    """

    store: Store
    channels: Mapping[str, Channel]
    learn: Learn

    def __call__(
        self,
        stated: str,
        role: str,
        connection_id: str,
        by: str,
        *,
        workspace_id: str | None = None,
        forward_to: str = "",
        can_text: bool = True,
        is_free: bool = False,
    ) -> str:
        number = Number(
            id=new_id(),
            number=parse_number(stated),
            role=parse_role(role),
            connection_id=connection_id,
            workspace_id=workspace_id,
            forward_to=parse_number(forward_to, "forward_to") if forward_to.strip() else "",
            can_text=can_text,
            is_free=is_free,
        )
        with self.store.begin(EVERY_WORKSPACE) as uow:
            number = replace(number, account=_check(uow, self.channels, number))
            if not uow.numbers.add(number):
                raise Conflict("This number is registered already.")
        _note(self.store, number, "number-registered", by)
        _learn(self.learn)
        return number.id


@dataclass(frozen=True, slots=True)
class ChangeNumber:
    """Called by admins. Raises InvalidInput, NotFound."""

    store: Store
    channels: Mapping[str, Channel]
    learn: Learn

    def __call__(self, number_id: str, changes: NumberChanges, by: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            number = uow.numbers.get(number_id) if is_id(number_id) else None
            if number is None:
                raise NotFound("There is no such number.")
            changed = _changed(number, changes)
            changed = replace(changed, account=_check(uow, self.channels, changed))
            uow.numbers.save(changed)
        if number.workspace_id not in (None, changed.workspace_id):
            _note(self.store, number, "number-released", by)
        _note(self.store, changed, "number-changed", by)
        _learn(self.learn)


@dataclass(frozen=True, slots=True)
class ClaimNumber:
    """Called by admins: a workspace gets a number of the pool. Raises NotFound; Conflict, with an alert, when the pool
    is empty."""

    store: Store
    channels: Mapping[str, Channel]
    learn: Learn

    def __call__(self, workspace_id: str, connection_id: str | None, by: str) -> str:
        if connection_id is not None and not is_id(connection_id):
            raise NotFound("There is no such connection.")
        with self.store.begin(EVERY_WORKSPACE) as uow:
            free = uow.numbers.take_free(connection_id)
            if free is None:
                title = "No free number is left in the pool."
                uow.alerts.raise_alert("number-pool-empty", connection_id or "", severity="high", title=title)
            else:
                claimed = replace(free, role=NumberRole.OPERATIONAL, workspace_id=workspace_id, is_free=False)
                _check(uow, self.channels, claimed)
                uow.numbers.save(claimed)
        if free is None:
            raise Conflict("No free number is left in the pool.")
        _note(self.store, claimed, "number-claimed", by)
        _learn(self.learn)
        return free.id


def _changed(number: Number, changes: NumberChanges) -> Number:
    if changes.release:
        return replace(number, role=NumberRole.SYSTEM, workspace_id=None, forward_to="", is_free=True)
    role = number.role if changes.role is None else parse_role(changes.role)
    forward = number.forward_to if changes.forward_to is None else changes.forward_to
    workspace_id = changes.workspace_id or (number.workspace_id if role is not NumberRole.SYSTEM else None)
    return replace(
        number,
        role=role,
        workspace_id=workspace_id,
        connection_id=changes.connection_id or number.connection_id,
        forward_to=parse_number(forward, "forward_to") if forward.strip() else "",
        can_text=number.can_text if changes.can_text is None else changes.can_text,
        is_free=number.is_free and role is NumberRole.SYSTEM,
    )


def _check(uow: UnitOfWork, channels: Mapping[str, Channel], number: Number) -> str:
    """The provider account that the number belongs to. Raises InvalidInput or NotFound for a number that nobody could
    be answered for."""
    if number.role is NumberRole.OPERATIONAL and number.workspace_id is None:
        raise InvalidInput("An operational number belongs to a workspace.", field="workspace_id")
    if number.role is NumberRole.SYSTEM and number.workspace_id is not None:
        raise InvalidInput("A system number belongs to no workspace.", field="workspace_id")
    if number.workspace_id is not None and (
        not is_id(number.workspace_id) or uow.workspaces.get(number.workspace_id) is None
    ):
        raise NotFound("There is no such workspace.")
    connection = uow.connections.get(number.connection_id) if is_id(number.connection_id) else None
    if connection is None:
        raise InvalidInput("There is no such connection.", field="connection_id")
    channel = channels.get(connection.channel)
    if channel is None or not channel.number_decides:
        known = ", ".join(sorted(name for name, each in channels.items() if each.number_decides))
        raise InvalidInput(f"Numbers belong to connections of {known}.", field="connection_id")
    if number.workspace_id is not None and connection.workspace_id not in (None, number.workspace_id):
        raise InvalidInput(
            "This connection is another workspace's. An account that serves several belongs to none: "
            "connect it with POST /api/v1/connections.",
            field="connection_id",
        )
    return connection.account


def _note(store: Store, number: Number, kind: str, by: str) -> None:
    if number.workspace_id is not None:
        with store.begin(number.workspace_id) as uow:
            detail = {"number": number.number, "role": number.role}
            uow.timeline.append(Entry(kind, number.role, "", None, None, by, detail))


def _learn(learn: Learn) -> None:
    try:
        learn()
    except StorageDown:
        return  # stored; the book learns it at its next look
