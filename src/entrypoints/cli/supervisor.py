"""Keeps everything of `rejoinder up` alive on one machine, and ends it in order.

The supervisor holds the data folder's lock, starts the embedded servers, starts one process per role and
restarts whatever dies or hangs. It may itself be killed at any moment: servers then live on and are adopted by
the next start, children notice the missing parent and end, and any that do not are ended by the next start.

    with Supervisor(data_dir) as supervisor:
        urls = supervisor.start_servers(database_url, redis_url)
        ...migrate...
        return supervisor.run(children, on_ready=announce)
"""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol, Self

from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed, EmbeddedValkey
from rejoinder.infrastructure.embedded.processes import (
    RunningProcess,
    end_process,
    find_process,
    wait_until_gone,
)

BEAT_FILE = "REJOINDER_BEAT_FILE"
"""The environment variable that names a child's heartbeat file; set for supervised children alone."""

_TICK = 1.0
_BACKOFF_FIRST = 0.2
_BACKOFF_LAST = 5.0
_STEADY_AFTER = 10.0
_HUNG_AFTER = 20.0
_BEAT_EVERY = 2.0
_SUSPENDED_AFTER = 5.0
_CHILDREN_GRACE = 10.0
_SERVER_GRACE = 3.0
_SERVER_SILENT_FOR = 10.0
_LOG_LIMIT = 8 * 1024 * 1024
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class SupervisorFailed(Exception):
    """`message` is one sentence that names the problem and the fix; it is safe to print."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Child:
    """One role to keep running. `env` is added to our own environment; `ready` says when it serves."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None


@dataclass(frozen=True)
class ServerUrls:
    """Where the roles find Postgres and Redis, embedded or given."""

    database: str
    redis: str


class Server(Protocol):
    """What the supervisor asks of an embedded server."""

    def start(self) -> str: ...
    def stop(self, timeout: float = ...) -> bool: ...
    def is_running(self) -> bool: ...
    def is_alive(self) -> bool: ...


