"""What an attempt to reach one connection's webhook means for whoever sets it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """One attempt in plain words: what happened, and what to do about it (empty when nothing)."""

    meaning: str
    fix: str = ""


_SAME = "Enter the same secret here (`webhook_secret`) and at the provider."
_ADDRESS = (
    "Compare PUBLIC_BASE_URL with the address that the provider calls, scheme included (TLS that ends at a proxy often"
    " leaves `http` here), and the signing secret with the provider's."
)

_REFUSED: Mapping[str, Explanation] = {
    "missing-signature": Explanation(
        "It carried no signature.",
        "Switch signing on at the provider; whoever else knows the URL is not it.",
    ),
    "wrong-signature": Explanation("Its signature does not fit.", _ADDRESS),
    "bad-signature": Explanation("Its signature cannot be read.", _ADDRESS),
    "missing-secret": Explanation("It carried no secret.", _SAME),
    "wrong-secret": Explanation("It carried another secret.", _SAME),
    "no-webhook-secret": Explanation("This connection has no webhook secret to compare with.", _SAME),
    "no-secret-configured": Explanation("This connection has no webhook secret to compare with.", _SAME),
    "wrong-account": Explanation(
        "It came from another account of the provider.", "Connect that account too, or correct the account's id here."
    ),
    "stale-timestamp": Explanation(
        "It was signed too long ago: a replay, or a clock that is wrong.", "Check this machine's clock (NTP)."
    ),
    "unknown-algorithm": Explanation(
        "It was signed in a way that this release does not know.", "Choose HMAC-SHA1 or HMAC-SHA256 at the provider."
    ),
    "unsigned-body": Explanation(
        "Its body is not covered by the signature.", "Let the provider post forms, or JSON with its body hash."
    ),
    "wrong-body-hash": Explanation("Its body was changed on the way.", "Look for a proxy that rewrites requests."),
    "unusable-public-key": Explanation(
        "The public key of this connection cannot be used.", "Enter the provider's Ed25519 key, SPKI, base64."
    ),
    "verifier-failed": Explanation(
        "Checking it failed because of a defect of Rejoinder.", "Look into the log for `ingest.verifier_failed`."
    ),
    "unknown-key": Explanation(
        "The address it called is no connection's: its key was rotated, or is mistyped.",
        "Copy the webhook address again.",
    ),
}
_BY_START: tuple[tuple[str, Explanation], ...] = (
    ("missing-", Explanation("A part of its proof is missing.", _SAME)),
    ("stale-", _REFUSED["stale-timestamp"]),
    ("wrong-", Explanation("Its proof does not fit.", _ADDRESS)),
    ("", Explanation("Its proof cannot be checked.", _ADDRESS)),
)
_KEPT: Mapping[str, Explanation] = {
    "accepted": Explanation("It is in."),
    "noted": Explanation("It is genuine; there was nothing to do."),
    "quarantined": Explanation(
        "It is genuine, and kept, but cannot be understood yet.", "Replay it from the set-aside list after an upgrade."
    ),
    "unmatched": Explanation(
        "It is genuine, and kept, but nobody can tell whom to answer.", "Link it to a lead in the set-aside list."
    ),
    "unrouted": Explanation(
        "It is genuine, and kept, but belongs to no workspace.", "Give its number to a workspace, or this connection."
    ),
}


def explain_refusal(reason: str) -> Explanation:
    """For a delivery that was turned away, by its reason code."""
    known = _REFUSED.get(reason)
    return known or next(explanation for start, explanation in _BY_START if reason.startswith(start))


_UNROUTED: Mapping[str, Explanation] = {
    "other-workspace": Explanation(
        "It is genuine, and kept, but its number is registered for another workspace, so it is not this one's.",
        "Let an admin of the installation give the number to this workspace, or connect the account to none and let"
        " each number decide.",
    ),
    "unregistered": Explanation(
        "It is genuine, and kept, but nobody registered the number that it came to.",
        "Register the number for a workspace (POST /api/v1/numbers).",
    ),
}


def explain_kept(state: str, reason: str = "") -> Explanation:
    """For a delivery that was kept, by the state of its event and why it has that."""
    special = _UNROUTED.get(reason) if state == "unrouted" else None
    return special or _KEPT.get(state, Explanation(f"It is {state}."))
