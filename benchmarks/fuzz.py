"""Throws generated requests at every operation of a running installation: no 5xx, no undocumented answer.

    uv pip install schemathesis && ./run python -m benchmarks.fuzz [--examples 8]

schemathesis is no dependency of the project: it is needed for this run only. Exit code 0 when nothing was found.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
LEFT_OUT = "webhooks|cron"
"""Addresses that take what a provider signs; they have fuzz tests of their own."""
LISTS = {
    "workspaces": "workspace_id", "leads": "lead_id", "messages": "message_id", "drafts": "draft_id", "jobs": "job_id",
    "sends": "send_id", "connections": "connection_id", "calls": "call_id", "switches": "switch_id",
    "alerts": "alert_id", "tokens": "token_id", "appointments": "appointment_id", "numbers": "number_id",
}  # fmt: skip
"""Which list holds the ids of which parameter."""
LIVES_FOR_S = 20.0
"""So long the simulated people of a new installation write before anything is asked."""
READY_WITHIN_S = 180.0


@contextmanager
def installation(port: int, token: str) -> Iterator[str]:
    """A new installation with simulated people in it; its address."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "REJOINDER_ADMIN_TOKEN": token}
        words = [
            sys.executable,
            "-m",
            "rejoinder.entrypoints.cli.main",
            "up",
            "--port",
            str(port),
            "--data-dir",
            folder,
        ]
        with (Path(folder) / "up.log").open("wb") as log:
            up = subprocess.Popen(words, env=env, stdout=log, stderr=log)
            try:
                yield _ready(f"http://127.0.0.1:{port}")
            finally:
                up.send_signal(signal.SIGTERM)
                up.wait(60)


def known_ids(at: str, token: str) -> str:
    """The ids of rows that are there, as schemathesis' configuration: a request about nothing proves little."""
    found = ["[parameters]"]
    for name in LISTS:
        request = urllib.request.Request(f"{at}/api/v1/{name}?limit=1", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            items = json.load(answer)["items"]
        if items:
            found.append(f'"path.{LISTS[name]}" = "{items[0]["id"]}"')
    return "\n".join(found)


def _ready(at: str) -> str:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{at}/health/ready", timeout=5):
                return at
        except (OSError, urllib.error.HTTPError):
            time.sleep(0.5)
    raise SystemExit("The installation did not come up.")


def main() -> int:
    """The exit code of the run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--examples", type=int, default=8, help="generated requests per operation, at most")
    asked.add_argument("--port", type=int, default=8790)
    stated = asked.parse_args()
    token = secrets.token_urlsafe(24)
    with installation(stated.port, token) as at:
        time.sleep(LIVES_FOR_S)
        config = Path(tempfile.mkdtemp()) / "schemathesis.toml"
        config.write_text(known_ids(at, token))
        words = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{at}/api/openapi.json",
            "-H", f"Authorization: Bearer {token}", "--max-examples", str(stated.examples), "--checks", CHECKS,
            "--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--continue-on-failure",
            "--exclude-path-regex", LEFT_OUT,
        ]  # fmt: skip
        return subprocess.run(words, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
