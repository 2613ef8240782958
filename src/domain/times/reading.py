# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""What a message says about when: proposals, deferrals and returns (`read_times`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from rejoinder.domain.contacts import fold
from rejoinder.domain.times import cues
from rejoinder.domain.times.calendar import DAY, next_workday, workday
from rejoinder.domain.times.expressions import Expression, Frame, expressions
from rejoinder.domain.times.model import Moment, Offer, Precision, Times, Unresolved
from rejoinder.domain.times.speech import caller_said
from rejoinder.domain.times.tokens import LONGEST, Reading, Sentence, read
from rejoinder.domain.times.words import MARKERS
from rejoinder.domain.times.zones import home_language, is_month_first, known_zone, stated_zone

_FURTHEST = timedelta(days=500)
_MOST = 60
"""Expressions of one message that are read."""
_MOST_WORDS = 450
"""Words of time in a message of a person; what has more of them is a table, and no date is taken from it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence with its expressions and languages."""

    sentence: Sentence
    found: Sequence[Expression]
    languages: tuple[str, ...]

    @property
    def folded(self) -> str:
        return self.sentence.folded

    def place(self, expression: Expression) -> int:
        """Which of the sentence's expressions it is; a changed copy is where its words are."""
        return next(index for index, one in enumerate(self.found) if one.start == expression.start)

    def before(self, expression: Expression) -> str:
        """The words between the expression and the one before it, or the beginning."""
        at = self.place(expression)
        begin = self.found[at - 1].end if at else self.sentence.start
        return self.folded[begin - self.sentence.start : expression.start - self.sentence.start]

    def behind(self, expression: Expression) -> str:
        """The words between the expression and the next one, or the end."""
        at = self.place(expression)
        last = self.found[at + 1].start if at + 1 < len(self.found) else self.sentence.start + len(self.folded)
        return self.folded[expression.end - self.sentence.start : last - self.sentence.start]


@dataclass(frozen=True, slots=True)
class Scene:
    """A message, read once: its sentences, and what dates are resolved against."""

    reading: Reading
    said: Sequence[Said]
    frame: Frame
    sent_at: datetime
    zone: str | None
    zone_unclear: bool

    def cut(self, start: int, end: int) -> str:
        return self.reading.cut(start, end)


_MINUTES = re.compile(r"(?<!\w)((?:alle|ore|las|às|as) \d{1,2}) (?:e|y) ([0-5]\d)(?!\w)", re.IGNORECASE)


def _with_colon(hour: re.Match[str]) -> str:
    """ "alle 14 e 30" as figures, at the same offsets."""
    return f"{hour[1]}:{hour[2]}".ljust(len(hour[0]))


def scene_of(text: str, sent_at: datetime, zone: str | None) -> Scene:
    """The message as sentences with expressions; a zone that it names goes before `zone`."""
    reading = read(_MINUTES.sub(_with_colon, caller_said(text[:LONGEST])), home_language(zone))
    named, unclear = stated_zone(reading.text, sent_at, zone if known_zone(zone) else None)
    here: tzinfo = known_zone(named) or known_zone(zone) or sent_at.tzinfo or UTC
    home = known_zone(zone)
    today = sent_at.astimezone(home or here).date()
    frames: dict[str, Frame] = {}
    said = []
    read_so_far = 0
    countless = sum(bool(token.kinds) for sentence in reading.sentences for token in sentence.tokens) > _MOST_WORDS
    for sentence in reading.sentences:
        language = sentence.language
        if language not in frames:
            frames[language] = Frame(today, zone, language, is_month_first(language, zone))
        languages = tuple(dict.fromkeys((language, reading.language or language, "any")))
        found = expressions(sentence.tokens, frames[language]) if read_so_far < _MOST and not countless else []
        read_so_far += len(found)
        said.append(Said(sentence, found, languages))
    main = Frame(today, zone, reading.language or "en", is_month_first(reading.language, zone))
    return Scene(reading, said, main, sent_at, named, unclear)


def read_times(
    text: str, *, sent_at: datetime, zone: str | None, offered: Sequence[Offer] = (), asked: str = ""
) -> Times:
    """What `text` says about when, as of `sent_at` (aware). `zone` is the lead's IANA zone; a zone that the person
    names goes before it, and without either no time of day is resolved.

    `offered` are the slots that we had offered and `asked` is what we said before: "10 works" is a proposal for the day
    on which all of them lie.
    """
    scene = scene_of(text, sent_at, zone)
    if not offered and not any(said.found for said in scene.said):
        return Times()
    unresolved: list[Unresolved] = []
    back, back_evidence = _back_on(scene, unresolved)
    deferred = _deferred(scene, back, unresolved, about_meeting=bool(offered) or _asks_to_meet(asked))
    anchor = _anchor(scene, offered, asked)
    proposed = _proposed(scene, anchor, back, deferred, unresolved) or _bare_hour(scene, anchor)
    starts = {offer.start for offer in offered}
    proposed = [moment for moment in proposed if moment.start not in starts]
    known = known_zone(scene.zone)
    return Times(
        proposed=tuple(proposed),
        deferred_until=deferred,
        back_on=back,
        back_evidence=back_evidence,
        zone=scene.zone or "" if known and any(isinstance(m.start, datetime) for m in proposed) else "",
        unresolved=tuple(dict.fromkeys(unresolved)),
    )


# --- returns ------------------------------------------------------------------------------------------


