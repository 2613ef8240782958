"""What a person fills in for a Twilio account, whichever product it is used for."""

from __future__ import annotations

from rejoinder.domain.ports.channels import CredentialField


def _sid(name: str, prefix: str, about: str, *, required: bool = False) -> CredentialField:
    """Twilio's ids tell by their first letters what they are ids of."""
    says = f"starts with {prefix}, followed by letters and digits"
    return CredentialField(name, required, False, about, f"{prefix}[0-9A-Za-z_]{{1,60}}", says)


FIELDS = (
    _sid("account_sid", "AC", "Starts with AC; on the front page of the Twilio Console.", required=True),
    CredentialField("auth_token", help="The primary auth token: Twilio signs its webhooks with it."),
    _sid("api_key_sid", "SK", "Starts with SK. Used for sending if given."),
    CredentialField("api_key_secret", required=False, help="Belongs to the API key."),
    _sid("messaging_service_sid", "MG", "Starts with MG. Replies leave through it."),
)
RETRY_PARAMETERS = "#rc=2&rp=ct,rt,5xx"
"""At the end of a webhook address: two more tries on connection trouble, a read time-out or a 5xx (all inside 15 s)."""
RETRIES = (
    "By itself Twilio tries once more, and only when it cannot connect; with "
    f"`{RETRY_PARAMETERS}` at the end of the address twice, on time-outs and 5xx too, and then the fallback address."
)
