"""Messages that were acknowledged while the database was away are in the books before they are in the tables."""

from __future__ import annotations

from datetime import datetime

import pytest
from dependency_injector.providers import Object

from rejoinder.domain.views import Accounting
from tests.world import World

NOTHING = Accounting(0, 0, 0, {}, 0, 0, 0, 0, 0, 0, 0)


class NoReports:
    """Reports of an empty house."""

    def accounting(self, scope: str | None, since: datetime | None) -> Accounting:
        return NOTHING


@pytest.fixture
def world() -> World:
    made = World()
    made.container.reports.override(Object(NoReports()))
    return made


def shown(world: World, scope: str | None = None) -> tuple[int, int, int]:
    found = world.container.show_accounting()(scope, None)
    return found.received, found.in_flight, found.spooled


def test_what_lies_on_the_disk_is_received_and_in_flight_once_however_often_it_came(world: World) -> None:
    world.line("fake_sms")
    world.database.is_down = True
    for _ in range(3):
        world.deliver({"id": "in-1", "body": "Hi"})
    world.deliver({"id": "in-2", "body": "Anybody there?"})
    world.deliver({"fact": "report", "id": "out-1", "status": "delivered"})
    world.database.is_down = False
    assert shown(world) == (2, 2, 2)
    assert shown(world, world.workspace.id) == (2, 2, 2)
    assert shown(world, world.a_workspace().id) == (0, 0, 0)


def test_a_message_that_is_stored_already_is_counted_where_it_is_stored(world: World) -> None:
    world.deliver({"id": "in-1", "body": "Hi"})
    world.database.is_down = True
    world.deliver({"id": "in-1", "body": "Hi"})
    world.database.is_down = False
    assert world.spool.records
    assert shown(world) == (0, 0, 0)
