"""HighLevel's API as far as we use it: one method is one request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from rejoinder.domain.errors import ConnectionRevoked, OutcomeUnknown, ProviderBusy, ProviderDown, RejoinderError
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.payloads import Contact, ListedMessage, MessagePage, find, text, token
from rejoinder.infrastructure.http import ProviderHttp, Response, Timeouts

DEFAULT_BASE_URL = "https://services.leadconnectorhq.com"
CONVERSATIONS_VERSION = "2021-04-15"
CONTACTS_VERSION = "2021-07-28"
PAGE_SIZE = 100

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{6,}[0-9]")
_BUSY_S = 10.0
_BUSY_LONG_S = 30.0
_QUOTA_SPENT_S = 3600.0
_READS = Timeouts(connect=5.0, read=10.0, total=15.0)


@dataclass(frozen=True, slots=True)
class GhlApi:
    """Reading raises ProviderBusy, ProviderDown and ConnectionRevoked; None means that HighLevel has no such thing."""

    http: ProviderHttp

    def post_message(self, body: Mapping[str, Any], connection: Connection) -> Response:
        """The answer to one send, whatever its status."""
        return self.http.request(
            "POST",
            _url(connection, "/conversations/messages"),
            connection_id=connection.id,
            headers=_headers(connection, CONVERSATIONS_VERSION),
            json=dict(body),
        )

    def contact(self, contact_id: str, connection: Connection) -> Contact | None:
        answer = self._read(connection, f"/contacts/{quote(contact_id, safe='')}", {}, CONTACTS_VERSION)
        return Contact.of(answer) if answer is not None else None

    def contact_by_phone(self, number: str, connection: Connection) -> Contact | None:
        return self.duplicate_contact("number", number, connection)

    def duplicate_contact(self, name: str, value: str, connection: Connection) -> Contact | None:
        """The contact that a new one of this `number` or `email` would double."""
        query = {"locationId": _location(connection), name: value}
        answer = self._read(connection, "/contacts/search/duplicate", query, CONTACTS_VERSION)
        return Contact.of(answer) if answer else None

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any],
        connection: Connection,
        version: str = CONVERSATIONS_VERSION,
    ) -> Response:
        """The answer to one request that changes something, whatever its status."""
        return self.http.request(
            method,
            _url(connection, path),
            connection_id=connection.id,
            headers=_headers(connection, version),
            json=dict(body),
        )

    def free_slots(
        self, calendar_id: str, begin: datetime, end: datetime, connection: Connection
    ) -> Mapping[str, Any] | None:
        """What the calendar has free, by day."""
        query = {"startDate": _milliseconds(begin), "endDate": _milliseconds(end)}
        return self._read(connection, f"/calendars/{self.in_path(calendar_id)}/free-slots", query)

    def events(
        self, calendar_id: str, begin: datetime, end: datetime, connection: Connection
    ) -> list[Mapping[str, Any]] | None:
        """The calendar's appointments between these moments; None where it shows none at all."""
        query = {
            "locationId": _location(connection),
            "calendarId": calendar_id,
            "startTime": _milliseconds(begin),
            "endTime": _milliseconds(end),
        }
        answer = self._read(connection, "/calendars/events", query)
        rows = (answer or {}).get("events")
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else None

    @staticmethod
    def in_path(own_id: str) -> str:
        return quote(own_id, safe="")

    def contact_by_email(self, email: str, connection: Connection) -> Contact | None:
        query = {"locationId": _location(connection), "email": email}
        answer = self._read(connection, "/contacts/search/duplicate", query, CONTACTS_VERSION)
        return Contact.of(answer) if answer else None

    def upsert_contact(self, fields: Mapping[str, str], connection: Connection) -> Response:
        """The answer to making a contact, or finding it by its address; whatever its status. Raises ProviderDown where
        no answer came: asking again makes no second one."""
        body = {"locationId": _location(connection), **fields}
        return self._written("POST", "/contacts/upsert", body, connection)

    def update_contact(self, contact_id: str, fields: Mapping[str, str], connection: Connection) -> Response:
        """The answer to changing these fields of a contact and no others, whatever its status."""
        return self._written("PUT", f"/contacts/{quote(contact_id, safe='')}", fields, connection)

    def _written(self, method: str, path: str, body: Mapping[str, str], connection: Connection) -> Response:
        try:
            return self.http.request(
                method,
                _url(connection, path),
                connection_id=connection.id,
                headers=_headers(connection, CONTACTS_VERSION),
                json=dict(body),
                timeout=_READS,
            )
        except OutcomeUnknown as lost:
            raise ProviderDown(lost.message) from lost

    def message(self, message_id: str, connection: Connection) -> ListedMessage | None:
        answer = self._read(connection, f"/conversations/messages/{quote(message_id, safe='')}", {})
        if answer is None:
            return None
        inside = answer.get("message")
        return ListedMessage.of(inside if isinstance(inside, Mapping) else answer)

    def has_mail(self, email_message_id: str, connection: Connection) -> bool:
        path = f"/conversations/messages/email/{quote(email_message_id, safe='')}"
        return self._read(connection, path, {}) is not None

    def conversation_of(self, contact_id: str, connection: Connection) -> str:
        """The id of the newest conversation with this contact; empty where there is none."""
        query = {
            "locationId": _location(connection),
            "contactId": contact_id,
            "limit": "20",
            "sortBy": "last_message_date",
            "sort": "desc",
        }
        answer = self._read(connection, "/conversations/search", query)
        rows = (answer or {}).get("conversations")
        if answer is not None and not isinstance(rows, list):
            raise ProviderDown("HighLevel's list of conversations cannot be read.")
        for row in rows or []:
            if token(find(row, "contactid")) == contact_id and token(find(row, "id")):
                return token(find(row, "id"))
        return ""

    def newest_messages(self, conversation_id: str, last: str, connection: Connection) -> MessagePage | None:
        """A page of the conversation's texts, newest first, after the message `last`."""
        query = {"limit": str(PAGE_SIZE), "type": "TYPE_SMS"}
        if last:
            query["lastMessageId"] = last
        path = f"/conversations/{quote(conversation_id, safe='')}/messages"
        return self._page(self._read(connection, path, query))

    def exported(self, query: Mapping[str, str], connection: Connection) -> MessagePage | None:
        """A page of the location's texts. What happened in the last minute may be missing [seen]."""
        fixed = {"locationId": _location(connection), "channel": "SMS", "limit": str(PAGE_SIZE), "sortBy": "createdAt"}
        return self._page(self._read(connection, "/conversations/messages/export", {**fixed, **query}))

    def leave_workflow(self, contact_id: str, workflow_id: str, connection: Connection) -> Response:
        """The answer to taking a contact out of a workflow, whatever its status."""
        path = f"/contacts/{quote(contact_id, safe='')}/workflow/{quote(workflow_id, safe='')}"
        return self.http.request(
            "DELETE",
            _url(connection, path),
            connection_id=connection.id,
            headers=_headers(connection, CONTACTS_VERSION),
            json={},
        )

    def check(self, connection: Connection) -> bool:
        """One harmless call that needs the location and the conversation scopes; False where the answer is odd."""
        query = {"locationId": _location(connection), "limit": "1"}
        answer = self._read(connection, "/conversations/search", query)
        return answer is not None and isinstance(answer.get("conversations"), list)

    def _page(self, answer: Mapping[str, Any] | None) -> MessagePage | None:
        if answer is None:
            return None
        page = MessagePage.of(answer)
        if page is None:
            raise ProviderDown("HighLevel's list of messages cannot be read.")
        return page

    def _read(
        self, connection: Connection, path: str, query: Mapping[str, str], version: str = CONVERSATIONS_VERSION
    ) -> Mapping[str, Any] | None:
        response = self.http.request(
            "GET",
            _url(connection, path),
            connection_id=connection.id,
            headers=_headers(connection, version),
            query=query or None,
            timeout=_READS,
        )
        if response.ok:
            answer = response.json()
            if not isinstance(answer, dict):
                raise ProviderDown("HighLevel's answer cannot be read.")
            return answer
        if response.status in (400, 404, 422):
            return None
        raise read_failure(response, connection)


