"""One role of Rejoinder as a real process that a test may stop, kill, freeze and start again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from rejoinder.entrypoints.drill.nursery import Child, Nursery
from rejoinder.entrypoints.drill.waiting import until

STOP_WITHIN_S = 20.0
_nursery = cache(Nursery)
"""One for all that this process starts, and one for each other release."""


def run_command(words: Sequence[str], env: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """`rejoinder WORDS…` as users run it, to its end."""
    command = [sys.executable, "-m", "rejoinder.entrypoints.cli.main", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


class Role:
    """`rejoinder <role> …` as users run it; every start has a log file of its own."""

    def __init__(self, name: str, arguments: list[str], env: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.starts = 0
        self._arguments = arguments
        self._env = env
        self._folder = folder
        self._process: Child | None = None

    @property
    def log(self) -> Path:
        """What this process has written since its last start."""
        return self._folder / f"{self.name}-{self.starts}.log"

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} was never started"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, **env: str) -> None:
        """The process exists; whether it serves is seen from outside. With PYTHONPATH it is another release's."""
        assert not self.is_running, f"{self.name} is running already"
        self.starts += 1
        self.log.touch()
        nursery = _nursery(env["PYTHONPATH"]) if "PYTHONPATH" in env else _nursery()
        self._process = nursery.start(self._arguments, {**self._env, **env}, self._folder, self.log)

    def wait_for_log(self, words: str, within_s: float = 30.0) -> None:
        """The process wrote these words since its last start."""

        def written() -> bool:
            assert self.is_running, f"{self.name} ended with {self._code()}:\n{self.last_lines()}"
            return words in self.log.read_text(errors="replace")

        until(written, f"'{words}' in the log of {self.name}", within_s)

    def kill(self) -> None:
        """SIGKILL, and it is gone."""
        if self._process is not None:
            self._process.signal(signal.SIGKILL)
            self._process.wait(10)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.signal(signal.SIGTERM)
        return self._process.wait(STOP_WITHIN_S)

    def freeze(self) -> None:
        """SIGSTOP: the process is alive and does nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Frozen inside the block."""
        self.freeze()
        try:
            yield
        finally:
            if self.is_running:
                self.thaw()

    def last_lines(self, count: int = 25) -> str:
        """The end of the log, for a person who looks at a failed test."""
        if not self.log.exists():
            return "(never started)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _code(self) -> int | None:
        return self._process.poll() if self._process is not None else None
