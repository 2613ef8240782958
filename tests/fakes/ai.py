"""An AI that says what the test tells it to, counts what it was asked, and can be out of order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import Rung
from rejoinder.domain.drafts import Evaluation, Strategy
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Score
from rejoinder.domain.ports.ai import AILedger, Conversation, SentimentVerdict
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from rejoinder.domain.slot_words import offer_text

COST = Decimal("0.001")
REPLY = "Thanks for getting back to us! Happy to help."


@dataclass(frozen=True)
class Asked:
    """One question that reached the AI."""

    feature: str
    text: str
    """The newest message."""
    thread: tuple[str, ...]
    """Everything the AI was shown, oldest first."""
    about: str = ""
    """The draft that was judged, or the instruction that was given."""


class FakeAI:
    """AI: what a text means is looked up in `meanings`, trouble comes from `trouble`, one per call, in order."""

    def __init__(self, ledger: AILedger, *, source: SentimentSource = SentimentSource.MODEL) -> None:
        self._ledger = ledger
        self._source = source
        self.before_call: Callable[[], None] = lambda: None
        self.asked: list[Asked] = []
        self.rungs: list[Rung] = []
        """How much of each question the budgets still allowed."""
        self.trouble: deque[Exception] = deque()
        self.always: Exception | None = None
        self.meanings: dict[str, Sentiment] = {
            "Yes, I'm interested in a call": Sentiment.MEETING_REQUESTED,
            "Thanks": Sentiment.NEUTRAL,
            "Not interested, remove me": Sentiment.NOT_INTERESTED,
        }
        self.confidence = 0.95
        self.reply = REPLY
        """What is written; times that the calendar has free are offered after it."""
        self.evaluation = Evaluation(True, 0.97, "Harmless.")
        self.a_score = Score(3, 3, 3, ("Asked something.",))

    def means(self, text: str, sentiment: Sentiment) -> None:
        """From now on `text` means that."""
        self.meanings[text] = sentiment

    def features(self) -> list[str]:
        """What was asked, in order."""
        return [asked.feature for asked in self.asked]

    def _asked(self, feature: str, conversation: Conversation, call: CallContext, about: str = "") -> None:
        self.before_call()
        thread = tuple(message.text for message in conversation.messages)
        reservation = self._ledger.reserve(call, feature, COST)
        self.rungs.append(reservation.rung)
        self.asked.append(Asked(feature, conversation.newest.text, thread, about))
        trouble = self.trouble.popleft() if self.trouble else self.always
        self._ledger.record(
            AICall(
                id=new_id(),
                feature=feature,
                model="fake",
                prompt_version="1:fake",
                context=call,
                status="ok" if trouble is None else "down",
                latency_ms=1,
                input_tokens=100,
                output_tokens=10,
                cost_usd=COST,
            ),
            reservation,
        )
        if trouble is not None:
            raise trouble

    def classify(self, conversation: Conversation, call: CallContext) -> SentimentVerdict:
        self._asked("sentiment.classify", conversation, call)
        text = conversation.newest.text
        asks = text.rstrip().endswith("?")
        usual = Sentiment.INFORMATION_REQUESTED if asks else Sentiment.INTERESTED
        return SentimentVerdict(
            self.meanings.get(text, usual), self._source, self.confidence, "The test says so.", asks
        )

    def plan(self, conversation: Conversation, call: CallContext) -> Strategy:
        self._asked("draft.strategy", conversation, call)
        return Strategy("Answer.", ("Thank them.",))

    def write(self, conversation: Conversation, strategy: Strategy, call: CallContext, *, instruction: str = "") -> str:
        self._asked("draft.generate", conversation, call, instruction)
        return f"{self.reply} {offer_text([slot.label() for slot in conversation.slots])}".strip()

    def evaluate(self, conversation: Conversation, body: str, call: CallContext) -> Evaluation:
        self._asked("auto_send.evaluate", conversation, call, body)
        return self.evaluation

    def score(self, conversation: Conversation, call: CallContext) -> Score:
        self._asked("lead_scoring.score", conversation, call)
        return self.a_score
