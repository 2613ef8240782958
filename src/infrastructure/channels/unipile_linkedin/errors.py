"""What Unipile's refusals mean. v1 names them `errors/…`, v2 `api/…` and `provider/…`; the last word is what counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from rejoinder.domain.errors import (
    ConnectionRevoked,
    MessageRefused,
    OutcomeUnknown,
    ProviderBusy,
    RecipientRefused,
    RejoinderError,
)
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.http import Response
from rejoinder.infrastructure.json_fields import text

UNASKED_WAIT_S = 60.0
"""LinkedIn's throttles last longer than a moment, and Unipile seldom says how long."""
LIMIT_WAIT_S = 3600.0
"""A limit that counts by the day or week."""


class Meaning(Enum):
    RECIPIENT = auto()
    """Never this person by a plain message."""
    MESSAGE = auto()
    """Never this message; others may."""
    LIMIT = auto()
    """Nothing was sent, and nothing will be for a while."""
    ACCOUNT = auto()
    """Nothing at all until a person has reconnected the account."""


REFUSALS: Mapping[str, tuple[Meaning, str]] = {
    "recipient_cannot_be_reached": (Meaning.RECIPIENT, "this person cannot be reached by a message"),
    "user_unreachable": (Meaning.RECIPIENT, "this person cannot be reached by a message"),
    "no_connection_with_recipient": (Meaning.RECIPIENT, "this person is not a connection any more"),
    "blocked_recipient": (Meaning.RECIPIENT, "this person has blocked the account, or is blocked"),
    "invalid_recipient": (Meaning.RECIPIENT, "this person's LinkedIn account is gone"),
    "not_allowed_inmail": (Meaning.RECIPIENT, "this person takes no InMail"),
    "insufficient_credits": (Meaning.MESSAGE, "the InMail credits are spent"),
    "feature_not_subscribed": (Meaning.MESSAGE, "the account lacks the LinkedIn product of this chat"),
    "disconnected_feature": (Meaning.MESSAGE, "the LinkedIn product of this chat is disconnected"),
    "subscription_required": (Meaning.MESSAGE, "the account lacks the LinkedIn subscription that this takes"),
    "resource_access_restricted": (Meaning.MESSAGE, "the account may not write in this chat"),
    "insufficient_permissions": (Meaning.MESSAGE, "the account may not write in this chat"),
    "account_mismatch": (Meaning.MESSAGE, "this chat belongs to another account"),
    "resource_not_found": (Meaning.MESSAGE, "the chat is not there any more"),
    "limit_exceeded": (Meaning.LIMIT, "LinkedIn's limit for this account is reached"),
    "cannot_resend_yet": (Meaning.LIMIT, "LinkedIn's limit for this account is reached"),
    "disconnected_account": (Meaning.ACCOUNT, "LinkedIn signed the account out"),
    "invalid_authorization": (Meaning.ACCOUNT, "LinkedIn signed the account out"),
    "expired_credentials": (Meaning.ACCOUNT, "LinkedIn signed the account out"),
    "invalid_credentials": (Meaning.ACCOUNT, "LinkedIn signed the account out"),
    "account_restricted": (Meaning.ACCOUNT, "LinkedIn has restricted the account"),
    "unknown_authentication_context": (Meaning.ACCOUNT, "LinkedIn wants another step of signing in"),
    "action_required": (Meaning.ACCOUNT, "LinkedIn wants another step of signing in"),
    "session_mismatch": (Meaning.ACCOUNT, "LinkedIn signed the account out"),
    "multiple_sessions": (Meaning.ACCOUNT, "LinkedIn allows this account one session only"),
    "inactive_subscription": (Meaning.ACCOUNT, "the Unipile subscription has ended"),
    "missing_credentials": (Meaning.ACCOUNT, "Unipile does not accept the API key"),
    "missing_authorization": (Meaning.ACCOUNT, "Unipile does not accept the API key"),
    "expired_authorization": (Meaning.ACCOUNT, "Unipile does not accept the API key"),
    "invalid_auth_format": (Meaning.ACCOUNT, "Unipile does not accept the API key"),
}


def refusal(response: Response, connection: Connection) -> RejoinderError:
    """The error for an answer to a send that is no receipt.

    LinkedIn's limits may come as 429 or as 500: a 5xx says nothing about whether the message left.
    """
    if response.status == 429:
        return busy(response)
    if not 400 <= response.status < 500 or response.status == 408:
        return OutcomeUnknown(f"Unipile answered {response.status} to the message; it may still have left.")
    meaning, said = _meant(response)
    match meaning:
        case Meaning.RECIPIENT:
            return RecipientRefused(f"Unipile does not send: {said}.")
        case Meaning.LIMIT:
            return ProviderBusy(f"Nothing was sent: {said}.", wait=LIMIT_WAIT_S)
        case Meaning.ACCOUNT:
            return disconnected(response, connection)
        case Meaning.MESSAGE:
            return MessageRefused(f"Unipile does not send: {said}.")


def busy(response: Response) -> ProviderBusy:
    asked = response.retry_after()
    return ProviderBusy(
        "Unipile asks for fewer requests; nothing was sent.", wait=UNASKED_WAIT_S if asked is None else asked
    )


def disconnected(response: Response, connection: Connection) -> ConnectionRevoked:
    _, said = _meant(response)
    return ConnectionRevoked(f"The Unipile account of connection '{connection.name}' cannot be used: {said}.")


def refuses_account(response: Response) -> bool:
    """Whether this answer to a read says that the account or the key is no good."""
    return response.status in (401, 403) or _meant(response)[0] is Meaning.ACCOUNT


def _meant(response: Response) -> tuple[Meaning, str]:
    known = REFUSALS.get(text(response.fields(), "type").rpartition("/")[2])
    if known is not None:
        return known
    refused = response.status in (401, 403)
    return (Meaning.ACCOUNT if refused else Meaning.MESSAGE), f"status {response.status}"
