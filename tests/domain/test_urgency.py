"""Which words cannot wait, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.urgency import urgent_words


@pytest.mark.parametrize(
    "text",
    [
        "Boiler leaking & flooding, help",
        "We have no water!",
        "no hot water since this morning",
        "Please call me ASAP",
        "It's an EMERGENCY",
        "No, it's an emergency!",
        "a pipe burst in the kitchen",
        "the pipe has burst",
        "I can smell gas",
        "there is smoke coming out of the socket",
        "We are locked out",
        "I need someone out here now",
        "Es ist ein Notfall",
        "Tengo una fuga de agua",
    ],
)
def test_somebody_who_cannot_wait_is_recognised(text: str) -> None:
    assert urgent_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How much is it?",
        "I know now",
        "my phone is broken",
        "Fire away",
        "no leak here, thanks",
        "it is not urgent",
        "There isn't an emergency, just asking",
        "I'm busy now",
        "not in a rush",
        "Thanks, we fixed the leak",
    ],
)
def test_what_only_looks_urgent_is_not(text: str) -> None:
    assert urgent_words(text) == ""


@given(st.text())
def test_any_text_is_judged_and_what_is_named_stands_in_it(text: str) -> None:
    assert urgent_words(text) in text
