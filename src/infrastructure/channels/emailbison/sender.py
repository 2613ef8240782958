"""How a mail leaves through EmailBison, and where we look for it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from rejoinder.domain.errors import MessageRefused, OutcomeUnknown, ProviderDown
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.emailbison.api import EmailBisonApi, refusal, said
from rejoinder.infrastructure.channels.emailbison.payloads import Reply
from rejoinder.infrastructure.html_text import begins_with, html_to_text, text_to_paragraphs
from rejoinder.infrastructure.http import Response
from rejoinder.infrastructure.json_fields import inner, objects, text

CLOCK_SKEW = timedelta(seconds=5)
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class EmailBisonSender:
    api: EmailBisonApi

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """EmailBison took the mail. Its answer is not documented; the event manual_email_sent names the mail."""
        answered = _number(outbound, "reply_id", "the reply that it answers")
        response = self.api.post(f"/replies/{answered}/reply", connection, _mail(outbound))
        if not response.ok:
            raise refusal(response, connection)
        if _is_refused(response):
            raise MessageRefused(f"EmailBison refused the mail: {said(response, connection)}")
        if response.status != 204 and not isinstance(response.json(), (dict, list)):
            raise OutcomeUnknown("EmailBison answered the mail with something that is no answer of its API.")
        return SendReceipt(_own_id(response, str(answered)), detail="accepted by EmailBison")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one sent mail to that lead since then begins with our text.

        Never Absent: nothing says how soon EmailBison lists what it has taken.
        """
        answer = self.api.read(replies_path(outbound), connection, {"folder": "sent"})
        rows = objects(answer or {}, "data")
        if rows is None:
            raise ProviderDown("EmailBison's list of replies cannot be read.")
        after, answered = since - CLOCK_SKEW, str(outbound.reply_handle.get("reply_id") or "")
        sent = [reply for row in rows if _is_ours(reply := Reply.of(row), outbound, after)]
        in_thread = [reply for reply in sent if reply.parent == answered] or sent
        matches = {reply.id for reply in in_thread}
        if len(matches) > 1:
            return CannotTell(f"EmailBison has {len(matches)} mails to this lead that say the same.")
        if not matches:
            return CannotTell("The mail is not in EmailBison's list; it may still be on its way there.")
        return Found(SendReceipt(matches.pop(), detail="found in EmailBison's master inbox"))

    def check(self, connection: Connection) -> str:
        """The key is accepted by this instance."""
        if self.api.read("/replies", connection) is None:
            raise ProviderDown("There is no EmailBison at this base_url: it answers 404.")
        return "EmailBison accepts the API key."


def replies_path(outbound: OutboundMessage) -> str:
    """The lead's mails; EmailBison takes its number or its address."""
    lead = str(outbound.reply_handle.get("lead_id") or "") or outbound.recipient
    return f"/leads/{quote(lead, safe='')}/replies"


# --- the request ----------------------------------------------------------------------------------


def _mail(outbound: OutboundMessage) -> dict[str, Any]:
    """The documented body. Mind the name: `email_address` here, `address` in the webhook."""
    return {
        "message": text_to_paragraphs(outbound.body),
        "sender_email_id": _number(outbound, "sender_email_id", "the mailbox that it would leave from"),
        "to_emails": [
            {"name": str(outbound.reply_handle.get("name") or "") or None, "email_address": outbound.recipient}
        ],
        "cc_emails": [{"name": None, "email_address": copied} for copied in outbound.copied],
        "bcc_emails": [],
        "inject_previous_email_body": True,
        "content_type": "html",
    }


def _number(outbound: OutboundMessage, name: str, what: str) -> int:
    """Raises MessageRefused where the event that brought the message did not say."""
    value = str(outbound.reply_handle.get(name) or "")
    if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
        raise MessageRefused(f"This mail cannot leave through EmailBison: its event did not name {what}.")
    return int(value)


# --- the answer -----------------------------------------------------------------------------------


def _is_refused(response: Response) -> bool:
    """An instance may say no with status 200."""
    answer = response.fields()
    return answer.get("success") is False or inner(answer, "data").get("success") is False


def _own_id(response: Response, answered: str) -> str:
    """The new mail's number, where the answer names one that is not the answered mail's; otherwise the event tells."""
    answer = response.fields()
    reply: Mapping[str, Any] = inner(inner(answer, "data"), "reply") or inner(answer, "reply")
    own = text(reply, "id")
    return own if own != answered else ""


def _is_ours(reply: Reply, outbound: OutboundMessage, after: datetime) -> bool:
    """A mail without a date counts: better one candidate too many than a second mail."""
    if not reply.id or not (reply.outgoing or reply.sender == outbound.sender):
        return False
    if reply.received is not None and reply.received < after:
        return False
    shown = (reply.plain, html_to_text(reply.html).reply_text if reply.html else "")
    return any(begins_with(view, outbound.body) for view in shown)
