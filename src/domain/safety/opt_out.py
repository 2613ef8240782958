"""Whether a message withdraws consent: keywords, then phrases, then the subject."""

from collections.abc import Iterator

from rejoinder.domain.contacts import fold
from rejoinder.domain.safety import contact_grammar, english, languages, wish_words
from rejoinder.domain.safety.book import BOOK
from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.keywords import STRONG, Words, find_keyword, find_keyword_line
from rejoinder.domain.safety.phrases import Found
from rejoinder.domain.safety.shorthand import respelt
from rejoinder.domain.safety.spelling import REPLY_PREFIX, Text, shorten

_TRIGGERS = (
    "stop",
    "unsub",
    "remove me",
    "opt out",
    "do not contact",
    "don't contact",
    "take me off",
    "lawyer",
    "abmeld",
    "désabonn",
    "de baja",
)


def find_opt_out(
    inbound: Screening, text: Text, words: Words, subject: Text, middle: str, book: Found, *, by_machine: bool
) -> tuple[Finding | None, Finding | None]:
    """(definite, ambiguous): at most one finding of each strength, the strongest first."""
    if (inbound.provider_opt_out or "").strip().upper() == "STOP":
        return Finding("provider-opt-out", shorten(text.shown)), None
    ambiguous: Finding | None = None
    if word := find_keyword(text, words, inbound.medium):
        strength, finding = word
        if strength == "definite":
            return finding, None
        ambiguous = finding
    if inbound.medium == "email" and (line := find_keyword_line(text)):
        return line, None
    for strength, finding in _wishes(text, inbound.medium, book):
        if strength == "definite":
            return finding, None
        ambiguous = ambiguous or finding
    for finding in () if by_machine else wish_words.wishes(text, book):
        return finding, None
    if not by_machine:
        for strength, finding in contact_grammar.english_wishes(text, inbound.medium):
            if strength == "definite":
                return finding, None
            ambiguous = ambiguous or finding
        for finding in contact_grammar.other_wishes(text):
            return finding, None
    if plain := respelt(text):
        for strength, finding in english.wishes(plain, inbound.medium, BOOK.read(plain.folded)):
            if strength == "definite":
                return Finding(finding.rule, shorten(text.shown)), None
    if subject.shown:
        written_by_them = not REPLY_PREFIX.match(subject.folded)
        bare = REPLY_PREFIX.sub("", subject.shown)
        topic = Text(bare, fold(bare))
        spoken = Words.of(topic.folded)
        word = find_keyword(topic, spoken, inbound.medium)
        findings = [word] if word else list(_wishes(topic, inbound.medium, BOOK.read(topic.folded)))
        for strength, finding in findings:
            named = Finding(f"subject-{finding.rule}", finding.evidence)
            strong_word = word is not None and spoken.core in STRONG
            if strength == "definite" and (written_by_them or strong_word):
                return named, None
            ambiguous = ambiguous or named
    if ambiguous is None and middle:
        for trigger in _TRIGGERS:
            if trigger in middle:
                return None, Finding("oversize-unread", trigger)
    return None, ambiguous


def _wishes(text: Text, medium: str, book: Found) -> Iterator[tuple[str, Finding]]:
    yield from english.wishes(text, medium, book)
    yield from languages.wishes(text, book)
