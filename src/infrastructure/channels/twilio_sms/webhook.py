"""What Twilio posts to us: messages, and how ours fared."""

from __future__ import annotations

from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ports.channels import ProviderEvent, WebhookAnswer, WebhookRequest
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.twilio import signature
from rejoinder.infrastructure.twilio.messages import text_event
from rejoinder.infrastructure.twilio.payloads import parse_form


class TwilioReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when Twilio signed this for the connection's account. Raises SignatureRejected."""
        signature.verify(request, connection)

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """A message or a report."""
        if not signature.is_form(request):
            raise PayloadUnreadable("Twilio's message webhooks are forms; this is something else.")
        return text_event(parse_form(request.body), request)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """TwiML that says nothing: the answer, if any, leaves as a message of its own."""
        body = b"" if request.subpath == "status" else b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
        return WebhookAnswer(body, "text/xml")