def _back_on(scene: Scene, unresolved: list[Unresolved]) -> tuple[date | None, str]:
    """The day on which an absent person is back, where the message says so once, or twice alike."""
    away = any(cues.has("away", said.folded, said.languages) for said in scene.said)
    returns: list[tuple[date, str]] = []
    ends: list[tuple[date, str]] = []
    for said in scene.said:
        absent = cues.has("away", said.folded, said.languages)
        returning = _speaks_of_return(said.folded, said.languages)
        for expression in said.found:
            day = expression.day
            if day is None:
                continue
            evidence = scene.cut(expression.start, expression.end)
            if day.relative and not away:
                continue
            if day.first is None or day.feast:
                if (absent or returning) and away and not day.feast:
                    unresolved.append(Unresolved(evidence, day.reason or "no-day"))
                continue
            if day.precision in _COARSE:
                if away and (absent or returning):
                    unresolved.append(Unresolved(evidence, "no-day"))
                continue
            if cues.has("swap", said.before(expression)[-14:], ("en",)) and " than" in said.before(expression)[-14:]:
                continue
            verdict = _return_day(said, expression, absent, returning)
            if verdict is None:
                continue
            kind, at = verdict
            if at <= scene.frame.today or at - scene.frame.today > _FURTHEST:
                if day.reason == "past" or at <= scene.frame.today:
                    unresolved.append(Unresolved(evidence, "past"))
                continue
            (returns if kind == "back" else ends).append((at, evidence))
    if not away and not any(_is_return_sentence(said) for said in scene.said):
        return None, ""
    for found in (returns, ends):
        days = {day for day, _ in found}
        if len(days) == 1:
            return found[0]
        if days:
            unresolved.append(Unresolved(found[0][1], "conflict"))
            return None, ""
    return None, ""


_CALLED_BACK = re.compile(
    r"(?<!\w)(?:call|get|come|write|circle|check|reach|ring|report|hear|try|touch|text|ping|message|e?mail|phone|push|talk|speak|give|bounce)\w*"
    r"(?: (?:me|us|you|him|her|them))? back(?!\w)|(?<!\w)back[- ](?:to[- ]back|and forth|up|end|office)(?!\w)"
)


def _speaks_of_return(words: str, languages: Sequence[str]) -> bool:
    """Whether somebody comes back; to call somebody back is no return."""
    return cues.has("back", _CALLED_BACK.sub(" ", words), languages)


def _is_return_sentence(said: Said) -> bool:
    return _speaks_of_return(said.folded, said.languages)


def _return_day(said: Said, expression: Expression, absent: bool, back: bool) -> tuple[str, date] | None:
    """`back` and the day, or `end` and the working day after the absence, or None where it is neither."""
    day = expression.day
    assert day is not None
    assert day.first is not None
    last = day.last or day.first
    before, behind = said.before(expression), said.behind(expression)
    english = said.sentence.language == "en"
    returning = _nearest_return(said, expression)
    if day.last is not None and day.last > day.first and (absent or expression.lead in ("from", "until")):
        return "end", next_workday(last)
    if expression.lead == "after" and returning:
        return "end", next_workday(last)
    if expression.lead == "until" or expression.ranged:
        starts = expression.ranged and expression.lead != "until"
        if starts:
            return None
        if not (absent or back):
            return None
        if returning and not expression.ranged and not expression.inclusive and _is_not_until(before, english):
            return "back", day.first
        if english and not expression.inclusive and not expression.ranged:
            return "end", workday(last)
        if expression.inclusive or not english or expression.ranged:
            return "end", next_workday(last)
    if returning and expression.lead in ("", "from", "in") and not _is_past(said, expression):
        return "back", day.first
    if expression.lead == "from" and returning:
        return "back", day.first
    del behind
    return None


def _is_not_until(before: str, english: bool) -> bool:
    """ "will not return until the 26th" is back on the 26th."""
    return english and any(word in before for word in ("not ", "n't", "won't"))


def _nearest_return(said: Said, expression: Expression) -> bool:
    """Whether the words beside the expression speak of coming back, rather than of leaving."""
    before, behind = said.before(expression), said.behind(expression)
    if _speaks_of_return(before, said.languages):
        return True
    at = said.place(expression)
    if at and _speaks_of_return(said.before(said.found[at - 1]), said.languages) and len(before) < 12 and at < 2:
        return not cues.has("away", before, said.languages)
    is_last = at + 1 == len(said.found)
    return _speaks_of_return(behind if is_last else behind.split(",")[0], said.languages) and (
        is_last or said.found[at + 1].lead == "until"
    )


def _is_past(said: Said, expression: Expression) -> bool:
    return expression.day is not None and expression.day.reason == "past"


# --- deferrals ----------------------------------------------------------------------------------------

_COARSE = (Precision.WEEK, Precision.MONTH, Precision.QUARTER, Precision.VAGUE)


@dataclass(frozen=True, slots=True)
class _Deferral:
    strength: int
    moment: Moment


_MEET = re.compile(
    r"(?<!\w)(?:meet\w*|call|slot|appointment|book|demo|times? (?:work|suit)|available|availability|treffen|termin\w*|telefonat|passt|rendez-vous|rdv|creneau\w*|reunion|cita|"
    r"llamada|horario\w*|appuntamento|incontr\w*|orari\w*|reuniao|afspraak|tijden|spotkani\w*|termin\w*|mote\w*|modet?|tid\w*|tapaami\w*|aika|schuzk\w*)(?!\w)"
)


