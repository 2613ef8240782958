"""Whom of the team we tell about a message that waits, on which way, how soon, and what becomes of the telling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rejoinder.domain.drafts import Draft, DraftStatus
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobType, NewJob
from rejoinder.domain.owners import shown_author
from rejoinder.domain.sentiment import Sentiment


class By(StrEnum):
    """The ways to a person of the team."""

    SLACK = "slack"
    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Target:
    """One way to somebody. `place`: a Slack channel (empty: the connection's own), a mail address, nothing else."""

    by: By
    place: str = ""

    def __str__(self) -> str:
        return f"{self.by}:{self.place}" if self.place else str(self.by)


class How(StrEnum):
    """When a rule tells of a waiting message."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """Waiting messages of these sentiments (none named: any) are told there."""

    to: tuple[Target, ...]
    sentiments: tuple[str, ...] = ()
    how: How = How.NOW

    def is_about(self, sentiment: str | None) -> bool:
        return not self.sentiments or (sentiment or "") in self.sentiments


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Who is told once a message has waited for so long without an answer."""

    after_minutes: float
    to: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One summary a day of what waits, from that time of day on in the workspace's zone."""

    at: time
    to: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """Everything an operator may choose about telling the team."""

    rules: tuple[Rule, ...] = (Rule((Target(By.SLACK),)),)
    """The first that is about a message's sentiment counts."""
    fallback: tuple[Target, ...] = ()
    """Told instead, when a target cannot be reached."""
    approvers: tuple[str, ...] = ()
    """Slack's ids of the people who may decide by button; nobody else may, whatever channel they are in."""
    escalation: tuple[EscalationStep, ...] = ()
    quiet_hours: tuple[time, time] | None = None
    """Escalations wait for their end."""
    digest: Digest | None = None

    def rule_for(self, sentiment: str | None) -> Rule | None:
        return next((rule for rule in self.rules if rule.is_about(sentiment)), None)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every target that is named anywhere, each once."""
        named = [
            *(target for rule in self.rules if rule.how is How.NOW for target in rule.to),
            *self.fallback,
            *(target for step in self.escalation for target in step.to),
            *(self.digest.to if self.digest is not None else ()),
        ]
        return tuple(dict.fromkeys(named))


# --- as it is written by operators ------------------------------------------------------------------

_MAIL = re.compile(r"[^\s@,;<>]{1,64}@[^\s@,;<>]{1,190}\.[^\s@,;<>]{2,63}")
_SLACK_ID = re.compile(r"[A-Z0-9]{2,40}")
_MOST = 20


def parse_target(name: str, value: object) -> Target:
    """`slack`, `slack:C0123456789`, `email:somebody@example.com` or `webhook`. Raises InvalidInput."""
    kind, _, place = value.strip().partition(":") if isinstance(value, str) else ("", "", "")
    by = next((way for way in By if way == kind.strip().lower()), None)
    place = place.strip()
    fits = {
        By.SLACK: not place or _SLACK_ID.fullmatch(place),
        By.EMAIL: _MAIL.fullmatch(place) and place.isascii(),
        By.WEBHOOK: not place,
    }
    if by is None or not fits[by]:
        raise InvalidInput(
            f"'{name}' takes slack, slack:<channel id>, email:<address> or webhook, not {str(value)[:80]!r}.",
            field=name,
        )
    return Target(by, place.lower() if by is By.EMAIL else place)


def _targets(name: str, value: object) -> tuple[Target, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, (list, tuple)) or len(listed) > _MOST:
        raise InvalidInput(f"'{name}' takes a list of at most {_MOST} targets.", field=name)
    return tuple(dict.fromkeys(parse_target(name, each) for each in listed))


def _objects(name: str, value: object, *known: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, (list, tuple)) or len(value) > _MOST:
        raise InvalidInput(f"'{name}' takes a list of at most {_MOST} objects.", field=name)
    for each in value:
        _object(name, each, *known)
    return value


def _object(name: str, value: object, *known: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(map(str, value)) - set(known):
        raise InvalidInput(f"'{name}' takes an object with some of: {', '.join(known)}.", field=name)
    return value


def _sentiments(name: str, value: object) -> tuple[str, ...]:
    known = {sentiment.value.casefold(): sentiment.value for sentiment in Sentiment}
    listed = value if isinstance(value, (list, tuple)) else [value]
    found = [known.get(str(each).casefold(), "") for each in listed]
    if not all(found):
        raise InvalidInput(f"'{name}' takes some of: {', '.join(known.values())}.", field=name)
    return tuple(dict.fromkeys(found))


def _rule(name: str, value: Mapping[str, Any]) -> Rule:
    how = value.get("how", How.NOW)
    if how not in list(How):
        raise InvalidInput(f"'{name}.how' is one of {', '.join(How)}.", field=name)
    to = _targets(f"{name}.to", value.get("to", ()))
    if not to and how == How.NOW:
        raise InvalidInput(f"'{name}.to' names whom to tell.", field=name)
    return Rule(to, _sentiments(f"{name}.sentiments", value.get("sentiments", ())), How(how))


def _step(name: str, value: Mapping[str, Any]) -> EscalationStep:
    minutes, to = value.get("after_minutes"), _targets(f"{name}.to", value.get("to", ()))
    if isinstance(minutes, bool) or not isinstance(minutes, (int, float)) or not 0 < minutes <= 60 * 24 * 14:
        raise InvalidInput(f"'{name}.after_minutes' takes minutes, at most two weeks of them.", field=name)
    if not to:
        raise InvalidInput(f"'{name}.to' names whom to tell.", field=name)
    return EscalationStep(float(minutes), to)


def _time(name: str, value: object) -> time:
    try:
        if not isinstance(value, str):
            raise ValueError
        return time.fromisoformat(value)
    except ValueError:
        raise InvalidInput(f"'{name}' takes a time of day such as 08:00.", field=name) from None


def parse_notifications(name: str, value: object) -> NotificationSettings:
    """The setting as posted. Raises InvalidInput that names the part.

    `{"rules": [{"sentiments": ["Interested"], "to": ["slack"], "how": "now"}], "fallback": ["email:…"],
    "approvers": ["U0123456789"], "escalation": [{"after_minutes": 15, "to": ["email:…"]}],
    "quiet_hours": ["22:00", "07:00"], "digest": {"at": "08:00", "to": ["email:…"]}}`
    """
    known = ("rules", "fallback", "approvers", "escalation", "quiet_hours", "digest")
    stated = _object(name, value, *known)
    parsed: dict[str, Any] = {}
    if "rules" in stated:
        place = f"{name}.rules"
        parsed["rules"] = tuple(
            _rule(place, each) for each in _objects(place, stated["rules"], "sentiments", "to", "how")
        )
    if "fallback" in stated:
        parsed["fallback"] = _targets(f"{name}.fallback", stated["fallback"])
    if "approvers" in stated:
        people = stated["approvers"]
        if not isinstance(people, (list, tuple)) or not all(
            isinstance(each, str) and _SLACK_ID.fullmatch(each) for each in people
        ):
            raise InvalidInput(f"'{name}.approvers' takes Slack's ids of people, such as U0123456789.", field=name)
        parsed["approvers"] = tuple(dict.fromkeys(people))
    if "escalation" in stated:
        place = f"{name}.escalation"
        steps = [_step(place, each) for each in _objects(place, stated["escalation"], "after_minutes", "to")]
        parsed["escalation"] = tuple(sorted(steps, key=lambda step: step.after_minutes))
    if stated.get("quiet_hours") is not None:
        hours = stated["quiet_hours"]
        if not isinstance(hours, (list, tuple)) or len(hours) != 2:
            raise InvalidInput(f"'{name}.quiet_hours' takes two times of day.", field=name)
        begins, ends = (_time(f"{name}.quiet_hours", at) for at in hours)
        if begins == ends:
            raise InvalidInput(f"'{name}.quiet_hours' must not be the whole day.", field=name)
        parsed["quiet_hours"] = (begins, ends)
    if stated.get("digest") is not None:
        digest = _object(f"{name}.digest", stated["digest"], "at", "to")
        parsed["digest"] = Digest(
            _time(f"{name}.digest.at", digest.get("at")), _targets(f"{name}.digest.to", digest.get("to", ()))
        )
    return NotificationSettings(**parsed)


# --- what is told -----------------------------------------------------------------------------------


class NotificationKind(StrEnum):
    WAITING = "waiting"
    """A message waits for a person, with its draft if there is one."""
    ESCALATION = "escalation"
    """It has waited too long."""
    DIGEST = "digest"
    TEST = "test"


class NotificationState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    """There was nothing left to tell when its turn came."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One telling of one target, and what became of it. It holds no words of anybody: they are read when it leaves."""

    id: str
    workspace_id: str
    kind: NotificationKind
    target: Target
    dedupe_key: str
    """What happened, and to whom it is told: nobody is told of one thing twice."""
    lead_id: str | None = None
    message_id: str | None = None
    draft_id: str | None = None
    state: NotificationState = NotificationState.PENDING
    reason: str = ""
    """Why the message waits; or why this was skipped or failed."""
    reference: str = ""
    """The provider's name for the card, once it is there."""
    shown: str = ""
    """Which state of the draft the card shows: `version:status`."""
    fallback_for: str = ""
    """The target that could not be reached, if this is told instead."""
    created_at: datetime | None = None
    sent_at: datetime | None = None

    def job(self, *, suffix: str = "") -> NewJob:
        """The work of telling, or (with a `suffix`) of showing what holds now."""
        return NewJob(
            JobType.DELIVER_NOTIFICATION,
            self.workspace_id,
            self.id,
            lead_id=self.lead_id,
            message_id=self.message_id,
            suffix=suffix,
        )


def notification(
    kind: NotificationKind,
    workspace_id: str,
    target: Target,
    what: str,
    *,
    lead_id: str | None = None,
    message_id: str | None = None,
    draft_id: str | None = None,
    reason: str = "",
    fallback_for: str = "",
) -> Notification:
    """One that has to leave; `what` tells apart the things that happen."""
    key = f"{kind}:{what}:{target}"
    return Notification(
        new_id(),
        workspace_id,
        kind,
        target,
        key,
        lead_id,
        message_id,
        draft_id,
        reason=reason,
        fallback_for=fallback_for,
    )


def escalation_job(workspace_id: str, lead_id: str, message_id: str, step: int, delay: float, entered: str) -> NewJob:
    """The look whether a message still waits; `entered` tells apart the times at which it began to."""
    return NewJob(
        JobType.ESCALATE,
        workspace_id,
        message_id,
        lead_id=lead_id,
        message_id=message_id,
        payload={"step": step, "entered": entered},
        delay=max(0.0, delay),
        suffix=f"{step}:{entered}",
    )


def shown_state(draft: Draft) -> str:
    """What a card of this draft has to show."""
    return f"{draft.version}:{draft.status}"


GIVE_UP_AFTER = timedelta(minutes=15)
"""How long a target may be unreachable before somebody else is told instead."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for a person, as a summary shows it."""

    message_id: str
    lead_name: str
    sender: str
    channel: str
    sentiment: str
    reason: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """What a person of the team reads, on whatever way."""

    title: str
    lines: tuple[str, ...] = ()
    """What was said and why it waits, one paragraph each; other people's words are quoted by whoever shows them."""
    said: str = ""
    """The message."""
    proposed: str = ""
    """The draft, whole: what is approved is what was read."""
    link: str = ""
    """A page of the dashboard; opening it changes nothing."""
    bound_to: Draft | None = None
    """Buttons decide about exactly this version; None: nothing to decide."""

    def as_text(self) -> str:
        """For a mail or a plain message."""
        parts = [self.title, *self.lines]
        if self.said:
            parts.append("They wrote:\n" + _quoted(self.said))
        if self.proposed:
            parts.append("Proposed reply:\n" + _quoted(self.proposed))
        if self.link:
            parts.append(self.link)
        return "\n\n".join(parts)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.splitlines())


