"""Where roles are born: one process that has read the whole program once, and is copied for every start.

Reading it takes two seconds of a core, and a drill starts hundreds of processes. What is born here is a process as any
other: of its own number, with its own environment and log, to be killed, frozen and waited for. It is not asked for
anything but to run `rejoinder <role> …`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import setproctitle

from rejoinder.entrypoints.drill.clocks import STEP, step_clock
from rejoinder.infrastructure.phone_numbers import NumberingPlans

LOOK_EVERY_S = 0.005


class Nursery:
    """Starts processes of Rejoinder and knows how they ended. They all end with the process that made it."""

    def __init__(self, release: str | None = None) -> None:
        """`release`: a folder with another release of the program, which is read instead of ours."""
        self._asking = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=release,
            env={**os.environ, "PYTHONPATH": release} if release else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, arguments: Sequence[str], env: Mapping[str, str], folder: Path, log: Path) -> Child:
        """`rejoinder` with these arguments runs in that folder, and writes to that file."""
        asked = {"arguments": [*arguments], "env": dict(env), "folder": str(folder), "log": str(log)}
        return Child(self, self._ask(asked))

    def ended(self, pid: int) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        answer = self._ask({"ended": pid})
        return None if answer == _RUNS else answer

    def close(self) -> None:
        """It is gone, and who was born here is told to end."""
        with self._process:
            self._process.communicate()

    def _ask(self, question: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._asking:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())


class Child:
    """A process that was born in a nursery, as `subprocess.Popen` would tell of it."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = self._nursery.ended(self.pid)
        return self._code

    def wait(self, within_s: float) -> int:
        """The exit code. Raises TimeoutError."""
        deadline = time.monotonic() + within_s
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {self.pid} has not ended within {within_s:g} s")
            time.sleep(LOOK_EVERY_S)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Sent, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)


_RUNS = 1_000_000
"""No exit code."""
_LOADED_AT_START = (
    "rejoinder.entrypoints.cli.main",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    "rejoinder.entrypoints.container",
    "rejoinder.entrypoints.scheduler.main",
    "rejoinder.entrypoints.web.app",
    "rejoinder.entrypoints.worker.main",
)


def _read_the_program() -> None:
    """All that a role loads when it starts. No thread and no connection comes of it: they would not be copied."""
    for name in _LOADED_AT_START:
        import_module(name)
    NumberingPlans().read("+12025550100", "US")
    setproctitle.setproctitle("rejoinder: nursery")
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()


def _become(asked: Mapping[str, object]) -> None:
    """This copy is the role from here on."""
    env, folder, log, arguments = asked["env"], asked["folder"], asked["log"], asked["arguments"]
    assert isinstance(env, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(env, REJOINDER_PARENT_PID=str(os.getppid()))
    time.tzset()
    os.chdir(str(folder))
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.close(nothing)
    os.close(written)
    sys.argv = ["rejoinder", *arguments]
    if STEP in env:
        step_clock(float(env[STEP]))
    import_module(_LOADED_AT_START[0]).main()


def _bear(asked: Mapping[str, object]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _become(asked)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - the interpreter would print it, and this is where it would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(pid: int) -> int:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else _RUNS


def main() -> None:
    """Answers one question per line until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _read_the_program()
    with contextlib.suppress(BrokenPipeError):
        for line in sys.stdin:
            asked = json.loads(line)
            sys.stdout.write(f"{_ended(asked['ended']) if 'ended' in asked else _bear(asked)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
