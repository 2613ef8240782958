"""AnswerMissedCall: the stated exception to the one way to send, and all of it.

A call to a number that belongs to nobody was missed. The caller gets exactly one generic text, now, from this process,
whether or not there is a database; no workspace, lead or conversation is made. What makes it one text is the ledger on
this machine's disk, and the row in `system_intakes` as soon as there is a database to ask
(reference/voice-and-sms.md A9, docs/adr).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rejoinder.domain.contacts import mask
from rejoinder.domain.errors import (
    MessageRefused,
    OutcomeUnknown,
    PermanentFailure,
    RejoinderError,
    StorageDown,
    TemporaryFailure,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import Intake, TextState, cool_down_for, text_for
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.numbers import Owner, can_be_texted, sender_for
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.numbers import FailsafeLedger, Kept, NumberBook
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.ports.upkeep import Census
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import SETTLE_WAITS_S, Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

SEND_ID_PREFIX = "intake-"
"""What a delivery report of a fail-safe text names as its send."""
_DATABASE_PATIENCE_S = 0.5
_WAITS_S = (1.0, 2.0, 4.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""Between tries that certainly failed; about two hours in all. Then the message is lost, and somebody is told."""
_FAST_TRIES = 3
_CRASH_GRACE = timedelta(seconds=60)
"""Longer than any request to a provider takes."""


@dataclass(frozen=True, slots=True)
class CallMissed:
    """One missed call to a number without a workspace."""

    root_call_id: str
    caller: str
    called: str
    status: str


