"""The composition root: everything in it can be built, once, and tests can replace any part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dependency_injector.providers import Object

from rejoinder.domain.jobs import JobType
from rejoinder.entrypoints.container import Container, build
from rejoinder.entrypoints.drill.servers import valkey_server
from tests.world import World, settings


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """The real thing; nothing is called, so the database need not be there."""
    built = build(
        settings(data_dir=tmp_path, redis_url=valkey_server().url, database_url="postgresql://nobody@127.0.0.1:1/none"),
        "worker",
    )
    yield built
    built.engine().dispose()


def test_every_provider_can_be_built(container: Container) -> None:
    assert len(container.providers) > 40
    for name, provider in container.providers.items():
        assert provider() is not None, name


@pytest.mark.parametrize("role", ["api", "worker", "scheduler", "cli"])
def test_every_role_can_be_built(tmp_path: Path, role: str) -> None:
    built = build(
        settings(data_dir=tmp_path, redis_url=valkey_server().url, database_url="postgresql://x@127.0.0.1:1/none"), role
    )
    assert built.run_job() is built.run_job()
    assert built.store() is built.store()
    built.engine().dispose()


def test_every_kind_of_work_has_a_handler(container: Container) -> None:
    assert set(container.handlers()) == set(JobType)


def test_a_container_without_settings_says_so() -> None:
    with pytest.raises(Exception, match="settings"):
        Container(role=Object("cli")).store()


def test_two_installations_in_one_process_share_nothing() -> None:
    one, other = World(), World()
    one.a_text()

    assert other.jobs_of() == []
    assert one.container.run_job() is not other.container.run_job()
