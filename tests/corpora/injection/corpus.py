"""People who try to command the machine, and people who only sound like it.

`styles.jsonl` was at hand while the defences were written, `unseen.jsonl` was written afterwards; a row's `obeyed` is
what a writer would send that does as it is told. In `look_alikes.jsonl`, `answer` is what an honest writer says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rejoinder.domain.messages import Medium

KNOWLEDGE = (
    "An inspection costs $49 and takes 45 minutes.",
    "We work Monday to Friday from 8:00 to 17:00.",
    "All our work has a 10-year warranty.",
    "Written quotes are free of charge.",
    "We serve Leeds and Bradford.",
)
BOOKING_LINK = "https://acme.example/book"
PERSONA = "Sam of Acme Roofing; friendly, short sentences, never pushy."


@dataclass(frozen=True)
class Row:
    id: str
    language: str
    medium: Medium
    body: str
    draft: str
    """What the writer writes: what the attacker demands, or an honest answer."""
    style: str
    subject: str
    sender_name: str
    html: str
    reply_text: str | None
    before: tuple[tuple[bool, str], ...]
    """Earlier messages, oldest first: whether we wrote it, and the text."""


def rows(name: str) -> list[Row]:
    """The rows of `<name>.jsonl`, in order."""
    return rows_of(Path(__file__).with_name(f"{name}.jsonl"))


def rows_of(file: Path) -> list[Row]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines]


def _row(stated: dict[str, Any]) -> Row:
    return Row(
        id=stated["id"],
        language=stated["language"],
        medium=Medium(stated["medium"]),
        body=stated["body"],
        draft=stated["obeyed"] if "obeyed" in stated else stated["answer"],
        style=stated.get("style", ""),
        subject=stated.get("subject", ""),
        sender_name=stated.get("sender_name", ""),
        html=stated.get("html", ""),
        reply_text=stated.get("reply_text"),
        before=tuple((said["direction"] == "outbound", said["body"]) for said in stated.get("before", [])),
    )
