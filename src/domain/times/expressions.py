# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""Expressions of time in a sentence: "next Tuesday after 3", "am 12.03. um 10 Uhr", "in 3 weeks", "end of Q2".

A small grammar over kinds of tokens, the same for all languages. What an expression means is settled here; what the
sentence wants with it is settled in `reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rejoinder.domain.times.calendar import (
    add_months,
    add_workdays,
    day_after_feast,
    last_of,
    monday_of,
    season_start,
)
from rejoinder.domain.times.model import Precision
from rejoinder.domain.times.tokens import Token

MOST = 30
"""Expressions of one sentence that are read; nobody names more times in one."""
_PAST_WITHIN = timedelta(days=60)
_PLURAL = frozenset(
    "weeks wks months mos mths quarters years yrs days wochen monate monaten quartalen jahre jahren tage tagen semaines "
    "trimestres ans annees jours semanas meses dias anos settimane mesi anni giorni trimestri weken maanden kwartalen "
    "jaren dagen tygodnie tygodni miesiace miesiecy lata lat dni veckor manader dagar uger uker maneder dage dager viikkoa "
    "kuukautta vuotta paivaa tydny tydnu mesice mesicu roky let dny dnu".split()
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is resolved against."""

    today: date
    """The day on which the person wrote, in their zone."""
    zone: str | None
    language: str
    month_first: bool | None
    """Whether 3/12 is 12 March; None where nobody can tell."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a longer stretch; without `first` it could not be settled, for `reason`."""

    first: date | None
    last: date | None = None
    precision: Precision = Precision.DAY
    reason: str = ""
    feast: str = ""
    """Set where only the word after or before it makes it a date."""
    weekday: bool = False
    """Named as a day of the week, without a date."""
    loose: bool = False
    """An edge of the present week, month or year, which is hardly a date ("end of month")."""
    relative: bool = False
    """Counted from today: "in 3 weeks"."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes since midnight; a window where `end` is set."""

    start: int
    end: int | None = None
    reason: str = ""
    sure: bool = True
    """False where the half of the day was not said."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression, with the words that lead it."""

    day: Day | None
    clock: Clock | None
    lead: str
    """The kind of word before it: `after`, `until`, `from`, `before`, `in`, `between`, or empty."""
    start: int
    end: int
    index: int
    after: int
    """Its tokens in the sentence: from `index` up to `after`."""
    inclusive: bool = False
    ranged: bool = False
    """The end of a stretch that has a beginning ("from 4 to 15 May")."""


_Found = tuple[int, Day]
_SKIP = ("the", "of", "on")
_LEADS = ("after", "until", "from", "before", "between", "in")
_SUPPORT = ("n", "nth", "numeric", "ymd", "clock-exact", "clock-read", "wd", "mo", "year", "rel", "ord")


def expressions(tokens: Sequence[Token], frame: Frame) -> list[Expression]:
    """Every expression of the sentence, in order."""
    grammar = _Grammar(tokens, frame)
    found: list[Expression] = []
    index = 0
    while index < len(tokens) and len(found) < MOST:
        expression = grammar.expression(index) if tokens[index].kinds else None
        if expression is None:
            index += 1
            continue
        found.append(expression)
        index = max(expression.after, index + 1)
    return _joined_ranges(found, tokens)


def _joined_ranges(found: list[Expression], tokens: Sequence[Token]) -> list[Expression]:
    """The end of "from X to Y" knows that it ends something."""
    result: list[Expression] = []
    for expression in found:
        before = result[-1] if result else None
        if before is not None and before.day is not None and expression.day is not None:
            between = tokens[before.after : expression.index]
            linked = len(between) <= 3 and any(
                "until" in t or "dash" in t or ("to" in t and "and" not in t) for t in between
            )
            linked = linked or (expression.lead == "until" and len(between) <= 1)
            if linked and not any("or" in t for t in between):
                expression = replace(expression, lead="until", ranged=True)
                result[-1] = replace(before, ranged=True)
        result.append(expression)
    return result


@dataclass(frozen=True, slots=True)
class _Grammar:
    tokens: Sequence[Token]
    frame: Frame

    # --- reading tokens -------------------------------------------------------------------------

    def has(self, index: int, *kinds: str) -> bool:
        if not 0 <= index < len(self.tokens):
            return False
        token = self.tokens[index]
        known = token.kinds
        if not known:
            return False
        for kind in kinds:  # noqa: SIM110 - a generator costs more than all that it looks at
            if kind in known and (kind not in token.shy or self._is_supported(index)):
                return True
        return False

    def _is_supported(self, index: int) -> bool:
        """Whether a doubtful word stands where a date would: next to another part of one, or led by a preposition."""
        for at in (index - 1, index - 2, index + 1, index + 2):
            if 0 <= at < len(self.tokens):
                token = self.tokens[at]
                near = abs(at - index) == 1 or self.tokens[(at + index) // 2].text in (".", ",", "the", "de", "d")
                if near and any(kind in token and kind not in token.shy for kind in _SUPPORT):
                    return True
        if index > 0 and len(self.tokens[index].text) >= 3:
            before = self.tokens[index - 1]
            return any(
                kind in before for kind in (*_LEADS, "on", "start", "end", "mid", "next", "this")
            ) and before.text not in ("a", "do", "to", "you", "we", "i")
        return False

    def text(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def value(self, index: int, kind: str) -> int:
        return self.tokens[index].number(kind)

    def skip(self, index: int, *kinds: str, limit: int = 1, marks: str = "") -> int:
        for _ in range(limit):
            if index < len(self.tokens) and (self.has(index, *kinds) or (marks and self.text(index) in marks)):
                index += 1
        return index

    # --- an expression ----------------------------------------------------------------------------

    def expression(self, index: int) -> Expression | None:
        day = self.day(index)
        clock = None
        after = index
        if day is not None:
            after = day[0]
            found = self._clock_after_day(after)
            if found is not None:
                after, clock = found
            return self._made(index, after, day[1], clock)
        timed = self.clock(index)
        if timed is None:
            return None
        after, clock = timed
        at = self.skip(after, "on", "of", "the", limit=2, marks=",")
        later = self.day(at)
        if later is not None and later[1].precision is Precision.DAY and not later[1].feast:
            made = self._made(index, later[0], later[1], clock)
            return replace(made, lead="until") if self.has(index, "until") and not made.lead else made
        return self._made(index, after, None, clock)

    def _clock_after_day(self, index: int) -> tuple[int, Clock] | None:
        for skipped in range(3):
            at = index + skipped
            if skipped and not (
                self.text(at - 1) in (",", ":", "(", "-", "–", "@") or self.has(at - 1, "on", "the", "and-at")
            ):
                return None
            found = self.clock(at, after_day=True)
            if found is not None:
                return self._clock_in_part(found)
        return None

    def _clock_in_part(self, found: tuple[int, Clock]) -> tuple[int, Clock]:
        """ "Thursday afternoon at 3": the part says which half of the day."""
        after, part = found
        if part.end is None or not self.has(after - 1, "part"):
            return found
        stretch = self.clock(after)
        if stretch is not None and stretch[1].end is not None and not self.has(stretch[0] - 1, "part"):
            start = max(stretch[1].start, part.start - 60)
            if start < min(stretch[1].end, part.end + 120):
                return stretch[0], replace(stretch[1], start=start, end=min(stretch[1].end, part.end + 120))
        told = self._hour(after, told=False)
        if told is None or (told[1].reason and told[1].reason != "ambiguous-time"):
            return found
        minutes = told[1].start
        if not told[1].sure and part.start < 12 * 60 <= minutes < part.end + 12 * 60 and minutes - 12 * 60 >= 6 * 60:
            minutes -= 12 * 60
        if not told[1].sure and part.start >= 12 * 60 > minutes:
            minutes += 12 * 60
        return (
            (told[0], Clock(minutes)) if part.start - 120 <= minutes <= part.end + 120 and not told[1].reason else found
        )

    def _made(self, index: int, after: int, day: Day | None, clock: Clock | None) -> Expression:
        lead, inclusive, begin = self._lead(index)
        tail = [self.text(after), self.text(after + 1), self.text(after + 2)]
        inclusive = inclusive or any(
            self.has(at, "incl") for at in (after, after + 1, after + 2) if "." not in tail[: at - after]
        )
        for kind in ("until", "from", "after"):
            posted = self.has(after, f"{kind}-post") or (
                self.text(after) == "-" and self.has(after + 1, f"{kind}-post")
            )
            if posted and not lead:
                lead = kind
        return Expression(
            day, clock, lead, self.tokens[begin].start, self.tokens[after - 1].end, begin, after, inclusive
        )

    def _lead(self, index: int) -> tuple[str, bool, int]:
        """The preposition before `index`, whether it includes, and where it begins."""
        at = index - 1
        inclusive = False
        skipped = 0
        while (
            at >= 0
            and skipped < 3
            and (
                self.has(at, "incl")
                or self.text(at) in (":", ".")
                or (self.has(at, *_SKIP) and not self.has(at, *_LEADS))
            )
        ):
            inclusive = inclusive or self.has(at, "incl")
            at -= 1
            skipped += 1
        if at < 0:
            return "", inclusive, index
        for kind in ("after", "until", "before", "from", "between", "in"):
            if self.has(at, kind):
                word = self.text(at)
                inclusive = inclusive or any(
                    sign in word
                    for sign in (
                        "inkl",
                        "einschl",
                        "und mit",
                        "och med",
                        "og med",
                        "t.o.m",
                        "t/m",
                        "through",
                        "thru",
                        "met",
                        "tom",
                    )
                )
                return kind, inclusive, at
        return "", inclusive, index

    # --- days -------------------------------------------------------------------------------------

    def day(self, index: int) -> _Found | None:
        """The longest way to read a day, or a stretch of days, at `index`."""
        for rule in (
            self._weekday_date,
            self._date_weekday,
            self._span_before_month,
            self._offset,
            self._next_unit,
            self._edge,
            self._quarter,
            self._week_number,
            self._week_of_month,
            self._week_on_weekday,
            self._relative,
            self._weekday,
            self._month,
            self._feast,
            self._year,
        ):
            found = rule(index)
            if found is not None:
                return found
        return None

    def _weekday_date(self, index: int) -> _Found | None:
        """ "Tuesday, 12 May", "lundi 18", "Mon 11/05"; the weekday proves the date or contradicts it."""
        if not self.has(index, "wd"):
            return None
        at = index + 1
        for _ in range(3):
            if (
                self.text(at) in (",", ".", "(", "-", "–")
                or self.has(at, *_SKIP)
                or self.text(at) in ("d", "dia", "giorno")
            ):
                at += 1
        weekday = self.value(index, "wd")
        found = self._plain_date(at, after_weekday=True)
        if found is None and (self.has(at, "nth") or (self.has(at, "n") and self._is_day_number(at, index))):
            number = self.value(at, "nth" if self.has(at, "nth") else "n")
            after = at + 1
            if self.text(after) == ")":
                after += 1
            return after, self._day_of_month(number, weekday)
        if found is None:
            return None
        after, day = found
        return after, self._checked(day, weekday, at)

    def _date_weekday(self, index: int) -> _Found | None:
        """ "18 Mayıs Pazartesi", "15 March (Monday)": a weekday behind the date proves it as well."""
        found = self._plain_date(index)
        if found is None:
            return None
        after, day = found
        at = after
        for _ in range(2):
            if self.text(at) in (",", "("):
                at += 1
        if not self.has(at, "wd") or self.has(at + 1, "n", "nth", "numeric", "mo", "ord"):
            return found
        return at + 1 + (self.text(at + 1) == ")"), self._checked(day, self.value(at, "wd"), index)

    def _is_day_number(self, at: int, weekday_at: int) -> bool:
        """Whether a bare number after a weekday is a day of the month rather than an hour."""
        number = self.value(at, "n")
        if number > 31 or number < 1 or self.has(at + 1, "clock") or self.has(at + 1, "unit.minute", "unit.hour"):
            return False
        if any("at" in t and not set(_SKIP) & set(t.kinds) for t in self.tokens[weekday_at + 1 : at]):
            return False
        if not self.tokens[at].text.isdigit() or self.text(at + 1) == ":":
            return False
        following = self.frame.today + timedelta(days=1)
        for offset in range(28):
            day = following + timedelta(days=offset)
            if day.day == number and day.weekday() == self.value(weekday_at, "wd"):
                return (
                    number > 12
                    or self.frame.language not in ("en", "de", "pl", "cs")
                    or bool(any(self.has(x, "the", "on") for x in range(weekday_at + 1, at)))
                )
        return False

    def _checked(self, day: Day, weekday: int, at: int) -> Day:
        if day.reason == "ambiguous-date" and self.has(at, "numeric"):
            first, second, *rest = self.tokens[at].numbers("numeric")
            options = [
                option
                for option in (self._dated(second, first, rest[0]), self._dated(first, second, rest[0]))
                if option.first is not None and option.first.weekday() == weekday
            ]
            return options[0] if len(options) == 1 else day
        if day.first is not None and day.first.weekday() != weekday:
            return Day(None, reason="conflict")
        return day

    def _plain_date(self, index: int, *, after_weekday: bool = False) -> _Found | None:
        if self.has(index, "ymd"):
            year, month, number = self.tokens[index].numbers("ymd")
            return index + 1, self._dated(month, number, year or -1)
        if self.has(index, "numeric"):
            return self._numeric(index, after_weekday)
        number_at = index
        if self.has(number_at, "nth", "n", "ord") and not self.has(number_at, "unit.week"):
            kind = next(k for k in ("nth", "n", "ord") if k in self.tokens[number_at])
            number = self.value(number_at, kind)
            at = number_at + 1
            if self.text(at) == ".":
                at += 1
            at = self.skip(at, "of", "the", limit=2)
            if 1 <= number <= 31 and self.has(at, "mo"):
                after, year = self._maybe_year(at + 1)
                return after, self._dated(self.value(at, "mo"), number, year)
        if self.has(index, "mo"):
            at = self.skip(index + 1, "the")
            if self.text(at) == "." and self.has(at + 1, "n", "nth"):
                at += 1
            if self.has(at, "nth", "n") and not self.has(at, "unit.week"):
                kind = "nth" if self.has(at, "nth") else "n"
                number = self.value(at, kind)
                if 1 <= number <= 31 and not self.has(
                    at + 1, "unit.week", "unit.day", "unit.month", "clock", "unit.hour"
                ):
                    after, year = self._maybe_year(at + 1)
                    return after, self._dated(self.value(index, "mo"), number, year)
        if self.has(index, "nth") and not after_weekday and self._is_named_day(index):
            return index + 1, self._day_of_month(self.value(index, "nth"), None)
        if self.has(index, "n") and not after_weekday and self._is_determined(index):
            return index + 1, self._day_of_month(self.value(index, "n"), None)
        return None

    def _is_named_day(self, index: int) -> bool:
        """Whether "15th" is a day rather than the fifteenth of something else."""
        following = self.text(index + 1)
        if self.has(index + 1, "unit.quarter", "unit.half", "unit.week", "unit.month") or following in (
            "one", "option", "slot", "time", "floor", "grade", "street", "ave", "avenue", "choice", "century", "attempt", "call",
            "meeting", "round", "party", "person", "person", "email", "anniversary", "place", "half", "opcion", "opcao", "opzione",
        ):  # fmt: skip
            return False
        if self.has(index - 1, *_SKIP, *_LEADS) or self.has(index - 1, "by"):
            return True
        timed = self.has(index + 1, "at", "clock-exact", "clock-read")
        return (timed or index == 0) and self.value(index, "nth") > 5

    def _is_determined(self, index: int) -> bool:
        """ "le 15", "el día 15", "am 15.": a bare number made a day by the word before it and nothing after it."""
        number = self.value(index, "n")
        if not 1 <= number <= 31 or not self.tokens[index].text.isdigit():
            return False
        before, following = self.text(index - 1), self.text(index + 1)
        if self.has(index + 1, "clock", "part", "mo") or following in (":", "%", "-", "–") or self.has(index + 1, "n"):
            return False
        if any(kind.startswith("unit.") for kind in (self.tokens[index + 1].kinds if following else ())):
            return False
        language = self.frame.language
        if language == "fr":
            return before in ("le", "jusqu'au", "au", "du", "des le", "a partir du") and number > 0
        if language == "es":
            return before in (
                "dia",
                "el dia",
                "el",
                "hasta el",
                "a partir del",
                "hasta el dia",
                "a partir del dia",
                "del dia",
            ) and (following not in ("de", "%"))
        if language == "it":
            return before in ("il", "giorno", "il giorno", "dal", "fino al", "dal giorno") and number > 1
        if language == "pt":
            return before in ("dia", "no dia", "ate dia", "ate ao dia", "a partir do dia", "ate o dia")
        if language == "de":
            return before in ("am", "bis zum", "ab dem", "vom", "zum", "dem", "den", "der") and following == "."
        if language in ("sv", "da"):
            return before in (
                "den",
                "d",
                "d.",
                "til den",
                "till den",
                "t.o.m. den",
                "fra d",
                "fra den",
                "fran den",
            ) and (number > 0)
        if language == "pl":
            return before in ("dnia", "do dnia", "od dnia", "w dniu")
        if language == "nl":
            return before in ("de",) and False
        return False

    def _maybe_year(self, index: int) -> tuple[int, int]:
        at = index
        if self.text(at) in (",", "."):
            at += 1
        at = self.skip(at, "of")
        if self.has(at, "year"):
            after = at + 1
            if self.text(after) in ("r", "rok", "roku"):
                after += 1
                if self.text(after) == ".":
                    after += 1
            return after, self.value(at, "year")
        return index, -1

    def _numeric(self, index: int, after_weekday: bool) -> _Found | None:
        numbers = self.tokens[index].numbers("numeric")
        first, second, year, slashed = numbers if len(numbers) == 4 else (*numbers, 0)
        if year == -1 and "dotted-clock" in self.tokens[index] and self._is_clock_here(index, second):
            return None
        if year == -1 and slashed:
            if (first, second) == (24, 7):
                return None
            placed = (
                after_weekday
                or index == 0
                or self.has(index - 1, *_LEADS, "on", "and", "or", "to", "dash", "the", "by", "next")
                or self.has(index + 1, "at", "clock-exact", "clock-read", "wd")
            )
            ends = index + 1 >= len(self.tokens) or self.text(index + 1) in (".", ",", "please", "pls", "plz")
            placed = placed or (ends and self.text(index - 1) in ("me", "us", "again", "out", "back"))
            if not placed and self.text(index - 1) not in (
                "of",
                "date",
                "est",
                "is",
                "be",
                "return",
                "returning",
                "back",
                "ooo",
                ":",
                "(",
                "desk",
            ):
                return None
        after = index + 1
        if self.text(after) == "." and not slashed:
            after += 1
        year = year + 2000 if 0 <= year < 100 else year
        if not slashed:
            if year == -1 and self._is_lonely(index):
                return None  # "Rechnung 10.11 über ..."
            return (after, self._dated(second, first, year)) if _is_month(second) else None
        if not _is_month(first) and not _is_month(second):
            return None
        if not _is_month(second):
            return after, self._dated(first, second, year)
        if not _is_month(first) or first == second:
            return after, self._dated(second, first, year)
        if self.frame.month_first is None:
            return after, Day(None, reason="ambiguous-date")
        month, number = (first, second) if self.frame.month_first else (second, first)
        return after, self._dated(month, number, year)

    def _is_lonely(self, index: int) -> bool:
        """Whether "10.11" without a full stop stands between words that have nothing to do with time."""
        if self.tokens[index].text.endswith(".") or not 0 < index < len(self.tokens) - 1:
            return False
        before, behind = self.tokens[index - 1], self.tokens[index + 1]
        return not before.kinds and not behind.kinds and before.text[:1].isalpha() and behind.text[:1].isalpha()

    def _is_clock_here(self, index: int, minutes: int) -> bool:
        if self.has(index + 1, "clock"):
            return True
        if self.has(index - 1, "at") and not self.has(index - 1, "on"):
            return True
        if minutes > 12:
            return True
        return self.has(index - 1, "at") and minutes in (0, 15, 30, 45)

    def _dated(self, month: int, number: int, year: int) -> Day:
        """The date, in the stated year or in the one that makes it the next such day."""
        today = self.frame.today
        if year > 0:
            day = _date(year, month, number)
            if day is None:
                return Day(None, reason="no-such-day")
            return Day(day, reason="past" if day < today else "")
        day = _date(today.year, month, number)
        if day is None:
            return Day(None, reason="no-such-day")
        if day < today:
            if today - day <= _PAST_WITHIN:
                return Day(day, reason="past")
            day = _date(today.year + 1, month, number)
            return Day(day, reason="" if day else "no-such-day")
        before = _date(today.year - 1, month, number)
        if before is not None and today - before <= timedelta(days=14):
            return Day(before, reason="past")
        return Day(day)

    def _day_of_month(self, number: int, weekday: int | None) -> Day:
        """The next day with that number; with a weekday, the next on which both agree, at most two months ahead."""
        day = self.frame.today
        if weekday is None and number == day.day:
            return Day(None, reason="ambiguous-date")
        for offset in range(1, 63 if weekday is not None else 32):
            at = day + timedelta(days=offset)
            if at.day == number and (weekday is None or at.weekday() == weekday):
                return Day(at)
        return Day(None, reason="conflict" if weekday is not None else "no-such-day")

    def _span_before_month(self, index: int) -> _Found | None:
        """ "4.-15. Mai", "11.–22.5.", "del 4 al 15 de mayo": the number before a full date shares its month."""
        if not self.has(index, "n", "nth"):
            return None
        number = self.value(index, "n" if self.has(index, "n") else "nth")
        at = index + 1
        if self.text(at) == ".":
            at += 1
        if not (self.has(at, "to", "dash", "until") or self.text(at) in ("-", "–")):
            return None
        at += 1
        at = self.skip(at, "on", "the", "incl", limit=2)
        found = self._plain_date(at) or self._weekday_date(at)
        if found is None or found[1].first is None or not self.has(at, "numeric", "n", "nth", "wd"):
            return None
        last = found[1].first
        first = _date(last.year, last.month, number)
        if first is None or first >= last:
            return None
        return found[0], Day(first, last, reason=found[1].reason)

    def _relative(self, index: int) -> _Found | None:
        if not self.has(index, "rel"):
            return None
        offset = self.value(index, "rel")
        word = self.text(index)
        if offset == 1 and self.has(index, "part"):
            if self.has(index - 1, "wd", "rel") or self.has(index - 1, "this"):
                return None
            if self.frame.language == "es" and self.text(index - 1) in (
                "la",
                "de la",
                "por la",
                "esta",
                "una",
                "buena",
                "proxima",
            ):
                return None
            if self.text(index - 1) in ("guten", "goede", "god", "goeie", "buena") or (
                self.frame.language in ("sv", "da")
            ):
                return None
        if self.text(index - 1) in ("de", "d'") and word in ("hoje", "hoy", "oggi", "aujourd'hui"):
            return None
        if offset == 0 and self.has(index + 1, "in"):
            found = self._offset(index + 1)  # "heute in 14 Tagen"
            if found is not None:
                return found
        day = self.frame.today + timedelta(days=offset)
        return index + 1, Day(day, reason="past" if offset < 0 else "")

    def _weekday(self, index: int) -> _Found | None:
        at, step = index, ""
        if self.has(at, "next", "this", "past", "next2") and self.has(at + 1, "wd"):
            step = next(kind for kind in ("next2", "next", "this", "past") if self.has(at, kind))
            at += 1
        if not self.has(at, "wd"):
            week = self._next_unit(index)
            if week is not None and week[1].precision is Precision.WEEK and week[1].first is not None:
                after = self.skip(week[0], "on", "the", limit=2, marks=",")
                if self.has(after, "wd"):
                    return after + 1, Day(week[1].first + timedelta(days=self.value(after, "wd")), weekday=True)
            return None
        if self.frame.language == "pt" and not self._is_portuguese_weekday(at):
            return None
        weekday = self.value(at, "wd")
        after = at + 1
        if self.text(after) == "." and "wd" in self.tokens[at].shy:
            after += 1
        if (
            not step
            and self.has(after, "next", "this", "past")
            and not self.has(after + 1, "unit.week", "wd", "unit.month")
        ):
            step = next(kind for kind in ("next", "this", "past") if self.has(after, kind))
            if step == "this" or not self.has(after, "at"):
                after += 1
        past_word = step == "past" and not self.has(after - 1, "next", "this")
        if past_word:
            return after, Day(None, reason="past")
        week = self._next_unit(self.skip(after, "of", "the", "in", "on", limit=2))
        if week is not None and week[1].precision is Precision.WEEK and week[1].first is not None:
            return week[0], Day(week[1].first + timedelta(days=weekday), weekday=True)
        if self.has(after, "unit.week") or (
            self.has(after, "in") and self.has(after + 1, "n") and self.has(after + 2, "unit.week")
        ):
            return after + 1, Day(None, reason="ambiguous-date")
        if self.frame.language == "fr" and self.text(after) == "en" and self.text(after + 1) in ("huit", "quinze"):
            return after + 2, Day(None, reason="ambiguous-date")
        if self.has(after, "after", "before"):
            at = self.skip(after + 1, "the")
            other = self._plain_date(at) or self._feast(at) or self._relative(at)
            if other is not None:  # "the Monday after Thanksgiving", "the Friday before the 13th"
                return other[0], self._beside(weekday, other[1], following=self.has(after, "after"))
        return after, self._coming(weekday, step)

    def _is_portuguese_weekday(self, at: int) -> bool:
        """ "segunda" to "sexta" are also the second to the sixth."""
        word = self.text(at)
        if "ord" not in self.tokens[at] and word not in ("quinta", "sexta", "quarta"):
            return True
        if "feira" in word or word == "terca":
            return True
        if self.text(at + 1) in ("opcao", "data", "sugestao", "alternativa", "hipotese", "opcoes", "vez", "proposta"):
            return False
        if word in ("quarta", "quinta", "sexta"):
            return True
        return self.text(at - 1) in (
            "na", "nesta", "de", "para", "pra", "a", "proxima", "ate", "ate a", "da", "ou", "e", "desde", "na proxima", "essa",
        ) or self.has(at + 1, "at", "part", "clock-read", "clock-exact", "n")  # fmt: skip

    def _beside(self, weekday: int, other: Day, *, following: bool) -> Day:
        """The nearest such weekday after, or before, that date; a feast of several days leaves it open."""
        if other.first is None or other.feast or (not following and other.first <= self.frame.today):
            return Day(None, reason=other.reason or "ambiguous-date")
        if following:
            day = other.first + timedelta(days=(weekday - other.first.weekday() - 1) % 7 + 1)
        else:
            day = other.first - timedelta(days=(other.first.weekday() - weekday - 1) % 7 + 1)
        return Day(day, reason="past" if day < self.frame.today else "")

    def _coming(self, weekday: int, step: str) -> Day:
        today = self.frame.today
        ahead = (weekday - today.weekday()) % 7
        if step == "next2":
            return Day(monday_of(today) + timedelta(days=14 + weekday), weekday=True)
        if step == "this":
            return Day(today + timedelta(days=ahead), weekday=True)
        if ahead == 0:
            return Day(None, reason="ambiguous-date", weekday=True)
        coming = today + timedelta(days=ahead)
        if step == "next" and monday_of(coming) == monday_of(today):
            if ahead == 1:
                return Day(coming + timedelta(days=7), weekday=True)
            return Day(None, reason="ambiguous-date", weekday=True)
        return Day(coming, weekday=True)

    def _offset(self, index: int) -> _Found | None:
        """ "in 3 weeks", "dans 15 jours", "za tydzień", "kolmen viikon kuluttua", "3 weeks from now"."""
        at = index
        led = self.has(at, "in")
        if led:
            at += 1
        if self.text(at) in (
            "about",
            "around",
            "like",
            "ca",
            "circa",
            "etwa",
            "ungefahr",
            "the",
            "approx",
            "some",
            "environ",
            "noch",
            "ungefar",
            "unos",
            "unas",
        ):
            at += 1
        count, at = self._count(at, led)
        if count is None:
            return None
        unit = next(
            (
                u
                for u in ("minute", "hour", "workday", "day", "week", "fortnight", "month", "quarter", "half", "year")
                if self.has(at, f"unit.{u}")
            ),
            "",
        )
        if not unit or unit in ("minute", "hour"):
            return None
        after = at + 1
        posted = self.has(after, "from-now", "in-post")
        if not led and not posted:
            return None
        if posted or self.text(after) in ("time", "tid", "noch"):
            after += 1
        today = self.frame.today
        weeks = {"week": 7, "day": 1, "fortnight": 14}
        if unit in weeks:
            day = today + timedelta(days=weeks[unit] * count)
        elif unit == "workday":
            day = add_workdays(today, count)
        else:
            day = add_months(today, count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit])
        return after, Day(day, relative=True)

    def _count(self, at: int, led: bool) -> tuple[int | None, int]:
        if self.has(at, "n") and self.value(at, "n") <= 120:
            count = self.value(at, "n")
            at += 1
            if self.text(at) in (
                "-",
                "–",
                "to",
                "or",
                "bis",
                "a",
                "ou",
                "o",
                "oder",
                "of",
                "till",
                "eller",
                "tai",
                "az",
                "do",
                "lub",
                "tot",
                "/",
            ) and self.has(at + 1, "n"):
                return self.value(at + 1, "n"), at + 2
            if count == 1 and self.text(at) in ("half", "halben", "halbes", "demi", "halv", "halvt", "half a"):
                return (6, at + 1) if self.has(at + 1, "unit.year") and False else (None, at)
            return count, at
        if (
            led
            and self.frame.language in ("pl", "cs", "tr", "hu", "ru")
            and any(self.has(at, f"unit.{unit}") for unit in ("week", "month", "year", "quarter"))
            and self.text(at) not in _PLURAL
        ):
            return 1, at
        return None, at

    def _next_unit(self, index: int) -> _Found | None:
        for unit in ("week", "month", "year"):
            if self.has(index, f"ahead.{unit}"):
                return index + 1, self._unit(unit, self.value(index, f"ahead.{unit}"))
        at = self.skip(index, "the")
        step = ""
        if self.has(at, "next2", "next", "this") and not self.has(at, "unit.week"):
            step = next(kind for kind in ("next2", "next", "this") if self.has(at, kind))
            unit_at, after = at + 1, at + 2
        else:
            unit_at, after = at, at + 1
            if self.has(after, "next", "this"):
                step = "next" if self.has(after, "next") else "this"
                after += 1
            elif self.has(after, "after") and self.has(after + 1, "next"):
                step, after = "next2", after + 2
        unit = next((u for u in ("week", "month", "quarter", "half", "year") if self.has(unit_at, f"unit.{u}")), "")
        if not step or not unit or self.text(unit_at) in _PLURAL:
            return None
        if step == "this" and unit_at < after - 1 and self.frame.language not in ("es", "pt", "it", "fr"):
            return None
        ahead = {"this": 0, "next": 1, "next2": 2}[step]
        if unit == "year" and step == "next" and self.text(index - 1) == "time":
            return after, Day(add_months(self.frame.today, 12), relative=True)
        return after, self._unit(unit, ahead)

    def _unit(self, unit: str, ahead: int) -> Day:
        today = self.frame.today
        if unit == "week":
            first = monday_of(today) + timedelta(days=7 * ahead)
            return Day(first, first + timedelta(days=6), Precision.WEEK)
        if unit == "month":
            first = add_months(today.replace(day=1), ahead)
            return Day(first, last_of(first.year, first.month), Precision.MONTH)
        if unit in ("quarter", "half"):
            size = 3 if unit == "quarter" else 6
            first = add_months(today.replace(month=(today.month - 1) // size * size + 1, day=1), size * ahead)
            return Day(first, add_months(first, size) - timedelta(days=1), Precision.QUARTER)
        return Day(date(today.year + ahead, 1, 1), date(today.year + ahead, 12, 31), Precision.VAGUE)

    def _edge(self, index: int) -> _Found | None:
        """ "mid June", "Ende des Quartals", "début septembre", "end of next month", "kesäkuun alussa"."""
        edge = next((kind for kind in ("start", "mid", "end") if self.has(index, kind)), "")
        if edge and not (edge == "mid" and self.text(index) == "half" and self.frame.language != "nl"):
            at = index + 1
            if self.text(at) in ("-", "–"):
                at += 1
            at = self.skip(at, "of", "the", "in", limit=3)
            season = self._feast(at)
            if season is not None and season[1].feast in ("summer", "spring", "autumn", "winter", "new-year"):
                return season[0], Day(None, reason="no-day")
            found = self._month(at) or self._quarter(at) or self._next_unit(at) or self._bare_unit(at) or self._year(at)
            if found is not None and found[1].first is not None:
                return found[0], self._cut(found[1], edge)
            return None
        found = self._month(index)
        if found is not None and found[1].first is not None:
            edge = next((kind for kind in ("start", "mid", "end") if self.has(found[0], kind)), "")
            if edge and self.frame.language == "fi":
                return found[0] + 1, self._cut(found[1], edge)
        return None

    def _bare_unit(self, index: int) -> _Found | None:
        """ "the month", "the year", "des Quartals", after an edge: the present one."""
        for unit in ("week", "month", "quarter", "half", "year"):
            if self.has(index, f"unit.{unit}") and self.text(index) not in _PLURAL:
                return index + 1, replace(self._unit(unit, 0), loose=True)
        return None

    def _cut(self, day: Day, edge: str) -> Day:
        first, last = day.first, day.last or day.first
        assert first is not None
        assert last is not None
        length = (last - first).days + 1
        if edge == "start":
            return replace(day, last=first + timedelta(days=length // 3), precision=Precision.VAGUE)
        if edge == "mid":
            if day.precision is Precision.MONTH:
                return replace(day, first=first.replace(day=15), last=first.replace(day=20), precision=Precision.VAGUE)
            if day.precision is Precision.WEEK:
                return replace(day, first=first + timedelta(days=2), last=None, precision=Precision.VAGUE)
            middle = add_months(first, length // 61).replace(day=1 if length > 100 else 15)
            return replace(day, first=middle, last=None, precision=Precision.VAGUE)
        if day.precision is Precision.WEEK:
            return replace(day, first=first + timedelta(days=3), precision=Precision.VAGUE)
        if day.precision is Precision.MONTH:
            return replace(day, first=first.replace(day=25), precision=Precision.VAGUE)
        if length > 100:  # before the feasts, or after them? "End of the year" is no day
            return Day(None, reason="no-day")
        return Day(last.replace(day=1), last, Precision.VAGUE)

    def _quarter(self, index: int) -> _Found | None:
        number, after, size = 0, index, 3
        if self.has(index, "quarter"):
            number, after = self.value(index, "quarter"), index + 1
        elif self.has(index, "half-year"):
            number, after, size = self.value(index, "half-year"), index + 1, 6
        elif (
            self.has(index, "quarter-no", "unit.quarter")
            and self.has(index + 1, "n")
            and self.value(index + 1, "n") <= 4
        ):
            number, after = self.value(index + 1, "n"), index + 2
        else:
            at = self.skip(index, "the")
            if not self.has(at, "ord", "nth", "n"):
                return None
            number = self.value(at, next(k for k in ("ord", "nth", "n") if k in self.tokens[at]))
            unit_at = at + 1
            if self.text(unit_at) == ".":
                unit_at += 1
            counted = "n" in self.tokens[at] and self.text(at + 1) != "."
            if self.has(unit_at, "unit.quarter") and self.text(unit_at) not in _PLURAL and not counted:
                after = unit_at + 1
            elif self.has(unit_at, "unit.half") and not counted:
                after, size = unit_at + 1, 6
            elif (
                self.text(unit_at) in ("half", "halfte", "moitie", "mitad", "meta", "metade", "helft", "half of")
                and not counted
            ):
                closing = self.skip(unit_at + 1, "of", "the", "this", "next", limit=3)
                if not self.has(closing, "unit.year", "year"):
                    return None
                after, size = unit_at + 1, 6
            else:
                return None
        if not 1 <= number <= 12 // size:
            return None
        after, year = self._year_after(after)
        today = self.frame.today
        first = date(year if year > 0 else today.year, (number - 1) * size + 1, 1)
        if year <= 0 and add_months(first, size) <= today:
            first = first.replace(year=today.year + 1)
        last = add_months(first, size) - timedelta(days=1)
        return after, Day(first, last, Precision.QUARTER, reason="past" if first <= today else "")

    def _year_after(self, index: int) -> tuple[int, int]:
        after, year = self._maybe_year(index)
        if year > 0:
            return after, year
        at = self.skip(index, "of", "the", limit=2)
        if self.has(at, "next") and self.has(at + 1, "unit.year"):
            return at + 2, self.frame.today.year + 1
        if self.has(at, "unit.year") and self.has(at + 1, "next"):
            return at + 2, self.frame.today.year + 1
        if self.has(at, "unit.year") and at > index:
            return at + 1, -1
        return index, -1

    def _week_number(self, index: int) -> _Found | None:
        if self.has(index, "unit.week") and self.has(index + 1, "of"):
            at = self.skip(index + 1, "of", "the", "on", limit=3)
            found = self._plain_date(at) or self._weekday_date(at)
            if found is not None and found[1].first is not None:
                first = monday_of(found[1].first)
                return found[0], Day(first, first + timedelta(days=6), Precision.WEEK, reason=found[1].reason)
        if self.has(index, "week-from"):
            at = self.skip(index + 1, "on", "the", "of", limit=3)
            found = self._plain_date(at) or self._weekday_date(at)
            if found is not None and found[1].first is not None:
                first = monday_of(found[1].first)
                return found[0], Day(first, first + timedelta(days=6), Precision.WEEK, reason=found[1].reason)
            return None
        if not self.has(index, "week-no"):
            return None
        if self.frame.language == "en" and not self.has(index - 1, *_LEADS):
            return None
        at = index + 1
        if self.text(at) == ".":
            at += 1
        if not self.has(at, "n") or not 1 <= self.value(at, "n") <= 53 or not self.text(at).isdigit():
            return None
        number, today = self.value(at, "n"), self.frame.today
        for year in (today.year, today.year + 1):
            try:
                first = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if first + timedelta(days=6) >= today:
                return at + 1, Day(first, first + timedelta(days=6), Precision.WEEK)
        return None

    def _week_of_month(self, index: int) -> _Found | None:
        """ "the second week of March": from the day on which as many whole weeks of the month are over."""
        at = self.skip(index, "the")
        kind = next((k for k in ("ord", "nth") if self.has(at, k)), "")
        if not kind or not self.has(at + 1, "unit.week") or self.text(at + 1) in _PLURAL:
            return None
        month_at = self.skip(at + 2, "of", "the", "in", "on", limit=2)
        found = self._month(month_at)
        if found is None and self.has(month_at, "unit.month", "next", "this"):
            found = self._next_unit(month_at) or self._bare_unit(month_at)
        if found is None or found[1].first is None or found[1].precision is not Precision.MONTH:
            return None
        number, month = self.value(at, kind), found[1].first
        if number == -1:
            first = last_of(month.year, month.month) - timedelta(days=6)
        elif 1 <= number <= 5:
            first = month + timedelta(days=7 * (number - 1))
        else:
            return None
        reason = "past" if first <= self.frame.today else ""
        return found[0], Day(first, first + timedelta(days=6), Precision.WEEK, reason=reason)

    def _week_on_weekday(self, index: int) -> _Found | None:
        """ "a week on Friday" is seven days after the coming one; "Friday week" and "mardi en huit" are told apart by
        nobody but their speakers."""
        if (
            self.has(index, "n")
            and self.value(index, "n") in (1, 2)
            and self.has(index + 1, "unit.week")
            and self.has(index + 2, "on")
            and self.has(index + 3, "wd")
        ):
            coming = self._coming(self.value(index + 3, "wd"), "")
            if coming.first is None:
                return index + 4, coming
            return index + 4, replace(coming, first=coming.first + timedelta(days=7 * self.value(index, "n")))
        return None

    def _month(self, index: int) -> _Found | None:
        at = index
        step = 0
        if self.has(at, "next") and self.has(at + 1, "mo"):
            at, step = at + 1, 1
        elif self.has(at, "this", "past") and self.has(at + 1, "mo"):
            step = -1 if self.has(at, "past") and not self.has(at, "this", "next") else 0
            at += 1
        if not self.has(at, "mo"):
            return None
        month = self.value(at, "mo")
        after, year = self._maybe_year(at + 1)
        if year < 0:
            after, year = self._year_after(at + 1)
        today = self.frame.today
        if step < 0:
            return after, Day(None, reason="past")
        first = date(year if year > 0 else today.year, month, 1)
        if year <= 0 and (month < today.month):
            first = first.replace(year=today.year + 1)
        reason = "past" if first <= today else ""
        return after, Day(first, last_of(first.year, month), Precision.MONTH, reason=reason)

    def _feast(self, index: int) -> _Found | None:
        at = self.skip(index, "the", "next", "this", limit=2)
        if not 0 <= at < len(self.tokens):
            return None
        name = next((kind.removeprefix("feast.") for kind in self.tokens[at].kinds if kind.startswith("feast.")), "")
        if not name:
            return None
        today = self.frame.today
        after, year = self._year_after(at + 1)
        if year > today.year:
            today = date(year, 1, 1) - timedelta(days=1)  # "the autumn of next year"
        over = day_after_feast(name, today, self.frame.zone)
        began = season_start(name, today, self.frame.zone)
        if name == "new-year":
            began = over
        return after, Day(began, over, Precision.VAGUE, feast=name, reason="" if began or over else "no-day")

    def _year(self, index: int) -> _Found | None:
        if not self.has(index, "year") or self.value(index, "year") <= self.frame.today.year:
            return None
        year = self.value(index, "year")
        if year > self.frame.today.year + 3:
            return None
        return index + 1, Day(date(year, 1, 1), date(year, 12, 31), Precision.VAGUE)

    # --- times of day -----------------------------------------------------------------------------

    def clock(self, index: int, *, after_day: bool = False) -> tuple[int, Clock] | None:
        """A time of day, or a stretch of one, at `index`."""
        at = index
        lead = ""
        for kind in ("between", "after", "before", "until", "from"):
            if self.has(at, kind) and not self.has(at, "part"):
                lead = kind
                at += 1
                break
        at = self.skip(at, "the") if self.has(at + 1, "part") else at
        told = self._hour(at, told=bool(lead) or (after_day and self.has(at - 1, "at")))
        if told is None:
            return self._part(index) if not lead else None
        after, first = told
        ranged = self._hour_range(after, lead)
        if ranged is not None:
            after, second = ranged
            start, end = _range(first, second)
            return after, Clock(start, end, "" if end > start else "ambiguous-time")
        if first.reason:
            return after, first
        match lead:
            case "after" | "from":
                return after, Clock(first.start, 24 * 60, sure=False)
            case "before" | "until":
                return after, Clock(0, first.start, sure=False)
            case "between":
                return None
        return after, first

    def _hour_range(self, index: int, lead: str) -> tuple[int, Clock] | None:
        linked = self.has(index, "to", "dash", "until") or (lead == "between" and self.has(index, "and"))
        if not linked or self.text(index) in ("al", "ao", "au"):
            return None
        return self._hour(index + 1, told=True)

    def _hour(self, index: int, *, told: bool) -> tuple[int, Clock] | None:
        """One time of day. `told`: the words before already say that a number here is an hour."""
        at = index
        if self.has(at, "at") and (
            self.has(at + 1, *_NUMBERS, "at") or self.has(at + 1, "clock") or self.text(at + 1) == "."
        ):
            at, told = at + 1, True
            if self.has(at, "at") and self.has(at + 1, *_NUMBERS):
                at += 1
        if told and self.text(at) in (".", ":", "ca", "circa", "about", "gegen", "around"):
            at += 1
        if told and self.has(at, "clock") and self.has(at + 1, *_NUMBERS):
            at += 1
        if self.has(at, "clock-exact"):
            hour, minute = self.tokens[at].numbers("clock-exact")
            return self._zoned(at + 1), Clock(hour * 60 + minute)
        if self.has(at, "clock-read"):
            hour, minute = self.tokens[at].numbers("clock-read")
            after = self.skip(at + 1, "clock")
            return self._with_part(after, hour, minute, written=self.text(at))
        if self.has(at, "dotted-clock"):
            hour, minute = self.tokens[at].numbers("dotted-clock")
            if not self.has(at - 1, "at") and not self.has(at + 1, "clock") and self._plain_date(at) is not None:
                return None
            if told or self.has(at + 1, "clock") or self._is_clock_here(at, minute):
                return self._with_part(self.skip(at + 1, "clock"), hour, minute, written=self.text(at))
            return None
        if self.has(at, "half") and self.has(at + 1, "n") and self._is_counted(at + 1):
            hour = self.value(at + 1, "n")
            return self._with_part(self.skip(at + 2, "clock"), hour - 1 if hour > 1 else 12, 30, written="")
        if self.has(at, "half") and self.has(at + 1, "ord"):
            hour = self.value(at + 1, "ord")
            return self._with_part(at + 2, hour - 1 if hour > 1 else 12, 30, written="") if hour > 0 else None
        for kind, minute in (("half-past", 30), ("quarter-past", 15)):
            if self.has(at, kind) and self.has(at + 1, "n") and self._is_counted(at + 1):
                return self._with_part(at + 2, self.value(at + 1, "n"), minute, written="")
        if self.has(at, "quarter-to") and self.has(at + 1, "n"):
            hour = self.value(at + 1, "n")
            return self._with_part(at + 2, hour - 1 if hour > 1 else 12, 45, written="")
        if (
            self.has(at, "part")
            and told
            and self.tokens[at].numbers("part")[0] == 12 == self.tokens[at].numbers("part")[1]
        ):
            if self.has(at + 1, "half-past", "quarter-past"):
                return at + 2, Clock(12 * 60 + (30 if self.has(at + 1, "half-past") else 15))
            return at + 1, Clock(12 * 60)
        if not self.has(at, "n", "nth", "ord"):
            return None
        kind = next(k for k in ("n", "nth", "ord") if k in self.tokens[at])
        hour = self.value(at, kind)
        after = at + 1
        if kind == "nth" and not (told and self.frame.language in ("pl", "pt", "cs")):
            return None
        if kind == "ord" and not (told and self.frame.language == "pl"):
            return None
        if not 0 <= hour <= 24 or not (self._is_counted(at) or self.has(after, "clock", "unit.hour")):
            return None
        if self._plain_date(at) is not None or self._span_before_month(at) is not None:
            return None
        if (
            kind == "n"
            and self.has(after, "n")
            and not self.text(at).isdigit()
            and self.value(after, "n") in _SPOKEN_MINUTES
        ):
            minute = self.value(after, "n")
            if hour <= 12 and not self.text(after).isdigit():
                return self._with_part(self.skip(after + 1, "clock"), hour, minute, written="")
        if (
            self.text(after) == "h"
            or (self.has(after, "clock") and self.text(after) not in ("hours", "hrs", "h"))
            or (told and self.has(after, "clock"))
        ):
            after += 1
            minute = 0
            minuted = self.has(after, "n") and (
                self.value(after, "n") < 60 if self.text(after).isdigit() else self.value(after, "n") in _SPOKEN_MINUTES
            )
            if minuted and self.frame.language in ("fr", "de", "nl"):
                minute, after = self.value(after, "n"), after + 1
            for kind, past in (("half-past", 30), ("quarter-past", 15), ("quarter-to", 45)):
                if self.has(after, kind) and self.frame.language == "fr":
                    hour, minute, after = hour - (past == 45), past, after + 1
                    break
            return self._with_part(after, hour, minute, written="" if hour < 13 else "h")
        for kind, minute in (("half-past", 30), ("quarter-past", 15), ("quarter-to", -15)):
            if self.has(after, kind) and self.frame.language in ("es", "pt", "it", "fr"):
                return self._with_part(after + 1, hour if minute > 0 else hour - 1, minute % 60, written="")
        if self.has(after, "unit.hour") and told and self.frame.language in ("pl", "cs", "fr", "es", "it", "pt"):
            return self._with_part(after + 1, hour, 0, written="")
        if any(k.startswith("unit.") for k in (self.tokens[after].kinds if after < len(self.tokens) else ())):
            return None
        tomorrow = index == 0 and self.has(after, "rel") and self.text(at).isdigit() and 8 <= hour <= 18
        if not told and not tomorrow and not self._part_follows(after):
            return None
        if self.has(after, "mo") or (self.text(after) == "." and self.has(after + 1, "mo")):
            return None
        return self._with_part(after, hour, 0, written="")

    def _is_counted(self, index: int) -> bool:
        """Whether a number word is more than an article."""
        return self.text(index) not in _ARTICLES and not self.has(index, "unit.hour")

    def _part_follows(self, index: int) -> bool:
        return self.has(index, "part") and self.text(index) not in ("lunch", "lunchtime", "over lunch", "after lunch")

    def _with_part(self, after: int, hour: int, minute: int, *, written: str) -> tuple[int, Clock]:
        """The hour in the half of the day that was said, or in the only one in which people meet."""
        if hour > 24 or minute > 59:
            return after, Clock(0, reason="ambiguous-time")
        at = self.skip(after, "of", "the", "in", limit=2)
        if self.has(at, "part") and not self.has(at, "rel"):
            first, last = self.tokens[at].numbers("part")
            if hour <= 12 and last > 12 and hour + 12 < 24 and not (first == 12 == last):
                hour = hour % 12 + 12
            return self._zoned(at + 1), Clock(hour % 24 * 60 + minute)
        exact = hour > 12 or hour == 0 or written.startswith("0")
        sure = exact or hour == 12
        if not exact:
            if 1 <= hour <= 6 and not (
                written and self.frame.language not in ("en", "") and ":" in written and hour > 5
            ):
                hour += 12
            elif hour == 7 and (self.frame.language == "en" or not written):
                return after, Clock(0, reason="ambiguous-time")
        return self._zoned(after), Clock(hour % 24 * 60 + minute, sure=sure)

    def _zoned(self, after: int) -> int:
        return after

    def _part(self, index: int) -> tuple[int, Clock] | None:
        at = self.skip(index, "on", "the", "in", limit=2)
        if not self.has(at, "part") or (
            self.has(at, "rel") and self.text(at) != "tonight" and not self.has(at - 1, "wd", "rel")
        ):
            return None
        first, last = self.tokens[at].numbers("part")
        return at + 1, Clock(first * 60, last * 60 if last > first else first * 60 + 60, sure=False)


_SPOKEN_MINUTES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55)
_ARTICLES = frozenset(
    "a an un une uno una um uma ein eine einen einem einer een en ett et ei couple couple-of yhden jedna jednu par".split()
)
_NUMBERS = (
    "n",
    "nth",
    "ord",
    "clock-exact",
    "clock-read",
    "dotted-clock",
    "half",
    "half-past",
    "quarter-past",
    "quarter-to",
    "part",
)


def _range(first: Clock, second: Clock) -> tuple[int, int]:
    """ "2-4pm" is in the afternoon from its beginning; "10-2" crosses noon."""
    start, end = first.start, second.start
    if second.sure and not first.sure and start > 12 * 60 >= end:
        start -= 12 * 60
    if second.sure and end > 12 * 60 and not first.sure and start < end - 12 * 60:
        start += 12 * 60
    if not second.sure and end <= start and end + 12 * 60 > start and end < 12 * 60:
        end += 12 * 60
    return start, end


def _is_month(number: int) -> bool:
    return 1 <= number <= 12


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