@dataclass(frozen=True, slots=True)
class AnswerMissedCall:
    """Called while the provider's callback waits (`__call__`), and every second for what is left over (`go_on`)."""

    channels: Mapping[str, Channel]
    ledger: FailsafeLedger
    numbers: NumberBook
    store: Store
    census: Census
    clock: Clock
    owner: str
    status_callback: Callable[[Connection, str], str]
    """Where the provider reports on a text, from the connection and our own reference."""

    async def __call__(self, missed: CallMissed, owner: Owner, connection: Connection) -> None:
        """The caller has the text, or what is to be done instead is on disk. Never raises."""
        kept = self._kept(missed, owner, connection)
        decided = await asyncio.to_thread(self.ledger.claim, kept)
        if decided is None:
            log.info("DUPLICATE: this call was answered already", extra={"call": missed.root_call_id})
            return
        kept = replace(kept, intake=replace(kept.intake, text_state=decided))
        _warn(kept.intake, owner)
        if decided is TextState.CLAIMED:
            kept = await self._held_against_database(kept)
        if kept.intake.text_state is TextState.CLAIMED:
            kept = await asyncio.to_thread(self._attempt, kept, connection)
        await asyncio.to_thread(self.ledger.write, kept)

    def _kept(self, missed: CallMissed, owner: Owner, connection: Connection) -> Kept:
        intake = Intake(
            id=new_id(),
            connection_id=connection.id,
            channel=connection.channel,
            caller=missed.caller,
            called=missed.called,
            role=owner.role,
            reason=owner.reason,
            text_state=TextState.CLAIMED,
            at=self.clock.now(),
            root_call_id=missed.root_call_id,
            call_status=missed.status,
            text_sender=sender_for(missed.called, owner, self.numbers.senders(connection)),
        )
        return Kept(intake, connection.webhook_key, self.owner, next_at=self.clock.now() + _CRASH_GRACE)

    # --- what may keep the text back ----------------------------------------------------------------------

    async def _held_against_database(self, kept: Kept) -> Kept:
        """The database, if it answers at once, may know more: another machine answered, or the person opted out."""
        intake = kept.intake
        if not can_be_texted(intake.caller):
            return _ended(kept, TextState.UNREACHABLE, "caller-withheld")
        if intake.caller == intake.called:
            return _ended(kept, TextState.UNREACHABLE, "own-number")
        if self.numbers.is_held():
            return _ended(kept, TextState.WITHHELD, "switch")
        try:
            state, reason = await asyncio.wait_for(
                asyncio.to_thread(self._claim_row, intake), timeout=_DATABASE_PATIENCE_S
            )
        except (RejoinderError, TimeoutError):
            return kept
        return kept if state is TextState.CLAIMED else _ended(kept, state, reason)

    def _claim_row(self, intake: Intake) -> tuple[TextState, str]:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if uow.intakes.has_opted_out(intake.caller):
                return TextState.WITHHELD, "opt-out"
            since = intake.at - cool_down_for(intake.role)
            if uow.intakes.texted_since(intake.caller, intake.called, since):
                known = uow.intakes.by_call(intake.root_call_id or "")
                if known is None or known.id != intake.id:
                    return TextState.SUPPRESSED, "texted-a-moment-ago"
            if not uow.intakes.add(intake):
                known = uow.intakes.by_call(intake.root_call_id or "")
                if known is None or known.id != intake.id:
                    return TextState.SUPPRESSED, "answered-elsewhere"
        return TextState.CLAIMED, ""

    # --- the one text ---------------------------------------------------------------------------------------

    def _attempt(self, kept: Kept, connection: Connection) -> Kept:
        """One request to the provider; afterwards the text is sent, certainly not sent, or unknown."""
        intake = replace(kept.intake, attempts=kept.intake.attempts + 1)
        kept = replace(kept, intake=intake)
        try:
            receipt = self.channels[connection.channel].sender.send(self._outbound(intake, connection), connection)
        except OutcomeUnknown as unknown:
            log.warning("failsafe.unknown", extra={"call": intake.root_call_id, "intake": intake.id})
            return self._asked_soon(kept, unknown.message)
        except TemporaryFailure as refused:
            return self._not_yet(kept, refused)
        except PermanentFailure as refused:
            if isinstance(refused, MessageRefused) and intake.text_sender != intake.called:
                # The stated sender may be at fault: the number that was called is the caller's own choice.
                return self._attempt(replace(kept, intake=replace(intake, text_sender=intake.called)), connection)
            return _ended(kept, _after_refusal(refused), refused.message)
        except Exception as failure:  # a bug of ours must not lose the caller: the provider is asked what it has
            log.exception("failsafe.failed", extra={"intake": intake.id})
            return self._asked_soon(kept, type(failure).__name__)
        sent = replace(intake, text_state=TextState.SENT, text_provider_id=receipt.provider_message_id, text_reason="")
        return replace(kept, intake=sent, next_at=None, is_stored=False)

    def _asked_soon(self, kept: Kept, why: str) -> Kept:
        """It may have left: nothing is sent before the provider was asked."""
        unknown = replace(kept.intake, text_state=TextState.UNKNOWN, text_reason=why)
        return replace(
            kept, intake=unknown, next_at=self.clock.now() + timedelta(seconds=SETTLE_WAITS_S[0]), is_stored=False
        )

    def _outbound(self, intake: Intake, connection: Connection) -> OutboundMessage:
        reference = SEND_ID_PREFIX + intake.id
        return OutboundMessage(
            send_id=reference,
            medium=Medium.SMS,
            recipient=intake.caller,
            sender=intake.text_sender,
            body=text_for(intake.role),
            status_callback=self.status_callback(connection, reference),
        )

    def _not_yet(self, kept: Kept, refused: TemporaryFailure) -> Kept:
        tries = kept.intake.attempts
        if tries <= _FAST_TRIES:
            log.warning("SMS send failed (attempt %d/%d)", tries, _FAST_TRIES, extra={"intake": kept.intake.id})
        if tries > len(_WAITS_S):
            return _ended(kept, TextState.FAILED, refused.message)
        wait = max(_WAITS_S[tries - 1], refused.wait or 0.0)
        if tries < _FAST_TRIES:
            log.warning("Retrying SMS send in %dms...", round(wait * 1000), extra={"intake": kept.intake.id})
        return replace(
            kept,
            intake=replace(kept.intake, text_state=TextState.CLAIMED, text_reason=refused.message),
            next_at=self.clock.now() + timedelta(seconds=wait),
            in_air=False,
            is_stored=False,
        )

    # --- afterwards -----------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """What could not be finished is tried or asked again; then the database learns what the disk knows.

        Raises StorageDown when it cannot be told.
        """
        for kept in self.ledger.pending():
            now = self.clock.now()
            if kept.next_at is not None and kept.next_at <= now and self._is_ours(kept):
                self.ledger.write(self._carry_on(kept, now))
        for kept in self.ledger.pending():
            if not kept.is_stored and not _is_being_sent(kept):
                self._store(kept)

    def _is_ours(self, kept: Kept) -> bool:
        """One process of a machine carries a text on: its own, or that of a process that is gone."""
        return kept.owner == self.owner or self.census.is_dead(kept.owner)

    def _carry_on(self, kept: Kept, now: datetime) -> Kept:
        connection = self.numbers.connection(kept.intake.channel, kept.connection_key)
        if connection is None:
            return _ended(kept, TextState.FAILED, "connection-gone")
        kept = replace(kept, owner=self.owner)
        if kept.in_air:
            return self._settle(kept, connection, now)
        held = self._held_meanwhile(kept.intake)
        return self._again(kept, connection, now) if held is None else _ended(kept, TextState.WITHHELD, held)

    def _held_meanwhile(self, intake: Intake) -> str | None:
        """What has happened since the first try: a halt, or the person's word."""
        if self.numbers.is_held():
            return "switch"
        try:
            with self.store.begin(EVERY_WORKSPACE) as uow:
                return "opt-out" if uow.intakes.has_opted_out(intake.caller) else None
        except StorageDown:
            return None

    def _again(self, kept: Kept, connection: Connection, now: datetime) -> Kept:
        """One more request; that it may be on its way is on disk before it is."""
        kept = replace(kept, in_air=True, looks=0, next_at=now + _CRASH_GRACE)
        self.ledger.write(kept)
        return self._attempt(kept, connection)

    def _settle(self, kept: Kept, connection: Connection, now: datetime) -> Kept:
        """Whether the provider has the text. Absent twice: sent once more; cannot tell: a person is told."""
        intake = kept.intake
        try:
            lookup = self.channels[connection.channel].sender.find(
                self._outbound(intake, connection), connection, intake.at - timedelta(seconds=5)
            )
        except TemporaryFailure as away:
            return replace(kept, next_at=now + timedelta(seconds=max(5.0, away.wait or 0.0)))
        except PermanentFailure as refused:
            return _ended(kept, TextState.UNKNOWN, refused.message)
        match lookup:
            case Found(receipt):
                sent = replace(intake, text_state=TextState.SENT, text_provider_id=receipt.provider_message_id)
                return replace(kept, intake=sent, next_at=None, is_stored=False)
            case CannotTell(why):
                return _ended(kept, TextState.UNKNOWN, why)
            case Absent():
                looks = kept.looks + 1
                if looks < len(SETTLE_WAITS_S):
                    wait = timedelta(seconds=SETTLE_WAITS_S[1] - SETTLE_WAITS_S[0])
                    unknown = replace(intake, text_state=TextState.UNKNOWN)
                    return replace(kept, intake=unknown, looks=looks, next_at=now + wait, is_stored=False)
                if intake.attempts > 1:
                    return _ended(kept, TextState.UNKNOWN, "absent-after-two-tries")
                return self._again(kept, connection, now)

    def _store(self, kept: Kept) -> None:
        intake = kept.intake
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if not uow.intakes.add(intake):
                known = uow.intakes.by_call(intake.root_call_id) if intake.root_call_id else None
                if known is not None and known.id == intake.id and known.text_state not in _REPORTED:
                    uow.intakes.save(replace(intake, opted_out=known.opted_out))
            self._tell(uow, intake)
        self.ledger.stored(kept)

    def _tell(self, uow: UnitOfWork, intake: Intake) -> None:
        detail = {"intake": intake.id, "called": intake.called, "call": intake.root_call_id, "why": intake.text_reason}
        uow.alerts.raise_alert(
            "system-number-called",
            intake.called or intake.connection_id,
            severity="low",
            title=f"{intake.called or 'A number'} was called and is no workspace's ({intake.reason}); register it.",
            detail=detail,
        )
        if intake.text_state is TextState.FAILED:
            log.error("SMS send failed after all retries - MESSAGE LOST", extra={"intake": intake.id})
        if intake.text_state in _CALL_BACK:
            uow.alerts.raise_alert(
                "caller-unreachable",
                intake.root_call_id or intake.id,
                severity="high",
                title=f"{intake.caller or 'A withheld number'} called {intake.called} and could not be texted "
                f"({intake.text_state}); please ring back.",
                detail={**detail, "caller": intake.caller},
            )


