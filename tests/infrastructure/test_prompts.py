"""Prompts, their samples, and the operator's own: what is asked is what the files say, and a wrong file is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.drafts import Strategy
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.leads import ScoreSource
from rejoinder.domain.safety import Screening, screen
from rejoinder.domain.sentiment import PRECEDENCE, Sentiment
from rejoinder.domain.sourcing import unsourced_facts
from rejoinder.infrastructure.openai.ai import OpenAI
from rejoinder.infrastructure.openai.features import CLASSIFY, FEATURES, GENERATE, SCORE
from rejoinder.infrastructure.openai.prompts import OURS, Prompt, Sample, changed_prompts, load_prompts, tokens
from rejoinder.infrastructure.openai.schema import Schema
from tests.infrastructure.conversations import CALL, a_conversation

CORPORA = Path(__file__).parents[1] / "corpora"
BUDGET = 1_600


@dataclass
class Listening:
    """A door that keeps the variables it was given, and answers from the feature's samples."""

    prompts: dict[str, Prompt] = field(default_factory=load_prompts)
    given: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def ask(self, feature: str, variables: Mapping[str, Any], schema: Schema, call: CallContext) -> Mapping[str, Any]:
        self.given[feature] = variables
        return self.prompts[feature].samples[0].answer

    def version(self, feature: str) -> str:
        return self.prompts[feature].version

    def model(self, feature: str) -> str:
        return self.prompts[feature].model


def asked(door: Listening) -> None:
    """Every feature is asked once."""
    ai, conversation = OpenAI(door), a_conversation("How much?", before=[("us", "Hello")])  # type: ignore[arg-type]
    ai.classify(conversation, CALL)
    ai.plan(conversation, CALL)
    ai.write(conversation, Strategy("Answer.", ("Thank them.",)), CALL)
    ai.evaluate(conversation, "Thanks!", CALL)
    ai.score(conversation, CALL)


def theirs(tmp_path: Path, name: str, text: str | None = None, **changed: str) -> Path:
    """A folder with one file in the place of ours, `changed` pairs replaced in it."""
    written = (OURS / name).read_text(encoding="utf-8") if text is None else text
    for old, new in changed.items():
        written = re.sub(old, new, written)
    (tmp_path / name).write_text(written, encoding="utf-8")
    return tmp_path


# --- ours ------------------------------------------------------------------------------------------------------------


def test_a_prompt_is_given_exactly_the_variables_that_its_feature_lists() -> None:
    door = Listening()
    asked(door)
    assert {feature: frozenset(given) for feature, given in door.given.items()} == {
        name: feature.given for name, feature in FEATURES.items()
    }
    for feature, given in door.given.items():
        question = door.prompts[feature].fill(given, "c0de")
        assert "How much?" in question.input
        assert "How much?" not in question.instructions, "what outsiders wrote gives no instructions"


