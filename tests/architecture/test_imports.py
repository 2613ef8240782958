"""Who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:]
    assert "9 kept, 0 broken" in done.stdout


def imported_by(path: Path) -> set[str]:
    """The names of all modules that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


@pytest.mark.parametrize(
    "revision", sorted((ROOT / "migrations" / "versions").glob("*.py")), ids=lambda path: path.stem
)
def test_a_migration_imports_no_live_code(revision: Path) -> None:
    live = {name for name in imported_by(revision) if name.split(".")[0] in ("rejoinder", "src", "tests", ".")}

    assert live == set()


def test_migrations_use_no_database_enums() -> None:
    for revision in (ROOT / "migrations" / "versions").glob("*.py"):
        assert "CREATE TYPE" not in revision.read_text().upper()


def sources(folder: str) -> list[Path]:
    return [path for path in (ROOT / "src" / folder).rglob("*.py") if "__pycache__" not in path.parts]


@pytest.mark.parametrize("folder", ["domain", "application", "infrastructure"])
def test_nobody_but_the_entry_points_reads_the_environment(folder: str) -> None:
    readers = []
    for path in sources(folder):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
                readers.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    allowed = ("src/infrastructure/embedded/",)
    assert [reader for reader in readers if not reader.startswith(allowed)] == []


@pytest.mark.parametrize("folder", ["domain", "application"])
def test_the_core_has_no_clock_and_no_dice_of_its_own(folder: str) -> None:
    forbidden = {"random", "secrets", "time"}
    exceptions = {"src/domain/ids.py", "src/application/jobs/work_due_jobs.py"}
    wrong = []
    for path in sources(folder):
        name = str(path.relative_to(ROOT))
        if name in exceptions:
            continue
        found = imported_by(path) & forbidden
        text = path.read_text()
        if "datetime.now(" in text or "datetime.utcnow(" in text:
            found.add("datetime.now")
        if name.startswith("src/application/setup/"):
            found.discard("secrets")
        wrong += [f"{name}: {each}" for each in sorted(found)]

    assert wrong == []
