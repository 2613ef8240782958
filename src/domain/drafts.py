"""A proposed reply, versioned: an approval always names the version, so the exact text."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from rejoinder.domain.messages import Medium
from rejoinder.domain.sourcing import Unsourced


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
    problems: tuple[str, ...] = ()
    """What is wrong with it, as `Problem` values; data, so that a workspace can say which it tolerates."""


class Problem(StrEnum):
    """What an evaluator may find wrong with a draft."""

    UNSOURCED = "unsourced"
    UNANSWERED = "unanswered"
    CLAIMS_AN_ACT = "claims-an-act"
    """It says that something is booked, sent or agreed."""
    SENSITIVE = "sensitive"
    """Anger, distress, law, health, money owed, a complaint, a wish to be left alone."""
    LANGUAGE = "language"
    TONE = "tone"
    INCOMPLETE = "incomplete"
    STEERED = "steered"


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
    unsourced: tuple[Unsourced, ...] = ()
    """The claims of this version that no source holds, with their places in the body."""
    instruction: str = ""
    """What the person asked for who had this version written."""
    decided_by: str = ""
    """The person who approved or rejected this version; empty while nobody has."""

    @property
    def digest(self) -> str:
        """Says which text this is: whoever approves with it approves these very words."""
        return digest_of(self.id, self.version, self.subject, self.body)


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One text that the draft has had."""

    version: int
    subject: str
    body: str
    author: str
    instruction: str = ""
    created_at: datetime | None = None


def digest_of(draft_id: str, version: int, subject: str, body: str) -> str:
    """The first 32 hex digits of the SHA-256 of one version of a draft."""
    whole = "\x1f".join((draft_id, str(version), subject, body))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]


def reply_subject(medium: Medium, subject: str) -> str:
    """`Re: …` for mail, nothing elsewhere."""
    if medium is not Medium.EMAIL or not subject:
        return ""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


# --- medium rules ---------------------------------------------------------------------------------------

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
MOST_SMS_PARTS = 7
"""Of one automatic text; a longer one is for a person to shorten."""
LENGTH_LIMITS: Mapping[Medium, int] = {
    Medium.SMS: 960,
    Medium.EMAIL: 6000,
    Medium.LINKEDIN: 1900,
    Medium.VOICE: 960,
}
"""Characters."""


@dataclass(frozen=True, slots=True)
class SmsParts:
    """How a text travels as SMS (3GPP TS 23.038 and 23.040)."""

    encoding: str
    """GSM-7 or UCS-2."""
    units: int
    """Septets, or UTF-16 code units."""
    parts: int


def sms_parts(text: str) -> SmsParts:
    """160 septets or 70 code units in one part; 153 or 67 in each of several."""
    if all(character in _GSM or character in _GSM_TWICE for character in text):
        units = sum(2 if character in _GSM_TWICE else 1 for character in text)
        return SmsParts("GSM-7", units, 1 if units <= 160 else -(-units // 153))
    units = len(text.encode("utf-16-le", "replace")) // 2
    return SmsParts("UCS-2", units, 1 if units <= 70 else -(-units // 67))


def too_long(medium: Medium, body: str) -> dict[str, Any] | None:
    """The figures of a text that is too long for its medium; None where it fits."""
    limit = LENGTH_LIMITS[medium]
    if len(body) > limit:
        return {"length": len(body), "limit": limit}
    if medium in (Medium.SMS, Medium.VOICE) and (sms := sms_parts(body)).parts > MOST_SMS_PARTS:
        return {"encoding": sms.encoding, "parts": sms.parts, "limit": MOST_SMS_PARTS}
    return None


def with_signature(medium: Medium, body: str, signature: str) -> str:
    """A mail with the workspace's signature below it, once; anything else as it is."""
    if medium is not Medium.EMAIL or not signature.strip() or ends_with_signature(body, signature):
        return body
    return f"{body.rstrip()}\n\n{signature.strip()}"


def ends_with_signature(body: str, signature: str) -> bool:
    return " ".join(body.split()).endswith(" ".join(signature.split()))


# --- what changed ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch of a comparison."""

    op: str
    """same, removed or added."""
    text: str


def changes_between(before: str, after: str) -> list[Change]:
    """What became of the words of `before`; the same and removed stretches joined are it, word for word, and the same
    and added ones are `after`."""
    old, new = _tokens(before), _tokens(after)
    found: list[Change] = []
    for op, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Change("same", "".join(old[i:j])))
            continue
        found += [Change(name, text) for name, text in _replaced(old[i:j], new[k:m]) if text]
    return found


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ("removed", "".join(old)), ("added", "".join(new))


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
