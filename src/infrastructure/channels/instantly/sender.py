"""How a mail leaves through Instantly, and where we look for it afterwards."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rejoinder.domain.errors import MessageRefused, OutcomeUnknown, ProviderDown
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.instantly.api import InstantlyApi, refusal, said
from rejoinder.infrastructure.channels.instantly.payloads import ListedEmail, recipients
from rejoinder.infrastructure.html_text import begins_with, html_to_text
from rejoinder.infrastructure.json_fields import objects, text

CLOCK_SKEW = timedelta(seconds=5)
PAGE_SIZE = "100"


@dataclass(frozen=True, slots=True)
class InstantlySender:
    api: InstantlyApi

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """Instantly sent the mail: only an answer with its id says so, because errors come with 200 too."""
        response = self.api.post("/emails/reply", connection, _mail(outbound))
        if not response.ok:
            raise refusal(response, connection)
        answer = response.fields()
        taken = answer.get("id")
        if isinstance(taken, str) and taken:
            _check_recipient(answer, outbound)
            return SendReceipt(text(answer, "id"), detail="sent by Instantly")
        if answer.get("error"):
            raise MessageRefused(f"Instantly refused the mail: {said(response, connection)}")
        raise OutcomeUnknown("Instantly answered the mail with something that is neither a mail nor an error.")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one mail of ours to that lead since then begins with our text.

        Never Absent: nothing says how soon Instantly lists what it has taken.
        """
        after = since - CLOCK_SKEW
        query = {
            "lead": _lead(outbound),
            "email_type": "sent",
            "min_timestamp_created": after.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "preview_only": "false",
            "limit": PAGE_SIZE,
        }
        if mailbox := _mailbox(outbound):
            query["eaccount"] = mailbox
        answer = self.api.read("/emails", connection, query)
        rows = objects(answer, "items")
        if rows is None:
            raise ProviderDown("Instantly's list of mails cannot be read.")
        if text(answer, "next_starting_after") and len(rows) >= int(PAGE_SIZE):
            return CannotTell("Instantly lists more mails to this lead than can be read.")
        matches = {mail.id: mail for row in rows if _is_ours(mail := ListedEmail.of(row), outbound, after)}
        if len(matches) > 1:
            return CannotTell(f"Instantly has {len(matches)} mails to this lead that say the same.")
        if not matches:
            return CannotTell("The mail is not in Instantly's list; it may still be on its way there.")
        return Found(SendReceipt(next(iter(matches)), detail="found in Instantly's list of mails"))

    def check(self, connection: Connection) -> str:
        """The key is accepted; and what Instantly says about the webhook that points here."""
        return webhook_sentence(self.api.read("/webhooks", connection, {"limit": PAGE_SIZE}), connection)


def webhook_sentence(answer: Mapping[str, Any], connection: Connection) -> str:
    """Whether the webhook that points to this connection is there and switched on."""
    hooks = objects(answer, "items")
    if hooks is None or not connection.webhook_key:
        return "Instantly accepts the API key."
    ours = [hook for hook in hooks if connection.webhook_key in text(hook, "target_hook_url")]
    if not ours:
        return "Instantly accepts the API key, but has no webhook that points to this connection."
    if all(is_switched_off(hook) for hook in ours):
        return (
            "Instantly accepts the API key, but has switched the webhook off after failed deliveries: resume it in "
            "Instantly (Settings > Integrations > Webhooks)."
        )
    return "Instantly accepts the API key, and the webhook is on."


def is_switched_off(hook: Mapping[str, Any]) -> bool:
    """Status -1: Instantly gave up after failed deliveries."""
    status = hook.get("status")
    return isinstance(status, int) and not isinstance(status, bool) and status < 0


# --- the request ----------------------------------------------------------------------------------


def _mail(outbound: OutboundMessage) -> dict[str, Any]:
    """The documented body of /emails/reply. Raises MessageRefused where there is nothing to reply to."""
    answered, mailbox = str(outbound.reply_handle.get("reply_to_uuid") or ""), _mailbox(outbound)
    if not answered:
        raise MessageRefused("This mail has no Instantly thread to go into (the event named no email_id).")
    if not mailbox:
        raise MessageRefused("Nobody knows from which mailbox to answer (the event named no email_account).")
    return {
        "reply_to_uuid": answered,
        "eaccount": mailbox,
        "subject": outbound.subject or "Re:",
        "body": {"text": outbound.body, "html": to_html(outbound.body)},
        **({"cc_address_email_list": ",".join(outbound.copied)} if outbound.copied else {}),
    }


def to_html(body: str) -> str:
    """The text with Instantly's line breaks; everything in it stays text."""
    return html.escape(body, quote=False).replace("\n", "<br/>")


def _mailbox(outbound: OutboundMessage) -> str:
    return str(outbound.reply_handle.get("eaccount") or "") or outbound.sender


def _lead(outbound: OutboundMessage) -> str:
    return str(outbound.reply_handle.get("lead") or "") or outbound.recipient


def _check_recipient(answer: Mapping[str, Any], outbound: OutboundMessage) -> None:
    """Instantly chooses whom a reply goes to. Raises OutcomeUnknown when it names only somebody else."""
    went_to = recipients(answer)
    if went_to and not {outbound.recipient, _lead(outbound)} & set(went_to):
        raise OutcomeUnknown("Instantly sent the mail, but to another address than the person's.")


def _is_ours(mail: ListedEmail, outbound: OutboundMessage, after: datetime) -> bool:
    """A mail without a date counts: better one candidate too many than a second mail."""
    if not mail.id or mail.received or (mail.created is not None and mail.created < after):
        return False
    if mail.recipients and not {outbound.recipient, _lead(outbound)} & set(mail.recipients):
        return False
    shown = (mail.plain, html_to_text(mail.html).reply_text if mail.html else "")
    return any(begins_with(view, outbound.body) for view in shown)