def _asks_to_meet(asked: str) -> bool:
    """Whether our last words asked for a time to meet."""
    return any(
        "?" in sentence and _MEET.search(sentence) for sentence in re.split(r"(?<=[?.!])\s", fold(asked[:LONGEST]))
    )


def _deferred(
    scene: Scene, back: date | None, unresolved: list[Unresolved], *, about_meeting: bool = False
) -> Moment | None:
    """Not before when the person wants to hear from us; None where they do not say, or say it twice differently."""
    candidates: list[_Deferral] = []
    not_now = any(cues.has("not-now", said.folded, said.languages) for said in scene.said)
    for index, said in enumerate(scene.said):
        for expression in said.found:
            found = _deferral(scene, index, said, expression, not_now)
            if found is None:
                continue
            strength, day, end, precision = found
            if about_meeting and strength == _WHOLE and (precision is Precision.WEEK or expression.lead == "from"):
                continue  # "next week", to whom we asked when to meet
            evidence = scene.cut(expression.start, expression.end)
            if day is None:
                unresolved.append(
                    Unresolved(
                        evidence, expression.day.reason if expression.day and expression.day.reason else "no-day"
                    )
                )
                continue
            if day <= scene.frame.today or day - scene.frame.today > timedelta(days=900):
                unresolved.append(Unresolved(evidence, "past"))
                continue
            candidates.append(_Deferral(strength, Moment(day, precision, evidence, end)))
    if not candidates and back is not None and any(_welcomes_later(said) for said in scene.said):
        return Moment(back, Precision.DAY, "")
    if not candidates:
        return None
    best = max(candidate.strength for candidate in candidates)
    first = [candidate.moment for candidate in candidates if candidate.strength == best]
    days = {moment.start for moment in first}
    if len(days) > 1:
        unresolved.append(Unresolved(first[0].evidence, "conflict"))
        return None
    return first[0]


def _deferral(
    scene: Scene, index: int, said: Said, expression: Expression, not_now: bool
) -> tuple[int, date | None, date | None, Precision] | None:
    """Strength (4 asked to come back then, 3 in a sentence that asks to come back, 2 busy until then, 1 implied), the day, its end and how exact it is."""
    day = expression.day
    if day is None or (expression.clock is not None and expression.clock.end is None):
        return None
    before, behind = said.before(expression), said.behind(expression)
    if day.weekday and _FEAST_BEHIND.match(behind):
        return None
    if cues.has("past", before[-25:] + " ", said.languages) and day.reason == "past":
        return None
    not_before = expression.lead == "before" and (
        cues.has("no", before[-16:], said.languages) or cues.has("no", behind.split(",")[0], said.languages)
    )
    if (expression.lead == "before" and not not_before) or (day.loose and not _asks_again(said)):
        return None
    if not not_before and expression.lead not in ("until", "after") and is_refused(said, expression, defer=True):
        return None
    asked = not_before or cues.has("defer", said.folded, said.languages)
    welcome = cues.has("yes", said.folded, said.languages)
    asked = asked or (expression.lead == "after" and (bool(day.feast) or welcome))
    if expression.lead in ("", "in") and day.first is not None and day.first - scene.frame.today < timedelta(days=3):
        return None
    coarse = day.precision in _COARSE or day.relative
    busy = expression.lead == "until" and (
        cues.has("busy", said.folded, said.languages) or cues.has("no", before, said.languages)
    )
    neighbour = _neighbour_asks(scene, index)
    due = cues.has("due", before + " " + behind[:25], said.languages)
    if asked and (coarse or expression.lead in ("after", "until", "from", "in") or day.precision is Precision.DAY):
        led = coarse or expression.lead in ("after", "until", "from", "before")
        if not led and not _asks_again(said):
            return None
        strength = 4 if _asks_near(said, expression) else 3
        if due and not _asks_near(said, expression):
            strength = 1 if neighbour else 0
    elif _is_whole_answer(said, expression):
        strength = _WHOLE
    elif (
        busy
        or (neighbour and expression.lead in ("until", "after", "from") and not due)
        or (not_now and coarse and expression.lead in ("after", "in", "from", "until", "") and not due)
    ):
        strength = 2
    else:
        strength = 0
    if strength == 0:
        return None
    return (strength, *_deferred_day(scene, said, expression, neighbour and not asked))


_WHOLE = 1
_SOMEBODY = re.compile(
    r"(?<!\w)(?:i|i'll|i'm|we|we'll|he|she|they|it|it's|ich|wir|er|sie|es|je|j'|nous|il|elle|ils|yo|nosotros|ella|io|noi|lui|lei|eu|ele|ela|ik|wij|hij|zij|"
    r"jag|han|hon|jeg|hun|mina|han|on|ona|ben|biz)(?!\w)"
)
_FILLERS = 2
"""Words that may stand beside a date which is all that a sentence says ("mi-novembre plutôt")."""


def _is_whole_answer(said: Said, expression: Expression) -> bool:
    """Whether the sentence says a month, a quarter or a number of weeks and next to nothing else: nobody meets for a
    month, so it says when to come back."""
    day = expression.day
    if day is None or day.first is None or day.loose or len(said.found) != 1 or said.sentence.asks:
        return False
    begins = expression.lead in ("from", "after") and expression.clock is None
    if not (day.precision in _COARSE or day.relative or begins) or (day.feast and expression.lead != "after"):
        return False
    if expression.lead not in ("", "in", "after", "from") or _HOURS.search(said.folded):
        return False
    rest = said.before(expression) + " " + said.behind(expression)
    if _SOMEBODY.search(rest):
        return False  # "I'll be a grandad in August"
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 2]
    return len(words) <= _FILLERS and not any(
        cues.has(kind, rest, said.languages) for kind in ("no", "past", "due", "away", "busy", "if")
    )


