"""One intent to deliver one part of one reply, and the only ways its state may move.

queued → sending → sent → delivered | undelivered
queued → withheld                 a check said no at the last moment
sending → queued                  certainly not sent, worth another try
sending → failed                  certainly not sent, not worth another try
sending → unknown                 it may have left: settled by asking the provider or a person
unknown → sent | queued | failed  settled
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rejoinder.domain.messages import Medium


class SendKind(StrEnum):
    """What a send is. All of them leave the same way; only a reply answers its message."""

    REPLY = "reply"
    FOLLOW_UP = "follow-up"
    """A step of a follow-up: it answers no message."""
    DEFLECTION = "deflection"
    """A fixed text while automatic replies are paused."""
    APOLOGY = "apology"
    """A fixed text where we cannot know how to answer."""
    NOTIFICATION = "notification"
    """To the owner, about somebody's message."""
    OPERATOR = "operator"
    """To the owner, about their own command."""
    KEYWORD = "keyword"
    """The workspace's fixed answer to HELP or START."""
    GOODBYE = "goodbye"
    """The one confirmation of an opt-out that a workspace may choose to send."""
    HOLDING = "holding"
    """A fixed text to somebody who waits, because the owner said so."""

    @property
    def called(self) -> str:
        """How an alert names it."""
        return _CALLED.get(self.value, "A text to the owner")


_CALLED = {
    "reply": "A reply",
    "follow-up": "A follow-up",
    "deflection": "A deflection",
    "apology": "An apology",
    "holding": "A text that the owner asked for",
    "keyword": "An answer to a keyword",
    "goodbye": "A confirmation of an opt-out",
}


def disclosed(body: str, disclosure: str, medium: Medium) -> str:
    """A text that leaves without a person, with what the workspace discloses under it. What a person approved leaves as
    they read it."""
    text = disclosure.strip()
    if not text or text in body:
        return body
    return f"{body} {text}" if medium in (Medium.SMS, Medium.VOICE) else f"{body}\n\n{text}"


class SendState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


MOVES: Mapping[SendState, frozenset[SendState]] = {
    SendState.QUEUED: frozenset({SendState.SENDING, SendState.WITHHELD, SendState.FAILED}),
    SendState.SENDING: frozenset(
        {
            SendState.SENT,
            SendState.QUEUED,
            SendState.FAILED,
            SendState.UNKNOWN,
            SendState.DELIVERED,
            SendState.UNDELIVERED,
        }
    ),
    SendState.UNKNOWN: frozenset(
        {SendState.SENT, SendState.QUEUED, SendState.FAILED, SendState.DELIVERED, SendState.UNDELIVERED}
    ),
    SendState.SENT: frozenset({SendState.DELIVERED, SendState.UNDELIVERED}),
    SendState.DELIVERED: frozenset(),
    SendState.UNDELIVERED: frozenset({SendState.DELIVERED}),
    SendState.FAILED: frozenset({SendState.QUEUED, SendState.SENT, SendState.DELIVERED, SendState.UNDELIVERED}),
    SendState.WITHHELD: frozenset({SendState.SENT, SendState.DELIVERED}),
}
"""FAILED goes back to QUEUED on a person's word.

FAILED and WITHHELD may still turn into SENT: when the provider shows that the customer got it after all."""

LEFT_US = frozenset({SendState.SENT, SendState.DELIVERED, SendState.UNDELIVERED})
OPEN = frozenset({SendState.QUEUED, SendState.SENDING, SendState.UNKNOWN})
NEVER_LEFT = frozenset({SendState.WITHHELD, SendState.FAILED})
MAY_HAVE_ARRIVED = LEFT_US | {SendState.SENDING, SendState.UNKNOWN}


def may_move(now: SendState, then: SendState) -> bool:
    """Whether a send in state `now` may become `then`."""
    return then in MOVES[now]


@dataclass(frozen=True, slots=True)
class Send:
    id: str
    workspace_id: str
    lead_id: str
    message_id: str | None
    """The inbound message that this answers, or is about; None for a follow-up and the text after a missed call."""
    draft_id: str | None
    """None for those, and for what the system says itself."""
    draft_version: int
    """Of a follow-up's step: which go at it this is; a next one only when nothing of those before has left."""
    connection_id: str
    channel: str
    medium: Medium
    recipient: str
    sender: str
    body: str
    part: int
    parts: int
    state: SendState
    basis_version: int
    """The conversation version that the decision saw; a newer one stops the send."""
    intent_key: str
    """`{draft}:{version}:{part}`, `missed-call:{workspace}:{call}`, `follow-up:{follow-up}:{step}:{go}:{part}`; unique:
    one decision cannot become two sends."""
    automatic: bool
    approved_by: str = ""
    attempts: int = 0
    subject: str = ""
    conversation: str = ""
    reply_handle: Mapping[str, Any] = field(default_factory=dict)
    provider_message_id: str = ""
    reason: str = ""
    error: str = ""
    owner: str = ""
    """host:pid:boot of the worker whose call may be in the air."""
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    lookups: int = 0
    call_id: str | None = None
    """The missed call that this answers, where it answers no message."""
    kind: SendKind = SendKind.REPLY
    follow_up_id: str | None = None
    step: int = 0
    """Which step of that follow-up, from 1."""
    turn_at: datetime | None = None
    """When its account gave it a turn (domain/paces.py); None before it asked, and where there is no limit."""

    @property
    def is_notice(self) -> bool:
        """Whether the system says this itself: it never moves the message that it is about."""
        return self.kind not in (SendKind.REPLY, SendKind.FOLLOW_UP)

    @property
    def follows_missed_call(self) -> bool:
        """Whether this is the first text to somebody who called."""
        return self.call_id is not None and self.message_id is None

    @property
    def goes_to_lead(self) -> bool:
        """Whether `lead_id` is who receives it; a notification is about them and goes to the owner."""
        return self.kind is not SendKind.NOTIFICATION


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """The provider took it. `provider_message_id` is empty where the provider gives none."""

    provider_message_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The provider has our message."""

    receipt: SendReceipt


@dataclass(frozen=True, slots=True)
class Absent:
    """The provider answered, and certainly does not have it."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The provider cannot be asked, or its answer fits more than one message."""

    why: str


Lookup = Found | Absent | CannotTell

SETTLE_WAITS_S = (20.0, 60.0)
"""When an unknown send is looked up at the provider, counted from the attempt."""
SETTLE_WITHIN_S = 24 * 3600.0
"""How long a provider that is too busy to be asked is asked again; after that a person decides."""
MAX_AUTOMATIC_TRIES = 2


def split_parts(text: str, limit: int) -> tuple[str, ...]:
    """`text` in parts of at most `limit` characters, cut at paragraph, sentence or word borders where possible.

    Joined with a blank the parts say what `text` says; none is empty. A text within the limit is one part.
    """
    rest, parts = text.strip(), []
    while len(rest) > limit:
        window = rest[: limit + 1]
        cut = max(window.rfind("\n\n"), window.rfind(". ") + 1, window.rfind("? ") + 1, window.rfind("! ") + 1)
        if cut < limit // 2:
            cut = max(window.rfind(" "), window.rfind("\n"))
        if cut <= 0:
            cut = limit
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest)
