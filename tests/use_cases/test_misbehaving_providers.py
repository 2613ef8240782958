"""Providers that take a message and do not say so: real requests against stand-ins, none doubled, none lost."""

from __future__ import annotations

import pytest

from benchmarks.sends import MODES, every

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("mode", list(MODES))
def test_a_provider_that_misbehaves_costs_no_reply_and_doubles_none(mode: str) -> None:
    """A thousand each: `python -m benchmarks.sends` (docs/performance.md)."""
    for figures in every(20, [mode]):
        assert (figures.doubled, figures.lost) == (0, 0), figures
        assert figures.delivered + figures.asked == figures.replies
        assert figures.delivered or figures.channel == "smartlead"
