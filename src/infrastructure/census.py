"""Whether a process that once held something is proven gone."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path


@cache
def host_name() -> str:
    """This machine and boot: owners of another boot or container are never mistaken for ours."""
    boot = _read("/proc/sys/kernel/random/boot_id")[:8]
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        space = ""
    return "-".join(part for part in (socket.gethostname().replace(":", "_"), boot, space) if part)


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def started(pid: int) -> str:
    """When that process started, in the kernel's ticks; empty when there is none (or it is a zombie)."""
    stat = _read(f"/proc/{pid}/stat")
    fields = stat.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in ("Z", "X") else ""


def owner_name() -> str:
    """`host:pid:started` of this process."""
    return f"{host_name()}:{os.getpid()}:{started(os.getpid())}"


class ProcessCensus:
    """Census of this host; about other hosts it says nothing."""

    def is_dead(self, owner: str) -> bool:
        host, _, rest = owner.rpartition(":")[0].rpartition(":")[0], "", owner.rsplit(":", 2)[1:]
        if host != host_name() or len(rest) != 2 or not rest[0].isdigit() or not rest[1]:
            return False
        return started(int(rest[0])) != rest[1]
