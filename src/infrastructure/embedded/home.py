"""Where the embedded servers live, and as whom they run.

Ordinary user: everything stands in the data folder and belongs to that user. Root: Postgres refuses to run as
root, so both servers run as an unprivileged account that owns only its own folders. When that account cannot
reach the data folder (root's home is closed to others, rightly), the two data folders stand under
/var/lib/rejoinder instead and the data folder holds links to them; permissions of foreign folders stay as
they are.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rejoinder.infrastructure.embedded.errors import EmbeddedServerFailed, from_os_error

# sun_path is 104 bytes on macOS, 108 on Linux, with the closing zero; the longest name is Postgres's.
_LONGEST_SOCKET_PATH = 103
_LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
_SHARED_HOME = Path("/var/lib/rejoinder")
_LOG_LIMIT = 8 * 1024 * 1024
_NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """The unprivileged user that servers run as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class ServerHome:
    """The folders of one instance's servers; pure paths until `prepare` has made them."""

    data_dir: Path
    base: Path
    sockets: Path
    logs: Path
    account: Account | None

    @property
    def postgres(self) -> Path:
        return self.base / "postgres"

    @property
    def valkey(self) -> Path:
        return self.base / "valkey"

    def as_account(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess` that start a program as the servers' account."""
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}


def locate(data_dir: Path) -> ServerHome:
    """The home of the servers of `data_dir`, without touching the disk."""
    data_dir = Path(os.path.abspath(data_dir.expanduser()))  # noqa: PTH100 - links stay, so paths stay short
    link = data_dir / "postgres"
    base = link.readlink().parent if link.is_symlink() else data_dir
    account = _account(base / "postgres")
    return ServerHome(data_dir, base, _socket_dir(base, data_dir), data_dir / "logs", account)


def prepare(data_dir: Path) -> ServerHome:
    """The same home with every folder made, owned and closed; raises the sentence that says why not."""
    try:
        home = locate(data_dir)
        _make(home.data_dir, 0o700 if home.account is None else 0o711)
        if home.account is not None and home.base == home.data_dir and not can_reach(home.account, home.data_dir):
            home = _relocate(home)
        _make(home.data_dir / "run", 0o700 if home.account is None else 0o711)
        _make(home.base / "run", 0o700 if home.account is None else 0o711)
        _make(home.logs, 0o700)
        _make(home.valkey, 0o700)
        own(home.valkey, home.account)
        _claim_socket_dir(home)
    except OSError as error:
        raise from_os_error(error, data_dir) from error
    _refuse_foreign(home)
    return home


def own(path: Path, account: Account | None) -> None:
    """Gives `path` itself to the servers' account; nothing happens for an ordinary user."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def can_reach(account: Account, path: Path) -> bool:
    """Whether the account may enter or execute `path`, asked of the kernel in a process of that account."""
    return _run_as(account, ["/bin/sh", "-c", 'test -r "$1" -o -d "$1" && test -x "$1"', "sh", str(path)]) == 0


def server_log(home: ServerHome, name: str) -> Path:
    """The log of one server; it and its one predecessor together stay below 16 MB."""
    return home.logs / f"{name}.log"


def keep_log_small(log: Path) -> None:
    """Copies a grown log aside and empties it in place; the writer appends, so it goes on at the start."""
    if not log.is_file() or log.stat().st_size <= _LOG_LIMIT:
        return
    # On a full disk the copy fails, and emptying the log is what helps.
    with contextlib.suppress(OSError):
        shutil.copyfile(log, log.with_suffix(".log.1"))
        log.with_suffix(".log.1").chmod(0o600)
    os.truncate(log, 0)


def open_log(log: Path) -> int:
    """A descriptor that appends to the log, made for this user alone."""
    keep_log_small(log)
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _account(postgres: Path) -> Account | None:
    if os.geteuid() != 0:
        return None
    if postgres.is_dir() and (found := postgres.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(_NOBODY, _NOBODY)
    return Account(nobody.pw_uid, nobody.pw_gid)


def _run_as(account: Account, argv: list[str]) -> int:
    try:
        return subprocess.run(  # noqa: S603 - our own argv
            argv,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        ).returncode
    except OSError as error:
        raise EmbeddedServerFailed(
            "Postgres refuses to run as root and this process may not switch to another user; "
            "start Rejoinder as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from error


def _make(folder: Path, mode: int) -> None:
    """The folder exists with at least the permissions in `mode`."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=mode)
    found = folder.stat()
    if found.st_uid == os.geteuid() and mode & ~found.st_mode:
        folder.chmod(stat.S_IMODE(found.st_mode) | mode)


def _relocate(home: ServerHome) -> ServerHome:
    """Data folders in a place that the servers' account can reach, and links to them in the data folder."""
    temporary = Path(tempfile.gettempdir())
    try:
        if home.data_dir.is_relative_to(temporary):
            base = Path(tempfile.mkdtemp(prefix="rejoinder-servers-", dir=temporary))
        else:
            _make(_SHARED_HOME, 0o711)
            base = Path(tempfile.mkdtemp(prefix=f"{home.data_dir.name}-", dir=_SHARED_HOME))
    except OSError as error:
        raise EmbeddedServerFailed(
            f"Postgres may not run as root and user {_name(home.account)} cannot reach {home.data_dir}; "
            f"choose a folder that other users may pass through, such as --data-dir /var/lib/rejoinder/data."
        ) from error
    base.chmod(0o711)
    for name in ("valkey", "postgres"):
        link = home.data_dir / name
        if link.is_symlink():
            link.unlink()
        link.symlink_to(base / name)
    return ServerHome(home.data_dir, base, _socket_dir(base, home.data_dir), home.logs, home.account)


def _socket_dir(base: Path, data_dir: Path) -> Path:
    near = base / "run" / "sockets"
    if len(os.fsencode(near / _LONGEST_SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return near
    digest = hashlib.sha256(f"{os.geteuid()}:{data_dir.resolve()}".encode(errors="surrogateescape")).hexdigest()
    return Path(tempfile.gettempdir()) / f"rejoinder-{os.geteuid()}-{digest[:16]}"


def _claim_socket_dir(home: ServerHome) -> None:
    """The socket folder is a real folder, ours, and closed to everybody else."""
    folder = home.sockets
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        owners = {os.geteuid()} | ({home.account.uid} if home.account else set())
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise EmbeddedServerFailed(
                f"{folder} belongs to somebody else, so the servers' sockets would not be safe there; "
                f"remove it, or choose a shorter --data-dir."
            ) from None
    folder.chmod(0o700)
    own(folder, home.account)


def _refuse_foreign(home: ServerHome) -> None:
    """An ordinary user cannot take over data that belongs to another account."""
    if home.account is None and home.postgres.is_dir() and home.postgres.stat().st_uid != os.geteuid():
        raise EmbeddedServerFailed(
            f"The database in {home.postgres} belongs to user {_name_of(home.postgres.stat().st_uid)}; "
            f"start Rejoinder as the user who made it, or choose another --data-dir."
        )


def _name(account: Account | None) -> str:
    return _name_of(account.uid if account else os.geteuid())


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
