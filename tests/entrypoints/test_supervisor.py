"""The supervisor of `rejoinder up`: real processes, real kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from rejoinder.entrypoints.cli.supervisor import (
    DataFolderLock,
    Supervisor,
    SupervisorFailed,
    end_leftover_children,
    stop_instance,
)
from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedValkey
from rejoinder.infrastructure.embedded.processes import find_process

pytestmark = pytest.mark.slow

# One supervisor in a process of its own; what it is to do comes as JSON, what happened goes to files.
_OWNER = """
import json, os, sys
from pathlib import Path
from rejoinder.entrypoints.cli import supervisor as module
from rejoinder.entrypoints.cli.supervisor import Child, Supervisor, SupervisorFailed

plan = json.loads(sys.argv[1])
for name, value in plan["limits"].items():
    setattr(module, name, value)
data = Path(plan["data"])
try:
    with Supervisor(data) as supervisor:
        given = None if plan["servers"] else "given://"
        urls = supervisor.start_servers(given, given)
        (data / "urls").write_text(json.dumps([urls.database, urls.redis]))
        children = [
            Child(c["name"], [sys.executable, "-c", c["code"]], {"OWNER": str(os.getpid()), "DATA": str(data)},
                  (lambda f=data / c["name"]: f.exists()))
            for c in plan["children"]
        ]
        sys.exit(supervisor.run(children, on_ready=lambda: print("ready", flush=True)))
except SupervisorFailed as failure:
    print(failure.message, file=sys.stderr)
    sys.exit(1)
"""

# A child appends its pid to a file of its name, then waits for the end.
_CALM = """
import os, signal, sys, time
from pathlib import Path
with (Path(os.environ["DATA"]) / "{name}").open("a") as log:
    log.write(f"{{os.getpid()}}\\n")
while True:
    time.sleep(60)
"""
_STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + _CALM
_BEATING = (
    """
import os
from pathlib import Path
from rejoinder.entrypoints.cli.supervisor import keep_beating
keep_beating(Path(os.environ["REJOINDER_BEAT_FILE"]))
"""
    + _CALM
)
_ATTACHED = (
    """