_CALL_BACK = frozenset({TextState.FAILED, TextState.UNREACHABLE, TextState.WITHHELD, TextState.UNKNOWN})
_REPORTED = frozenset({TextState.DELIVERED, TextState.UNDELIVERED})


def _is_being_sent(kept: Kept) -> bool:
    """Somebody is at it right now, and will write down what became of it."""
    return kept.intake.text_state is TextState.CLAIMED and kept.in_air


def _ended(kept: Kept, state: TextState, reason: str) -> Kept:
    return replace(
        kept, intake=replace(kept.intake, text_state=state, text_reason=reason), next_at=None, is_stored=False
    )


def _after_refusal(refused: PermanentFailure) -> TextState:
    """The caller's phone cannot take it, or our own side cannot send; either way somebody has to ring back."""
    return TextState.UNREACHABLE if refused.code == "recipient-refused" else TextState.FAILED


def _warn(intake: Intake, owner: Owner) -> None:
    shown = {"called": intake.called, "caller": mask(intake.caller), "call": intake.root_call_id, "intake": intake.id}
    log.warning("SYSTEM NUMBER CALL DETECTED - ACTIVATING FAIL-SAFE", extra={**shown, "reason": owner.reason})
    log.warning(
        "[SYSTEM FAILSAFE] ACTION REQUIRED: give %s to a workspace (POST /api/v1/numbers)", intake.called, extra=shown
    )
