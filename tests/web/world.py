"""Rows that tests of the web look at: one of everything in one workspace."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from rejoinder.domain.appointments import Appointment
from rejoinder.domain.booking import OfferedSlot, SlotState
from rejoinder.domain.calls import (
    Call,
    CallDirection,
    CallFacts,
    CallStatus,
    Ended,
    Ending,
    Line,
    Speaker,
    Teller,
)
from rejoinder.domain.drafts import Draft, DraftStatus, Evaluation
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, IntakeMessage, TextState
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.learnings import Learning, LearningKind, Lesson
from rejoinder.domain.messages import Disposition, Medium
from rejoinder.domain.numbers import Number, NumberRole
from rejoinder.domain.ports.numbers import MissedCall
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.domain.sends import Send, SendState
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import events, jobs, messages, workers
from tests.web.composition import House

_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class World:
    """The ids of one workspace's rows, by the names that paths use."""

    ids: dict[str, str]
    words: str
    """Occurs in the message and the draft, and nowhere else."""

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


def a_draft(house: House, message: dict[str, Any], body: str = "Yes, it is.", **more: Any) -> str:
    """A proposal for that message, which waits for a person."""
    draft = Draft(
        id=new_id(),
        workspace_id=message["workspace_id"],
        lead_id=message["lead_id"],
        message_id=message["id"],
        channel=message["channel"],
        version=1,
        body=body,
        status=DraftStatus.PROPOSED,
        basis_version=1,
        evaluation=Evaluation(True, 0.7, "looks fine"),
        decision={"action": "ask-human", "reasons": ["mode-suggest"]},
    )
    with house.store.begin(message["workspace_id"]) as uow:
        uow.drafts.add(draft)
        uow.messages.dispose(message["id"], Disposition.WAITING_HUMAN, "mode-suggest")
    return draft.id


def a_send(house: House, message: dict[str, Any], draft_id: str, state: SendState = SendState.QUEUED) -> str:
    """One part of a reply in that state, with the job that carries it."""
    send = Send(
        id=new_id(),
        workspace_id=message["workspace_id"],
        lead_id=message["lead_id"],
        message_id=message["id"],
        draft_id=draft_id,
        draft_version=1,
        connection_id=message["connection_id"],
        channel=message["channel"],
        medium=Medium.SMS,
        recipient=message["sender"],
        sender=message["recipient"],
        body="Yes, it is.",
        part=1,
        parts=1,
        state=state,
        basis_version=1,
        intent_key=f"{draft_id}:1:1",
        automatic=False,
    )
    with house.store.begin(message["workspace_id"]) as uow:
        uow.sends.add(send)
        uow.queue.enqueue(
            NewJob(JobType.SEND_REPLY, send.workspace_id, send.id, lead_id=send.lead_id, message_id=send.message_id)
        )
        uow.messages.dispose(message["id"], Disposition.PROCESSING, "approved")
    return send.id


def job_of(house: House, message_id: str, type_: str = "SMS_INBOUND_POST_PROCESS") -> str:
    """The job of that message."""
    with transaction(house.engine, "*") as db:
        query = select(jobs.c.id).where(jobs.c.message_id == message_id, jobs.c.type == type_)
        return str(db.execute(query).scalar_one())


def set_job(house: House, job_id: str, **values: Any) -> None:
    """The job's row has these values."""
    with transaction(house.engine, "*") as db:
        db.execute(update(jobs).where(jobs.c.id == job_id).values(**values))


def set_message(house: House, message_id: str, **values: Any) -> None:
    """The message's row has these values."""
    with transaction(house.engine, "*") as db:
        db.execute(update(messages).where(messages.c.id == message_id).values(**values))


def set_event(house: House, of: str, /, **values: Any) -> str:
    """The delivery that brought that message has these values; its id."""
    with transaction(house.engine, "*") as db:
        query = update(events).where(events.c.message_id == of).values(**values).returning(events.c.id)
        return str(db.execute(query).scalar_one())