class Supervisor:
    """Owner of one data folder, from the lock to the last process; use it as a context manager.

    Belongs to the main thread, because signals do. Leaving the context ends every child and every server.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        log_to_files: bool = True,
        report: Callable[[str], None] | None = None,
    ) -> None:
        self._data_dir = data_dir.expanduser().absolute()
        self._log_to_files = log_to_files
        self._report = report or _print_to_stderr
        self._lock: DataFolderLock | None = None
        self._signals = _SignalPipe()
        self._keepers: list[_ServerKeeper] = []
        self._children: list[_RunningChild] = []
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        self._lock = DataFolderLock.take(self._data_dir)
        self._signals.open()
        try:
            _make_folders(self._data_dir)
            end_leftover_children(self._data_dir)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._signals.only_note()
        self._stop_everything()
        self._close()

    def start_servers(self, database_url: str | None = None, redis_url: str | None = None) -> ServerUrls:
        """Both URLs are usable; a server that was not given is embedded, kept alive, and ended with us."""
        database = database_url or self._keep("Postgres", EmbeddedPostgres(self._data_dir))
        redis = redis_url or self._keep("Valkey", EmbeddedValkey(self._data_dir))
        return ServerUrls(database, redis)

    def run(self, children: Sequence[Child], on_ready: Callable[[], None] | None = None) -> int:
        """Keeps the children running until a signal asks for the end; returns the exit code, 0.

        `on_ready` is called once, from another thread, when every child with a `ready` has said yes.
        """
        self._signals.only_note()
        self._children = [self._child(child) for child in children]
        for keeper in self._keepers:
            keeper.start()
        threading.Thread(target=self._announce, args=(on_ready,), name="ready", daemon=True).start()
        self._watch()
        self._stop_everything()
        return 0

    def _keep(self, name: str, server: Server) -> str:
        keeper = _ServerKeeper(name, server, self._stopping, self._report)
        self._keepers.append(keeper)
        return server.start()

    def _child(self, child: Child) -> "_RunningChild":
        log = self._data_dir / "logs" / f"{child.name}.log" if self._log_to_files else None
        return _RunningChild(child, self._data_dir / "run" / f"{child.name}.beat", log)

    def _watch(self) -> None:
        """The loop: ends at the first stop signal, wakes at once when a child dies."""
        last = time.monotonic()
        while not self._signals.asked_to_stop:
            now = time.monotonic()
            if now - last > _SUSPENDED_AFTER:
                # We slept, so the children did too: an old heartbeat proves nothing yet.
                for running in self._children:
                    running.forgive(now)
            last = now
            changed = [self._look_after(running, now) for running in self._children]
            if any(changed):
                self._record_children()
            self._signals.wait(self._until_next_start(now))

    def _look_after(self, running: "_RunningChild", now: float) -> bool:
        """True when a process began or ended."""
        if running.just_died(now):
            self._report(f"{running.child.name} ended with {running.last_exit}; it is started again.")
            return True
        if running.is_hung(now):
            self._report(f"{running.child.name} gave no sign of life for {_HUNG_AFTER:.0f} s; it is started again.")
            running.kill()
            return False
        if running.is_due(now):
            try:
                running.launch(now)
            except OSError as error:
                running.postpone(now)
                self._report(f"{running.child.name} cannot be started ({error.strerror}); it is tried again.")
            return True
        return False

    def _until_next_start(self, now: float) -> float:
        due = [running.next_start - now for running in self._children if not running.is_up]
        return min([_TICK, *(max(0.0, wait) for wait in due)])

    def _announce(self, on_ready: Callable[[], None] | None) -> None:
        for running in self._children:
            if running.child.ready is not None and not self._wait_for(running.child.ready):
                return
        if on_ready is not None and not self._stopping.is_set():
            on_ready()

    def _wait_for(self, ready: Callable[[], bool]) -> bool:
        while not _says_yes(ready):
            if self._stopping.wait(0.05):
                return False
        return True

    def _record_children(self) -> None:
        """`children.json` names the processes that live now, for a next start after our sudden death."""
        living = [running.identity for running in self._children if running.identity is not None]
        entries = [{"pid": p.pid, "started": p.started} for p in living]
        # A full disk must not end the supervisor over a precaution.
        with contextlib.suppress(OSError):
            _write_whole(_children_file(self._data_dir), json.dumps(entries))

    def _stop_everything(self) -> None:
        self._stopping.set()
        self._stop_children()
        for keeper in reversed(self._keepers):
            keeper.stop(0.5 if self._signals.hurried else _SERVER_GRACE)
        self._keepers.clear()

    def _stop_children(self) -> None:
        """All are asked at once and have ten seconds; the rest are killed, earlier at a second signal."""
        for running in self._children:
            running.send(signal.SIGTERM)
        deadline = time.monotonic() + _CHILDREN_GRACE
        while any(running.is_up for running in self._children) and not self._signals.hurried:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            self._signals.wait(min(left, _TICK))
        for running in self._children:
            running.finish()
        self._children.clear()
        _children_file(self._data_dir).unlink(missing_ok=True)

    def _close(self) -> None:
        self._signals.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class DataFolderLock:
    """At most one supervisor per data folder; the kernel releases it however the holder ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, data_dir: Path) -> "DataFolderLock":
        """The lock, held by this process; raises the sentence that names the holder."""
        try:
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = cls.try_take(data_dir)
        except OSError as error:
            raise SupervisorFailed(
                f"{data_dir} cannot be used ({error.strerror}); "
                f"give this user the folder, or choose another one with --data-dir."
            ) from error
        if lock is None:
            raise SupervisorFailed(
                f"Another Rejoinder (process {lock_holder(data_dir) or 'unknown'}) runs on {data_dir}; "
                f"stop it with `rejoinder down --data-dir {data_dir}`, or choose another --data-dir."
            )
        return lock

    @classmethod
    def try_take(cls, data_dir: Path) -> "DataFolderLock | None":
        """The lock, or none while another process holds it."""
        descriptor = os.open(_lock_file(data_dir), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Another process may take the folder."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def lock_holder(data_dir: Path) -> int | None:
    """The pid that the lock file names; meaningful only while the lock is held."""
    try:
        return int(_lock_file(data_dir).read_text())
    except (OSError, ValueError):
        return None


def stop_instance(data_dir: Path, patience: float = 20.0) -> str:
    """Nothing of this data folder runs any more; returns the sentence that says what was stopped."""
    data_dir = data_dir.expanduser().absolute()
    if not _lock_file(data_dir).exists():
        return f"Nothing runs on {data_dir}."
    asked = _ask_supervisor_to_end(data_dir, patience)
    lock = DataFolderLock.take(data_dir)
    try:
        leftovers = end_leftover_children(data_dir)
        servers = [
            name
            for name, server in (("Valkey", EmbeddedValkey(data_dir)), ("Postgres", EmbeddedPostgres(data_dir)))
            if server.stop()
        ]
    finally:
        lock.release()
    if asked:
        return f"Rejoinder on {data_dir} is stopped."
    if leftovers or servers:
        what = " and ".join([*(["its processes"] if leftovers else []), *servers])
        return f"No Rejoinder was running on {data_dir}, but {what} had outlived it; stopped now."
    return f"Nothing runs on {data_dir}."


def _ask_supervisor_to_end(data_dir: Path, patience: float) -> bool:
    """True when a supervisor held the folder and has ended."""
    try:
        lock = DataFolderLock.try_take(data_dir)
    except OSError as error:
        raise SupervisorFailed(
            f"{data_dir} cannot be used ({error.strerror}); run this as the user who started Rejoinder there."
        ) from error
    if lock is not None:
        lock.release()
        return False
    pid = lock_holder(data_dir)
    process = find_process(pid) if pid is not None else None
    if process is None:
        return False
    try:
        os.kill(process.pid, signal.SIGTERM)
    except PermissionError as error:
        raise SupervisorFailed(
            f"Rejoinder on {data_dir} (process {process.pid}) belongs to another user; stop it as that user."
        ) from error
    except ProcessLookupError:
        return True
    if not wait_until_gone(process, patience):
        raise SupervisorFailed(
            f"Rejoinder on {data_dir} (process {process.pid}) did not stop within {patience:.0f} s; "
            f"end it with `kill -9 {process.pid}` and run `rejoinder down` again."
        )
    return True


def end_leftover_children(data_dir: Path) -> int:
    """No child of an earlier, killed supervisor lives any more; returns how many had to be ended."""
    try:
        entries = json.loads(_children_file(data_dir).read_text())
        recorded = [(int(entry["pid"]), str(entry["started"])) for entry in entries]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return 0
    living = [p for pid, started in recorded if (p := find_process(pid)) is not None and p.started == started]
    for process in living:
        _send_to_group(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + 3.0
    for process in living:
        if not wait_until_gone(process, max(0.0, deadline - time.monotonic())):
            _send_to_group(process.pid, signal.SIGKILL)
            end_process(process, (signal.SIGKILL, 2.0))
    _children_file(data_dir).unlink(missing_ok=True)
    return len(living)


def watch_parent(parent: int | None = None) -> None:
    """For children: this process receives SIGTERM soon after its parent ends, and is gone 15 s later.

    Linux tells us at once; the thread is for other systems and for a parent that ended before this call, which
    shows when `parent` (the supervisor's pid) is given.
    """
    original = parent if parent is not None else os.getppid()
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    threading.Thread(target=_end_with, args=(original,), name="parent", daemon=True).start()


def keep_beating(path: Path, alive: Callable[[], bool] = lambda: True) -> threading.Event:
    """For children: touches the heartbeat file every two seconds while `alive()` holds; set the event to end."""
    ended = threading.Event()

    def beat() -> None:
        while True:
            if alive():
                path.touch()
            if ended.wait(_BEAT_EVERY):
                return

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()
    return ended


def _end_with(parent: int) -> None:
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(1.0)
    os.kill(os.getpid(), signal.SIGTERM)
    never.wait(15.0)
    os._exit(1)


class _RunningChild:
    """One child and its history: the process, when it may start next, when its heart was last seen to beat."""

    def __init__(self, child: Child, beat: Path, log: Path | None) -> None:
        self.child = child
        self.identity: RunningProcess | None = None
        self.last_exit = ""
        self.next_start = 0.0
        self._beat = beat
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._delay = _BACKOFF_FIRST
        self._launched = 0.0
        self._seen: tuple[int, float] | None = None

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def is_due(self, now: float) -> bool:
        return self._process is None and now >= self.next_start

    def launch(self, now: float) -> None:
        """A new process runs; raises OSError when it cannot be started."""
        self._beat.unlink(missing_ok=True)
        self._seen = None
        self._launched = now
        output = _open_log(self._log) if self._log is not None else None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - argv is ours
                list(self.child.argv),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.child.env, BEAT_FILE: str(self._beat)},
                # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
                start_new_session=True,
            )
        finally:
            if output is not None:
                os.close(output)
        self.identity = find_process(self._process.pid)

    def just_died(self, now: float) -> bool:
        """True once per death; the next start is then scheduled, later each time it dies young."""
        if self._process is None or (code := self._process.poll()) is None:
            return False
        # Whatever it started itself must not outlive it.
        _send_to_group(self._process.pid, signal.SIGKILL)
        self.last_exit = f"code {code}" if code >= 0 else signal.Signals(-code).name
        self._process = self.identity = None
        if now - self._launched >= _STEADY_AFTER:
            self._delay = _BACKOFF_FIRST
        self.postpone(now)
        return True

    def postpone(self, now: float) -> None:
        """The next start waits, twice as long each time, five seconds at most."""
        self.next_start = now + self._delay
        self._delay = min(self._delay * 2, _BACKOFF_LAST)

    def is_hung(self, now: float) -> bool:
        """Whether a heart that has beaten stopped; measured by our clock, so clock changes do no harm."""
        if self._process is None:
            return False
        try:
            touched = self._beat.stat().st_mtime_ns
        except FileNotFoundError:
            return False
        if self._seen is None or self._seen[0] != touched:
            self._seen = (touched, now)
        return now - self._seen[1] > _HUNG_AFTER

    def forgive(self, now: float) -> None:
        """The heartbeat's age counts from now."""
        if self._seen is not None:
            self._seen = (self._seen[0], now)

    def send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            _send_to_group(self._process.pid, signal.SIGKILL)

    def finish(self) -> None:
        """The process and whatever it started are gone."""
        if self._process is None:
            return
        _send_to_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = self.identity = None
        self._beat.unlink(missing_ok=True)


