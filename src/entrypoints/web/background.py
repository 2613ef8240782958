"""What the web process does besides answering: refill the database from the spool, write down refusals."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from rejoinder.application.inbound.ingest_webhook import IngestWebhook, unspooled
from rejoinder.domain.errors import Rejected, StorageDown
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.upkeep import Refused
from rejoinder.domain.ports.world import Clock

log = logging.getLogger(__name__)

NOBODY = "00000000-0000-0000-0000-000000000000"
Place = tuple[str, str, str]


class RefusalStore(Protocol):
    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def count_refusals(self, refusals: Mapping[Place, Refused]) -> None: ...


class Drainable(Protocol):
    def is_empty(self) -> bool: ...

    def drain(self) -> Generator[tuple[bytes, Taken], None, None]: ...

    def set_aside(self, record: bytes, reason: str) -> None: ...


class Taken(Protocol):
    def __call__(self) -> None: ...


class Learning(Protocol):
    def refresh(self) -> bool:
        """What changed is known. Raises StorageDown."""
        ...


class Unfinished(Protocol):
    def carry_on(self) -> None:
        """What a provider still has to be asked, was asked. Waits for no database."""
        ...

    def tell(self) -> None:
        """The database knows. Raises StorageDown."""
        ...


@dataclass(slots=True)
class RefusalCounter:
    """Refusals: counted in memory, written down once a second, so that a flood costs one row and no more."""

    clock: Clock
    _counts: dict[Place, Refused] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, connection_id: str | None, channel: str, reason: str) -> None:
        now = self.clock.now()
        self.put_back({(connection_id or NOBODY, channel, reason): Refused(1, now, now)})

    def take(self) -> Mapping[Place, Refused]:
        """What was counted since the last call."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken

    def put_back(self, counts: Mapping[Place, Refused]) -> None:
        """Counts that could not be written."""
        with self._lock:
            for place, refused in counts.items():
                known = self._counts.get(place)
                self._counts[place] = refused if known is None else known + refused


@dataclass(slots=True)
class Background:
    """Started and stopped with the web application."""

    inbox: RefusalStore
    refusals: RefusalCounter
    spool: Drainable
    ingest: IngestWebhook
    channels: Mapping[str, Channel]
    numbers: Learning
    failsafe: Unfinished
    file_intakes: Callable[[], object]
    every_s: float = 1.0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _texting: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="failsafe"))
    """Of its own: a database that hangs takes the threads that everybody else shares."""
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        await self.inbox.open()
        self._tasks = [asyncio.create_task(self._run(step), name="web-background") for step in (self.texts, self.tick)]

    async def stop(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks)
        await self.inbox.close()

    async def _run(self, step: Callable[[], Awaitable[None]]) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self.every_s)
            try:
                await step()
            except StorageDown:
                continue  # said by /health; tried again in a second
            except Exception:  # one of the worker loops that go on: recorded here
                log.exception("web.background")

    async def texts(self) -> None:
        """Fail-safe texts that still have to leave, whatever the database does."""
        await asyncio.get_running_loop().run_in_executor(self._texting, self.failsafe.carry_on)

    async def tick(self) -> None:
        """One round with the database: what the disk knows told, refusals written, the spool drained."""
        await asyncio.to_thread(self._see_to_calls)
        counts = self.refusals.take()
        if counts:
            try:
                await self.inbox.count_refusals(counts)
            except StorageDown:
                self.refusals.put_back(counts)
                raise
            except Exception:  # what the database refuses once it refuses again: recorded here
                log.exception("web.refusals_not_counted", extra={"places": len(counts)})
        if not await asyncio.to_thread(self.spool.is_empty):
            await self._drain()

    def _see_to_calls(self) -> None:
        """Before the spool: what is drained needs to know whose numbers there are, and which calls were answered. A bug
        in one of these steps keeps neither the others nor the spool from theirs. Raises StorageDown."""
        away: StorageDown | None = None
        for name, step in (("numbers", self.numbers.refresh), ("texts", self.failsafe.tell)):
            try:
                step()
            except StorageDown as down:
                away = down
            except Exception:
                log.exception("web.step_failed", extra={"step": name})
        if away is not None:
            raise away
        try:
            self.file_intakes()
        except StorageDown:
            raise
        except Exception:
            log.exception("web.step_failed", extra={"step": "intakes"})

    async def _drain(self) -> None:
        """Every record is stored, or set aside for people; it stays where it is only while the database is away."""
        drained = 0
        with contextlib.closing(self.spool.drain()) as records:
            for record, taken in records:
                reason = await self._refill(record)
                if reason is not None:
                    await asyncio.to_thread(self.spool.set_aside, record, reason)
                taken()
                drained += 1
        if drained:
            log.info("spool.drained", extra={"records": drained})

    async def _refill(self, record: bytes) -> str | None:
        """None once the record is stored, or why it never will be. Raises StorageDown."""
        channel = ""
        try:
            channel, key, request = unspooled(record)
            if channel not in self.channels:
                log.warning("spool.refused", extra={"channel": channel, "code": "unknown-channel"})
                return "unknown-channel"
            await self.ingest.take(self.channels[channel], key, request)
        except StorageDown:
            raise
        except Rejected as refused:
            log.warning("spool.refused", extra={"channel": channel, "code": refused.code})
            return refused.code
        except Exception as failure:  # one record must not stop those behind it: recorded here
            log.exception("spool.set_aside", extra={"channel": channel})
            return type(failure).__name__
        return None
