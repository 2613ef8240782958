# ruff: noqa: E501 - tables of words read better with one family per line
"""What a number counts: money, shares and spans of time, and the words of days and months, in the languages that we know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rejoinder.domain.times.words import WORDS

_CURRENCIES = {
    "$": r"us\$|u\$s|a\$|c\$|nz\$|\$|dollars?|dolar\w*|dollari|dolares|bucks?|доллар\w*|美元|ドル|달러|دولار\w*|डॉलर",
    "usd": "usd", "cad": "cad", "aud": "aud", "nzd": "nzd", "mxn": "mxn",
    "eur": r"€|eur|euros?|eurot|euroa|евро|欧元|ユーロ|유로|يورو|यूरो",
    "gbp": r"£|gbp|pounds?|quid|sterling|libras?|pfund|фунт\w*|英镑",
    "chf": r"chf|sfr|fr\.|francs?|franken|franchi|francos",
    "jpy": r"¥|￥|jpy|yen|円|日元", "cny": r"cny|rmb|yuan|元|块钱?|人民币", "inr": r"₹|inr|rs\.?|rupees?|रुपये|रुपए|रुपया",
    "krw": r"₩|krw|원", "rub": r"₽|rub|руб\w*|р\.", "try": r"₺|try|tl|lira\w*|lirasi", "pln": r"zł|pln|zl|zloty\w*",
    "kr": r"sek|nok|dkk|kr|kronor|kroner|krona", "czk": r"kc|czk|korun\w*", "huf": r"ft|huf|forint\w*", "ron": r"ron|lei",
    "brl": r"r\$|brl|reais|real", "ils": r"₪|ils|shekels?", "aed": r"aed|dirhams?|درهم", "sar": r"sar|ريال",
    "btc": "btc|bitcoins?", "eth": "eth", "usdt": "usdt", "uah": r"₴|uah|грн\w*|гривен\w*",
    "cent": r"¢|cents?|pence|centimes?|centavos?|centimos?|centesimi|p(?=[ .,!?]|$)",
}  # fmt: skip
_DOLLARS = frozenset({"$", "usd", "cad", "aud", "nzd"})
_PERCENT = (
    r"%|％|percents?|per cent|pct|prozent\w*|pour ?cent|por ciento|per cento|por cento|procent\w*|prosent\w*|procenta"
    r"|процент\w*|szazalek\w*|yuzde|パーセント|퍼센트|بالمئة|بالمائة|في المئة|في المائة|प्रतिशत|फीसदी|phan tram"
)
_MORE_SPANS = {
    "second": "seconds?|sekunden?|secondes?|segundos?|secondi|секунд\\w*|秒",
    "minute": "min|mins|minuten?|minuter|минут\\w*|dakika|分钟|分間|분|minuuttia|دقيقة|دقائق|मिनट",
    "hour": "h|hrs?|std|uur|uren|hodin\\w*|час\\w*|saat|小时|時間|시간|tuntia|ora|orara|ساعة|ساعات|घंटे|घंटा|timmars|timmes|oras",
    "day": "werktag\\w*|arbeitstag\\w*|jours?|gun|дн\\w+|день|день|суток|天|日間|日|일|paivaa|nap|napon|يوم|ايام|أيام|दिन|dagars|dages|zile|kalendertag\\w*|tages",
    "week": "wks?|weken|недел\\w*|hafta|周|星期|週間|주|viikkoa|viikon|het|اسبوع|أسبوع|اسابيع|हफ्ते|सप्ताह|veckors|ugers|saptamani|wochig\\w*|uker?",
    "month": "mths?|месяц\\w*|ay|个月|個月|か月|ヶ月|개월|달|kuukautta|honap|شهر|اشهر|أشهر|महीने|maneders|luni|monatig\\w*",
    "decade": "decades?|jahrzehnte?n?|decennies?|decadas?|decenni[oa]?|decennia|dekad\\w*",
    "century": "centur(?:y|ies)|jahrhunderte?n?|siecles?|siglos?|secol[oi]|eeuwen?|seculos?",
    "year": "yrs?|лет|год\\w*|yil|年|년|vuotta|vuoden|ev|سنة|سنوات|عام|साल|वर्ष|ani|jahrig\\w*",
}
_NOT_SPANS = frozenset({"an", "time", "mo", "mos", "ar", "den", "or", "luna", "kk", "let", "an's"})


def _phrases(kind: str) -> list[str]:
    """Every phrase of that kind, in all languages; stems as patterns."""
    found: list[str] = []
    for table in WORDS.values():
        for line in table.splitlines():
            name, _, phrases = line.partition(":")
            if name == kind:
                found += [phrase.strip() for phrase in phrases.split(",")]
    return [phrase for phrase in found if phrase]


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\*", r"\w*") for word in words}, key=len, reverse=True))


def _spans() -> dict[str, str]:
    spans: dict[str, str] = {}
    for unit, more in _MORE_SPANS.items():
        words = {w for w in _phrases(f"unit.{unit}") if not w.startswith("~") and w not in _NOT_SPANS}
        if unit == "day":
            words |= {w for w in _phrases("unit.workday") if not w.startswith("~")}
        spans[unit] = f"{_either(words)}|{more}" if words else more
    return spans


_SPANS = _spans()
_KINDS: Mapping[str, tuple[str, str]] = {
    **{f"c_{n}": ("money", unit) for n, unit in enumerate(_CURRENCIES)},
    "percent": ("percentage", "%"),
    **{f"s_{unit}": ("duration", unit) for unit in _SPANS},
}
_AFTER = "|".join(
    (
        f"(?P<percent>{_PERCENT})",
        *(f"(?P<c_{n}>{words})" for n, words in enumerate(_CURRENCIES.values())),
        *(f"(?P<s_{unit}>{words})" for unit, words in _SPANS.items()),
    )
)
_BY_SIGN = re.compile(f"[ \u00a0\u202f-]?(?:{_AFTER})(?![^\\W\\d_\u3000-\u9fff\uac00-\ud7af])")
_BEFORE = re.compile(
    "(?:(?P<percent>%|％|yuzde|百分之)|"
    + "|".join(f"(?P<c_{n}>{words})" for n, words in enumerate(_CURRENCIES.values()))
    + r")[ \u00a0\u202f:]?$"
)


def unit_after(folded: str, end: int) -> tuple[str, str, int] | None:
    """(kind, unit, where it ends) of what stands right after a number."""
    found = _BY_SIGN.match(folded, end)
    if found is None or found.lastgroup is None:
        return None
    return (*_KINDS[found.lastgroup], found.end())


def unit_before(folded: str, start: int) -> tuple[str, str, int] | None:
    """(kind, unit, where it begins) of what stands right before a number: `$ 5`, `EUR 5`, `%20`."""
    window = max(0, start - 12)
    found = _BEFORE.search(folded[window:start])
    if found is None or found.lastgroup is None:
        return None
    begins = window + found.start()
    if begins and folded[begins].isascii() and folded[begins].isalnum() and folded[begins - 1].isalnum():
        return None
    return (*_KINDS[found.lastgroup], begins)


def is_same_unit(one: str, other: str) -> bool:
    """Whether two units may name one thing: a bare dollar sign is any dollar."""
    return one == other or ("$" in (one, other) and {one, other} <= _DOLLARS)


# --- days and months ------------------------------------------------------------------------------------------------------

_NOT_DAYS = frozenset({
    "maine", "sali", "mart", "marti", "ma", "nap", "second", "seconda", "segunda", "segundo", "quarta", "quinta", "sexta",
    "terca", "fall", "spring", "may", "mai", "maj", "mayo", "mars", "marca", "luna", "luni", "marco", "feber",
})  # fmt: skip
_ALSO = {"wd0": "lunes lundi lunedi poniedzialek понедельник", "rel0": "tonight"}


def _named(kinds: Iterable[str], *, shortest: int) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind in kinds:
        words = [*_phrases(kind), *_ALSO.get(kind, "").split()]
        for word in words:
            if not word.startswith("~") and len(word) >= shortest and word not in _NOT_DAYS:
                names.setdefault(word, kind)
    return names


_WEEKDAYS = _named((f"wd{n}" for n in range(7)), shortest=4)
_RELATIVE = {w: k for w, k in _named(("rel0", "rel1", "rel2"), shortest=4).items() if w not in ("morgen", "manana")}
_RELATIVE |= {
    "morgen fruh": "rel1",
    "manana": "rel1",
    "hoy": "rel0",
    "明日": "rel1",
    "明天": "rel1",
    "今天": "rel0",
    "今日": "rel0",
    "내일": "rel1",
    "오늘": "rel0",
    "غدا": "rel1",
    "اليوم": "rel0",
    "कल": "rel1",
    "आज": "rel0",
}
_WEEKDAYS |= {
    day: f"wd{n}"
    for n, days in enumerate(
        (
            "月曜 星期一 周一 월요일 الاثنين सोमवार",
            "火曜 星期二 周二 화요일 الثلاثاء मंगलवार",
            "水曜 星期三 周三 수요일 الاربعاء الأربعاء बुधवार",
            "木曜 星期四 周四 목요일 الخميس गुरुवार",
            "金曜 星期五 周五 금요일 الجمعة शुक्रवार",
            "土曜 星期六 周六 토요일 السبت शनिवार",
            "日曜 星期日 星期天 周日 일요일 الاحد الأحد रविवार",
        )
    )
    for day in days.split()
}
_MONTHS = _named((f"mo{n}" for n in range(1, 13)), shortest=3)
_MONTHS |= {
    "may": "mo5",
    "mai": "mo5",
    "maj": "mo5",
    "mayo": "mo5",
    "mars": "mo3",
    "mart": "mo3",
    "mar": "mo3",
    "marca": "mo3",
}
_LONG_MONTHS = {w: k for w, k in _MONTHS.items() if len(w) > 4 and w not in _NOT_DAYS} | {
    "june": "mo6",
    "july": "mo7",
    "juni": "mo6",
    "juli": "mo7",
    "juin": "mo6",
}
DAY_WORD = re.compile(
    rf"(?<!\w)(?:{_either([*_WEEKDAYS, *_RELATIVE])})(?!\w)|"
    + "|".join(w for w in (*_WEEKDAYS, *_RELATIVE) if "\u3000" <= w[0] <= "\ud7af")
)
MONTH_WORD = re.compile(rf"(?<!\w)(?:{_either(_LONG_MONTHS)})(?!\w)")
MONTHS = _either(_MONTHS)
_STEMS = [
    (re.compile(_either([w])), k)
    for w, k in (*_WEEKDAYS.items(), *_RELATIVE.items(), *_MONTHS.items())
    if w.endswith("*")
]


def day_named(word: str) -> str:
    """Which weekday or relative day a folded word is, in whatever language: `wd1` for Tuesday."""
    return _WEEKDAYS.get(word) or _RELATIVE.get(word) or _stem(word)


def month_named(word: str) -> int:
    named = _MONTHS.get(word) or _stem(word)
    return int(named.removeprefix("mo"))


def _stem(word: str) -> str:
    return next((kind for pattern, kind in _STEMS if pattern.fullmatch(word)), word)
