"""What every test may ask for."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.fixture
def world() -> World:
    """An installation with one workspace that answers automatically."""
    return World()
