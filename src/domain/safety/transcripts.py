"""Calls: only what the other side said is theirs."""

import re

_LABELLED = re.compile(r"^[ \t]*(?:\[?\d[\d:.]*\]?[ \t]*)?([A-Za-z][\w .'-]{0,30}?)[ \t]*(?:\(\w+\))?:[ \t]*(.*)$")
_CALLERS = frozenset(
    [
        "user",
        "customer",
        "caller",
        "lead",
        "human",
        "client",
        "prospect",
        "contact",
        "kunde",
        "anrufer",
        "cliente",
        "klant",
    ]
)
_AGENTS = frozenset(["assistant", "ai", "agent", "bot", "rep", "sdr", "system", "operator", "assistent", "agente"])
_HESITATION = re.compile(
    r"\b(?:u+h*m+|u+h+|e+r+m+|a+h+|h+m+m+|ahm+|euh+|ehm+|you know|i mean)\b,?\.{0,3}\s*", re.IGNORECASE
)


def is_transcript(text: str) -> bool:
    """Whether lines of it are labelled as the other side's: both sides of a call, written down."""
    labels = (_LABELLED.match(line) for line in text.splitlines())
    return any(found is not None and found.group(1).strip().lower() in _CALLERS for found in labels)


def spoken_by_caller(transcript: str) -> str:
    """The other side's words of a call: what our assistant said, "to stop these calls say stop", is not theirs."""
    kept: list[str] = []
    theirs, labelled = True, False
    for line in transcript.splitlines():
        found = _LABELLED.match(line)
        name = found.group(1).strip().lower() if found else ""
        if found and (name in _CALLERS or name in _AGENTS):
            theirs, labelled = name in _CALLERS, True
            line = found.group(2)
        if theirs:
            kept.append(line)
    return _HESITATION.sub("", "\n".join(kept) if labelled else transcript)