def _milliseconds(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


# --- the request --------------------------------------------------------------------------------------------------


def _url(connection: Connection, path: str) -> str:
    return (connection.base_url or DEFAULT_BASE_URL).rstrip("/") + path


def _location(connection: Connection) -> str:
    return connection.credentials.get("location_id", "")


def _headers(connection: Connection, version: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {connection.credentials.get('access_token', '')}", "Version": version}


# --- what a refusal means -----------------------------------------------------------------------------------------


def said(response: Response) -> str:
    """HighLevel's own words for a refusal, in one line, without the number that they may name."""
    stated = find(response.fields(), "message", "msg", "error", "errordescription")
    words = " ".join(text(item, 300) for item in stated) if isinstance(stated, list) else text(stated, 300)
    return _NUMBER.sub("•••", " ".join(words.replace("?", " ").split()))[:300]


def busy(response: Response) -> ProviderBusy:
    """100 requests in ten seconds and 200,000 a day; some refusals need half a minute [seen]."""
    asked = response.retry_after()
    if asked is None and response.headers.get("x-ratelimit-daily-remaining", "").strip() == "0":
        asked = _QUOTA_SPENT_S
    if asked is None:
        asked = _BUSY_LONG_S if "context" in said(response).lower() else _BUSY_S
    return ProviderBusy("HighLevel asks for fewer requests; nothing was done.", wait=asked)


def timed_out_inside(response: Response) -> bool:
    """HighLevel's gateway sometimes says 401 "Command timed out" to a good token [seen]."""
    return response.status == 401 and "timed out" in said(response).lower()


def revoked(response: Response, connection: Connection) -> ConnectionRevoked:
    scope = " (a scope is missing)" if response.status == 403 else ""
    return ConnectionRevoked(
        f"HighLevel no longer accepts the token of connection '{connection.name}': status {response.status}{scope}."
    )


def read_failure(response: Response, connection: Connection) -> RejoinderError:
    if response.status == 429:
        return busy(response)
    if response.status in (401, 403) and not timed_out_inside(response):
        return revoked(response, connection)
    return ProviderDown(f"HighLevel answers {response.status}.")
