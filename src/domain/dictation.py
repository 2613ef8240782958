# ruff: noqa: E501 - a table of words reads better with one language per line
"""Whether a draft says what the other side wants said, instead of what our side stands behind.

A writer that obeys whoever wrote to us gives itself away: it repeats their statements, or assents and says nothing of
our own. Such a draft waits for a person; nothing here depends on a model behaving (reference/reliability.md 3.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rejoinder.domain.contacts import fold
from rejoinder.domain.plain_words import ARRANGING, ASSENTS, COMMON, COURTESY


@dataclass(frozen=True, slots=True)
class Dictated:
    """Why the draft waits: `asks-about-others`, `their-words`, `bare-assent`, `nothing-of-ours` or `speaks-of-itself`, and the words of the
    draft."""

    reason: str
    words: str


def dictated(draft: str, *, said_by_us: Iterable[str], said_by_them: str) -> Dictated | None:
    """The first sentence of `draft` that only the other side can have put there; None where there is none.

    `said_by_us` is what our side stands behind, `said_by_them` what the person wrote since one of us answered. Where
    they asked for words (confirm, write, just say yes), every statement that is theirs counts; where they did not, only
    one that is theirs almost word for word. Whatever is said of another person is for one of us to say.
    """
    if others := _OTHERS.search(fold(said_by_them[-_LATELY:])):
        return Dictated("asks-about-others", others.group())
    if about := _OF_ITSELF.search(fold(draft)):
        return Dictated("speaks-of-itself", draft[about.start() : about.end()].strip())
    said_by_them = said_by_them[-_LATELY:]
    ours = _Said.of("\n".join(said_by_us))
    theirs = _Said.of(said_by_them)
    asked = asks_for_words(said_by_them)
    for sentence in _statements(draft):
        if _is_theirs(sentence, ours, theirs, asked=asked):
            return Dictated("their-words", sentence.strip())
    if _only_assents(draft, ours):
        return Dictated("bare-assent", " ".join(draft.split())[:120])
    if strange := _nothing_of_ours(draft, ours, theirs):
        return Dictated("nothing-of-ours", strange)
    return None


def asks_for_words(text: str) -> bool:
    """Whether somebody asks us to state, confirm, promise or admit something; or writes a language whose words for that
    are not known here."""
    folded = fold(text)
    return _DEMANDS.search(folded) is not None or (not text.isascii() and _UNKNOWN.search(text) is not None)


# --- statements --------------------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?;\n。！？؟]+[.!?;。！？؟]*")
_WORD = re.compile(r"[^\W\d_]{4,}")
_KEY, _LOOSE_KEY = 5, 4
"""How many letters make a word the same word: inflected languages change the rest."""
_MOST = 0.6
_NEARLY_ALL = 0.8
_MOSTLY_COPIED = 0.75
_RUN = 7
_UNSPACED_RUN = 4
_LATELY = 16_000
"""Characters of what they wrote that a draft is held against, the newest."""
_BLAND = frozenset(word[:_KEY] for word in COMMON | COURTESY | ARRANGING)
_UNKNOWN = re.compile("[\u0370-\u03ff\u0530-\u05ff\u0700-\u1fff]")
"""Scripts of languages in which no word for it is known here; Cyrillic, Arabic, Han, Kana and Hangul are not of them."""
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")


@dataclass(frozen=True, slots=True)
class _Said:
    """A text as sets, to be looked up in."""

    keys: frozenset[str]
    loose_keys: frozenset[str]
    words: str
    """All words in order, set off by one blank."""

    def has(self, word: str) -> bool:
        """Whether the word stands there, in whatever form; a short one also as the beginning of another."""
        return word[:_KEY] in self.keys or (len(word) < _KEY and word in self.loose_keys)

    @staticmethod
    def of(text: str) -> _Said:
        folded = fold(text)
        words = _WORD.findall(folded)
        return _Said(
            frozenset(word[:_KEY] for word in words),
            frozenset(word[:_LOOSE_KEY] for word in words),
            " " + " ".join(re.findall(r"\w+", folded)) + " ",
        )


def _statements(draft: str) -> Iterator[str]:
    return (
        found.group() for found in _SENTENCE.finditer(draft) if not found.group().rstrip().endswith(("?", "？", "؟"))
    )


def _is_theirs(sentence: str, ours: _Said, theirs: _Said, *, asked: bool) -> bool:
    folded = fold(sentence)
    if _repeats(folded, theirs, ours) or _is_copied(folded, theirs, ours):
        return True
    if asked and _shares_ideographs(folded, theirs, ours):
        return True
    words = {word for word in _WORD.findall(folded) if word[:_KEY] not in _BLAND}
    new = {word for word in words if word[:_KEY] not in ours.keys}
    planted = {word for word in new if word[:_LOOSE_KEY] in theirs.loose_keys}
    if asked:
        return bool(planted) and len(planted) >= _MOST * len(new)
    return len(planted) >= 3 and len(planted) >= _NEARLY_ALL * len(words)


def _repeats(folded: str, theirs: _Said, ours: _Said) -> bool:
    """Seven words in a row that they wrote and we did not."""
    words = re.findall(r"\w+", folded)
    runs = (f" {' '.join(words[start : start + _RUN])} " for start in range(len(words) - _RUN + 1))
    return any(run in theirs.words and run not in ours.words for run in runs)


def _is_copied(folded: str, theirs: _Said, ours: _Said) -> bool:
    """A sentence of four words and more, most of which stand in runs of three that they wrote and we did not."""
    words = re.findall(r"\w+", folded)
    copied: set[int] = set()
    for start in range(len(words) - 2):
        run = f" {' '.join(words[start : start + 3])} "
        if run in theirs.words and run not in ours.words:
            copied |= {start, start + 1, start + 2}
    return len(words) >= 4 and len(copied) >= _MOSTLY_COPIED * len(words)


def _shares_ideographs(folded: str, theirs: _Said, ours: _Said) -> bool:
    """The same for scripts that set no blanks between words."""
    for found in _IDEOGRAPHS.findall(folded):
        for start in range(len(found) - _UNSPACED_RUN + 1):
            run = found[start : start + _UNSPACED_RUN]
            if run in theirs.words and run not in ours.words:
                return True
    return False


# --- assent --------------------------------------------------------------------------------------------------------------

_ASSENTS_UNSPACED = re.compile(
    r"^(?:是的?|好的?|同意|我们同意|確認|确认|可以|没问题|はい|承知しました|同意します|かしこまりました|네|예|알겠습니다|동의합니다)[。.!！\s]*$"
)


def _only_assents(draft: str, ours: _Said) -> bool:
    """A yes to whatever was asked, with nothing that is ours: no question back, no fact, no link."""
    if "?" in draft or "？" in draft:
        return False
    if draft.strip() and not re.search(r"[^\W_]", draft):
        return True
    if _ASSENTS_UNSPACED.match(draft.strip()):
        return True
    words = re.findall(r"[\w']+", fold(draft))
    return bool(words) and any(w in ASSENTS for w in words) and all(w in ASSENTS or w in COURTESY for w in words)


# --- ours ------------------------------------------------------------------------------------------------------------------


def _nothing_of_ours(draft: str, ours: _Said, theirs: _Said) -> str:
    """The first strange word of a draft that neither asks anything nor holds anything of ours, and is mostly neither
    courtesy nor arranging: whatever it says, nobody on our side has said it. A single such word counts where it is
    theirs. Empty where that is not so."""
    if "?" in draft or "？" in draft or "؟" in draft:
        return ""
    folded = fold(draft)
    words = _WORD.findall(folded)
    known = {word for word in words if word not in COMMON and ours.has(word)}
    if len(known) >= 2 or any(f" {number} " in ours.words for number in re.findall(r"\d+", folded)):
        return ""
    strange = [word for word in words if not _is_bland(word) and not ours.has(word)]
    if len(strange) > len(words) / 2 and (len(strange) > 1 or theirs.has(strange[0])):
        return strange[0]
    return ""


def _is_bland(word: str) -> bool:
    return word[:_KEY] in _BLAND or (len(word) == _KEY and word.endswith("s") and word[:-1] in _BLAND)


# --- words about words ---------------------------------------------------------------------------------------------------

_OF_ITSELF = re.compile(
    (
        r"\b(?:system ?prompt|system instructions?|my (?:instructions|prompt|programming|guidelines|configuration|training data)|i (?:was|am|have been|'m) (?:told|instructed|programmed|configured|trained|designed|prompted) to|i was told:|"
        r"(?:as |i am |i'm )an? (?:ai|a\.i\.|artificial intelligence|large language model|language model|chatbot|virtual assistant|bot)|language model|"
        r"(?:i am|i'm|we are) (?:really |actually |indeed )?(?:a )?(?:real |living |actual )?(?:human(?: being)?|real person|person of flesh)|(?:i am|i'm) (?:not|no) (?:an? )?(?:ai|bot|robot|machine|computer)|the model is|my rules|"
        r"plan no links|you write one answer|mein(?:e|en)? (?:systemprompt|anweisungen|prompt|vorgaben)|systemprompt|ich bin (?:eine? )?(?:ki|bot|echter mensch|mensch|sprachmodell|kein(?:e)? (?:ki|bot|roboter))|"
        r"mes (?:instructions|consignes)|je suis (?:une? )?(?:ia|robot|humain|vraie personne|modele de langage)|vous ecrivez une reponse|mis instrucciones|soy (?:una? )?(?:ia|robot|humano|persona real|modelo de lenguaje)|"
        r"le mie istruzioni|sono (?:una? )?(?:ia|robot|umano|persona vera|modello linguistico)|minhas instrucoes|sou (?:uma? )?(?:ia|robo|humano|pessoa real|modelo de linguagem)|mijn instructies|ik ben (?:een )?(?:ai|bot|mens|taalmodel))\b"
        r"|<<<|>>>|<\||\|>|\[/?inst\]|\"(?:safe|needs_person|confidence|sentiment|asks_something|role)\"\s*:"
    )
    .replace(" ?", r"\s*")
    .replace(" ", r"\s+")
)
_DEMANDS = re.compile(
    (
        r"\b(?:confirm\w*|in writing|promis\w+|admit\w*|agreed?|accept(?:ed)?|approve\w*|waiv\w+|grant(?:ed)?|swear|vouch|guarantee\w*|repeat|complete this|begin your|say|says|just say|tell (?:me|us|them|him|her|my|everybody|everyone)(?! about| more| how| what| when| where| why| who| the| a)|thank (?:them|him|her|me) for|assure|declare|state that|call me|stay|do i (?:still|really)|am i (?:still )?|so (?:what|who|how much) is|still on|just checking|between us|objections?|(?:line|sentence|word|statement|note) from you|"
        r"(?:write|type|print|say|text|reply|answer|post|send) ?[:\"'“‘„«]|(?:write|text) (?:this|that|it|them|back|down|me (?:that|this|back|a|the))|(?:send|give|drop) (?:me |us )?(?:a|one|your) (?:quick |short |simple |written |clear )?(?:yes|note|line|word|confirmation|statement|ok|go-ahead)|(?<!i\x20)(?:reply|respond|replying|answer) (?:with|yes|no|me with|only|that|by|and say|in)|(?:a|one|quick|simple|written) yes|yes or no|put (?:that|it|this) in|right\s?\?|correct\s?\?|isn't it|aren't you|don't you|would you agree|you'd say|"
        r"as (?:we |you |i )?(?:said|agreed|discussed|promised|told|arranged|offered)|you (?:said|told|quoted|promised|offered|agreed|wrote|assured)|(?:was|were|been|have|had) (?:promised|told|offered|assured)|your (?:colleague|manager|boss|director|policy|terms)|"
        r"bestatig\w*|zusag\w*|zugesagt|versprech\w*|versprochen|schreib\w*|sag(?:en|st|t|e)? (?:mir|uns|sie|einfach|dass|ja)|antwort\w*|zugeben|geben sie zu|anerkenn\w*|freigeb\w*|schriftlich|einverstanden|garantier\w*|oder\s?\?|nicht wahr|haften|wie (?:besprochen|vereinbart|abgemacht)|"
        r"confirm\w*|promet\w*|promis\w*|ecri\w+|dis(?:-| )moi|dites|repond\w*|par ecrit|d'accord|convenu\w*|un (?:simple )?oui|garanti\w*|n'est-ce pas|avou\w+|accept\w*|"
        r"promet\w*|escrib\w*|dime|diga\w*|digame|respond\w*|por escrito|de acuerdo|acept\w*|admit\w*|garantiz\w*|verdad\s?\?|como (?:acordamos|quedamos|dijo)|un si|"
        r"conferm\w*|promett\w*|scriv\w*|dimmi|mi dica|rispond\w*|per iscritto|d'accordo|accett\w*|ammett\w*|garanti\w*|vero\s?\?|come (?:concordato|promesso|detto)|"
        r"escrev\w*|diga\w*|respond\w*|aceit\w*|admit\w*|garant\w*|como (?:combinado|prometido)|combinamos|um sim|"
        r"bevestig\w*|beloof\w*|beloofd|schrijf\w*|schriftelijk|zeg (?:me|maar|dat|ja)|antwoord\w*|akkoord|toegezegd|garand\w*|zoals (?:afgesproken|besproken|beloofd)|toch\s?\?|"
        r"potwierd\w*|obiec\w*|napisz\w*|powiedz\w*|odpowiedz\w*|zgadza\w*|zgod\w*|na pismie|zgodnie z|gwarant\w*|prawda\s?\?|"
        r"bekraft\w*|lova\w*|skriv\w*|sag att|svara\w*|skriftligt|godkann\w*|som (?:vi )?(?:sa|avtalat)|eller hur|"
        r"onayla\w*|soz ver\w*|yaz(?:in|iniz|)?\b|soyle\w*|cevap\w*|kabul\w*|degil mi|potvrd\w*|napis\w*|slib\w*|confirma\w*|erosit\w*|irj\w*|vahvist\w*|kirjoit\w*)"
        r"|подтверд|напиш|скаж|ответь|обеща|соглас|признай|гарант|правда\?|اكتب|أكد|قل |أجب|وافق|تأكيد|بنویس|تایید|بگو|قبول|回复|确认|同意|写|说|答应|保证|承诺|对吗|返信|確認|同意|書いて|言って|約束|認め|답장|확인|동의|말해|약속|써"
    )
    .replace(" ?", r"\s*")
    .replace(" ", r"\s+")
)
_OTHERS = re.compile(
    (
        r"\b(?:(?:which|what|how many|who are the|names? of)(?: \w+){0,2} other (?:customers?|clients?|leads?|people|patients?)(?: \w+){0,3} (?:talk|talked|speak|spoke|write|wrote|contact|deal|serve|have|say|said|pay|paid|order)|"
        r"(?:what|how much) did (?:she|he|they|my (?!technician|invoice)\w+|(?:your|the) (?:other|previous|last|next|first) \w+) (?:\w+ )?(?:say|write|want|tell|order|pay|ask|send|book|answer)|"
        r"(?:list|show|give|send|tell)(?: me| us)? (?:the )?(?:names?|numbers?|addresses|phone numbers|e-?mails?|messages|chats) of (?:your|the other|all|some|three|two|a few|last|previous)|who was your (?:last|previous|other))\b"
    ).replace(" ", r"\s+")
)
