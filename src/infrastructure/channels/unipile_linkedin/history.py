"""What Unipile still knows when asked: messages that no webhook brought, and whether a message is really there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.messages import InboundMessage
from rejoinder.domain.ports.channels import (
    Confirmation,
    Confirmed,
    Denied,
    HistoryPage,
    ProviderEvent,
    Unconfirmable,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.unipile_linkedin.api import UnipileApi, account_of, generation_of, in_path
from rejoinder.infrastructure.channels.unipile_linkedin.payloads import V1, ChatMessage
from rejoinder.infrastructure.channels.unipile_linkedin.sender import messages_path
from rejoinder.infrastructure.channels.unipile_linkedin.webhook import written
from rejoinder.infrastructure.json_fields import flag, moment, text

PAGE_SIZE = 100
MAX_PAGES = 20
"""Pages of one list that one call reads; only a longer stretch comes in pieces, its newest first."""
LATE = timedelta(minutes=2)
"""Unipile's copy of LinkedIn runs behind, so every call looks back this far behind its cursor."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the history was read. `page` is Unipile's own cursor while a stretch is longer than one call."""

    after: datetime
    newest: datetime
    page: str = ""

    @classmethod
    def of(cls, cursor: str, earliest: datetime) -> _Place:
        try:
            stated = json.loads(cursor) if cursor else {}
            after, newest = (datetime.fromisoformat(stated[name]) for name in ("after", "newest"))
            return cls(after, newest, str(stated.get("page") or ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls(earliest, earliest)

    def __str__(self) -> str:
        return json.dumps({"after": self.after.isoformat(), "newest": self.newest.isoformat(), "page": self.page})


@dataclass(frozen=True, slots=True)
class UnipileHistory:
    api: UnipileApi

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """v1 lists the messages of the whole account, v2 those of one chat after another. Both are newest first, so
        that a stretch longer than one call comes in several, each oldest first."""
        place = _Place.of(cursor, earliest)
        generation = generation_of(connection)
        read = self._of_account if generation == V1 else self._of_chats
        seen, page = read(connection, generation, place)
        seen = [one for one in seen if one.at is None or one.at > place.after - LATE]
        seen.sort(key=lambda one: one.at or place.after)
        newest = max([place.newest, *(one.at for one in seen if one.at is not None)])
        events = tuple(event for one in seen if (event := _event(one, generation)) is not None)
        # Only when the stretch is read to its end may the next one begin where this one was newest.
        reached = _Place(place.after, newest, page) if page else _Place(newest, newest)
        return HistoryPage(events, str(reached) if seen or page or not cursor else cursor, more=bool(page))

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether the chat really holds this message of this person; with Unipile's own copy of it."""
        handle = message.reply_handle
        own_id = str(handle.get("message_id") or "")
        chat = str(handle.get("chat_id") or message.conversation)
        if not own_id or own_id.startswith("no-id:") or not chat:
            return Unconfirmable("The delivery named no message that could be asked for.")
        generation = generation_of(connection, handle.get("api"))
        single = f"/messages/{in_path(own_id)}"
        path = single if generation == V1 else messages_path(generation, connection, chat) + f"/{in_path(own_id)}"
        response = self.api.read(path, connection, generation)
        if response is None:
            return Denied("Unipile has no such message.")
        row = response.fields()
        if not row:
            return Unconfirmable("Unipile's copy of the message cannot be read.")
        copy = ChatMessage.read({"chat_id": chat, **row}, generation)
        if copy.account and copy.account != account_of(connection):
            return Denied("The message belongs to another account.")
        if copy.own or copy.sender != message.sender or copy.chat != chat:
            return Denied("The chat has this message from somebody else.")
        if copy.deleted:
            return Denied("The message was taken back.")
        if same_text(copy.body or "", message.body):
            return Confirmed()
        theirs = copy.as_inbound()
        return Confirmed(replace(message, body=theirs.body, media=theirs.media))

    # --- v1: one list for the account ------------------------------------------------------------------

    def _of_account(self, connection: Connection, generation: str, place: _Place) -> tuple[list[ChatMessage], str]:
        query = {
            "account_id": account_of(connection),
            "after": _as_unipile_writes(place.after - LATE),
            "limit": str(PAGE_SIZE),
        }
        rows, page = self._read(self.api.pages("/messages", connection, generation, query, place.page))
        groups: dict[str, bool] = {}
        seen = [ChatMessage.read(row, generation) for row in rows]
        for chat in {one.chat for one in seen if one.chat and not one.own}:
            response = self.api.read(f"/chats/{in_path(chat)}", connection, generation)
            groups[chat] = response is not None and _is_group(response.fields())
        return [replace(one, group=one.group or groups.get(one.chat, False)) for one in seen], page

    # --- v2: chat by chat ------------------------------------------------------------------------------

    def _of_chats(self, connection: Connection, generation: str, place: _Place) -> tuple[list[ChatMessage], str]:
        after = place.after - LATE
        account = in_path(account_of(connection))
        chats, page = self._read(
            self.api.pages(f"/{account}/chats", connection, generation, {"limit": str(PAGE_SIZE)}, place.page),
            lambda row: _is_older(row, after),
        )
        seen: list[ChatMessage] = []
        for chat in chats:
            if not _is_older(chat, after) and text(chat, "id"):
                seen += self._of_chat(chat, connection, generation, after)
        return seen, page

    def _of_chat(
        self, chat: Mapping[str, Any], connection: Connection, generation: str, after: datetime
    ) -> Iterator[ChatMessage]:
        query = {"limit": str(PAGE_SIZE), "after": _as_unipile_writes(after)}
        path = messages_path(generation, connection, text(chat, "id"))
        for page in islice(self.api.pages(path, connection, generation, query), MAX_PAGES):
            for row in page.rows:
                one = ChatMessage.read({"chat_id": text(chat, "id"), **row}, generation)
                other = text(chat, "user_id")
                yield replace(one, group=one.group or _is_group(chat), others=one.others or ((other,) if other else ()))

    # --- both ------------------------------------------------------------------------------------------

    @staticmethod
    def _read(pages: Any, is_past: Any = None) -> tuple[list[Mapping[str, Any]], str]:
        """The rows of up to MAX_PAGES pages, and the cursor of what was left unread."""
        rows: list[Mapping[str, Any]] = []
        for number, page in enumerate(pages, start=1):
            rows += page.rows
            if is_past is not None and page.rows and is_past(page.rows[-1]):
                return rows, ""
            if number == MAX_PAGES:
                return rows, page.next_page
        return rows, ""


def _event(message: ChatMessage, generation: str) -> ProviderEvent | None:
    """What the webhook would have said. Changes are told by webhooks only, so a deleted message is left out."""
    if message.deleted or message.chat_event:
        return None
    try:
        fact = written(message)
    except PayloadUnreadable:
        return None
    if generation == V1:
        return ProviderEvent(message.external_id, "message_received", fact)
    return ProviderEvent(f"message.new:{message.external_id}", "message.new", fact)


def _is_group(chat: Mapping[str, Any]) -> bool:
    """v2 says so; v1 has a type: 0 for two people, 1 for a group, 2 for a channel."""
    stated = flag(chat, "is_group")
    return stated if stated is not None else text(chat, "type") in ("1", "2", "group", "channel")


def _is_older(chat: Mapping[str, Any], after: datetime) -> bool:
    last = moment(chat.get("last_message_timestamp")) or moment(chat.get("updated_at")) or moment(chat.get("timestamp"))
    return last is not None and last <= after


def _as_unipile_writes(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
