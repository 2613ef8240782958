"""Messages that somebody labelled by hand: who withdraws consent, what a machine wrote, what speaks to the model.

One JSON object per line: `wants` is one of `opt_out`, `automated`, `bounce`, `injection`, `ordinary`; the rest is what
the screening is given. Half of them, by the hash of their words, were looked at while the rules were written (*tuned*);
the other half was not (*unseen*).
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from rejoinder.domain.safety import SafetyVerdict, Screening, screen

TUNED, UNSEEN = "tuned", "unseen"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    wants: str
    language: str
    medium: str
    text: str
    subject: str = ""
    sender: str = "jo@lead.example"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def half(self) -> str:
        digest = hashlib.sha256(f"{self.subject}\n{self.text}".encode()).digest()
        return TUNED if digest[0] % 2 else UNSEEN

    @property
    def inbound(self) -> Screening:
        return Screening(self.medium, self.text, self.subject, self.sender, self.headers)


@dataclass(frozen=True, slots=True)
class Score:
    """How often one finding was right."""

    hits: int
    missed: tuple[Case, ...]
    false: tuple[Case, ...]

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + len(self.missed))

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.false))


def cases(*halves: str) -> list[Case]:
    """The cases of these halves, in the order of the files."""
    read = (json.loads(line) for file in sorted(_HERE.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [case for case in (Case(**row) for row in read) if case.half in halves]


def score(finding: str, over: list[Case]) -> Score:
    """`finding` is opt_out, automated, bounce or injection. A bounce is a machine's too."""
    judged = [(case, _says(finding, screen(case.inbound)), _wanted(finding, case)) for case in over]
    return Score(
        sum(says and wanted for _, says, wanted in judged),
        tuple(case for case, says, wanted in judged if wanted and not says),
        tuple(case for case, says, wanted in judged if says and not wanted),
    )


def _wanted(finding: str, case: Case) -> bool:
    return case.wants == finding or (finding == "automated" and case.wants == "bounce")


def _says(finding: str, verdict: SafetyVerdict) -> bool:
    return verdict.automated or verdict.bounce if finding == "automated" else bool(getattr(verdict, finding))