class _ServerKeeper(threading.Thread):
    """Asks one embedded server every second and starts it again when it is dead or silent for too long.

    A thread of its own, because a start may wait for crash recovery and must not hold up the children.
    """

    def __init__(self, name: str, server: Server, stopping: threading.Event, report: Callable[[str], None]) -> None:
        super().__init__(name=f"keep-{name}", daemon=True)
        self._title = name
        self._server = server
        self._stopping = stopping
        self._tell = report
        self._delay = _BACKOFF_FIRST

    def run(self) -> None:
        answered = time.monotonic()
        while not self._stopping.wait(_TICK):
            now = time.monotonic()
            if self._server.is_running():
                answered = now
                self._delay = _BACKOFF_FIRST
            elif not self._server.is_alive() or now - answered > _SERVER_SILENT_FOR:
                self._restart()
                answered = time.monotonic()

    def stop(self, grace: float) -> None:
        """The server has ended, and no restart of it is under way."""
        if self.is_alive():
            self.join(timeout=2.0)
        self._server.stop(grace)
        # A restart that was under way may have finished just now.
        if self.is_alive():
            self.join(timeout=1.0)
            self._server.stop(0.5)

    def _restart(self) -> None:
        self._tell(f"{self._title} is not answering; it is started again.")
        try:
            self._server.start()
        except EmbeddedServerFailed as failure:
            self._tell(failure.message)
            self._stopping.wait(self._delay)
            self._delay = min(self._delay * 2, _BACKOFF_LAST)


