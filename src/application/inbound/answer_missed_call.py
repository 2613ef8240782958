"""AnswerMissedCall: the stated exception to the one way to send, and all of it.

A call to a number that belongs to nobody was missed. The caller gets exactly one generic text, now, from this process,
whether or not there is a database; no workspace, lead or conversation is made. What makes it one text is the ledger on
this machine's disk, and the row in `system_intakes` as soon as there is a database to ask
(reference/voice-and-sms.md A9, docs/adr).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rejoinder.application.inbound.aside import Aside
from rejoinder.application.replies.tell_unreachable import is_reached, tell_unreachable
from rejoinder.domain.contacts import mask
from rejoinder.domain.errors import (
    MessageRefused,
    OutcomeUnknown,
    PermanentFailure,
    StorageDown,
    TemporaryFailure,
)
from rejoinder.domain.ids import new_id
from rejoinder.domain.intakes import LEFT, Intake, TextState, cool_down_for, is_held, text_for
from rejoinder.domain.messages import Medium, OutboundMessage
from rejoinder.domain.numbers import Owner, can_be_texted, sender_for
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.numbers import Asking, FailsafeLedger, Kept, NumberBook
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store, UnitOfWork
from rejoinder.domain.ports.upkeep import Census
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.sends import SETTLE_WAITS_S, Absent, CannotTell, Found
from rejoinder.domain.workspaces import Connection

log = logging.getLogger(__name__)

SEND_ID_PREFIX = "intake-"
"""What a delivery report of a fail-safe text names as its send."""
_WAITS_S = (1.0, 2.0, 4.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""Between tries that certainly failed; about two hours in all. Then the message is lost, and somebody is told."""
_FAST_TRIES = 3
_CRASH_GRACE = timedelta(seconds=60)
"""Longer than any request to a provider takes."""
_STUCK_WAIT = timedelta(minutes=10)
"""How long a text that a bug of ours stopped is left alone."""
STUCK = "failsafe-stuck"


@dataclass(frozen=True, slots=True)
class CallMissed:
    """One missed call to a number without a workspace."""

    root_call_id: str
    caller: str
    called: str
    status: str