def _welcomes_later(said: Said) -> bool:
    """ "... after that, gladly": whoever is away wants to hear from us once they are back."""
    return _points_back(said.folded) and (
        cues.has("yes", said.folded, said.languages) or cues.has("defer", said.folded, said.languages)
    )


def _asks_near(said: Said, expression: Expression) -> bool:
    is_last = said.place(expression) + 1 == len(said.found)
    clause = said.before(expression).split(",")[-1] + " " + (said.behind(expression).split(",")[0] if is_last else "")
    return cues.has("defer", clause, said.languages)


_AGAIN = (
    "again", "back", "nochmal", "wieder", "noch einmal", "erneut", "later", "remind", "ping", "circle", "reconnect", "touch base",
    "follow", "revisit", "hit me", "hmu", "reach out", "igen", "opnieuw", "nog eens", "volver", "vuelv", "retom", "recontact", "rappel",
    "relanc", "ricontatt", "richiam", "risent", "ponown", "jeszcze raz", "uudelleen", "uudestaan", "palataan", "znovu", "ozv", "ozvi",
    "odezw", "hor av", "aterkom", "tilbage", "vend", "igjen", "melden", "contact me", "text me", "message me", "email me", "buscame", "busqueme",
    "chase me", "nudge", "write to me", "reecri", "ecrivez", "ecris", "escrib", "otra vez", "de nuevo", "riscriv", "scriv", "di nuovo", "escrev", "novamente",
    "de novo", "schrijf", "napisz", "napisac", "skriv", "kirjoita", "napiste", "tekrar", "yeniden", "din nou", "ujra", "megint", "снова", "еще раз",
    "еще", "напишите", "また", "再", "schreib",
)  # fmt: skip


def _asks_again(said: Said) -> bool:
    """Whether the words ask to come back, and not for a meeting on that day."""
    return any(word in said.folded for word in _AGAIN)


def _neighbour_asks(scene: Scene, index: int) -> bool:
    """Whether the next sentence asks to come back, without a date of its own ("Ping me after that")."""
    for near in scene.said[index + 1 : index + 2]:
        if (
            not any(e.day for e in near.found)
            and cues.has("defer", near.folded, near.languages)
            and _points_back(near.folded)
        ):
            return True
    return _points_back(scene.said[index].folded) and cues.has(
        "defer", scene.said[index].folded, scene.said[index].languages
    )


_POINTERS = (
    "then", "after that", "afterwards", "dann", "danach", "alors", "apres", "entonces", "luego", "despues", "allora", "poi", "dopo",
    "entao", "depois", "dan", "daarna", "wtedy", "potem", "da", "efter det", "sa ", "silloin", "sen jalkeen", "pak", "potom", "after",
)  # fmt: skip


def _points_back(folded: str) -> bool:
    return any(f" {word.strip()}" in f" {folded}" for word in _POINTERS)


def _deferred_day(
    scene: Scene, said: Said, expression: Expression, points: bool
) -> tuple[date | None, date | None, Precision]:
    day = expression.day
    assert day is not None
    if day.feast:
        over = day.last
        seasonal = day.feast in ("summer", "spring", "autumn", "winter") and expression.lead in ("until", "from")
        if seasonal:  # "not until the summer" is over when it begins
            return day.first, None, Precision.VAGUE
        if expression.lead in ("after", "until", "from") or day.feast in ("rentree", "new-year") or points:
            return over, None, Precision.VAGUE
        if day.feast in ("summer", "spring", "autumn", "winter") and expression.lead in ("in", ""):
            return day.first, None, Precision.VAGUE
        return None, None, Precision.VAGUE
    if day.first is None:
        return None, None, day.precision
    if day.reason == "past" and expression.lead not in ("after",):
        return None, None, day.precision
    last = day.last or day.first
    if expression.lead == "after" and day.precision is not Precision.VAGUE:
        if day.relative:
            return day.first, None, Precision.DAY
        after = last + DAY
        return (next_workday(last) if day.precision is Precision.DAY else after), None, day.precision
    if expression.lead == "until" and points and day.precision is Precision.DAY:
        return next_workday(last), None, Precision.DAY
    if expression.lead == "after":
        return next_workday(last), None, Precision.VAGUE
    return day.first, day.last, day.precision


# --- proposals ----------------------------------------------------------------------------------------


def _anchor(scene: Scene, offered: Sequence[Offer], asked: str) -> date | None:
    """The one day that our side spoke of, for times of day that come without one."""
    zone = known_zone(scene.zone)
    if offered:
        days = {offer.start.astimezone(zone).date() if zone else offer.start.date() for offer in offered}
        return days.pop() if len(days) == 1 else None
    if not asked:
        return None
    frame = scene.frame
    days = {
        expression.day.first
        for sentence in read(asked).sentences
        for expression in expressions(sentence.tokens, replace(frame, language=sentence.language))
        if expression.day is not None and expression.day.first is not None and expression.day.precision is Precision.DAY
    }
    return days.pop() if len(days) == 1 else None


