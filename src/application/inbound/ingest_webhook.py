"""IngestWebhook: one delivery of a provider becomes one stored fact, whatever happens next."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rejoinder.application.inbound.aside import Aside
from rejoinder.application.inbound.whose_number import as_owner, why_nobodys
from rejoinder.domain.calls import UNKNOWN_AGENT, is_unknown
from rejoinder.domain.contacts import ContactDetails, strip_unstorable
from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.errors import PayloadUnreadable, RejoinderError, SignatureRejected, StorageDown, UnknownWebhook
from rejoinder.domain.ids import lead_id_for, new_id
from rejoinder.domain.jobs import JobType, NewJob, post_process_type
from rejoinder.domain.leads import ADDRESS_KIND
from rejoinder.domain.messages import CUT_FLAGS, Author, Direction, Disposition, InboundMessage, Medium, Message
from rejoinder.domain.ports.channels import (
    CallSeen,
    Channel,
    Noted,
    ProviderEvent,
    Switchboard,
    Unmatched,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.ports.doorbell import Bell, Doorbell
from rejoinder.domain.ports.numbers import NumberBook
from rejoinder.domain.ports.storage import AgentBook, InboundRecord, Inbox, Spool, Stored, StoredEvent
from rejoinder.domain.ports.upkeep import Refusals
from rejoinder.domain.redaction import redacted
from rejoinder.domain.safety import SafetyVerdict, Screening, screen
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

_KEPT_HEADERS = ("content-type", "user-agent", "i-twilio-idempotency-token", "x-request-id")
_THINK_ASIDE_BYTES = 20_000
_LONGEST_ID = 512
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=1)
_CALLER_WAITS_S = 0.8
"""How long a caller on the line waits for the database, once to know the connection and once to keep the event."""
_VERDICT = tuple(field.name for field in fields(SafetyVerdict))


@dataclass(frozen=True, slots=True)
class IngestWebhook:
    """Called by the webhook route and by the spool's drainer.

    Afterwards the delivery is stored exactly once, with its job, or (while the database is away) lies on this
    machine's disk until it can be. What our own code cannot handle is quarantined raw. Raises UnknownWebhook or
    SignatureRejected, after counting; and StorageDown when nothing durable would take it.
    """

    channels: Mapping[str, Channel]
    inbox: Inbox
    spool: Spool
    doorbell: Doorbell
    refusals: Refusals
    agents: AgentBook
    numbers: NumberBook
    aside: Aside = field(default_factory=Aside)

    async def __call__(self, channel_name: str, key: str, request: WebhookRequest) -> WebhookAnswer:
        channel = self.channels.get(channel_name)
        if channel is None or request.subpath not in ("", *channel.subpaths):
            raise UnknownWebhook("There is no such webhook.")
        board = channel.switchboard
        if board is not None and board.is_waiting(request):
            return await self._attend(channel, board, key, request)
        try:
            stored = await self.take(channel, key, request)
        except StorageDown:
            await self.aside(self.spool.append, spooled(channel_name, key, request))
        else:
            if board is not None and stored.set_aside == UNKNOWN_AGENT:
                return board.unknown_agent(stored.deliveries)
        return channel.reader.acknowledge(request)

    async def _attend(self, channel: Channel, board: Switchboard, key: str, request: WebhookRequest) -> WebhookAnswer:
        """Somebody waits on the line: answered by what is known now, kept if the database takes it in a moment, else
        spooled."""
        connection, agents = None, None
        try:
            async with asyncio.timeout(_CALLER_WAITS_S):
                connection = await self._authenticate(channel, key, request)
                agents = await self.agents.of(connection.id)
        except (StorageDown, TimeoutError):
            log.warning("call.answered_from_memory", extra={"channel": channel.name, "known": connection is not None})
        answer = board.answer(request, connection, agents)
        try:
            async with asyncio.timeout(_CALLER_WAITS_S if connection is not None else 0):
                await self.take(channel, key, request)
        except (StorageDown, TimeoutError):
            try:
                await self.aside(self.spool.append, spooled(channel.name, key, request))
            except StorageDown:  # the call goes on and will tell of itself; a refusal would only hang up on the caller
                log.exception("call.not_kept", extra={"channel": channel.name})
        return answer

    async def take(self, channel: Channel, key: str, request: WebhookRequest) -> Stored:
        """Stored in the database. Raises what `__call__` raises, and StorageDown where that would spool."""
        for _ in range(3):
            connection = await self._authenticate(channel, key, request)
            stored = None
            for event in await self._events(channel, request):
                stored = await self._store(channel, connection, event)
                if stored is None:
                    break
                if stored.job_id is not None and stored.queue is not None:
                    self.doorbell.ring([Bell(stored.job_id, stored.queue)])
            if stored is not None:
                return stored
        raise StorageDown("The connection kept changing while its delivery was stored.")

    async def _authenticate(self, channel: Channel, key: str, request: WebhookRequest) -> Connection:
        try:
            connection = await self.inbox.connection_by_key(channel.name, key)
        except UnknownWebhook:
            self.refusals.count(None, channel.name, "unknown-key")
            raise
        try:
            channel.reader.verify(request, connection)
        except SignatureRejected as refused:
            self.refusals.count(connection.id, channel.name, refused.reason)
            raise
        except RejoinderError:
            raise
        except Exception as bug:  # a bug of ours proves nothing: refused as unproven, counted, and in the log
            log.exception("ingest.verifier_failed", extra={"connection": connection.id, "channel": channel.name})
            self.refusals.count(connection.id, channel.name, "verifier-failed")
            raise SignatureRejected("verifier-failed") from bug
        return connection

    async def _events(self, channel: Channel, request: WebhookRequest) -> Sequence[WebhookRequest]:
        """The delivery as it is kept. What was stored of it before is not stored again."""
        if len(request.body) > _THINK_ASIDE_BYTES:
            return await self.aside(events_of, channel, request)
        return events_of(channel, request)

    async def _store(self, channel: Channel, connection: Connection, request: WebhookRequest) -> Stored | None:
        try:
            event, owned, record = await self._understood(channel, connection, request)
        except PayloadUnreadable as unreadable:
            return await self._quarantine(connection, request, unreadable.message)
        except Exception:  # a bug of ours: the provider has done its part, so the raw event is kept for a replay
            log.exception("ingest.reader_failed", extra={"connection": connection.id, "channel": channel.name})
            return await self._quarantine(connection, request, "reader-failed")
        if record is None:
            if owned.workspace_id is None:
                reason = why_nobodys(self.numbers, channel, connection, event.fact)
                return await self._keep(owned, request, event.key, event.kind, "unrouted", reason)
            return await self._keep_fact(owned, request, event)
        try:
            return await self.inbox.take_message(record)
        except RejoinderError:
            raise
        except Exception:  # the database is there and refuses these values, as it would again
            log.exception("ingest.not_storable", extra={"connection": connection.id, "channel": channel.name})
            return await self._quarantine(owned, request, "not-storable")

    async def _understood(
        self, channel: Channel, connection: Connection, request: WebhookRequest
    ) -> tuple[ProviderEvent, Connection, InboundRecord | None]:
        """What the delivery says, under a key that can be stored, and as whose; with its record where a person wrote to
        a workspace."""
        if len(request.body) > _THINK_ASIDE_BYTES:
            read = await self.aside(channel.reader.read, request, connection)
        else:
            read = channel.reader.read(request, connection)
        key, kind = storable_id(read.key) or _body_key(request), strip_unstorable(read.kind)
        event = read if (key, kind) == (read.key, read.kind) else replace(read, key=key, kind=kind)
        inbound = event.fact
        owned = as_owner(self.numbers, channel, connection, inbound)
        if owned.workspace_id is None or not isinstance(inbound, InboundMessage):
            return event, owned, None
        if not channel.carries_talk:
            raise PayloadUnreadable("A message came through a channel that carries none.")
        if len(inbound.body) + len(inbound.html) > _THINK_ASIDE_BYTES:
            return event, owned, await self.aside(record_of, channel, owned, request, event, inbound)
        return event, owned, record_of(channel, owned, request, event, inbound)

    async def _keep_fact(self, connection: Connection, request: WebhookRequest, event: ProviderEvent) -> Stored | None:
        """What is no message of a person in a workspace is kept, with a job where there is something to apply."""
        match event.fact:
            case Noted(reason):
                return await self._keep(connection, request, event.key, event.kind, "noted", reason)
            case Unmatched(reason, _):
                return await self._keep(connection, request, event.key, event.kind, "unmatched", reason)
            case CallSeen(facts) if await self._is_unknown(connection, facts.assistant_id):
                log.warning("Agent lookup failed", extra={"connection": connection.id, "assistant": facts.assistant_id})
                # Its job tells people, and takes the call if its agent has been registered by then.
                kept = await self._keep(
                    connection, request, event.key, event.kind, "unmatched", UNKNOWN_AGENT, to_apply=True
                )
                return None if kept is None else replace(kept, set_aside=UNKNOWN_AGENT)
            case _:
                return await self._keep(connection, request, event.key, event.kind, "accepted", "", to_apply=True)

    async def _is_unknown(self, connection: Connection, assistant_id: str) -> bool:
        """Whether nobody registered that assistant, by the newest word; False while nobody can look it up."""
        for newer in (False, True):
            agents = await self.agents.of(connection.id, newer=newer)
            if agents is None or not is_unknown(assistant_id, agents):
                return False
        return True

    async def _quarantine(self, connection: Connection, request: WebhookRequest, reason: str) -> Stored | None:
        return await self._keep(connection, request, _body_key(request), "unreadable", "quarantined", reason)

    async def _keep(
        self,
        connection: Connection,
        request: WebhookRequest,
        key: str,
        kind: str,
        state: str,
        reason: str,
        *,
        to_apply: bool = False,
    ) -> Stored | None:
        event = _stored_event(connection, request, kind, state, reason)
        job = None
        if to_apply and connection.workspace_id is not None:
            job = NewJob(JobType.PROVIDER_EVENT, connection.workspace_id, event.id)
        return await self.inbox.take_event(event, key, connection, job)


def events_of(channel: Channel, request: WebhookRequest) -> Sequence[WebhookRequest]:
    """One request per event of the delivery, without the secrets that it repeats."""
    try:
        bodies = [redacted(event, channel.secret_fields) for event in channel.events_in(request.body)]
    except Exception:  # a bug of ours: the delivery is kept whole
        log.exception("ingest.not_taken_apart", extra={"channel": channel.name})
        bodies = [redacted(request.body, channel.secret_fields)]
    return [request if body is request.body else replace(request, body=body) for body in bodies]


def storable_id(stated: str) -> str:
    """A provider's id as an index takes it: without what Postgres refuses, and its hash where it is too long."""
    plain = strip_unstorable(stated)
    return plain if len(plain) <= _LONGEST_ID else "sha256:" + hashlib.sha256(plain.encode()).hexdigest()


