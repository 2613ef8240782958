"""The spool: what was acknowledged is on the disk, and leaves it only once it is stored elsewhere."""

from __future__ import annotations

import asyncio
import base64
import fcntl
import json
import logging
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.application.inbound.ingest_webhook import spooled
from rejoinder.domain.errors import StorageDown, UnknownWebhook
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.entrypoints.web.background import Background, RefusalCounter
from rejoinder.infrastructure.spool import FileSpool
from rejoinder.infrastructure.vault import Vault
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.spool import FakeSpool


class Unsealed:
    """Leaves records as they are, so that a test can aim at their bytes."""

    def seal_bytes(self, value: bytes, place: str) -> bytes:
        return value

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        return sealed


def a_spool(folder: Path, *keys: str, **more: Any) -> FileSpool:
    return FileSpool(folder, Vault(keys) if keys else Unsealed(), **more)


@pytest.fixture
def spool(tmp_path: Path) -> FileSpool:
    return a_spool(tmp_path / "spool")


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "spool").glob("*.spool"))


def drained(spool: FileSpool, *, take: bool = True) -> list[bytes]:
    found = []
    for record, taken in spool.drain():
        found.append(record)
        if take:
            taken()
    return found


@pytest.fixture(params=["file", "fake"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> FileSpool | FakeSpool:
    """The contract that the fake shares."""
    return a_spool(tmp_path / "spool") if request.param == "file" else FakeSpool()


def test_what_waits_can_be_looked_at_and_is_taken_by_nobody(either: FileSpool | FakeSpool) -> None:
    for record in (b"one", b"two"):
        either.append(record)
    assert list(either.waiting()) == list(either.waiting()) == [b"one", b"two"]
    assert not either.is_empty()


def test_records_come_back_in_order_and_once(either: FileSpool | FakeSpool) -> None:
    records = [b"one", b"", b"\x00\xff" * 1000, b"one"]
    assert either.is_empty()
    for record in records:
        either.append(record)
    assert not either.is_empty()

    assert [record for record, taken in either.drain() if taken() is None] == records
    assert list(either.drain()) == []
    assert either.is_empty()


def test_what_was_not_taken_is_drained_again(either: FileSpool | FakeSpool) -> None:
    either.append(b"one")
    assert [record for record, _ in either.drain()] == [b"one"]
    assert [record for record, _ in either.drain()] == [b"one"]


def test_a_file_stays_until_every_record_in_it_was_taken(spool: FileSpool, tmp_path: Path) -> None:
    for record in (b"one", b"two", b"three"):
        spool.append(record)
    for record, taken in spool.drain():
        if record != b"two":
            taken()

    assert len(files(tmp_path)) == 1
    assert drained(spool) == [b"one", b"two", b"three"], "repeats are harmless: storing is idempotent"
    assert files(tmp_path) == []


def test_a_drain_that_was_interrupted_keeps_the_file(spool: FileSpool, tmp_path: Path) -> None:
    for record in (b"one", b"two"):
        spool.append(record)
    drain = spool.drain()
    next(drain)[1]()
    drain.close()

    assert len(files(tmp_path)) == 1
    assert drained(spool) == [b"one", b"two"]


@pytest.mark.parametrize("torn", range(1, 30))
def test_a_record_that_was_torn_by_a_crash_is_left_out_and_those_before_it_are_not(
    spool: FileSpool, tmp_path: Path, torn: int
) -> None:
    for record in (b"first record", b"second record"):
        spool.append(record)
    spool.close_current()
    (path,) = files(tmp_path)
    os.truncate(path, path.stat().st_size - torn)

    assert drained(spool) == ([b"first record"] if torn <= 25 else [])


@pytest.mark.parametrize("place", [0, 5, 9, 14])
def test_a_record_whose_bytes_changed_is_not_believed(spool: FileSpool, tmp_path: Path, place: int) -> None:
    spool.append(b"first record")
    spool.append(b"second record")
    spool.close_current()
    (path,) = files(tmp_path)
    raw = bytearray(path.read_bytes())
    second = len(raw) - 12 - len(b"second record")
    raw[second + place] ^= 0xFF
    path.write_bytes(raw)

    assert drained(spool) == [b"first record"]


def test_what_lies_behind_a_damaged_record_is_not_thrown_away(spool: FileSpool, tmp_path: Path) -> None:
    for record in (b"first record", b"second record", b"third record"):
        spool.append(record)
    spool.close_current()
    (path,) = files(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"second", b"sec0nd"))

    assert drained(spool) == [b"first record", b"third record"]
    assert spool.is_empty(), "nobody reads it again"

    left = b"".join(file.read_bytes() for file in (tmp_path / "spool").iterdir())
    assert b"third record" in left


def test_a_length_that_promises_more_than_there_is_is_not_believed(spool: FileSpool, tmp_path: Path) -> None:
    spool.append(b"first record")
    spool.close_current()
    (path,) = files(tmp_path)
    with path.open("ab") as file:
        file.write(struct.pack(">4sII", b"RJ02", 2**31, 0) + b"short")

    assert drained(spool) == [b"first record"]


def test_after_a_torn_record_was_left_behind_new_ones_are_still_kept(spool: FileSpool, tmp_path: Path) -> None:
    spool.append(b"torn record")
    spool.close_current()
    (path,) = files(tmp_path)
    os.truncate(path, path.stat().st_size - 1)
    spool.append(b"whole record")

    assert drained(spool) == [b"whole record"]


def test_a_full_spool_refuses_and_says_so(tmp_path: Path) -> None:
    spool = a_spool(tmp_path / "spool", max_bytes=100)
    spool.append(b"x" * 50)
    with pytest.raises(StorageDown):
        spool.append(b"x" * 50)

    assert drained(spool) == [b"x" * 50]
    spool.append(b"x" * 50)


def test_a_disk_that_refuses_is_an_error_and_leaves_no_half_record(
    spool: FileSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.append(b"one")

    def no_space(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", no_space)
        with pytest.raises(StorageDown):
            spool.append(b"never acknowledged")
    spool.append(b"two")

    assert drained(spool) == [b"one", b"two"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    with pytest.raises(StorageDown):
        a_spool(tmp_path / "spool").append(b"one")


def test_a_file_that_another_process_writes_is_left_alone(tmp_path: Path) -> None:
    theirs, ours = a_spool(tmp_path / "spool"), a_spool(tmp_path / "spool")
    theirs.append(b"theirs")
    ours.append(b"ours")

    assert drained(ours) == [b"ours"]
    assert drained(theirs) == [b"theirs"]


def test_the_file_of_a_process_that_is_gone_is_drained_by_another(tmp_path: Path) -> None:
    gone = a_spool(tmp_path / "spool")
    gone.append(b"left behind")
    gone.close_current()

    assert drained(a_spool(tmp_path / "spool")) == [b"left behind"]


def test_what_is_appended_during_a_drain_goes_to_a_new_file(spool: FileSpool) -> None:
    spool.append(b"before")
    found = []
    for record, taken in spool.drain():
        spool.append(b"during")
        found.append(record)
        taken()

    assert found == [b"before"]
    assert drained(spool) == [b"during"]


def test_many_threads_append_whole_records(spool: FileSpool) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: spool.append(f"record {n} ".encode() * 50), range(200)))

    assert sorted(drained(spool)) == sorted(f"record {n} ".encode() * 50 for n in range(200))


def test_nobody_else_may_read_the_spool(spool: FileSpool, tmp_path: Path) -> None:
    spool.append(b"one")

    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0
    assert files(tmp_path)[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0, 5, 9, 14])
def test_a_file_whose_last_record_changed_is_kept_for_people(spool: FileSpool, tmp_path: Path, place: int) -> None:
    spool.append(b"first record")
    spool.append(b"second record")
    spool.close_current()
    (path,) = files(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[len(raw) - 12 - len(b"second record") + place] ^= 0xFF
    path.write_bytes(raw)
    assert drained(spool, take=False) == [b"first record"]
    assert files(tmp_path) == [path], "not out of the way before the good ones were taken"

    drained(spool)

    assert path.with_suffix(".corrupt").read_bytes() == raw
    assert drained(spool) == []


def test_a_torn_file_is_gone_once_it_was_drained(spool: FileSpool, tmp_path: Path) -> None:
    spool.append(b"first record")
    spool.append(b"second record")
    spool.close_current()
    (path,) = files(tmp_path)
    os.truncate(path, path.stat().st_size - 3)

    drained(spool)

    assert list((tmp_path / "spool").iterdir()) == []


def test_a_file_is_locked_before_it_can_be_drained(
    spool: FileSpool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process drains between the making of the file and its lock."""
    lock = fcntl.flock

    def late(file: int, how: int) -> None:
        with monkeypatch.context() as undone:
            undone.setattr(fcntl, "flock", lock)
            assert drained(a_spool(tmp_path / "spool")) == []
        lock(file, how)

    with monkeypatch.context() as slow:
        slow.setattr(fcntl, "flock", late)
        spool.append(b"one")

    assert drained(spool) == [b"one"]


def test_a_file_that_cannot_be_locked_is_not_written(
    spool: FileSpool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(file: int, how: int) -> None:
        raise OSError(37, "No locks available")

    with monkeypatch.context() as broken:
        broken.setattr(fcntl, "flock", refuses)
        for _ in range(2):
            with pytest.raises(StorageDown):
                spool.append(b"never acknowledged")

    assert list((tmp_path / "spool").iterdir()) == []


def test_a_file_that_another_process_finished_before_our_lock_is_skipped(
    spool: FileSpool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.append(b"one")
    spool.close_current()
    (path,) = files(tmp_path)
    lock = fcntl.flock

    def late(file: int, how: int) -> None:
        path.unlink(missing_ok=True)
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)

    assert drained(spool) == []


def test_after_a_failed_append_nothing_is_written_behind_its_remains(
    spool: FileSpool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", breaks)
        broken.setattr(os, "ftruncate", breaks)
        with pytest.raises(StorageDown):
            spool.append(b"refused")
    spool.append(b"two")

    assert len(files(tmp_path)) == 2


def test_the_limit_counts_every_file_of_the_folder(tmp_path: Path) -> None:
    spool, neighbour = (a_spool(tmp_path / "spool", max_bytes=100) for _ in range(2))
    spool.append(b"x" * 50)
    spool.close_current()
    for full in (spool, neighbour):
        with pytest.raises(StorageDown):
            full.append(b"x" * 50)

    assert drained(neighbour) == [b"x" * 50]
    neighbour.append(b"x" * 50)


_WRITER = """
import sys
from pathlib import Path
from rejoinder.infrastructure.spool import FileSpool
from rejoinder.infrastructure.vault import Vault

spool = FileSpool(Path(sys.argv[1]), Vault(["a key"]))
for n in range(200):
    spool.append(f"{sys.argv[2]} {n}".encode())
    if n % 10 == 0:
        for record, taken in spool.drain():
            print(record.decode(), flush=True)
            taken()
"""


def test_two_processes_that_write_and_drain_one_folder_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), name], stdout=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    taken = [line for writer in writers for line in writer.communicate(timeout=60)[0].splitlines()]
    taken += [record.decode() for record in drained(a_spool(folder, "a key"))]

    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(taken) == sorted(f"{name} {n}" for name in "ab" for n in range(200))


# --- sealed records -----------------------------------------------------------------------------------


def kept(tmp_path: Path) -> bytes:
    """Every byte that lies in the folder."""
    return b"".join(path.read_bytes() for path in sorted((tmp_path / "spool").iterdir()))


def test_nothing_of_a_delivery_can_be_read_on_the_disk(tmp_path: Path) -> None:
    spool = a_spool(tmp_path / "spool", "a key")
    spool.append(a_delivery("the-webhook-key"))
    spool.set_aside(a_delivery("the-webhook-key"), "bug")

    assert b"the-webhook-key" not in kept(tmp_path)
    assert b"fake_sms" not in kept(tmp_path)
    assert base64.b64encode(b"fake_sms")[:8] not in kept(tmp_path)
    assert drained(spool) == [a_delivery("the-webhook-key")]
    assert spool.refused() == [(a_delivery("the-webhook-key"), "bug")]


def test_a_spool_is_read_on_after_its_key_was_rotated(tmp_path: Path) -> None:
    before = a_spool(tmp_path / "spool", "old")
    before.append(b"before")
    before.close_current()
    after = a_spool(tmp_path / "spool", "new", "old")
    after.append(b"after")

    assert drained(after) == [b"before", b"after"]
    assert after.is_empty()


def test_what_no_key_of_ours_opens_waits_for_one_that_does(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lost = a_spool(tmp_path / "spool", "lost")
    lost.append(b"sealed with the lost key")
    lost.close_current()
    ours = a_spool(tmp_path / "spool", "new")
    ours.append(b"ours")

    assert drained(ours) == [b"ours"]
    assert ours.is_empty(), "not read again and again"
    assert "spool.kept" in caplog.text
    assert [path.suffix for path in (tmp_path / "spool").iterdir()] == [".sealed"]

    restored = a_spool(tmp_path / "spool", "new", "lost")
    assert not restored.is_empty()
    assert drained(restored) == [b"sealed with the lost key"]
    assert list((tmp_path / "spool").iterdir()) == []


def test_plain_records_of_an_earlier_release_are_still_read(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    plain = b"written before records were sealed"
    framed = struct.pack(">4sII", b"RJ01", len(plain), zlib.crc32(plain)) + plain
    (folder / "1-1-x.spool").write_bytes(framed + framed[:-3])
    line = json.dumps({"reason": "bug", "record": base64.b64encode(plain).decode()})
    (folder / "refused.jsonl").write_text(line + "\n")
    spool = a_spool(folder, "a key")

    assert drained(spool) == [plain]
    assert spool.is_empty()
    assert spool.refused() == [(plain, "bug")]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4), st.data())
def test_whatever_a_crash_tears_off_only_whole_records_come_back(records: list[bytes], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spool = a_spool(Path(folder), "a key")
        for record in records:
            spool.append(record)
        spool.close_current()
        (path,) = Path(folder).glob("*.spool")
        os.truncate(path, data.draw(st.integers(0, path.stat().st_size)))
        found = drained(spool)
        assert found == records[: len(found)]
        assert list(Path(folder).iterdir()) == []


# --- draining into the database -----------------------------------------------------------------------


class Ingest:
    """Takes deliveries, but for those that it has an error for."""

    def __init__(self, **errors: Exception) -> None:
        self.errors = errors
        self.taken: list[str] = []

    async def take(self, channel: object, key: str, request: WebhookRequest) -> None:
        if key in self.errors:
            raise self.errors[key]
        self.taken.append(key)


class NoCalls:
    """Nobody called."""

    def refresh(self) -> bool:
        return False

    def carry_on(self) -> None: ...

    def tell(self) -> None: ...


def a_background(spool: FileSpool, ingest: Ingest) -> Background:
    inbox: Any = None
    channels: Any = {"fake_sms": object()}
    calls = NoCalls()
    return Background(  # type: ignore[arg-type]
        inbox, RefusalCounter(FakeClock()), spool, ingest, channels, calls, calls, calls.refresh
    )


def a_delivery(key: str, channel: str = "fake_sms") -> bytes:
    return spooled(channel, key, WebhookRequest("POST", "https://rejoinder.example/", "", {}, b"{}", MONDAY))


def refused(tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "spool" / "refused.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_record_that_can_never_be_stored_is_set_aside_and_those_behind_it_are_stored(
    spool: FileSpool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    records = [a_delivery("poison"), b"not json", a_delivery("x", "gone"), a_delivery("unknown"), a_delivery("good")]
    for record in records:
        spool.append(record)
    ingest = Ingest(poison=RuntimeError("too long"), unknown=UnknownWebhook("No."))

    with caplog.at_level(logging.WARNING):
        asyncio.run(a_background(spool, ingest).tick())

    assert ingest.taken == ["good"]
    assert [record for record, _ in spool.refused()] == records[:4]
    assert [line["reason"] for line in refused(tmp_path)][0::2] == ["RuntimeError", "unknown-channel"]
    assert "fake_sms" in [getattr(entry, "channel", None) for entry in caplog.records]
    assert spool.is_empty()
    assert (tmp_path / "spool" / "refused.jsonl").stat().st_mode & 0o077 == 0


def test_while_the_database_is_away_nothing_is_set_aside(spool: FileSpool, tmp_path: Path) -> None:
    for key in ("one", "away", "two"):
        spool.append(a_delivery(key))

    with pytest.raises(StorageDown):
        asyncio.run(a_background(spool, Ingest(away=StorageDown("Away."))).tick())

    assert refused(tmp_path) == []
    assert drained(a_spool(tmp_path / "spool")) == [a_delivery(key) for key in ("one", "away", "two")]


def test_a_record_that_cannot_be_set_aside_stays(
    spool: FileSpool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.append(a_delivery("poison"))
    (tmp_path / "spool" / "refused.jsonl").mkdir()

    with pytest.raises(StorageDown):
        asyncio.run(a_background(spool, Ingest(poison=RuntimeError("too long"))).tick())

    assert drained(spool) == [a_delivery("poison")]


def test_a_line_that_was_torn_by_a_crash_does_not_spoil_the_next(spool: FileSpool, tmp_path: Path) -> None:
    spool.set_aside(b"one", "bug")
    with (tmp_path / "spool" / "refused.jsonl").open("ab") as file:
        file.write(b'{"reason": "tor')
    spool.set_aside(b"two", "bug")

    lines = (tmp_path / "spool" / "refused.jsonl").read_text().splitlines()
    assert len(lines) == 3
    assert spool.refused() == [(b"one", "bug"), (b"two", "bug")]
