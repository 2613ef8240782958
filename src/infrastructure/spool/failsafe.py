"""Fail-safe texts on this machine's disk, one JSON line per change, so that one call gets one text without a database.

Every process of this machine shares the file: a claim holds the folder's lock, reads what others wrote since, and is on
disk before it is granted. Lines older than two days go when nothing hangs on them any more.
"""

from __future__ import annotations

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

from rejoinder.domain.intakes import Intake, TextState, cool_down_for
from rejoinder.domain.numbers import NumberRole
from rejoinder.domain.ports.numbers import Kept
from rejoinder.domain.ports.world import Clock

log = logging.getLogger(__name__)

_KEEP = timedelta(days=2)
_COMPACT_AT = 1_000_000
_MAY_HAVE_LEFT = frozenset(
    {TextState.CLAIMED, TextState.SENT, TextState.DELIVERED, TextState.UNDELIVERED, TextState.UNKNOWN}
)


class FileFailsafeLedger:
    """FailsafeLedger over `failsafe.jsonl` in a folder of its own."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._path = folder / "failsafe.jsonl"
        self._clock = clock
        self._mutex = threading.Lock()
        self._known: dict[str, Kept] = {}
        self._by_call: dict[str, str] = {}
        self._read_to = 0
        self._inode = 0

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
                self._compact()
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

    def _catch_up(self) -> None:
        """What other processes wrote since we last looked is known."""
        try:
            with self._path.open("rb") as file:
                stat = os.fstat(file.fileno())
                if stat.st_ino != self._inode or stat.st_size < self._read_to:
                    self._inode, self._read_to = stat.st_ino, 0
                file.seek(self._read_to)
                raw = file.read()
        except FileNotFoundError:
            return
        whole = raw[: raw.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.splitlines():
            try:
                self._learn(_kept_from(json.loads(line)))
            except (ValueError, KeyError, TypeError):
                log.warning("failsafe.line_unreadable")

    def _append(self, kept: Kept) -> None:
        line = json.dumps(_plain(kept), separators=(",", ":")).encode() + b"\n"
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

    def _compact(self) -> None:
        if not self._path.exists() or self._path.stat().st_size < _COMPACT_AT:
            return
        oldest = self._clock.now() - _KEEP
        kept = [k for k in self._known.values() if not k.is_stored or k.next_at is not None or k.intake.at > oldest]
        lines = b"".join(json.dumps(_plain(k), separators=(",", ":")).encode() + b"\n" for k in kept)
        fresh = self._path.with_suffix(".tmp")
        with fresh.open("wb") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self._path)
        self._known = {k.intake.id: k for k in kept}
        self._by_call = {k.intake.root_call_id: k.intake.id for k in kept if k.intake.root_call_id}
        self._inode, self._read_to = self._path.stat().st_ino, len(lines)


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
