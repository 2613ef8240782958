"""The business in one place: what is judged without AI, who deserves an answer, and how a message ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import IN_FLIGHT, Author, Direction, Disposition, Medium, Message
from rejoinder.domain.ports.ai import SentimentVerdict
from rejoinder.domain.safety import agreed_to_leave, speaks_of_contact
from rejoinder.domain.sentiment import Sentiment, SentimentSource, deserves_draft, next_status
from rejoinder.domain.workspaces import Mode, Workspace

_DECLINE = re.compile(
    r"\b(?:not|no longer|isn'?t|aren'?t) (?:\w+ )?interested\b|\bno,? thanks?\b|\bnot for (?:me|us)\b", re.I
)


_BY_MACHINE = (Sentiment.AUTOMATED_REPLY, Sentiment.OUT_OF_OFFICE)
_SURELY_A_MACHINE = 0.7
"""From here on hardly any person is taken for a machine (docs/classifier.md)."""
_LEGAL_THREAT = "legal-threat"
"""Hostile, and no goodbye: a person has to answer it."""
_CONSENT_WORD = "keyword-opt-in"
UNSURE_BELOW = 0.65
"""A verdict less sure than this, after which nobody would be answered, is no verdict: a person reads the message."""
SURE_BY_WORDS = 0.9
"""The same where nothing but words was weighed, without a model: "the boiler stopped working" weighs like a refusal."""
_TOLD_BY_WORDS = ("wording:", "self-declared-robot", "voicemail", "connection-robot")
"""Rules of `domain/safety` that know a machine by its words."""


def verdict_without_ai(message: Message, text: str) -> SentimentVerdict | None:
    """What structure and keywords alone settle; None when the text has to be understood.

    A decline that ends in a bare "remove me" is a decline by name (seed 000, scenario 3); the removal is honoured all
    the same, by the consent that it withdrew.
    """
    safety, rule = message.safety, str(message.safety.get("rule", ""))
    if safety.get("bounce"):
        return SentimentVerdict(Sentiment.BLACKLIST, SentimentSource.HEADER, 1.0, f"Delivery failure ({rule}).")
    if message.opt_out and rule == "remove-me" and _DECLINE.search(text):
        return SentimentVerdict(
            Sentiment.NOT_INTERESTED, SentimentSource.LEXICON, 1.0, "Declines and asks to be removed."
        )
    if message.opt_out or (safety.get("hostile") and rule != _LEGAL_THREAT):
        return SentimentVerdict(Sentiment.BLACKLIST, SentimentSource.LEXICON, 1.0, f"Asks to be left alone ({rule}).")
    layer = SentimentSource.LEXICON if rule.startswith(_TOLD_BY_WORDS) else SentimentSource.HEADER
    if safety.get("out_of_office") and message.automated:
        return SentimentVerdict(Sentiment.OUT_OF_OFFICE, layer, 1.0, f"Absence notice ({rule}).")
    if message.automated:
        return SentimentVerdict(Sentiment.AUTOMATED_REPLY, layer, 1.0, f"Automated mail ({rule}).")
    if _is_consent_word(message):
        return SentimentVerdict(Sentiment.NEUTRAL, SentimentSource.LEXICON, 1.0, "START is about texts, not about us.")
    return None


def _is_consent_word(message: Message) -> bool:
    """Whether the whole message is the word that allows texts, first-time or again: it says nothing about interest."""
    return _CONSENT_WORD in message.safety.get("rules", ())


def heard_in_context(message: Message, conversation: Sequence[Message]) -> Message:
    """The message, as an opt-out where our last words before it make it one: "yes" to "shall I stop writing?"."""
    if message.opt_out or message.automated:
        return message
    ours = [m for m in conversation if m.direction is Direction.OUTBOUND and m.received_at <= message.received_at]
    if not ours or not (found := agreed_to_leave(message.text, max(ours, key=lambda m: m.received_at).body)):
        return message
    told = {"opt_out": True, "consent_change": "withdrawn", "rule": found.rule, "evidence": found.evidence}
    return replace(message, opt_out=True, safety={**message.safety, **told, "rules": [found.rule]})


def heard_by_verdict(message: Message, verdict: SentimentVerdict | None) -> Message:
    """The message, as an opt-out or a machine's where it was judged one that no rule knew: "let this be the last".

    Whoever says that it is no more than a guess writes nobody off, and takes no person for a machine.
    """
    if verdict is None or message.opt_out or message.automated:
        return message
    rule = f"judged-by-{verdict.source}"
    told: dict[str, Any] = {"rule": rule, "rules": [rule], "evidence": verdict.reason}
    # Weighed words alone withdraw no consent: "please come again" and "remove the tank" weigh like a goodbye. Where no
    # rule of safety was near one, and no clause ends being written to or called, a person reads it.
    by_words = verdict.source is SentimentSource.LEXICON and not (
        (message.safety.get("ambiguous_opt_out") and message.safety.get("rule") != _LEGAL_THREAT)
        or speaks_of_contact(message.text, at_least=verdict.confidence >= SURE_BY_WORDS)
    )
    if verdict.sentiment is Sentiment.BLACKLIST and verdict.confidence >= UNSURE_BELOW and not by_words:
        told |= {"opt_out": True, "consent_change": "withdrawn"}
        return replace(message, opt_out=True, safety={**message.safety, **told})
    if verdict.sentiment in _BY_MACHINE and verdict.confidence >= _SURELY_A_MACHINE:
        told |= {"automated": True, "out_of_office": verdict.sentiment is Sentiment.OUT_OF_OFFICE}
        return replace(message, automated=True, safety={**message.safety, **told})
    return message


def lead_after(lead: Lead, verdict: SentimentVerdict) -> Lead:
    """The lead once this verdict is known: status by ranked transitions, the newest sentiment rolled up.

    A verdict that is no more than a guess writes nobody off.
    """
    weighed = verdict.source is SentimentSource.LEXICON and verdict.confidence < 1.0  # a rule is certain
    goodbye = verdict.sentiment is Sentiment.BLACKLIST
    unsure = verdict.confidence < UNSURE_BELOW or (weighed and (goodbye or verdict.confidence < SURE_BY_WORDS))
    if unsure and verdict.sentiment in (Sentiment.BLACKLIST, Sentiment.NOT_INTERESTED):
        return replace(lead, sentiment=verdict.sentiment)
    status = next_status(lead.status, verdict.sentiment, has_appointment=lead.has_appointment)
    return replace(lead, status=status, sentiment=verdict.sentiment)


EDITED_LATE = "edited-after-answer"
"""Why a person looks at a message whose words changed when its reply had left, or was in the air."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A message ends here, without a draft."""

    disposition: Disposition
    reason: str


