# ruff: noqa: E501 - patterns over kinds of words read better on one line
"""Wishes to be left alone by their grammar: every word becomes its kind (`contact_words`), every rule speaks of kinds.

"stop" + "texting", "don't" + "pitch" + "me", "remove" + "my number", "nobody" + "reaches out": whatever the words are and
however they are spelt. A rule says nothing where the sentence names a time ("not today") or another way ("call instead"),
where somebody else is meant ("customers don't call") or where we are asked not to stop.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rejoinder.domain.safety.contact_words import ENGLISH, kinds_of
from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.shorthand import RESPELT
from rejoinder.domain.safety.spelling import Text, read
from rejoinder.domain.safety.transcripts import spoken_by_caller
from rejoinder.domain.safety.wish_words import OVER

_READ = 3_000
"""Characters of a text that are read: whoever wants to be left alone says so early."""
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[.!?;,\n…:()+#-]")
_ENDS = {".": ".", "!": ".", "…": ".", ";": ".", "\n": ".", "?": "?", ",": ",", ":": ",", "(": ",", ")": ",", "-": ","}

_SEVERAL = (
    (r"\b(?:not|no longer|isn't|never) (?:(?:really|at all|even|remotely) )?(?:interested|int(?:e)?rested)\b", ", "),
    (r"\bdo not\b", "dont"),
    (r"\bno ?one\b", "noone"),
    (r"\bno ?body\b", "nobody"),
    (r"\bany ?more\b", "anymore"),
    (r"\breach out\b", "reach"),
    (r"\breach(?:es|ed) out\b", "reach"),
    (r"\breaching out\b", "reaching"),
    (r"\bfollow up\b", "followup"),
    (r"\bfollow-up\b", "followup"),
    (r"\bfollowing up\b", "followingup"),
    (r"\bget in touch\b", "contact"),
    (r"\bhit (me|us) up\b", r"ping \1"),
    (r"\bhmu\b", "txt"),
    (r"\bsell to\b", "pitch"),
    (r"\bselling to\b", "pitching"),
    (r"\b(?:knock|cut|pack) (?:it|that|this) (?:off|out|in)\b", "stop it"),
    (r"\bgive (?:it|this) a (?:rest|break)\b", "stop it"),
    (r"\bat all\b", "all"),
)
_PHRASES = tuple((re.compile(pattern), instead) for pattern, instead in _SEVERAL)


def _said_shortly(folded: str) -> str:
    """English said in several words as in one, at the same offsets."""
    for pattern, instead in _PHRASES:

        def put(found: re.Match[str], said: str = instead) -> str:
            return found.expand(said).ljust(len(found.group(0)))

        folded = pattern.sub(put, folded)
    return folded


@dataclass(frozen=True, slots=True)
class _Read:
    """One text in one language: a letter for each token, and where the tokens stand."""

    kinds: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds of the sentence that holds these tokens."""
        low = max(self.kinds.rfind(".", 0, start), self.kinds.rfind("?", 0, start)) + 1
        over = min(
            (at for at in (self.kinds.find(".", end), self.kinds.find("?", end)) if at >= 0), default=len(self.kinds)
        )
        return low, over


def _readings(folded: str) -> Mapping[str, _Read]:
    """The text in each language of which it may be."""
    return _read_as(folded[:_READ])


@lru_cache(maxsize=4)  # one message is asked about several times
def _read_as(folded: str) -> Mapping[str, _Read]:
    short = _said_shortly(folded)
    tokens = [(found.group(0), found.span()) for found in _TOKEN.finditer(short)]
    spelt = [_as_meant(word) for word, _ in tokens]
    known = [
        (*kinds_of(word), *(kind for kind in kinds_of(meant) if word != meant and kind[0] == "en"))
        for (word, _), meant in zip(tokens, spelt, strict=True)
    ]
    votes = Counter(language for kinds in known for language in {of for of, _ in kinds})
    spans, words = tuple(span for _, span in tokens), tuple(spelt)
    most = max((count for language, count in votes.items() if language != "en"), default=0)
    return {
        language: _Read(
            "".join(_kind(word, kinds, language) for word, kinds in zip(spelt, known, strict=True)), spans, words
        )
        for language, count in votes.items()
        if count >= 2 and (language == "en" or count >= max(most, votes["en"]))
    }