@pytest.mark.parametrize("feature", FEATURES)
def test_every_sample_of_ours_fits_its_budget_and_reaches_the_model(feature: str) -> None:
    prompt = load_prompts()[feature]
    written = re.findall(r"^## (.+)$", (OURS / f"{feature}.samples.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [sample.title for sample in prompt.samples] == written
    assert len(written) >= 3
    assert sum(tokens(str(sample)) for sample in prompt.samples) <= BUDGET
    door = Listening()
    asked(door)
    shown = prompt.fill(door.given[feature], "c0de").instructions
    assert all(str(sample) in shown for sample in prompt.samples)
    assert len(set(written)) == len(written)


def test_the_verdict_of_every_sample_is_the_one_that_the_taxonomy_gives() -> None:
    """Its heading names the verdict, and one that fits as well but is less decisive."""
    samples = load_prompts()[CLASSIFY].samples
    for sample in samples:
        named = re.match(r"(?P<given>[A-Z][A-Za-z ]+?)(?: before (?P<other>[A-Z][A-Za-z ]+?))?: ", sample.title)
        assert named is not None, sample.title
        given = Sentiment(sample.answer["sentiment"])
        assert given is Sentiment(named["given"])
        if named["other"]:
            assert PRECEDENCE.index(given) < PRECEDENCE.index(Sentiment(named["other"])), sample.title
        assert len(str(sample.answer["reason"]).split()) <= 10
    assert {Sentiment(sample.answer["sentiment"]) for sample in samples} == set(Sentiment)


def test_no_sample_contradicts_the_rules_that_need_no_ai() -> None:
    for sample in load_prompts()[CLASSIFY].samples:
        newest = sample.given.partition("newest: ")[2]
        assert newest, sample.title
        found = screen(Screening(medium="email", text=newest))
        if found.opt_out:
            assert sample.answer["sentiment"] == Sentiment.BLACKLIST, sample.title


def test_a_sample_draft_says_only_what_its_business_knows() -> None:
    for sample in load_prompts()[GENERATE].samples:
        knows = sample.given.split("Form:")[0]
        assert unsourced_facts(str(sample.answer["body"]), said_by_us=[knows], said_by_them=[]) == (), sample.title


def test_the_reasons_of_a_sample_score_quote_what_was_said() -> None:
    for sample in load_prompts()[SCORE].samples:
        said = sample.given.partition("them: ")[2].casefold()
        quotes = [quote for reason in sample.answer["reasons"] for quote in re.findall(r'"([^"]+)"', reason)]
        assert quotes, sample.title
        assert all(quote.casefold() in said for quote in quotes), sample.title


def test_no_sample_shares_its_words_with_the_corpora_that_measure_us() -> None:
    run = 6

    def runs(text: str) -> set[str]:
        words = re.findall(r"\w+", text.casefold())
        return {" ".join(words[start : start + run]) for start in range(len(words) - run + 1)}

    tables = [
        line for path in OURS.glob("*.md") for line in path.read_text(encoding="utf-8").splitlines() if "|" in line
    ]
    ours = set().union(
        *map(runs, tables), *(runs(s.given) for prompt in load_prompts().values() for s in prompt.samples)
    )
    measured = [
        path for path in CORPORA.rglob("*") if path.suffix in (".jsonl", ".json") and "training" not in path.parts
    ]
    assert len(measured) > 5
    for path in measured:
        assert ours & runs(path.read_text(encoding="utf-8")) == set(), path.name


def test_a_changed_word_in_prompt_or_samples_is_a_changed_version(tmp_path: Path) -> None:
    first = load_prompts()[CLASSIFY].version
    number, _, fingerprint = first.partition(":")
    assert number.isdigit()
    assert len(fingerprint) == 8
    changed = load_prompts(theirs(tmp_path, f"{CLASSIFY}.samples.md", cheers="thanks"))[CLASSIFY].version
    assert changed.startswith(f"{number}:")
    assert changed != first
    assert load_prompts()[CLASSIFY].version == first


def test_a_reason_of_the_model_keeps_only_quotes_that_were_said() -> None:
    door = Listening()
    answer = {
        "reasons": ['Asks: "how  MUCH?"', 'Said "we are rich".', "No words."],
        "fit": 2,
        "intent": 3,
        "overall": 2,
    }
    door.prompts[SCORE] = replace(door.prompts[SCORE], samples=(Sample("", "", answer),))
    found = OpenAI(door).score(a_conversation("So how much?", before=[("us", "We are rich")]), CALL)  # type: ignore[arg-type]
    assert found.reasons == ('Asks: "how MUCH?"', "Said (words that were not said).", "No words.")
    assert (found.source, found.judge.prompt_version) == (ScoreSource.MODEL, door.prompts[SCORE].version)


# --- the operator's ---------------------------------------------------------------------------------------


def test_a_file_of_the_operators_stands_in_for_ours_of_the_same_name(tmp_path: Path) -> None:
    folder = theirs(tmp_path, f"{SCORE}.md", **{"Score the person": "Score them", "version: .*": "version: 40"})
    loaded = load_prompts(folder)
    assert loaded[SCORE].version.startswith("40:")
    assert "Score them" in loaded[SCORE].fill(_score_variables(), "c0de").input
    assert len(loaded[SCORE].samples) == len(load_prompts()[SCORE].samples), "our samples stay"
    assert loaded[CLASSIFY] == load_prompts()[CLASSIFY] or loaded[CLASSIFY].version == load_prompts()[CLASSIFY].version
    assert [prompt.feature for prompt in changed_prompts(folder)] == [SCORE]
    assert changed_prompts(None) == []


def test_samples_can_be_replaced_or_left_out_alone(tmp_path: Path) -> None:
    folder = theirs(tmp_path, f"{SCORE}.samples.md", "# None\n")
    prompt = load_prompts(folder)[SCORE]
    assert (prompt.samples, prompt.is_ours) == ((), False)
    assert "Sample" not in prompt.fill(_score_variables(), "c0de").instructions


def test_samples_beyond_the_budget_are_left_out_from_the_first_that_does_not_fit(tmp_path: Path) -> None:
    folder = theirs(tmp_path, f"{CLASSIFY}.md", **{"sample_tokens: .*": "sample_tokens: 200"})
    some, every = load_prompts(folder)[CLASSIFY].samples, load_prompts()[CLASSIFY].samples
    assert 1 <= len(some) < len(every)
    assert some == every[: len(some)]


@pytest.mark.parametrize(
    ("name", "text", "changed", "sentence"),
    [
        ("lead_scoring.scored.md", "x", {}, "belongs to no feature"),
        (f"{SCORE}.md", "no front matter", {}, "needs front matter"),
        (f"{SCORE}.md", None, {"model: .*\n": ""}, "says no 'model'"),
        (f"{SCORE}.md", None, {"version: .*": "version: two"}, "no whole number"),
        (f"{SCORE}.md", None, {"max_output_tokens: .*": "max_output_tokens: many"}, "no whole number"),
        (f"{SCORE}.md", None, {r"newest\) }}": "now) }}"}, "never uses the variable 'newest'"),
        (f"{SCORE}.md", None, {"{{ now }}": "{{ nwo }}"}, "uses 'nwo', which is none of"),
        (f"{SCORE}.md", None, {"{{ now }}": "{{ now"}, "is no template"),
        (f"{SCORE}.md", None, {"Now: {{ now }}": "Now: {{ newest }}"}, "shows 'newest' outside of fence"),
        (f"{SCORE}.md", None, {"You score": "{{ fence('a', newest) }} You score"}, "shows 'newest' outside of fence"),
        (f"{SCORE}.samples.md", "## A\nthem: hi\n", {}, "without a ```json answer"),
        (f"{SCORE}.samples.md", "## A\nthem: hi\n```json\n{]\n```\n", {}, "no JSON"),
        (f"{SCORE}.samples.md", '## A\nthem: hi\n```json\n{"fit": 9}\n```\n', {}, "breaks the schema"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, name: str, text: str | None, changed: dict[str, str], sentence: str
) -> None:
    folder = theirs(tmp_path, name, text, **changed)
    with pytest.raises(InvalidInput) as refused:
        load_prompts(folder)
    assert sentence in refused.value.message
    assert str(tmp_path / name) in refused.value.message
    assert len(refused.value.message.splitlines()) == 1


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no folder of prompts"):
        load_prompts(tmp_path / "none")


def _score_variables() -> Mapping[str, Any]:
    door = Listening()
    asked(door)
    return door.given[SCORE]
