"""The log says nothing that a secret is, and nothing that somebody else wrote begins a line of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from rejoinder.entrypoints.logging import configure_logging, without_secrets


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


@pytest.mark.parametrize(
    "secret",
    [
        "/api/webhooks/twilio_sms/SECRETKEY/status",
        "/signin/SECRETKEY",
        "/join/SECRETKEY",
        "Authorization: Bearer SECRETKEY",
        "basic SECRETKEY==",
        "postgresql://rejoinder:SECRETKEY@db/rejoinder",
        "rj_0192f0000000_SECRETKEY",
        "sk-SECRETKEY",
        "xoxb-SECRETKEY",
        "whsec_SECRETKEY+/=",
    ],
)
@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_are_blotted_wherever_they_stand(capsys: pytest.CaptureFixture[str], style: str, secret: str) -> None:
    configure_logging(style)
    try:
        raise RuntimeError(f"calling {secret} failed")
    except RuntimeError:
        logging.getLogger("t").exception("call.failed", extra={"place": secret, "api_key": "SECRETKEY"})
    logged = capsys.readouterr().err
    assert "SECRETKEY" not in logged
    assert "call.failed" in logged
    assert "SECRETKEY" not in without_secrets(f"x {secret}")


@pytest.mark.parametrize("sign", ["\n", "\r", "\x0b", "\x0c", "\x1b[2J", "\x85", "\u2028", "\u202e", "\x00"])
def test_nobody_elses_words_begin_a_line_or_move_the_cursor(capsys: pytest.CaptureFixture[str], sign: str) -> None:
    configure_logging("text")
    forged = f"Jane{sign}2026-11-20T12:00:00Z info    token.created"
    logging.getLogger("t").info(forged, extra={"name_of": forged})
    (line,) = capsys.readouterr().err.splitlines()
    assert sign not in line
    configure_logging("json")
    logging.getLogger("t").info("x", extra={"name_of": forged})
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["name_of"] == forged
