"""Whose webhook a call came to, known by heart and from disk when the database is away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rejoinder.infrastructure.postgres.number_book import PostgresNumberBook
from rejoinder.infrastructure.vault import Vault
from tests.contracts.backings import PostgresBacking, a_backing, a_line


@pytest.mark.parametrize("channel", ["twilio_voice", "twilio_sms"])
def test_an_account_is_known_by_heart_and_after_a_start_without_a_database(tmp_path: Path, channel: str) -> None:
    path, vault = tmp_path / "numbers.json", Vault(["a key of the tests"])
    with a_backing("postgres") as backing:
        assert isinstance(backing, PostgresBacking)
        stored = a_line(
            backing, channel=channel, credentials={"account_sid": "AC1", "auth_token": "t"}, webhook_key="key-1"
        )
        book = PostgresNumberBook(backing.engine, vault, path)
        assert book.connection(channel, "key-1") is None
        assert book.refresh()
        restarted = PostgresNumberBook(backing.engine, vault, path)
    for known in (book.connection(channel, "key-1"), restarted.connection(channel, "key-1")):
        assert known == replace(stored, created_at=None)
    assert book.connection(channel, "another-key") is None
