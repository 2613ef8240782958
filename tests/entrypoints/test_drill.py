"""`rejoinder drill`: what it plays, what it says, and what it does when a promise is broken."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from rejoinder.entrypoints.cli.main import app, main
from rejoinder.entrypoints.drill.report import Result, as_json, as_junit, as_table
from rejoinder.entrypoints.drill.run import run
from rejoinder.entrypoints.drill.scenario import Scenario, Stage
from rejoinder.entrypoints.drill.scenarios import every_scenario

PROMISES = {f"P{number}" for number in range(1, 13)}


def test_every_promise_has_a_scenario_and_every_scenario_a_story() -> None:
    played = every_scenario()
    assert {one.promise for one in played} >= PROMISES
    assert all(one.story.endswith(".") for one in played)
    assert [one.promise for one in played][:1] == ["P1"]


def test_the_list_names_them_without_playing() -> None:
    shown = CliRunner().invoke(app, ["drill", "--list", "--only", "P12"])
    assert shown.exit_code == 0
    assert "forged-deliveries-leave-nothing" in shown.output
    assert "postgres-killed-in-a-burst" not in shown.output


def test_an_unknown_scenario_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["rejoinder", "drill", "--only", "P13"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.strip() == "There is no scenario P13; `rejoinder drill --list` names them all."


def test_a_broken_promise_is_reported_and_the_next_scenario_is_played() -> None:

    def breaks(stage: Stage) -> None:
        stage.saw(texts=2)
        assert stage.evidence["texts"] == 1, "two texts reached one person"

    def fails(stage: Stage) -> None:
        raise RuntimeError("a bug of the drill")

    def keeps(stage: Stage) -> None:
        stage.saw(dice=stage.dice.random())

    stories = [Scenario("P4", name, "A story.", play) for name, play in (("a", breaks), ("b", fails), ("c", keeps))]
    begun: list[Scenario] = []
    results = list(run(stories, 7, begun.append))

    assert begun == stories
    assert [result.kept for result in results] == [False, False, True]
    assert results[0].broken.startswith("two texts reached one person")
    assert (results[0].evidence, results[1].broken) == ({"texts": 2}, "RuntimeError: a bug of the drill")
    again = list(run(stories[2:], 7, begun.append))
    assert again[0].evidence == results[2].evidence, "the same seed, the same dice"


def test_the_reports_tell_programs_and_build_servers_the_same() -> None:
    results = [
        Result("P1", "kept-one", "A story.", 1.5, evidence={"deliveries": 3}),
        Result("P4", "broken-one", "A story.", 2.0, "two texts\x00 for one", {"texts": 2}, "last words"),
    ]
    told = json.loads(as_json(results, 7, "0.1"))
    assert (told["kept"], told["broken"], told["seed"]) == (1, 1, 7)
    assert told["scenarios"][1]["evidence"] == {"texts": 2}
    suite = ET.fromstring(as_junit(results))  # noqa: S314 - we wrote it a moment ago
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    table = as_table(results)
    assert "P1        kept    1 of 1" in table
    assert "P4        BROKEN  0 of 1" in table


@pytest.mark.slow
def test_a_real_scenario_is_kept_and_leaves_its_evidence(tmp_path: Path) -> None:
    report = tmp_path / "drill.json"
    played = CliRunner().invoke(
        app, ["drill", "--only", "foreign-token-sees-nothing", "--only", "secrets-stay-secret", "--json", str(report)]
    )
    assert played.exit_code == 0, played.output
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["kept"] == 2
    assert told["scenarios"][0]["evidence"]["looked_for"] == 8
