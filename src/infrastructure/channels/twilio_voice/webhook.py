"""What Twilio posts about calls: one comes in, it changed, or whoever was rung picked up or did not.

`completed` on the parent call says only that it is over: Twilio reports it also when nobody picked up the <Dial>. The
result of the <Dial> is the truth about that (providers/twilio.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from rejoinder.domain.calls import CallDirection, CallFacts, CallStatus, Ended, Ending, Teller
from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ports.channels import (
    BridgeStep,
    BridgeTold,
    CallSeen,
    Noted,
    ProviderEvent,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.twilio_voice.twiml import (
    after_bridge,
    after_dial,
    answer_bridge,
    greeting,
    twiml,
)
from rejoinder.infrastructure.twilio import signature
from rejoinder.infrastructure.twilio.messages import address, text_event
from rejoinder.infrastructure.twilio.payloads import parse_form

_LIVE = {
    "queued": CallStatus.QUEUED,
    "initiated": CallStatus.QUEUED,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.IN_PROGRESS,
    "answered": CallStatus.IN_PROGRESS,
}
_OVER = {
    "completed": Ending.CALLER,
    "no-answer": Ending.UNANSWERED,
    "busy": Ending.UNANSWERED,
    "canceled": Ending.UNANSWERED,
    "cancelled": Ending.UNANSWERED,
    "failed": Ending.FAULT,
}
BRIDGE = "bridge"
"""Where Twilio tells about calls that owners asked for."""
_BRIDGED = frozenset({"completed", "answered"})


class TwilioVoiceReader:
    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when Twilio signed this for the connection's account. Raises SignatureRejected."""
        signature.verify(request, connection)

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """A call, or a text that came to the wrong address: the content decides, not the path."""
        if not signature.is_form(request):
            raise PayloadUnreadable("Twilio's call webhooks are forms; this is something else.")
        form = parse_form(request.body)
        if request.subpath == BRIDGE:
            return _bridge_event(form, request)
        if "CallSid" not in form and ("MessageSid" in form or "SmsSid" in form):
            return text_event(form, request)
        return _call_event(form, request)

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """A safe greeting for a call that comes in; a goodbye after a <Dial>; nothing for a status."""
        try:
            form = parse_form(request.body)
        except PayloadUnreadable:
            form = {}
        if request.subpath == BRIDGE:
            if "DialCallStatus" in form:
                return after_bridge(connected=_was_bridged(form))
            return answer_bridge(request, None) if "Digits" in form else WebhookAnswer(b"", "text/xml")
        if "DialCallStatus" in form:
            return after_dial(missed=not _was_bridged(form))
        if request.subpath == "status" or not _asks(form, request):
            return WebhookAnswer(b"", "text/xml") if request.subpath == "status" else twiml()
        return greeting()


def _bridge_event(form: Mapping[str, str], request: WebhookRequest) -> ProviderEvent:
    """A step of a call that the owner asked for. Its address names our row, and is signed like any other."""
    bridge_id, sid = _plain(request.query.get("bridge", ""))[:64], _sid(form, request)
    status = _plain(form.get("CallStatus", "")).lower()[:40]
    if "DialCallStatus" in form:
        said = "connected" if _was_bridged(form) else _plain(form["DialCallStatus"]).lower()[:40]
        step = BridgeStep.DIALLED
    elif "Digits" in form:
        said, step = _plain(form["Digits"])[:10], BridgeStep.PRESSED
    elif status in _OVER:
        said, step = status, BridgeStep.OVER
    else:
        return ProviderEvent(f"{sid}:bridge:{status}", "owner call", Noted("leg-of-a-call"))
    told = BridgeTold(bridge_id, sid, step, said, address(form.get("From") or form.get("Caller") or ""))
    return ProviderEvent(f"{sid}:bridge:{step}:{said}", "owner call", told)


def _call_event(form: Mapping[str, str], request: WebhookRequest) -> ProviderEvent:
    status = _plain(form.get("CallStatus", "")).lower()
    sid = _sid(form, request)
    direction = _plain(form.get("Direction", "")).lower()
    if direction.startswith("outbound"):
        # The leg to whom we rang, or a call of ours: the <Dial>'s own result tells about the first.
        return ProviderEvent(f"{sid}:{status}", "call leg", Noted("leg-of-a-call"))
    root = _id(form.get("ParentCallSid", "")) or sid
    if "DialCallStatus" in form:
        result = _plain(form["DialCallStatus"]).lower()
        ending = Ending.TRANSFERRED if _was_bridged(form) else Ending.UNANSWERED
        facts = _facts(form, root, CallStatus.IN_PROGRESS, Ended(ending, f"dial-result:{result}"[:60], Teller.CARRIER))
        return ProviderEvent(
            f"{sid}:dial:{_id(form.get('DialCallSid', ''))}:{result}"[:300], "dial result", CallSeen(facts)
        )
    if _asks(form, request):
        facts = _facts(form, root, CallStatus.RINGING, None)
        return ProviderEvent(f"{sid}:incoming", "incoming call", CallSeen(facts, asks=True))
    if status in _OVER:
        facts = _facts(form, root, CallStatus.ENDED, Ended(_OVER[status], status, Teller.CARRIER))
    elif status in _LIVE:
        facts = _facts(form, root, _LIVE[status], None)
    else:
        return ProviderEvent(f"{sid}:{status}"[:300], "call status", Noted(f"call-{status}"[:60] if status else "call"))
    return ProviderEvent(f"{sid}:{status}", "call status", CallSeen(facts))


def _asks(form: Mapping[str, str], request: WebhookRequest) -> bool:
    """Whether Twilio waits to be told what to do with a call that just came in."""
    over = form.get("CallStatus", "").strip().lower() in _OVER
    return (
        request.subpath in ("", "fallback")
        and not over
        and "CallbackSource" not in form
        and "DialCallStatus" not in form
    )


def _was_bridged(form: Mapping[str, str]) -> bool:
    bridged = form.get("DialBridged", "").strip().lower() != "false"
    return form.get("DialCallStatus", "").strip().lower() in _BRIDGED and bridged


def _facts(form: Mapping[str, str], root: str, status: CallStatus, ended: Ended | None) -> CallFacts:
    told_at = _moment(form.get("Timestamp", ""))
    seconds = form.get("CallDuration", "").strip()
    return CallFacts(
        external_id=root,
        teller=Teller.CARRIER,
        carrier_call_id=root,
        status=status,
        direction=CallDirection.INBOUND,
        caller=address(form.get("From") or form.get("Caller") or ""),
        caller_name=_plain(form.get("CallerName", ""))[:200],
        called=address(form.get("To") or form.get("Called") or ""),
        ended_at=told_at if ended is not None and status is CallStatus.ENDED else None,
        stated_duration_s=float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 8 else None,
        ended=ended,
        last_told_at=told_at,
    )


def _sid(form: Mapping[str, str], request: WebhookRequest) -> str:
    """Twilio's id of the call; where it is missing, the same for the same bytes."""
    sid = _id(form.get("CallSid", ""))
    if sid:
        return sid
    if not form.get("CallStatus") and not form.get("From"):
        raise PayloadUnreadable("The form is not about a call.")
    token = request.headers.get("i-twilio-idempotency-token", "").encode("utf-8", "replace")
    return "form:" + hashlib.sha256(token + b"\0" + request.body).hexdigest()[:40]


def _id(value: str) -> str:
    return _plain(value)[:64]


def _plain(value: str) -> str:
    return strip_unstorable(value).strip()


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
