"""Goodbyes and machines that were written down before the rules were read, in some forty languages."""

from __future__ import annotations

import pytest

from rejoinder.domain.safety import Screening, screen
from tests.corpora.blind_judgements import half_of


@pytest.mark.parametrize(
    ("name", "unseen", "recall", "precision"),
    [
        ("goodbyes", False, 0.98, 0.98),
        ("goodbyes", True, 0.93, 0.97),
        ("english", False, 1.0, 1.0),
        ("english", True, 0.81, 0.97),
    ],
)
def test_goodbyes_are_known_by_their_grammar(name: str, unseen: bool, recall: float, precision: float) -> None:
    half = half_of(name, unseen=unseen)
    taken = [row for row in half if screen(Screening(row.medium, row.text)).opt_out]
    missed = [row for row in half if row.label == "O" and row not in taken]
    wrong = [row for row in taken if row.label != "O"]
    hits = len(taken) - len(wrong)
    assert hits / (hits + len(missed)) >= recall, missed
    assert hits / len(taken) >= precision, wrong


@pytest.mark.parametrize(("unseen", "recall"), [(False, 1.0), (True, 0.93)])
def test_no_person_is_a_machine_and_few_machines_are_people(unseen: bool, recall: float) -> None:
    half = half_of("machines", unseen=unseen)
    taken = [row for row in half if screen(Screening(row.medium, row.text)).automated]
    assert [row for row in taken if row.label != "A"] == []
    assert len(taken) / sum(row.label == "A" for row in half) >= recall
