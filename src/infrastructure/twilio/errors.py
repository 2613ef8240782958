"""Twilio's error codes, and what each means for us. Numbers from providers/twilio.md.

Used twice: for the answer to a send, and for the reason in a delivery report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What to do about a refusal: the error class that the sender raises."""

    BUSY = "busy"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    RECIPIENT = "recipient"
    OPTED_OUT = "opted-out"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Refusal:
    meaning: Meaning
    text: str
    wait: float | None = None


OPTED_OUT_CODE = "21610"

_BUSY, _UNKNOWN, _REVOKED = Meaning.BUSY, Meaning.UNKNOWN, Meaning.REVOKED
_RECIPIENT, _MESSAGE = Meaning.RECIPIENT, Meaning.MESSAGE

REFUSALS: dict[str, Refusal] = {
    # Nothing was taken: wait and try again.
    "20429": Refusal(_BUSY, "Twilio asks for fewer requests"),
    "14107": Refusal(_BUSY, "more than 15 replies in 30 seconds between these two numbers", 60.0),
    "21611": Refusal(_BUSY, "the queue of this number is full", 60.0),
    "30001": Refusal(_BUSY, "the queue is full", 60.0),
    "30022": Refusal(_BUSY, "the A2P campaign's throughput is used up", 60.0),
    "30023": Refusal(_BUSY, "the A2P brand's daily limit is used up", 3600.0),
    "30027": Refusal(_BUSY, "the carrier's daily limit for this campaign is used up", 3600.0),
    "30410": Refusal(_BUSY, "the carrier did not answer in time", 60.0),
    # It may have been taken.
    "20500": Refusal(_UNKNOWN, "Twilio failed inside"),
    "20503": Refusal(_UNKNOWN, "Twilio is not available"),
    "30008": Refusal(_UNKNOWN, "the carrier gives no reason"),
    # The account.
    "20003": Refusal(_REVOKED, "the credentials are not accepted"),
    "20005": Refusal(_REVOKED, "the account is not active"),
    "20006": Refusal(_REVOKED, "access is denied"),
    "20008": Refusal(_REVOKED, "these are test credentials"),
    "20404": Refusal(_REVOKED, "the account does not exist"),
    "30002": Refusal(_REVOKED, "the account is suspended"),
    # The recipient.
    OPTED_OUT_CODE: Refusal(Meaning.OPTED_OUT, "the recipient opted out with STOP"),
    "21211": Refusal(_RECIPIENT, "the recipient's number is not valid"),
    "21214": Refusal(_RECIPIENT, "the recipient's number cannot be reached"),
    "21217": Refusal(_RECIPIENT, "the recipient's number is not valid"),
    "21408": Refusal(_RECIPIENT, "sending to this country is not switched on in the account"),
    "21608": Refusal(_RECIPIENT, "a trial account only sends to verified numbers"),
    "21612": Refusal(_RECIPIENT, "there is no route from this sender to this recipient"),
    "21614": Refusal(_RECIPIENT, "the recipient's number is not a mobile number"),
    "21635": Refusal(_RECIPIENT, "the recipient's number is a landline"),
    "30003": Refusal(_RECIPIENT, "the handset is switched off or out of reach"),
    "30004": Refusal(_RECIPIENT, "the recipient's side blocks the message"),
    "30005": Refusal(_RECIPIENT, "the recipient's number is unknown or no longer in service"),
    "30006": Refusal(_RECIPIENT, "the recipient's number is a landline or its carrier cannot be reached"),
    # The message, or the number that it leaves from.
    "21212": Refusal(_MESSAGE, "the sending number is not valid"),
    "21602": Refusal(_MESSAGE, "the message is empty"),
    "21603": Refusal(_MESSAGE, "there is no sending number"),
    "21606": Refusal(_MESSAGE, "the sending number does not belong to the account or cannot send texts"),
    "21617": Refusal(_MESSAGE, "the message is too long"),
    "21619": Refusal(_MESSAGE, "the message is empty"),
    "21620": Refusal(_MESSAGE, "an attachment's address is not valid"),
    "21701": Refusal(_MESSAGE, "the messaging service does not exist"),
    "21703": Refusal(_MESSAGE, "the messaging service has no number"),
    "21712": Refusal(_MESSAGE, "the sending number is not part of the messaging service"),
    "21910": Refusal(_MESSAGE, "sender and recipient are not of the same kind"),
    "30007": Refusal(_MESSAGE, "the carrier filtered the message"),
    "30010": Refusal(_MESSAGE, "the message costs more than the limit that was set"),
    "30019": Refusal(_MESSAGE, "the content is too large"),
    "30024": Refusal(_MESSAGE, "the sending number is not provisioned at the carrier"),
    "30032": Refusal(_MESSAGE, "the toll-free number is not verified"),
    "30034": Refusal(_MESSAGE, "the number is not registered for A2P 10DLC"),
    "30035": Refusal(_MESSAGE, "the number is still being set up"),
    "30036": Refusal(_MESSAGE, "the message waited longer than its validity period"),
    "30450": Refusal(_MESSAGE, "the message was blocked by the account's protection"),
}


def explain(code: str) -> str:
    """What a code means, in words; empty for none."""
    if not code or code == "0":
        return ""
    known = REFUSALS.get(code)
    return f"{known.text} (Twilio {code})" if known else f"Twilio error {code}"
