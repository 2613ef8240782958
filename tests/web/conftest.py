"""A house per test: its own database, its own application."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.composition import House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as running:
        yield running
