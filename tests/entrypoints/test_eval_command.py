"""`rejoinder eval`: figures on the screen, an exit code for the build, one sentence for a file that makes no sense."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rejoinder.entrypoints.cli.main import main
from rejoinder.entrypoints.drill.stand_ins.openai import OpenAIStandIn

CASES = [
    {"id": "a", "medium": "sms", "body": "STOP", "sentiment": "Blacklist", "opt_out": True},
    {"id": "b", "medium": "sms", "body": "How much is it?", "sentiment": "Information Requested", "opt_out": False},
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "REJOINDER_AI", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    Path("cases.jsonl").write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")

    def _run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rejoinder", "eval", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return _run


def test_it_prints_the_figures_of_the_offline_classifier(run: Any) -> None:
    code, out, _ = run("cases.jsonl")
    assert code == 0
    assert "2 cases, judged by offline" in out
    assert "macro-F1 1.000" in out
    assert [line.split()[:3] for line in out.splitlines() if line.startswith("opt_out")] == [
        ["opt_out", "1.000", "1.000"]
    ]


def test_a_figure_below_the_baseline_ends_it_with_an_error(run: Any) -> None:
    assert run("cases.jsonl", "--save-baseline", "good.json")[0] == 0
    assert run("cases.jsonl", "--baseline", "good.json")[0] == 0
    wrong = {**CASES[1], "sentiment": "Not Interested"}
    Path("cases.jsonl").write_text("\n".join(map(json.dumps, [CASES[0], wrong])), encoding="utf-8")
    code, out, err = run("cases.jsonl", "--baseline", "good.json")
    assert code == 1
    assert "macro-F1 fell from 1.000 to 0.500" in err
    assert "b: Not Interested → Information Requested" in out


def test_json_carries_everything(run: Any) -> None:
    code, out, _ = run("cases.jsonl", "--json")
    stated = json.loads(out)
    assert code == 0
    assert (stated["cases"], stated["macro_f1"], stated["wrong"]) == (2, 1.0, [])
    assert stated["tags"]["Blacklist"]["support"] == 1


def test_a_model_is_asked_with_other_prompts_and_its_cost_is_told(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rejoinder.infrastructure.openai.prompts import OURS

    other = (OURS / "sentiment.classify.md").read_text(encoding="utf-8").replace("version: ", "version: 77")
    (tmp_path / "tried").mkdir()
    (tmp_path / "tried" / "sentiment.classify.md").write_text(other + "\nTried words.\n", encoding="utf-8")
    with OpenAIStandIn() as openai:
        monkeypatch.setenv("OPENAI_BASE_URL", openai.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        code, out, _ = run("cases.jsonl", "--ai", "openai", "--prompts", "tried")
    assert code == 0
    assert "prompt 77" in out
    assert "1 calls" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("none.jsonl",), "No such file"),
        ((), "a file of labelled replies or --corrections"),
        (("--corrections", "cases.jsonl"), "a file of labelled replies or --corrections"),
        (("cases.jsonl", "--ai", "oracle"), "use offline or openai"),
        (("cases.jsonl", "--ai", "openai"), "OPENAI_API_KEY is not set"),
        (("cases.jsonl", "--model", "x"), "no prompts and no model"),
        (("bad.jsonl",), "line 2"),
        (("empty.jsonl",), "no cases"),
        (("cases.jsonl", "--baseline", "cases.jsonl"), "is no baseline"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(run: Any, words: tuple[str, ...], sentence: str) -> None:
    Path("bad.jsonl").write_text(json.dumps(CASES[0]) + "\n{", encoding="utf-8")
    Path("empty.jsonl").write_text("\n", encoding="utf-8")
    code, _, err = run(*words)
    assert code == 1
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
