"""What a failed run leads to, and how long it waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import (
    AIDown,
    AIRefused,
    BreakerOpen,
    BudgetSpent,
    ConfigurationFault,
    ConnectionRevoked,
    OutcomeUnknown,
    PermanentFailure,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
    StorageDown,
    TemporaryFailure,
)
from rejoinder.domain.jobs import (
    DEFAULT_MAX_ATTEMPTS,
    MEDIUM_OF,
    POST_PROCESS,
    QUEUE_OF,
    GiveUp,
    JobType,
    Park,
    RetryLater,
    after_failure,
    backoff,
    post_process_type,
)
from rejoinder.domain.messages import Medium
from tests.builders import a_new_job

CHANCES = st.floats(0, 1, exclude_max=True)
ERRORS = st.one_of(
    st.builds(AIDown, st.just("Down."), wait=st.none() | st.floats(0, 1e7)),
    st.builds(ProviderBusy, st.just("Busy."), wait=st.none() | st.floats(0, 1e7)),
    st.builds(ProviderDown, st.just("Gone."), wait=st.none() | st.floats(0, 1e7)),
    st.builds(BreakerOpen, st.just("Open."), wait=st.none() | st.floats(0, 1e7)),
    st.builds(StorageDown, st.just("Away.")),
    st.builds(AIRefused, st.just("No.")),
    st.builds(ConnectionRevoked, st.just("No.")),
    st.builds(ConfigurationFault, st.just("No model.")),
    st.builds(OutcomeUnknown, st.just("Perhaps.")),
    st.builds(ValueError, st.text()),
)


@given(attempt=st.integers(1, 500), chance=CHANCES)
def test_a_wait_is_never_immediate_and_never_longer_than_half_an_hour(attempt: int, chance: float) -> None:
    assert 7.5 <= backoff(attempt, chance) <= 1800


@pytest.mark.parametrize(("attempt", "ceiling"), [(1, 15), (2, 60), (3, 240), (4, 960), (5, 1800), (50, 1800)])
def test_waits_grow_fourfold_and_spread_over_their_upper_half(attempt: int, ceiling: float) -> None:
    assert backoff(attempt, 0.0) == ceiling / 2
    assert backoff(attempt, 0.999) == pytest.approx(ceiling, rel=0.01)


@given(error=ERRORS, attempt=st.integers(1, 8), chance=CHANCES)
def test_every_error_leads_to_exactly_one_end(error: Exception, attempt: int, chance: float) -> None:
    verdict = after_failure(error, attempt=attempt, max_attempts=8, chance=chance)

    match error:
        case ConfigurationFault():
            assert verdict == Park("configuration", "No model.")
        case PermanentFailure():
            assert isinstance(verdict, GiveUp)
        case TemporaryFailure() if not error.spends_attempt:
            assert isinstance(verdict, RetryLater)
            assert not verdict.spends_attempt
            assert 1 <= verdict.delay <= 3600
        case _ if attempt == 8:
            assert isinstance(verdict, GiveUp)
        case _:
            assert isinstance(verdict, RetryLater)
            assert verdict.spends_attempt
            assert backoff(attempt, chance) <= verdict.delay <= 3600


@given(wait=st.floats(0, 3600), chance=CHANCES)
def test_nobody_is_asked_again_earlier_than_they_said(wait: float, chance: float) -> None:
    for error in (AIDown("Down.", wait=wait), ProviderBusy("Busy.", wait=wait)):
        verdict = after_failure(error, attempt=1, max_attempts=8, chance=chance)
        assert isinstance(verdict, RetryLater)
        assert verdict.delay >= wait


def test_what_a_bug_said_is_not_kept_for_people_to_read() -> None:
    verdict = after_failure(ValueError("the customer's words"), attempt=8, max_attempts=8, chance=0.5)

    assert verdict == GiveUp("ValueError", "bug")


def test_a_code_names_the_error_where_the_class_does_not() -> None:
    verdict = after_failure(BudgetSpent("Spent.", code="lead-budget"), attempt=1, max_attempts=8, chance=0)

    assert verdict == GiveUp("Spent.", "lead-budget")


def test_every_kind_of_work_has_a_queue_a_medium_and_a_source() -> None:
    assert set(QUEUE_OF) == set(JobType)
    assert set(MEDIUM_OF) == POST_PROCESS
    assert JobType.SMS_INBOUND_POST_PROCESS.source == "background-job/sms-inbound-post-process"
    assert JobType.LEAD_SCORING_POST_PROCESS.source == "background-job/lead-scoring-post-process"


@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("own", sorted(POST_PROCESS))
def test_a_message_is_processed_as_what_it_is(own: JobType, medium: Medium) -> None:
    found = post_process_type(own, medium)

    assert MEDIUM_OF[found] is medium
    assert found is own or MEDIUM_OF[own] is not medium


def test_the_dedupe_key_is_the_seeds() -> None:
    job = a_new_job("ws-1", subject_id="m-1")

    assert job.dedupe_key == "ws-1:m-1:SMS_INBOUND_POST_PROCESS"
    assert job.max_attempts == DEFAULT_MAX_ATTEMPTS


def test_every_error_has_a_stable_code() -> None:
    def tree(error: type[RejoinderError]) -> list[type[RejoinderError]]:
        return [error, *(leaf for branch in error.__subclasses__() for leaf in tree(branch))]

    codes = [error.code for error in tree(RejoinderError)]
    assert len(codes) == len(set(codes)), "no two errors share a code"