def is_believable(at: datetime, now: datetime) -> bool:
    """Whether a message can have been written then: after 1990, and at most a day ahead of our clock."""
    return at.tzinfo is not None and _EARLIEST <= at <= now + _CLOCKS_DIFFER


def _body_key(request: WebhookRequest) -> str:
    return "body:" + hashlib.sha256(request.subpath.encode() + b"\0" + request.body).hexdigest()


def _stored_event(
    connection: Connection, request: WebhookRequest, kind: str, state: str, reason: str, message_id: str | None = None
) -> StoredEvent:
    return StoredEvent(
        id=new_id(),
        workspace_id=connection.workspace_id,
        connection_id=connection.id,
        channel=connection.channel,
        kind=strip_unstorable(kind)[:200],
        state=state,
        body=request.body,
        headers={
            name: strip_unstorable(request.headers[name])[:1000] for name in _KEPT_HEADERS if name in request.headers
        },
        url=strip_unstorable(_without_key(request.url, connection.webhook_key)),
        subpath=request.subpath,
        received_at=request.received_at,
        reason=strip_unstorable(reason)[:500],
        message_id=message_id,
    )


def _without_key(url: str, key: str) -> str:
    return url.replace(key, "…") if key else url


def screen_inbound(inbound: InboundMessage) -> SafetyVerdict:
    """The deterministic verdict on what the person said now; quoted history and footers have no say."""
    text = inbound.body if inbound.reply_text is None else inbound.reply_text
    if inbound.medium is Medium.EMAIL:
        text = clean_email(text).reply
    return screen(
        Screening(
            medium=inbound.medium,
            text=text,
            subject=inbound.subject,
            sender=inbound.sender,
            headers=inbound.headers,
            provider_opt_out=inbound.provider_opt_out,
            provider_automated=inbound.provider_automated,
            provider_bounce=inbound.provider_bounce,
            provider_group=inbound.provider_group,
        )
    )


