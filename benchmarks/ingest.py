"""Ingest: the whole product route beside its floor, in turn, over one durable Postgres.

    ./run python benchmarks/ingest.py [seconds per phase] [rounds]

Ours is a real `rejoinder api` process: signature, screening, raw event, person, message and job in one commit, row
security on, the bell rung aside. The floor (`floors/ingest.py`) verifies an HMAC, parses JSON and commits message and
job. After every phase the rows are counted: an answer without its row ends the run.
"""

import json
import secrets
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import psycopg
from ground import HERE, PUBLIC, Child, Ground, free_port, ground, median, spread, start_api, table, wait_for

CONNECTIONS = (1, 16, 64)
KINDS = ("floor", "twilio", "sandbox")
GOAL = 0.6
ACCOUNT = "AC" + "0" * 32
SECRET = secrets.token_hex(16)


@dataclass
class Target:
    """One server under load: who it is, what it is asked, where its rows are."""

    name: str
    server: Child
    plan: dict[str, Any]
    url: str

    def rows(self) -> tuple[int, ...]:
        """How many of everything are stored."""
        names = ("messages", "jobs") if self.name == "floor" else ("messages", "jobs", "events")
        with psycopg.connect(self.url) as db:
            db.execute("SELECT set_config('rejoinder.workspace', '*', false)")
            return tuple(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names)  # type: ignore[index]


def main() -> None:
    """Prints the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.5
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with ground() as on:
        print("\n".join(measure(on, seconds, rounds)))


def measure(on: Ground, seconds: float, rounds: int) -> list[str]:
    """The lines of the report."""
    load = Child(str(HERE / "load.py"))
    targets = _targets(on)
    try:
        for target in targets:
            _phase(on, load, target, 8, 1.5)
        found: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
        for connections in CONNECTIONS:
            for _ in range(rounds):
                for target in targets:
                    found[target.name, connections].append(_phase(on, load, target, connections, seconds))
        half = median([run["per_second"] for run in found["twilio", 16]]) / 2
        twilio = next(target for target in targets if target.name == "twilio")
        opened = [_phase(on, load, twilio, 64, seconds, rate=half) for _ in range(rounds)]
    finally:
        for child in {target.server for target in targets} | {load}:
            child.end()
    return [*_report(found), "", _open_loop(half, opened)]


def _targets(on: Ground) -> list[Target]:
    floor_url, floor_port, port = on.database("floor"), free_port(), free_port()
    sys.path.insert(0, str(HERE))
    from floors.ingest import SCHEMA

    with psycopg.connect(floor_url, autocommit=True) as db:
        db.execute(SCHEMA)
    floor = Child(str(HERE / "floors" / "ingest.py"), floor_url, str(floor_port), SECRET, log=on.folder / "floor.log")
    wait_for(f"http://127.0.0.1:{floor_port}/schema-is-off", floor)
    container = on.container()
    workspace = container.create_workspace()("Benchmark").id
    connected = container.connect_channel()(
        workspace, "twilio_sms", "benchmark", credentials={"account_sid": ACCOUNT, "auth_token": SECRET}
    )
    simulated = container.open_sandbox()(workspace, "benchmark")
    container.engine().dispose()
    api = start_api(on, port)
    paths = {
        "twilio": f"/api/webhooks/twilio_sms/{connected.webhook_key}",
        "sandbox": f"/api/webhooks/sandbox/{simulated.webhook_key}",
    }
    plans = {
        "floor": {"kind": "floor", "port": floor_port, "path": "/hook", "secret": SECRET},
        **{
            kind: {
                "kind": kind,
                "port": port,
                "path": path,
                "signed_url": PUBLIC + path,
                "account": ACCOUNT,
                "secret": SECRET,
            }
            for kind, path in paths.items()
        },
    }
    return [
        Target(kind, floor if kind == "floor" else api, plans[kind], floor_url if kind == "floor" else on.url)
        for kind in KINDS
    ]


def _phase(
    on: Ground, load: Child, target: Target, connections: int, seconds: float, rate: float | None = None
) -> dict[str, float]:
    """One stretch of load. Raises AssertionError when an answer has no rows."""
    before, app, postgres = target.rows(), target.server.cpu_seconds(), on.cpu_seconds()
    at_most = int((rate or 6_000) * seconds) + connections + 1
    load.tell(
        json.dumps({**target.plan, "connections": connections, "seconds": seconds, "rate": rate, "at_most": at_most})
    )
    figures: dict[str, float] = json.loads(load.line())
    app, postgres = target.server.cpu_seconds() - app, on.cpu_seconds() - postgres
    stored = {now - then for now, then in zip(target.rows(), before, strict=True)}
    assert not figures["refused"], f"{target.name}: {figures['refused']} answers were not 200"
    assert stored == {figures["answered"]}, f"{target.name}: {figures['answered']} answers, rows {stored}"
    return {
        **figures,
        "app_us": app / figures["answered"] * 1e6,
        "postgres_us": postgres / figures["answered"] * 1e6,
    }


def _report(found: dict[tuple[str, int], list[dict[str, float]]]) -> list[str]:
    rows = []
    for connections in CONNECTIONS:
        floors = found["floor", connections]
        for kind in KINDS:
            runs = found[kind, connections]
            ratios = [run["per_second"] / floor["per_second"] for run, floor in zip(runs, floors, strict=True)]
            cheaper = [_cpu(floor) / _cpu(run) for run, floor in zip(runs, floors, strict=True)]
            middle = {name: median([run[name] for run in runs]) for name in runs[0]}
            rows.append(
                [
                    str(connections),
                    {"floor": "floor", "twilio": "ours, Twilio", "sandbox": "ours, sandbox"}[kind],
                    f"{middle['per_second']:,.0f}",
                    f"{middle['p50']:.1f} / {middle['p99']:.1f}",
                    f"{middle['app_us']:.0f}",
                    f"{middle['postgres_us']:.0f}",
                    "" if kind == "floor" else f"**{median(ratios):.2f}** ({spread(ratios)})",
                    "" if kind == "floor" else f"{median(cheaper):.2f} ({spread(cheaper)})",
                ]
            )
    answered = sum(run["answered"] for runs in found.values() for run in runs)
    head = [
        "connections",
        "server",
        "requests/s",
        "p50 / p99 ms",
        "app CPU µs",
        "Postgres CPU µs",
        "ours / floor, requests/s",
        "floor / ours, all CPU",
    ]
    generator = median([run["load_cpu_us"] for runs in found.values() for run in runs])
    return [
        table(head, rows),
        "",
        f"Goal: at least {GOAL} at 16 connections. All {answered:,.0f} answers had their rows; "
        f"the generator took {generator:.0f} µs of CPU per request.",
    ]


def _cpu(run: dict[str, float]) -> float:
    """What a request costs in the server and in Postgres; steadier than a rate while others use the machine."""
    return run["app_us"] + run["postgres_us"]


def _open_loop(rate: float, runs: list[dict[str, float]]) -> str:
    p50, p99 = median([run["p50"] for run in runs]), median([run["p99"] for run in runs])
    return (
        f"Open loop, Twilio, at half of our own capacity ({rate:,.0f}/s): p50 {p50:.1f} ms, p99 {p99:.1f} ms "
        f"({spread([run['p99'] for run in runs])}); goal: p99 at most 25 ms."
    )


if __name__ == "__main__":
    main()
