"""An append-only file per process: length, CRC and sealed bytes of each record, on disk before anybody is told.

A record that was torn by a crash was never acknowledged and is left out. Files are read oldest first and deleted only
when every record in them has been taken; a file with a damaged record is never deleted but kept as `.corrupt`, one with
a record that our keys do not open as `.sealed`, until a process comes that has the key.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import logging
import os
import re
import struct
import threading
import time
import zlib
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from rejoinder.domain.errors import ConfigurationFault, StorageDown

log = logging.getLogger(__name__)

_HEADER = struct.Struct(">4sII")
_MARK, _PLAIN_MARK = b"RJ02", b"RJ01"
"""Releases before the first sealed spool wrote plain records; they are still read."""
_MARKS = (_MARK, _PLAIN_MARK)
_ANY_MARK = re.compile(b"|".join(_MARKS))
_PLACE = "spool"
_REFUSED = "refused.jsonl"
_MEASURED_EVERY = 32
MAX_BYTES = 256 * 1024 * 1024


class Sealer(Protocol):
    """What keeps records unreadable on the disk: they hold webhook keys and what people wrote."""

    def seal_bytes(self, value: bytes, place: str) -> bytes: ...

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Raises ConfigurationFault when no key of ours opens it."""
        ...


class FileSpool:
    """Spool. Every process writes a file of its own; any process may drain files whose writer let go of them."""

    def __init__(self, folder: Path, sealer: Sealer, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._sealer = sealer
        self._max = max_bytes
        self._lock = threading.Lock()
        self._file: int | None = None
        self._bytes = 0
        """In the whole folder, as measured last plus what we wrote since."""
        self._since_measured = 0
        self._is_new = True
        """Nothing was drained yet: this process may have the key that another one lacked."""

    def append(self, record: bytes) -> None:
        """On disk when this returns. Raises StorageDown when the disk refuses or the spool is full."""
        sealed = self._sealer.seal_bytes(record, _PLACE)
        framed = _HEADER.pack(_MARK, len(sealed), zlib.crc32(sealed)) + sealed
        with self._lock:
            try:
                if not self._has_room(len(framed)):
                    raise StorageDown("The spool is full.")
                self._write(self._file if self._file is not None else self._open(), framed)
            except OSError as error:
                self._close()
                raise StorageDown(f"The spool cannot be written ({error.strerror}).") from error
            self._bytes += len(framed)

    def _has_room(self, more: int) -> bool:
        """Whether the folder, other processes' files included, can take that much."""
        self._since_measured += 1
        stale = self._file is None or self._since_measured >= _MEASURED_EVERY
        if stale or self._bytes + more > self._max:
            self._bytes, self._since_measured = _bytes_in(self._folder), 0
        return self._bytes + more <= self._max

    def _write(self, file: int, framed: bytes) -> None:
        """All of it is on disk, or (as far as the disk lets us) nothing of it."""
        start = os.lseek(file, 0, os.SEEK_END)
        try:
            _write_all(file, framed)
            os.fdatasync(file)
        except OSError:
            os.ftruncate(file, start)
            raise

    def _open(self) -> int:
        """Our file: locked before anybody who drains can see it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{os.getpid()}-{os.urandom(4).hex()}"
        unseen = self._folder / f"{name}.tmp"
        file = os.open(unseen, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unseen.rename(unseen.with_suffix(".spool"))
            _sync_folder(self._folder)
        except OSError:
            os.close(file)
            with contextlib.suppress(OSError):
                unseen.unlink(missing_ok=True)
            raise
        self._file = file
        return file

    def close_current(self) -> None:
        """What this process wrote may be drained; the next record starts a new file."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)

    def is_empty(self) -> bool:
        return not self._waiting()

    def waiting(self) -> Sequence[bytes]:
        """What lies there now and can be read, in files that somebody writes or drains too; none of it is taken."""
        found = []
        for path in self._waiting():
            with contextlib.suppress(FileNotFoundError):
                for mark, record in _Reading(path.read_bytes()):
                    with contextlib.suppress(ConfigurationFault):
                        found.append(self._sealer.open_bytes(record, _PLACE) if mark == _MARK else record)
        return found

    def _waiting(self) -> list[Path]:
        """What may be drained, the oldest first. What we had no key for is tried once per process."""
        kinds = ("*.spool", "*.sealed") if self._is_new else ("*.spool",)
        return sorted((path for kind in kinds for path in self._folder.glob(kind)), key=_age)

    def drain(self) -> Generator[tuple[bytes, Taken], None, None]:
        """Every record that nobody is writing, oldest file first. Tell each `Taken` once its record is stored."""
        self.close_current()
        paths, self._is_new = self._waiting(), False
        for path in paths:
            file = _let_go_of(path)
            if file is None:
                continue
            try:
                yield from self._drain_file(path)
            finally:
                os.close(file)

    def _drain_file(self, path: Path) -> Generator[tuple[bytes, Taken], None, None]:
        """Its records; once all were taken the file is gone, or out of the way if some could not be read."""
        taken, reading, count, locked = Taken(), _Reading(path.read_bytes()), 0, 0
        for mark, record in reading:
            try:
                opened = self._sealer.open_bytes(record, _PLACE) if mark == _MARK else record
            except ConfigurationFault:
                locked += 1
                continue
            count += 1
            yield opened, taken
        if taken.count != count:
            return
        if not locked and not reading.is_damaged:
            path.unlink()
            return
        kept = path.with_suffix(".sealed" if locked else ".corrupt")
        path.rename(kept)
        _sync_folder(self._folder)
        log.error("spool.kept", extra={"file": kept.name, "read": count, "not_opened": locked})

    def set_aside(self, record: bytes, reason: str) -> None:
        """A record that can never be stored is on disk in a file for people, which nothing here deletes or counts.

        Raises StorageDown when the disk refuses.
        """
        sealed = base64.b64encode(self._sealer.seal_bytes(record, _PLACE)).decode()
        line = json.dumps({"reason": reason, "sealed": sealed}).encode() + b"\n"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._folder / _REFUSED, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                end = os.lseek(file, 0, os.SEEK_END)
                torn = end > 0 and os.pread(file, 1, end - 1) != b"\n"
                _write_all(file, b"\n" + line if torn else line)
                os.fsync(file)
            finally:
                os.close(file)
            _sync_folder(self._folder)
        except OSError as error:
            raise StorageDown(f"The spool cannot be written ({error.strerror}).") from error

    def refused(self) -> list[tuple[bytes, str]]:
        """What was set aside, with its reason, as it was before it was sealed. Lines that a crash tore are left out.

        Raises ConfigurationFault when no key of ours opens one.
        """
        path = self._folder / _REFUSED
        found = []
        for line in path.read_bytes().splitlines() if path.exists() else []:
            try:
                stated = json.loads(line)
            except ValueError:
                continue
            if "sealed" in stated:
                record = self._sealer.open_bytes(base64.b64decode(stated["sealed"]), _PLACE)
            else:
                record = base64.b64decode(stated["record"])
            found.append((record, str(stated["reason"])))
        return found


class Taken:
    """Counts what became durable elsewhere; a file goes only when all of it did."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


class _Reading:
    """The whole records of a file, those behind a damaged one included. `is_damaged` is known at the end."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.is_damaged = False

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Mark and bytes of each."""
        at = 0
        while at < len(self._raw):
            record = self._record_at(at)
            if record is not None:
                yield self._raw[at : at + len(_MARK)], record
                at += _HEADER.size + len(record)
                continue
            behind = self._next_whole(at + 1)
            if behind is None:
                self.is_damaged = self.is_damaged or not self._is_torn(at)
                return
            self.is_damaged = True
            at = behind

    def _record_at(self, at: int) -> bytes | None:
        if at + _HEADER.size > len(self._raw):
            return None
        mark, length, crc = _HEADER.unpack_from(self._raw, at)
        start = at + _HEADER.size
        if mark not in _MARKS or start + length > len(self._raw):
            return None
        record = self._raw[start : start + length]
        return record if zlib.crc32(record) == crc else None

    def _next_whole(self, at: int) -> int | None:
        for found in _ANY_MARK.finditer(self._raw, at):
            if self._record_at(found.start()) is not None:
                return found.start()
        return None

    def _is_torn(self, at: int) -> bool:
        """Whether a write that never ended explains what stands there: it was then never acknowledged."""
        rest = self._raw[at:]
        if not any(rest):
            return True
        if len(rest) < _HEADER.size:
            return any(rest[: len(mark)] == mark[: len(rest)] for mark in _MARKS)
        mark, length, crc = _HEADER.unpack_from(rest)
        body = rest[_HEADER.size :]
        return bool(mark in _MARKS and length > len(body) and zlib.crc32(body) != crc)


def _let_go_of(path: Path) -> int | None:
    """The file, locked; None while somebody writes or drains it, or when it went away before we had the lock."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(file), path.stat()):
            return file
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:
        return 0, path.name


def _bytes_in(folder: Path) -> int:
    """What lies there but for the file that is kept for people; nothing if there is no such folder."""
    total = 0
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name != _REFUSED:
                with contextlib.suppress(FileNotFoundError):
                    total += entry.stat().st_size
    return total


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
