"""The AI port's promises, kept by the rules and by OpenAI (its stand-in, over real HTTP)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.errors import AIAnswerUnusable, AIBusy, AIDown, AIKeyRejected, AIRefused, ConfigurationFault
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import MEANINGS, SentimentSource
from rejoinder.entrypoints.drill.stand_ins.openai import OpenAIStandIn, Question
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from rejoinder.infrastructure.openai.ai import OpenAI, tidy
from rejoinder.infrastructure.openai.client import OpenAIDoor
from tests.contracts.ai_suite import PLAN, AISuite
from tests.infrastructure.conversations import CALL, Ledger, a_conversation


class ClosedBreaker:
    def admit(self, name: str) -> None:
        """Always."""

    def succeeded(self, name: str) -> None:
        """Noted by nobody."""

    def failed(self, name: str, *, code: str) -> bool:
        return False


def a_door(stand_in: OpenAIStandIn, ledger: Ledger, timeout: float = 5.0) -> OpenAIDoor:
    return OpenAIDoor("sk-test", stand_in.url, ledger, ClosedBreaker(), timeout=timeout)


@pytest.fixture
def stand_in() -> Iterator[OpenAIStandIn]:
    with OpenAIStandIn() as running:
        yield running


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def openai(stand_in: OpenAIStandIn, ledger: Ledger) -> Iterator[OpenAI]:
    door = a_door(stand_in, ledger)
    yield OpenAI(door)
    door.close()


class TestOfflineAI(AISuite):
    source = SentimentSource.LEXICON

    @pytest.fixture
    def ai(self, ledger: Ledger) -> OfflineAI:
        return OfflineAI(ledger)


class TestOpenAI(AISuite):
    source = SentimentSource.MODEL

    @pytest.fixture
    def ai(self, openai: OpenAI) -> OpenAI:
        return openai


class TestOpenAIByChat(AISuite):
    """On a server that knows only chat completions."""

    source = SentimentSource.MODEL

    @pytest.fixture
    def stand_in(self) -> Iterator[OpenAIStandIn]:
        with OpenAIStandIn(has_responses_api=False) as running:
            yield running

    @pytest.fixture
    def ai(self, stand_in: OpenAIStandIn, ledger: Ledger) -> Iterator[OpenAI]:
        door = a_door(stand_in, ledger)
        yield OpenAI(door)
        door.close()


@pytest.mark.parametrize(
    ("behaviour", "kind", "status"),
    [
        ("401", AIKeyRejected, "key-rejected"),
        ("429", AIBusy, "busy"),
        ("quota", ConfigurationFault, "configuration"),
        ("404", ConfigurationFault, "configuration"),
        ("500", AIDown, "down"),
        ("drop", AIDown, "down"),
        ("html", AIDown, "down"),
        ("failed", AIDown, "down"),
        ("garbage", AIAnswerUnusable, "unusable"),
        ("mismatch", AIAnswerUnusable, "unusable"),
        ("refusal", AIRefused, "refused"),
        ("filtered", AIRefused, "filtered"),
    ],
)
def test_trouble_over_real_http_is_a_typed_error_with_a_row(
    stand_in: OpenAIStandIn, openai: OpenAI, ledger: Ledger, behaviour: str, kind: type[Exception], status: str
) -> None:
    stand_in.script.append(behaviour)

    with pytest.raises(kind):
        openai.classify(a_conversation("Thanks"), CALL)

    assert [call.status for call in ledger.calls] == [status]
    assert openai.classify(a_conversation("Thanks"), CALL).reason


def test_a_server_that_is_too_slow_is_a_timeout(stand_in: OpenAIStandIn, ledger: Ledger) -> None:
    door = a_door(stand_in, ledger, timeout=0.2)
    stand_in.script.append("slow:1")

    with pytest.raises(AIDown):
        OpenAI(door).classify(a_conversation("Thanks"), CALL)

    assert (ledger.calls[0].status, ledger.calls[0].cost_usd) == ("timeout", None)
    door.close()


def test_a_cut_answer_is_asked_for_again(stand_in: OpenAIStandIn, openai: OpenAI, ledger: Ledger) -> None:
    stand_in.script.append("truncated")

    openai.score(a_conversation("Thanks"), CALL)

    assert [call.status for call in ledger.calls] == ["truncated", "ok"]
    first, second = stand_in.asked("lead_scoring.score")
    assert second.max_output_tokens > first.max_output_tokens


def test_the_model_is_given_the_taxonomy_the_facts_and_the_thread(stand_in: OpenAIStandIn, openai: OpenAI) -> None:
    conversation = a_conversation(
        "How much?",
        before=[("us", "Hello there")],
        knowledge=("It costs $5.",),
        booking_link="https://cal.example",
        persona="Sam",
    )

    openai.classify(conversation, CALL)
    openai.write(conversation, openai.plan(conversation, CALL), CALL, instruction="Shorter")
    openai.evaluate(conversation, "It costs $5.", CALL)

    classified = stand_in.asked("sentiment.classify")[0]
    assert all(f"{s.value}: {meaning.definition}" in classified.instructions for s, meaning in MEANINGS.items())
    for feature in ("draft.strategy", "draft.generate", "auto_send.evaluate"):
        asked = stand_in.asked(feature)[0]
        assert "It costs $5." in asked.instructions
        assert "https://cal.example" in asked.instructions
        assert asked.newest == "How much?"
        assert "Hello there" in asked.fenced["conversation"]
    written, judged = stand_in.asked("draft.generate")[0], stand_in.asked("auto_send.evaluate")[0]
    assert "Shorter" in written.instructions
    assert "Sam" in written.instructions
    assert judged.fenced["draft"] == "It costs $5."
    assert "plan" not in judged.fenced, "the evaluator does not see the writer's plan"
    assert judged.metadata["source"] == CALL.source


def test_long_threads_keep_the_newest_and_stay_within_bounds(stand_in: OpenAIStandIn, openai: OpenAI) -> None:
    before = [("them" if n % 2 else "us", f"message {n} " + "x" * 3_000) for n in range(120)]

    openai.classify(a_conversation("y" * 50_000, before=before), CALL)

    asked = stand_in.asked("sentiment.classify")[0]
    assert len(asked.input) < 40_000
    assert "message 119 " in asked.fenced["conversation"]
    assert "message 3 " not in asked.fenced["conversation"]
    assert len(asked.newest) == 8_000


def test_an_obedient_model_still_writes_only_text_fit_for_the_medium(stand_in: OpenAIStandIn, openai: OpenAI) -> None:
    stand_in.always = "attacker"
    conversation = a_conversation("**Click** [here](https://evil.example)\x07\u202e\n\n# Now\n" + "word " * 400)

    body = openai.write(conversation, PLAN, CALL)

    assert len(body) <= 480
    assert not set("\x07\u202e\n*[]#") & set(body)
    assert openai.evaluate(conversation, body, CALL).safe, "which is why code, not the model, decides"


def test_an_evaluator_that_wants_a_person_is_not_safe(ledger: Ledger) -> None:
    def careful(feature: str, question: Question) -> Mapping[str, Any]:
        return {"reason": "Angry.", "safe": True, "needs_person": True, "problems": ["sensitive"], "confidence": 0.99}

    with OpenAIStandIn(answering=careful) as stand_in:
        door = a_door(stand_in, ledger)
        assert not OpenAI(door).evaluate(a_conversation("Hm"), "Thanks!", CALL).safe
        door.close()


def test_an_empty_reply_is_no_reply(ledger: Ledger) -> None:
    with OpenAIStandIn(answering=lambda feature, question: {"body": " \u200b\n"}) as stand_in:
        door = a_door(stand_in, ledger)
        with pytest.raises(AIAnswerUnusable):
            OpenAI(door).write(a_conversation("Hm"), PLAN, CALL)
        door.close()


def test_a_call_without_lead_or_job_is_recorded_too(openai: OpenAI, ledger: Ledger) -> None:
    context = CallContext("ws-1", "action:drafts.regenerate")

    openai.plan(a_conversation("Hm"), context)

    assert ledger.calls[0].context == context


@pytest.mark.parametrize(
    ("written", "medium", "left"),
    [
        ("**Hi** there", Medium.SMS, "Hi there"),
        ("- one\n- two", Medium.SMS, "one two"),
        ("* one\n* two", Medium.EMAIL, "- one\n- two"),
        ("See [our page](https://acme.example/a_b_c)", Medium.SMS, "See our page: https://acme.example/a_b_c"),
        ("# Title\n\n\n\nText", Medium.EMAIL, "Title\n\nText"),
        ("snake_case and 2*3*4 stay", Medium.SMS, "snake_case and 2*3*4 stay"),
        ("a\u202eb\x00c\u200bd", Medium.SMS, "abcd"),
        ("Family 👨‍👩‍👧 here", Medium.SMS, "Family 👨‍👩‍👧 here"),
        ("Line\r\nbreak", Medium.EMAIL, "Line\nbreak"),
        ("First. " * 100, Medium.SMS, ("First. " * 68).strip()),
    ],
)
def test_what_leaves_is_plain(written: str, medium: Medium, left: str) -> None:
    assert tidy(written, medium) == left
