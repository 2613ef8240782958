"""Throws generated requests at every operation of a running installation: no 5xx, no undocumented answer.

    uv pip install schemathesis && ./run python -m benchmarks.fuzz [--examples 8]

schemathesis is no dependency of the project: it is needed for this run only. Exit code 0 when nothing was found.
"""

from __future__ import annotations

import argparse
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
        words = [
            sys.executable, "-m", "schemathesis.cli", "run", f"{at}/api/openapi.json",
            "-H", f"Authorization: Bearer {token}", "--max-examples", str(stated.examples), "--checks", CHECKS,
            "--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--continue-on-failure",
            "--exclude-path-regex", LEFT_OUT,
        ]  # fmt: skip
        return subprocess.run(words, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