def record_of(
    channel: Channel, connection: Connection, request: WebhookRequest, event: ProviderEvent, inbound: InboundMessage
) -> InboundRecord:
    """One inbound message, screened, as the one statement wants it."""
    assert connection.workspace_id is not None
    verdict = screen_inbound(inbound)
    message_id, address = new_id(), strip_unstorable(inbound.person_address or inbound.sender)
    stored = _stored_event(connection, request, event.kind, "accepted", "", message_id)
    message = _message(connection, inbound, verdict, message_id, request.received_at)
    change = {}
    if verdict.consent_change is not None:
        change = {inbound.medium.value: {"state": str(verdict.consent_change), "evidence": _evidence(verdict)}}
    kind = ADDRESS_KIND[inbound.medium]
    return InboundRecord(
        event=stored,
        event_key=storable_id(event.key) or _body_key(request),
        connection=connection,
        message=message,
        person_address=address,
        aliases=tuple(alias for alias in map(strip_unstorable, inbound.aliases) if alias and alias != address),
        lead_id=lead_id_for(connection.workspace_id, kind, address),
        lead_name=strip_unstorable(inbound.sender_name)[:200],
        address_kind=kind,
        consent_change=change,
        job=NewJob(
            post_process_type(channel.job_type, inbound.medium),
            connection.workspace_id,
            message_id,
            message_id=message_id,
        ),
        contact=storable_details(inbound.contact),
    )


