"""Twilio's Messages resource on 127.0.0.1, checked against Twilio's own API document.

with TwilioStandIn(account_sid="AC…", auth_token="…") as twilio:
    ...  # connection base_url = twilio.base_url, allowed host = twilio.host
    twilio.receive(webhook_url, from_="+12025550143", to="+13125550190", body="Hello")
    assert [m.body for m in twilio.delivered("+12025550143")] == ["…"]
    twilio.report(twilio.accepted[0], "delivered")
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2
from jsonschema import Draft202012Validator
from twilio.request_validator import RequestValidator

from rejoinder.entrypoints.drill.stand_ins.server import Answer, Call, NoAnswer, StandIn

_DOCUMENT = json.loads((Path(__file__).parent / "openapi" / "twilio_messages.json").read_text(encoding="utf-8"))
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_NUMBERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
}


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({**_DOCUMENT[name], "$defs": _DOCUMENT["$defs"]})


_CREATE, _QUERY, _LIST = _validator("create"), _validator("query"), _validator("list")
_MESSAGE = Draft202012Validator({"$ref": "#/$defs/api.v2010.account.message", "$defs": _DOCUMENT["$defs"]})


@dataclass(frozen=True)
class Accepted:
    """A text that Twilio took: the truth about what reached, or will reach, a person."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    service: str
    created: datetime
    status: str = "queued"
    sent: datetime | None = None


_CALL_FIELDS = frozenset(
    {
        "To", "From", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackEvent",
        "StatusCallbackMethod", "SendDigits", "Timeout", "Record", "MachineDetection", "Trim", "CallerId", "TimeLimit",
        "CallReason", "CallToken", "Url", "Twiml", "ApplicationSid",
    }
)  # fmt: skip
_CALL_FILTERS = frozenset(
    {"To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>", "EndTime", "PageSize", "Page"}
)


@dataclass(frozen=True)
class MadeCall:
    """A call that Twilio made for us."""

    sid: str
    to: str
    sender: str
    twiml: str
    callback: str

    def shown(self) -> dict[str, Any]:
        created = format_datetime(datetime.now(UTC))
        about = {"sid": self.sid, "to": self.to, "from": self.sender, "direction": "outbound-api"}
        return {**about, "status": "queued", "date_created": created, "start_time": None}


