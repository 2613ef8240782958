# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""Which offered slot a person took (`accepted_slot`): exactly one, named or the only one, without a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from rejoinder.domain.times import cues
from rejoinder.domain.times.expressions import Expression
from rejoinder.domain.times.model import Acceptance, Offer, Precision
from rejoinder.domain.times.reading import SOFT_NO, Said, Scene, corrected, is_refused, scene_of, takes_back
from rejoinder.domain.times.zones import known_zone

_DIGITS = re.compile(
    r"^\W*(?:(?:option|slot|number|no\.?|nr\.?|nummer|opcion|opcao|opzione|optie|opcja|alternativ|vaihtoehto|moznost|choice|termin|#)\s*)?"
    r"[#(]?(?P<number>\d{1,2})[).]?(?:\s*(?:please|pls|plz|thanks|thx|ty|bitte|merci|svp|gracias|grazie|obrigado|dank|dzieki|prosze|tack|tak|kiitos|"
    r"dekuji|prosim))?\W*$"
)
_LETTER = re.compile(
    r"(?<!\w)(?:option|slot|choice|opcion|opcao|opzione|optie|opcja|alternativ|vaihtoehto|moznost|variante?|termin)\s+(?P<label>[a-e1-9])(?!\w)"
)
_NUMBERED = re.compile(r"(?<!\w)(?:#|number |no\. ?|nr\.? ?|nummer |numero |numer )(?P<number>[1-9])(?![\w:])")
_LATER = re.compile(
    r"(?<!\w)(?:the )?(?:later|latter|latest)(?: one| slot| time| option)?(?!\s+(?:this|in|today|on|next|than|is|would|works? better))(?!\w)"
    r"|(?<!\w)(?:der|die|das|den|dem)? ?spaetere[nrms]?(?!\w)|(?<!\w)(?:der|die|das|den|dem)? ?spatere[nrms]?(?!\w)"
    r"|(?<!\w)le (?:plus tard|creneau le plus tard|plus tardif)|(?<!\w)l[ao] (?:mas|de mas) tarde|(?<!\w)el (?:mas|de mas) tarde"
    r"|(?<!\w)quell[oa] piu tardi|(?<!\w)il piu tardi|(?<!\w)[oa] mais tarde|(?<!\w)de latere|(?<!\w)(?:ten )?pozniejsz\w+"
    r"|(?<!\w)den senare|(?<!\w)den seneste|(?<!\w)den senere|(?<!\w)myohe(?:mpi|mman|mpaa|isempi)|(?<!\w)(?:ten )?pozdejsi\w*"
)
_EARLIER = re.compile(
    r"(?<!\w)(?:the )?(?:earlier|former|earliest|sooner)(?: one| slot| time| option)?(?!\s+(?:this|in|today|on|than))(?!\w)"
    r"|(?<!\w)(?:der|die|das|den|dem) fr(?:u|ue)here[nrms]?(?!\w)|(?<!\w)le plus tot|(?<!\w)(?:el|la|lo) (?:mas|de mas) temprano"
    r"|(?<!\w)quell[oa] (?:prima|piu presto)|(?<!\w)il prima|(?<!\w)[oa] mais cedo|(?<!\w)de (?:eerdere|vroegere|vroegste|eerste)"
    r"|(?<!\w)(?:ten )?wczesniejsz\w+|(?<!\w)den tidigare|(?<!\w)den tidligere|(?<!\w)den tidligste|(?<!\w)aikaisem\w+|(?<!\w)(?:ten )?drivejsi\w*"
)
_SAME = re.compile(
    r"(?<!\w)(?:that|this|it|the) (?:time|slot|one|day)(?:'s| is| works)?|(?<!\w)that(?:'s| works| is)(?!\w)"
)
_NOTHING = frozenset("")
_CANCEL = re.compile(r"^\W*(?:cancel|stop|end|quit|unsubscribe|annuler|cancelar|annulla|absagen|storno)\W*$")
_ONE_WORD = re.compile(r"[^\W\d_]+|👍|👌|✅")


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that point at some of the offers, or at none of them."""

    offers: frozenset[str]
    kind: str
    refused: bool
    chosen: bool
    held: str
    """`conditional` or `question` where the sentence does not take what it names; else empty."""
    evidence: str


def accepted_slot(text: str, offered: Sequence[Offer], *, sent_at: datetime, zone: str | None) -> Acceptance:
    """The one slot of `offered` that `text` takes, in the order in which they were offered; never a guess.

    `zone` is the one in which the slots were shown to the lead; a zone that the person names goes before it. A slot
    whose start is over is not taken. Afterwards `reason` says what decided, also where nothing was taken.
    """
    if not offered:
        return Acceptance(None, "no-offer")
    scene = scene_of(text, sent_at, zone)
    whole = " ".join(said.folded.strip() for said in scene.said).strip()
    if not whole or _CANCEL.match(whole):
        return Acceptance(None, "nothing-said")
    open_offers = [offer for offer in offered if offer.start > sent_at]
    found = _decide(scene, whole, offered, open_offers)
    if found.slot_id is not None and not any(offer.id == found.slot_id for offer in open_offers):
        return Acceptance(None, "past", found.evidence)
    return found


def _decide(scene: Scene, whole: str, offered: Sequence[Offer], open_offers: Sequence[Offer]) -> Acceptance:
    bare = _bare_number(scene, whole, offered)
    if bare is not None:
        return bare
    mentions: list[_Mention] = []
    for said, following in zip(scene.said, [*scene.said[1:], None], strict=True):
        if takes_back(said):
            mentions = []
        found = _mentions(scene, said, offered)
        if (
            said.sentence.asks
            and following is not None
            and len(said.sentence.tokens) <= 4
            and _tone(following) == "yes"
        ):
            found = [replace(mention, held="") for mention in found]  # "Thursday? Sure."
        mentions += found
    if any(mention.kind == "none" for mention in mentions):
        return Acceptance(None, "negated", whole[:120])
    held = [mention for mention in mentions if mention.held and not mention.refused]
    if held:
        return Acceptance(None, held[0].held, held[0].evidence)
    left = frozenset(offer.id for offer in offered)
    refused = [mention for mention in mentions if mention.refused]
    for mention in refused:
        left -= mention.offers
    taken = [mention for mention in mentions if not mention.refused]
    if any(mention.kind == "many" for mention in taken) and not any(m.offers for m in taken):
        return Acceptance(None, "ambiguous", whole[:120])
    left_to_us = any(mention.kind == "many" for mention in taken)
    taken = [mention for mention in taken if mention.kind != "many"]
    if left_to_us and len({mention.offers for mention in taken}) > 1:
        return Acceptance(None, "ambiguous", whole[:120])
    if refused and any(not mention.offers and mention.kind == "time" for mention in refused):
        return Acceptance(None, "counter-proposal" if taken else "negated", refused[0].evidence)
    stray = [mention for mention in taken if not mention.offers and mention.kind != "other"]
    if stray:
        return Acceptance(None, "counter-proposal", stray[0].evidence)
    if taken:
        return _narrowed(taken, left)
    if refused:
        return Acceptance(None, "negated", refused[0].evidence)
    return _plain_yes(scene, whole, open_offers, offered)


def _narrowed(taken: Sequence[_Mention], left: frozenset[str]) -> Acceptance:
    """What all mentions agree on; where they do not, the one that was chosen in so many words."""
    remaining = left
    for mention in taken:
        remaining &= mention.offers if mention.kind != "other" else left
    if not remaining:
        chosen = [mention for mention in taken if mention.chosen]
        sets = {mention.offers & left for mention in chosen}
        if len(sets) == 1 and len(only := sets.pop()) == 1:
            return Acceptance(next(iter(only)), chosen[0].kind, chosen[0].evidence)
        return Acceptance(None, "ambiguous", taken[0].evidence)
    if len(remaining) > 1:
        return Acceptance(None, "ambiguous", taken[0].evidence)
    return Acceptance(next(iter(remaining)), taken[0].kind, taken[0].evidence)


# --- a bare answer ------------------------------------------------------------------------------------


def _bare_number(scene: Scene, whole: str, offered: Sequence[Offer]) -> Acceptance | None:
    """ "2", "#2", "option 2 please": the second, unless one of the offers begins at two as well."""
    found = _DIGITS.match(whole)
    label = _LABEL.match(scene.reading.text) or _BARE_LABEL.match(scene.reading.text)
    if label is not None:
        letter = label[1].upper()
        options = _at(offered, ord(letter) - ord("A") + 1)
        named = frozenset(offer.id for offer in offered if offer.id == letter)
        return Acceptance(next(iter(named or options), None), "ordinal" if named or options else "not-offered", whole)
    number = int(found["number"]) if found else _spoken_number(scene)
    number = _agreed_number(scene) if number is None else number
    if number is None:
        return None
    at_hour = frozenset(offer.id for offer in offered if _hour(offer, scene) in (number, number + 12))
    on_day = frozenset(offer.id for offer in offered if _local(offer, scene).day == number)
    is_named = found is not None and bool(re.search(r"[a-z#]", whole.split(found["number"])[0]))
    listed = frozenset({offered[number - 1].id}) if 1 <= number <= len(offered) and len(offered) > 1 else frozenset()
    if is_named and listed:
        return Acceptance(next(iter(listed)), "ordinal", whole)
    if listed and listed == at_hour:
        return Acceptance(next(iter(listed)), "ordinal", whole)
    sets = {options for options in (listed, at_hour, on_day) if options}
    if len(sets) == 1 and len(only := sets.pop()) == 1:
        kind = "ordinal" if listed else ("time" if at_hour else "date")
        return Acceptance(next(iter(only)), kind, whole)
    return Acceptance(None, "ambiguous" if sets else "not-offered", whole)


def _spoken_number(scene: Scene) -> int | None:
    """ "One." as a sentence of its own, the only one that names anything."""
    numbers = {
        token.number("n")
        for said in scene.said
        if len(words := [t for t in said.sentence.tokens if t.text not in ".,!"]) == 1
        for token in words
        if "n" in token and token.text not in ("a", "an")
    }
    others = any(said.found for said in scene.said)
    return numbers.pop() if len(numbers) == 1 and not others else None


_LABEL = re.compile(
    r"^\W*(?:[Oo]ption |[Ss]lot )?([A-E])[).]?(?:\W*$| (?:works|please|is (?:good|fine|perfect|best)|sounds|suits|thanks|pls|passt|bitte)\b(?! not))"
)


_BARE_LABEL = re.compile(r"^\s*\(?([A-Ea-e])\)?\s*[.!]?\s*$")


def _agreed_number(scene: Scene) -> int | None:
    """ "10 works": a number at the beginning, and agreement right behind it."""
    said = scene.said[0]
    tokens = said.sentence.tokens
    if len(tokens) < 2 or "n" not in tokens[0] or not tokens[0].text.isdigit() or said.found or said.sentence.asks:
        return None
    behind = said.folded[tokens[0].end - said.sentence.start :].lstrip()
    agreed = cues.find("yes", behind, said.languages)
    if agreed is None or agreed.start() or _conditional(said, behind):
        return None
    refused = cues.find("no", behind, said.languages)
    return None if refused is not None else tokens[0].number("n")


def _plain_yes(scene: Scene, whole: str, open_offers: Sequence[Offer], offered: Sequence[Offer]) -> Acceptance:
    """A yes without a time takes the only offer there is."""
    verdicts = [_tone(said) for said in scene.said]
    if "question" in verdicts and "yes" not in verdicts:
        return Acceptance(None, "question", whole[:120])
    for reason in ("conditional", "negated"):
        if reason in verdicts:
            return Acceptance(None, reason, whole[:120])
    if "yes" not in verdicts:
        return Acceptance(None, "nothing-said", "")
    if any(cues.has("many", said.folded, said.languages) for said in scene.said) and len(offered) > 1:
        return Acceptance(None, "ambiguous", whole[:120])
    if len(open_offers) != 1 or len(offered) != 1:
        return Acceptance(None, "past" if not open_offers else "ambiguous", whole[:120])
    return Acceptance(open_offers[0].id, "only-offer", whole[:120])


def _tone(said: Said) -> str:
    folded = _GREETING.sub(lambda found: " " * len(found.group()), said.folded)
    if said.sentence.asks and not _YES_FIRST.match(folded):
        return "question"
    if said.sentence.asks:
        return "yes"
    if _conditional(said, folded):
        return "conditional"
    refused = cues.find("no", folded, said.languages)
    agreed = cues.find("yes", folded, said.languages)
    if refused is not None and not SOFT_NO.search(folded):
        if agreed is None or refused.start() < agreed.start() or cues.has("swap", folded, said.languages):
            return "negated"
        if refused.start() - agreed.end() < 14:
            return "negated"
    if any(mark in folded for mark in "👍👌✅"):
        return "yes"
    short = len(folded.split()) <= _SHORT_ANSWER
    return "yes" if agreed is not None and (short or agreed.start() <= 4) else ""


_SHORT_ANSWER = 9
"""Words; in a longer sentence "good" and "fine" are said of many things."""
_YES_FIRST = re.compile(
    r"^\W*(?:yes|yep|yeah|yup|sure|ok|okay|perfect|great|ja|oui|si|sim|tak|kylla|ano|jo|klar|gerne|vale|claro|d'accord)\s*[,.!;–-]"
)
_GREETING = re.compile(
    r"good (?:question|morning|afternoon|evening|day|luck|point|grief)|guten? (?:tag|morgen|abend|frage)|bonne (?:question|journee|soiree)|"
    r"buen[oa]s (?:dias|tardes|noches)|buena pregunta|buon(?:giorno|asera)|buona (?:domanda|giornata|sera)|bom dia|boa (?:tarde|noite|pergunta)|"
    r"goed(?:e|en)?(?: ?)(?:dag|vraag|morgen|middag|avond)|dobr(?:y|e) (?:den|dzien|pytanie|rano)|dzien dobry|god (?:dag|morgon|morgen|kvall|fraga)|"
    r"hyvaa (?:paivaa|huomenta)|hyva kysymys|sehr (?:geehrte\w*|gut(?:e|er) frage)|thanks? (?:you )?for|danke fur|merci pour"
)


def _conditional(said: Said, clause: str) -> bool:
    bare = clause
    while (kind := cues.find("fine-if", bare, said.languages)) is not None:
        bare = bare[: kind.start()] + " " * (kind.end() - kind.start()) + bare[kind.end() :]
    return cues.has("if", bare, said.languages) or cues.has("maybe", bare, said.languages)


# --- mentions -----------------------------------------------------------------------------------------


def _mentions(scene: Scene, said: Said, offered: Sequence[Offer]) -> list[_Mention]:
    found: list[_Mention] = []
    used: list[tuple[int, int]] = []
    tail = cues.has("none", said.folded, said.languages)
    if tail and not any(e.day is not None for e in said.found):
        found.append(_Mention(_NOTHING, "none", True, False, "", said.folded.strip()))
    if cues.has("many", said.folded, said.languages):
        found.append(_Mention(_NOTHING, "many", False, False, "", said.folded.strip()))
    for expression in corrected(said):
        pointed = _pointed(scene, said, expression, offered)
        if pointed is None:
            continue
        offers, kind = pointed
        refused = is_refused(said, expression)
        near = said.before(expression)[-25:] + " " + re.split(r"[,;]", said.behind(expression))[0][:25]
        chosen = cues.has("choose", near, said.languages)
        used.append((expression.start - said.sentence.start, expression.end - said.sentence.start))
        found.append(
            _Mention(
                offers,
                kind,
                refused,
                chosen,
                _held(said, expression, bool(offers)),
                scene.cut(expression.start, expression.end),
            )
        )
    found.extend(_listed(said, offered, used))
    found.extend(_relative(said, offered, used))
    return found


def _resolves(expression: Expression) -> bool:
    return expression.day is not None or (expression.clock is not None and expression.clock.end is None)


def _held(said: Said, expression: Expression, offered: bool) -> str:
    """Why a sentence that names a time does not take it."""
    if _conditional(said, said.folded):
        return "conditional"
    if said.sentence.asks and not _agrees_first(said, expression):
        return "question"
    return ""


def _agrees_first(said: Said, expression: Expression) -> bool:
    """ "Tuesday works, can you send an invite?": the question is another one."""
    at = expression.end - said.sentence.start
    clause = re.split(r"[,;:]| - | und | and | et | y | e | en | i | och | og | ja | a ", said.folded[at:])
    head = said.before(expression) + " " + clause[0]
    return len(clause) > 1 and cues.has("yes", head, said.languages) and not cues.has("ask", head, said.languages)


def _zone_of(scene: Scene) -> tzinfo | None:
    return None if scene.zone_unclear else known_zone(scene.zone)


def _local(offer: Offer, scene: Scene) -> datetime:
    zone = _zone_of(scene)
    return offer.start.astimezone(zone) if zone is not None else offer.start


def _hour(offer: Offer, scene: Scene) -> int:
    start = _local(offer, scene)
    return start.hour if start.minute == 0 else -1


def _pointed(
    scene: Scene, said: Said, expression: Expression, offered: Sequence[Offer]
) -> tuple[frozenset[str], str] | None:
    """The offers that an expression fits, and how; None for expressions that are about something else."""
    day, clock = expression.day, expression.clock
    if day is not None and (day.feast or day.precision is not Precision.DAY or day.relative):
        return None
    if day is not None and day.reason == "past" and not day.weekday:
        return None
    if clock is not None and clock.end is not None and expression.lead in ("after", "before", "from", "until"):
        return frozenset(), "time"
    options = list(offered)
    kind = "date"
    if day is not None:
        options = [offer for offer in options if _fits_day(scene, said, expression, offer)]
        kind = "weekday" if day.weekday else "date"
    if clock is not None:
        if clock.end is None:
            options = [
                offer for offer in options if _fits_clock(_local(offer, scene), clock.start, clock.sure, clock.reason)
            ]
        elif day is None and _is_open_window(said, expression):
            return frozenset(), "time"
        else:
            options = [offer for offer in options if clock.start <= _minutes(_local(offer, scene)) < (clock.end or 0)]
        kind = kind if day is not None else "time"
    return frozenset(offer.id for offer in options), kind


def _is_open_window(said: Said, expression: Expression) -> bool:
    before = said.before(expression)
    return any(
        word in before[-12:]
        for word in (
            "after",
            "before",
            "nach",
            "vor ",
            "apres",
            "avant",
            "despues",
            "dopo",
            "depois",
            "na ",
            "po ",
            "efter",
        )
    )


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _fits_day(scene: Scene, said: Said, expression: Expression, offer: Offer) -> bool:
    day = expression.day
    assert day is not None
    local = _local(offer, scene).date()
    if day.first is not None and not day.weekday:
        return local == day.first
    if not day.weekday:
        return _fits_ambiguous(said, expression, offer, scene)
    if day.first is not None and local == day.first:
        return True
    tokens = said.sentence.tokens[expression.index : expression.after]
    weekdays = {token.number("wd") for token in tokens if "wd" in token}
    stepped = any("next" in token or "next2" in token for token in tokens)
    if local.weekday() not in weekdays:
        return False
    if stepped:
        return False
    if day.first is None:
        return True
    return abs(local - day.first) <= timedelta(days=14) and local > scene.frame.today


def _fits_ambiguous(said: Said, expression: Expression, offer: Offer, scene: Scene) -> bool:
    """A date that two readings fit is the one that was offered."""
    local = _local(offer, scene).date()
    for token in said.sentence.tokens[expression.index : expression.after]:
        if "numeric" in token:
            first, second = token.numbers("numeric")[:2]
            return (local.month, local.day) in ((first, second), (second, first))
        for kind in ("nth", "n"):
            if (
                kind in token
                and token.number(kind) == local.day
                and expression.day
                and expression.day.reason != "conflict"
            ):
                return True
    return False


def _fits_clock(local: datetime, minutes: int, sure: bool, reason: str) -> bool:
    here = _minutes(local)
    if reason:
        return False
    return here == minutes or (not sure and here % 720 == minutes % 720)


def _listed(said: Said, offered: Sequence[Offer], used: Sequence[tuple[int, int]]) -> list[_Mention]:
    """ "the second one", "option B", "#2"."""
    found: list[_Mention] = []
    labels = {offer.id.lower(): offer.id for offer in offered if len(offer.id) == 1}
    for match in _LETTER.finditer(said.folded):
        label = match["label"]
        position = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        options = frozenset({labels[label]}) if label in labels else _at(offered, position)
        found.append(_mention(said, options, match.start(), match.end()))
    if not found:
        for match in _NUMBERED.finditer(said.folded):
            found.append(_mention(said, _at(offered, int(match["number"])), match.start(), match.end()))
    for index, token in enumerate(said.sentence.tokens):
        start = token.start - said.sentence.start
        if any(begin <= start < end for begin, end in used):
            continue
        number = _ordinal(said, index)
        if number is not None:
            found.append(_mention(said, _at(offered, number), start, token.end - said.sentence.start))
    return found


_THINGS = frozenset(
    "one slot option time date choice suggestion termin vorschlag option variante creneau proposition horaire date opcion propuesta fecha opzione proposta "
    "data orario opcao sugestao horario optie voorstel datum termin opcja propozycja tid forslag alternativ alternativet tiden tidspunkt forslaget vaihtoehto "
    "aika ehdotus moznost navrh".split()
)
_OTHER_THINGS = frozenset(
    "half week quarter month thing call meeting contact email mail message step place person half-year conversation hand time thought floor of halfte woche "
    "quartal schritt linie semaine trimestre fois lieu semana vez lugar settimana volta trimestre volta week kwartaal plaats".split()
)


def _ordinal(said: Said, index: int) -> int | None:
    """The position that an ordinal names, where it stands for a slot."""
    tokens = said.sentence.tokens
    token = tokens[index]
    if "ord" in token:
        number = token.number("ord")
    elif "nth" in token and token.number("nth") <= 5 and not token.text.isdigit():
        number = token.number("nth")
    else:
        return None
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    before = tokens[index - 1].text if index else ""
    if following in _OTHER_THINGS and following not in ("time",):
        return None
    if "past" in token and number == -1 and following not in _THINGS and not before:
        return None
    if "part" in token or "rel" in token:
        return None
    determined = before in (
        "the", "your", "der", "die", "das", "den", "dem", "le", "la", "el", "il", "lo", "o", "a", "de", "het", "ten", "ta", "to", "den", "det", "se", "ten",
        "", "yes", "number", "option", "lieber", ",", "per", "con", "with", "do", "doe", "take",
    )  # fmt: skip
    taken = cues.has("choose", before, said.languages) or cues.has("yes", before, said.languages)
    return number if determined or taken or following in _THINGS else None


def _at(offered: Sequence[Offer], position: int) -> frozenset[str]:
    if position == -1:
        return frozenset({offered[-1].id}) if len(offered) > 1 else frozenset({offered[0].id})
    return frozenset({offered[position - 1].id}) if 1 <= position <= len(offered) else frozenset()


def _relative(said: Said, offered: Sequence[Offer], used: Sequence[tuple[int, int]]) -> list[_Mention]:
    """ "the later one" of two."""
    found: list[_Mention] = []
    ordered = sorted(offered, key=lambda offer: offer.start)
    for pattern, offer in ((_LATER, ordered[-1]), (_EARLIER, ordered[0])):
        for match in pattern.finditer(said.folded):
            if any(begin <= match.start() < end for begin, end in used):
                continue
            words = match.group()
            if len(offered) < 2 or (
                len(offered) > 2
                and not re.search(r"latest|earliest|latter|plus (?:tard|tot)|seneste|tidligste|vroegste", words)
            ):
                found.append(_mention(said, frozenset(), match.start(), match.end(), "relative"))
            else:
                found.append(_mention(said, frozenset({offer.id}), match.start(), match.end(), "relative"))
    other = cues.find("other", said.folded, said.languages)
    if other is not None and not found:
        found.append(_Mention(frozenset(offer.id for offer in offered), "other", False, False, "", other.group()))
    return found


def _mention(said: Said, offers: frozenset[str], start: int, end: int, kind: str = "ordinal") -> _Mention:
    before, behind = said.folded[:start], said.folded[end:]
    refused = False
    refusal = cues.last("no", before[-30:], said.languages)
    if refusal is not None and not re.search(
        r"[,;]|\bbut\b|\baber\b|\bmais\b|\bpero\b|\bma\b", before[-30:][refusal.end() :]
    ):
        refused = True
    clause = re.split(r"[,;.]| but | aber | mais | pero | ma | mas | maar | ale | men | mutta ", behind)[0]
    objection = cues.find("no", clause, said.languages)
    if (
        objection is not None
        and objection.start() < 20
        and cues.find("yes", clause[: objection.start()], said.languages) is None
    ):
        refused = True
    held = ""
    if _conditional(said, said.folded):
        held = "conditional"
    elif said.sentence.asks and not cues.has("yes", before + " " + clause, said.languages):
        held = "question"
    chosen = cues.has("choose", before[-25:] + " " + clause[:25], said.languages)
    return _Mention(offers, kind, refused, chosen, held, said.folded[start:end])
