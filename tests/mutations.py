"""Whether the drill notices when a promise is broken on purpose: one guard at a time is taken out of a copy.

    ./run python -m tests.mutations            # all of them
    ./run python -m tests.mutations fence      # those named

Each line names the guard, the scenario that has to turn red, and what it saw. The exit code is 1 if one was missed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Mutation:
    """What is taken out: in `file`, `old` becomes `new`; `noticed_by` is the scenario that has to see it."""

    guard: str
    file: str
    old: str
    new: str
    noticed_by: str


MUTATIONS = [
    Mutation(
        "fence",
        "src/infrastructure/postgres/store.py",
        "                _prove(db, fence)",
        "                pass",
        "zombie-writes-nothing",
    ),
    Mutation(
        "dedupe key",
        "src/application/inbound/ingest_webhook.py",
        "        external_id=storable_id(inbound.external_id),",
        "        external_id=new_id(),",
        "fifty-times-at-the-same-moment",
    ),
    Mutation(
        "lease",
        "src/infrastructure/postgres/sql/rescue_jobs.sql",
        "lease_until < clock_timestamp()",
        "lease_until < clock_timestamp() + interval '1 hour'",
        "slow-job-is-left-alone",
    ),
    Mutation(
        "opt-out rules",
        "src/application/inbound/ingest_webhook.py",
        "    verdict = screen_inbound(inbound)",
        "    verdict = SafetyVerdict()",
        "opt-out-stops-what-was-queued",
    ),
    Mutation(
        "spool",
        "src/application/inbound/ingest_webhook.py",
        "            await asyncio.to_thread(self.spool.append, spooled(channel_name, key, request))\n        else:",
        "            pass\n        else:",
        "postgres-killed-in-a-burst",
    ),
    Mutation(
        "crash limit",
        "src/domain/jobs.py",
        "MAX_CRASHES = 3",
        "MAX_CRASHES = 99",
        "poison-is-buried-and-the-others-go-on",
    ),
    Mutation(
        "signature",
        "src/application/inbound/ingest_webhook.py",
        "            channel.reader.verify(request, connection)",
        "            pass",
        "forged-deliveries-leave-nothing",
    ),
]


def a_copy(folder: Path) -> Path:
    """The product's sources, elsewhere."""
    skip = shutil.ignore_patterns("__pycache__", "migrations")
    shutil.copytree(ROOT / "src", folder / "src", ignore=skip)
    shutil.copytree(ROOT / "migrations", folder / "src" / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "rejoinder").symlink_to("src")
    return folder


def drill(copy: Path, *scenarios: str) -> dict[str, str]:
    """What the copy's drill found broken, by scenario."""
    report = copy / "report.json"
    wanted = [word for name in scenarios for word in ("--only", name)]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "rejoinder.entrypoints.cli.main", "drill", *wanted, "--json", str(report)]
    ended = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, timeout=900)
    if not report.exists():
        raise AssertionError(f"the drill did not run: {ended.stdout}{ended.stderr}")
    found = json.loads(report.read_text(encoding="utf-8"))["scenarios"]
    assert ended.returncode == (0 if all(one["kept"] for one in found) else 1)
    return {one["name"]: one["broken"] for one in found if not one["kept"]}


def noticed(mutation: Mutation) -> str:
    """What the drill says about the mutated copy; empty when it saw nothing."""
    with tempfile.TemporaryDirectory(prefix="rj-mutant-") as folder:
        copy = a_copy(Path(folder))
        target = copy / mutation.file
        text = target.read_text(encoding="utf-8")
        assert text.count(mutation.old) == 1, f"{mutation.file} no longer holds the guard '{mutation.guard}'"
        target.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
        return drill(copy, mutation.noticed_by).get(mutation.noticed_by, "")


def main(names: list[str]) -> int:
    chosen = [one for one in MUTATIONS if not names or one.guard in names]
    assert chosen, f"known guards: {', '.join(one.guard for one in MUTATIONS)}"
    with tempfile.TemporaryDirectory(prefix="rj-control-") as folder:
        broken = drill(a_copy(Path(folder)), *(one.noticed_by for one in chosen))
    print(f"control  {broken or 'all kept'}", flush=True)
    missed = 0
    for mutation in chosen:
        seen = noticed(mutation)
        missed += not seen
        print(
            f"{mutation.guard:<14} {mutation.noticed_by:<40} {seen.splitlines()[0][:120] if seen else 'MISSED'}",
            flush=True,
        )
    return 1 if missed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
