"""What a person fills in for a Twilio account, whichever product it is used for."""

from __future__ import annotations

from rejoinder.domain.ports.channels import CredentialField

FIELDS = (
    CredentialField("account_sid", secret=False, help="Starts with AC; on the front page of the Twilio Console."),
    CredentialField("auth_token", help="The primary auth token: Twilio signs its webhooks with it."),
    CredentialField("api_key_sid", required=False, secret=False, help="Starts with SK. Used for sending if given."),
    CredentialField("api_key_secret", required=False, help="Belongs to the API key."),
    CredentialField(
        "messaging_service_sid", required=False, secret=False, help="Starts with MG. Replies leave through it."
    ),
)
RETRY_PARAMETERS = "#rc=2&rp=ct,rt,5xx"
"""At the end of a webhook address: two more tries on connection trouble, a read time-out or a 5xx (all inside 15 s)."""
RETRIES = (
    "By itself Twilio tries once more, and only when it cannot connect; with "
    f"`{RETRY_PARAMETERS}` at the end of the address twice, on time-outs and 5xx too, and then the fallback address."
)
