"""A new secret key: everything gets under it, both open meanwhile, and what the old one marked is still recognised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text, update

from rejoinder.application.setup.rotate_keys import RotateKeys
from rejoinder.domain.alerting import AlertRoute
from rejoinder.domain.errors import ConfigurationFault
from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import Endpoint
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.alert_desk import PostgresRouteBook
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.keys import PostgresKeys
from rejoinder.infrastructure.postgres.store import PostgresStore
from rejoinder.infrastructure.postgres.tables import metadata
from rejoinder.infrastructure.vault import Vault
from tests.builders import WORKSPACE
from tests.contracts.backings import PostgresBacking, a_backing, a_line
from tests.fakes.doorbell import FakeDoorbell

OLD, NEW, NEWEST = "a key of the tests", "a second key", "a third key"
CALLER = "+12025550143"


@dataclass
class House:
    backing: PostgresBacking
    line: str
    endpoint: Endpoint

    def store(self, *keys: str) -> PostgresStore:
        return PostgresStore(self.backing.engine, Vault(keys), FakeDoorbell())

    def rotation(self, *keys: str) -> RotateKeys:
        return RotateKeys(PostgresKeys(self.backing.engine, Vault(keys)))

    def assert_all_open(self, *keys: str) -> None:
        with self.store(*keys).begin(EVERY_WORKSPACE) as uow:
            line = uow.connections.get(self.line)
            assert line is not None
            assert line.webhook_key
            assert uow.intakes.has_opted_out(CALLER)
            assert not uow.intakes.has_opted_out("+12025550199")
        with self.store(*keys).begin(WORKSPACE) as uow:
            endpoint = uow.endpoints.get(self.endpoint.id)
        assert endpoint is not None
        assert (endpoint.url, endpoint.secrets) == (self.endpoint.url, self.endpoint.secrets)
        (route,) = PostgresRouteBook(self.backing.engine, Vault(keys)).routes()
        assert route.target == {"url": "https://hooks.example/pager"}


@pytest.fixture
def house() -> Iterator[House]:
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        secrets = ("whsec_" + "a" * 32,)
        endpoint = Endpoint(new_id(), WORKSPACE, "ours", "https://crm.example/hook", ("alert.raised",), secrets)
        made = House(backing, a_line(backing).id, endpoint)
        with made.store(OLD).begin(EVERY_WORKSPACE) as uow:
            uow.endpoints.add(endpoint)
            uow.intakes.forbid(CALLER)
        route = AlertRoute(new_id(), "slack", "pager", {"url": "https://hooks.example/pager"})
        PostgresRouteBook(backing.engine, Vault([OLD])).add(route)
        yield made


def test_after_a_rotation_the_old_key_is_needed_for_nothing_and_opens_nothing(house: House) -> None:
    rotate = house.rotation(NEW, OLD)
    assert (rotate.show().newest, rotate.show().older) == (0, 5)
    house.assert_all_open(NEW, OLD)
    assert rotate() == 5
    assert (rotate.show().newest, rotate.show().older) == (5, 0)
    house.assert_all_open(NEW)
    with pytest.raises(ConfigurationFault):
        house.assert_all_open(OLD)
    assert rotate() == 0, "again changes nothing"


def test_a_rotation_that_was_stopped_goes_on_where_it_was_and_everything_opens_meanwhile(house: House) -> None:
    keys = PostgresKeys(house.backing.engine, Vault([NEW, OLD]))
    with transaction(house.backing.engine, EVERY_WORKSPACE) as db:
        connections = metadata.tables["connections"]
        row = db.execute(connections.select()).first()
        assert row is not None
        renewed = Vault([NEW]).seal([], f"connection:{row.id}|webhook_secrets")
        db.execute(update(connections).values(webhook_secrets_sealed=renewed))
    house.assert_all_open(NEW, OLD)
    keys.keep_marks()
    assert house.rotation(NEW, OLD)() == 4
    house.assert_all_open(NEW)


def test_what_two_keys_ago_forbade_is_still_forbidden(house: House) -> None:
    house.rotation(NEW, OLD)()
    house.rotation(NEWEST, NEW)()
    house.assert_all_open(NEWEST)


def test_a_rotation_without_the_old_key_changes_nothing_and_says_so(house: House) -> None:
    with pytest.raises(ConfigurationFault):
        house.rotation(NEW)()
    house.assert_all_open(OLD)


def test_every_sealed_column_of_the_schema_is_rotated(house: House) -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if column.name.endswith("sealed")
    }
    house.rotation(NEW, OLD)()
    with transaction(house.backing.engine, EVERY_WORKSPACE) as db:
        for place in sorted(sealed):
            table, column = place.split(".")
            begins = {str(row[0]) for row in db.execute(text(f"SELECT split_part({column}, '.', 1) FROM {table}"))}
            assert begins == {Vault([NEW]).newest}, place
