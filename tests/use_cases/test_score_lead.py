"""Every understood message scores its lead anew; a model that fails is asked three times, then the rules say so."""

from __future__ import annotations

import pytest

from rejoinder.domain.errors import AIAnswerUnusable, AIBusy, AIDown, AIKeyRejected, AIRefused, BreakerOpen, BudgetSpent
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.leads import Score, ScoreSource
from rejoinder.domain.messages import Message
from rejoinder.domain.sentiment import Sentiment
from rejoinder.domain.timeline import Entry
from tests.fakes.jobs import JobRow
from tests.world import World

SCORING = "LEAD_SCORING_POST_PROCESS"
RULES = Score(2, 3, 2, ("By the rules.",), ScoreSource.OFFLINE)
MODEL = Score(4, 4, 4, ("By the model.",), ScoreSource.MODEL)


@pytest.fixture
def scored(world: World) -> World:
    """A world whose model and rules disagree, and in which nobody is answered."""
    world.settings_are(mode="suggest")
    world.ai.a_score, world.offline_ai.a_score = MODEL, RULES
    return world


def scoring_of(world: World, message: Message) -> JobRow:
    (job,) = [job for job in world.jobs_of(SCORING) if job.message_id == message.id]
    return job


def told(world: World, message: Message) -> list[Entry]:
    return [entry for entry in world.database.entries(message_id=message.id) if entry.kind == "scored"]


def test_a_score_names_its_source_on_the_lead_and_on_the_timeline(scored: World) -> None:
    message = scored.a_text()
    scored.wait()

    assert scored.lead_of(message).score == MODEL
    (entry,) = told(scored, message)
    assert (entry.verdict, entry.reason) == ("4", "model")
    assert entry.detail == {"fit": 4, "intent": 4, "reasons": ["By the model."], "source": "model"}


def test_every_message_scores_again(scored: World) -> None:
    first = scored.a_text()
    scored.wait()
    scored.ai.a_score = Score(1, 2, 1, ("Less.",), ScoreSource.MODEL)
    second = scored.a_text("Well, no")
    scored.wait()

    assert [entry.verdict for message in (first, second) for entry in told(scored, message)] == ["4", "1"]
    assert scored.lead_of(second).score == scored.ai.a_score


@pytest.mark.parametrize(
    "failure", [AIAnswerUnusable("Not JSON."), AIDown("Down."), AIBusy("Busy."), AIKeyRejected("No such key.")]
)
def test_a_model_that_fails_is_asked_three_times_and_then_the_rules_stand_in_and_say_for_what(
    scored: World, failure: AIDown
) -> None:
    message = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.always = failure
    scored.run(scored.the_job(SCORING))

    job = scoring_of(scored, message)
    assert (job.status, job.attempts, job.last_error_code) == (JobStatus.PENDING, 1, failure.code)
    assert scored.lead_of(message).score is None, "no score is given while the model may still answer"

    scored.wait(86_400)
    job = scoring_of(scored, message)
    assert (job.status, job.attempts) == (JobStatus.SUCCEEDED, 3)
    assert scored.ai.features().count("lead_scoring.score") == 3
    assert scored.lead_of(message).score == RULES
    (entry,) = told(scored, message)
    assert (entry.reason, entry.detail["source"], entry.detail["instead_of"]) == (failure.code, "offline", failure.code)


def test_a_model_that_declines_is_not_asked_again(scored: World) -> None:
    message = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.always = AIRefused("No.")
    scored.wait(86_400)

    assert scoring_of(scored, message).attempts == 1
    assert scored.lead_of(message).score == RULES
    assert told(scored, message)[0].detail["instead_of"] == "ai-refused"


@pytest.mark.parametrize("code", ["daily-budget-spent", "lead-budget-spent", "message-budget-spent", "budget-low"])
def test_the_rules_score_at_once_when_the_budget_is_spent_and_no_job_fails(scored: World, code: str) -> None:
    message = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.always = BudgetSpent("No room.", code=code)
    scored.wait(86_400)

    assert (scoring_of(scored, message).status, scoring_of(scored, message).attempts) == (JobStatus.SUCCEEDED, 1)
    assert scored.lead_of(message).score == RULES
    assert told(scored, message)[0].detail["instead_of"] == code


def test_the_rules_stand_in_at_once_where_the_workspace_lets_them(scored: World) -> None:
    scored.settings_are(offline_ai_fallback=True)
    message = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.always = AIDown("Down.")
    scored.run(scored.the_job(SCORING))

    assert scored.lead_of(message).score == RULES
    assert scoring_of(scored, message).attempts == 1


def test_a_breaker_that_is_open_costs_no_attempt_and_is_waited_for(scored: World) -> None:
    message = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.trouble.append(BreakerOpen("Resting.", wait=30.0))
    scored.wait(86_400)

    assert scored.lead_of(message).score == MODEL
    assert scoring_of(scored, message).attempts == 1


@pytest.mark.parametrize("text", ["STOP", "Not interested, remove me", "unsubscribe me from this list"])
def test_who_asked_to_be_left_alone_scores_lowest_by_rule_with_their_words(scored: World, text: str) -> None:
    message = scored.a_text(text)
    scored.wait()

    score = scored.lead_of(message).score
    assert score is not None
    assert (score.fit, score.intent, score.overall, score.source) == (1, 1, 1, ScoreSource.RULE)
    assert score.reasons[0].startswith("Asked to be left alone: ")
    assert "lead_scoring.score" not in scored.ai.features()


def test_a_later_message_that_is_understood_already_scores_for_both(scored: World) -> None:
    first = scored.a_text()
    scored.run(scored.the_job())
    scored.ai.trouble.append(AIDown("Down."))
    scored.run(scored.the_job(SCORING))
    second = scored.a_text("Hello?")
    scored.wait()

    assert scoring_of(scored, first).status is JobStatus.CANCELLED
    assert (told(scored, first), len(told(scored, second))) == ([], 1)


def test_nobody_pays_for_the_score_of_an_autoresponder(scored: World) -> None:
    message = scored.a_text("I am away.", channel="fake_smartlead", headers={"auto-submitted": "auto-replied"})
    scored.wait()

    assert scored.sentiment_of(message) in (Sentiment.AUTOMATED_REPLY, Sentiment.OUT_OF_OFFICE)
    assert scored.lead_of(message).score == RULES
    assert "lead_scoring.score" not in scored.ai.features()