def a_call(house: House, message: dict[str, Any], words: str) -> str:
    """A call of the same person, with what was said in it."""
    facts = CallFacts(
        external_id=new_id(),
        teller=Teller.REPORT,
        status=CallStatus.ENDED,
        direction=CallDirection.INBOUND,
        caller=message["sender"],
        called=message["recipient"],
        ended=Ended(Ending.CALLER, "customer-ended-call", Teller.REPORT),
        caller_spoke=True,
        lines=(Line(Speaker.CALLER, words),),
        lines_by=Teller.REPORT,
        transcript=f"User: {words}",
        summary=words,
    )
    call = Call(new_id(), message["workspace_id"], message["connection_id"], "vapi", facts, lead_id=message["lead_id"])
    with house.store.begin(call.workspace_id) as uow:
        uow.calls.save(call)
    return call.id


def a_text_after(house: House, workspace: str, call_id: str, root: str, state: SendState) -> str:
    """The text after a missed call in that state, with the two jobs that led to it; its id."""
    with house.store.begin(workspace) as uow:
        call = uow.calls.get(call_id)
        assert call is not None
        assert call.lead_id is not None
        facts = call.facts
        send = Send(
            id=new_id(),
            workspace_id=workspace,
            lead_id=call.lead_id,
            message_id=None,
            draft_id=None,
            draft_version=0,
            call_id=call.id,
            connection_id=call.connection_id,
            channel=call.channel,
            medium=Medium.SMS,
            recipient=facts.caller,
            sender=facts.called,
            body="We missed your call.",
            part=1,
            parts=1,
            state=state,
            basis_version=1,
            intent_key=f"missed-call:{root}",
            automatic=True,
        )
        uow.sends.add(send)
        missed = MissedCall(
            workspace, root, call.id, facts.caller, facts.called, "texting", lead_id=call.lead_id, send_id=send.id
        )
        uow.missed_calls.add(missed)
        uow.queue.enqueue(NewJob(JobType.MISSED_CALL_TEXT, workspace, root, payload={"call": call.id}))
        uow.queue.enqueue(NewJob(JobType.SEND_REPLY, workspace, send.id, lead_id=send.lead_id))
    return send.id


def a_learning(house: House, message: dict[str, Any], draft_id: str, words: str) -> str:
    """What an edit of that draft may teach."""
    lesson = Lesson(LearningKind.WORDING, words)
    made = Learning(new_id(), message["workspace_id"], message["lead_id"], draft_id, 1, lesson)
    with house.store.begin(message["workspace_id"]) as uow:
        uow.learnings.propose(draft_id, [made])
    return made.id


def a_slot(house: House, message: dict[str, Any], draft_id: str) -> str:
    """A time that was told to the lead."""
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    slot = OfferedSlot(
        id=new_id(),
        workspace_id=message["workspace_id"],
        lead_id=message["lead_id"],
        message_id=message["id"],
        draft_id=draft_id,
        connection_id=message["connection_id"],
        calendar_id="intro",
        starts_at=starts_at,
        minutes=30,
        zone="Europe/London",
        expires_at=starts_at - timedelta(hours=4),
        state=SlotState.OFFERED,
        offered_at=datetime.now(UTC),
    )
    with house.store.begin(message["workspace_id"]) as uow:
        uow.slots.add([slot])
    return slot.id


def an_appointment(house: House, message: dict[str, Any], words: str = "", **more: Any) -> str:
    """A meeting with the same person."""
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    seat = Appointment(
        id=new_id(),
        workspace_id=message["workspace_id"],
        lead_id=message["lead_id"],
        connection_id=message["connection_id"],
        channel="sandbox",
        external_id=new_id(),
        title=words,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        booked_by="elsewhere",
    )
    with house.store.begin(message["workspace_id"]) as uow:
        uow.appointments.save(replace(seat, **more))
    return seat.id


def a_number(house: House, message: dict[str, Any]) -> str:
    """A number of the workspace, on the connection that brought the message."""
    made = Number(
        id=new_id(),
        number=f"+1202556{next(_NUMBERS):04d}",
        role=NumberRole.OPERATIONAL,
        connection_id=message["connection_id"],
        workspace_id=message["workspace_id"],
    )
    with house.store.begin(message["workspace_id"]) as uow:
        assert uow.numbers.add(made)
    return made.id


