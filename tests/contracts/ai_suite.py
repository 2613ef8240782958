"""What every implementation of the AI port does, whoever thinks: subclass, supply `ai`, `ledger`."""

import pytest

from rejoinder.domain.drafts import Evaluation, Strategy
from rejoinder.domain.leads import Score
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.ai import AI
from rejoinder.domain.sentiment import Sentiment, SentimentSource
from tests.infrastructure.conversations import CALL, Ledger, a_conversation

FEATURES = {
    "classify": "sentiment.classify",
    "plan": "draft.strategy",
    "write": "draft.generate",
    "evaluate": "auto_send.evaluate",
    "score": "lead_scoring.score",
}
PLAN = Strategy("Answer.", ("Thank them.",))


class AISuite:
    source: SentimentSource

    @pytest.fixture
    def ledger(self) -> Ledger:
        return Ledger()

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Yes, I'm interested in a call", Sentiment.MEETING_REQUESTED),
            ("Thanks", Sentiment.NEUTRAL),
            ("Not interested, remove me", Sentiment.NOT_INTERESTED),
            ("How much is it?", Sentiment.INFORMATION_REQUESTED),
        ],
    )
    def test_the_seeds_replies_mean_what_the_seeds_say(self, ai: AI, text: str, wanted: Sentiment) -> None:
        verdict = ai.classify(a_conversation(text), CALL)

        assert (verdict.sentiment, verdict.source) == (wanted, self.source)
        assert 0 <= verdict.confidence <= 1
        assert verdict.reason
        assert verdict.asks_something or not text.endswith("?")

    def test_a_reply_is_planned_then_written_then_judged_then_scored(self, ai: AI, ledger: Ledger) -> None:
        conversation = a_conversation("I'm interested", before=[("us", "Hello from Acme")])

        strategy = ai.plan(conversation, CALL)
        body = ai.write(conversation, strategy, CALL)
        evaluation = ai.evaluate(conversation, body, CALL)
        score = ai.score(conversation, CALL)

        assert isinstance(strategy, Strategy)
        assert strategy.intent
        assert strategy.points
        assert len(strategy.language) == 2
        assert body == body.strip() != ""
        assert isinstance(evaluation, Evaluation)
        assert 0 <= evaluation.confidence <= 1
        assert isinstance(score, Score)
        assert {score.fit, score.intent, score.overall} <= {1, 2, 3, 4}
        assert score.reasons

    @pytest.mark.parametrize("method", FEATURES)
    def test_every_call_leaves_one_row(self, ai: AI, ledger: Ledger, method: str) -> None:
        conversation = a_conversation("I'm interested")
        match method:
            case "write":
                ai.write(conversation, PLAN, CALL, instruction="Shorter, please.")
            case "evaluate":
                ai.evaluate(conversation, "Thanks!", CALL)
            case _:
                getattr(ai, method)(conversation, CALL)

        assert len(ledger.calls) == 1
        row = ledger.calls[0]
        assert (row.feature, row.status, row.context) == (FEATURES[method], "ok", CALL)
        assert row.input_tokens is not None
        assert row.cost_usd is not None
        assert row.prompt_version
        assert row.latency_ms >= 0

    def test_a_text_message_is_short_and_plain(self, ai: AI) -> None:
        body = ai.write(a_conversation("I'm interested"), PLAN, CALL)

        assert len(body) <= 480
        assert "\n" not in body
        assert "**" not in body

    @pytest.mark.parametrize("medium", list(Medium))
    def test_every_medium_gets_words(self, ai: AI, medium: Medium) -> None:
        assert ai.write(a_conversation("I'm interested", medium=medium), PLAN, CALL)
