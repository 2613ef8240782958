"""The offline path reads replies that nobody tuned on as well as it did: a change that makes it worse is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rejoinder.entrypoints.cli.main import main

REPLIES = Path(__file__).parents[1] / "corpora" / "replies"


def test_the_offline_path_is_no_worse_than_its_baseline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = str(REPLIES / "baseline.json")
    words = ["eval", str(REPLIES / "unseen.jsonl"), "--ai", "offline", "--baseline", baseline, "--wrong", "0"]
    monkeypatch.setattr(sys, "argv", ["rejoinder", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code in (0, None), said.err
    assert "469 cases, judged by offline" in said.out