def an_intake(house: House, message: dict[str, Any], words: str) -> str:
    """Somebody who reached nobody's number, said something, and was given to the workspace of the message."""
    made = Intake(
        id=new_id(),
        connection_id=message["connection_id"],
        channel="twilio_sms",
        caller="+12025550177",
        called="+12025550178",
        role=NumberRole.SYSTEM,
        reason="unregistered",
        text_state=TextState.SENT,
        at=datetime.now(UTC),
        root_call_id=new_id(),
        call_status="no-answer",
    )
    with house.store.begin(EVERY_WORKSPACE) as uow:
        assert uow.intakes.add(made)
        said = IntakeMessage(new_id(), made.id, new_id(), new_id(), made.caller, made.called, words, made.at)
        assert uow.intakes.add_message(said)
        uow.intakes.assign(replace(made, workspace_id=message["workspace_id"]), "token:jo")
    return made.id


def a_worker(house: House, owner: str = "host:1:1") -> None:
    """A worker that gave a sign of life just now."""
    with transaction(house.engine, "*") as db:
        db.execute(insert(workers).values(owner=owner, role="worker", host="host", pid=1, code_version=1))


def a_world(house: House, name: str) -> World:
    """A workspace with one of everything."""
    words = f"the words of {name}"
    workspace_id = house.a_workspace(name)
    message = house.a_message(workspace_id, f"Hello, {words}")
    draft_id = a_draft(house, message, f"Hi, {words}")
    send_id = a_send(house, message, draft_id, SendState.UNKNOWN)
    stray = house.a_message(workspace_id, f"Stray {words}", **{"from": "+12025550199"})
    event_id = set_event(house, stray["id"], state="quarantined", reason="unreadable", message_id=None)
    switch = house.post(
        "/api/v1/switches",
        {"kind": "outbound_paused", "reason": f"because {words}", "scope": {"workspace_id": workspace_id}},
    )
    token = house.post("/api/v1/tokens", {"role": "viewer", "workspace_id": workspace_id, "name": words})
    house.container.send_test_alert(workspace_id, name)
    webhook = house.post(
        f"/api/v1/workspaces/{workspace_id}/webhooks",
        {"url": "https://127.0.0.1:9/hook", "name": words, "event_types": ["alert.raised"]},
    )
    house.container.send_test_alert(workspace_id, f"{name} again")
    delivery = house.get(f"/api/v1/workspaces/{workspace_id}/webhooks/{webhook['id']}/deliveries")["items"][0]
    route = house.post("/api/v1/alert-routes", {"kind": "slack", "target": {"url": f"https://{new_id()}.example/x"}})
    sequence = house.post(
        f"/api/v1/workspaces/{workspace_id}/sequences", {"name": words, "steps": [{"wait_days": 2, "text": words}]}
    )
    follow_up = house.post(f"/api/v1/leads/{message['lead_id']}/follow-ups", {"sequence_id": sequence["id"]})
    alert = house.get(f"/api/v1/alerts?workspace_id={workspace_id}")["items"][0]
    entry = house.post(f"/api/v1/workspaces/{workspace_id}/knowledge", {"text": words})
    listed = house.container.import_suppressions(workspace_id, words, "email\nleave.me@brightoak.example\n", "jo", "")
    return World(
        {
            "import_id": listed.id,
            "workspace_id": workspace_id,
            "connection_id": message["connection_id"],
            "message_id": message["id"],
            "lead_id": message["lead_id"],
            "draft_id": draft_id,
            "send_id": send_id,
            "job_id": job_of(house, message["id"]),
            "event_id": event_id,
            "call_id": a_call(house, message, words),
            "number_id": a_number(house, message),
            "slot_id": a_slot(house, message, draft_id),
            "appointment_id": an_appointment(house, message, words),
            "intake_id": an_intake(house, message, words),
            "switch_id": switch["id"],
            "token_id": token["id"],
            "alert_id": alert["id"],
            "webhook_id": webhook["id"],
            "route_id": route["id"],
            "user_id": new_id(),
            "session_id": new_id(),
            "secret": "an-invitation",
            "channel": "twilio_sms",
            "trick": "once",
            "delivery_id": delivery["id"],
            "sequence_id": sequence["id"],
            "follow_up_id": follow_up["id"],
            "entry_id": entry["id"],
            "learning_id": a_learning(house, message, draft_id, words),
        },
        words,
    )
