"""What the caller said, out of the transcript of a call."""

from __future__ import annotations

import re

_THEIRS = r"customer|user|caller|client|prospect|lead|guest|human|kunde|cliente|klant|appelant"
_OURS = r"assistant|ai|agent|bot|assistent|assistente|asistente|system|operator|rep"
_LINE = re.compile(rf"^[ \t]*(?:(?P<theirs>{_THEIRS})|(?P<ours>{_OURS}))[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE)


def caller_said(text: str) -> str:
    """The lines of the caller without their labels; the whole text where nothing is labelled as ours."""
    turns = list(_LINE.finditer(text))
    if not any(turn["ours"] for turn in turns):
        return text
    said = []
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        if turn["theirs"]:
            said.append(text[turn.end() : following.start() if following else len(text)].strip())
    return "\n".join(said)


def we_said(text: str) -> str:
    """Our lines of a transcript, in order; empty where there are none."""
    turns = list(_LINE.finditer(text))
    return "\n".join(
        text[turn.end() : following.start() if following else len(text)].strip()
        for turn, following in zip(turns, [*turns[1:], None], strict=True)
        if turn["ours"]
    )
