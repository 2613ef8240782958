"""Whose telephone number this is: the number that was called or texted decides, never who is calling.

A number that nobody registered belongs to nobody, like one with the role `system`: whoever calls it gets one generic
text (the SYSTEM fail-safe), and no workspace, lead or conversation is made for them (voice-and-sms.md A3, A9).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rejoinder.domain.errors import InvalidInput


class NumberRole(StrEnum):
    OPERATIONAL = "operational"
    """A workspace's own number."""
    ONBOARDING = "onboarding"
    """Takes texts only; whoever calls it is told so."""
    SYSTEM = "system"
    """Of the installation: tests, forwarding, the pool of free numbers, the sender of fail-safe texts."""


@dataclass(frozen=True, slots=True)
class Number:
    """One registered number."""

    id: str
    number: str
    """E.164."""
    role: NumberRole
    connection_id: str
    """The account that it belongs to; texts about its calls leave through it."""
    workspace_id: str | None = None
    """None unless it is a workspace's."""
    account: str = ""
    """The provider's own id of that account: its other connections serve the number too."""
    forward_to: str = ""
    """Who is rung first, E.164; empty: callers are greeted and get a text."""
    can_text: bool = True
    """False once the provider said that this number cannot send texts."""
    is_free: bool = False
    """In the pool, for any workspace to claim."""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose number was called, and how that is known."""

    role: NumberRole
    reason: str
    """registered, role-system, role-onboarding, unregistered, no-number, other-workspace or lookup-failed."""
    workspace_id: str | None = None
    number: Number | None = None

    @property
    def is_nobodys(self) -> bool:
        """No workspace answers for it: the fail-safe does."""
        return self.workspace_id is None

    @property
    def is_known(self) -> bool:
        return self.number is not None


def owner_of(called: str, known: Number | None, connection_workspace: str | None, *, looked_up: bool = True) -> Owner:
    """Whose number this is. `looked_up` is False when nobody could be asked: that is nobody's number too, because a
    generic text is better than silence."""
    if known is None:
        if not called:
            return Owner(NumberRole.SYSTEM, "no-number")
        return Owner(NumberRole.SYSTEM, "unregistered" if looked_up else "lookup-failed")
    if known.role is not NumberRole.OPERATIONAL and known.workspace_id is None:
        return Owner(known.role, f"role-{known.role}", None, known)
    if connection_workspace not in (None, known.workspace_id):
        return Owner(NumberRole.SYSTEM, "other-workspace", None, known)
    return Owner(known.role, "registered", known.workspace_id, known)


_SPACING = re.compile(r"[\s().\-/\u00a0]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_number(stated: str, field: str = "number") -> str:
    """The number in E.164. Raises InvalidInput for one without its country code: which country it is in is never
    guessed."""
    bare = _SPACING.sub("", stated.strip())
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if not _E164.fullmatch(bare):
        raise InvalidInput(f"'{field}' takes a number with its country code, such as +12025550143.", field=field)
    return bare


_WITHHELD = frozenset(
    # What telephone keypads spell for ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE (providers/twilio.md).
    {"266696687", "7378742833", "2562533", "8566696", "8656696", "86282452253"}
)


def can_be_texted(caller: str) -> bool:
    """Whether a text to this caller can leave at all: withheld numbers, words and SIP names get an alert instead.

    A landline looks like any other number; only the provider's refusal tells (21614, 30006).
    """
    return bool(_E164.fullmatch(caller)) and caller[1:] not in _WITHHELD


def sender_for(called: str, owner: Owner, others: Sequence[Number]) -> str:
    """The number that a fail-safe text leaves from; `others` are the installation's own numbers on the same account.

    The called number itself if it is registered for that, else the account's first system number that can text; an
    unregistered number comes last, because nobody has said what it can do. A text-only number is never lent to others:
    whoever answers it would land in its onboarding.
    """
    known = owner.number
    if known is not None and known.can_text and known.workspace_id is None:
        return known.number
    for number in others:
        if number.role is NumberRole.SYSTEM and number.can_text:
            return number.number
    return called


@dataclass(frozen=True, slots=True)
class Greet:
    """Nobody takes the call; the caller is told what happens next."""

    will_text: bool = True


@dataclass(frozen=True, slots=True)
class Forward:
    """This person is rung first, E.164."""

    number: str


@dataclass(frozen=True, slots=True)
class TextsOnly:
    """The caller is told to send a text."""


CallReply = Greet | Forward | TextsOnly


def reply_to(owner: Owner, caller: str) -> CallReply:
    """What a caller hears who called that number."""
    if owner.role is NumberRole.ONBOARDING:
        return TextsOnly()
    if owner.number is not None and owner.number.forward_to and not owner.is_nobodys:
        return Forward(owner.number.forward_to)
    return Greet(will_text=can_be_texted(caller))