import os
from rejoinder.entrypoints.cli.supervisor import watch_parent
watch_parent(int(os.environ["OWNER"]))
"""
    + _CALM
)


class Owner:
    """A supervisor's process and what can be seen of it from outside."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._processes: list[subprocess.Popen[str]] = []

    def start(self, *, servers: bool = False, limits: dict[str, float] | None = None, **children: str) -> None:
        """The supervisor runs and every child was ready once."""
        self.launch(servers=servers, limits=limits, **children)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def launch(self, *, servers: bool = False, limits: dict[str, float] | None = None, **children: str) -> None:
        plan = {
            "data": str(self.data_dir),
            "servers": servers,
            "limits": limits or {},
            "children": [{"name": n, "code": code.format(name=n)} for n, code in children.items()],
        }
        process = subprocess.Popen(
            [sys.executable, "-c", _OWNER, json.dumps(plan)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._processes.append(process)

    @property
    def process(self) -> "subprocess.Popen[str]":
        return self._processes[-1]

    @property
    def urls(self) -> tuple[str, str]:
        database, valkey = json.loads((self.data_dir / "urls").read_text())
        return database, valkey

    def pids(self, child: str) -> list[int]:
        """Every process that this child has had, the newest last."""
        log = self.data_dir / child
        return [int(line) for line in log.read_text().split()] if log.exists() else []

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def clean(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def owner() -> Iterator[Owner]:
    folder = Path(tempfile.mkdtemp(prefix="rj-"))
    folder.chmod(0o755)
    owner = Owner(folder / "data")
    yield owner
    owner.clean()
    end_leftover_children(owner.data_dir)
    EmbeddedPostgres(owner.data_dir).stop(timeout=0.5)
    EmbeddedValkey(owner.data_dir).stop(timeout=0.5)
    shutil.rmtree(folder)


def _soon(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _is_gone(pid: int) -> bool:
    return find_process(pid) is None


def test_servers_and_children_start_and_end_with_exit_code_0(owner: Owner) -> None:
    owner.start(servers=True, api=_CALM, worker=_CALM)
    database, valkey = owner.urls
    with psycopg.connect(database) as connection:
        connection.execute("SELECT 1")
    assert redis.from_url(valkey).ping()
    pids = owner.pids("api") + owner.pids("worker")
    began = time.monotonic()
    assert owner.end() == 0
    assert time.monotonic() - began < 5
    assert all(_is_gone(pid) for pid in pids)
    assert not EmbeddedPostgres(owner.data_dir).is_alive()
    assert not EmbeddedValkey(owner.data_dir).is_alive()


def test_ctrl_c_ends_it_just_as_well(owner: Owner) -> None:
    owner.start(worker=_CALM)
    assert owner.end(signal.SIGINT) == 0
    assert _is_gone(owner.pids("worker")[0])


def test_a_child_that_dies_is_started_again(owner: Owner) -> None:
    owner.start(worker=_CALM)
    os.kill(owner.pids("worker")[0], signal.SIGKILL)
    assert _soon(lambda: len(owner.pids("worker")) == 2, 3)
    assert owner.end() == 0
    assert all(_is_gone(pid) for pid in owner.pids("worker"))


def test_a_child_that_dies_again_and_again_is_started_less_and_less_often(owner: Owner) -> None:
    quits = _CALM.replace("while True:\n    time.sleep(60)\n", "")
    owner.start(worker=quits)
    time.sleep(2.0)  # the passing of time is what this is about
    # 0.2, 0.4 and 0.8 s of waiting fit in, not hundreds of starts.
    assert 2 <= len(owner.pids("worker")) <= 5
    assert owner.end() == 0


def test_killed_servers_come_back_at_the_same_urls(owner: Owner) -> None:
    owner.start(servers=True, worker=_CALM)
    database, valkey = owner.urls
    for server in (EmbeddedPostgres(owner.data_dir), EmbeddedValkey(owner.data_dir)):
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
    assert _soon(EmbeddedPostgres(owner.data_dir).is_running)
    assert _soon(EmbeddedValkey(owner.data_dir).is_running)
    with psycopg.connect(database) as connection:
        connection.execute("SELECT 1")
    assert redis.from_url(valkey).ping()
    assert len(owner.pids("worker")) == 1
    assert owner.end() == 0


def test_a_child_whose_heart_stops_is_killed_and_started_again(owner: Owner) -> None:
    owner.start(limits={"_HUNG_AFTER": 3.0}, worker=_BEATING)
    first = owner.pids("worker")[0]
    assert _soon((owner.data_dir / "run" / "worker.beat").exists)
    os.kill(first, signal.SIGSTOP)
    assert _soon(lambda: len(owner.pids("worker")) == 2)
    assert _is_gone(first)
    assert owner.end() == 0


def test_a_child_that_never_beat_is_left_alone(owner: Owner) -> None:
    owner.start(limits={"_HUNG_AFTER": 0.5}, worker=_CALM)
    time.sleep(2.0)  # the passing of time is what this is about
    assert len(owner.pids("worker")) == 1


def test_a_machine_that_slept_does_not_kill_its_children(owner: Owner) -> None:
    owner.start(limits={"_HUNG_AFTER": 2.6, "_SUSPENDED_AFTER": 2.0}, worker=_BEATING)
    child = owner.pids("worker")[0]
    assert _soon((owner.data_dir / "run" / "worker.beat").exists)
    time.sleep(1.2)  # one round of the supervisor sees the heartbeat
    for pid in (owner.process.pid, child):
        os.kill(pid, signal.SIGSTOP)
    time.sleep(3.2)  # the passing of time is what this is about
    os.kill(owner.process.pid, signal.SIGCONT)
    time.sleep(0.5)
    os.kill(child, signal.SIGCONT)
    time.sleep(1.5)
    assert owner.pids("worker") == [child]


def test_a_second_instance_on_the_folder_is_refused_by_name(owner: Owner) -> None:
    owner.start(worker=_CALM)
    with pytest.raises(SupervisorFailed, match=f"process {owner.process.pid}\\).*rejoinder down"):
        Supervisor(owner.data_dir).__enter__()
    assert owner.process.poll() is None


def test_children_of_a_killed_supervisor_end_by_themselves(owner: Owner) -> None:
    owner.start(worker=_ATTACHED)
    owner.end(signal.SIGKILL)
    assert _soon(lambda: _is_gone(owner.pids("worker")[0]), 3)


def test_after_kill_9_the_next_start_ends_leftover_children_and_adopts_the_servers(owner: Owner) -> None:
    owner.start(servers=True, worker=_CALM)
    urls = owner.urls
    postgres = EmbeddedPostgres(owner.data_dir).pid
    owner.end(signal.SIGKILL)
    leftover = owner.pids("worker")[0]
    assert not _is_gone(leftover)
    owner.start(servers=True, worker=_CALM)
    assert _is_gone(leftover)
    assert owner.urls == urls
    assert EmbeddedPostgres(owner.data_dir).pid == postgres
    assert owner.end() == 0
    assert not EmbeddedPostgres(owner.data_dir).is_alive()


def test_a_recorded_child_whose_pid_now_belongs_to_a_stranger_is_spared(owner: Owner) -> None:
    (owner.data_dir / "run").mkdir(parents=True)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record = [{"pid": stranger.pid, "started": "another time"}]
        (owner.data_dir / "run" / "children.json").write_text(json.dumps(record))
        assert end_leftover_children(owner.data_dir) == 0
        assert stranger.poll() is None
        stranger.kill()


def test_a_second_signal_hurries_a_stop_that_a_stubborn_child_delays(owner: Owner) -> None:
    owner.start(worker=_STUBBORN)
    began = time.monotonic()
    owner.process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        owner.process.wait(1.0)
    assert owner.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 4
    assert _is_gone(owner.pids("worker")[0])


def test_a_stubborn_child_is_killed_when_its_time_is_over(owner: Owner) -> None:
    owner.start(limits={"_CHILDREN_GRACE": 1.0}, worker=_STUBBORN)
    assert owner.end() == 0
    assert _is_gone(owner.pids("worker")[0])


def test_a_signal_during_the_start_leaves_nothing_behind(owner: Owner) -> None:
    owner.launch(servers=True, worker=_CALM)
    assert _soon((owner.data_dir / "rejoinder.lock").exists)
    assert _soon(lambda: (owner.data_dir / "postgres-passwords.json").exists())
    assert owner.end() == 0
    assert not EmbeddedPostgres(owner.data_dir).is_alive()
    assert owner.pids("worker") == []


def test_down_stops_a_running_instance_and_says_so(owner: Owner) -> None:
    owner.start(servers=True, worker=_CALM)
    assert stop_instance(owner.data_dir) == f"Rejoinder on {owner.data_dir} is stopped."
    assert owner.process.wait(5) == 0
    assert stop_instance(owner.data_dir) == f"Nothing runs on {owner.data_dir}."


def test_down_stops_what_outlived_a_killed_owner(owner: Owner) -> None:
    owner.start(servers=True, worker=_CALM)
    owner.end(signal.SIGKILL)
    said = stop_instance(owner.data_dir)
    assert "its processes and Valkey and Postgres had outlived it" in said
    assert not EmbeddedPostgres(owner.data_dir).is_alive()
    assert _is_gone(owner.pids("worker")[0])


def test_down_makes_no_folder_where_none_was(owner: Owner) -> None:
    assert stop_instance(owner.data_dir) == f"Nothing runs on {owner.data_dir}."
    assert not owner.data_dir.exists()


def test_a_folder_that_cannot_be_made_is_named(owner: Owner) -> None:
    owner.data_dir.write_text("a file")
    with pytest.raises(SupervisorFailed, match="cannot be used"):
        DataFolderLock.take(owner.data_dir)
    owner.data_dir.unlink()
