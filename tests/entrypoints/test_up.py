"""`rejoinder up`, for real: processes, ports, signals and kills."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

READY = re.compile(r"Rejoinder is ready at (http://127\.0\.0\.1:(\d+))/signin/[\w-]{20,}\n")
_COMMAND = [sys.executable, "-m", "rejoinder.entrypoints.cli.main"]


def _environment() -> dict[str, str]:
    ours = ("REJOINDER_", "DATABASE_URL", "REDIS_URL", "OPENAI_", "PUBLIC_BASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _soon(holds: Callable[[], Any], within: float = 30.0) -> Any:
    """What `holds` answers once it is true; it must become so in time."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        if answer := holds():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"not so within {within:.0f} s")


class Up:
    """One data folder, and whoever runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.process: subprocess.Popen[str] | None = None
        self.ready_line = ""
        self._output, self._errors = folder.parent / "up.out", folder.parent / "up.err"

    def start(self, *words: str, within: float = 60.0) -> None:
        """The ready line was printed, and nothing else."""
        self.process = process = self.launch(*words)

        def ready() -> bool:
            assert process.poll() is None, self._errors.read_text()
            return self._output.read_text().endswith("\n")

        _soon(ready, within)
        self.ready_line = self._output.read_text()
        assert READY.fullmatch(self.ready_line), self.ready_line

    def launch(self, *words: str) -> subprocess.Popen[str]:
        with self._output.open("w") as output, self._errors.open("a") as errors:
            return subprocess.Popen(
                [*_COMMAND, "up", "--data-dir", str(self.folder), "--port", str(self.port), *words],
                stdout=output,
                stderr=errors,
                text=True,
                env=_environment(),
            )

    def refused(self, *words: str) -> str:
        """The one sentence of an `up` that must not start."""
        ran = self.command("up", "--port", str(self.port), *words)
        assert ran.returncode == 1
        assert ran.stdout == ""
        assert "Traceback" not in ran.stderr
        (sentence,) = ran.stderr.strip().splitlines()
        return str(sentence)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*_COMMAND, *words, "--data-dir", str(self.folder)],
            capture_output=True,
            text=True,
            timeout=60,
            env=_environment(),
        )

    def stop(self) -> tuple[int, float]:
        """The exit code after SIGTERM, and the seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        return code, time.monotonic() - began

    def ask(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            token = (self.folder / "admin.token").read_text().strip()
            connection.request("GET", path, headers={"authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def healthy(self) -> bool:
        status, health = self.ask("/health")
        return status == 200 and health["status"] == "ok"

    def children(self) -> dict[str, int]:
        """Title to pid of every role that runs under this folder's supervisor."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                title = (stat.parent / "cmdline").read_text().strip("\0 ")
            except OSError:
                continue
            if self.process is not None and parent == self.process.pid and title.startswith("rejoinder: "):
                found[title] = int(stat.parent.name)
        return found


@pytest.fixture
def home() -> Iterator[Up]:
    """A folder with a short path (sockets), cleared of everything afterwards."""
    base = Path(tempfile.mkdtemp(prefix="rj-up-"))
    base.chmod(0o711)
    running = Up(base / "data")
    yield running
    if running.process is not None and running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    running.command("down")
    shutil.rmtree(base, ignore_errors=True)


def test_a_new_folder_is_ready_shows_simulated_people_answered_and_stops_twice_in_a_row(home: Up) -> None:
    home.start()
    _soon(home.healthy)
    titles = set(home.children())
    assert titles == {
        "rejoinder: api",
        "rejoinder: worker reply,notify,background",
        "rejoinder: worker send",
        "rejoinder: scheduler",
        "rejoinder: demo",
    }

    def delivered() -> bool:
        sends = home.ask("/api/v1/sends?limit=50")[1].get("items", [])
        messages = {m["id"]: m for m in home.ask("/api/v1/messages?direction=inbound&limit=50")[1].get("items", [])}
        left = [messages[s["message_id"]]["medium"] for s in sends if s["state"] in ("sent", "delivered")]
        return {"sms", "email"} <= set(left)

    _soon(delivered, 60.0)
    (workspace,) = json.loads(home.command("workspace", "list", "--json").stdout)
    assert "simulated" in workspace["name"]
    assert home.command("migrate", "--check").returncode == 0
    for name in ("secret.key", "admin.token", "instance.json"):
        assert (home.folder / name).stat().st_mode & 0o077 == 0
    code, seconds = home.stop()
    assert code == 0
    assert seconds <= 15

    first_line = home.ready_line
    home.start()
    assert home.ready_line != first_line
    _soon(home.healthy)
    assert "rejoinder: demo" not in home.children()
    assert home.stop()[0] == 0
    assert "No Rejoinder runs" in home.command("workspace", "list").stderr


def test_a_second_instance_and_a_busy_port_are_refused_in_one_sentence(home: Up) -> None:
    with socket.create_server(("127.0.0.1", home.port)):
        assert re.fullmatch(rf"Port {home.port} is in use .*--port\.", home.refused("--no-demo"))
    assert not (home.folder / "postgres").exists()
    home.start("--no-demo")
    assert home.process is not None
    assert f"Another Rejoinder (process {home.process.pid})" in home.refused("--no-demo")
    assert home.healthy()


def test_a_folder_that_cannot_be_used_is_refused_in_one_sentence(home: Up) -> None:
    home.folder.parent.mkdir(exist_ok=True)
    home.folder.write_text("a file, not a folder")
    assert "--data-dir" in home.refused("--no-demo")
    home.folder.unlink()


def test_a_killed_worker_is_started_again(home: Up) -> None:
    home.start("--no-demo")
    title = "rejoinder: worker reply,notify,background"
    before = _soon(lambda: home.children().get(title))
    os.kill(before, signal.SIGKILL)
    after = _soon(lambda: home.children().get(title) not in (None, before) and home.children()[title])
    assert after != before
    _soon(home.healthy)


def test_after_everything_was_killed_the_next_start_works(home: Up) -> None:
    home.start("--no-demo")
    made = home.command("workspace", "create", "Acme").stdout.strip()
    assert home.process is not None
    everybody = [home.process.pid, *home.children().values()]
    postmaster = int((home.folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    for pid in (*everybody, postmaster):
        os.kill(pid, signal.SIGKILL)
    home.process.wait()
    home.start("--no-demo")
    _soon(home.healthy)
    assert made in home.command("workspace", "list").stdout
    assert home.stop()[0] == 0
    assert "Nothing runs" in home.command("down").stdout


def test_the_reader_of_the_doctor_sees_every_workspace_and_changes_nothing(home: Up) -> None:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    home.start("--no-demo")
    home.command("workspace", "create", "Acme")
    said = _soon(lambda: (r := home.command("doctor", "--json")).returncode == 0 and r)
    shown = {finding["code"]: finding for finding in json.loads(said.stdout)}["psql"]["fix"]
    place, passes = shown.split('"')[1], shown.split()[0].partition("=")[2]
    with psycopg.connect(**conninfo_to_dict(place), passfile=passes) as db:
        assert db.execute("SELECT count(*) FROM workspaces").fetchone() == (1,)
        assert db.execute('SELECT count(*) FROM "BackgroundJob"').fetchone() == (0,)
        with pytest.raises(psycopg.Error):
            db.execute("DELETE FROM workspaces")


def test_a_stop_during_the_start_ends_in_order(home: Up) -> None:
    process = home.launch("--no-demo")
    _soon((home.folder / "run").exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    home.start("--no-demo")