def answered_by_person(message: Message, conversation: Sequence[Message]) -> bool:
    """Whether one of our people answered after this message."""
    return any(
        m.direction is Direction.OUTBOUND
        and m.author in (Author.HUMAN, Author.ELSEWHERE)
        and m.received_at > message.received_at
        for m in conversation
    )


def burst_deserves_draft(message: Message, conversation: Sequence[Message]) -> bool:
    """Whether this message, or one just before it that was left for this one to answer, deserves a draft."""
    if message.sentiment is not None and deserves_draft(message.sentiment, asks_something=message.asks_something):
        return True
    answers = (m for m in conversation if m.direction is Direction.OUTBOUND and m.author is not Author.SYSTEM)
    last_answer = max((m.received_at for m in answers), default=None)
    return any(
        m.direction is Direction.INBOUND
        and m.version < message.version
        and m.disposition is Disposition.SUPERSEDED
        and m.disposition_reason == "newer-message"
        and (last_answer is None or m.received_at > last_answer)
        and m.sentiment is not None
        and deserves_draft(m.sentiment, asks_something=m.asks_something)
        for m in conversation
    )


QUIET_S: Mapping[Medium, float] = {Medium.SMS: 8.0, Medium.LINKEDIN: 20.0, Medium.EMAIL: 5.0, Medium.VOICE: 0.0}
"""Seconds of silence after which somebody who writes several messages in a row has said it all."""
QUIET_FOR_PEOPLE_S = 5.0
"""At most this where the draft only waits for a person, who would look at nothing meanwhile."""
LONGEST_BURST_S = 90.0
"""Counted from the first message of the row; then it is answered, and what comes later supersedes the answer."""


def quiet_s(workspace: Workspace, medium: Medium, lowest_delay_s: float) -> float:
    """How long nobody answers somebody who may be still writing. Unless the operator said how long, it is never longer
    than a reply waits anyway, so that it costs nobody any time."""
    settings = workspace.settings
    if settings.burst_wait is not None:
        return settings.burst_wait
    longest = QUIET_S[medium] if settings.mode is Mode.AUTO else min(QUIET_S[medium], QUIET_FOR_PEOPLE_S)
    return min(longest, lowest_delay_s)