_LONGEST_SAID = 1_400


def card_of_waiting(
    *, who: str, channel: str, sentiment: str, reason: str, said: str, draft: Draft | None, link: str, late: bool
) -> Card:
    """The card of a message and its draft as they are now."""
    begins = "Still unanswered" if late else "Waits for you"
    title = f"{begins}: {who} ({channel}{', ' + sentiment if sentiment else ''})"
    lines = []
    if draft is None or draft.status is DraftStatus.PROPOSED or draft.status is DraftStatus.FAILED:
        lines.append(f"Why a person: {reason or 'no reason was given'}.")
    if draft is not None:
        lines.append(decided_line(draft))
    open_draft = draft if draft is not None and draft.status is DraftStatus.PROPOSED else None
    return Card(
        title=title,
        lines=tuple(line for line in lines if line),
        said=said if len(said) <= _LONGEST_SAID else said[: _LONGEST_SAID - 1] + "…",
        proposed=draft.body if draft is not None else "",
        link=link,
        bound_to=open_draft,
    )


_DONE = {
    DraftStatus.APPROVED: "Approved",
    DraftStatus.SENT: "Sent",
    DraftStatus.REJECTED: "Rejected",
    DraftStatus.SUPERSEDED: "Overtaken by something newer",
    DraftStatus.FAILED: "Could not be sent",
}


