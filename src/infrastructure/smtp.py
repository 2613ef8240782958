"""Mail to the team over SMTP, with the standard library: one connection and one message per call."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qs, unquote, urlsplit

from rejoinder.domain.errors import (
    ConnectionRevoked,
    InvalidInput,
    MessageRefused,
    OutcomeUnknown,
    ProviderDown,
    RecipientRefused,
)

TIMEOUT_S = 20.0
_PORTS = {"smtp": 587, "smtps": 465}


class SmtpMailer:
    """Mailer. `url` is `smtp://user:password@host:port` (STARTTLS, unless `?starttls=off`), `smtps://…` for TLS from
    the first byte, or empty: then nothing is configured. Raises InvalidInput for an address that makes no sense."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        if not url:
            return
        if self._url.scheme not in _PORTS or not self._url.hostname:
            raise InvalidInput("REJOINDER_SMTP_URL starts with smtp:// or smtps:// and names a host.")
        if "@" not in sender:
            raise InvalidInput("REJOINDER_MAIL_FROM is the mail address that notifications come from.")

    def __repr__(self) -> str:
        return f"SmtpMailer({self._url.hostname or 'not configured'})"

    @property
    def is_configured(self) -> bool:
        return bool(self._url.hostname)

    def deliver(self, to: str, subject: str, text: str, message_id: str) -> None:
        """The mail server took it; whether it reached a mailbox, it tells nobody."""
        mail = self._mail(to, subject, text, message_id)
        try:
            server = self._connected()
        except smtplib.SMTPAuthenticationError:
            raise ConnectionRevoked("The mail server refuses our user or password.") from None
        except smtplib.SMTPNotSupportedError:
            raise ConnectionRevoked("The mail server offers no STARTTLS, or no login.") from None
        except (smtplib.SMTPException, OSError) as error:
            raise ProviderDown(f"The mail server cannot be reached ({type(error).__name__}).") from None
        try:
            server.send_message(mail, self._sender, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()), (0, b""))[0]
            if 400 <= code < 500:
                raise ProviderDown(f"The mail server asks to try again later ({code}).") from None
            raise RecipientRefused(f"The mail server refuses this address ({code}).") from None
        except smtplib.SMTPResponseException as refused:
            if 400 <= refused.smtp_code < 500:
                raise ProviderDown(f"The mail server asks to try again later ({refused.smtp_code}).") from None
            raise MessageRefused(f"The mail server refuses this mail ({refused.smtp_code}).") from None
        except (smtplib.SMTPException, OSError) as error:
            raise OutcomeUnknown(f"The mail server gave no answer ({type(error).__name__}).") from None
        finally:
            _leave(server)

    def _mail(self, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._sender
        mail["To"] = to
        mail["Subject"] = " ".join(subject.split())[:200]
        mail["Message-ID"] = f"<{message_id}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail

    def _connected(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or _PORTS[self._url.scheme]
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        try:
            if self._url.scheme == "smtp" and parse_qs(self._url.query).get("starttls") != ["off"]:
                server.starttls(context=ssl.create_default_context())
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            _leave(server)
            raise
        return server


def _leave(server: smtplib.SMTP) -> None:
    """Nothing depends on a polite goodbye."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
