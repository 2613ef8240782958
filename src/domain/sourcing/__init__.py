"""Facts in a draft that nobody gave us: money, shares, dates, times, spans of time, links, numbers, names, promises.

A draft may repeat what stands in the thread, the workspace's knowledge or its settings, and nothing else. What binds
us or leads people elsewhere must come from our own side: a price, a concession, a deadline, an account, a link or a
phone number that a customer wrote is never sent back as ours. What a claim says is compared, not how it is written:
`20 %` is `twenty percent`, `1.250,00 €` is `EUR 1,250`, `zwei Wochen` is `2 weeks`, `15h30` is `3:30 pm`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from rejoinder.domain.sourcing.reading import Claim, Date, claims
from rejoinder.domain.sourcing.units import is_same_unit

__all__ = ["Claim", "Unsourced", "claims", "unresolved_placeholder", "unsourced_facts"]


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A span of the draft that no source contains."""

    kind: str
    text: str
    start: int
    end: int


_OURS_ALONE = frozenset({"email", "link", "phone", "code", "promise", "money", "percentage", "deadline"})
"""What only our own side can have said."""
_NUMBERS = frozenset({"money", "percentage", "duration", "number"})


def unsourced_facts(
    draft: str, *, said_by_us: Iterable[str], said_by_them: Iterable[str], reached_at: Iterable[str] = ()
) -> tuple[Unsourced, ...]:
    """Every checkable fact of `draft` that is in none of the sources, in order of appearance.

    `said_by_us` is what our side stands behind (knowledge, settings, our own earlier messages); `said_by_them` is the
    person's text, from which numbers, days and names may be repeated, but never money, shares, deadlines, accounts,
    phone numbers, links or promises. `reached_at` are the addresses under which the person is known: theirs may be
    repeated to them.
    """
    made = claims(draft)
    if not made:
        return ()
    ours = _Known(said_by_us)
    ours.add_addresses(reached_at)
    theirs = _Known(said_by_them)
    return tuple(
        Unsourced(claim.kind, claim.text, claim.start, claim.end)
        for claim in made
        if not (ours.holds(claim) or (claim.kind not in _OURS_ALONE and theirs.holds(claim)))
    )


class _Known:
    """What some texts say, to be looked up in."""

    def __init__(self, texts: Iterable[str]) -> None:
        said = list(texts)
        self.plain = " ".join("\n".join(said).lower().replace("’", "'").split())
        self.values: dict[str, set[Hashable]] = {}
        self.counted: dict[Hashable, set[str]] = {}
        """What each number counts."""
        self.dates: set[Date] = set()
        self.times: set[int] = set()
        for text in said:
            for claim in claims(text):
                self._add(claim)

    def _add(self, claim: Claim) -> None:
        kind = claim.kind
        self.values.setdefault(kind, set()).add((claim.value, claim.unit) if kind == "deadline" else claim.value)
        if kind == "deadline":
            kind = "day" if isinstance(claim.value, str) else "duration"
            self.values.setdefault(kind, set()).add(claim.value)
        self.dates |= claim.dates
        self.times |= claim.times
        if kind in _NUMBERS:
            self.counted.setdefault(claim.value, set()).add(claim.unit)
        elif kind == "phone":
            self.values[kind] |= {re.sub(r"\D", "", part) for part in claim.text.split()}
        elif kind == "time":
            self.counted.setdefault(int(claim.unit), set()).add("clock")

    def add_addresses(self, addresses: Iterable[str]) -> None:
        """Phone numbers and mail addresses under which somebody is known."""
        for address in addresses:
            self.values.setdefault("phone", set()).add(re.sub(r"\D", "", address))

    def holds(self, claim: Claim) -> bool:
        match claim.kind:
            case "deadline":
                return (claim.value, claim.unit) in self.values.get("deadline", ())
            case "number" | "money" | "percentage" | "duration":
                return self._counts(claim)
            case "date":
                return any(_is_same_date(one, other) for one in claim.dates for other in self.dates)
            case "time":
                return not claim.times.isdisjoint(self.times) or claim.value in self.values.get("time", ())
            case "name":
                return str(claim.value) in self.plain
        return claim.value in self.values.get(claim.kind, ())

    def _counts(self, claim: Claim) -> bool:
        units = self.counted.get(claim.value, set())
        if claim.kind == "number":
            return bool(units)
        return "" in units or any(is_same_unit(claim.unit, unit) for unit in units)


def _is_same_date(one: Date, other: Date) -> bool:
    """A month alone is in any date of it; a year counts where both say one."""
    if one[0] != other[0] or (one[1] and one[1] != other[1]):
        return False
    return not one[2] or not other[2] or one[2] == other[2]


_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{[a-z_ ]+\}|\[(?:your|insert|name|company|link|date|time)[^\]]*\]|<[a-z_ ]+>", re.I
)


def unresolved_placeholder(draft: str) -> str | None:
    """The first `{name}`, `[insert link]` or `{{…}}` that nobody filled in."""
    match = _PLACEHOLDER.search(draft)
    return match.group() if match else None
