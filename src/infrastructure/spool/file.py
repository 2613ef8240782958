"""An append-only file per process: length, CRC and bytes of each record, on disk before anybody is told.

A record that was torn by a crash was never acknowledged, so reading stops there. Files are read oldest first and
deleted only when every record in them has been taken.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from rejoinder.domain.errors import StorageDown

_HEADER = struct.Struct(">4sII")
_MARK = b"RJ01"
MAX_BYTES = 256 * 1024 * 1024


class FileSpool:
    """Spool. Every process writes a file of its own; any process may drain files whose writer let go of them."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max = max_bytes
        self._lock = threading.Lock()
        self._file: int | None = None
        self._path: Path | None = None
        self._written = 0

    def append(self, record: bytes) -> None:
        """On disk when this returns. Raises StorageDown when the disk refuses or the spool is full."""
        framed = _HEADER.pack(_MARK, len(record), zlib.crc32(record)) + record
        with self._lock:
            if self._written + len(framed) > self._max:
                raise StorageDown("The spool is full.")
            try:
                if self._file is None:
                    self._open()
                assert self._file is not None
                start = os.lseek(self._file, 0, os.SEEK_END)
                try:
                    view = memoryview(framed)
                    while view:
                        view = view[os.write(self._file, view) :]
                    os.fdatasync(self._file)
                except OSError:
                    os.ftruncate(self._file, start)
                    raise
                self._written += len(framed)
            except OSError as error:
                raise StorageDown(f"The spool cannot be written ({error.strerror}).") from error

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = self._folder / f"{os.getpid()}-{os.urandom(4).hex()}.spool"
        self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close_current(self) -> None:
        """What this process wrote may be drained; the next record starts a new file."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file, self._path, self._written = None, None, 0

    def is_empty(self) -> bool:
        return not any(self._folder.glob("*.spool"))

    def drain(self) -> Iterator[tuple[bytes, Taken]]:
        """Every record that nobody is writing, oldest file first. Tell each `Taken` once its record is stored."""
        self.close_current()
        for path in sorted(self._folder.glob("*.spool"), key=lambda p: p.stat().st_mtime):
            handle = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            try:
                taken = Taken()
                count = 0
                for record in _records(path):
                    count += 1
                    yield record, taken
                if taken.count == count:
                    path.unlink()
            finally:
                os.close(handle)


class Taken:
    """Counts what became durable elsewhere; a file goes only when all of it did."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def _records(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    at = 0
    while at + _HEADER.size <= len(raw):
        mark, length, crc = _HEADER.unpack_from(raw, at)
        record = raw[at + _HEADER.size : at + _HEADER.size + length]
        if mark != _MARK or len(record) != length or zlib.crc32(record) != crc:
            return
        yield record
        at += _HEADER.size + length
