"""What the pipeline asks of a model. Every implementation records each call it makes.

All raise AIBusy, AIDown, AIKeyRejected, AIAnswerUnusable (temporary), AIRefused, ConfigurationFault (permanent)
or BreakerOpen; none answers "Neutral" because something broke.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from rejoinder.domain.ai_usage import AICall, CallContext, Judge
from rejoinder.domain.booking import OfferedSlot
from rejoinder.domain.budgets import DaySpent, Reservation
from rejoinder.domain.drafts import Evaluation, Strategy
from rejoinder.domain.knowledge import KnowledgePart
from rejoinder.domain.leads import Lead, Score
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.domain.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a model may see: one lead's thread (oldest first, newest always last), and nobody else's."""

    workspace: Workspace
    lead: Lead
    messages: tuple[Message, ...]
    newest: Message
    """The inbound message being handled; the last of `messages`."""
    slots: tuple[OfferedSlot, ...] = ()
    """Times of the calendar that the answer may offer, and no others."""
    known: tuple[KnowledgePart, ...] = ()
    """The parts of the workspace's knowledge that bear on this conversation."""
    wishes: tuple[str, ...] = ()
    """What colleagues have learned from their own edits, and accepted."""

    @property
    def knowledge(self) -> tuple[str, ...]:
        """The texts that an answer may draw on; the whole setting where nobody has chosen parts."""
        return tuple(part.text for part in self.known) if self.known else self.workspace.settings.knowledge

    @property
    def medium(self) -> Medium:
        return self.newest.medium


@dataclass(frozen=True, slots=True)
class SentimentVerdict:
    sentiment: Sentiment
    source: SentimentSource
    confidence: float
    reason: str
    asks_something: bool = False
    judge: Judge = field(default_factory=Judge, compare=False)


class SentimentClassifier(Protocol):
    def classify(self, conversation: Conversation, call: CallContext) -> SentimentVerdict:
        """What the newest message means, read in its conversation."""
        ...


class DraftGenerator(Protocol):
    def plan(self, conversation: Conversation, call: CallContext) -> Strategy:
        """Step one: what to say."""
        ...

    def write(self, conversation: Conversation, strategy: Strategy, call: CallContext, *, instruction: str = "") -> str:
        """Step two: the text, ready to leave, within the medium's limits."""
        ...


class AutoSendEvaluator(Protocol):
    def evaluate(self, conversation: Conversation, body: str, call: CallContext) -> Evaluation:
        """Whether `body` may leave without a person. Sees the facts and the draft, not the writer's plan."""
        ...


class LeadScorer(Protocol):
    def score(self, conversation: Conversation, call: CallContext) -> Score:
        """Fit, intent and overall from 1 to 4 with reasons."""
        ...


class AI(SentimentClassifier, DraftGenerator, AutoSendEvaluator, LeadScorer, Protocol):
    """One door: whoever implements all four."""


class AILedger(Protocol):
    def reserve(self, call: CallContext, feature: str, estimate: Decimal) -> Reservation:
        """The most that a call may cost is set aside, committed at once. Workers that ask at the same moment are asked
        one after the other, so that together they never overrun a budget by more than their estimates were wrong.

        Raises BudgetSpent when there is no room for it. What is not settled within minutes is free again.
        """
        ...

    def record(self, call: AICall, reservation: Reservation | None = None) -> None:
        """Stored and committed at once, whatever becomes of the job; what was reserved is settled with the true cost,
        or stays spent where nobody knows that (a call that got no answer is not free)."""
        ...

    def days(self, workspace_id: str, count: int) -> Sequence[DaySpent]:
        """What the workspace spent on the last `count` UTC days on which the AI was asked, today first."""
        ...

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        """US dollars of this UTC day, for the workspace or one of its leads."""
        ...


class CircuitBreaker(Protocol):
    """Shared by all processes. `name` is one account, such as `ai` or `connection:<id>`."""

    def admit(self, name: str) -> None:
        """Returns when a call may be made (at most one probe per 15 s while open). Raises BreakerOpen."""
        ...

    def succeeded(self, name: str) -> None: ...

    def failed(self, name: str, *, code: str) -> bool:
        """Counts a failure; True when this one opened the breaker."""
        ...
