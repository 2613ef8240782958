"""Everything that can go wrong, sorted by what to do about it.

RejoinderError
├─ Rejected            the caller's mistake: answer clearly, keep nothing half-done
│  ├─ NotFound  NotAllowed  InvalidInput  Conflict
│  └─ UnknownWebhook  SignatureRejected  PayloadUnreadable  PayloadTooLarge
├─ TemporaryFailure    try again after `wait`; costs an attempt unless `spends_attempt` is False
│  ├─ ProviderBusy  ProviderDown  AIBusy  AIDown  AIKeyRejected  AIAnswerUnusable
│  └─ BreakerOpen  StorageDown
├─ PermanentFailure    do not try again; a person is told (of ConnectionRevoked once, and jobs wait for the account)
│  ├─ ConnectionRevoked  RecipientRefused  MessageRefused  AIRefused  BudgetSpent
│  ├─ SlotGone  BookingRefused  BookingNotAllowed  the calendar did not book: a person, with other times or a link
│  └─ ConfigurationFault   the job is parked, not killed: it runs once the setting is mended
├─ OutcomeUnknown      it may have happened: confirm before anything else
├─ LeaseLost           somebody else owns this job now: write nothing, send nothing
└─ JobCancelled        a person stopped this job while it ran: write nothing, send nothing, end it visibly
"""

from __future__ import annotations


class RejoinderError(Exception):
    """`code` is stable and safe to store and show; the message is one sentence for a person."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# --- the caller's mistake -------------------------------------------------------------------------


class Rejected(RejoinderError):
    code = "rejected"


class NotFound(Rejected):
    code = "not-found"


class NotAllowed(Rejected):
    code = "not-allowed"


class InvalidInput(Rejected):
    """`field` names what to correct."""

    code = "invalid-input"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Conflict(Rejected):
    """What the caller saw is no longer so; `newer` is what holds now."""

    code = "conflict"

    def __init__(self, message: str, *, newer: object | None = None) -> None:
        super().__init__(message)
        self.newer = newer


class UnknownWebhook(Rejected):
    code = "unknown-webhook"


class SignatureRejected(Rejected):
    """`reason` is a counter's label (missing-signature, wrong-signature, stale-timestamp, ...)."""

    code = "signature-rejected"

    def __init__(self, reason: str) -> None:
        super().__init__("This delivery could not be authenticated.")
        self.reason = reason


class PayloadUnreadable(Rejected):
    """Authentic, but not understood: the event is quarantined, never lost."""

    code = "payload-unreadable"


class PayloadTooLarge(Rejected):
    code = "payload-too-large"


# --- try again ------------------------------------------------------------------------------------


class TemporaryFailure(RejoinderError):
    code = "temporary-failure"
    spends_attempt = True

    def __init__(self, message: str, *, wait: float | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.wait = wait
        """Seconds that the other side asked for, or None for the usual backoff."""
        if code is not None:
            self.code = code


class ProviderBusy(TemporaryFailure):
    """The provider refused before doing anything (429): certainly nothing was sent."""

    code = "provider-busy"
    spends_attempt = False


class ProviderDown(TemporaryFailure):
    """The request certainly did not reach the provider."""

    code = "provider-down"


class AIBusy(TemporaryFailure):
    code = "ai-busy"


class AIDown(TemporaryFailure):
    code = "ai-down"


class AIKeyRejected(TemporaryFailure):
    """The key was refused. Temporary, because the person who mends it is not the person waiting."""

    code = "ai-key-rejected"


class AIAnswerUnusable(TemporaryFailure):
    """The model answered something that does not fit the schema, or was cut off."""

    code = "ai-answer-unusable"


class BreakerOpen(TemporaryFailure):
    """Nobody calls this account until it has recovered; waiting is free."""

    code = "breaker-open"
    spends_attempt = False


class StorageDown(TemporaryFailure):
    """The database cannot be reached: nothing was stored."""

    code = "storage-down"
    spends_attempt = False


# --- do not try again -----------------------------------------------------------------------------


class PermanentFailure(RejoinderError):
    code = "permanent-failure"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class ConnectionRevoked(PermanentFailure):
    """The provider account cannot be used: it no longer accepts our credentials, or is signed out, restricted or
    unpaid. Nothing was done. What waits for it keeps waiting until it can be used again."""

    code = "connection-revoked"


class RecipientRefused(PermanentFailure):
    """This address cannot be reached; `opted_out` when the provider says that they asked to be left alone."""

    code = "recipient-refused"

    def __init__(self, message: str, *, opted_out: bool = False, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.opted_out = opted_out


class MessageRefused(PermanentFailure):
    code = "message-refused"


class SlotGone(PermanentFailure):
    """The calendar no longer has this time: nothing was booked."""

    code = "slot-gone"


class BookingRefused(PermanentFailure):
    """The calendar will never book this for that person: nothing was booked."""

    code = "booking-refused"


class BookingNotAllowed(BookingRefused):
    """This account may not book through the API (a plan, a scope); a link to book may still be made."""

    code = "booking-not-allowed"


class AIRefused(PermanentFailure):
    """The model declined (refusal or content filter): a person has to look."""

    code = "ai-refused"


class BudgetSpent(PermanentFailure):
    code = "budget-spent"


class ConfigurationFault(PermanentFailure):
    """A setting must change first (a model that does not exist, an empty account, ...)."""

    code = "configuration"


# --- unknown --------------------------------------------------------------------------------------


class OutcomeUnknown(RejoinderError):
    """It may have happened. Never retried blindly, never assumed."""

    code = "outcome-unknown"


class LeaseLost(RejoinderError):
    """The job's fence moved on while we worked; the transaction was rolled back."""

    code = "lease-lost"

    def __init__(self) -> None:
        super().__init__("This worker no longer owns the job; nothing was written.")


class JobCancelled(RejoinderError):
    """A person asked this job to stop; the transaction was rolled back."""

    code = "cancelled-by-person"

    def __init__(self) -> None:
        super().__init__("A person cancelled this job while it ran; nothing was written.")
