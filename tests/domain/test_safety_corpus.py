"""The rules over the messages that were labelled by hand: what docs/safety.md promises."""

import pytest

from rejoinder.domain.safety import screen
from tests.corpora.safety.corpus import TUNED, UNSEEN, cases, score

LEAST = {"opt_out": (1.0, 0.98), "automated": (0.97, 0.98), "bounce": (1.0, 1.0), "injection": (0.97, 0.97)}
"""Recall and precision."""


@pytest.mark.parametrize("half", [TUNED, UNSEEN])
@pytest.mark.parametrize("finding", LEAST)
def test_what_must_be_found_is_found_and_little_else(finding: str, half: str) -> None:
    result = score(finding, cases(half))
    recall, precision = LEAST[finding]
    assert result.recall >= recall, [(case.language, case.text) for case in result.missed]
    assert result.precision >= precision, [(case.language, case.text) for case in result.false]


def test_ordinary_messages_are_not_held_up_as_doubtful() -> None:
    ordinary = [case for case in cases(TUNED, UNSEEN) if case.wants == "ordinary"]
    doubtful = [case.text for case in ordinary if screen(case.inbound).ambiguous_opt_out]
    assert len(doubtful) <= 0.03 * len(ordinary), doubtful


def test_every_finding_names_its_rule_and_the_words() -> None:
    for case in cases(TUNED, UNSEEN):
        verdict = screen(case.inbound)
        assert verdict.rule or case.wants == "ordinary", case.text
        assert verdict.evidence or case.wants != "opt_out", case.text


def test_the_languages_asked_for_are_all_there() -> None:
    asked = {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "sv",
        "da",
        "fi",
        "cs",
        "tr",
        "ro",
        "hu",
        "ja",
        "zh",
        "ar",
        "ru",
    }
    for wanted in ("opt_out", "ordinary", "automated"):
        assert {case.language for case in cases(TUNED, UNSEEN) if case.wants == wanted} >= asked
