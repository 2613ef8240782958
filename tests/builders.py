"""Things with sensible defaults; a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.decisions import LeaveSnapshot, ReplySnapshot
from rejoinder.domain.drafts import Draft, DraftStatus, Evaluation
from rejoinder.domain.ids import lead_id_for, new_id
from rejoinder.domain.jobs import Job, JobType, NewJob
from rejoinder.domain.leads import Consent, ConsentState, Lead
from rejoinder.domain.messages import Author, Direction, Disposition, Medium, Message
from rejoinder.domain.ports.storage import InboundRecord, StoredEvent
from rejoinder.domain.sends import Send, SendState
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.domain.switches import Switch, SwitchKind
from rejoinder.domain.workspaces import Connection, Workspace, parse_settings
from tests.fakes.clock import MONDAY

WORKSPACE = "0192f000-0000-7000-8000-00000000000a"
OTHER_WORKSPACE = "0192f000-0000-7000-8000-00000000000b"
LEAD = "0192f000-0000-7000-8000-0000000000ee"
THEM = "+12025550143"
US = "+12025550100"


def a_workspace(workspace_id: str | None = None, **settings: Any) -> Workspace:
    """`settings` as an operator would post them."""
    name, timezone = settings.pop("name", "Acme"), settings.pop("timezone", "UTC")
    return Workspace(workspace_id or new_id(), name, timezone, parse_settings(settings), raw_settings=settings)


def a_connection(workspace_id: str | None = WORKSPACE, **more: Any) -> Connection:
    found = Connection(
        id=new_id(),
        workspace_id=workspace_id,
        channel="fake_sms",
        name="Main line",
        account="",
        revision=1,
        webhook_key=f"key-{new_id()}",
    )
    return replace(found, **more)


def a_lead(**more: Any) -> Lead:
    return replace(Lead(LEAD, WORKSPACE, 1), **more)


def withdrawn(medium: Medium = Medium.SMS) -> dict[Medium, Consent]:
    return {medium: Consent(ConsentState.WITHDRAWN, MONDAY, "keyword: stop")}


def a_message(body: str = "How much is it?", **more: Any) -> Message:
    """An inbound text; `ours=True` makes it one of ours."""
    ours = more.pop("ours", False)
    found = Message(
        id=new_id(),
        workspace_id=WORKSPACE,
        lead_id=LEAD,
        connection_id="0192f000-0000-7000-8000-0000000000cc",
        channel="fake_sms",
        medium=Medium.SMS,
        direction=Direction.OUTBOUND if ours else Direction.INBOUND,
        author=Author.CAMPAIGN if ours else Author.LEAD,
        external_id=new_id(),
        sender=US if ours else THEM,
        recipient=THEM if ours else US,
        body=body,
        received_at=MONDAY,
        version=1,
        disposition=None if ours else Disposition.PROCESSING,
    )
    return replace(found, **more)


def an_understood_message(
    sentiment: Sentiment = Sentiment.INFORMATION_REQUESTED, body: str = "How much is it?", **more: Any
) -> Message:
    about = {"sentiment": sentiment, "sentiment_source": SentimentSource.MODEL, "sentiment_confidence": 0.9}
    return a_message(body, **{"body_clean": body, **about, **more})


def a_draft(message: Message | None = None, **more: Any) -> Draft:
    message = message or a_message()
    found = Draft(
        id=new_id(),
        workspace_id=message.workspace_id,
        lead_id=message.lead_id,
        message_id=message.id,
        channel=message.channel,
        version=1,
        body="Thanks for getting back to us!",
        status=DraftStatus.PROPOSED,
        basis_version=1,
    )
    return replace(found, **more)


def a_send(draft: Draft | None = None, **more: Any) -> Send:
    draft = draft or a_draft()
    part = more.get("part", 1)
    found = Send(
        id=new_id(),
        workspace_id=draft.workspace_id,
        lead_id=draft.lead_id,
        message_id=draft.message_id,
        draft_id=draft.id,
        draft_version=draft.version,
        connection_id="0192f000-0000-7000-8000-0000000000cc",
        channel=draft.channel,
        medium=Medium.SMS,
        recipient=THEM,
        sender=US,
        body=draft.body,
        part=part,
        parts=1,
        state=SendState.QUEUED,
        basis_version=draft.basis_version,
        intent_key=f"{draft.id}:{draft.version}:{part}",
        automatic=True,
    )
    return replace(found, **more)


def a_new_job(workspace_id: str = WORKSPACE, **more: Any) -> NewJob:
    found = NewJob(JobType.SMS_INBOUND_POST_PROCESS, workspace_id, new_id())
    return replace(found, **more)


def a_job(**more: Any) -> Job:
    found = Job(new_id(), JobType.SMS_INBOUND_POST_PROCESS, WORKSPACE, new_id(), 1, 1, 8, 0)
    return replace(found, **more)


def a_switch(kind: SwitchKind, **more: Any) -> Switch:
    return replace(Switch(new_id(), kind, "The test says so.", "token:test", MONDAY), **more)


def a_call(workspace_id: str = WORKSPACE, **more: Any) -> AICall:
    whose = (more.pop("lead_id", None), more.pop("message_id", None))
    context = CallContext(workspace_id, "background-job/sms-inbound-post-process", *whose)
    found = AICall(
        new_id(), "sentiment.classify", "fake", "1:fake", context, "ok", 12, input_tokens=10, cost_usd=Decimal("0.5")
    )
    return replace(found, **more)


def an_inbound_record(
    connection: Connection, body: str = "How much is it?", *, event_key: str = "", **more: Any
) -> InboundRecord:
    """One delivery, screened and ready to be stored; `more` overrides fields of the record."""
    assert connection.workspace_id is not None
    message_id, external_id = new_id(), more.pop("external_id", new_id())
    address = more.pop("address", THEM)
    about = more.pop("message", {})
    message = a_message(
        body,
        id=message_id,
        workspace_id=connection.workspace_id,
        lead_id="",
        connection_id=connection.id,
        channel=connection.channel,
        external_id=external_id,
        sender=address,
        version=0,
    )
    event = StoredEvent(
        id=new_id(),
        workspace_id=connection.workspace_id,
        connection_id=connection.id,
        channel=connection.channel,
        kind="message",
        state="accepted",
        body=body.encode(),
        headers={"content-type": "application/json"},
        url="https://rejoinder.example/api/webhooks/fake_sms/…",
        subpath="",
        received_at=message.received_at,
        message_id=message_id,
    )
    job = NewJob(JobType.SMS_INBOUND_POST_PROCESS, connection.workspace_id, message_id, message_id=message_id)
    found = InboundRecord(
        event=event,
        event_key=event_key or external_id,
        connection=connection,
        message=replace(message, **about),
        person_address=address,
        aliases=(),
        lead_id=lead_id_for(connection.workspace_id, "phone", address),
        lead_name="Jane",
        address_kind="phone",
        consent_change={},
        job=job,
    )
    return replace(found, **more)


def a_snapshot(**more: Any) -> ReplySnapshot:
    """A reply that every check lets pass."""
    message = more.pop("message", None) or an_understood_message(received_at=MONDAY)
    lead = more.pop("lead", None) or a_lead()
    found = ReplySnapshot(
        message=message,
        lead=lead,
        workspace=a_workspace(WORKSPACE, mode="auto"),
        conversation=(message,),
        switches=(),
        draft=a_draft(message),
        evaluation=Evaluation(True, 0.97, "Harmless."),
        now=MONDAY + timedelta(minutes=1),
        source_is_proven=True,
        spent_today=Decimal(0),
        spent_on_lead=Decimal(0),
    )
    return replace(found, **more)


def a_leave_snapshot(now: datetime = MONDAY, **more: Any) -> LeaveSnapshot:
    """A send that may leave."""
    found = LeaveSnapshot(
        lead=a_lead(),
        workspace=a_workspace(WORKSPACE, mode="auto"),
        switches=(),
        channel="fake_sms",
        medium=Medium.SMS,
        basis_version=1,
        automatic=True,
        answered_elsewhere=False,
        now=now,
        connection_usable=True,
        confidence=0.97,
    )
    return replace(found, **more)