def is_refused(said: Said, expression: Expression, *, defer: bool = False) -> bool:
    """Whether the words beside the expression refuse it. A refusal reaches over "or", not over "but" or a comma."""
    before, behind = said.before(expression), said.behind(expression)
    languages = said.languages
    if _PREFERRED.match(said.folded[expression.end - said.sentence.start :]):
        return False
    if _OUTRANKED.search(before) and said.place(expression):
        return True
    if "'s" in said.sentence.tokens[expression.after - 1].text and _EXCUSE.match("'s" + behind):
        return True
    near = _after_contrast(before)
    refusal = cues.last("no", near, languages)
    if refusal is not None and not (defer and any(words in near for words in _NOT_BEFORE)):
        return True
    at = said.place(expression)
    if at and _is_list(before) and is_refused(said, said.found[at - 1], defer=defer):
        return True
    follows = _clause(behind)
    if at and follows.strip(" .!,") in _TOO and is_refused(said, said.found[at - 1], defer=defer):
        return True
    refusal = cues.find("no", follows, languages)
    if refusal is not None and refusal.start() < 26 and not SOFT_NO.search(follows):
        return True
    return _EXCUSE.match(follows) is not None


_EXCUSE = re.compile(
    r"(?:'s| is|)\s(?:my|our|out|no|when|the day|always|usually)(?!\w)"
    r"|(?:'s| is) an? (?!(?:good|great|fine|go|deal|date|yes|plan|perfect|better|possib))"
)
_TOO = frozenset(
    [
        "too",
        "also",
        "auch",
        "aussi",
        "egalement",
        "tambien",
        "anche",
        "tambem",
        "ook",
        "tez",
        "ocksa",
        "ogsa",
        "myos",
        "take",
    ]
)
"""What makes a refusal of one time a refusal of the next."""
_PREFERRED = re.compile(
    r"\s*,?\s*(?:and )?(?:not|instead of|rather than|statt|anstatt|plutot que|que|au lieu de|en vez de|en lugar de|invece (?:di|delle)|em vez de|"
    r"ao inves de|in plaats van|zamiast|istallet for|i stallet for|i stedet for|misto|nicht|no|non|niet|nie|inte|ikke|ei|ne|pas)"
    r"(?: at| um| a| las| alle| om| kl\.?| klo| o| v| as)*\s+(?:\d|mon|tue|wed|thu|fri|one\b|two|three|four|five|nine|ten|eleven|twelve)"
)
_OUTRANKED = re.compile(
    r"(?:^|\s)(?:que|than|als|dan|niz|an|end|enn|kuin|nez|do que|di|statt|instead of|rather than)\s*$"
)
_CONTRAST = (
    " but ", " however ", " though ", " aber ", " sondern ", " mais ", " pero ", " sino ", " ma ", " mas ", " maar ", " ale ", " men ",
    " utan ", " mutta ", " vaan ", " lieber ", " plutot ", " rather ", " instead", ", ", "; ", " - ", " mejor ", " meglio ", " melhor ", " liever ",
    " hellre ", " hellere ", "how about ", "what about ",
)  # fmt: skip


_ALL_BUT = re.compile(r"(?:anything|everything|any (?:time|day)|all|every day|nothing) but\s*$")


def _after_contrast(before: str) -> str:
    """The part of `before` behind its last turn."""
    best = 0
    if _ALL_BUT.search(before):
        return before
    for turn in _CONTRAST:
        at = before.rfind(turn)
        if at >= 0:
            best = max(best, at + len(turn) - 1)
    return before[best:]


def _clause(behind: str) -> str:
    """The part of `behind` up to its first turn."""
    best = len(behind)
    for turn in _CONTRAST:
        at = behind.find(turn)
        if at >= 0:
            best = min(best, at)
    return behind[:best]


_NOT_BEFORE = (
    "nie wczesniej",
    "niet voor",
    "inte fore",
    "ikke for",
    "ne drive",
    "ei ennen",
    "nao antes",
    "niet eerder",
    "not before",
    "not until",
    "nicht vor",
    "pas avant",
    "no antes",
    "non prima",
)


_CONNECTIVES = frozenset(
    [
        "or",
        "and",
        "nor",
        "/",
        "oder",
        "und",
        "noch",
        "ou",
        "et",
        "ni",
        "o",
        "y",
        "e",
        "of",
        "en",
        "lub",
        "i",
        "ani",
        "eller",
        "och",
        "og",
        "tai",
        "ja",
        "nebo",
        "a",
    ]
)


def _is_list(between: str) -> bool:
    return between.strip(" ,") in _CONNECTIVES


_COUNTED_ELSEWHERE = re.compile(
    r"\bthe (?:(?:one|day|week) (?:after|before|following)(?! (?:next|tomorrow|that is))|(?:following|next) one)\b|"
    r"\b(?:weeks?|days|months?) from (?!now|today)|\b(?:over|binnen) (?:een|twee|drie|\d+) we(?:ek|ken)\b|"
    r"\b(?:not|nicht|pas|no|non|nao|niet|nie|inte|ikke|ei|ne|не)\s(?:\w+\s)?(?:this|diese\w*|ce|cet|cette|este|esta|"
    r"questo|questa|deze|dit|w ten|w te|pa|tama|tento|tuto|в эту|в этот|эту|этот)\b[^.!?]{0,40}\b(?:one after|following|"
    r"next one|darauf\w*|danach|suivante?|d'apres|siguiente|quello dopo|quella dopo|successiv\w|seguinte|daarna|erop|"
    r"nastepn\w*|(?:dagen|ugen|veckan|\w+dagen) efter|seuraav\w*|dalsi\w*|pristi\w*|следующ\w*)\b"
)
"""A day counted from another one than today: "not this Thursday, the one after", "two weeks from Thursday"."""
_MOVED = re.compile(
    r"\b(?:move|moving|reschedul\w*|push|shift|switch|swap|verschieb\w*|verleg\w*|deplac\w*|decal\w*|mover|cambiar|"
    r"spostar\w*|mudar|verplaatsen|verzetten|przeloz\w*|przesun\w*|flytta|flytte|rykke|siirt\w*|presun\w*|перенес\w*)\b"
)
_BROKE = re.compile(
    r"\b(?:broke|stopped|failed|leaked|happened|went (?:off|out|wrong|down)|died|burst|arrived|kaputt\w*|ausgefallen|"
    r"passiert|est tombee?|se rompio|si e rott[oa]|avariou)\b"
)
_FEAST_BEHIND = re.compile(r"\W{0,2}(?:(?:bank|public) holiday|(?:after|before|following) (?:the|my|our|that|your)\b)")
_BY = re.compile(r"\b(?:by|no later than|spatestens|avant|entro|uiterlijk|najpozniej)\W*\Z")


