"""Adding a channel touches one folder: made by one command, found without a list, held to the whole shared suite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rejoinder.entrypoints.cli.instance import CommandFailed
from rejoinder.entrypoints.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
NEW = {"acme_mail": "email", "parrot": "sms", "inlink2": "linkedin"}


def a_checkout(folder: Path) -> Path:
    """The sources and the channels' suite, elsewhere."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", folder / "src", ignore=skip, symlinks=True)
    shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=skip)
    for kept in ("channels", "fakes"):
        shutil.copytree(ROOT / "tests" / kept, folder / "tests" / kept, ignore=skip)
    for kept in ("pyproject.toml", "tests/__init__.py", "tests/builders.py", "tests/effort.py"):
        shutil.copy(ROOT / kept, folder / kept)
    (folder / "rejoinder").symlink_to("src")
    return folder


def run_in(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    line = [sys.executable, *command]
    return subprocess.run(line, cwd=checkout, env=env, capture_output=True, text=True, timeout=240)


def contents(checkout: Path) -> dict[Path, bytes]:
    return {path.relative_to(checkout): path.read_bytes() for path in checkout.rglob("*") if path.is_file()}


def test_a_new_folder_passes_the_shared_suite_and_nothing_else_was_touched(tmp_path: Path) -> None:
    checkout = a_checkout(tmp_path / "checkout")
    before = contents(checkout)
    for name, medium in NEW.items():
        made = run_in(checkout, "-m", "rejoinder.entrypoints.cli.main", "new-channel", name, "--medium", medium)
        assert made.returncode == 0, made.stderr
    after = contents(checkout)
    suite = ("tests/channels/test_every_channel.py", "tests/channels/test_senders.py")
    tested = run_in(checkout, "-m", "pytest", *suite, "-q", "-p", "no:cacheprovider", "-k", " or ".join(NEW))

    assert tested.returncode == 0, tested.stdout[-3000:]
    assert " passed" in tested.stdout
    assert {path: after[path] for path in before} == before
    assert {path.parts[:4] for path in after.keys() - before.keys()} == {
        ("src", "infrastructure", "channels", name) for name in NEW
    }


@pytest.mark.parametrize(
    ("name", "sentence"), [("Acme", "no channel name"), ("../acme", "no channel name"), ("sandbox", "exists already")]
)
def test_a_name_that_cannot_be_is_refused_in_one_sentence(
    name: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    refused = CliRunner().invoke(app, ["new-channel", name])
    assert isinstance(refused.exception, CommandFailed)
    assert sentence in refused.exception.message


def test_outside_a_checkout_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(app, ["new-channel", "acme"])
    assert isinstance(refused.exception, CommandFailed)
    assert "checkout" in refused.exception.message
    assert list(tmp_path.iterdir()) == []
