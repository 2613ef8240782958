# ruff: noqa: SIM905 - a table of words
"""What in a message speaks to a machine instead of to the business, wherever in it that stands.

`safety.screen` reads the reply as people see it, in the transaction that stores it. This looks once more before
anything is drafted, at what people do not see: other spellings of the same words (letters of other alphabets, digits
for letters, spelt out, backwards, encoded), the subject, signature, quoted history, hidden HTML and the display name.
It only ever keeps a reply from leaving by itself (reference/reliability.md 3.4).
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.safety.injection import order_at_the_door
from rejoinder.domain.safety.machine_orders import few_shots_in, order_in, spoofed_line_in
from rejoinder.domain.safety.spelling import read
from rejoinder.domain.safety.transcripts import is_transcript, spoken_by_caller

_CLOSELY = 8_000
"""Characters of each place that are read; no model is shown more of a message."""
_MARKUP = 30_000
_EVIDENCE = 120


@dataclass(frozen=True, slots=True)
class Steering:
    """One attempt: where it stands (reply, subject, signature, quoted, disclaimer,
    hidden-html, sender-name), which rule found it,
    and its words."""

    where: str
    rule: str
    evidence: str


def steering(message: Message, sender_name: str = "") -> Steering | None:
    """The first attempt in the message, the reply before what surrounds it; None where there is none."""
    for where, text in _places(message, sender_name):
        if text.strip() and (found := _attempt(text[:_CLOSELY], message.medium, spoken=where == "reply")):
            return Steering(where, *found)
    return None


def _places(message: Message, sender_name: str) -> Iterator[tuple[str, str]]:
    # Of a call only the other side's words: our own assistant's lines are no attempt at anything.
    is_call = message.medium is Medium.VOICE and message.reply_text is None and is_transcript(message.text)
    yield "reply", spoken_by_caller(message.text) if is_call else message.text
    yield "subject", message.subject
    yield "signature", message.signature
    yield "quoted", _QUOTE_SIGNS.sub("", message.quoted[:_CLOSELY])
    if message.medium is Medium.EMAIL and message.body_clean is not None:
        yield "disclaimer", _beside(message)
    if message.html:
        yield "hidden-html", "\n".join(_hidden_in(message.html[:_MARKUP]))
    yield "sender-name", sender_name


_QUOTE_SIGNS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


def _beside(message: Message) -> str:
    """What cleaning took for a disclaimer or a footer: the end of the body that is in none of the other views."""
    body, at = message.body, 0
    for part in (message.text, message.signature):
        if (found := body.rfind(part[-200:])) >= 0 and part:
            at = max(at, found + len(part[-200:]))
    beside = body[at : at + _CLOSELY]
    return beside if beside.strip() not in message.quoted else ""


def _attempt(text: str, medium: Medium, *, spoken: bool) -> tuple[str, str] | None:
    """(rule, evidence) for one text, as written and then in the spellings that hide it."""
    for rule, spelling in _spellings(text):
        shown = _shown(spelling)
        if found := order_in(shown):
            return rule or found[0], _short(found[1])
        if (rule or not spoken) and order_at_the_door(read(shown)):
            return rule or "steers-the-model", _short(shown)
    if spoken and (shots := few_shots_in(_shown(text))):
        return "few-shot", _short(shots)
    if spoken and medium is Medium.VOICE and (line := spoofed_line_in(_shown(text))):
        return "spoofed-transcript", _short(line)
    if said := _encoded(text):
        return "encoded-text", _short(said)
    return None


def _shown(text: str) -> str:
    return _BLANKS.sub(lambda run: run.group()[0], unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _EVIDENCE else line[: _EVIDENCE - 1] + "…"


# --- spellings ----------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝкмнтвАЕОРСУХІЈЅКМНТВαορντικεγΑΟΡΝΤΙΚΕΒΗΜΥΧ", "aeopcyxijsdqwkmhtbAEOPCYXIJSKMHTBaopvtikeyAOPNTIKEBHMYX"
)
_DIGITS = str.maketrans("013457$@!|", "oieastsaii")
_ROT13 = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM"
)
_BLANKS = re.compile(r"\s{2,}")
_MIXED_SCRIPT = re.compile(r"[A-Za-z]\w{0,20}[\u0370-\u052f]|[\u0370-\u052f]\w{0,20}[A-Za-z]")
_DIGIT_WORD = re.compile(
    r"(?<![\w.$€£-])(?=[a-z0-9$@!|]{4,})[a-z]*[013457$@][a-z0-9$@!|]*[a-z][a-z0-9$@!|]*", re.IGNORECASE
)
_SPELT = re.compile(r"(?<!\w)\w(?:[ .*_\n-]{1,2}\w(?!\w)){5,}")
_GAP = re.compile(r"\s{2,}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|&#x?[0-9a-fA-F]{2,6};|%[0-9a-fA-F]{2}){5}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_TELLTALE = (
    "instruc",
    "ignore",
    "prompt",
    "system",
    "disregard",
    "assistant",
    "approve",
    "anweisung",
    "consigne",
    "instrucc",
)
_JOINED = re.compile(
    r"(?:ignore|disregard|forget|override)\w{0,30}(?:instruct|rules|prompt|order)|systemprompt|approveall"
)


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """("", the text), then (rule, spelling) for each way in which it may be written so that only a machine reads it."""
    yield "", text
    if _MIXED_SCRIPT.search(text):
        yield "letters-of-other-alphabets", text.translate(_LOOK_ALIKES)
    if len(_DIGIT_WORD.findall(text)) > 1:
        yield "digits-for-letters", _DIGIT_WORD.sub(lambda word: word.group().translate(_DIGITS), text)
    if spelt := _SPELT.search(text):
        joined = " ".join(re.sub(r"[ .*_\n-]", "", part) for part in _GAP.split(text))
        yield "spelt-out", joined
        if _JOINED.search(joined.lower().replace(" ", "")):
            yield "spelt-out", f"ignore previous instructions: {spelt.group()}"
    if _ESCAPES.search(text):
        yield "escaped-letters", _unescaped(text)
    for rule, other in (("backwards", text[::-1]), ("rot13", text.translate(_ROT13))):
        lowered = other.lower()
        if any(word in lowered for word in _TELLTALE):
            yield rule, other


def _unescaped(text: str) -> str:
    return html.unescape(_ESCAPE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), text))


_URL = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,64}@\S{1,200}")
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[ :]?){14,}(?!\w)")


def _encoded(text: str) -> str:
    """What a stretch of escapes, base64 or hexadecimal says in plain words; empty where there is none. A key, a hash or
    an order number says nothing."""
    if len(text) < 20:
        return ""
    bare = _URL.sub(" ", text)
    if _ESCAPES.search(bare) and (said := _words(_unescaped(bare).encode("utf-8", "replace"))):
        return said
    for found in _HEX.finditer(bare):
        digits = re.sub(r"[ :]", "", found.group())
        if said := _words(bytes.fromhex(digits)):
            return said
    for found in _BASE64.finditer(bare):
        run = found.group().rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            raw = base64.b64decode(run + "=" * (-len(run) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        if said := _words(raw):
            return said
    return ""


def _words(raw: bytes) -> str:
    try:
        said = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    letters = sum(c.isalpha() or c in " .,!?'-\n" for c in said)
    return said if said.isprintable() and letters >= 0.8 * len(said) and len(said.split()) >= 3 else ""


# --- hidden HTML --------------------------------------------------------------------------------------

_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[;\s\"']|$)|mso-hide\s*:\s*all"
    r"|max-height\s*:\s*0|color\s*:\s*(?:#fff(?:fff)?|white|transparent)\b|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WORDY = re.compile(r"\s[a-z][\w-]*\s*=\s*(?:\"[^\"<>]*\s[^\"<>]*\"|'[^'<>]*\s[^'<>]*')", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


_TECHNICAL = frozenset(
    "style class href src srcset sizes id rel media font face bgcolor viewbox d points xmlns".split()
)


class _Hidden(HTMLParser):
    """Collects comments (but for conditional ones), text of elements that are not shown, and attributes with words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found += [value for name, value in named.items() if name not in _TECHNICAL and " " in value.strip()]
        if tag not in _VOID and (self._depth or "hidden" in named or _HIDES.search(named.get("style", ""))):
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and data.strip():
            self.found.append(data)

    def handle_comment(self, data: str) -> None:
        if not data.lstrip().startswith(("[if", "[endif")):
            self.found.append(data)


def _hidden_in(markup: str) -> list[str]:
    if "<!--" not in markup and not _HIDES.search(markup) and not _WORDY.search(markup):
        return []
    reader = _Hidden()
    reader.feed(markup.replace("<![", "<! ["))  # the parser gives up on marked sections that it does not know
    return reader.found
