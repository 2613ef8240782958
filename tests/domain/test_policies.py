"""Who deserves an answer, and how a message ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.messages import NEEDS_REASON, Author, Disposition, Media
from rejoinder.domain.policies import (
    Ending,
    answered_by_person,
    burst_deserves_draft,
    ending_when_withheld,
    ending_without_draft,
    later_takes_over,
    lead_after,
    verdict_without_ai,
)
from rejoinder.domain.ports.ai import SentimentVerdict
from rejoinder.domain.sentiment import LeadStatus, Sentiment, SentimentSource
from tests.builders import a_lead, a_message, a_workspace, an_understood_message, withdrawn
from tests.fakes.clock import MONDAY

WAITING = Disposition.WAITING_HUMAN


def ending(message, *others, lead=None, **settings):
    workspace = a_workspace(**{"mode": "auto", **settings})
    return ending_without_draft(message, lead or a_lead(), workspace, (message, *others))


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (a_message("STOP", opt_out=True), Ending(Disposition.SUPPRESSED, "opt-out")),
        (a_message("I will sue", safety={"hostile": True}), Ending(Disposition.SUPPRESSED, "hostile")),
        (a_message(safety={"bounce": True}, automated=True), Ending(Disposition.STAYED_SILENT, "bounce")),
        (a_message(automated=True), Ending(Disposition.STAYED_SILENT, "automated")),
        (
            a_message(automated=True, safety={"out_of_office": True}),
            Ending(Disposition.STAYED_SILENT, "out-of-office"),
        ),
        (a_message("Hm"), Ending(WAITING, "not-judged")),
        (a_message(""), Ending(WAITING, "empty-message")),
        (a_message(" ", media=(Media("https://x.example", "image/png"),)), Ending(WAITING, "attachment-only")),
        (
            an_understood_message(Sentiment.NEUTRAL, sentiment_confidence=0.4),
            Ending(WAITING, "not-understood"),
        ),
        (
            an_understood_message(Sentiment.NOT_INTERESTED, sentiment_confidence=0.4),
            Ending(WAITING, "not-understood"),
        ),
        (an_understood_message(Sentiment.INTERESTED, sentiment_confidence=0.4), None),
        (an_understood_message(Sentiment.NEUTRAL), Ending(Disposition.STAYED_SILENT, "neutral")),
        (an_understood_message(Sentiment.NOT_INTERESTED), Ending(Disposition.STAYED_SILENT, "not-interested")),
        (an_understood_message(Sentiment.OBJECTION), None),
        (an_understood_message(Sentiment.FOLLOW_UP), None),
    ],
)
def test_a_message_ends_without_a_draft_or_gets_one(message, wanted) -> None:
    assert ending(message) == wanted


@pytest.mark.parametrize("sentiment", [Sentiment.BLACKLIST, Sentiment.NOT_INTERESTED])
def test_a_guess_writes_nobody_off(sentiment: Sentiment) -> None:
    lead = a_lead(status=LeadStatus.QUALIFIED)

    unsure = lead_after(lead, SentimentVerdict(sentiment, SentimentSource.MODEL, 0.4, ""))
    sure = lead_after(lead, SentimentVerdict(sentiment, SentimentSource.MODEL, 0.8, ""))

    assert (unsure.status, unsure.sentiment) == (LeadStatus.QUALIFIED, sentiment)
    assert sure.status in (LeadStatus.BLACKLISTED, LeadStatus.NOT_INTERESTED)


def test_somebody_who_opted_out_earlier_is_not_answered() -> None:
    message = an_understood_message()

    assert ending(message, lead=a_lead(consent=withdrawn())) == Ending(Disposition.SUPPRESSED, "opt-out")


def test_a_mode_that_is_off_leaves_what_deserves_an_answer_to_people() -> None:
    assert ending(an_understood_message(), mode="off") == Ending(WAITING, "mode-off")
    assert ending(an_understood_message(Sentiment.NEUTRAL), mode="off") == Ending(Disposition.STAYED_SILENT, "neutral")


def test_a_person_who_answered_ends_it() -> None:
    message = an_understood_message()
    for author in (Author.HUMAN, Author.ELSEWHERE):
        answer = a_message(ours=True, author=author, received_at=MONDAY + timedelta(seconds=1))
        assert ending(message, answer) == Ending(Disposition.SUPERSEDED, "human-answered")


@pytest.mark.parametrize("author", [Author.AI, Author.CAMPAIGN])
def test_a_machine_of_ours_is_no_person(author: Author) -> None:
    later = a_message(ours=True, author=author, received_at=MONDAY + timedelta(seconds=1))

    assert not answered_by_person(an_understood_message(), (later,))


def test_an_earlier_answer_does_not_answer_a_later_question() -> None:
    earlier = a_message(ours=True, author=Author.HUMAN, received_at=MONDAY - timedelta(seconds=1))

    assert not answered_by_person(an_understood_message(), (earlier,))


def test_a_newer_message_in_flight_takes_over() -> None:
    message, newer = an_understood_message(version=1), a_message(version=2)

    assert later_takes_over(message, (message, newer))
    assert ending(message, newer) == Ending(Disposition.SUPERSEDED, "newer-message")


def test_a_newer_message_that_nobody_answers_takes_nothing_over() -> None:
    message = an_understood_message(version=1)

    for newer in (
        a_message(version=2, disposition=Disposition.STAYED_SILENT),
        a_message(version=2, automated=True),
        a_message(version=2, opt_out=True),
    ):
        assert not later_takes_over(message, (message, newer))


def test_a_thanks_answers_for_the_question_that_was_left_to_it() -> None:
    question = an_understood_message(disposition=Disposition.SUPERSEDED, disposition_reason="newer-message")
    thanks = an_understood_message(Sentiment.NEUTRAL, version=2, received_at=MONDAY + timedelta(seconds=9))

    assert burst_deserves_draft(thanks, (question, thanks))
    answer = a_message(ours=True, author=Author.AI, received_at=MONDAY + timedelta(seconds=5))
    assert not burst_deserves_draft(thanks, (question, answer, thanks)), "it has been answered since"


@pytest.mark.parametrize("reason", ["human-answered", "opt-out", ""])
def test_what_was_superseded_for_another_reason_is_not_revived(reason: str) -> None:
    question = an_understood_message(disposition=Disposition.SUPERSEDED, disposition_reason=reason)
    thanks = an_understood_message(Sentiment.NEUTRAL, version=2)

    assert not burst_deserves_draft(thanks, (question, thanks))


@pytest.mark.parametrize(
    ("reason", "wanted"),
    [
        ("opt-out", Ending(Disposition.SUPPRESSED, "opt-out")),
        ("switch", Ending(Disposition.SUPPRESSED, "switch")),
        ("human-answered", Ending(Disposition.SUPERSEDED, "human-answered")),
        ("mode-suggest", Ending(WAITING, "mode-suggest")),
        ("connection-unusable", Ending(WAITING, "connection-unusable")),
        ("conversation-moved-on", Ending(WAITING, "conversation-moved-on")),
    ],
)
def test_a_reply_that_was_held_back_ends_its_message(reason: str, wanted: Ending) -> None:
    message = an_understood_message()

    assert ending_when_withheld(reason, message, (message,)) == wanted


def test_a_conversation_that_moved_on_to_silence_comes_back_to_a_person() -> None:
    message = an_understood_message()
    silent = a_message(version=2, disposition=Disposition.STAYED_SILENT, disposition_reason="neutral")
    handled = a_message(version=2, disposition=Disposition.SENT)

    assert not later_takes_over(message, (message, silent))
    assert ending_when_withheld("conversation-moved-on", message, (message, silent)).disposition is WAITING
    assert ending_when_withheld("conversation-moved-on", message, (message, handled)) == Ending(
        Disposition.SUPERSEDED, "newer-message"
    )


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (a_message("STOP", opt_out=True, safety={"rule": "keyword"}), Sentiment.BLACKLIST),
        (a_message("No", opt_out=True, safety={"rule": "remove-me"}), Sentiment.BLACKLIST),
        (
            a_message("Not interested, remove me", opt_out=True, safety={"rule": "remove-me"}),
            Sentiment.NOT_INTERESTED,
        ),
        (a_message(safety={"hostile": True}), Sentiment.BLACKLIST),
        (a_message(safety={"bounce": True}, automated=True), Sentiment.BLACKLIST),
        (a_message(safety={"out_of_office": True}, automated=True), Sentiment.OUT_OF_OFFICE),
        (a_message(automated=True), Sentiment.AUTOMATED_REPLY),
        (a_message("How much?"), None),
        (a_message("How much?", safety={"ambiguous_opt_out": True}), None),
    ],
)
def test_structure_and_keywords_judge_only_what_they_are_sure_of(message, wanted) -> None:
    verdict = verdict_without_ai(message, message.body)

    assert (verdict.sentiment if verdict else None) is wanted


@given(
    sentiment=st.none() | st.sampled_from(Sentiment),
    confidence=st.floats(0, 1),
    opt_out=st.booleans(),
    automated=st.booleans(),
    hostile=st.booleans(),
    body=st.sampled_from(["", "How much?"]),
    mode=st.sampled_from(["off", "shadow", "suggest", "auto"]),
    gone=st.booleans(),
)
def test_an_ending_always_has_a_reason_and_nobody_unwilling_gets_a_draft(
    sentiment, confidence, opt_out, automated, hostile, body, mode, gone
) -> None:
    message = a_message(
        body,
        sentiment=sentiment,
        sentiment_confidence=confidence,
        opt_out=opt_out,
        automated=automated,
        safety={"hostile": True} if hostile else {},
    )
    found = ending(message, lead=a_lead(consent=withdrawn() if gone else {}), mode=mode)

    if opt_out or automated or hostile or gone or mode == "off" or sentiment is None:
        assert found is not None
    if found is not None:
        assert found.disposition in NEEDS_REASON | {WAITING, Disposition.SUPERSEDED}
        assert found.reason