@dataclass(frozen=True, slots=True)
class _Stuck:
    """A text that a bug of ours stopped."""

    intake: Intake
    until: datetime
    why: str
    """Empty once it goes on."""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class AnswerMissedCall:
    """Called while the provider's callback waits (`__call__`), and every second for what is left over (`carry_on`, then
    `tell`). On the way of a text nobody waits for the database longer than it takes to notice that it is silent.
    """

    channels: Mapping[str, Channel]
    ledger: FailsafeLedger
    numbers: NumberBook
    store: Store
    census: Census
    clock: Clock
    owner: str
    status_callback: Callable[[Connection, str], str]
    """Where the provider reports on a text, from the connection and our own reference."""
    asking: Asking
    aside: Aside = field(default_factory=Aside)
    _stuck: dict[str, _Stuck] = field(default_factory=dict, init=False)
    """By intake."""

    async def __call__(self, missed: CallMissed, owner: Owner, connection: Connection) -> None:
        """The caller has the text, or what is to be done instead is on disk. Never raises."""
        kept = self._kept(missed, owner, connection)
        decided = await self.aside(self.ledger.claim, kept)
        if decided is None:
            log.info("DUPLICATE: this call was answered already", extra={"call": missed.root_call_id})
            return
        kept = replace(kept, intake=replace(kept.intake, text_state=decided))
        _warn(kept.intake, owner)
        if decided is TextState.CLAIMED:
            kept = await self._held_against_database(kept)
        if kept.intake.text_state is TextState.CLAIMED:
            kept = await self.aside(self._attempt, kept, connection)
        await self.aside(self.ledger.write, kept)

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
        """The database, if it answers at once, may know more: another machine answered, the person opted out, or
        somebody has just halted everything. Else what was last known of halts counts."""
        intake = kept.intake
        if not can_be_texted(intake.caller):
            return _ended(kept, TextState.UNREACHABLE, "caller-withheld")
        if intake.caller == intake.called:
            return _ended(kept, TextState.UNREACHABLE, "own-number")
        try:
            state, reason = await self.asking(lambda: self._claim_row(intake))
        except TemporaryFailure:
            return self._as_last_known(kept) or kept
        except Exception:  # a database that answers nonsense keeps no text back either: recorded here
            log.exception("failsafe.database_failed", extra={"intake": intake.id})
            return self._as_last_known(kept) or kept
        return kept if state is TextState.CLAIMED else _ended(kept, state, reason)

    def _as_last_known(self, kept: Kept) -> Kept | None:
        return _ended(kept, TextState.WITHHELD, "switch") if self.numbers.is_held() else None

    def _claim_row(self, intake: Intake) -> tuple[TextState, str]:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if self._is_held(uow):
                return TextState.WITHHELD, "switch"
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

    def _is_held(self, uow: UnitOfWork) -> bool:
        lines = [name for name, channel in self.channels.items() if channel.number_decides]
        return is_held(uow.switches.everywhere(), lines)

    def _ended_meanwhile(self, kept: Kept) -> Kept | None:
        """What has happened since the last request: a halt, the person's word, a report that the text is there, or the
        wish to be forgotten."""
        try:
            ended = self.asking.now(lambda: self._seen_meanwhile(kept.intake))
        except TemporaryFailure:
            return self._as_last_known(kept)
        except Exception:  # as above
            log.exception("failsafe.database_failed", extra={"intake": kept.intake.id})
            return self._as_last_known(kept)
        return _ended(kept, *ended) if ended is not None else None

    def _seen_meanwhile(self, intake: Intake) -> tuple[TextState, str] | None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            known = uow.intakes.get(intake.id)
            if known is not None and known.text_state in LEFT:
                return known.text_state, known.text_reason
            if known is not None and known.caller != intake.caller:
                return TextState.WITHHELD, "erased"
            if self._is_held(uow):
                return TextState.WITHHELD, "switch"
            return (TextState.WITHHELD, "opt-out") if uow.intakes.has_opted_out(intake.caller) else None

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
                kept = replace(kept, intake=replace(intake, text_sender=intake.called))
                return self._ended_meanwhile(kept) or self._attempt(kept, connection)
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

    def carry_on(self) -> None:
        """What could not be finished is tried or asked again. One that a bug of ours stops keeps no other from it."""
        for kept in self.ledger.pending():
            if kept.next_at is not None and kept.next_at <= self.clock.now() and self._is_ours(kept):
                self._guarded(kept, self._carry_on)

    def tell(self) -> None:
        """The database knows what the disk knows, and people of what is stuck.

        Raises StorageDown when the database cannot be told.
        """
        for kept in self.ledger.pending():
            if not kept.is_stored and not _is_being_sent(kept):
                self._guarded(kept, self._store)
        for stuck in tuple(self._stuck.values()):
            if not stuck.is_told:
                self._tell_stuck(stuck)

    def _guarded(self, kept: Kept, step: Callable[[Kept], None]) -> None:
        intake, now = kept.intake, self.clock.now()
        stuck = self._stuck.get(intake.id)
        if stuck is not None and stuck.until > now:
            return
        try:
            step(kept)
        except StorageDown:
            raise
        except TemporaryFailure as busy:
            log.warning("failsafe.delayed", extra={"intake": intake.id, "code": busy.code})
        except Exception as bug:  # one text must not stop the others: recorded here, and people are told
            log.exception("failsafe.stuck", extra={"intake": intake.id})
            self._stuck[intake.id] = _Stuck(intake, now + _STUCK_WAIT, type(bug).__name__)
        else:
            if stuck is not None:
                self._stuck[intake.id] = replace(stuck, until=now, why="", is_told=False)

    def _tell_stuck(self, stuck: _Stuck) -> None:
        """People know of it, or that it is over."""
        intake, why = stuck.intake, stuck.why
        title = f"What became of a call to {intake.called} cannot be carried on ({why}); see the log, and ring back."
        try:
            with self.store.begin(EVERY_WORKSPACE) as uow:
                if not why:
                    uow.alerts.resolve(STUCK, intake.id)
                else:
                    uow.alerts.raise_alert(
                        STUCK,
                        intake.id,
                        severity="high",
                        title=title,
                        workspace_id=_workspace_of(uow, intake),
                        detail={"intake": intake.id, "called": intake.called, "call": intake.root_call_id, "why": why},
                    )
        except StorageDown:
            raise
        except Exception:  # it is in the log already
            log.exception("failsafe.not_told", extra={"intake": intake.id})
        if not why:
            self._stuck.pop(intake.id, None)
        elif self._stuck.get(intake.id) is stuck:
            self._stuck[intake.id] = replace(stuck, is_told=True)

    def _is_ours(self, kept: Kept) -> bool:
        """One process of a machine carries a text on: its own, or that of a process that is gone."""
        return kept.owner == self.owner or self.census.is_dead(kept.owner)

    def _carry_on(self, kept: Kept) -> None:
        self.ledger.write(self._carried_on(kept, self.clock.now()))

    def _carried_on(self, kept: Kept, now: datetime) -> Kept:
        connection = self.numbers.connection(kept.intake.channel, kept.connection_key)
        if connection is None:
            return _ended(kept, TextState.FAILED, "connection-gone")
        kept = replace(kept, owner=self.owner)
        return self._settle(kept, connection, now) if kept.in_air else self._again(kept, connection, now)

    def _again(self, kept: Kept, connection: Connection, now: datetime) -> Kept:
        """One more request, unless something speaks against it by now; that it may be on its way is on disk before it
        is."""
        ended = self._ended_meanwhile(kept)
        if ended is not None:
            return ended
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
            known = None if uow.intakes.add(intake) else uow.intakes.lock(intake.id)
            if known is not None and not known.is_further_than(intake):
                provider_id = intake.text_provider_id or known.text_provider_id
                uow.intakes.save(replace(intake, opted_out=known.opted_out, text_provider_id=provider_id))
                known = None
            if known is None:
                _tell_number(uow, intake)
                tell_caller(uow, intake)
        self.ledger.stored(kept)