def _says_no_day(said: Said) -> str:
    """The words by which a sentence names its day from something that we do not know, or tells of what happened."""
    several = len({e.day.first for e in said.found if e.day is not None}) > 1
    for pattern, holds in ((_COUNTED_ELSEWHERE, True), (_MOVED, several), (_BROKE, not said.sentence.asks)):
        if holds and (found := pattern.search(said.folded)):
            return found.group()
    return ""


def _proposed(
    scene: Scene,
    anchor: date | None,
    back: date | None,
    deferred: Moment | None,
    unresolved: list[Unresolved],
) -> list[Moment]:
    """The times at which the person would meet, in order; what is refused, past or about something else is left out."""
    zone = known_zone(scene.zone)
    proposed: list[Moment] = []
    for said in scene.said:
        if _is_about_absence(said):
            continue
        if takes_back(said):
            proposed.clear()
        if said.found and (elsewhere := _says_no_day(said)):
            unresolved.append(Unresolved(elsewhere, "other-matter"))
            continue
        taken = _shared_clocks(said, corrected(said))
        day_said: date | None = None
        for expression in taken:
            evidence = scene.cut(expression.start, expression.end)
            if (
                is_refused(said, expression)
                or _is_something_else(said, expression)
                or (expression.lead in ("before", "until", "after") and expression.clock is None)
                or _BY.search(said.before(expression))
                or _FEAST_BEHIND.match(said.folded, expression.end - said.sentence.start)
            ):
                continue
            if expression.day is not None and expression.day.precision in _COARSE:
                continue
            if expression.clock is not None and expression.clock.reason:
                unresolved.append(Unresolved(evidence, expression.clock.reason))
                continue
            day = expression.day
            if day is not None and (day.first is None or day.reason):
                unresolved.append(Unresolved(evidence, day.reason or "no-day"))
                continue
            if day is not None and day.feast:
                continue
            if not _may_propose(said):
                unresolved.append(Unresolved(evidence, "other-matter"))
                continue
            on = (
                day.first
                if day is not None
                else (day_said or _day_behind(taken, expression) or anchor or _today_if_call(scene, said, expression))
            )
            if day is not None:
                day_said = day.first
            if deferred is not None and day is not None and day.first == deferred.start and expression.clock is None:
                continue
            moment = _moment(scene, zone, on, expression, evidence, unresolved)
            if moment is None:
                continue
            proposed = [m for m in proposed if not _is_outdone(m, moment)]
            if not any(_is_outdone(moment, m) or m.start == moment.start for m in proposed):
                proposed.append(moment)
    return proposed


def _bare_hour(scene: Scene, anchor: date | None) -> list[Moment]:
    """ "10 works", when all that we offered lies on one day."""
    zone = known_zone(scene.zone)
    for said in scene.said:
        tokens = said.sentence.tokens
        if (
            anchor is None
            or zone is None
            or scene.zone_unclear
            or said.sentence.asks
            or len(tokens) < 2
            or "n" not in tokens[0]
        ):
            continue
        hour = tokens[0].number("n")
        behind = said.folded[tokens[0].end - said.sentence.start :].lstrip()
        agreed = cues.find("yes", behind, said.languages)
        if (
            agreed is None
            or agreed.start()
            or not 1 <= hour <= 23
            or hour == 7
            or cues.has("no", behind, said.languages)
        ):
            continue
        start = at(anchor, (hour + 12 if hour < 7 else hour) * 60, zone)
        if start > scene.sent_at:
            return [Moment(start, Precision.MINUTE, scene.cut(tokens[0].start, tokens[0].end))]
    return []


_FREE = re.compile(
    r"(?<!\w)(?:slot|opening|gap|window|time|free|frei|luft|zeit|creneau|hueco|libre|liber[oa]|disponib\w*|vrij|gat|plek)(?!\w)"
)


_PLANNED = re.compile(r"(?<!\w)(?:was|were|had been) (?:planned|scheduled|supposed|due|booked|set)(?!\w)")