def storable_details(stated: ContactDetails) -> ContactDetails:
    """The details as they can be stored; one that is implausibly long says nothing."""
    values = (strip_unstorable(value) for value in (stated.email, stated.phone, stated.linkedin_url))
    return ContactDetails(*(value if len(value) <= _LONGEST_ID else "" for value in values))


def _evidence(verdict: SafetyVerdict) -> str:
    return f"{verdict.rule}: {verdict.evidence}"


def _message(
    connection: Connection, inbound: InboundMessage, verdict: SafetyVerdict, message_id: str, at: datetime
) -> Message:
    assert connection.workspace_id is not None
    return Message(
        id=message_id,
        workspace_id=connection.workspace_id,
        lead_id="",
        connection_id=connection.id,
        channel=connection.channel,
        medium=inbound.medium,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        external_id=storable_id(inbound.external_id),
        sender=strip_unstorable(inbound.sender),
        recipient=strip_unstorable(inbound.recipient),
        subject=strip_unstorable(inbound.subject),
        body=strip_unstorable(inbound.body),
        html=strip_unstorable(inbound.html),
        reply_text=None if inbound.reply_text is None else strip_unstorable(inbound.reply_text),
        quoted=strip_unstorable(inbound.quoted_text),
        received_at=at,
        version=0,
        sent_at=inbound.sent_at if inbound.sent_at is not None and is_believable(inbound.sent_at, at) else None,
        conversation=strip_unstorable(inbound.conversation),
        media=inbound.media,
        reply_handle=inbound.reply_handle,
        automated=verdict.automated or verdict.bounce,
        opt_out=verdict.opt_out,
        injection=verdict.injection,
        backfilled=inbound.backfilled,
        safety={**recorded(verdict), **({CUT_FLAGS: list(inbound.cut_flags)} if inbound.cut_flags else {})},
        disposition=Disposition.PROCESSING,
    )


def recorded(verdict: SafetyVerdict) -> dict[str, Any]:
    """The verdict as kept on the message: what is true, and which rule said so."""
    stated = {name: getattr(verdict, name) for name in _VERDICT}
    values = {name: value for name, value in stated.items() if value not in (False, None, "", ())}
    return json.loads(json.dumps(values, default=str)) if values else {}


def spooled(channel: str, key: str, request: WebhookRequest) -> bytes:
    """The delivery as one spool record."""
    return json.dumps(
        {
            "channel": channel,
            "key": key,
            "method": request.method,
            "url": request.url,
            "subpath": request.subpath,
            "headers": dict(request.headers),
            "query": dict(request.query),
            "received_at": request.received_at.isoformat(),
            "body": base64.b64encode(request.body).decode(),
        }
    ).encode()


def unspooled(record: bytes) -> tuple[str, str, WebhookRequest]:
    """What `spooled` wrote: channel, key, request."""
    raw = json.loads(record)
    request = WebhookRequest(
        method=raw["method"],
        url=raw["url"],
        subpath=raw["subpath"],
        headers=raw["headers"],
        body=base64.b64decode(raw["body"]),
        received_at=datetime.fromisoformat(raw["received_at"]),
        query=raw["query"],
    )
    return raw["channel"], raw["key"], request
