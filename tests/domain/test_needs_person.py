"""What no machine may answer is told from what it may, in many languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rejoinder.domain.needs_person import needs_person
from rejoinder.domain.urgency import urgent_words

_CORPUS = Path(__file__).parents[1] / "corpora" / "needs_person.jsonl"


def test_a_person_is_asked_for_the_reason_that_the_message_gives_and_never_for_business_as_usual() -> None:
    rows = [json.loads(line) for line in _CORPUS.read_text(encoding="utf-8").splitlines()]
    wrong = [row for row in rows if bool(needs_person(row["text"])) != bool(row["need"])]
    assert wrong == []
    assert len({needed.need for row in rows if (needed := needs_person(row["text"]))}) == 10


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("Es riecht nach Gas im Keller", True),
        ("Il y a une inondation dans la cave", True),
        ("I don't want to live any more", True),
        ("Ich möchte mich beschweren", False),
        ("Mein Anwalt wird sich melden", False),
    ],
)
def test_the_owner_hears_at_once_of_emergencies_and_harm_only(text: str, urgent: bool) -> None:
    assert bool(urgent_words(text)) is urgent