class TwilioStandIn(StandIn):
    """`accepted` is append-only; a callback changes what the list endpoint says, never what was accepted."""

    def __init__(
        self,
        script: list[str] | None = None,
        *,
        account_sid: str = "AC00000000000000000000000000000001",
        auth_token: str = "0123456789abcdef0123456789abcdef",
        api_keys: Mapping[str, str] | None = None,
        page_limit: int = 1_000,
        strict: bool = True,
    ) -> None:
        super().__init__(script, strict=strict)
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.page_limit = page_limit
        self.account_status = "active"
        self.accepted: list[Accepted] = []
        self.made_calls: list[MadeCall] = []
        self._states: dict[str, Accepted] = {}
        self._users = {account_sid: auth_token, **(api_keys or {})}
        self._root = f"/2010-04-01/Accounts/{account_sid}"

    # --- what a test asks --------------------------------------------------------------------------------

    def delivered(self, to: str) -> list[Accepted]:
        """What this person got, in order; twice the same is two entries."""
        with self._lock:
            return [message for message in self.accepted if message.to == to]

    def receive(
        self,
        webhook_url: str,
        *,
        from_: str,
        to: str,
        body: str,
        sid: str | None = None,
        public_url: str | None = None,
        **fields: str,
    ) -> httpx2.Response:
        """A person's text arrives: Twilio posts it, signed over `public_url` (the webhook's own URL by default)."""
        own_id = sid or f"SM{uuid.uuid4().hex}"
        form = {
            "ToCountry": "US",
            "SmsMessageSid": own_id,
            "NumMedia": "0",
            "SmsSid": own_id,
            "SmsStatus": "received",
            "FromCity": "",
            "Body": body,
            "To": to,
            "NumSegments": "1",
            "MessageSid": own_id,
            "AccountSid": self.account_sid,
            "From": from_,
            "ApiVersion": "2010-04-01",
        }
        return self._post(webhook_url, form | fields, public_url)

    def report(
        self, message: Accepted, status: str, *, error_code: str = "", public_url: str | None = None
    ) -> httpx2.Response:
        """Twilio calls the message's StatusCallback, signed."""
        now = datetime.now(UTC)
        with self._lock:
            known = self._states[message.sid]
            self._states[message.sid] = replace(known, status=status, sent=known.sent or now)
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        return self._post(message.callback, form | ({"ErrorCode": error_code} if error_code else {}), public_url)

    # --- calls that we make ----------------------------------------------------------------------------------

    def told_of_call(self, made: MadeCall, *, public_url: str | None = None, **form: str) -> httpx2.Response:
        """Twilio tells about a call that it made for us: a key (`Digits`), the <Dial>'s result, or its end."""
        fields = self.call_form(
            from_=made.sender, to=made.to, sid=made.sid, status="in-progress", **({"Direction": "outbound-api"} | form)
        )
        return self._post(made.callback, fields, public_url)

    def _make_call(self, call: Call) -> Answer:
        behaviour = self.next_behaviour()
        form = call.form()
        wrong = [f"undocumented field {name}" for name in form if name not in _CALL_FIELDS]
        wrong += [f"{name} is missing" for name in ("To", "From") if not _PHONE.fullmatch(form.get(name, ""))]
        wrong += ["neither Url nor Twiml nor ApplicationSid"] * (not {"Url", "Twiml", "ApplicationSid"} & form.keys())
        for violation in wrong:
            self.break_rule(violation)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return self._error(429, 20429, "Too Many Requests", {"Retry-After": "1"})
            case "401":
                return self._error(401, 20003, "Authenticate")
            case _ if behaviour.startswith("refuse:"):
                return self._error(400, int(behaviour.removeprefix("refuse:")), "Refused")
            case _ if wrong:
                return self._error(400, 21205, "; ".join(wrong))
        made = MadeCall(
            f"CA{uuid.uuid4().hex}", form["To"], form["From"], form.get("Twiml", ""), form.get("StatusCallback", "")
        )
        with self._lock:
            self.made_calls.append(made)
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return self._error(500, 20500, "An internal server error has occurred")
        return Answer(201, made.shown())

    def _list_calls(self, call: Call) -> Answer:
        for name in call.query.keys() - _CALL_FILTERS:
            self.break_rule(f"undocumented query parameter {name}")
        wanted = (call.query.get("To"), call.query.get("From"))
        with self._lock:
            rows = [made.shown() for made in self.made_calls if (made.to, made.sender) == wanted]
        return Answer(200, {"calls": rows, "page": 0, "page_size": 50, "next_page_uri": None})

    # --- calls ---------------------------------------------------------------------------------------------

    def call_form(self, *, from_: str, to: str, sid: str, status: str, **fields: str) -> dict[str, str]:
        """What every request about one call carries."""
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": sid,
            "CallStatus": status,
            "Called": to,
            "CalledCountry": "US",
            "Caller": from_,
            "CallerCountry": "US",
            "Direction": "inbound",
            "From": from_,
            "FromCountry": "US",
            "To": to,
            "ToCountry": "US",
            **fields,
        }

    def ring(
        self, webhook_url: str, *, from_: str, to: str, sid: str, public_url: str | None = None, **fields: str
    ) -> httpx2.Response:
        """Somebody calls; the answer is the TwiML that they hear."""
        form = self.call_form(from_=from_, to=to, sid=sid, status="ringing", **fields)
        return self._post(webhook_url, form, public_url)

    def call_status(
        self,
        webhook_url: str,
        status: str,
        *,
        from_: str,
        to: str,
        sid: str,
        duration: int = 0,
        public_url: str | None = None,
        **fields: str,
    ) -> httpx2.Response:
        """The call's status callback."""
        ended = {
            "CallDuration": str(duration),
            "Timestamp": format_datetime(datetime.now(UTC)),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": "0",
        }
        form = self.call_form(from_=from_, to=to, sid=sid, status=status, **(ended | fields))
        return self._post(f"{webhook_url}/status", form, public_url and f"{public_url}/status")

    def dial_result(
        self, webhook_url: str, result: str, *, from_: str, to: str, sid: str, public_url: str | None = None
    ) -> httpx2.Response:
        """Whoever was rung picked up, or did not: <Dial> asks how to go on."""
        bridged = {"DialBridged": str(result in ("completed", "answered")).lower()}
        leg = {"DialCallSid": f"{sid[:-2]}d1", "DialCallStatus": result, **bridged}
        form = self.call_form(from_=from_, to=to, sid=sid, status="in-progress", **leg)
        return self._post(f"{webhook_url}/dial", form, public_url and f"{public_url}/dial")

    def _post(self, url: str, form: Mapping[str, str], public_url: str | None) -> httpx2.Response:
        signature = RequestValidator(self.auth_token).compute_signature(public_url or url, dict(form))
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        with httpx2.Client(trust_env=False, timeout=15) as client:
            return client.post(url, content=urlencode(dict(form)).encode(), headers=headers)

    # --- what it answers -----------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        known = (f"{self._root}.json", f"{self._root}/Messages.json", f"{self._root}/Calls.json")
        if call.path not in known:
            return self._error(404, 20404, "The requested resource was not found")
        if not self._is_authentic(call):
            return self._error(401, 20003, "Authenticate")
        match call.method, call.path.rsplit("/", 1)[-1]:
            case "POST", "Calls.json":
                return self._make_call(call)
            case "GET", "Calls.json":
                return self._list_calls(call)
            case "POST", "Messages.json":
                return self._create(call)
            case "GET", "Messages.json":
                return self._list(call)
            case "GET", _:
                return Answer(200, {"sid": self.account_sid, "status": self.account_status, "friendly_name": "Ours"})
            case _:
                return self._error(405, 20004, "Method not allowed")

    def _is_authentic(self, call: Call) -> bool:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return False
        user, _, password = base64.b64decode(token).decode().partition(":")
        return self._users.get(user) == password

    def _create(self, call: Call) -> Answer:
        behaviour = self.next_behaviour()
        wrong = self._violations(call)
        for violation in wrong:
            self.break_rule(violation)
        match behaviour:
            case "drop":
                raise NoAnswer
            case "429":
                return self._error(429, 20429, "Too Many Requests", {"Retry-After": "1"})
            case "401":
                return self._error(401, 20003, "Authenticate")
            case "500":
                return self._error(500, 20500, "An internal server error has occurred")
            case _ if behaviour.startswith("refuse:"):
                return self._error(400, int(behaviour.removeprefix("refuse:")), "Refused")
            case _ if wrong:
                return self._error(400, 21602, "; ".join(wrong))
        message = self._accept(call.form())
        if behaviour == "accept-no-answer":
            raise NoAnswer
        if behaviour == "accept-500":
            return self._error(500, 20500, "An internal server error has occurred")
        assert behaviour == "ok", f"unknown behaviour {behaviour!r}"
        return Answer(201, self._shown(message))

    def _violations(self, call: Call) -> list[str]:
        """What the published document says against this request."""
        kind = call.headers.get("content-type", "").partition(";")[0]
        if kind != "application/x-www-form-urlencoded":
            return [f"content type {kind!r}"]
        try:
            form = call.form()
        except ValueError as error:
            return [f"form: {error}"]
        known = _DOCUMENT["create"]["properties"]
        wrong = [f"undocumented field {name}" for name in form if name not in known]
        typed = {name: _typed(known.get(name, {}), value) for name, value in form.items()}
        wrong += [f"{'/'.join(map(str, e.path))}: {e.message}" for e in _CREATE.iter_errors(typed)]
        wrong += [
            f"{name} is no phone number" for name in ("To", "From") if name in form and not _PHONE.fullmatch(form[name])
        ]
        if not {"From", "MessagingServiceSid"} & form.keys():
            wrong.append("neither From nor MessagingServiceSid")
        if not form.get("Body") and not form.get("MediaUrl"):
            wrong.append("neither Body nor MediaUrl")
        if len(form.get("Body", "")) > 1600:
            wrong.append("Body is longer than 1600 characters")
        if not 1 <= int(form.get("ValidityPeriod", "36000")) <= 36_000:
            wrong.append("ValidityPeriod is out of range")
        callback = urlsplit(form.get("StatusCallback", "https://x.example"))
        if callback.scheme not in ("http", "https") or not callback.hostname or "_" in callback.hostname:
            wrong.append("StatusCallback is no URL that Twilio would call")
        return wrong

    def _accept(self, form: Mapping[str, str]) -> Accepted:
        message = Accepted(
            sid=f"SM{uuid.uuid4().hex}",
            to=form["To"],
            sender=form.get("From", "+15550000000"),
            body=form.get("Body", ""),
            callback=form.get("StatusCallback", ""),
            service=form.get("MessagingServiceSid", ""),
            created=datetime.now(UTC),
        )
        with self._lock:
            self.accepted.append(message)
            self._states[message.sid] = message
        return message

    def _list(self, call: Call) -> Answer:
        known = _DOCUMENT["query"]["properties"]
        for name in call.query.keys() - known.keys():
            self.break_rule(f"undocumented query parameter {name}")
        typed = {name: _typed(known.get(name, {}), value) for name, value in call.query.items()}
        for error in _QUERY.iter_errors(typed):
            self.break_rule(f"query: {error.message}")
        with self._lock:
            rows = [m for m in reversed(self._states.values()) if self._is_asked_for(m, call.query)]
        size = min(int(call.query.get("PageSize", "50")), self.page_limit)
        page = int(call.query.get("Page", "0"))
        shown = rows[page * size : (page + 1) * size]
        more = len(rows) > (page + 1) * size
        kept = {name: value for name, value in call.query.items() if name not in ("Page", "PageToken")}
        following = urlencode({**kept, "Page": str(page + 1), "PageToken": f"PASM{page}"})
        uri = f"{self._root}/Messages.json"
        body = {
            "messages": [self._shown(m) for m in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + len(shown) - 1 if shown else 0,
            "uri": uri,
            "first_page_uri": f"{uri}?{urlencode(kept)}",
            "next_page_uri": f"{uri}?{following}" if more else None,
            "previous_page_uri": None,
        }
        problems = [error.message for error in _LIST.iter_errors(body)]
        assert not problems, problems
        return Answer(200, body)

    @staticmethod
    def _is_asked_for(message: Accepted, query: Mapping[str, str]) -> bool:
        """A text that is still queued has no date of sending, and a filter by that date does not show it."""
        since = query.get("DateSent>")
        return (
            query.get("To", message.to) == message.to
            and query.get("From", message.sender) == message.sender
            and (since is None or (message.sent is not None and message.sent.date() >= date.fromisoformat(since)))
        )

    def _shown(self, message: Accepted) -> dict[str, Any]:
        uri = f"{self._root}/Messages/{message.sid}"
        created = format_datetime(message.created)
        body = {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": created,
            "date_sent": format_datetime(message.sent) if message.sent else None,
            "date_updated": created,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": message.sender,
            "messaging_service_sid": message.service or None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }
        problems = [error.message for error in _MESSAGE.iter_errors(body)]
        assert not problems, problems
        return body

    @staticmethod
    def _error(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
        info = f"https://www.twilio.com/docs/errors/{quote(str(code))}"
        return Answer(status, {"code": code, "message": message, "more_info": info, "status": status}, headers or {})


def _typed(schema: Mapping[str, Any], value: str) -> Any:
    """A form's text as the type that the document gives the field; text where it does not fit, so that it is seen."""
    kind = str(schema.get("type"))
    if kind == "array":
        return [value]
    try:
        return _NUMBERS[kind](value) if kind in _NUMBERS else value
    except (ValueError, KeyError):
        return value
