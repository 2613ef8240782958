"""Who may have written a message that nobody could place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rejoinder.domain.matching import Candidate, Clue, rank, reasons_for
from tests.builders import MONDAY


def a_candidate(lead_id: str = "jane", name: str = "Jane Doe", *addresses: str, days_ago: int = 1) -> Candidate:
    return Candidate(lead_id, name, addresses or ("jane@acme.example",), MONDAY - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("clue", "reasons"),
    [
        (Clue("Jane@Acme.example"), ("same-address", "same-company")),
        (Clue("j.doe@acme.example"), ("same-company",)),
        (Clue("jd@other.example", "doe, jane"), ("same-name",)),
        (Clue("jd@other.example", "Jané Doe"), ("same-name",)),
        (Clue("jd@other.example", "Jane"), ()),
        (Clue("+12025550143", ""), ()),
    ],
)
def test_what_speaks_for_somebody_is_named(clue: Clue, reasons: tuple[str, ...]) -> None:
    assert reasons_for(clue, a_candidate()) == reasons


def test_a_domain_that_everybody_uses_says_nothing() -> None:
    assert reasons_for(Clue("x@gmail.com"), a_candidate("y", "Y", "y@gmail.com")) == ()


def test_an_empty_name_is_nobodys_name() -> None:
    assert reasons_for(Clue("x@other.example", " "), a_candidate("y", "", "y@acme.example")) == ()


def test_the_likeliest_comes_first_and_nobody_without_a_reason() -> None:
    colleague = a_candidate("colleague", "Jo Roe", "jo@acme.example", days_ago=0)
    older = a_candidate("older", "Al Poe", "al@acme.example", days_ago=9)
    stranger = a_candidate("stranger", "Max", "max@elsewhere.example")
    found = rank(Clue("jane@acme.example", "Jane Doe"), [stranger, older, colleague, a_candidate()])
    assert [suggestion.lead_id for suggestion in found] == ["jane", "colleague", "older"]
