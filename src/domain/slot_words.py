"""How a slot is said, and which slots a text of ours says, in the languages that we write.

`domain/times` reads what people write, and abstains where it is not sure. Here it is the other way round: what our own
text says is held against the calendar, so every time that it may mean counts. The words of days and months are its.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rejoinder.domain.contacts import fold
from rejoinder.domain.times.words import WORDS


@dataclass(frozen=True, slots=True)
class _Language:
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    label: str
    offer: str
    or_: str
    confirmed: str
    place: str
    gone: str
    none_left: str
    link: str


_LANGUAGES: Mapping[str, _Language] = {
    "en": _Language(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"),
        "{weekday} {day} {month}, {time} ({zone})",
        "Would one of these times suit you? {times}.",
        "or",
        "You are booked: {time}.",
        "Join or find us here: {place}",
        "That time has been taken in the meantime, sorry. Would one of these suit you? {times}.",
        "That time has been taken in the meantime, sorry. Which other day and time would suit you?",
        "Please confirm the time here, it takes a moment: {link}",
    ),
    "de": _Language(
        ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
         "Dezember"),
        "{weekday}, {day}. {month}, {time} Uhr ({zone})",
        "Passt Ihnen einer dieser Termine? {times}.",
        "oder",
        "Ihr Termin steht: {time}.",
        "Hier erreichen Sie uns: {place}",
        "Dieser Termin ist inzwischen leider vergeben. Passt Ihnen einer von diesen? {times}.",
        "Dieser Termin ist inzwischen leider vergeben. Welcher andere Tag und welche Uhrzeit passen Ihnen?",
        "Bitte bestätigen Sie den Termin kurz hier: {link}",
    ),
    "fr": _Language(
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre"),
        "{weekday} {day} {month}, {time} ({zone})",
        "L'un de ces créneaux vous conviendrait-il ? {times}.",
        "ou",
        "Votre rendez-vous est confirmé : {time}.",
        "Pour nous rejoindre : {place}",
        "Ce créneau vient d'être pris, désolé. L'un de ceux-ci vous conviendrait-il ? {times}.",
        "Ce créneau vient d'être pris, désolé. Quel autre jour et quelle heure vous conviendraient ?",
        "Merci de confirmer le rendez-vous ici : {link}",
    ),
    "es": _Language(
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
         "noviembre", "diciembre"),
        "{weekday} {day} de {month}, {time} ({zone})",
        "¿Le vendría bien alguno de estos horarios? {times}.",
        "o",
        "Su cita está confirmada: {time}.",
        "Puede unirse aquí: {place}",
        "Ese horario acaba de ocuparse, lo sentimos. ¿Le vendría bien alguno de estos? {times}.",
        "Ese horario acaba de ocuparse, lo sentimos. ¿Qué otro día y a qué hora le vendría bien?",
        "Por favor, confirme la cita aquí: {link}",
    ),
    "it": _Language(
        ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
         "novembre", "dicembre"),
        "{weekday} {day} {month}, {time} ({zone})",
        "Le andrebbe bene uno di questi orari? {times}.",
        "o",
        "Il suo appuntamento è confermato: {time}.",
        "Ci trova qui: {place}",
        "Quell'orario è stato appena preso, ci dispiace. Le andrebbe bene uno di questi? {times}.",
        "Quell'orario è stato appena preso, ci dispiace. Quale altro giorno e orario le andrebbe bene?",
        "Per favore confermi l'appuntamento qui: {link}",
    ),
    "pt": _Language(
        ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
        ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
         "novembro", "dezembro"),
        "{weekday}, {day} de {month}, {time} ({zone})",
        "Algum destes horários lhe convém? {times}.",
        "ou",
        "A sua reunião está marcada: {time}.",
        "Encontra-nos aqui: {place}",
        "Esse horário acabou de ser ocupado, lamentamos. Algum destes lhe convém? {times}.",
        "Esse horário acabou de ser ocupado, lamentamos. Que outro dia e hora lhe convém?",
        "Por favor, confirme o horário aqui: {link}",
    ),
    "nl": _Language(
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
         "december"),
        "{weekday} {day} {month}, {time} uur ({zone})",
        "Komt een van deze tijden u uit? {times}.",
        "of",
        "Uw afspraak staat: {time}.",
        "U vindt ons hier: {place}",
        "Dat tijdstip is helaas net bezet. Komt een van deze u uit? {times}.",
        "Dat tijdstip is helaas net bezet. Welke andere dag en tijd komen u uit?",
        "Bevestig de afspraak hier: {link}",
    ),
    "pl": _Language(
        ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
        ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
         "listopada", "grudnia"),
        "{weekday}, {day} {month}, {time} ({zone})",
        "Czy odpowiada Państwu któryś z tych terminów? {times}.",
        "lub",
        "Spotkanie jest umówione: {time}.",
        "Tutaj się spotkamy: {place}",
        "Ten termin został właśnie zajęty, przepraszamy. Czy odpowiada Państwu któryś z tych? {times}.",
        "Ten termin został właśnie zajęty, przepraszamy. Jaki inny dzień i godzina Państwu odpowiada?",
        "Prosimy potwierdzić termin tutaj: {link}",
    ),
    "sv": _Language(
        ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
         "december"),
        "{weekday} {day} {month} kl. {time} ({zone})",
        "Passar någon av de här tiderna? {times}.",
        "eller",
        "Mötet är bokat: {time}.",
        "Här hittar du oss: {place}",
        "Den tiden har tyvärr blivit upptagen. Passar någon av de här? {times}.",
        "Den tiden har tyvärr blivit upptagen. Vilken annan dag och tid passar?",
        "Bekräfta tiden här, tack: {link}",
    ),
    "da": _Language(
        ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
        ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
         "december"),
        "{weekday} den {day}. {month} kl. {time} ({zone})",
        "Passer et af disse tidspunkter? {times}.",
        "eller",
        "Mødet er booket: {time}.",
        "Her finder du os: {place}",
        "Det tidspunkt er desværre lige blevet optaget. Passer et af disse? {times}.",
        "Det tidspunkt er desværre lige blevet optaget. Hvilken anden dag og tid passer?",
        "Bekræft venligst tidspunktet her: {link}",
    ),
    "no": _Language(
        ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
        ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
         "desember"),
        "{weekday} {day}. {month} kl. {time} ({zone})",
        "Passer et av disse tidspunktene? {times}.",
        "eller",
        "Møtet er booket: {time}.",
        "Her finner du oss: {place}",
        "Det tidspunktet ble dessverre nettopp tatt. Passer et av disse? {times}.",
        "Det tidspunktet ble dessverre nettopp tatt. Hvilken annen dag og tid passer?",
        "Bekreft gjerne tidspunktet her: {link}",
    ),
    "fi": _Language(
        ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
        ("tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta",
         "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"),
        "{weekday} {day}. {month} klo {time} ({zone})",
        "Sopisiko jokin näistä ajoista? {times}.",
        "tai",
        "Tapaaminen on varattu: {time}.",
        "Löydät meidät täältä: {place}",
        "Tuo aika ehdittiin valitettavasti varata. Sopisiko jokin näistä? {times}.",
        "Tuo aika ehdittiin valitettavasti varata. Mikä muu päivä ja kellonaika sopisi?",
        "Vahvistathan ajan täällä: {link}",
    ),
    "cs": _Language(
        ("pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle"),
        ("ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu",
         "prosince"),
        "{weekday} {day}. {month}, {time} ({zone})",
        "Vyhovuje vám některý z těchto termínů? {times}.",
        "nebo",
        "Schůzka je domluvena: {time}.",
        "Najdete nás zde: {place}",
        "Tento termín byl bohužel mezitím obsazen. Vyhovuje vám některý z těchto? {times}.",
        "Tento termín byl bohužel mezitím obsazen. Jaký jiný den a čas vám vyhovuje?",
        "Termín prosím potvrďte zde: {link}",
    ),
    "tr": _Language(
        ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
        ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
        "{day} {month} {weekday}, {time} ({zone})",
        "Bu saatlerden biri size uyar mı? {times}.",
        "veya",
        "Randevunuz oluşturuldu: {time}.",
        "Bize buradan ulaşabilirsiniz: {place}",
        "Bu saat az önce doldu, üzgünüz. Bunlardan biri size uyar mı? {times}.",
        "Bu saat az önce doldu, üzgünüz. Hangi başka gün ve saat size uyar?",
        "Lütfen saati buradan onaylayın: {link}",
    ),
    "ro": _Language(
        ("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"),
        ("ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie",
         "noiembrie", "decembrie"),
        "{weekday}, {day} {month}, {time} ({zone})",
        "Vi se potrivește una dintre aceste ore? {times}.",
        "sau",
        "Întâlnirea este programată: {time}.",
        "Ne găsiți aici: {place}",
        "Ora aceea tocmai a fost ocupată, ne pare rău. Vi se potrivește una dintre acestea? {times}.",
        "Ora aceea tocmai a fost ocupată, ne pare rău. Ce altă zi și oră vi se potrivesc?",
        "Vă rugăm să confirmați ora aici: {link}",
    ),
    "hu": _Language(
        ("hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap"),
        ("január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október",
         "november", "december"),
        "{month} {day}., {weekday}, {time} ({zone})",
        "Megfelel Önnek valamelyik időpont? {times}.",
        "vagy",
        "A találkozó időpontja: {time}.",
        "Itt talál minket: {place}",
        "Ezt az időpontot sajnos közben lefoglalták. Megfelel Önnek valamelyik ezek közül? {times}.",
        "Ezt az időpontot sajnos közben lefoglalták. Melyik másik nap és óra felelne meg?",
        "Kérjük, itt erősítse meg az időpontot: {link}",
    ),
    "ru": _Language(
        ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
        ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
         "декабря"),
        "{weekday}, {day} {month}, {time} ({zone})",
        "Вам подойдёт какое-нибудь из этих времён? {times}.",
        "или",
        "Встреча назначена: {time}.",
        "Мы будем здесь: {place}",
        "К сожалению, это время уже занято. Подойдёт ли что-нибудь из этого? {times}.",
        "К сожалению, это время уже занято. Какой другой день и время вам подойдут?",
        "Пожалуйста, подтвердите время здесь: {link}",
    ),
    "ja": _Language(
        ("月", "火", "水", "木", "金", "土", "日"),
        tuple(str(month) for month in range(1, 13)),
        "{month}月{day}日({weekday}) {time} ({zone})",
        "次の日時のいずれかはご都合いかがでしょうか。{times}",
        "/",
        "ご予約を承りました。{time}",
        "こちらでお会いしましょう: {place}",
        "申し訳ございません、その日時は埋まってしまいました。次のいずれかはいかがでしょうか。{times}",
        "申し訳ございません、その日時は埋まってしまいました。他にご都合のよい日時をお知らせください。",
        "こちらから日時をご確認ください: {link}",
    ),
    "zh": _Language(
        ("一", "二", "三", "四", "五", "六", "日"),
        tuple(str(month) for month in range(1, 13)),
        "{month}月{day}日(周{weekday}) {time} ({zone})",
        "以下时间您方便吗？{times}",
        "/",
        "您的预约已确认：{time}",
        "地点或链接：{place}",
        "抱歉，这个时间刚刚被预订了。以下时间您方便吗？{times}",
        "抱歉，这个时间刚刚被预订了。您哪天什么时间方便？",
        "请在此确认时间：{link}",
    ),
}  # fmt: skip


_SAME: Mapping[str, str] = {"nb": "no", "nn": "no"}
TOLD_IN = frozenset(_LANGUAGES)
"""ISO 639-1 codes of the languages in which times are told."""


def _words(language: str) -> _Language:
    code = language.lower().replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(_SAME.get(code, code), _LANGUAGES["en"])


def told(starts_at: datetime, zone: str, language: str = "en") -> str:
    """`Tuesday 25 November, 3:00 PM (Europe/London)`; English where we do not write the language."""
    words, local = _words(language), starts_at.astimezone(ZoneInfo(zone))
    clock = f"{local:%I:%M %p}".lstrip("0") if words is _LANGUAGES["en"] else f"{local:%H:%M}"
    return words.label.format(
        weekday=words.weekdays[local.weekday()],
        day=local.day,
        month=words.months[local.month - 1],
        time=clock,
        zone=zone,
    )


def every_spelling(starts_at: datetime, zone: str) -> list[str]:
    """The slot in every language that we write: what a text may name of it."""
    return [told(starts_at, zone, language) for language in _LANGUAGES]


def offer_text(labels: Sequence[str], language: str = "en") -> str:
    """The question that offers these times; empty without any."""
    return _words(language).offer.format(times=_listed(labels, language)) if labels else ""


def confirmation_text(label: str, place: str = "", language: str = "en") -> str:
    """Tells a person that they are booked, and where."""
    words = _words(language)
    confirmed = words.confirmed.format(time=label)
    return f"{confirmed} {words.place.format(place=place)}" if place else confirmed


def gone_text(labels: Sequence[str], language: str = "en") -> str:
    """Tells a person that somebody else was quicker, with other times where there are any."""
    words = _words(language)
    return words.gone.format(times=_listed(labels, language)) if labels else words.none_left


def link_text(link: str, language: str = "en") -> str:
    """Asks a person to confirm the time themselves."""
    return _words(language).link.format(link=link)


def _listed(labels: Sequence[str], language: str) -> str:
    return f" {_words(language).or_} ".join(labels)


# --- which times a text says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaidTime:
    """One time of day in a text, with the day that it belongs to."""

    minutes: frozenset[int]
    """Minutes after midnight that it may mean: two where neither morning nor afternoon is said."""
    weekday: int | None
    day: int | None
    month: int | None

    @property
    def has_day(self) -> bool:
        return self.weekday is not None or self.day is not None

    def fits(self, local: datetime) -> bool:
        """Whether it may mean that moment; everything that is said of the day must be right."""
        return (
            local.hour * 60 + local.minute in self.minutes
            and self.weekday in (None, local.weekday())
            and self.day in (None, local.day)
            and self.month in (None, local.month)
        )


_SIGNS = ("ja", "zh")
"""Languages whose words for days are single signs; their dates are read as numbers."""


def _named(kind: str, own: Mapping[str, int]) -> dict[str, int]:
    """Folded words to their numbers: ours, and those by which the reader of times knows them, other cases included."""
    found = {fold(word): number for word, number in own.items()}
    elsewhere = {  # "segunda" is Monday, and the second
        word.strip()
        for lines in WORDS.values()
        for line in lines.strip().splitlines()
        if not re.match(r"(?:wd|mo)\d", line)
        for word in line.partition(":")[2].split(",")
    }
    for lines in WORDS.values():
        for line in lines.strip().splitlines():
            stated, _, listed = line.partition(":")
            if not re.fullmatch(rf"{kind}\d+", stated):
                continue
            number = int(stated.removeprefix(kind))
            for word in listed.split(", "):
                plain = word.strip()
                if plain.isalpha() and len(plain) > 3 and plain not in elsewhere:
                    found.setdefault(plain, number)
    return found


_WEEKDAYS = _named(
    "wd", {w: n for code, words in _LANGUAGES.items() if code not in _SIGNS for n, w in enumerate(words.weekdays)}
)
_WEEKDAYS |= {word[:3].lower(): n for n, word in enumerate(_LANGUAGES["en"].weekdays)}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_MONTHS = _named(
    "mo", {w: n for code, words in _LANGUAGES.items() if code not in _SIGNS for n, w in enumerate(words.months, 1)}
)
_MONTHS |= {word[:3].lower(): n for n, word in enumerate(_LANGUAGES["en"].months, 1)} | {"sept": 9}


def _one_of(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DAY = re.compile(
    rf"(?<!\w)(?:(?P<weekday>{_one_of(_WEEKDAYS)})\b\.?,?\s*(?:the\s+|den\s+|le\s+|el\s+)?)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+|de\s+)?(?P<month>{_one_of(_MONTHS)})(?!\w)"
    rf"|(?P<month2>{_one_of(_MONTHS)})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])"
    r"|(?P<year>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))"
    r"|(?P<month4>\d{1,2})\s?月\s?(?P<day4>\d{1,2})\s?[日号]"
    rf"|(?<!\w)(?P<only>{_one_of(_WEEKDAYS)})(?!\w)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.:])(?:(?P<h1>\d{1,2})(?:[:.h](?P<m1>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<h2>\d{1,2})[:h](?P<m2>\d{2})(?:\s*(?P<clock2>uhr))?(?!\d)|(?P<h3>\d{1,2})\s*(?P<clock3>uhr|h(?!\w)|o['’]?clock))",
    re.IGNORECASE,
)
_LONGEST = 20_000


def said_times(text: str) -> list[SaidTime]:
    """Every time of day in the text, with the day named last before it, or else the first one named after it."""
    text = fold(text[:_LONGEST])
    days = list(_DAY.finditer(text))
    found = []
    for match in _TIME.finditer(text):
        minutes = _minutes(match)
        if not minutes:
            continue
        before = [day for day in days if day.end() <= match.start()]
        after = [day for day in days if day.start() >= match.end()]
        nearest = before[-1] if before else after[0] if after else None
        found.append(SaidTime(minutes, *_day_of(nearest)))
    return found


def _minutes(match: re.Match[str]) -> frozenset[int]:
    hour = int(match["h1"] or match["h2"] or match["h3"])
    minute = int(match["m1"] or match["m2"] or 0)
    if hour > 24 or minute > 59:
        return frozenset()
    if match["half"]:
        if not 1 <= hour <= 12:
            return frozenset()
        late = match["half"].lower().startswith("p")
        return frozenset({((hour % 12) + (12 if late else 0)) * 60 + minute})
    plain = hour % 24 * 60 + minute
    if hour >= 12 or hour == 0 or match["clock2"] or (match["clock3"] or "").lower() in ("uhr", "h"):
        return frozenset({plain})
    return frozenset({plain, plain + 12 * 60})


def _day_of(match: re.Match[str] | None) -> tuple[int | None, int | None, int | None]:
    if match is None:
        return None, None, None
    word = match["weekday"] or match["only"]
    day = match["day"] or match["day2"] or match["day3"] or match["day4"]
    if numbered := match["month3"] or match["month4"]:
        month: int | None = int(numbered)
    else:
        named = match["month"] or match["month2"]
        month = _MONTHS[named.lower()] if named else None
    return (_WEEKDAYS[word.lower()] if word else None), (int(day) if day else None), month
