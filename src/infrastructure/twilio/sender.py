"""How a text leaves through Twilio, and how we ask whether it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import (
    ConfigurationFault,
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    ProviderDown,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.domain.messages import OutboundMessage
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import ProviderHttp, Response
from rejoinder.infrastructure.twilio.errors import REFUSALS, Meaning, explain
from rejoinder.infrastructure.twilio.payloads import ListedMessage, MessagePage

DEFAULT_BASE_URL = "https://api.twilio.com"

VALIDITY_S = 3600
"""How long Twilio may hold a text in its queue. Its own default, ten hours, could wake somebody at night."""

PAGE_SIZE = 100
MAX_PAGES = 5
CLOCK_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class TwilioSender:
    http: ProviderHttp

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """Twilio queued the text; errors as in errors.py."""
        response = self.http.request(
            "POST",
            account_url(connection, "/Messages.json"),
            connection_id=connection.id,
            form=_form(outbound, connection),
            auth=auth_of(connection),
        )
        if not response.ok:
            raise refusal(response, connection)
        taken = response.fields()
        sid = taken.get("sid")
        if not isinstance(sid, str) or not sid:
            raise OutcomeUnknown("Twilio took the text, but its answer names no message.")
        return SendReceipt(sid, detail=str(taken.get("status") or ""))

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Found when exactly one outbound text to this person since then says the same.

        Asked twice where the first answer is empty: a text still in the queue has no date of sending yet, and a
        filter by that date may hide it.
        """
        after = since - CLOCK_SKEW
        filters = {"To": outbound.recipient, "PageSize": str(PAGE_SIZE)}
        if sender := _form(outbound, connection).get("From"):
            filters["From"] = sender
        dated = {**filters, "DateSent>": after.astimezone(UTC).date().isoformat()}
        for query in (dated, filters):
            lookup = self._search(outbound, connection, query, after)
            if not isinstance(lookup, Absent):
                return lookup
        return Absent()

    def check(self, connection: Connection) -> str:
        """The credentials work. An API key may not read the account, so with one the message list is asked."""
        if _has_key(connection):
            response = self.read(connection, account_url(connection, "/Messages.json"), {"PageSize": "1"})
            return "Twilio accepts the API key." if MessagePage.of(response.fields()) else "Twilio answers."
        account = self.read(connection, account_url(connection, ".json"), {}).fields()
        state = str(account.get("status") or "active")
        if state != "active":
            raise ConnectionRevoked(f"The Twilio account of connection '{connection.name}' is {state[:20]}.")
        return "Twilio accepts the credentials, and the account is active."

    def _search(
        self, outbound: OutboundMessage, connection: Connection, query: dict[str, str], after: datetime
    ) -> Lookup:
        matches: dict[str, ListedMessage] = {}
        for page in self._pages(connection, query):
            if page is None:
                return CannotTell("Twilio lists more messages to this person than can be read.")
            matches |= {row.sid: row for row in page.messages if _is_ours(row, outbound, after)}
        if len(matches) > 1:
            return CannotTell(f"Twilio has {len(matches)} texts to this person that say the same.")
        for row in matches.values():
            return Found(SendReceipt(row.sid, detail=row.status))
        return Absent()

    def _pages(self, connection: Connection, query: dict[str, str]) -> Iterator[MessagePage | None]:
        """The pages of the list; None as the last one where there would be too many."""
        url = account_url(connection, "/Messages.json")
        own = api_path(connection, "/Messages.json?")
        for _ in range(MAX_PAGES):
            page = MessagePage.of(self.read(connection, url, query).fields())
            if page is None:
                raise ProviderDown("Twilio's list of messages cannot be read.")
            yield page
            if not page.next_path:
                return
            if not page.next_path.startswith(own):
                raise ProviderDown("Twilio's list of messages goes on somewhere else.")
            url, query = base_of(connection) + page.next_path, {}
        yield None

    def read(self, connection: Connection, url: str, query: dict[str, str]) -> Response:
        """A 2xx answer. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        response = self.read_if_there(connection, url, query)
        if response.status == 404:
            raise _revoked(connection, response)
        return response

    def read_if_there(self, connection: Connection, url: str, query: dict[str, str]) -> Response:
        """The same, or the 404 of one thing that is not there."""
        response = self.http.request(
            "GET", url, connection_id=connection.id, query=query or None, auth=auth_of(connection)
        )
        if response.ok or response.status == 404:
            return response
        if response.status == 429:
            raise _busy(response, None)
        if response.status in (401, 403):
            raise _revoked(connection, response)
        raise ProviderDown(f"Twilio answers {response.status}.")


# --- the request ----------------------------------------------------------------------------------


def base_of(connection: Connection) -> str:
    return (connection.base_url or DEFAULT_BASE_URL).rstrip("/")


def api_path(connection: Connection, rest: str) -> str:
    return f"/2010-04-01/Accounts/{quote(connection.credentials.get('account_sid', ''), safe='')}{rest}"


def account_url(connection: Connection, rest: str) -> str:
    return base_of(connection) + api_path(connection, rest)


def _has_key(connection: Connection) -> bool:
    return bool(connection.credentials.get("api_key_sid") and connection.credentials.get("api_key_secret"))


def auth_of(connection: Connection) -> tuple[str, str]:
    known = connection.credentials
    if _has_key(connection):
        return known["api_key_sid"], known["api_key_secret"]
    return known.get("account_sid", ""), known.get("auth_token", "")


def _form(outbound: OutboundMessage, connection: Connection) -> dict[str, str]:
    """The documented fields. Raises ConfigurationFault when there is no number to send from.

    With a messaging service the number stays the one that the person wrote to, where Twilio itself said that it
    belongs to the service; otherwise the service chooses (it remembers which number a person knows).
    """
    form = {"To": outbound.recipient, "Body": outbound.body, "ValidityPeriod": str(VALIDITY_S)}
    service = connection.credentials.get("messaging_service_sid", "")
    if service:
        form["MessagingServiceSid"] = service
    if outbound.sender and (not service or outbound.reply_handle.get("messaging_service_sid") == service):
        form["From"] = outbound.sender
    if not service and not outbound.sender:
        raise ConfigurationFault(
            f"Connection '{connection.name}' has no number to send from: add a number or a messaging service."
        )
    if outbound.status_callback:
        form["StatusCallback"] = outbound.status_callback
    return form


def _is_ours(row: ListedMessage, outbound: OutboundMessage, after: datetime) -> bool:
    """A row without a date counts: better one candidate too many than a second text."""
    return (
        row.outbound
        and (row.created is None or row.created >= after)
        and same_text(row.body.strip(), outbound.body.strip())
    )


# --- what a refusal means -------------------------------------------------------------------------


def refusal(response: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a send that is no receipt."""
    code = _code(response)
    known = REFUSALS.get(code)
    if response.status == 429:
        return _busy(response, known.wait if known else None)
    if not 400 <= response.status < 500 or response.status == 408:
        return OutcomeUnknown(f"Twilio answered {response.status} to the text; it may still have been queued.")
    said = explain(code) or f"status {response.status}"
    match known.meaning if known else None:
        case Meaning.BUSY:
            return _busy(response, known.wait if known else None)
        case Meaning.UNKNOWN:
            return OutcomeUnknown(f"Twilio cannot say what became of the text: {said}.")
        case Meaning.OPTED_OUT:
            return RecipientRefused(f"Twilio does not send: {said}.", opted_out=True)
        case Meaning.RECIPIENT:
            return RecipientRefused(f"Twilio does not send: {said}.")
        case Meaning.MESSAGE:
            return MessageRefused(f"Twilio does not send: {said}.")
        case Meaning.REVOKED:
            return _revoked(connection, response)
        case None:
            revoked = response.status in (401, 403)
            return _revoked(connection, response) if revoked else MessageRefused(f"Twilio does not send: {said}.")


def _code(response: Response) -> str:
    code = response.fields().get("code")
    return str(code) if isinstance(code, int) and 0 < code < 1_000_000 else ""


def _busy(response: Response, wait: float | None) -> ProviderBusy:
    asked = response.retry_after()
    return ProviderBusy("Twilio asks for fewer requests; nothing was sent.", wait=wait if asked is None else asked)


def _revoked(connection: Connection, response: Response) -> ConnectionRevoked:
    said = explain(_code(response)) or f"status {response.status}"
    return ConnectionRevoked(f"Twilio no longer accepts connection '{connection.name}': {said}.")
