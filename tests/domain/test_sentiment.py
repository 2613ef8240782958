"""What a verdict does to a lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.sentiment import (
    MEANINGS,
    PRECEDENCE,
    LeadStatus,
    Sentiment,
    deserves_draft,
    next_status,
    parse_sentiment,
)

POSITIVE = {
    Sentiment.MEETING_REQUESTED,
    Sentiment.CALL_REQUESTED,
    Sentiment.INFORMATION_REQUESTED,
    Sentiment.INTERESTED,
}
RANK = [LeadStatus.NEW, LeadStatus.QUALIFIED, LeadStatus.MEETING_REQUESTED, LeadStatus.MEETING_BOOKED]


@pytest.mark.parametrize(
    ("current", "sentiment", "wanted"),
    [
        ("new", "Interested", "qualified"),
        ("new", "Call Requested", "qualified"),
        ("new", "Information Requested", "qualified"),
        ("new", "Meeting Requested", "meeting-requested"),
        ("new", "Meeting Booked", "meeting-requested"),
        ("new", "Neutral", "new"),
        ("new", "Objection", "new"),
        ("new", "Follow Up", "new"),
        ("new", "Not Interested", "not-interested"),
        ("new", "Blacklist", "blacklisted"),
        ("needs-repair", "Interested", "qualified"),
        ("meeting-requested", "Interested", "meeting-requested"),
        ("meeting-requested", "Neutral", "meeting-requested"),
        ("meeting-requested", "Out of Office", "meeting-requested"),
        ("meeting-requested", "Not Interested", "not-interested"),
        ("not-interested", "Interested", "qualified"),
        ("not-interested", "Meeting Requested", "meeting-requested"),
        ("not-interested", "Neutral", "not-interested"),
        ("blacklisted", "Interested", "blacklisted"),
        ("unqualified", "Meeting Requested", "unqualified"),
        ("unqualified", "Not Interested", "unqualified"),
        ("unqualified", "Blacklist", "blacklisted"),
        ("meeting-booked", "Interested", "meeting-booked"),
    ],
)
def test_a_status_after_one_more_message(current: str, sentiment: str, wanted: str) -> None:
    assert next_status(LeadStatus(current), Sentiment(sentiment), has_appointment=False) is LeadStatus(wanted)


@given(current=st.sampled_from(RANK), sentiment=st.sampled_from(Sentiment), booked=st.booleans())
def test_only_a_refusal_lowers_a_status(current: LeadStatus, sentiment: Sentiment, booked: bool) -> None:
    after = next_status(current, sentiment, has_appointment=booked)

    if sentiment is Sentiment.BLACKLIST:
        assert after is LeadStatus.BLACKLISTED
    elif sentiment is Sentiment.NOT_INTERESTED and not booked:
        assert after is LeadStatus.NOT_INTERESTED
    else:
        assert RANK.index(after) >= RANK.index(current)


@given(sentiment=st.sampled_from([s for s in Sentiment if s is not Sentiment.BLACKLIST]))
def test_an_appointment_pins_the_status(sentiment: Sentiment) -> None:
    assert next_status(LeadStatus.MEETING_BOOKED, sentiment, has_appointment=True) is LeadStatus.MEETING_BOOKED


@given(current=st.sampled_from([LeadStatus.BLACKLISTED, LeadStatus.UNQUALIFIED]), sentiment=st.sampled_from(Sentiment))
def test_what_people_or_an_opt_out_decided_stays(current: LeadStatus, sentiment: Sentiment) -> None:
    after = next_status(current, sentiment, has_appointment=False)

    assert after in (current, LeadStatus.BLACKLISTED)


@pytest.mark.parametrize("sentiment", list(Sentiment))
@pytest.mark.parametrize("asks", [True, False])
def test_who_deserves_a_draft_is_the_products_list(sentiment: Sentiment, asks: bool) -> None:
    wanted = sentiment in POSITIVE | {Sentiment.FOLLOW_UP, Sentiment.OBJECTION}
    wanted = wanted or (sentiment is Sentiment.MEETING_BOOKED and asks)

    assert deserves_draft(sentiment, asks_something=asks) == wanted
    assert MEANINGS[sentiment].positive == (sentiment in POSITIVE)


def test_the_order_of_precedence_is_the_products_order() -> None:
    assert [str(sentiment) for sentiment in PRECEDENCE] == [
        "Blacklist",
        "Automated Reply",
        "Out of Office",
        "Meeting Booked",
        "Meeting Requested",
        "Call Requested",
        "Information Requested",
        "Follow Up",
        "Not Interested",
        "Objection",
        "Interested",
        "Neutral",
    ]
    assert set(MEANINGS) == set(Sentiment)


@pytest.mark.parametrize("text", ["", "neutral", "New", "Snoozed", "Positive", "Neutral."])
def test_what_is_no_verdict_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Sentiment"):
        parse_sentiment(text)


def test_blanks_around_a_verdict_do_not_matter() -> None:
    assert parse_sentiment(" Out of Office\n") is Sentiment.OUT_OF_OFFICE
