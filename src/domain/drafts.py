"""A proposed reply, versioned: an approval always names the version, so the exact text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rejoinder.domain.messages import Medium


class DraftStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    FAILED = "failed"


OPEN_DRAFT = frozenset({DraftStatus.PROPOSED, DraftStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Strategy:
    """Step one of drafting, as data: what to say before how to say it."""

    intent: str
    points: tuple[str, ...]
    must_avoid: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An independent look at a draft: how sure the evaluator is that it may leave unseen."""

    safe: bool
    confidence: float
    reason: str
    source: str = "model"


@dataclass(frozen=True, slots=True)
class Draft:
    id: str
    workspace_id: str
    lead_id: str
    message_id: str
    channel: str
    version: int
    body: str
    status: DraftStatus
    basis_version: int
    """The lead's conversation version that this text answers."""
    subject: str = ""
    author: str = "ai"
    edited: bool = False
    strategy: Strategy | None = None
    evaluation: Evaluation | None = None
    decision: Mapping[str, Any] = field(default_factory=dict)
    """`{action, reasons}` once decided."""
    decided_by: str = ""
    """The person who approved or rejected this version; empty while nobody has."""

    @property
    def digest(self) -> str:
        """Says which text this is: whoever approves with it approves these very words."""
        return digest_of(self.id, self.version, self.subject, self.body)


def digest_of(draft_id: str, version: int, subject: str, body: str) -> str:
    """The first 32 hex digits of the SHA-256 of one version of a draft."""
    whole = "\x1f".join((draft_id, str(version), subject, body))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]


def reply_subject(medium: Medium, subject: str) -> str:
    """`Re: …` for mail, nothing elsewhere."""
    if medium is not Medium.EMAIL or not subject:
        return ""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
