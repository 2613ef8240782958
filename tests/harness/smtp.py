"""A mail server on 127.0.0.1 that a test may script: real sockets, the words of RFC 5321."""

from __future__ import annotations

import socketserver
import threading
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, Self, cast


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("SmtpStandIn", cast(Any, self.server).stand_in)
        self._say("220 mail.northgate.example")
        recipient = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line.partition(" ")[0].upper()
            match verb:
                case "EHLO":
                    self.wfile.write(b"250-mail.northgate.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n")
                case "AUTH":
                    self._say(server.answers.get("AUTH", "235 welcome"))
                case "RCPT":
                    recipient = line.partition("<")[2].rstrip(">")
                    self._say(server.answers.get("RCPT", "250 ok"))
                case "DATA":
                    self._say("354 go on")
                    body = b""
                    while not body.endswith(b"\r\n.\r\n"):
                        body += self.rfile.readline()
                    if server.answers.get("DATA") == "drop":
                        return
                    answer = server.answers.get("DATA", "250 taken")
                    if answer.startswith("2"):
                        mail = BytesParser(policy=policy.default).parsebytes(body[:-5].replace(b"\r\n..", b"\r\n."))
                        server.taken.append((recipient, cast(EmailMessage, mail)))
                    self._say(answer)
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class SmtpStandIn:
    """`answers` names what it says instead to RCPT, DATA or AUTH; `drop` closes the line after the mail."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.taken: list[tuple[str, EmailMessage]] = []
        self._server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session, bind_and_activate=True)
        self._server.daemon_threads = True
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """For REJOINDER_SMTP_URL."""
        return f"smtp://jo:secret@127.0.0.1:{self._server.server_address[1]}?starttls=off"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