def decided_line(draft: Draft) -> str:
    """What became of a draft and who decided; empty while it waits."""
    done = _DONE.get(draft.status)
    if done is None:
        return ""
    by = f", decided by {shown_author(draft.decided_by)}" if draft.decided_by else ""
    return f"{done} (version {draft.version}){by}."


def digest_card(name: str, waiting: Sequence[Waiting], more: int, link: str, now: datetime) -> Card:
    """What waits, oldest first."""
    total = len(waiting) + more
    what = "message waits" if total == 1 else "messages wait"
    title = f"{name}: {total} {what} for a person" if total else f"{name}: nothing waits for a person"
    lines = [
        f"{each.lead_name or each.sender} ({each.channel}{', ' + each.sentiment if each.sentiment else ''}), "
        f"for {_age(now - each.received_at)}: {each.reason or 'no reason was given'}"
        for each in waiting
    ]
    if more:
        lines.append(f"and {more} more")
    return Card(title, tuple(lines), link=link)


def _age(waited: timedelta) -> str:
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


DIGEST_WITHIN = timedelta(hours=6)
"""How late a summary still makes sense."""


def digest_day(digest: Digest, now: datetime, timezone: str) -> str:
    """The day whose summary is due now, as `2026-11-21`; empty while none is."""
    local = now.astimezone(ZoneInfo(timezone))
    due = datetime.combine(local.date(), digest.at, tzinfo=local.tzinfo)
    return local.date().isoformat() if due <= local < due + DIGEST_WITHIN else ""
