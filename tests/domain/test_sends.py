"""The states of a send, and how a long reply is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rejoinder.domain.sends import LEFT_US, MOVES, OPEN, SendState, may_move, split_parts

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=600) | st.lists(
    st.sampled_from(["word", "Yes. ", "No? ", "\n\n", "\n", " ", "averyveryverylongwordindeed", "é", "👋"]), max_size=80
).map("".join)


@given(text=TEXTS, limit=st.integers(4, 200))
def test_parts_fit_are_never_empty_and_say_all_of_it(text: str, limit: int) -> None:
    parts = split_parts(text, limit)

    assert all(len(part) <= limit for part in parts)
    if text.strip():
        assert all(part.strip() for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@given(text=TEXTS)
def test_a_text_within_the_limit_is_one_part(text: str) -> None:
    assert split_parts(text, 1000) == (text.strip(),)


@given(words=st.lists(st.text("abcdef", min_size=1, max_size=10), min_size=1, max_size=60), limit=st.integers(20, 80))
def test_words_stay_whole(words: list[str], limit: int) -> None:
    text = " ".join(words)

    assert " ".join(split_parts(text, limit)) == text


def test_sentences_are_preferred_to_words() -> None:
    assert split_parts("One two three. Four five six.", 20) == ("One two three.", "Four five six.")


@pytest.mark.parametrize("state", list(SendState))
def test_every_state_says_where_it_may_go(state: SendState) -> None:
    assert state in MOVES
    assert not may_move(state, state)


def test_what_left_us_never_goes_back() -> None:
    for state in LEFT_US:
        assert MOVES[state] <= {SendState.DELIVERED, SendState.UNDELIVERED}


def test_what_was_held_back_is_never_queued_again() -> None:
    assert SendState.QUEUED not in MOVES[SendState.WITHHELD]


class ASend(RuleBasedStateMachine):
    """However a send is pushed around, what has left us stays gone, and only an open send can be in the air."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SendState.QUEUED
        self.left = False
        self.before = self.state

    @rule(then=st.sampled_from(list(SendState)))
    def push(self, then: SendState) -> None:
        self.before = self.state
        if may_move(self.state, then):
            self.state = then
            self.left = self.left or then in LEFT_US

    @invariant()
    def what_left_us_is_never_in_the_air_again(self) -> None:
        assert not self.left or self.state in LEFT_US

    @invariant()
    def only_a_queued_send_is_taken_to_the_provider(self) -> None:
        if self.state is SendState.SENDING and self.before is not self.state:
            assert self.before is SendState.QUEUED

    @invariant()
    def every_open_send_has_a_way_out(self) -> None:
        assert self.state not in OPEN or MOVES[self.state]


TestASend = ASend.TestCase
