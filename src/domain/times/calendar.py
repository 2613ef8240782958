"""Days that have names: feasts, seasons, quarters, working days. Only what every calendar of a region agrees on."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of a later month; its last one where the month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, last_of(year, month + 1).day))


def last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def workday(day: date) -> date:
    """The day itself, or the Monday after the weekend that it falls on."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def next_workday(day: date) -> date:
    return workday(day + DAY)


def add_workdays(day: date, count: int) -> date:
    for _ in range(count):
        day = next_workday(day)
    return day


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


_SOUTH = (
    "Australia/", "Pacific/Auckland", "Africa/Johannesburg", "America/Sao_Paulo", "America/Argentina",
    "America/Buenos_Aires", "America/Santiago", "America/Montevideo", "Antarctica/",
)  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _is_south(zone: str | None) -> bool:
    return (zone or "").startswith(_SOUTH)


def season_start(name: str, today: date, zone: str | None) -> date | None:
    """The first of the month in which the season begins, of the next one that has not begun."""
    month = _SEASONS.get(name)
    if month is None:
        return None
    if _is_south(zone):
        month = (month + 5) % 12 + 1
    first = date(today.year, month, 1)
    return first if first > today else date(today.year + 1, month, 1)


def day_after_feast(name: str, today: date, zone: str | None) -> date | None:
    """The first working day when the feast, or the season, is over; None where that cannot be told from here."""
    for year in (today.year, today.year + 1):
        over = _last_day(name, year, today, zone)
        if over is None:
            return None
        if name in ("summer", "summer-break", "rentree", "vacation-summer") and over >= today:
            return over + DAY
        if over >= today:
            return next_workday(over)
    return None


def _last_day(name: str, year: int, today: date, zone: str | None) -> date | None:
    american = (zone or "").startswith(("America/", "US/"))
    match name:
        case "new-year":
            return date(year, 1, 1)
        case "christmas":
            return date(year, 12, 26)
        case "holidays":
            return date(year, 1, 1) if today.month >= 10 or today <= date(today.year, 1, 5) else None
        case "epiphany":
            return date(year, 1, 6)
        case "easter":
            return easter(year) + timedelta(days=0 if american else 1)
        case "pentecost":
            return easter(year) + timedelta(days=50)
        case "carnival":
            return easter(year) - timedelta(days=46)
        case "thanksgiving":
            return _nth(year, 10, 0, 2) if zone and "Toronto" in zone else _nth(year, 11, 3, 4) + DAY
        case "tax":
            return date(year, 4, 15) if american else None
        case "labor-day":
            return _nth(year, 9, 0, 1)
        case "memorial-day":
            return last_of(year, 5) - timedelta(days=last_of(year, 5).weekday())
        case "july-4":
            return date(year, 7, 4)
        case "midsummer":
            return date(year, 6, 20) + timedelta(days=(5 - date(year, 6, 20).weekday()) % 7 + 1)
        case "ferragosto":
            return date(year, 8, 15)
        case "may-break":
            return date(year, 5, 3)
        case "summer" | "summer-break" | "rentree":
            if _is_south(zone):
                return last_of(year, 2)
            return date(year, 8, 31)
        case "vacation":
            if 5 <= today.month <= 8 and not _is_south(zone):
                return date(year, 8, 31)
            return date(year, 1, 1) if today.month >= 11 else None
        case "autumn" | "winter" | "spring":
            return None
    return None