def _kind(word: str, kinds: tuple[tuple[str, str], ...], language: str) -> str:
    if end := _ENDS.get(word):
        return end
    for of, kind in kinds:
        if of == language:
            return kind
    return "0" if sum(map(str.isdigit, word)) >= 4 else "w"


# --- spelling -----------------------------------------------------------------------------------------

_LEAST = 5


@lru_cache(maxsize=1)
def _one_letter_missing() -> dict[str, str]:
    """Words about contact by what is left of them without one letter."""
    return {
        word[:place] + word[place + 1 :]: word
        for word in sorted(ENGLISH)
        if len(word) >= _LEAST
        for place in range(1, len(word))
    }


@lru_cache(maxsize=1 << 14)
def _as_meant(word: str) -> str:
    """The word about contact that a misspelt one stands for: one letter wrong, too many, missing or misplaced."""
    if word in ENGLISH or not word.isascii() or len(word) < 2:
        return word
    if word in RESPELT:
        return RESPELT[word]
    squeezed = re.sub(r"(.)\1{2,}", r"\1", word)
    if squeezed in ENGLISH:
        return squeezed
    if word.endswith("in") and word + "g" in ENGLISH:
        return word + "g"
    if len(word) < _LEAST - 1 or not word.isalpha():
        return word
    for place in range(1, len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if swapped in ENGLISH and dict(kinds_of(swapped))["en"] in "HTGPORLA":
            return swapped
    missing = _one_letter_missing()
    if word in missing and len(word) >= _LEAST - 1:
        return missing[word]
    for place in range(1, len(word)):
        shorter = word[:place] + word[place + 1 :]
        if shorter in ENGLISH and len(shorter) >= _LEAST:
            return shorter
        meant = missing.get(shorter)
        if meant and len(meant) == len(word) and len(word) > _LEAST:
            return meant
    return word


# --- the rules ----------------------------------------------------------------------------------------

_HALT = re.compile(r"H[kypmAF,]{0,4}[GPg]")
_DO_NOT = re.compile(
    r"(?P<not>D)[kAu]{0,3}(?:y[kA]?)?(?P<tell>T)[kF]{0,2}(?P<whom>p?w?m|[pF]?[pk]?w?O|A)?(?P<ever>[kAFG]*)(?=$|[.,?bDHR&])"
)
_WISH_NOT = re.compile(r"v[^.?]{0,5}y[ku]*[dD]k*T[kF]{0,2}(?:m|[pF]?p?O)?(?P<ever>[kA]*)(?=$|[.,?])")
_REMOVE = re.compile(
    r"R[kpA]*m[kA]*(?=$|[.,?])|R[kA]{0,2}(?:m|[pk]{0,3}w?O|P?0+)[kA]{0,2}F[ky]{0,3}[wTP]{0,2}L|R[kA]{0,2}pw?O(?![Fk]*w)(?=$|[.,?kAHD])|"
    r"r[kA]{0,2}(?:p?m|p[kw]?O|k?O|0+)[kA]?F[ky]{0,3}w{0,2}L|r(?:p?m|[pk]?O)F[kp]*(?=$|[.,?])|[erv]k?p[w]?O[kA]?R|Q[kyvwA]{0,5}pw?O|v[kpOP]{1,4}RF[ky]{0,3}w?L"
)
_THING = re.compile(r"[mkpy]*w")
_CONDITION = re.compile(r"c[^.?]{1,8}[dD]")
_NOBODY = re.compile(r"n[yFpkwL]{0,5}T[kF]{0,2}[mA]+|g[kp]{0,2}nA|n(?:A)[kF]{0,2}y")
_NO_MORE = re.compile(
    r"N[kA]?A[ky]{0,2}P|(?:(?<=^)|(?<=[.,?]))k?Nk?P(?=k*(?:$|[.,]))|[dDN][ku]{0,3}[wvg]?[kg]{0,2}A[kp]?[PT](?=k*(?:$|[.,?F]))|"
    r"[Dd]vk{0,2}(?:y[kw,]{0,4})?[yw,k]{0,3}yk?P|[Dd]vk{0,2}[wg]A|[zi]d[vg]k?[PT](?=k*(?:$|[.,]))|ySTp?m|"
    r"Dk{0,2}Tm[kpyA]{0,3}w?P(?![kpy]*[FOw])"
)
_IT = re.compile(r"O[^?]{0,12}v[kp]R(?=k*(?:$|[.,]))|O[^?]{0,8}[.,]k*(?:R[kp]|r[kpz]F)(?=k*(?:$|[.,]))")
_AT_US_STILL = re.compile(r"q[ku]{0,3}[yi]?[ku]{0,2}[yi]?k?S[kF]?(?:G[km]|G$|G(?=[.,?])|g[kpy]{0,3}(?:P|$|(?=[.,?])))")
_STILL = re.compile(r"S[k]?(?:G[pm]|gy?k?pP?)")
_FURTHER = re.compile(r"(?:^|[.,?])[ky]*Ak?[PT]k")
_CONSEQUENCE = re.compile(
    r"harass|report|attorney|lawyer|solicitor|legal|forward|ignor|block|delet|police|unwelcome|unwanted|spam|junk"
)


def english_wishes(text: Text, medium: str) -> Iterator[tuple[str, Finding]]:
    """Wishes in English, each with its strength: ("definite" | "ambiguous", finding)."""
    readings = _readings(text.folded)
    reading = readings.get("en")
    if reading is None:
        return
    for found in _HALT.finditer(reading.kinds):
        other_thing = reading.words[found.end() - 1] == "sending" and _THING.match(reading.kinds, found.end())
        gets = found.group().endswith("g")
        if other_thing or _limited(reading, found) or not _is_order(reading, found.start(), gets=gets):
            continue
        yield _found(text, reading, found, "ambiguous" if _otherwise(reading, found) else "definite")
    barred = 0
    for found in _DO_NOT.finditer(reading.kinds):
        whom, ever = found.group("whom") or "", "A" in found.group("ever") or found.group("whom") == "A"
        if not _is_order(reading, found.start()) or (not ever and _only_so(reading, found)):
            continue
        verb = reading.words[found.start("tell")]
        barred += 1
        elsewhere = _MEDIUM.get(verb, medium) != medium
        definite = barred > 1 or ((ever or bool(whom)) and not elsewhere) or verb not in _MEDIUM
        if whom or ever or definite:
            yield _found(text, reading, found, "definite" if definite else "ambiguous")
    for found in _WISH_NOT.finditer(reading.kinds):
        if "A" in found.group("ever") or not _limited(reading, found):
            yield _found(text, reading, found, "definite")
    for found in _REMOVE.finditer(reading.kinds):
        if _is_order(reading, found.start(), passive=found.group()[0] == "v"):
            low, _ = reading.sentence(found.start(), found.start())
            condition = _CONDITION.search(reading.kinds, low, found.start())
            yield _found(text, reading, found, "ambiguous" if condition else "definite")
    for found in _NOBODY.finditer(reading.kinds):
        if not _limited(reading, found):
            yield _found(text, reading, found, "definite")
    for found in _NO_MORE.finditer(reading.kinds):
        if not (_limited(reading, found) or _otherwise(reading, found)) or "A" in found.group():
            yield _found(text, reading, found, "definite")
    for found in _IT.finditer(reading.kinds):
        yield _found(text, reading, found, "definite")
    for found in _FURTHER.finditer(reading.kinds):
        _, over = reading.sentence(found.start(), found.end())
        yield _found(
            text,
            reading,
            found,
            "definite" if _CONSEQUENCE.search(" ".join(reading.words[found.end() : over])) else "ambiguous",
        )
    for found in _AT_US_STILL.finditer(reading.kinds):
        if not _otherwise(reading, found):
            yield _found(text, reading, found, "definite")
    for found in _STILL.finditer(reading.kinds):
        yield _found(text, reading, found, "ambiguous")


_MEDIUM = {
    "call": "voice", "phone": "voice", "ring": "voice", "dial": "voice", "text": "sms", "txt": "sms", "sms": "sms",
    "email": "email", "e-mail": "email", "mail": "email", "dm": "linkedin",
}  # fmt: skip


def _found(text: Text, reading: _Read, found: re.Match[str], strength: str) -> tuple[str, Finding]:
    return strength, Finding("grammar-en", text.cut(reading.spans[found.start()][0], reading.spans[found.end() - 1][1]))


def _is_order(reading: _Read, at: int, *, gets: bool = False, passive: bool = False) -> bool:
    """Whether what begins here is said to us: by nobody else, not denied, and not asked about."""
    low, _ = reading.sentence(at, at)
    clause = reading.kinds[low:at]
    before = clause.rstrip("ke")
    last = before[-1:]
    if last in ("", ",", "A", "N", "H", "R", "P", "b", "O", "m", "?"):
        return True
    if last == "y" or last == "u":
        subject = before.rstrip("u").rstrip("ke")
        if subject.endswith(("i", "z")) or ("e" in clause and "v" not in clause):
            return False
        if "c" in clause and "u" not in clause and "v" not in clause:
            return False
        return "q" not in clause or passive
    if last == "v":
        subject = before.rstrip("vk")[-1:]
        return subject != "z" and (subject != "i" or gets or passive)
    if last in ("F", "G", "T", "L", "S"):
        return True
    if last == "i":
        return gets or passive
    return (
        last == "w" and not set(clause[-3:]) & set("izqdD") and reading.kinds[at + 1 : at + 2] in ("G", "m", "T", "p")
    )


def _limited(reading: _Read, found: re.Match[str]) -> bool:
    """Whether the sentence names a time: then it is not for ever."""
    low, over = reading.sentence(found.start(), found.end())
    around = (
        reading.kinds[max(low, found.start() - 4) : found.start()]
        + reading.kinds[found.end() : min(over, found.end() + 7)]
    )
    return "t" in around


def _otherwise(reading: _Read, found: re.Match[str]) -> bool:
    """Whether they name another way to reach them, or speak of another of their people."""
    rest = reading.kinds[found.end() : found.end() + 12]
    return re.match(r"[kuy]*[.,]?[kuy]*(?:b|T(?![kA]*A))", rest) is not None


def _only_so(reading: _Read, found: re.Match[str]) -> bool:
    """Whether "don't call" may mean not now or not this way: a time, or an order how to reach them, stands somewhere."""
    rest = reading.kinds[found.end() :]
    return _otherwise(reading, found) or "t" in reading.kinds[:60] or re.search(r"[.,]k*T(?!k?m?A)", rest) is not None


# --- every other language -----------------------------------------------------------------------------

_PROHIBITIVE = frozenset(
    ["id", "tl", "sw", "vi", "sq", "et", "lv", "lt", "tr", "he", "ar", "fa", "hi", "hu", "el", "hr", "fi", "bg", "ca"]
)
"""Where "do not" + verb is an order by itself."""
_PAST = re.compile(r"(?:aron|ieron|aste|iste|abamos|aban|aram|eram|iram|beu|cebi|avano|arono|aient|aste[sn]?|ed)$")
_X_HALT = re.compile(r"H[kmypFAND]{0,3}w?[kmF]?[TP]|[TP][kmpAw]{0,3}H")
_X_DO_NOT = re.compile(r"D[kmypAuP]{0,3}w?[mA]?T|T[kmypP]{0,3}w?[kmpP]?D")
_X_NOT_IN_VERB = re.compile(r"[AmPO][kmpw]{0,3}x|x[kmpw]{0,3}[AmPO]")
_X_REMOVE = re.compile(
    r"R[kmypA]{0,3}w?[kmp]{0,2}(?:pw?O|Ow?p|pO|[Om]w{0,2}[kF]?w?L|wL|L)|(?:pO|Op|O[mw]?L|mL|Lw?m|m[wk]?L)[kmwA]{0,3}R"
)
_X_REMOVE_MINE = re.compile(r"R[kmw]{0,2}O|O[kmw]{0,2}R")
_X_NO_MORE = re.compile(r"N[kwp]?(?:A[kwp]?P|P[kw]?A)|A[kwm]?P[kmw]{0,2}D|D[kmw]{0,3}A[kmw]{0,2}P|P[kw]?A[kmw]{0,2}D")


def other_wishes(text: Text) -> Iterator[Finding]:
    """Definite wishes in every language but English."""
    for language, reading in _readings(text.folded).items():
        if language == "en":
            continue
        for pattern in (_X_HALT, _X_DO_NOT, _X_NOT_IN_VERB, _X_REMOVE, _X_REMOVE_MINE, _X_NO_MORE):
            for found in pattern.finditer(reading.kinds):
                if _means_it(reading, found, language, pattern):
                    yield Finding(
                        f"grammar-{language}",
                        text.cut(reading.spans[found.start()][0], reading.spans[found.end() - 1][1]),
                    )
                    return


def _means_it(reading: _Read, found: re.Match[str], language: str, pattern: re.Pattern[str]) -> bool:
    low, over = reading.sentence(found.start(), found.end())
    sentence = reading.kinds[low:over]
    said = " ".join(reading.words[low:over])
    if OVER.search(said) or any(_PAST.search(word) for word in reading.words[found.start() : found.end()]):
        return False
    asks = reading.kinds[over : over + 1] == "?"
    if "q" in sentence or reading.kinds[max(low, found.start() - 1) : found.start()] == "D":
        return False
    if pattern in (_X_REMOVE, _X_REMOVE_MINE):
        return pattern is _X_REMOVE or (len(sentence) <= 6 and not asks)
    if "t" in sentence or "b" in sentence or asks:
        return False
    if pattern is _X_DO_NOT:
        near = reading.kinds[max(low, found.start() - 3) : found.end() + 3]
        if re.search(r",[kmw]?T", sentence):  # another way instead
            return False
        return (
            "A" in near
            or "P" in near
            or (language in _PROHIBITIVE and len(sentence) <= 8 and bool(set(sentence) & set("mPOp")))
        )
    return True


# --- what it is about ---------------------------------------------------------------------------------

_ENDS_CONTACT = re.compile(r"(?<!d)[HDNRQnx][^.?,dtb]{0,4}[TGPOL]|[TGPOL][^.?,dtb]{0,3}[HDNRQnx]|x")
_NEAR_CONTACT = frozenset("HDNRQnxTGPOL")


def speaks_of_contact(said: str, *, at_least: bool = False) -> bool:
    """Whether a clause both denies, ends or removes something and speaks of being written to or called, in a sentence
    without a time or another way; `at_least`, whether any word of either kind stands there. Where words weigh like a
    goodbye, this makes it one."""
    for reading in _readings(read(spoken_by_caller(said)).folded).values():
        if at_least and not _NEAR_CONTACT.isdisjoint(reading.kinds):
            return True
        for sentence in re.split(r"[.?]", reading.kinds):
            if _ENDS_CONTACT.search(sentence) and not set(sentence) & {"t", "b"}:
                return True
    return False


_TURN_TO_ME = re.compile(r"(?<![DdNnxp])T[kmpyFw]{0,2}[mtA]|m[kw]?T|T$|Tt")
_UNSPACED_TURN = re.compile(
    "(?:電話|連絡|メール)(?:を|して)?(?:くだ|下)さい|给我(?:打|发|回)|給我|联系我|전화 ?(?:주|해)|연락 ?(?:주|바)"
)


def asks_for_contact(said: str) -> bool:
    """Whether somebody asks to be called or written to themselves: "call me Monday"."""
    readings = _readings(read(said).folded).values()
    return _UNSPACED_TURN.search(said.replace(" ", "")) is not None or any(
        _TURN_TO_ME.search(sentence) for each in readings for sentence in re.split(r"[.?,]", each.kinds)
    )


def names_a_time(folded: str, start: int, end: int) -> bool:
    """Whether the sentence around this stretch names a time, in any language that its words are of, and not for ever."""
    low = max(folded.rfind(mark, 0, start) for mark in ".!?\n") + 1
    over = min((at for at in (folded.find(mark, end) for mark in ".!?\n") if at >= 0), default=len(folded))
    sentence = folded[low:over]
    if found := _UNSPACED_TIME.search(sentence):
        return _UNSPACED_EVER.search(sentence) is None and found is not None
    kinds = [dict(kinds_of(word)) for word in re.findall(r"[^\W\d_]+", sentence)]
    votes = Counter(language for word in kinds for language, kind in word.items() if kind not in "kt")
    likely = max(votes.values(), default=0)
    said = [
        "".join(word.get(of, "w") for word in kinds) for of, count in votes.items() if count == likely and of != "en"
    ]
    return bool(said) and all("t" in each and "A" not in each for each in said)


_UNSPACED_TIME = re.compile(
    "今天|今日|本日|明天|明日|今晚|今夜|现在|現在|午前|午後|上午|下午|오늘|내일|지금|오전|오후|วันนี้|พรุ่งนี้|ตอนนี้"
)
_UNSPACED_EVER = re.compile("再|もう|二度と|今後|以后|以後|더|다시|앞으로|อีก")
