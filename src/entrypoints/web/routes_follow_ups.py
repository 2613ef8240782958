"""/api/v1/workspaces/{id}/sequences, /api/v1/leads/{id}/follow-ups and /api/v1/follow-ups."""

from __future__ import annotations

import msgspec
from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Struct

from rejoinder.application.follow_ups.change_follow_up import FollowUpChanges
from rejoinder.application.follow_ups.enrol_lead import Enrolment
from rejoinder.application.setup.sequences import SequenceChanges, SequenceView
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import NotFound
from rejoinder.domain.follow_ups import FollowUpState
from rejoinder.domain.ports.reports import FollowUpFilter
from rejoinder.domain.sequences import Step, parse_steps
from rejoinder.domain.views import FollowUpView, Page, PageRequest
from rejoinder.entrypoints.web.auth import Web, Who, own_workspace, scope_of
from rejoinder.entrypoints.web.bodies import one_of, planned_moment, read_json
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.routes_leads import own_lead
from rejoinder.entrypoints.web.spelling import API, StateQuery, alter, look, make, remove

_SEQUENCES = f"{API}/workspaces/{{workspace_id:str}}/sequences"
_SEQUENCE = f"{_SEQUENCES}/{{sequence_id:str}}"
_OF_LEAD = f"{API}/leads/{{lead_id:str}}/follow-ups"


class StepBody(Struct, forbid_unknown_fields=True):
    wait_days: int = 0
    wait_minutes: int = 0
    at: str | None = None
    """Local time, such as 09:30."""
    channel: str = ""
    """sms, email, linkedin or a channel's name; empty for where the person wrote last."""
    text: str = ""
    subject: str = ""
    draft_by_ai: bool = False
    instruction: str = ""


class NewSequence(Struct, forbid_unknown_fields=True):
    name: str
    steps: list[StepBody]
    active: bool = True


class ChangedSequence(Struct, forbid_unknown_fields=True):
    name: str | None = None
    steps: list[StepBody] | None = None
    active: bool | None = None


class NewFollowUp(Struct, forbid_unknown_fields=True):
    """A sequence, or one message of its own (`text`, or `draft_by_ai` with an `instruction`)."""

    sequence_id: str | None = None
    at: str | None = None
    timezone: str = ""
    channel: str = ""
    text: str = ""
    subject: str = ""
    draft_by_ai: bool = False
    instruction: str = ""


class ChangedFollowUp(Struct, forbid_unknown_fields=True):
    state: str | None = None
    """active, paused, snoozed, deferred or cancelled."""
    until: str | None = None
    text: str | None = None
    """Approves the step that waits: exactly this text leaves."""
    timezone: str | None = None


def _steps(stated: list[StepBody]) -> tuple[Step, ...]:
    return parse_steps([msgspec.to_builtins(step) for step in stated])


def _follow_up(web: WebContainer, caller: Caller, lead_id: str, follow_up_id: str) -> FollowUpView:
    found = web.reports.follow_up(caller.scope(), follow_up_id)
    if found is None or found.lead_id != lead_id:
        raise NotFound("There is no such follow-up.")
    return found


# --- sequences --------------------------------------------------------------------------------------


@make(_SEQUENCES, access=Role.ADMIN, takes=NewSequence)
def add_sequence(web: Web, caller: Who, workspace_id: FromPath[str], body: RawBody) -> SequenceView:
    """Messages to people who have gone silent, each so long after the one before."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, NewSequence)
    return web.add_sequence(own, stated.name, _steps(stated.steps), stated.active, caller.name)


@look(_SEQUENCES)
def sequences(
    web: Web,
    caller: Who,
    workspace_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[SequenceView]:
    """The workspace's sequences, oldest first."""
    request = PageRequest(limit, cursor)
    found = web.show_sequences.all(own_workspace(caller, workspace_id))
    start = next((n for n, item in enumerate(found, 1) if item.id == request.cursor), 0)
    items = found[start : start + request.limit]
    return Page(items, items[-1].id if len(found) > start + request.limit else None)


@look(_SEQUENCE)
def sequence(web: Web, caller: Who, workspace_id: FromPath[str], sequence_id: FromPath[str]) -> SequenceView:
    """One sequence."""
    return web.show_sequences.one(own_workspace(caller, workspace_id), sequence_id)


