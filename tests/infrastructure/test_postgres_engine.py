"""Which trouble of the database is its own, and which is ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rejoinder.domain.errors import StorageDown, TemporaryFailure
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import transaction
from tests.contracts.backings import PostgresBacking, a_backing


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresBacking]:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        yield backing


def raised(postgres: PostgresBacking, state: str) -> None:
    """The server itself says so."""
    with transaction(postgres.engine, EVERY_WORKSPACE) as db:
        db.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{state}'; END $$"))


def test_a_server_that_only_reads_since_its_failover_is_away(postgres: PostgresBacking) -> None:
    def written() -> None:
        with transaction(postgres.engine, EVERY_WORKSPACE) as db:
            db.execute(text("SET TRANSACTION READ ONLY"))
            db.execute(text("UPDATE workspaces SET name = name"))

    with pytest.raises(StorageDown):
        written()


@pytest.mark.parametrize("state", ["25006", "58000", "58030", "53100", "53300", "57P03", "08006"])
def test_a_server_in_trouble_is_away_and_costs_no_attempt(postgres: PostgresBacking, state: str) -> None:
    with pytest.raises(StorageDown) as away:
        raised(postgres, state)

    assert not away.value.spends_attempt


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "57014"])
def test_a_competing_change_is_tried_again_soon(postgres: PostgresBacking, state: str) -> None:
    with pytest.raises(TemporaryFailure) as busy:
        raised(postgres, state)

    assert (busy.value.code, busy.value.wait) == ("storage-conflict", 1.0)


@pytest.mark.parametrize("state", ["23505", "42703", "22021", "25001", "P0001"])
def test_our_own_mistakes_are_not_blamed_on_the_server(postgres: PostgresBacking, state: str) -> None:
    with pytest.raises(DBAPIError):
        raised(postgres, state)
