"""What every test may ask for."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.world import World

settings.register_profile("untimed", deadline=None)  # a busy machine makes no example wrong
settings.load_profile("untimed")


@pytest.fixture
def world() -> World:
    """An installation with one workspace that answers automatically."""
    return World()
