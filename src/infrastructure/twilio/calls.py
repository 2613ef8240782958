"""How Twilio rings an owner and puts them through, and how we ask whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.sax.saxutils import escape, quoteattr

from rejoinder.domain.bridges import Bridge
from rejoinder.domain.errors import OutcomeUnknown, ProviderDown
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.json_fields import objects, text
from rejoinder.infrastructure.twilio.sender import CLOCK_SKEW, TwilioSender, account_url, auth_of, refusal

RINGS_FOR_S = 25
"""Shorter than most voicemails wait."""
_PAGE_SIZE = "50"
_WAITS_S = 10
"""For the key."""


@dataclass(frozen=True, slots=True)
class TwilioCalls:
    """Bridging over Twilio's Calls resource."""

    sender: TwilioSender

    def call(self, bridge: Bridge, webhook_url: str, connection: Connection) -> SendReceipt:
        """Twilio rings the owner, who hears whom it is about; errors as in errors.py."""
        told = f"{webhook_url}/bridge?bridge={bridge.id}"
        response = self.sender.http.request(
            "POST",
            account_url(connection, "/Calls.json"),
            connection_id=connection.id,
            form={
                "To": bridge.owner,
                "From": bridge.our_number,
                "Twiml": invitation(bridge, told),
                "Timeout": str(RINGS_FOR_S),
                "StatusCallback": told,
                "StatusCallbackMethod": "POST",
            },
            auth=auth_of(connection),
        )
        if not response.ok:
            raise refusal(response, connection)
        taken = response.fields()
        if not text(taken, "sid"):
            raise OutcomeUnknown("Twilio took the call, but its answer names none.")
        return SendReceipt(text(taken, "sid"), detail=text(taken, "status"))

    def find(self, bridge: Bridge, connection: Connection, since: datetime) -> Lookup:
        """Found when Twilio lists exactly one call of ours from this number to the owner since then."""
        after = since - CLOCK_SKEW
        day = (after.astimezone(UTC) - timedelta(days=1)).date().isoformat()  # a call in the queue has no start yet
        query = {"To": bridge.owner, "From": bridge.our_number, "StartTime>": day, "PageSize": _PAGE_SIZE}
        sids: set[str] = set()
        for filters in (query, {name: value for name, value in query.items() if name != "StartTime>"}):
            rows = objects(
                self.sender.read(connection, account_url(connection, "/Calls.json"), filters).fields(), "calls"
            )
            if rows is None:
                raise ProviderDown("Twilio's list of calls cannot be read.")
            sids |= {
                text(row, "sid")
                for row in rows
                if text(row, "direction") != "inbound" and _is_since(text(row, "date_created"), after)
            }
        if len(sids) > 1:
            return CannotTell(f"Twilio has made {len(sids)} calls to this number in these minutes.")
        return Found(SendReceipt(sids.pop())) if sids else Absent()


def invitation(bridge: Bridge, told: str) -> str:
    """What the owner hears: whom it is about, and the key; without the key the call ends."""
    who = escape(bridge.name or "the person who wrote to you")
    action = quoteattr(told)
    return (
        f'<Response><Gather numDigits="1" timeout="{_WAITS_S}" action={action} method="POST">'
        f"<Say>You asked to call {who}. Press 1 to be put through.</Say></Gather>"
        "<Say>No key was pressed. Goodbye.</Say><Hangup/></Response>"
    )


def _is_since(stated: str, after: datetime) -> bool:
    """A call without a date counts: better one candidate too many than a second call."""
    try:
        return not stated or parsedate_to_datetime(stated) >= after
    except (ValueError, TypeError):
        return True
