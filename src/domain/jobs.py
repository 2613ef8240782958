"""Durable work: one row per job, and the rules that decide what happens to it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rejoinder.domain.errors import ConfigurationFault, PermanentFailure, RejoinderError, TemporaryFailure
from rejoinder.domain.messages import Medium


class JobType(StrEnum):
    """The kinds of work this release knows. Stored as text: an older worker parks what it does not know."""

    SMS_INBOUND_POST_PROCESS = "SMS_INBOUND_POST_PROCESS"
    SMARTLEAD_INBOUND_POST_PROCESS = "SMARTLEAD_INBOUND_POST_PROCESS"
    INSTANTLY_INBOUND_POST_PROCESS = "INSTANTLY_INBOUND_POST_PROCESS"
    EMAIL_INBOUND_POST_PROCESS = "EMAIL_INBOUND_POST_PROCESS"
    LINKEDIN_INBOUND_POST_PROCESS = "LINKEDIN_INBOUND_POST_PROCESS"
    VOICE_INBOUND_POST_PROCESS = "VOICE_INBOUND_POST_PROCESS"
    LEAD_SCORING_POST_PROCESS = "LEAD_SCORING_POST_PROCESS"
    ENRICH_LEAD = "ENRICH_LEAD"
    SYNC_CONTACT = "SYNC_CONTACT"
    PROVIDER_EVENT = "PROVIDER_EVENT"
    RECONCILE_CHANNEL = "RECONCILE_CHANNEL"
    SEND_REPLY = "SEND_REPLY"
    CONFIRM_SEND = "CONFIRM_SEND"
    FETCH_CALL_REPORT = "FETCH_CALL_REPORT"
    MISSED_CALL_TEXT = "MISSED_CALL_TEXT"
    OUTGOING_WEBHOOK = "OUTGOING_WEBHOOK"
    NOTIFY = "NOTIFY"
    BOOK_MEETING = "BOOK_MEETING"
    FOLLOW_UP_STEP = "FOLLOW_UP_STEP"
    STOP_CAMPAIGN = "STOP_CAMPAIGN"
    CHECK_ACCOUNT = "CHECK_ACCOUNT"
    CALL_FOR_OWNER = "CALL_FOR_OWNER"
    DELIVER_NOTIFICATION = "DELIVER_NOTIFICATION"
    ESCALATE = "ESCALATE"
    IMPORT_SUPPRESSIONS = "IMPORT_SUPPRESSIONS"

    @property
    def source(self) -> str:
        """The name under which AI calls of this job are booked."""
        return "background-job/" + self.value.lower().replace("_", "-")


def post_process_type(channels_own: JobType, medium: Medium) -> JobType:
    """The post-process job of a message: the channel's own type, or the medium's where a channel carries several."""
    if MEDIUM_OF[channels_own] is medium:
        return channels_own
    return {
        Medium.SMS: JobType.SMS_INBOUND_POST_PROCESS,
        Medium.EMAIL: JobType.EMAIL_INBOUND_POST_PROCESS,
        Medium.LINKEDIN: JobType.LINKEDIN_INBOUND_POST_PROCESS,
        Medium.VOICE: JobType.VOICE_INBOUND_POST_PROCESS,
    }[medium]


POST_PROCESS = frozenset(t for t in JobType if t.endswith("_INBOUND_POST_PROCESS"))
ENDS_MESSAGE = POST_PROCESS | {JobType.BOOK_MEETING}
"""Jobs that decide how their message ends: when one of them is over for good, so is the message."""


MEDIUM_OF: Mapping[JobType, Medium] = {
    JobType.SMS_INBOUND_POST_PROCESS: Medium.SMS,
    JobType.SMARTLEAD_INBOUND_POST_PROCESS: Medium.EMAIL,
    JobType.INSTANTLY_INBOUND_POST_PROCESS: Medium.EMAIL,
    JobType.EMAIL_INBOUND_POST_PROCESS: Medium.EMAIL,
    JobType.LINKEDIN_INBOUND_POST_PROCESS: Medium.LINKEDIN,
    JobType.VOICE_INBOUND_POST_PROCESS: Medium.VOICE,
}


class Queue(StrEnum):
    """Queues by urgency: a waiting person first, bookkeeping last."""

    REPLY = "reply"
    SEND = "send"
    NOTIFY = "notify"
    BACKGROUND = "background"


QUEUE_OF: Mapping[JobType, Queue] = {
    JobType.SEND_REPLY: Queue.SEND,
    JobType.CONFIRM_SEND: Queue.SEND,
    JobType.LEAD_SCORING_POST_PROCESS: Queue.BACKGROUND,
    JobType.ENRICH_LEAD: Queue.BACKGROUND,
    JobType.SYNC_CONTACT: Queue.BACKGROUND,
    JobType.PROVIDER_EVENT: Queue.REPLY,
    JobType.FETCH_CALL_REPORT: Queue.BACKGROUND,
    JobType.MISSED_CALL_TEXT: Queue.REPLY,
    JobType.RECONCILE_CHANNEL: Queue.BACKGROUND,
    JobType.OUTGOING_WEBHOOK: Queue.NOTIFY,
    JobType.NOTIFY: Queue.NOTIFY,
    JobType.BOOK_MEETING: Queue.REPLY,
    JobType.FOLLOW_UP_STEP: Queue.BACKGROUND,
    JobType.STOP_CAMPAIGN: Queue.SEND,
    JobType.CHECK_ACCOUNT: Queue.BACKGROUND,
    JobType.CALL_FOR_OWNER: Queue.SEND,
    JobType.DELIVER_NOTIFICATION: Queue.NOTIFY,
    JobType.ESCALATE: Queue.NOTIFY,
    JobType.IMPORT_SUPPRESSIONS: Queue.BACKGROUND,
    **dict.fromkeys(POST_PROCESS, Queue.REPLY),
}

MAX_ATTEMPTS: Mapping[JobType, int] = {
    JobType.LEAD_SCORING_POST_PROCESS: 3,
    JobType.ENRICH_LEAD: 5,
    JobType.SYNC_CONTACT: 5,
}
DEFAULT_MAX_ATTEMPTS = 8
MAX_CRASHES = 3
SUSPECT_AFTER_CRASHES = MAX_CRASHES - 1
"""A job that was there at so many crashes runs alone in its process, so the crash that buries it was its own."""


class JobStatus(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    PARKED = "PARKED"


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done, written in the same transaction as the fact that causes it."""

    type: JobType
    workspace_id: str
    subject_id: str
    """What it is about: a message, a send, an event. With the type it makes the dedupe key."""
    lead_id: str | None = None
    message_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds from now."""
    lane: str | None = None
    """At most one running job per lane; the lead's id for whatever writes to a conversation."""
    suffix: str = ""

    @property
    def dedupe_key(self) -> str:
        """`{workspace}:{subject}:{type}`, so that a repeated delivery finds the job that is already there."""
        return f"{self.workspace_id}:{self.subject_id}:{self.type}" + (f":{self.suffix}" if self.suffix else "")

    @property
    def queue(self) -> Queue:
        return QUEUE_OF[self.type]

    @property
    def max_attempts(self) -> int:
        return MAX_ATTEMPTS.get(self.type, DEFAULT_MAX_ATTEMPTS)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job: who holds it is proven by `fence`, which grows with every claim."""

    id: str
    type: str
    workspace_id: str
    subject_id: str
    fence: int
    attempts: int
    max_attempts: int
    crashes: int
    lead_id: str | None = None
    message_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    run_at: datetime | None = None
    created_at: datetime | None = None
    owner: str = ""
    """host:pid:started of the process that claimed it."""

    @property
    def source(self) -> str:
        return JobType(self.type).source


@dataclass(frozen=True, slots=True)
class Done:
    """The job is over."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Look again in `delay` seconds; waiting spends no attempt."""

    delay: float
    why: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """There is nothing left to do, and `why` says so."""

    why: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    delay: float
    error: str
    code: str
    spends_attempt: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Dead letter: listed, alerted, retried only by people."""

    error: str
    code: str


@dataclass(frozen=True, slots=True)
class Park:
    """Cannot run until `why` goes away; attempts stay untouched."""

    why: str
    error: str
    connection_id: str | None = None
    """The account that it waits for, where it waits for one."""


Outcome = Done | Snooze | Cancel | Park
Verdict = Done | Snooze | Cancel | RetryLater | GiveUp | Park

TRANSIENT_BASE_S = 15.0
TRANSIENT_FACTOR = 4.0
TRANSIENT_CAP_S = 1800.0
WAIT_CAP_S = 3600.0
UNASKED_WAIT_S = 5.0


def backoff(attempt: int, chance: float) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 1): 15 s x 4^(n-1), at most 30 min.

    `chance` in [0, 1) spreads the wait over its upper half, so that an outage does not end in a stampede and a
    retry is never immediate.
    """
    ceiling = min(TRANSIENT_CAP_S, TRANSIENT_BASE_S * TRANSIENT_FACTOR ** (attempt - 1))
    return ceiling * (0.5 + 0.5 * chance)


def after_failure(error: Exception, *, attempt: int, max_attempts: int, chance: float) -> Verdict:
    """What a failed run leads to, by the class of its error."""
    code = error.code if isinstance(error, RejoinderError) else "bug"
    text = error.message if isinstance(error, RejoinderError) else f"{type(error).__name__}"
    if isinstance(error, ConfigurationFault):
        return Park(why="configuration", error=text)
    if isinstance(error, PermanentFailure):
        return GiveUp(error=text, code=code)
    if isinstance(error, TemporaryFailure) and not error.spends_attempt:
        wait = UNASKED_WAIT_S if error.wait is None else error.wait
        return RetryLater(min(WAIT_CAP_S, max(1.0, wait)), text, code, spends_attempt=False)
    if attempt >= max_attempts:
        return GiveUp(error=text, code=code)
    asked = error.wait if isinstance(error, TemporaryFailure) and error.wait is not None else 0.0
    return RetryLater(min(WAIT_CAP_S, max(asked, backoff(attempt, chance))), text, code, spends_attempt=True)
