"""The AI that the use-case tests script keeps the same contract as those that ship."""

from __future__ import annotations

import pytest

from rejoinder.domain.sentiment import SentimentSource
from tests.contracts.ai_suite import AISuite
from tests.fakes.ai import FakeAI
from tests.infrastructure.conversations import Ledger


class TestFakeAI(AISuite):
    source = SentimentSource.MODEL

    @pytest.fixture
    def ai(self, ledger: Ledger) -> FakeAI:
        return FakeAI(ledger)
