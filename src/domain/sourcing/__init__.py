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
from functools import lru_cache

from rejoinder.domain.languages import language_of
from rejoinder.domain.sourcing.reading import Claim, Date, claims
from rejoinder.domain.sourcing.said_of import Words, is_known, shared, union, words_of
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
    draft: str,
    *,
    said_by_us: Iterable[str],
    said_by_them: Iterable[str],
    reached_at: Iterable[str] = (),
    asked: str = "",
) -> tuple[Unsourced, ...]:
    """Every checkable fact of `draft` that is in none of the sources, in order of appearance.

    `said_by_us` is what our side stands behind (knowledge, settings, our own earlier messages); `said_by_them` is the
    person's text, from which numbers, days and names may be repeated, but never money, shares, deadlines, accounts,
    phone numbers, links or promises. `reached_at` are the addresses under which the person is known: theirs may be
    repeated to them. `asked` is the message that is answered: what "it" is in "it costs $89".
    """
    made = claims(draft)
    if not made:
        return ()
    ours = _Known(said_by_us)
    ours.add_addresses(reached_at)
    theirs = _Known(said_by_them)
    context = _Context(words_of(asked), ours.words | theirs.words | words_of(asked), language_of(draft))
    return tuple(
        Unsourced(claim.kind, claim.text, claim.start, claim.end)
        for claim in made
        if not (
            (ours.holds(claim) and ours.fits(claim, context)) or (claim.kind not in _OURS_ALONE and theirs.holds(claim))
        )
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What a claim is held against, beside the sources."""

    asked: Words
    known: Words
    """Every word that a source or the question has."""
    language: str


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
        self.told: list[Claim] = []
        """What is said of something."""
        for text in said:
            for claim in _claims_of(text):
                self._add(claim)
        self.words = words_of(self.plain)
        self.language = language_of(self.plain)

    def _add(self, claim: Claim) -> None:
        kind = claim.kind
        if claim.is_said_of_something or kind == "number":
            self.told.append(claim)
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
            case "promise" if claim.unit:
                said = re.search(rf"\b{re.escape(claim.unit[:5])}\w*", self.plain)
                return said is not None or claim.value in self.values.get("promise", ())
        return claim.value in self.values.get(claim.kind, ())

    def fits(self, claim: Claim, context: _Context) -> bool:
        """Whether what it is said of is what a source says it of. Where the clause names nothing that the sources know,
        and none of them says it of something else, the figure alone decides, as figures do between languages."""
        if not claim.is_said_of_something:
            return True
        same: list[Words] = []
        rivals: list[Words] = []
        for told in self.told:
            if _is_family(claim, told):
                (same if told.value == claim.value else rivals).append(told.about)
        about = claim.about or context.asked
        best = max((shared(about, words) for words in same), default=0)
        if max((shared(about, words) for words in rivals), default=0) > best:
            return False
        translated = context.language and self.language and context.language != self.language
        if best or not all(same) or (translated and claim.kind != "promise"):
            return True
        if translated:
            return False
        is_price = claim.kind == "money" or claim.value == "free"
        named = claim.named or (is_price and is_known(about, context.known))
        if named:
            return False
        return not context.asked or shared(context.asked, union(same)) > 0 or not is_known(context.asked, self.words)

    def _counts(self, claim: Claim) -> bool:
        units = self.counted.get(claim.value, set())
        if claim.kind == "number":
            return bool(units)
        return "" in units or any(is_same_unit(claim.unit, unit) for unit in units)


@lru_cache(maxsize=1_000)
def _claims_of(text: str) -> tuple[Claim, ...]:
    """Those of a source: knowledge and settings are the same for many drafts."""
    return tuple(claims(text))


def _is_family(one: Claim, other: Claim) -> bool:
    """Whether two claims answer the same question: a gift is a price as well."""
    price = ("money", "number")
    if one.kind == "promise":
        return other.value == one.value or (one.value == "free" and other.kind == "money")
    return other.kind == one.kind or (one.kind in price and other.kind in price and other.value == one.value)


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
