"""Fail-safe texts on this machine's disk, a sealed line per change, so that one call gets one text without a database.

Every process of this machine shares the file: a claim holds the folder's lock, reads what others wrote since, and is on
disk before it is granted. Lines older than two days go when nothing hangs on them any more. Lines of the release
before, which were not sealed, are read, and sealed at the first look.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rejoinder.domain.errors import ConfigurationFault
from rejoinder.domain.intakes import Intake, TextState, cool_down_for
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.ports.numbers import Kept
from rejoinder.domain.ports.world import Clock
from rejoinder.infrastructure.spool.file import Sealer

log = logging.getLogger(__name__)

_KEEP = timedelta(days=2)
_TIDY_EVERY = timedelta(hours=1)
_COMPACT_AT = 1_000_000
_PLACE = "failsafe"
_PLAIN = b"{"
_MAY_HAVE_LEFT = frozenset(
    {TextState.CLAIMED, TextState.SENT, TextState.DELIVERED, TextState.UNDELIVERED, TextState.UNKNOWN}
)


class FileFailsafeLedger:
    """FailsafeLedger over `failsafe.jsonl` in a folder of its own."""

    def __init__(self, folder: Path, clock: Clock, sealer: Sealer) -> None:
        self._folder = folder
        self._path = folder / "failsafe.jsonl"
        self._clock = clock
        self._sealer = sealer
        self._mutex = threading.Lock()
        self._known: dict[str, Kept] = {}
        self._by_call: dict[str, str] = {}
        self._read_to = 0
        self._inode = 0
        self._tidied_at: datetime | None = None
        self._big = _COMPACT_AT
        self._has_plain = False
        self._locked: list[bytes] = []
        """Lines that no key of ours opens; another process may have it."""

    def claim(self, kept: Kept) -> TextState | None:
        intake = kept.intake
        assert intake.root_call_id is not None
        with self._mutex:
            try:
                with self._alone():
                    return self._claim(kept)
            except OSError:
                # A full or broken disk: at most once still holds within this process, and silence would be worse.
                log.exception("failsafe.ledger")
                return self._decide(kept)

    def _claim(self, kept: Kept) -> TextState | None:
        self._catch_up()
        decided = self._decide(kept)
        if decided is not None:
            self._append(self._known[kept.intake.id])
        return decided

    def _decide(self, kept: Kept) -> TextState | None:
        intake = kept.intake
        if intake.root_call_id in self._by_call:
            return None
        since = intake.at - cool_down_for(intake.role)
        state = TextState.SUPPRESSED if self._has_text(intake.caller, since, intake.called) else TextState.CLAIMED
        self._learn(replace(kept, intake=replace(intake, text_state=state)))
        return state

    def write(self, kept: Kept) -> None:
        with self._mutex:
            self._write(kept)

    def stored(self, kept: Kept) -> None:
        with self._mutex:
            if self._known.get(kept.intake.id) == kept:
                self._write(replace(kept, is_stored=True))

    def _write(self, kept: Kept) -> None:
        self._learn(kept)
        try:
            with self._alone():
                self._catch_up()
                self._learn(kept)
                self._append(kept)
                self._tidy()
        except OSError:
            log.exception("failsafe.ledger")

    def get(self, intake_id: str) -> Kept | None:
        with self._mutex:
            self._refresh()
            return self._known.get(intake_id)

    def pending(self) -> Sequence[Kept]:
        with self._mutex:
            self._refresh()
            open_ones = (k for k in self._known.values() if not k.is_stored or k.next_at is not None)
            return sorted(open_ones, key=lambda kept: kept.intake.at)

    def is_texted(self, caller: str, since: datetime) -> bool:
        with self._mutex:
            return self._has_text(caller, since)

    def _has_text(self, caller: str, since: datetime, called: str | None = None) -> bool:
        return any(
            kept.intake.caller == caller
            and (called is None or kept.intake.called == called)
            and kept.intake.at > since
            and kept.intake.text_state in _MAY_HAVE_LEFT
            for kept in self._known.values()
        )

    # --- the file -----------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process of this machine reads to write meanwhile."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _refresh(self) -> None:
        with contextlib.suppress(OSError):
            if self._path.exists():
                with self._alone():
                    self._catch_up()
                    self._tidy()

    def _catch_up(self) -> None:
        """What other processes wrote since we last looked is known."""
        try:
            with self._path.open("rb") as file:
                stat = os.fstat(file.fileno())
                if stat.st_ino != self._inode or stat.st_size < self._read_to:
                    self._inode, self._read_to = stat.st_ino, 0
                    self._has_plain, self._locked = False, []
                file.seek(self._read_to)
                raw = file.read()
        except FileNotFoundError:
            return
        whole = raw[: raw.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.splitlines():
            self._has_plain = self._has_plain or line.startswith(_PLAIN)
            try:
                self._learn(_kept_from(json.loads(self._opened(line))))
            except ConfigurationFault:
                log.warning("failsafe.line_not_opened")
                self._locked.append(line)
            except (ValueError, KeyError, TypeError):
                log.warning("failsafe.line_unreadable")

    def _opened(self, line: bytes) -> bytes:
        """Raises ConfigurationFault, ValueError."""
        return line if line.startswith(_PLAIN) else self._sealer.open_bytes(base64.b64decode(line), _PLACE)

    def _sealed(self, kept: Kept) -> bytes:
        stated = json.dumps(_plain(kept), separators=(",", ":")).encode()
        return base64.b64encode(self._sealer.seal_bytes(stated, _PLACE)) + b"\n"

    def _append(self, kept: Kept) -> None:
        line = self._sealed(kept)
        file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        try:
            size = os.fstat(file).st_size
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            os.write(file, b"\n" + line if torn else line)
            os.fsync(file)
        finally:
            os.close(file)

    def _learn(self, kept: Kept) -> None:
        self._known[kept.intake.id] = kept
        if kept.intake.root_call_id:
            self._by_call[kept.intake.root_call_id] = kept.intake.id

    def _tidy(self) -> None:
        """What is over for two days is gone, and nothing is legible, once an hour or as soon as there is a need."""
        now = self._clock.now()
        kept = self._known
        if self._tidied_at is None or now - self._tidied_at >= _TIDY_EVERY:
            self._tidied_at = now
            oldest = now - _KEEP
            kept = {
                k.intake.id: k
                for k in self._known.values()
                if not k.is_stored or k.next_at is not None or k.intake.at > oldest
            }
        if self._has_plain or len(kept) < len(self._known) or self._read_to >= self._big:
            self._rewrite(kept)

    def _rewrite(self, kept: dict[str, Kept]) -> None:
        lines = b"".join([*(line + b"\n" for line in self._locked), *map(self._sealed, kept.values())])
        fresh = self._path.with_suffix(".tmp")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self._path)
        self._known, self._has_plain = kept, False
        self._by_call = {k.intake.root_call_id: k.intake.id for k in kept.values() if k.intake.root_call_id}
        self._inode, self._read_to = self._path.stat().st_ino, len(lines)
        self._big = max(_COMPACT_AT, 2 * len(lines))


def _plain(kept: Kept) -> dict[str, Any]:
    stated = {**asdict(kept), "intake": asdict(kept.intake)}
    return json.loads(json.dumps(stated, default=lambda value: value.isoformat()))  # type: ignore[no-any-return]


def _kept_from(raw: Mapping[str, Any]) -> Kept:
    known = {field.name for field in fields(Intake)}
    stated = {name: value for name, value in raw["intake"].items() if name in known}
    intake = Intake(
        **{
            **stated,
            "role": NumberRole(stated["role"]),
            "text_state": TextState(stated["text_state"]),
            "at": datetime.fromisoformat(stated["at"]),
        }
    )
    return Kept(
        intake=intake,
        connection_key=raw["connection_key"],
        owner=raw["owner"],
        next_at=datetime.fromisoformat(raw["next_at"]) if raw.get("next_at") else None,
        in_air=bool(raw.get("in_air", True)),
        looks=raw.get("looks", 0),
        is_stored=bool(raw.get("is_stored")),
    )