class _SignalPipe:
    """Turns signals into something to wait for.

    Before `only_note`, a stop signal ends the start-up at once by `SystemExit(0)`, which unwinds through the
    supervisor's exit; afterwards it is only noted. SIGCHLD merely wakes the waiter.
    """

    def __init__(self) -> None:
        self._received = 0
        self._interrupts = True
        self._reader = self._writer = -1
        self._previous_wakeup = -1
        self._previous: dict[signal.Signals, object] = {}

    @property
    def asked_to_stop(self) -> bool:
        return self._received > 0

    @property
    def hurried(self) -> bool:
        return self._received > 1

    def open(self) -> None:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._previous_wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in _STOP_SIGNALS:
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # nohup asked for it
            self._previous[number] = signal.signal(number, self._on_stop)
        self._previous[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _on_child)

    def only_note(self) -> None:
        self._interrupts = False

    def wait(self, seconds: float) -> None:
        """Returns at the next signal, at the latest after `seconds`."""
        readable, _, _ = select.select([self._reader], [], [], seconds)
        if readable:
            os.read(self._reader, 4096)

    def close(self) -> None:
        if self._reader < 0:
            return
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        signal.set_wakeup_fd(self._previous_wakeup)
        os.close(self._reader)
        os.close(self._writer)
        self._reader = self._writer = -1

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._received += 1
        if self._interrupts:
            self._interrupts = False
            raise SystemExit(0)


def _says_yes(ready: Callable[[], bool]) -> bool:
    try:
        return ready()
    except OSError:
        return False  # nobody listens yet


def _on_child(number: int, frame: FrameType | None) -> None:
    """A handler must exist, or the wakeup descriptor stays silent."""


def _send_to_group(pid: int, number: signal.Signals) -> None:
    """Children lead their own process group, so this reaches whatever they started as well."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _make_folders(data_dir: Path) -> None:
    for name in ("run", "logs"):
        (data_dir / name).mkdir(mode=0o700, exist_ok=True)


def _lock_file(data_dir: Path) -> Path:
    return data_dir / "rejoinder.lock"


def _children_file(data_dir: Path) -> Path:
    return data_dir / "run" / "children.json"


def _open_log(log: Path) -> int:
    """A descriptor that appends; a grown log becomes the one predecessor that is kept."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _write_whole(path: Path, text: str) -> None:
    """The file holds all of `text`, or what it held before."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    Path(name).replace(path)


def _print_to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
