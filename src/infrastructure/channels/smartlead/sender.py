"""How a mail leaves through SmartLead, and where we look for it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RejoinderError,
)
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.html_text import begins_with, text_to_paragraphs, visible_reply
from rejoinder.infrastructure.http import ProviderHttp, Response
from rejoinder.infrastructure.json_fields import address, moment, objects, text

DEFAULT_BASE_URL = "https://server.smartlead.ai"
_API = "/api/v1"
CLOCK_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class SmartLeadSender:
    http: ProviderHttp

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """SmartLead put the mail into its queue; it gives no id."""
        campaign = _part_of_handle(outbound, "campaign_id")
        response = self._call(
            "POST", f"/campaigns/{quote(campaign, safe='')}/reply-email-thread", connection, json=_mail(outbound)
        )
        if not response.ok:
            raise _refusal(response, connection)
        answer = response.fields()
        verdict = answer.get("ok", answer.get("success"))
        if verdict is True:
            return SendReceipt(detail="accepted into SmartLead's queue")
        if verdict is False:
            raise MessageRefused(f"SmartLead refused the mail: {_said(response, connection)}")
        raise OutcomeUnknown("SmartLead answered the mail with something that is neither yes nor no.")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one mail of the thread since then begins with our text.

        Never Absent: SmartLead queues first and sends later, so a mail that is not there yet may still come.
        """
        campaign = str(outbound.reply_handle.get("campaign_id") or "")
        lead = str(outbound.reply_handle.get("lead_id") or "")
        if not campaign or not lead:
            return CannotTell("SmartLead's event named no lead whose mails could be read.")
        path = f"/campaigns/{quote(campaign, safe='')}/leads/{quote(lead, safe='')}/message-history"
        rows = objects(self.read(path, connection), "history")
        if rows is None:
            raise ProviderDown("SmartLead's message history cannot be read.")
        matches = [row for row in rows if _is_ours(row, outbound, since - CLOCK_SKEW)]
        if len(matches) > 1:
            return CannotTell(f"SmartLead has {len(matches)} mails in this thread that say the same.")
        if not matches:
            return CannotTell("The mail is not in SmartLead's history; it may still be queued.")
        return Found(SendReceipt(text(matches[0], "message_id"), detail="found in SmartLead's message history"))

    def check(self, connection: Connection) -> str:
        """The key is accepted."""
        self.read("/campaigns", connection, {"limit": "1"})
        return "SmartLead accepts the API key."

    def read(self, path: str, connection: Connection, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What a 2xx answer says. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        return _answered(self._call("GET", path, connection, query), connection)

    def read_if_there(
        self, path: str, connection: Connection, query: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | None:
        """The same; None for 404."""
        response = self._call("GET", path, connection, query)
        return None if response.status == 404 else _answered(response, connection)

    def tell(self, path: str, connection: Connection) -> None:
        """SmartLead does what the path says, or has nobody to do it to (404). Raises what `send` raises."""
        response = self._call("POST", path, connection, json={})
        if response.status == 404:
            return
        if not response.ok:
            raise _refusal(response, connection)
        answer = response.fields()
        if answer.get("ok", answer.get("success")) is False:
            raise MessageRefused(f"SmartLead refused: {_said(response, connection)}")

    def ask(self, path: str, connection: Connection, query: Mapping[str, str], json: object) -> Mapping[str, Any]:
        """What a question that SmartLead wants as POST is answered. Raises OutcomeUnknown too."""
        return _answered(self._call("POST", path, connection, query, json), connection)

    def _call(
        self,
        method: str,
        path: str,
        connection: Connection,
        query: Mapping[str, str] | None = None,
        json: object = None,
    ) -> Response:
        root = (connection.base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix(_API)
        return self.http.request(
            method,
            f"{root}{_API}{path}",
            connection_id=connection.id,
            query={"api_key": connection.credentials.get("api_key", ""), **(query or {})},
            json=json,
        )


# --- the request ----------------------------------------------------------------------------------


def _part_of_handle(outbound: OutboundMessage, name: str) -> str:
    value = str(outbound.reply_handle.get(name) or "")
    if not value:
        raise MessageRefused(f"This mail has no SmartLead thread to go into ({name.replace('_', ' ')} is missing).")
    return value


def _mail(outbound: OutboundMessage) -> dict[str, Any]:
    """The documented body of reply-email-thread."""
    handle = outbound.reply_handle
    return {
        "email_stats_id": _part_of_handle(outbound, "stats_id"),
        "email_body": text_to_paragraphs(outbound.body),
        "reply_message_id": str(handle.get("message_id") or ""),
        "reply_email_time": str(handle.get("time") or ""),
        "reply_email_body": str(handle.get("body") or ""),
        "cc": ",".join(outbound.copied),
        "bcc": "",
        "to_email": outbound.recipient or str(handle.get("to_email") or ""),
        "add_signature": True,
    }


def _is_ours(row: Mapping[str, Any], outbound: OutboundMessage, after: datetime) -> bool:
    """SENT is ours; REPLY is, by most accounts, theirs, so it counts only where its sender is not the recipient."""
    kind, sender = text(row, "type").upper(), address(row, "from")
    if kind not in ("SENT", "REPLY") or (kind == "REPLY" and sender in ("", outbound.recipient)):
        return False
    at = moment(row.get("time"))
    if at is not None and at < after:
        return False
    return begins_with(visible_reply(text(row, "email_body", "body")), outbound.body)


# --- what a refusal means -------------------------------------------------------------------------


def _answered(response: Response, connection: Connection) -> Mapping[str, Any]:
    if response.ok:
        return response.fields()
    if response.status == 429:
        raise _busy(response)
    if response.status in (401, 403):
        raise _revoked(connection, response)
    raise ProviderDown(f"SmartLead answers {response.status}.")


def _refusal(response: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a send that is not 2xx."""
    if response.status == 429:
        return _busy(response)
    if response.status in (401, 403):
        return _revoked(connection, response)
    if 400 <= response.status < 500 and response.status != 408:
        return MessageRefused(f"SmartLead refused the mail: {_said(response, connection)}")
    return OutcomeUnknown(f"SmartLead answered {response.status} to the mail; it may still have been queued.")


def _busy(response: Response) -> ProviderBusy:
    asked = response.retry_after()
    error = response.fields().get("error")
    stated = error.get("retry_after") if isinstance(error, dict) else None
    if asked is None and isinstance(stated, (int, float)) and 0 <= stated <= 3600:
        asked = float(stated)
    return ProviderBusy("SmartLead asks for fewer requests; nothing was sent.", wait=asked)


def _revoked(connection: Connection, response: Response) -> ConnectionRevoked:
    return ConnectionRevoked(
        f"SmartLead no longer accepts the API key of connection '{connection.name}' (status {response.status})."
    )


def _said(response: Response, connection: Connection) -> str:
    """SmartLead's own words, short and without the key."""
    answer = response.fields()
    error = answer.get("error")
    said = text(answer, "message", "error") or (text(error, "message") if isinstance(error, dict) else "")
    for secret in connection.credentials.values():
        said = said.replace(secret, "…") if secret else said
    return said[:200] or f"status {response.status}, no reason given."
