"""What a workspace writes to people who have gone silent: named sequences of steps, and when they may leave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from rejoinder.domain.errors import InvalidInput

MOST_STEPS = 20
MOST_WAIT_DAYS = 365
MOST_WAIT_MINUTES = 60 * 24 * 365
LONGEST_TEXT = 6_000
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a sequence. It is due `wait_days` and `wait_minutes` after the one before (the first: after the
    enrolment), at the local time `at` if that is given."""

    wait_days: int = 0
    wait_minutes: int = 0
    at: time | None = None
    channel: str = ""
    """A medium (`sms`, `email`, `linkedin`) or a channel's name; empty: where the person wrote last."""
    text: str = ""
    """`{{first_name}}` and others stand for what is known about the person (VARIABLES)."""
    subject: str = ""
    draft_by_ai: bool = False
    instruction: str = ""
    """What the AI shall say, if it writes."""


@dataclass(frozen=True, slots=True)
class FollowUpSequence:
    """A workspace's named sequence; switched off, its follow-ups stay where they are."""

    id: str
    workspace_id: str
    name: str
    steps: tuple[Step, ...]
    active: bool = True
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUpSettings:
    """What a workspace says about all of its follow-ups."""

    quiet_hours: tuple[time, time] | None = (time(20), time(8))
    """From when until when nothing leaves, in the person's zone; None for never."""
    days: tuple[str, ...] = WORKDAYS
    """On which days something may leave."""
    enrol: str = ""
    """The sequence into which everybody comes whom we have answered and who deserved it; empty: nobody by itself."""
    resume_after_days: float | None = None
    """After how many days of silence a follow-up that a reply has paused goes on; None: only when a person says so."""
    stop_campaigns: bool = True
    """Whether a provider's own campaign is asked to stop writing to people who replied."""
    leak_alarm: bool = True
    """Whether a campaign mail that left after a reply or an opt-out raises an alert."""


# --- steps ------------------------------------------------------------------------------------------


def parse_steps(raw: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps from posted or stored JSON. Raises InvalidInput that names the first wrong field."""
    if not 1 <= len(raw) <= MOST_STEPS:
        raise InvalidInput(f"A sequence has 1 to {MOST_STEPS} steps.", field="steps")
    return tuple(_step(f"steps[{place}]", stated) for place, stated in enumerate(raw))


def stored_steps(raw: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps as this or another release stored them; none where there are none."""
    known = set(Step.__slots__)
    return parse_steps([{k: v for k, v in step.items() if k in known} for step in raw]) if raw else ()


def shown_step(step: Step) -> dict[str, Any]:
    """The step as JSON, as `parse_steps` takes it."""
    return {
        "wait_days": step.wait_days,
        "wait_minutes": step.wait_minutes,
        "at": step.at.isoformat("minutes") if step.at is not None else None,
        "channel": step.channel,
        "text": step.text,
        "subject": step.subject,
        "draft_by_ai": step.draft_by_ai,
        "instruction": step.instruction,
    }


def _step(place: str, raw: Mapping[str, Any]) -> Step:
    step = Step(
        wait_days=_whole(f"{place}.wait_days", raw.get("wait_days", 0), MOST_WAIT_DAYS),
        wait_minutes=_whole(f"{place}.wait_minutes", raw.get("wait_minutes", 0), MOST_WAIT_MINUTES),
        at=_clock(f"{place}.at", raw.get("at")),
        channel=_text(f"{place}.channel", raw.get("channel", "")).strip(),
        text=_text(f"{place}.text", raw.get("text", "")).strip(),
        subject=_text(f"{place}.subject", raw.get("subject", "")).strip(),
        draft_by_ai=bool(raw.get("draft_by_ai", False)),
        instruction=_text(f"{place}.instruction", raw.get("instruction", "")).strip(),
    )
    if step.draft_by_ai == bool(step.text):
        raise InvalidInput("A step has either a text, or draft_by_ai.", field=f"{place}.text")
    for name in (*variables_in(step.text), *variables_in(step.subject)):
        if name not in VARIABLES:
            known = ", ".join(VARIABLES)
            raise InvalidInput(f"Unknown variable '{name}'. Known: {known}.", field=f"{place}.text")
    return step


def _whole(field: str, value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InvalidInput(f"'{field}' takes a whole number from 0 to {most}.", field=field)
    return value


def _text(field: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise InvalidInput(f"'{field}' takes a text of at most {LONGEST_TEXT} characters.", field=field)
    return value


def _clock(field: str, value: object) -> time | None:
    if value is None or value == "":
        return None
    try:
        at = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise InvalidInput(f"'{field}' takes a local time such as 09:30.", field=field)
    return at


# --- texts ------------------------------------------------------------------------------------------

VARIABLES = ("first_name", "name", "workspace", "booking_link", "business_phone")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*(?:\|([^{}]*))?\}\}")


class MissingVariable(Exception):
    """Nothing is known that this variable could stand for: a text with a hole never leaves."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def variables_in(text: str) -> tuple[str, ...]:
    return tuple(found[1] for found in _VARIABLE.finditer(text))


def rendered(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in; `{{first_name|there}}` says what stands in for one that is not known.
    Raises MissingVariable."""

    def fill(found: re.Match[str]) -> str:
        value = values.get(found[1], "").strip() or (found[2] or "").strip()
        if not value:
            raise MissingVariable(found[1])
        return value

    return _VARIABLE.sub(fill, text).strip()
