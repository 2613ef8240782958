"""Times in what people write: a wrong date is worse than none, and what is certain is not missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.times import Offer, Precision, accepted_slot, read_times
from rejoinder.domain.times.calendar import easter
from rejoinder.domain.times.tokens import LONGEST, read
from tests.domain import time_blind_cases as blind
from tests.domain.time_cases import ANSWERS, DEFERRALS, ONLY_ANSWERS, PROPOSALS, RETURNS, ZONES
from tests.effort import effort


def sent_at(language: str) -> datetime:
    return datetime(2026, 5, 12, 9, 0, tzinfo=ZoneInfo(ZONES[language]))


def offers(language: str = "en") -> list[Offer]:
    zone = ZoneInfo(ZONES[language])
    return [
        Offer("A", datetime(2026, 5, 14, 10, 0, tzinfo=zone)),
        Offer("B", datetime(2026, 5, 15, 14, 30, tzinfo=zone)),
    ]


def cases(table: str) -> Iterator[tuple[str, str, list[str]]]:
    for line in table.strip().splitlines():
        language, text, wanted = (part.strip() for part in line.split(" | "))
        yield language, text, wanted.split()


def misread(table: str, read: Callable[[str, str], str]) -> list[str]:
    """The cases of the table that are read as something else than a careful person would."""
    return [
        f"{language}: {text} -> {found}, not {wanted}"
        for language, text, wanted in cases(table)
        if (found := read(language, text)) not in wanted
    ]


def shown(day: date | None) -> str:
    return day.isoformat() if day is not None else "-"


def test_the_day_on_which_an_absent_person_is_back() -> None:
    def back(language: str, text: str) -> str:
        return shown(read_times(text, sent_at=sent_at(language), zone=ZONES[language]).back_on)

    assert misread(RETURNS, back) == []


def test_the_day_until_which_a_person_puts_us_off() -> None:
    def until(language: str, text: str) -> str:
        found = read_times(text, sent_at=sent_at(language), zone=ZONES[language]).deferred_until
        return shown(found.day if found else None)

    assert misread(DEFERRALS, until) == []


def test_the_times_that_a_person_proposes() -> None:
    def proposed(language: str, text: str) -> str:
        zone = ZoneInfo(ZONES[language])
        found = read_times(text, sent_at=sent_at(language), zone=ZONES[language]).proposed
        starts = [m.start for m in found if m.precision is Precision.MINUTE]
        return " ".join(s.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for s in starts if isinstance(s, datetime)) or "-"

    wrong = [case for case in misread(PROPOSALS, proposed) if case.split(" -> ")[1] not in both_times(PROPOSALS)]
    assert wrong == []


def both_times(table: str) -> list[str]:
    """Where a person proposes two times, both are wanted, in order."""
    return [f"{' '.join(wanted)}, not {wanted}" for _, _, wanted in cases(table) if len(wanted) > 1]


def test_the_one_of_two_offered_slots_that_was_taken() -> None:
    def taken(language: str, text: str) -> str:
        return accepted_slot(text, offers(language), sent_at=sent_at(language), zone=ZONES[language]).slot_id or "-"

    assert misread(ANSWERS, taken) == []


def test_whether_the_only_offered_slot_was_taken() -> None:
    def taken(language: str, text: str) -> str:
        only = offers(language)[:1]
        return accepted_slot(text, only, sent_at=sent_at(language), zone=ZONES[language]).slot_id or "-"

    assert misread(ONLY_ANSWERS, taken) == []


# --- what decides -----------------------------------------------------------------------------------


def test_a_time_of_day_without_a_zone_is_not_resolved() -> None:
    found = read_times("Thursday at 3pm?", sent_at=sent_at("en"), zone=None)
    assert found.proposed == ()
    assert {one.reason for one in found.unresolved} == {"no-zone"}


def test_a_zone_that_the_person_names_goes_before_the_leads() -> None:
    found = read_times("Thursday at 3pm ET?", sent_at=sent_at("en"), zone="Europe/London")
    assert found.proposed[0].start == datetime(2026, 5, 14, 15, 0, tzinfo=ZoneInfo("America/New_York"))
    assert found.zone == "America/New_York"


def test_a_date_with_two_readings_needs_a_country_or_a_weekday() -> None:
    def back(text: str, zone: str | None) -> date | None:
        return read_times(text, sent_at=sent_at("en"), zone=zone).back_on

    notice = "I am out of the office and back on 06/09/2026."
    assert back(notice, None) is None
    assert back(notice, "Europe/London") == date(2026, 9, 6)
    assert back(notice, "America/New_York") == date(2026, 6, 9)
    assert back("I am out of the office and back on Tue 06/09/2026.", None) == date(2026, 6, 9)


def test_a_weekday_that_contradicts_its_date_leaves_no_date() -> None:
    found = read_times("I am on leave and back on Monday, 20 May.", sent_at=sent_at("en"), zone="Europe/London")
    assert found.back_on is None
    assert "conflict" in {one.reason for one in found.unresolved}


def test_a_time_alone_belongs_to_the_day_that_was_offered() -> None:
    zone = ZoneInfo("Europe/London")
    same_day = [
        Offer("x", datetime(2026, 5, 14, 9, 30, tzinfo=zone)),
        Offer("y", datetime(2026, 5, 14, 11, tzinfo=zone)),
    ]
    found = read_times("10 works", sent_at=sent_at("en"), zone="Europe/London", offered=same_day)
    assert [m.start for m in found.proposed] == [datetime(2026, 5, 14, 10, 0, tzinfo=zone)]


def test_a_slot_that_is_over_is_not_taken() -> None:
    late = datetime(2026, 5, 14, 10, 1, tzinfo=ZoneInfo("Europe/London"))
    assert accepted_slot("Thursday works", offers(), sent_at=late, zone="Europe/London").slot_id is None
    assert accepted_slot("Yes", offers()[:1], sent_at=late, zone="Europe/London").reason == "past"


def test_an_answer_says_why_nothing_was_taken() -> None:
    def reason(text: str) -> str:
        return accepted_slot(text, offers(), sent_at=sent_at("en"), zone="Europe/London").reason

    assert reason("Thursday works if my boss agrees") == "conditional"
    assert reason("Is Thursday still free?") == "question"
    assert reason("I can't do Thursday") == "negated"
    assert reason("Yes!") == "ambiguous"
    assert reason("Wednesday at 9 then") == "counter-proposal"
    assert reason("How much is it?") in ("question", "nothing-said")


def test_only_the_callers_words_of_a_transcript_count() -> None:
    said = (
        "Assistant: I have Thursday at ten or Friday at half past two.\nCustomer: Uh, the second.\nAssistant: Friday."
    )
    assert accepted_slot(said, offers(), sent_at=sent_at("en"), zone="Europe/London").slot_id == "B"


def test_easter_is_where_the_church_puts_it() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25),
    ]  # fmt: skip


# --- whatever is written ------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    [
        "yes",
        "no",
        "not",
        "Thursday",
        "Freitag",
        "lundi",
        "10",
        "14:30",
        "10.05.",
        "3/4",
        "am",
        "um",
        "at",
        "the",
        "second",
        "until",
        "after",
        "in",
        "weeks",
        "Wochen",
        "back",
        "office",
        "?",
        ",",
        ".",
        "\n",
        "next",
        "Monday",
        "maybe",
        "if",
        "und",
        "or",
        "2027",
        "32",
        "99",
        "31.02.",
        "Q2",
        "morgen",
        "on leave",
        "from",
        "-",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)), st.sampled_from(list(ZONES)))
def test_whatever_is_written_nothing_breaks_and_no_date_lies_in_the_past(text: str, language: str) -> None:
    now, zone = sent_at(language), ZONES[language]
    found = read_times(text, sent_at=now, zone=zone, offered=offers(language))
    assert found.back_on is None or found.back_on > now.date()
    assert found.deferred_until is None or found.deferred_until.day > now.date()
    assert all(m.day >= now.date() and m.day - now.date() < timedelta(days=550) for m in found.proposed)
    taken = accepted_slot(text, offers(language), sent_at=now, zone=zone)
    assert taken.slot_id in (None, "A", "B")


def test_text_that_is_made_to_hurt_is_read_in_no_time() -> None:
    now = sent_at("en")
    for text in (
        ">" * 100_000, "12.03.2027 " * 9_000, "monday " * 14_000, "1." * 50_000, "at 5 or " * 12_000, "<div>" * 20_000,
        "\u202e\u0301a" * 33_000, "a@" * 50_000, "from 4 to 5 " * 8_000,
    ):  # fmt: skip
        read = partial(read_times, text, sent_at=now, zone="Europe/London")
        accepted = partial(accepted_slot, text, offers(), sent_at=now, zone="Europe/London")
        assert effort(read, tries=1) < 200, text[:20]  # at most 30 on an idle core
        assert effort(accepted, tries=1) < 200, text[:20]


def test_no_more_is_read_of_a_long_text_than_of_its_beginning() -> None:
    """However long a text is, the tokens of its first characters are all that is ever looked at."""
    now = sent_at("en")
    for unit in ("12.03.2027 ", "monday at 10 ", "9h-", "1.", "a (at) ", "second week of march "):
        for size in (10 * LONGEST, 40 * LONGEST):
            long = unit * (size // len(unit))
            tokens = sum(len(sentence.tokens) for sentence in read(long).sentences)
            assert tokens <= LONGEST
            assert read(long).text == long[:LONGEST]
            assert read_times(long, sent_at=now, zone="Europe/London") == read_times(
                long[:LONGEST], sent_at=now, zone="Europe/London"
            )


# --- tables that were written blind -------------------------------------------------------------------


def _as_labelled(kind: str, text: str, zone: ZoneInfo, sent: datetime) -> list[str]:
    """What is read, spelt as in the tables."""
    times = read_times(text, sent_at=sent, zone=zone.key)
    if kind == "R":
        return [shown(times.back_on)]
    if kind == "D":
        return [shown(times.deferred_until.day if times.deferred_until else None)]
    return [
        moment.start.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        if moment.precision is Precision.MINUTE and isinstance(moment.start, datetime)
        else f"~{moment.day}"
        for moment in times.proposed
    ] or ["-"]


def _is_part_of(found: list[str], wanted: str) -> bool:
    """Whether nothing is read but times of the label, or the days of them: less than was said, and nothing else."""
    days = [one.lstrip("~")[:10] for one in wanted.split("+")]
    return all(one in wanted.split("+") or (one.startswith("~") and one[1:] in days) for one in found)


def test_times_that_were_written_down_blind_are_read_or_left_out_and_not_misread() -> None:
    for name, least in (("FIRST", 0.96), ("SECOND", 0.96), ("THIRD", 0.96), ("FOURTH", 0.93), ("FIFTH", 0.92)):
        table, sent = getattr(blind, name), getattr(blind, f"{name}_SENT")
        right, missed, wrong = 0, 0, []
        for line in table.strip().splitlines():
            language, kind, text, labels = (part.strip() for part in line.split(" | "))
            zone = ZoneInfo(blind.ZONES[language])
            found = _as_labelled(kind, text, zone, datetime.fromisoformat(sent).replace(tzinfo=zone))
            wanted = labels.split()
            if "+".join(found) in wanted:
                right += 1
            elif found == ["-"] or any(_is_part_of(found, one) for one in wanted):
                missed += 1
            else:
                wrong.append(f"{line} -> {found}")
        assert wrong == []
        assert right / (right + missed) >= least
