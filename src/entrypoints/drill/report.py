"""What the drill saw, for people (a table), programs (JSON) and build servers (JUnit)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree import ElementTree as ET


@dataclass(frozen=True, slots=True)
class Result:
    """How one scenario ended. `seconds` is wall-clock time; `broken` is empty when the promise was kept."""

    promise: str
    name: str
    story: str
    seconds: float
    broken: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    logs: str = ""

    @property
    def kept(self) -> bool:
        return not self.broken


def as_json(results: Sequence[Result], seed: int, version: str) -> str:
    """The whole report as one JSON object."""
    return json.dumps(
        {
            "version": version,
            "seed": seed,
            "kept": sum(result.kept for result in results),
            "broken": sum(not result.kept for result in results),
            "scenarios": [{**asdict(result), "kept": result.kept} for result in results],
        },
        indent=2,
        default=str,
    )


def as_junit(results: Sequence[Result]) -> str:
    """The report in the form that build servers show."""
    broken = [result for result in results if not result.kept]
    total = f"{sum(result.seconds for result in results):.3f}"
    suite = ET.Element(
        "testsuite", name="rejoinder drill", tests=str(len(results)), failures=str(len(broken)), time=total
    )
    for result in results:
        case = ET.SubElement(
            suite, "testcase", classname=result.promise, name=result.name, time=f"{result.seconds:.3f}"
        )
        if not result.kept:
            failure = ET.SubElement(case, "failure", message=_plain(result.broken.splitlines()[0]))
            failure.text = _plain(f"{result.broken}\n{result.logs}")
        ET.SubElement(case, "system-out").text = _plain(json.dumps(result.evidence, default=str))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def as_table(results: Sequence[Result]) -> str:
    """One line per promise, then one per scenario that broke it."""
    lines = []
    for promise in dict.fromkeys(result.promise for result in results):
        mine = [result for result in results if result.promise == promise]
        kept = sum(result.kept for result in mine)
        mark = "kept  " if kept == len(mine) else "BROKEN"
        took = sum(result.seconds for result in mine)
        lines.append(f"{promise:<9} {mark}  {kept} of {len(mine)} scenarios  {took:6.1f} s")
    for result in results:
        if not result.kept:
            lines += ["", f"{result.promise} {result.name}: {result.story}", f"  {result.broken}"]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
