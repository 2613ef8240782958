"""What the promises and the security review name is there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
DOCS = [TESTS.parent / "docs" / name for name in ("promises.md", "security-review.md")]
NAMED = re.findall(r"`([^`]*\btest_[^`]+)`", "\n".join(page.read_text(encoding="utf-8") for page in DOCS))


def test_every_test_file_and_every_test_that_these_pages_name_exists() -> None:
    files = {path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    functions = set(re.findall(r"^def (test_\w+)", "\n".join((TESTS / f).read_text() for f in files), re.MULTILINE))
    for name in (each.removesuffix("…") for each in NAMED):
        if "/" in name or name.endswith(".py"):
            assert any(file.startswith((name, f"promises/{name}")) for file in files), name
        else:
            assert any(function.startswith(name) for function in functions), name
    assert len(NAMED) > 20
