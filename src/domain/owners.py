"""The owner of a business on the telephone: what is told to them, and what they may say back.

A text from the number that the workspace names as its owner's is a command, never a customer's message
(reference/voice-and-sms.md A10, A12, REQ-A13 and REQ-A15).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rejoinder.domain.contacts import mask

CODE_VALID = timedelta(hours=24)
"""How long the owner may answer with a code."""
PAUSE_FOR = timedelta(hours=8)
"""How long PAUSE holds when no hours are named."""
PAUSE_AT_MOST = timedelta(hours=72)
COMMANDS_AT_MOST = 12
"""So many texts of the owner are obeyed within `COMMANDS_WITHIN`."""
COMMANDS_WITHIN = timedelta(minutes=10)
TELL_AGAIN = timedelta(minutes=15)
"""How soon the owner hears of the same person again when there is nothing new to decide."""

ESCALATE_AFTER_S = 600.0
"""How long an urgent message may stay unanswered before the next contact is told (REQ-A13)."""
ALERT_AFTER_S = 1800.0
"""How long until everybody who operates this is told."""
NEWEST_WITHIN = timedelta(hours=1)
"""CALL and TEXT without a code mean whom the owner was told about last, if that is no longer ago."""

HELP = (
    "Commands: YES code - send the waiting reply. NO code - do not send it. CALL (code) - we ring you and "
    "put you through. TEXT (code) - tell them you will. STATUS. "
    "PAUSE (or PAUSE 2) - hold automatic replies for 8 (or 2) hours. RESUME. STOP ends these texts."
)

# Neither vowels, so that no code is a word, nor what looks alike in a small font.
_ALPHABET = "BCDFGHJKLMNPQRTVWXZ34679"
_CODE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class OwnerNotifications:
    """Whether the owner is told of urgent messages by text, and when they sleep (in the workspace's zone)."""

    on: bool = True
    quiet: tuple[time, time] | None = None


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class OwnerRequest:
    """A question that lies on the owner's phone: may exactly this version of this draft leave?"""

    id: str
    workspace_id: str
    code: str
    lead_id: str
    message_id: str
    draft_id: str
    draft_version: int
    phone: str
    expires_at: datetime
    state: RequestState = RequestState.OPEN


class Verb(StrEnum):
    YES = "YES"
    NO = "NO"
    CALL = "CALL"
    TEXT = "TEXT"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    STATUS = "STATUS"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class Command:
    verb: Verb
    code: str = ""
    hours: float | None = None


_VERBS = {
    **{verb.value: verb for verb in Verb},
    "Y": Verb.YES, "OK": Verb.YES, "APPROVE": Verb.YES, "SEND": Verb.YES,
    "N": Verb.NO, "REJECT": Verb.NO,
    "CONTINUE": Verb.RESUME, "COMMANDS": Verb.HELP, "?": Verb.HELP,
}  # fmt: skip
_PAUSE = re.compile(r"(\d{1,3}(?:\.\d)?) ?(?:H|HR|HRS|HOUR|HOURS)?")


def parse_command(text: str) -> Command | None:
    """The command that the whole text is; None for anything else, which is then answered with the commands.

    Strict on purpose: "No, call him first" must neither reject nor approve anything.
    """
    words = re.sub(r"[\s.,!:;]+", " ", text).strip().upper()
    first, _, rest = words.partition(" ")
    verb = _VERBS.get(first)
    if verb is None:
        return None
    if verb in (Verb.YES, Verb.NO, Verb.CALL, Verb.TEXT):
        code = rest.lstrip("#")
        is_code = len(code) == _CODE_LENGTH and set(code) <= set(_ALPHABET)
        return Command(verb, code) if not rest or is_code else None
    if verb is Verb.PAUSE and rest:
        stated = _PAUSE.fullmatch(rest)
        return Command(verb, hours=float(stated.group(1))) if stated and float(stated.group(1)) > 0 else None
    return Command(verb) if not rest else None


def code_for(draft_id: str, version: int, attempt: int) -> str:
    """The reference code of that version; another one for each `attempt`, where the first ones are taken."""
    number = int.from_bytes(hashlib.sha256(f"{draft_id}:{version}:{attempt}".encode()).digest()[:8])
    letters = []
    for _ in range(_CODE_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


def is_same_phone(one: str, other: str) -> bool:
    """Whether two spellings are one number: digits alone count, and 00 is +."""
    a, b = _digits(one), _digits(other)
    return bool(a) and a == b


def _digits(phone: str) -> str:
    digits = "".join(character for character in phone if character in "0123456789")
    return digits[2:] if not phone.strip().startswith("+") and digits.startswith("00") else digits


def quiet_until(moment: datetime, notifications: OwnerNotifications, timezone: str) -> datetime:
    """When the owner may be texted next: `moment` itself outside of the quiet hours, else their end."""
    if notifications.quiet is None:
        return moment
    begins, ends = notifications.quiet
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        start = datetime.combine(day, begins, tzinfo=zone).astimezone(UTC)
        stop_day = day if ends > begins else day + timedelta(days=1)
        stop = datetime.combine(stop_day, ends, tzinfo=zone).astimezone(UTC)
        if start <= moment < stop:
            return stop.astimezone(moment.tzinfo)
    return moment


def owner_name(phone: str) -> str:
    """How the owner is named as the author of what they brought about."""
    return f"owner:{phone}"


def shown_author(author: str) -> str:
    """An author as everybody may see it: an owner's number is masked."""
    role, colon, phone = author.partition(":")
    return f"{role}:{mask(phone)}" if colon and role == "owner" else author


def notification(*, who: str, words: str, said: str, proposed: str, code: str, outlook: str) -> str:
    """The text about one urgent message. Customer words are quoted and cut; `proposed` is cut too, the code is not."""
    about = f'URGENT ({words}) from {who}: "{_cut(said, 160)}"'
    if not code:
        return f"{about} {outlook}".strip()
    return f'{about} Proposed reply: "{_cut(proposed, 320)}" Answer YES {code} to send it, NO {code} to drop it.'


def holding_text(name: str) -> str:
    """What somebody hears because the owner answered TEXT."""
    return f"Hi, this is {name}. Your message has arrived, and we will get back to you personally as soon as we can."


def _cut(text: str, limit: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else plain[: limit - 3].rstrip() + "..."