_WISHED = re.compile(
    r"(?:^|\W)(?:happy|merry|have an? (?:\w+ )?(?:\w+)|(?:schon(?:en|es)|guten|bon(?:ne)?|feliz|felice|buen|buon[ao]?|god|dejlig|fijne|prettige|milego|udanego|"
    r"hyvaa|mukavaa|pekny|hezky|glad|trevlig|fin) )\s*$"
)
"""What is wished on a day: "Happy Friday!"."""
_HOURS = re.compile(
    r"(?<!\w)(?:opening (?:hours|times)|business hours|office hours|hours are|our hours|we open|we close|closing time|"
    r"offnungszeit\w*|oeffnungszeit\w*|geoffnet|geschlossen|sprechzeit\w*|burozeit\w*|geschaftszeit\w*|erreichbar von|horaires|sommes ouvert\w*|est ouvert\w*|"
    r"ouvert\w* (?:de|du|tous)|abrimos|cerramos|estamos abiertos|abiertos? de|horario|siamo aperti|apert[oi] (?:dal|dalle)|orari\w*|estamos abertos|aberto das|horario|"
    r"zijn (?:wij |we )?open|geopend|openingstijden|czynne|otwarte|godziny otwarcia|oppettider|oppet (?:mellan|fran)|abningstid\w*|har abent|apningstid\w*|"
    r"aukioloajat|avoinna|oteviraci|mame otevreno|otevreno)(?!\w)"
)
"""When a business is open is no proposal."""


_DOCUMENT = re.compile(
    r"(?<!\w)(?:invoice|receipt|bill|order|statement|dated|version|rechnung|angebot|bestellung|auftrag|datiert|facture|devis|commande|datee?|"
    r"factura|pedido|presupuesto|fattura|ordine|preventivo|fatura|encomenda|orcamento|factuur|offerte|bestelling|faktura|faktury|zamowienie|oferta|"
    r"fakturan|offert|ordern|lasku|tilaus|objednavk\w*|nabidk\w*)(?:\W+\w+){0,3}\W*$"
)
"""A date behind these is that of a paper."""
_WILLING = re.compile(
    r"(?<!\w)(?:i can|i could|i'?m|im|i am|i will|i'll|ill|we can|we could|we'?re|we are|i've|i have|let'?s|lets|could|would|shall|any ?time|how|what|either|both|"
    r"come|drop|visit|see|meet\w*|chat|talk|speak|zoom|teams|demo|slot|appointment|schedul\w*|book\w*|free|open|avail\w*|around|"
    r"ich|wir|kann|konnt\w*|konnen|treffen|termin|gesprach|telefonat|sehen|frei|passt|"
    r"je|j'|nous|peux|pouvons|pourr\w*|rendez-vous|rdv|voir|creneau|dispo\w*|libre\w*|"
    r"puedo|podemos|podria\w*|quedar|quedamos|cita|vernos|reunirnos|hueco|tengo|estoy|estamos|"
    r"posso|possiamo|potre\w*|incontr\w*|appuntamento|vederci|sono|siamo|riesco|liber\w*|"
    r"poderia|podemos|consigo|reuniao|encontr\w*|livre|estou|tenho|"
    r"kan|kunnen|zou|afspra\w*|afspreken|zien|vrij|heb|ben|schikt|"
    r"moge|mozemy|moglby|moglibysmy|spotka\w*|termin|umow\w*|woln\w*|jestem|mam|"
    r"jag|kan|skulle|traffas|mote|ses|ledig|tid|boka|jeg|kunne|modes|mote\w*|aftale|avtale|"
    r"voin|voimme|voisi\w*|tavata|tapaaminen|vapaa|olen|aika|"
    r"mohu|muzu|muzeme|mohl\w*|sejit|schuzk\w*|volno|mam|jsem|"
    r"pot|putem|intalni\w*|liber|sunt|olur|uygun\w*|gorus\w*|musait\w*|jo|megfelel|talalkoz\w*|raer\w*|"
    r"могу|можем|удобно|встре\w*|свобод\w*)(?!\w)|お願い|いかが|可以"
)
"""Words of somebody who arranges something."""
_OTHER_WORDS = 1
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "my",
        "his",
        "her",
        "their",
        "this",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "unser",
        "unsere",
        "mein",
        "meine",
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "notre",
        "mon",
        "ma",
        "el",
        "los",
        "las",
        "nuestro",
        "nuestra",
        "mi",
        "il",
        "lo",
        "gli",
        "i",
        "o",
        "os",
        "as",
        "nosso",
        "nossa",
        "meu",
        "minha",
        "de",
        "het",
        "een",
        "onze",
        "mijn",
        "den",
        "det",
        "en",
        "et",
        "ett",
        "min",
        "vart",
        "var",
        "vores",
    ]
)
"""What stands before somebody or something that is spoken of."""


def _may_propose(said: Said) -> bool:
    """Whether the sentence can be meant as a proposal: somebody asks, agrees, offers or calls in it, or it says hardly
    anything but the time. What happens to others at some time ("the delivery comes on Monday at 9") proposes nothing."""
    if said.sentence.asks or _WILLING.search(said.folded) or any(word in said.folded for word in _CALL):
        return True
    if any(
        cues.has(cue, said.folded, said.languages) for cue in ("yes", "choose", "ask", "many", "defer", "no", "maybe")
    ):
        return True
    spans = [(one.start, one.end) for one in said.found]
    known = set(" ".join(MARKERS.get(language, "") for language in (*said.languages, "en")).split())
    others = [
        token.text
        for token in said.sentence.tokens
        if not token.kinds
        and token.text[0].isalpha()
        and len(token.text) > 2
        and token.text not in known
        and not any(begin <= token.start < end for begin, end in spans)
    ]
    tokens = said.sentence.tokens
    speaks_of_something = len(tokens) > 1 and tokens[0].text in _DETERMINERS and not tokens[1].kinds
    return len(others) <= (0 if speaks_of_something else _OTHER_WORDS)


