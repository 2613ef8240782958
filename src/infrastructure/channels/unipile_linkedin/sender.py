"""How a message leaves through Unipile, always into the chat that it answers, and where we look for it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, OutcomeUnknown
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.unipile_linkedin.api import UnipileApi, account_of, generation_of, in_path
from rejoinder.infrastructure.channels.unipile_linkedin.errors import refusal
from rejoinder.infrastructure.channels.unipile_linkedin.payloads import V1, ChatMessage
from rejoinder.infrastructure.http import Response
from rejoinder.infrastructure.json_fields import inner, text

CLOCK_SKEW = timedelta(seconds=5)
PAGE_SIZE = 100
MAX_PAGES = 5
_GOOD_STATES = frozenset({"", "ok", "running", "connecting"})


@dataclass(frozen=True, slots=True)
class UnipileSender:
    api: UnipileApi

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """Unipile handed the message to LinkedIn. Its id may be missing; the chat or the echo then tells it."""
        generation = generation_of(connection, outbound.reply_handle.get("api"))
        chat = _chat(outbound)
        if not chat:
            raise MessageRefused("This message has no LinkedIn chat to go into.")
        path = messages_path(generation, connection, chat)
        if generation == V1:
            response = self.api.call("POST", path, connection, generation, multipart={"text": outbound.body})
        else:
            response = self.api.call("POST", f"{path}/send", connection, generation, json={"text": outbound.body})
        if not response.ok:
            raise refusal(response, connection)
        return SendReceipt(_receipt(response, generation, chat))

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one message of ours in the chat since then says the same. Lists are newest first."""
        chat = _chat(outbound)
        if not chat:
            return CannotTell("The message names no LinkedIn chat to look into.")
        generation, after = generation_of(connection, outbound.reply_handle.get("api")), since - CLOCK_SKEW
        path = messages_path(generation, connection, chat)
        matches: dict[str, ChatMessage] = {}
        for number, page in enumerate(self.api.pages(path, connection, generation, {"limit": str(PAGE_SIZE)}), start=1):
            seen = [ChatMessage.read({"chat_id": chat, **row}, generation) for row in page.rows]
            matches |= {one.external_id: one for one in seen if _is_ours(one, outbound, after)}
            if any(one.at is not None and one.at < after for one in seen):
                break
            if number == MAX_PAGES:
                return CannotTell("Unipile lists more messages of this chat than can be read.")
        if len(matches) > 1:
            return CannotTell(f"The chat has {len(matches)} messages of ours that say the same.")
        for one in matches.values():
            return Found(SendReceipt(one.external_id, detail="found in the chat"))
        return Absent()

    def check(self, connection: Connection) -> str:
        """The key is accepted, and LinkedIn's session is alive."""
        generation = generation_of(connection)
        account = account_of(connection)
        response = self.api.read(f"/accounts/{in_path(account)}", connection, generation)
        if response is None:
            raise ConnectionRevoked(f"Unipile knows no account with the id of connection '{connection.name}'.")
        wrong = [state for state in _states(response.fields()) if state.lower() not in _GOOD_STATES]
        if wrong:
            raise ConnectionRevoked(
                f"The Unipile account of connection '{connection.name}' cannot be used: its state is {wrong[0][:40]}."
            )
        return f"Unipile ({generation}) accepts the API key, and the LinkedIn account is connected."


def messages_path(generation: str, connection: Connection, chat: str) -> str:
    """Where a chat's messages are."""
    if generation == V1:
        return f"/chats/{in_path(chat)}/messages"
    return f"/{in_path(account_of(connection))}/chats/{in_path(chat)}/messages"


def _chat(outbound: OutboundMessage) -> str:
    return str(outbound.reply_handle.get("chat_id") or outbound.conversation or "")


def _receipt(response: Response, generation: str, chat: str) -> str:
    """The id under which the echo will come; empty where Unipile gives none. Raises OutcomeUnknown."""
    answer = response.fields()
    nested = inner(answer, "message", "data")
    if "message_id" in answer:
        own_id = text(answer, "message_id") or text(inner(answer, "message_id"), "id")
    elif nested:
        own_id = text(nested, "message_id", "id")
    elif text(answer, "object") in ("MessageSent", "Message", "message"):
        own_id = text(answer, "id")
    else:
        raise OutcomeUnknown("Unipile answered the message with something that is neither yes nor no.")
    return own_id if generation == V1 or not own_id else f"{chat}:{own_id}"


def _is_ours(seen: ChatMessage, outbound: OutboundMessage, after: datetime) -> bool:
    """Whoever is not the recipient is us: `is_sender` was seen to be wrong. A row without a date counts, and so does
    one that was taken back: better one candidate too many than a second message."""
    if seen.sender == outbound.recipient and not seen.own:
        return False
    return (seen.at is None or seen.at >= after) and same_text((seen.body or "").strip(), outbound.body.strip())


def _states(account: Mapping[str, Any]) -> list[str]:
    """v2 has one state; v1 one per source (messaging, ...)."""
    sources = account.get("sources")
    rows = sources if isinstance(sources, list) else []
    stated = [text(row, "status") for row in rows if isinstance(row, dict)]
    return [*stated, text(account, "status")]
