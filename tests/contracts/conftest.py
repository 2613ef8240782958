"""Every contract runs over the fake and over the real thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contracts.backings import Backing, a_backing


@pytest.fixture(params=["fake", "postgres"])
def backing(request: pytest.FixtureRequest) -> Iterator[Backing]:
    with a_backing(request.param) as opened:
        yield opened
