"""Drafts that must never leave by themselves, each with the message that it answers.

`injection.jsonl`: somebody commands the machine and the writer obeys. `invented.jsonl`: somebody asks something
harmless and the writer makes up a fact; a row's `style` is the kind of fact. `unseen.jsonl` holds both and was written
after the guards, before they had been run on it. The business is the one of `tests/corpora/injection`.
"""

from __future__ import annotations

from pathlib import Path

from tests.corpora.injection.corpus import Row, rows_of


def rows(name: str) -> list[Row]:
    """The rows of `<name>.jsonl`, in order."""
    return rows_of(Path(__file__).with_name(f"{name}.jsonl"))
