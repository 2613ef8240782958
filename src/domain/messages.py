"""What people say to us and what we say to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rejoinder.domain.contacts import ContactDetails
from rejoinder.domain.email_cleaning import Places
from rejoinder.domain.sentiment import Sentiment, SentimentSource


class Medium(StrEnum):
    """The four ways people talk; what a good reply looks like depends on this, never on the provider."""

    SMS = "sms"
    EMAIL = "email"
    LINKEDIN = "linkedin"
    VOICE = "voice"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Author(StrEnum):
    """Who wrote a message. `elsewhere` is a person of ours who answered outside Rejoinder, `system` a fixed text."""

    LEAD = "lead"
    AI = "ai"
    HUMAN = "human"
    CAMPAIGN = "campaign"
    ELSEWHERE = "elsewhere"
    SYSTEM = "system"


class Disposition(StrEnum):
    """How an inbound message ended (or that it has not ended). A message has exactly one."""

    PROCESSING = "processing"
    RETRYING = "retrying"
    WAITING_HUMAN = "waiting-human"
    SENT = "sent"
    APPROVED_SENT = "approved-sent"
    EDITED_SENT = "edited-sent"
    STAYED_SILENT = "stayed-silent"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    BOOKED = "booked"
    FAILED = "failed"


UNNAMED = "unnamed:"
"""Begins the external id of a message whose delivery did not name it: ours, until the provider tells its own."""
UNNAMED_BY_CONTENT = f"{UNNAMED}content:"
"""The same where not even the delivery has an id: two equal texts look like one text that was delivered twice."""


def is_unnamed(external_id: str) -> bool:
    """Whether the provider's own id of this message is still to be learned."""
    return external_id.startswith(UNNAMED)


IN_FLIGHT = frozenset({Disposition.PROCESSING, Disposition.RETRYING})
NEEDS_REASON = frozenset({Disposition.STAYED_SILENT, Disposition.SUPPRESSED})


@dataclass(frozen=True, slots=True)
class Media:
    """Something attached. The content stays at the provider; `url` needs the connection's credentials."""

    url: str
    content_type: str


CUT_FLAGS = "cut_flags"
"""Where a stored message's `safety` keeps the flags of the same name."""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One utterance of a person, as a channel's reader understood it. Not stored yet."""

    external_id: str
    """The provider's id of the message, unique within one provider account; or one of ours that starts with UNNAMED."""
    medium: Medium
    sender: str
    """Normalised address: E.164, lower-case e-mail, LinkedIn member id."""
    recipient: str
    body: str
    """As written, storable (no NUL); for e-mail the plain-text view."""
    sent_at: datetime | None = None
    sender_name: str = ""
    subject: str = ""
    html: str = ""
    reply_text: str | None = None
    """Set where the reader already knows the reply without its quoted history (HTML mail)."""
    quoted_text: str = ""
    cut_flags: tuple[str, ...] = ()
    """What the reader saw of that history before it took it off (email_cleaning's flags)."""
    conversation: str = ""
    """The provider's id of the thread."""
    media: tuple[Media, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    provider_opt_out: str | None = None
    """STOP, START or HELP, where the provider recognised the keyword itself."""
    provider_automated: bool = False
    provider_bounce: bool = False
    provider_group: bool = False
    """Several people read this thread: whatever we say in it is never sent without a person."""
    reply_handle: Mapping[str, Any] = field(default_factory=dict)
    """What the sender of this channel needs to answer in the same thread. Opaque to everybody else."""
    person_address: str = ""
    """The campaign's address of this person, where a colleague or an alias replied."""
    aliases: tuple[str, ...] = ()
    """Further addresses of the same person on this medium, such as the provider's own id of the contact."""
    contact: ContactDetails = field(default_factory=ContactDetails)
    """What else the provider says about the person; fills in what nobody knew."""
    backfilled: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One stored utterance."""

    id: str
    workspace_id: str
    lead_id: str
    connection_id: str
    channel: str
    medium: Medium
    direction: Direction
    author: Author
    external_id: str
    sender: str
    recipient: str
    body: str
    received_at: datetime
    version: int
    """The lead's conversation version that this message made."""
    subject: str = ""
    html: str = ""
    reply_text: str | None = None
    """The reply without its history, where the reader could tell from the HTML."""
    body_clean: str | None = None
    """The reply alone; None until understood."""
    signature: str = ""
    quoted: str = ""
    places: Places | None = None
    """Where reply, signature, quotes and notices stand; None until understood."""
    sent_at: datetime | None = None
    conversation: str = ""
    media: tuple[Media, ...] = ()
    automated: bool = False
    opt_out: bool = False
    injection: bool = False
    backfilled: bool = False
    safety: Mapping[str, Any] = field(default_factory=dict)
    sentiment: Sentiment | None = None
    sentiment_source: SentimentSource | None = None
    sentiment_confidence: float | None = None
    sentiment_reason: str = ""
    asks_something: bool = False
    disposition: Disposition | None = None
    """None for what we said."""
    disposition_reason: str = ""
    reply_handle: Mapping[str, Any] = field(default_factory=dict)
    draft_id: str | None = None
    edited_at: datetime | None = None
    """When its writer last changed it; `body` is what it says since."""
    deleted_at: datetime | None = None
    """When its writer took it back: nobody quotes or answers it any more."""

    @property
    def text(self) -> str:
        """What the person said now: the cleaned reply once known, else the body."""
        return self.body if self.body_clean is None else self.body_clean


@dataclass(frozen=True, slots=True)
class Understanding:
    """What post-processing learned about one inbound message; stored in one step."""

    body_clean: str
    signature: str
    quoted: str
    sentiment: Sentiment | None = None
    """None where there was nothing to judge."""
    source: SentimentSource | None = None
    confidence: float | None = None
    reason: str = ""
    asks_something: bool = False
    places: Places | None = None
    """None leaves those as they are that are stored."""
    injection: bool = False
    """True marks the message as one that speaks to a machine; False leaves the mark as it is."""


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One part of one reply, on its way to a provider."""

    send_id: str
    medium: Medium
    recipient: str
    sender: str
    body: str
    part: int = 1
    parts: int = 1
    subject: str = ""
    conversation: str = ""
    reply_handle: Mapping[str, Any] = field(default_factory=dict)
    keep_cc: bool = False
    """Whether whoever was copied on the answered mail is copied on this one too."""
    status_callback: str = ""
    """Absolute URL that the provider may report delivery to; empty where there is none."""

    @property
    def copied(self) -> tuple[str, ...]:
        """Who else gets it: those on the copy line of the answered mail (`cc` of its reply handle), if they shall."""
        named = self.reply_handle.get("cc") if self.keep_cc else None
        listed = named if isinstance(named, (list, tuple)) else ()
        return tuple(str(copied) for copied in listed if copied not in (self.recipient, self.sender))
