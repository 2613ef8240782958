"""TakeCall: a delivery about a call is answered in time, whatever the database does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from rejoinder.application.inbound.answer_missed_call import AnswerMissedCall, CallMissed
from rejoinder.application.inbound.hear_bridge import PutThrough
from rejoinder.domain.calls import CallDirection, CallFacts, CallStatus, Ending
from rejoinder.domain.errors import PayloadUnreadable, SignatureRejected, StorageDown, TemporaryFailure, UnknownWebhook
from rejoinder.domain.numbers import reply_to
from rejoinder.domain.ports.channels import BridgeStep, BridgeTold, CallSeen, Channel, WebhookAnswer, WebhookRequest
from rejoinder.domain.ports.numbers import NumberBook
from rejoinder.domain.ports.storage import Inbox
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

Ingest = Callable[[str, str, WebhookRequest], Awaitable[WebhookAnswer]]


_OWNER_WAITS_S = 3.0
"""How long an owner who pressed a key waits for the database."""


def _few_threads() -> Executor:
    """A database that hangs takes these threads, and none that anybody else needs."""
    return ThreadPoolExecutor(4, thread_name_prefix="bridge-asks")


@dataclass(frozen=True, slots=True)
class TakeCall:
    """Called by the webhook route for every delivery; what is not about a call goes straight on to `ingest`.

    The caller on the line hears the right thing, a missed call to nobody's number has its text, and the delivery is
    stored (or spooled) like any other. Raises what `ingest` raises; but a caller who waits is answered even then.
    """

    channels: Mapping[str, Channel]
    inbox: Inbox
    numbers: NumberBook
    answer_missed_call: AnswerMissedCall
    ingest: Ingest
    put_through: PutThrough
    asking: Executor = field(default_factory=_few_threads)

    async def __call__(self, channel_name: str, key: str, request: WebhookRequest) -> WebhookAnswer:
        channel = self.channels.get(channel_name)
        if channel is None or channel.answer_call is None:
            return await self.ingest(channel_name, key, request)
        heard = await self._heard(channel, key, request)
        if heard is None:
            return await self.ingest(channel_name, key, request)
        seen, connection = heard
        if isinstance(seen, BridgeTold):
            return await self._bridge(channel, key, request, seen, connection)
        owner = await self.numbers.find(seen.facts.called, connection)
        if owner.is_nobodys and is_missed_by_nobody(seen.facts):
            await self.answer_missed_call(_missed(seen.facts), owner, connection)
        if not seen.asks:
            return await self.ingest(channel_name, key, request)
        try:
            await self.ingest(channel_name, key, request)
        except StorageDown:  # the call's end is told again; the person on the line is there only once
            log.exception("call.not_stored", extra={"connection": connection.id})
        return channel.answer_call(request, reply_to(owner, seen.facts.caller))

    async def _bridge(
        self, channel: Channel, key: str, request: WebhookRequest, told: BridgeTold, connection: Connection
    ) -> WebhookAnswer:
        """The owner pressed a key: put through, if the database says in a moment to whom."""
        bridge = None
        workspace_id = connection.workspace_id or (await self.numbers.find(told.our_number, connection)).workspace_id
        if workspace_id is not None:
            asked = asyncio.get_running_loop().run_in_executor(self.asking, self.put_through, workspace_id, told)
            try:
                bridge = await asyncio.wait_for(asked, _OWNER_WAITS_S)
            except (TemporaryFailure, TimeoutError):
                log.warning("bridge.database_away", extra={"connection": connection.id})
            except Exception:  # the owner is on the line, and hears that it does not work: recorded here
                log.exception("bridge.failed", extra={"connection": connection.id})
        try:
            await self.ingest(channel.name, key, request)
        except StorageDown:
            log.exception("call.not_stored", extra={"connection": connection.id})
        assert channel.answer_bridge is not None
        return channel.answer_bridge(request, bridge)

    async def _heard(
        self, channel: Channel, key: str, request: WebhookRequest
    ) -> tuple[CallSeen | BridgeTold, Connection] | None:
        """What an authentic delivery says about a call; None for everything that `ingest` refuses or reads alone."""
        try:
            connection = await self._known(channel, key)
            if connection is None:
                return None
            channel.reader.verify(request, connection)
            fact = channel.reader.read(request, connection).fact
        except (UnknownWebhook, SignatureRejected, PayloadUnreadable):
            return None
        except Exception:  # a bug of ours in the reader: `ingest` keeps the delivery and says so
            log.exception("call.reader_failed", extra={"channel": channel.name})
            return None
        if isinstance(fact, BridgeTold) and fact.step is BridgeStep.PRESSED:
            return fact, connection
        return (fact, connection) if isinstance(fact, CallSeen) else None

    async def _known(self, channel: Channel, key: str) -> Connection | None:
        """The account of this key, as the database said a second ago; only one that was not there then is asked for."""
        known = self.numbers.connection(channel.name, key)
        if known is not None:
            return known
        try:
            return await asyncio.wait_for(self.inbox.connection_by_key(channel.name, key), 0.5)
        except (StorageDown, TimeoutError):
            return None


def is_missed_by_nobody(facts: CallFacts) -> bool:
    """Whether a call to a number without a workspace is over and nobody was connected: nobody there takes calls, so
    that `completed` says only that our greeting ended (seed 003)."""
    if facts.direction is not CallDirection.INBOUND or facts.ended is None:
        return False
    if facts.ended.ending is Ending.TRANSFERRED:
        return False
    return facts.status is CallStatus.ENDED or facts.ended.ending is Ending.UNANSWERED


def _missed(facts: CallFacts) -> CallMissed:
    assert facts.ended is not None
    return CallMissed(facts.carrier_call_id, facts.caller, facts.called, facts.ended.reason)
