"""Mail to the team, against a mail server on real sockets."""

from __future__ import annotations

import socket

import pytest

from rejoinder.domain.errors import (
    ConnectionRevoked,
    InvalidInput,
    MessageRefused,
    OutcomeUnknown,
    ProviderDown,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.infrastructure.smtp import SmtpMailer
from tests.harness.smtp import SmtpStandIn

BOSS, FROM = "boss@northgate.example", "rejoinder@northgate.example"


def deliver(server: SmtpStandIn, subject: str = "Waits for you", text: str = "It is 5 €.\n.\nReally.") -> None:
    SmtpMailer(server.url, FROM).deliver(BOSS, subject, text, "0192f000-0000-7000-8000-000000000001")


def test_a_mail_arrives_as_it_was_written_under_one_id() -> None:
    with SmtpStandIn() as server:
        deliver(server)
        deliver(server, "A subject\nBcc: everybody@northgate.example")
    (to, mail), (_, other) = server.taken
    assert to == BOSS
    assert mail.get_content().split() == ["It", "is", "5", "€.", ".", "Really."]
    assert (mail["From"], mail["To"], mail["Subject"]) == (FROM, BOSS, "Waits for you")
    assert mail["Message-ID"] == other["Message-ID"] == "<0192f000-0000-7000-8000-000000000001@northgate.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert other["Bcc"] is None


@pytest.mark.parametrize(
    ("answers", "means"),
    [
        ({"RCPT": "550 no such person"}, RecipientRefused),
        ({"RCPT": "450 try later"}, ProviderDown),
        ({"DATA": "554 no"}, MessageRefused),
        ({"DATA": "451 later"}, ProviderDown),
        ({"DATA": "drop"}, OutcomeUnknown),
        ({"AUTH": "535 who are you"}, ConnectionRevoked),
    ],
)
def test_what_the_mail_server_says_instead(answers: dict[str, str], means: type[RejoinderError]) -> None:
    with SmtpStandIn(**answers) as server, pytest.raises(means) as caught:
        deliver(server)
    assert server.taken == []
    assert "secret" not in str(caught.value)


def test_a_server_without_starttls_gets_no_password() -> None:
    with SmtpStandIn() as server, pytest.raises(ConnectionRevoked, match="STARTTLS"):
        SmtpMailer(server.url.partition("?")[0], FROM).deliver(BOSS, "x", "x", "1")


def test_a_server_that_is_not_there_took_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ProviderDown):
            SmtpMailer(address, FROM).deliver(BOSS, "x", "x", "1")


@pytest.mark.parametrize(("url", "sender"), [("http://x", FROM), ("smtp://", FROM), ("smtp://mail.example", "nobody")])
def test_settings_that_make_no_sense_are_refused(url: str, sender: str) -> None:
    with pytest.raises(InvalidInput):
        SmtpMailer(url, sender)


def test_without_settings_nothing_is_configured() -> None:
    assert not SmtpMailer("", "").is_configured
    assert "secret" not in repr(SmtpMailer("smtp://jo:secret@mail.example", FROM))