def _is_something_else(said: Said, expression: Expression) -> bool:
    """Whether the time is that of something else that the person has then."""
    if expression.ranged and expression.day is not None and expression.day.weekday:
        return True  # "Monday to Friday"
    if _WISHED.search(said.before(expression)) or _HOURS.search(said.folded):
        return True
    if expression.clock is None and _DOCUMENT.search(said.before(expression)):
        return True
    before = _clause_before(said.before(expression))
    if _PLANNED.search(before):
        return True
    return cues.has("else", before, said.languages) and not _FREE.search(before)


def _clause_before(before: str) -> str:
    return re.split(r"[,;]", before)[-1]


def _shared_clocks(said: Said, found: Sequence[Expression]) -> Sequence[Expression]:
    """ "Thursday or Friday at 2pm": the time belongs to both."""
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        here, following = shared[index], shared[index + 1]
        bare = here.clock is None and here.day is not None and here.day.precision is Precision.DAY and not here.lead
        timed = following.day is not None and following.clock is not None and following.clock.end is None
        if bare and timed and _is_list(said.before(following)):
            shared[index] = replace(here, clock=following.clock)
    return shared


def _is_about_absence(said: Said) -> bool:
    return (
        cues.has("away", said.folded, said.languages)
        and (cues.has("back", said.folded, said.languages) or any(e.lead in ("until", "from") for e in said.found))
        and not any(e.clock is not None and e.clock.end is None for e in said.found)
    )


SOFT_NO = re.compile(
    r"no (?:problem|worries|prob)|not a problem|can'?t wait|kein problem|keine ursache|pas de (?:souci|probleme)|sin problema|no hay problema|"
    r"nessun problema|non c'e problema|sem problema|geen probleem|nie ma problemu|nie ma sprawy|inga problem|intet problem|ikke noget problem|"
    r"ei ongelmaa|ei haittaa|zadny problem|why not|warum nicht|pourquoi pas|por que no|perche no|porque nao|waarom niet|don'?t worry"
)
"""Words that refuse nothing."""
_SLIP = re.compile(r"^\W*(?:uh |um |er |ah )?(?:no|nein|non|nee|nie|nej|ei|ne|nao)\s*[,.]")


def corrected(said: Said) -> Sequence[Expression]:
    """The expressions behind the last "no wait"; all of them where nobody corrects themselves."""
    slip = None
    for found in said.found[1:]:
        between = said.before(found)
        if cues.has("oops", between, said.languages) or _SLIP.match(between):
            slip = found
    if slip is None:
        return said.found
    return said.found[said.place(slip) :]


def takes_back(said: Said) -> bool:
    """Whether the sentence begins by taking back what was said before ("no wait, ...")."""
    slip = cues.find("oops", said.folded, said.languages)
    return slip is not None and slip.start() <= 8


def _day_behind(found: Sequence[Expression], expression: Expression) -> date | None:
    """The day named behind a time of day in the same sentence, if it is the only one."""
    days = {e.day.first for e in found if e.day is not None and e.day.precision is Precision.DAY and not e.day.reason}
    return days.pop() if len(days) == 1 else None


_CALL = (
    "call",
    "ring",
    "phone",
    "llam",
    "chiam",
    "rappel",
    "appel",
    "anruf",
    "rufen",
    "ruf ",
    "bel ",
    "bellen",
    "dzwon",
    "soit",
    "volej",
    "lig",
    "telefon",
)


def _today_if_call(scene: Scene, said: Said, expression: Expression) -> date | None:
    """ "Call me at half past five": today, while that is still to come."""
    clock = expression.clock
    zone = known_zone(scene.zone)
    if clock is None or clock.end is not None or zone is None or not any(word in said.folded for word in _CALL):
        return None
    now = scene.sent_at.astimezone(zone)
    return now.date() if now.hour * 60 + now.minute + 15 <= clock.start else None


def _moment(
    scene: Scene,
    zone: tzinfo | None,
    day: date | None,
    expression: Expression,
    evidence: str,
    unresolved: list[Unresolved],
) -> Moment | None:
    clock = expression.clock
    if day is None:
        if clock is not None:
            unresolved.append(Unresolved(evidence, "no-day"))
        return None
    if day - scene.frame.today > _FURTHEST:
        return None
    if clock is None:
        return Moment(day, Precision.DAY, evidence) if day >= scene.frame.today else None
    if zone is None or scene.zone_unclear:
        unresolved.append(Unresolved(evidence, "no-zone"))
        return None
    start = at(day, clock.start, zone)
    if clock.end is None:
        if start <= scene.sent_at:
            unresolved.append(Unresolved(evidence, "past"))
            return None
        return Moment(start, Precision.MINUTE, evidence)
    end = at(day, clock.end, zone)
    return Moment(start, Precision.WINDOW, evidence, end) if end > scene.sent_at else None


def at(day: date, minutes: int, zone: tzinfo) -> datetime:
    """That time of that day in the zone; 24:00 is the next midnight."""
    day += timedelta(days=minutes // 1440)
    return datetime.combine(day, time(minutes % 1440 // 60, minutes % 60), tzinfo=zone)


def _is_outdone(less: Moment, more: Moment) -> bool:
    """A bare day is outdone by a time on it, a stretch by a time within it."""
    if less.precision is Precision.WINDOW and more.precision is Precision.MINUTE:
        begin, end = less.start, less.end
        assert isinstance(begin, datetime)
        assert isinstance(end, datetime)
        assert isinstance(more.start, datetime)
        return begin - timedelta(hours=1) <= more.start <= end
    return less.precision is Precision.DAY and more.precision is not Precision.DAY and less.day == more.day
