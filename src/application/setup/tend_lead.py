"""AddNote, SnoozeLead: what people of ours keep about a conversation; nothing of it ever leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.administration import AdminStore, AdminUnitOfWork
from rejoinder.domain.timeline import Entry

MAX_NOTE = 5_000
LONGEST_SNOOZE = timedelta(days=366)


def _lead(uow: AdminUnitOfWork, lead_id: str) -> str:
    """Raises NotFound."""
    found = uow.leads.get(lead_id) if is_id(lead_id) else None
    if found is None:
        raise NotFound("There is no such lead.")
    return found.id


@dataclass(frozen=True, slots=True)
class AddNote:
    """Afterwards the note stands beside the conversation. Raises NotFound, InvalidInput."""

    store: AdminStore

    def __call__(self, workspace_id: str, lead_id: str, body: str, by: str) -> None:
        text = strip_unstorable(body).strip()
        if not text:
            raise InvalidInput("A note says something: 'body' must not be empty.", field="body")
        if len(text) > MAX_NOTE:
            raise InvalidInput(f"'body' may hold {MAX_NOTE} characters.", field="body")
        with self.store.begin(workspace_id) as uow:
            uow.desk.add_note(new_id(), _lead(uow, lead_id), text, by)


@dataclass(frozen=True, slots=True)
class SnoozeLead:
    """Afterwards the conversation is out of sight until then, or until the person writes again; `None` brings it
    back. It changes nothing about what is sent. Raises NotFound, InvalidInput."""

    store: AdminStore

    def __call__(self, workspace_id: str, lead_id: str, until: datetime | None, by: str) -> None:
        with self.store.begin(workspace_id) as uow:
            lead = _lead(uow, lead_id)
            if until is None:
                uow.desk.wake(lead)
            elif until.tzinfo is None or not uow.now() < until <= uow.now() + LONGEST_SNOOZE:
                raise InvalidInput("'until' is a moment in the future, within a year.", field="until")
            else:
                uow.desk.snooze(lead, until, by)
            detail = {} if until is None else {"until": until.isoformat()}
            kind = "woken" if until is None else "snoozed"
            uow.timeline.append(Entry(kind, "", "by-person", lead, actor=by, detail=detail))
