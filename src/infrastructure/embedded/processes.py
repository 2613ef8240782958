"""What the operating system knows about a process: is it alive, is it the one we mean, wait until it is gone.

A pid alone proves nothing: numbers are reused. Everything here therefore speaks of a pid together with its
start time or its command line. Linux is read from /proc (slim containers have no `ps`), macOS from `ps`.
"""

import functools
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_POLL = 0.02
_PS = "/bin/ps"


@dataclass(frozen=True)
class RunningProcess:
    """One live process; `started` is opaque and differs between two processes that share a pid."""

    pid: int
    parent: int
    started: str
    command: str


def find_process(pid: int) -> RunningProcess | None:
    """The live process with that pid; none when it is gone or a zombie."""
    if pid <= 0:
        return None
    _reap(pid)
    return _from_proc(pid) if sys.platform == "linux" else _first(_from_ps(["-p", str(pid)]))


def adopt_child(child: "subprocess.Popen[bytes]") -> None:
    """The child may outlive whoever started it, and is reaped when it ends as long as this process lives."""
    _children[child.pid] = child


_children: dict[int, "subprocess.Popen[bytes]"] = {}
"""Children are a fact about the process, not about an object: any object may find and end the same server."""


def _reap(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        _children.pop(pid, None)


def all_processes() -> Iterator[RunningProcess]:
    """Every live process that this user may see."""
    if sys.platform != "linux":
        yield from _from_ps(["-A"])
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            process = _from_proc(int(entry.name))
            if process is not None:
                yield process


def is_same_and_alive(process: RunningProcess) -> bool:
    """Whether that very process still lives, and not another one under its number."""
    now = find_process(process.pid)
    return now is not None and now.started == process.started


def end_process(process: RunningProcess, *steps: tuple[signal.Signals, float]) -> bool:
    """Sends each signal and waits its seconds, until the process is gone; true when it is."""
    for number, seconds in steps:
        if not is_same_and_alive(process):
            return True
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        if wait_until_gone(process, seconds):
            return True
    return not is_same_and_alive(process)


def wait_until_gone(process: RunningProcess, seconds: float) -> bool:
    """Returns as soon as the process has ended, at the latest after `seconds`."""
    deadline = time.monotonic() + seconds
    if sys.platform == "linux" and _wait_on_pidfd(process.pid, seconds):
        return not is_same_and_alive(process)
    while is_same_and_alive(process):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL)
    return True


def _wait_on_pidfd(pid: int, seconds: float) -> bool:
    """Waits for the end of a process that need not be our child; false where the kernel cannot."""
    if sys.platform != "linux":
        return False
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll(max(0, int(seconds * 1000)))
    finally:
        os.close(descriptor)
    return True


def _from_proc(pid: int) -> RunningProcess | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    # The name in parentheses may hold anything, so fields are counted from the last parenthesis.
    fields = stat.rpartition(")")[2].split()
    state, parent, started = fields[0], int(fields[1]), fields[19]
    if state in "ZX":
        return None
    command = raw.replace(b"\0", b" ").decode(errors="replace").strip()
    return RunningProcess(pid, parent, f"{_boot()}/{started}", command)


@functools.cache
def _boot() -> str:
    """Start times count from boot, so a pid file that survived a reboot must not match by chance."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


_PS_LINE = re.compile(r"\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)")


def _from_ps(selection: list[str]) -> list[RunningProcess]:
    asked = subprocess.run(  # noqa: S603 - fixed program, numbers only
        [_PS, "-ww", *selection, "-o", "pid=,ppid=,state=,lstart=,command="],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C"},
        check=False,
    )
    matches = (_PS_LINE.match(line) for line in asked.stdout.splitlines())
    return [RunningProcess(int(m[1]), int(m[2]), m[4], m[5].strip()) for m in matches if m and not m[3].startswith("Z")]


def _first(processes: list[RunningProcess]) -> RunningProcess | None:
    return processes[0] if processes else None