def _tell_number(uow: UnitOfWork, intake: Intake) -> None:
    if _workspace_of(uow, intake) is not None:
        return
    uow.alerts.raise_alert(
        "system-number-called",
        intake.called or intake.connection_id,
        severity="low",
        title=f"{intake.called or 'A number'} was called and is no workspace's ({intake.reason}); register it.",
        detail={"intake": intake.id, "called": intake.called, "call": intake.root_call_id, "why": intake.text_reason},
    )


def tell_caller(uow: UnitOfWork, intake: Intake) -> None:
    """Somebody has to ring back, or nobody has to any more: told to the workspace whose number was called, to the
    installation where it is nobody's. Called in the transaction that found it out."""
    workspace_id = _workspace_of(uow, intake)
    subject = intake.root_call_id or intake.id
    if intake.text_state is TextState.FAILED:
        log.error("SMS send failed after all retries - MESSAGE LOST", extra={"intake": intake.id})
    if intake.text_state in _CALL_BACK:
        reason = f"{intake.text_state}: {intake.text_reason}" if intake.text_reason else intake.text_state
        tell_unreachable(uow, workspace_id, subject, intake.caller, reason, called=intake.called, intake=intake.id)
    elif intake.text_state in (TextState.SENT, TextState.DELIVERED):
        is_reached(uow, subject)


def _workspace_of(uow: UnitOfWork, intake: Intake) -> str | None:
    """Whose number was called, as it is registered by now."""
    number = uow.numbers.by_number(intake.called)
    return number.workspace_id if number is not None else None


_CALL_BACK = frozenset(
    {TextState.FAILED, TextState.UNREACHABLE, TextState.WITHHELD, TextState.UNKNOWN, TextState.UNDELIVERED}
)


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