def still_writing_s(message: Message, conversation: Sequence[Message], now: datetime, quiet: float) -> float:
    """Seconds until the row of messages that this one belongs to counts as over; 0 when it is."""
    said = [m for m in conversation if m.direction is Direction.INBOUND and not m.automated and m.id != message.id]
    row = sorted([*(m.received_at for m in said), message.received_at], reverse=True)
    newest, first = row[0], row[0]
    for moment in row:
        if (first - moment).total_seconds() > quiet:
            break
        first = moment
    ends = min(newest.timestamp() + quiet, first.timestamp() + max(quiet, LONGEST_BURST_S))
    return max(0.0, ends - now.timestamp())


def ending_without_draft(
    message: Message, lead: Lead, workspace: Workspace, conversation: Sequence[Message]
) -> Ending | None:
    """How an understood message ends when nobody should write a draft for it; None when somebody should."""
    left_alone = ending_of_whom_to_leave(message, lead, workspace, conversation)
    if left_alone is not None:
        return left_alone
    if message.sentiment is None:
        return Ending(Disposition.WAITING_HUMAN, _why_unjudged(message))
    ends = not deserves_draft(message.sentiment, asks_something=message.asks_something)
    if ends and (message.sentiment_confidence or 0.0) < _sure_enough(message):
        return Ending(Disposition.WAITING_HUMAN, "not-understood")
    if message.sentiment is Sentiment.BLACKLIST:  # whose withdrawal no rule and no model is sure of
        return Ending(Disposition.WAITING_HUMAN, "maybe-opt-out")
    if message.sentiment is Sentiment.MEETING_BOOKED and not lead.has_appointment:
        return Ending(Disposition.WAITING_HUMAN, "no-such-appointment")
    if not burst_deserves_draft(message, conversation):
        if _is_consent_word(message):
            return Ending(Disposition.STAYED_SILENT, "opt-in")
        return Ending(Disposition.STAYED_SILENT, message.sentiment.lower().replace(" ", "-"))
    if later_takes_over(message, conversation):
        return Ending(Disposition.SUPERSEDED, "newer-message")
    if workspace.settings.mode is Mode.OFF:
        return Ending(Disposition.WAITING_HUMAN, "mode-off")
    return None


def _sure_enough(message: Message) -> float:
    """Below it nobody is left without an answer: words weighed against each other have to be surer than a model."""
    return SURE_BY_WORDS if message.sentiment_source == SentimentSource.LEXICON else UNSURE_BELOW


def ending_of_whom_to_leave(
    message: Message, lead: Lead, workspace: Workspace, conversation: Sequence[Message]
) -> Ending | None:
    """How a message ends to which nothing at all may be said, by itself or by rule; None for all others."""
    if message.opt_out or lead.has_opted_out(message.medium, workspace.settings.opt_out_scope):
        return Ending(Disposition.SUPPRESSED, "opt-out")
    if message.safety.get("hostile") and message.safety.get("rule") != _LEGAL_THREAT:
        return Ending(Disposition.SUPPRESSED, "hostile")
    if message.safety.get("bounce"):
        return Ending(Disposition.STAYED_SILENT, "bounce")
    if message.automated:
        return Ending(
            Disposition.STAYED_SILENT, "out-of-office" if message.safety.get("out_of_office") else "automated"
        )
    if answered_by_person(message, conversation):
        return Ending(Disposition.SUPERSEDED, "human-answered")
    return None


def _why_unjudged(message: Message) -> str:
    if message.text.strip():
        return "not-judged"
    return "attachment-only" if message.media else "empty-message"


def ending_when_withheld(reason: str, message: Message, conversation: Sequence[Message]) -> Ending:
    """How the answered message ends when its reply was held back in the last moment."""
    if reason in ("opt-out", "switch"):
        return Ending(Disposition.SUPPRESSED, reason)
    if reason == "human-answered":
        return Ending(Disposition.SUPERSEDED, reason)
    if reason == "conversation-moved-on" and later_takes_over(message, conversation):
        return Ending(Disposition.SUPERSEDED, "newer-message")
    return Ending(Disposition.WAITING_HUMAN, reason)


def later_takes_over(message: Message, conversation: Sequence[Message]) -> bool:
    """Whether a later message of the same person is being answered, or waits to be."""
    return any(
        m.direction is Direction.INBOUND
        and m.version > message.version
        and not (m.automated or m.opt_out)
        and (m.disposition in IN_FLIGHT or m.disposition in _ANSWERED)
        for m in conversation
    )


_ANSWERED = frozenset(
    {
        Disposition.SENT,
        Disposition.APPROVED_SENT,
        Disposition.EDITED_SENT,
        Disposition.BOOKED,
        Disposition.WAITING_HUMAN,
    }
)
