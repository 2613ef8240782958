"""Unipile's JSON in both generations, reduced to what we read.

v1 names things flatly (`message_id`, `message`, `sender.attendee_provider_id`) in webhooks and differently in lists
(`id`, `text`, `sender_id`, flags as 0 and 1). v2 wraps a message in an event (`type`, `payload`). An older integration
expected `event: "message.received"` with the message inside. All of them become one `ChatMessage`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rejoinder.domain.contacts import ContactDetails, normalise_profile
from rejoinder.domain.messages import InboundMessage, Media, Medium
from rejoinder.infrastructure.json_fields import flag, inner, json_object, moment, text

V1 = "v1"
V2 = "v2"

ACCOUNT = ("AccountStatus", "account_status")
_TYPES = ("event", "type", "event_type")
_WRAPPERS = ("body", "data", "event", "payload")
_DEEPEST = 3
_ADVERTISING = frozenset({"sponsored", "linkedin_offer"})


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


# --- the body -------------------------------------------------------------------------------------


def parse_event(body: bytes) -> Mapping[str, Any]:
    """The event as an object, taken out of what wraps it: JSON whatever the header says, or a form whose fields may
    hold JSON. Raises PayloadUnreadable."""
    event: Mapping[str, Any] = json_object(body, "Unipile", *ACCOUNT)
    for _ in range(_DEEPEST):
        wrapped = inner(event, *_WRAPPERS)
        if not wrapped or text(event, *_TYPES, "message_id") or inner(event, *ACCOUNT):
            break
        event = wrapped
    return event


# --- a message ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat, whichever generation showed it and wherever."""

    generation: str
    own_id: str
    """Unipile's id: of its own in v1, LinkedIn's in v2, where it may repeat in another chat."""
    chat: str
    account: str
    sender: str
    """LinkedIn's member id."""
    sender_name: str
    profile_url: str
    own: bool
    """Our side wrote it."""
    others: tuple[str, ...]
    """The member ids of the chat's other people, where the event names them."""
    body: str | None
    """None where not even an empty text was stated."""
    at: datetime | None
    subject: str
    media: tuple[Media, ...]
    group: bool
    inmail: bool
    advertising: bool
    chat_event: bool
    """Not words of anybody: somebody joined, a call was missed."""
    deleted: bool

    @classmethod
    def read(cls, source: Mapping[str, Any], generation: str, owner: str = "") -> ChatMessage:
        """From a webhook's or a list's object; `owner` is the account's own member id where known."""
        sender = inner(source, "sender")
        sender_id = _member_id(sender) or text(source, "sender_provider_id", "sender_id", "sender_attendee_id")
        attendees = _members(source)
        others = tuple(one for one in dict.fromkeys(attendees) if one != owner)
        content = text(source, "chat_content_type", "content_type").lower()
        group = flag(source, "is_group")
        if group is None:
            group = flag(inner(source, "chat"), "is_group")
        chat = text(source, "chat_id", "chat_provider_id", "provider_chat_id") or text(inner(source, "chat"), "id")
        at = next(filter(None, (moment(text(source, name)) for name in ("timestamp", "date", "created_at"))), None)
        body = _words(source)
        return cls(
            generation=generation,
            own_id=text(source, "message_id", "id", "provider_message_id", "provider_id")
            or _made_id(chat, sender_id, source.get("timestamp"), body),
            chat=chat,
            account=text(source, "account_id"),
            sender=sender_id,
            sender_name=text(sender, "attendee_name", "display_name", "name", "full_name")
            or text(source, "sender_name"),
            profile_url=text(sender, "attendee_profile_url", "profile_url", "public_profile_url")
            or text(source, "sender_profile_url", "sender_linkedin_url"),
            own=_is_own(sender_id, owner, flag(source, "is_sender"), attendees),
            others=tuple(one for one in others if one != sender_id) or others,
            body=body,
            at=at,
            subject=text(source, "subject"),
            media=_media(source),
            group=len(others) > 1 if group is None else group,
            inmail=content == "inmail" or "INBOX_LINKEDIN_INMAIL" in str(source.get("folder")),
            advertising=content in _ADVERTISING,
            chat_event=bool(flag(source, "is_event")),
            deleted=bool(flag(source, "deleted", "is_deleted")),
        )

    @property
    def external_id(self) -> str:
        """Unique inside one account: v2's message ids are so only inside their chat."""
        return self.own_id if self.generation == V1 else f"{self.chat}:{self.own_id}"

    @property
    def person(self) -> str:
        """The other person of the chat, where there is exactly one."""
        if not self.own:
            return self.sender
        return self.others[0] if len(self.others) == 1 else ""

    def as_inbound(self) -> InboundMessage:
        """What a person wrote, with all that the sender needs to answer in the same chat."""
        handle: dict[str, Any] = {"api": self.generation, "chat_id": self.chat, "message_id": self.own_id}
        if self.profile_url:
            handle["profile_url"] = self.profile_url
        if self.inmail:
            handle["inmail"] = True
        return InboundMessage(
            external_id=self.external_id,
            medium=Medium.LINKEDIN,
            sender=self.sender,
            recipient=self.account,
            body=self.body or "",
            sent_at=self.at,
            sender_name=self.sender_name,
            subject=self.subject,
            conversation=self.chat,
            media=self.media,
            provider_automated=self.advertising,
            provider_group=self.group,
            reply_handle=handle,
            contact=ContactDetails(linkedin_url=normalise_profile(self.profile_url)),
        )


def _is_own(sender: str, owner: str, flagged: bool | None, attendees: tuple[str, ...]) -> bool:
    """Who wrote it: the ids where they can tell, `is_sender` where they cannot, because it was seen to be wrong.

    `attendees` are the chat's other people, so a writer who is not among them is the account itself.
    """
    if sender and sender == owner:
        return True
    if owner and sender in attendees:
        return False
    if flagged is not None:
        return flagged
    return bool(sender and attendees and sender not in attendees)


def _member_id(person: Mapping[str, Any]) -> str:
    return text(person, "attendee_provider_id", "provider_id", "id", "attendee_id")


def _members(source: Mapping[str, Any]) -> tuple[str, ...]:
    stated = source.get("attendees")
    rows = [stated] if isinstance(stated, dict) else stated if isinstance(stated, list) else []
    found = (_member_id(row) for row in rows if isinstance(row, dict))
    return tuple(one for one in found if one)


def _words(source: Mapping[str, Any]) -> str | None:
    """The text; empty for a message without any, None where the source has no place for one."""
    names = [name for name in ("text", "message", "body") if not isinstance(source.get(name, {}), (dict, list))]
    if not names:
        return None
    return text(source, *names)


def _made_id(chat: str, sender: str, at: object, body: str | None) -> str:
    """For a message without an id: what no other message of the chat shares."""
    said = f"{chat}\n{sender}\n{at}\n{body or ''}".encode("utf-8", "replace")
    return f"no-id:{digest(said)}"


def _media(source: Mapping[str, Any]) -> tuple[Media, ...]:
    stated = source.get("attachments")
    rows = [stated] if isinstance(stated, dict) else stated if isinstance(stated, list) else []
    found = []
    for row in rows:
        if isinstance(row, dict) and row:
            kind = text(row, "type", "attachment_type")
            found.append(
                Media(
                    text(row, "url") or f"att://{text(row, 'id', 'attachment_id')}",
                    text(row, "mimetype", "mime_type", "content_type") or (f"unipile/{kind}" if kind else ""),
                )
            )
    return tuple(found)
