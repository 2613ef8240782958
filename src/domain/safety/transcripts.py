"""Calls: only what the other side said is theirs."""

import re
from collections.abc import Iterator

_CALLERS = frozenset(
    """
    user customer caller lead human client prospect contact callee person them guest homeowner patient respondent
    recipient kunde kundin anrufer anruferin interessent cliente klant appelant interlocuteur chiamante llamante klient
    kund asiakas zakaznik musteri клиент абонент 客户 お客様 고객 العميل
    """.split()  # noqa: SIM905 - a table of words
)
_AGENTS = frozenset(
    """
    assistant ai agent bot rep sdr system operator robot voicebot advisor representative assistent assistentin
    assistente agente asistente ki ia mitarbeiter mitarbeiterin conseiller operatore medewerker агент оператор бот
    ассистент 客服 担当者 상담원
    """.split()  # noqa: SIM905 - a table of words
)
_NAME = r"[^\W\d_][\w .'-]{0,30}?"
_LABELLED = re.compile(
    rf"[ \t]*(?:\[?\d[\d:.]*\]?[ \t-]*)?(?:\[(?P<bracketed>{_NAME})\]:?|[*_]{{0,2}}(?P<name>{_NAME})[*_]{{0,2}}[ \t]*"
    r"(?:\([\w ]+\))?[*_]{0,2}[ \t]*[:：][*_]{0,2})[ \t]*(?P<said>.*)"
)
_TURN = re.compile(rf"(?<=[.!?…])[ \t]+(?=(?:{'|'.join(sorted(_CALLERS | _AGENTS))})[ \t]*:)", re.IGNORECASE)
"""Where the turns of a call stand in one line."""
_HESITATION = re.compile(
    r"\b(?:u+h*m+|u+h+|e+r+m+|a+h+|h+m+m+|ahm+|euh+|ehm+|you know|i mean)\b,?\.{0,3}\s*", re.IGNORECASE
)


def is_transcript(text: str) -> bool:
    """Whether lines of it are labelled as the other side's: both sides of a call, written down."""
    return any(name in _CALLERS for name, _ in _turns(text))


def spoken_by_caller(transcript: str) -> str:
    """The other side's words of a call: what our assistant said, "to stop these calls say stop", is not theirs.

    Where our side is labelled as such, every other name is theirs; where nobody is, all of it is.
    """
    turns = list(_turns(transcript))
    names = {name for name, _ in turns}
    if not names & (_CALLERS | _AGENTS):
        return transcript
    ours_known = bool(names & _AGENTS)
    kept: list[str] = []
    theirs = True
    for name, said in turns:
        if name in _CALLERS or name in _AGENTS:
            theirs = name in _CALLERS
        elif name and ours_known and len(name.split()) <= 3:
            theirs = True
        if theirs:
            kept.append(said)
    return _HESITATION.sub("", "\n".join(kept))


def _turns(transcript: str) -> Iterator[tuple[str, str]]:
    """(name, words) of each line; no name where a line carries none."""
    for line in _TURN.sub("\n", transcript).splitlines():
        if found := _LABELLED.fullmatch(line):
            name = (found["bracketed"] or found["name"]).strip().lower()
            yield name, found["said"] if name in _CALLERS or name in _AGENTS else line
        else:
            yield "", line
