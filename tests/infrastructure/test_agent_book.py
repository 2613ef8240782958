"""Who answers the telephone, from memory: fresh within seconds, and never a reason to wait."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rejoinder.domain.calls import Agent
from rejoinder.domain.ids import new_id
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.postgres import agent_book
from rejoinder.infrastructure.postgres.agent_book import PostgresAgentBook
from rejoinder.infrastructure.postgres.engine import make_engine
from tests.builders import WORKSPACE
from tests.contracts.backings import PostgresBacking, a_backing, a_line


@pytest.fixture
def backing() -> Iterator[PostgresBacking]:
    with a_backing("postgres") as opened:
        assert isinstance(opened, PostgresBacking)
        yield opened


@pytest.fixture
def line(backing: PostgresBacking) -> Connection:
    return a_line(backing)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may need longer than a caller should wait."""
    monkeypatch.setattr(agent_book, "PATIENCE_S", 20.0)


def registered(backing: PostgresBacking, line: Connection, assistant: str) -> Agent:
    with backing.store.begin(WORKSPACE) as uow:
        return uow.agents.save(Agent(new_id(), WORKSPACE, line.id, assistant))


def test_agents_are_read_once_and_again_when_asked_or_told(backing: PostgresBacking, line: Connection) -> None:
    book = PostgresAgentBook(backing.engine)
    assert asyncio.run(book.of(line.id)) == []
    agent = registered(backing, line, "asst-1")

    assert asyncio.run(book.of(line.id)) == [], "what was read a moment ago is good for a moment"
    assert asyncio.run(book.of(line.id, newer=True)) == [agent]
    second = registered(backing, line, "asst-2")
    book.forget(line.id)
    assert asyncio.run(book.of(line.id)) == [second, agent]


def test_older_knowledge_serves_while_the_database_is_away(
    backing: PostgresBacking, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = registered(backing, line, "asst-1")
    book = PostgresAgentBook(backing.engine)
    assert asyncio.run(book.of(line.id)) == [agent]
    monkeypatch.setattr(book, "_engine", make_engine("postgresql://nobody@127.0.0.1:1/none", name="away", pool_size=1))

    assert asyncio.run(book.of(line.id, newer=True)) == [agent]
    assert asyncio.run(book.of(replace(line, id=new_id()).id)) is None


def test_a_database_that_hangs_costs_a_moment_and_is_read_by_one_thread(
    backing: PostgresBacking, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_book, "PATIENCE_S", 0.05)
    book = PostgresAgentBook(backing.engine)
    hangs, reads = threading.Event(), []
    read = book._read

    def slow(connection_id: str) -> object:
        reads.append(connection_id)
        hangs.wait(20)
        return read(connection_id)

    monkeypatch.setattr(book, "_read", slow)

    async def many() -> list[object]:
        return list(await asyncio.gather(*(book.of(line.id) for _ in range(20))))

    began = time.monotonic()
    assert asyncio.run(many()) == [None] * 20
    assert time.monotonic() - began < 10
    assert reads == [line.id]
    hangs.set()
    book._reader.shutdown()
