"""`rejoinder drill`: the promises, proved on this machine against providers that misbehave."""

from __future__ import annotations

import sys
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.cli.instance import CommandFailed
from rejoinder.version import VERSION

if TYPE_CHECKING:
    from rejoinder.entrypoints.drill.scenario import Scenario

SEED = 20261120
EVIDENCE_WIDTH = 160


def drill(
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A promise (P4) or a scenario's name; `*` stands for anything.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Moments and order of the faults follow from it.")] = SEED,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Where to write the report with its evidence.")
    ] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="The same for a build server.")] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Name the scenarios and play none.")] = False,
) -> None:
    """Prove every promise on this machine: real servers and processes, simulated providers, injected faults."""
    try:
        from rejoinder.entrypoints.drill.report import as_json, as_junit, as_table
        from rejoinder.entrypoints.drill.run import run
        from rejoinder.entrypoints.drill.scenarios import every_scenario
    except ModuleNotFoundError as missing:
        raise CommandFailed(
            f"The drill needs {missing.name}, which is not installed; install `rejoinder[drill]` and run it again."
        ) from missing
    if not __debug__:
        raise CommandFailed("The drill looks with assertions, which PYTHONOPTIMIZE turns off; unset it and try again.")
    chosen = _chosen(every_scenario(), only or [])
    if list_only:
        for one in chosen:
            print(f"{one.promise:<9} {one.name}\n          {one.story}")
        return
    for file in (json_file, junit_file):
        if file is not None and not file.parent.is_dir():
            raise InvalidInput(f"There is no folder {file.parent} for the report.")
    began = time.monotonic()
    print(f"{len(chosen)} scenarios, seed {seed}; real servers and processes in a temporary folder.", flush=True)
    results = []
    for result in run(chosen, seed, _begun):
        results.append(result)
        mark = "kept" if result.kept else "BROKEN"
        place = f"{len(results):>3}/{len(chosen)}"
        print(f"{_clear()}{place} {mark:<6} {result.promise:<8} {result.name} ({result.seconds:.1f} s)", flush=True)
        if result.broken:
            print(f"           {result.broken.splitlines()[0]}", flush=True)
        if result.evidence:
            print(f"           {_short(result.evidence)}", flush=True)
    print(f"\n{as_table(results)}\n\n{time.monotonic() - began:.0f} s in all.")
    if json_file is not None:
        json_file.write_text(as_json(results, seed, VERSION), encoding="utf-8")
    if junit_file is not None:
        junit_file.write_text(as_junit(results), encoding="utf-8")
    if broken := sum(not result.kept for result in results):
        raise CommandFailed(f"{broken} of {len(results)} scenarios broke their promise.")


def _short(evidence: dict[str, object]) -> str:
    facts = ", ".join(f"{name}: {value}" for name, value in evidence.items())
    return facts if len(facts) <= EVIDENCE_WIDTH else f"{facts[:EVIDENCE_WIDTH]}…"


def _chosen(scenarios: list[Scenario], only: list[str]) -> list[Scenario]:
    if not only:
        return scenarios
    found = [one for one in scenarios if any(fnmatch(one.name, wish) or one.promise == wish for wish in only)]
    unknown = [w for w in only if not any(fnmatch(one.name, w) or one.promise == w for one in scenarios)]
    if unknown:
        raise InvalidInput(f"There is no scenario {unknown[0]}; `rejoinder drill --list` names them all.")
    return found


def _begun(one: Scenario) -> None:
    if sys.stdout.isatty():
        print(f"    …      {one.promise:<8} {one.name}", end="", flush=True)


def _clear() -> str:
    return "\r\033[K" if sys.stdout.isatty() else ""