@alter(_SEQUENCE, access=Role.ADMIN, takes=ChangedSequence)
def change_sequence(
    web: Web, caller: Who, workspace_id: FromPath[str], sequence_id: FromPath[str], body: RawBody
) -> SequenceView:
    """What is named changes, also for people who are in it. `active: false` holds everybody where they are."""
    own = own_workspace(caller, workspace_id)
    stated = read_json(body, ChangedSequence)
    steps = None if stated.steps is None else _steps(stated.steps)
    return web.change_sequence(own, sequence_id, SequenceChanges(stated.name, steps, stated.active), caller.name)


@remove(_SEQUENCE, access=Role.ADMIN)
def remove_sequence(web: Web, caller: Who, workspace_id: FromPath[str], sequence_id: FromPath[str]) -> None:
    """It is gone, and the follow-ups of everybody in it are cancelled."""
    web.remove_sequence(own_workspace(caller, workspace_id), sequence_id, caller.name)


# --- follow-ups -------------------------------------------------------------------------------------


@look(f"{API}/follow-ups")
def all_follow_ups(
    web: Web,
    caller: Who,
    workspace_id: FromQuery[str | None] = None,
    lead_id: FromQuery[str | None] = None,
    sequence_id: FromQuery[str | None] = None,
    in_state: StateQuery = None,
    reason: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[FollowUpView]:
    """The newest first; `state=paused&reason=awaiting-approval` are those that wait for a person."""
    wanted = FollowUpFilter(one_of("state", in_state, FollowUpState), reason, lead_id, sequence_id)
    return web.reports.follow_ups(scope_of(caller, workspace_id), wanted, PageRequest(limit, cursor))


@look(_OF_LEAD)
def follow_ups(
    web: Web,
    caller: Who,
    lead_id: FromPath[str],
    limit: FromQuery[int] = 50,
    cursor: FromQuery[str | None] = None,
) -> Page[FollowUpView]:
    """This person's follow-ups, the newest first."""
    known = own_lead(web, caller, lead_id)
    return web.reports.follow_ups(caller.scope(), FollowUpFilter(lead_id=known.id), PageRequest(limit, cursor))


@make(_OF_LEAD, takes=NewFollowUp)
def add_follow_up(web: Web, caller: Who, lead_id: FromPath[str], body: RawBody) -> FollowUpView:
    """The person is followed up on from now, in a sequence or with one message of its own. It ends their pause."""
    known = own_lead(web, caller, lead_id)
    stated = read_json(body, NewFollowUp)
    own_step = StepBody(
        channel=stated.channel,
        text=stated.text,
        subject=stated.subject,
        draft_by_ai=stated.draft_by_ai,
        instruction=stated.instruction,
    )
    wanted = Enrolment(
        sequence_id=stated.sequence_id,
        steps=_steps([own_step]) if stated.text or stated.draft_by_ai else (),
        at=planned_moment("at", stated.at),
        timezone=stated.timezone,
    )
    made = web.enrol_lead(known.workspace_id, known.id, wanted, caller.name)
    return _follow_up(web, caller, known.id, made)


@look(f"{_OF_LEAD}/{{follow_up_id:str}}")
def follow_up(web: Web, caller: Who, lead_id: FromPath[str], follow_up_id: FromPath[str]) -> FollowUpView:
    """One of them."""
    known = own_lead(web, caller, lead_id)
    return _follow_up(web, caller, known.id, follow_up_id)


@alter(f"{_OF_LEAD}/{{follow_up_id:str}}", takes=ChangedFollowUp)
def change_follow_up(
    web: Web, caller: Who, lead_id: FromPath[str], follow_up_id: FromPath[str], body: RawBody
) -> FollowUpView:
    """Pause it, let it go on, put it off `until` then, end it; or approve the step that waits with its `text`."""
    known = own_lead(web, caller, lead_id)
    _follow_up(web, caller, known.id, follow_up_id)
    stated = read_json(body, ChangedFollowUp)
    changes = FollowUpChanges(stated.state, planned_moment("until", stated.until), stated.text, stated.timezone)
    web.change_follow_up(known.workspace_id, known.id, follow_up_id, changes, caller.name)
    return _follow_up(web, caller, known.id, follow_up_id)


ROUTES = [
    add_sequence,
    sequences,
    sequence,
    change_sequence,
    remove_sequence,
    all_follow_ups,
    follow_ups,
    add_follow_up,
    follow_up,
    change_follow_up,
]
