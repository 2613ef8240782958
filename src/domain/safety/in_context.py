# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""A bare yes, or the digit of our own menu, that says "leave me alone" because that is what we asked.

It needs our last message, which the screening at the door does not have: this is asked once the thread is at hand.
"""

import re

from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.keywords import FILLER, Words
from rejoinder.domain.safety.spelling import read, shorten

_YES = frozenset(
    """
    yes y yep yeah yup sure correct right ok okay do definitely absolutely ja jawohl gerne oui ouais si claro sim tak
    ano evet igen da да так hai はい 是 是的 好 نعم 네 jo joo kylla jasne pewnie certo vale dale that'd be great would
    good it i'd like that i would genau richtig stimmt klopt please mejor correcto exacto giusto esatto isso melhor exact voila ahead go doe maar faites allez-y prego adelante hagalo prefiero prefiro preferisco preferirei rather prefer i would proszę prosze bitte machen haz faca jasne certainly indeed agreed deal perfekt perfetto perfecto perfeito precies dokladnie stammer korrekt precis
    """.split()  # noqa: SIM905 - a table of words
)
_ASKS_TO_STOP = re.compile(
    r"(?:should|shall|may|can|could|want|would|prefer|rather|okay|ok|fine|better|mind) (?:\S+ ){0,6}?(?:stop (?:messag|text|e-?mail|contact|call|reach|follow|writ|send|bother)\w*|(?:take|taken|taking) (?:you|your \w+) off|remove you|(?:to )?be removed|unsubscribe you|opt you out|close (?:out )?(?:your|the) file|leave you (?:alone|be|in peace)|(?:not|don't|didn't|no longer) (?:to )?(?:contact|text|e-?mail|message|call|write|hear|reach|be contacted))|"
    r"(?:soll|sollen|mochten|wollen|darf|durfen|konnen)(?: \S+){0,8} (?:nicht mehr|nichts mehr|aufhoren|verteiler|liste|abmelden|austragen|loschen|in ruhe)|"
    r"(?:souhaite|souhaitez|voulez|veux|prefere|preferez|dois|doit|puis)\S*(?: \S+){0,8} (?:plus|retir\w+|desinscri\w+|desabonn\w+|arret\w+|tranquille)|"
    r"(?:prefiere|quiere|desea|prefieres|quieres|deseas|debo|debemos|le gustaria)(?: \S+){0,8} (?:mas|baja|dej\w+|elimin\w+|borr\w+|quit\w+)|"
    r"(?:preferisce|vuole|desidera|preferisci|vuoi|devo|dobbiamo)(?: \S+){0,8} (?:piu|smett\w+|cancell\w+|rimuov\w+|tolg\w+)|"
    r"(?:prefere|quer|deseja|devo|devemos|gostaria)(?: \S+){0,8} (?:mais|nao volt\w+|par(?:e|emos|ar)|remov\w+|retir\w+)|"
    r"(?:wilt|wil|zal|zullen|moet|mag|liever)(?: \S+){0,8} (?:niet meer|niets meer|stop\w*|uitschrijv\w+|verwijder\w+|lijst)|"
    r"(?:czy|woli|wola|chce)(?: \S+){0,8} (?:nie (?:dostawac|otrzymywac|pisac)|wiecej|przesta\w+|wypisa\w+|usun\w+)|(?:ska|vill|onskar)(?: \S+){0,8} (?:sluta|ta bort|inte langre|avregistrer\w+)|(?:skal|vil|onsker)(?: \S+){0,8} (?:stoppe|fjerne\w*|ikke langere|afmelde\w*|holde op)|"
    r"(?:haluat\w*|lopetan\w*|poistan\w*)(?: \S+){0,6} ?(?:lopet\w+|poist\w+|enaa)?|(?:mam|mame|chcete|prejete)(?: \S+){0,8} (?:prestat|odstranit|vymazat|odhlasit|vyradit|uz ne\w+)"
)
_MENU = re.compile(
    r"(?:reply|text|send|press|answer|type|antworten sie(?: mit)?|repondez|responda|rispondi|antwoord|odpisz|svara|svar|vastaa)(?: with)? [\"']?(?P<key>[a-z]{1,6}|\d{1,2})[\"']? (?:to|if|for|um|pour|para|per|om|aby|for at|as|hvis)(?P<meaning>[^,.;\n]{1,80})|"
    r"(?<!\w)(?P<digit>\d)\s?[=:)-]\s?(?P<choice>[^,.;\n\d]{1,60})"
)
_LEAVING = re.compile(
    r"remov|unsubscri|opt[- ]?out|stop|leave|taken off|take me off|no more|not be contacted|abmeld|austrag|loschen|desinscri|desabonn|baja|elimin|cancell|disiscri|sair|remover|uitschrijv|afmeld|wypis|usun|avregistr|avsluta|afmeld|peru|poist|odhlas"
)


def agreed_to_leave(said: str, asked: str) -> Finding | None:
    """The finding when `said` answers our message `asked`, and the answer withdraws consent."""
    answer, question = read(said[:300]), read(asked[-1_500:])
    words = answer.folded.strip(" .!,)*\"'").split()
    if not words or len(words) > 6:
        return None
    evidence = shorten(f"{answer.shown} (we asked: {question.shown[-80:]})")
    for choice in _MENU.finditer(question.folded):
        key = choice.group("key") or choice.group("digit")
        meaning = choice.group("meaning") or choice.group("choice")
        if key == Words.of(answer.folded).core and _LEAVING.search(meaning):
            return Finding("chose-to-leave", evidence)
    plain = [word.strip(".,!*\"'") for word in words]
    if not any(word in _YES for word in plain) or not all(word in _YES or word in FILLER for word in plain):
        return None
    for sentence in re.findall(r"[^.!?\n]+\?", question.folded)[-2:]:
        if _ASKS_TO_STOP.search(sentence) and " or " not in sentence:
            return Finding("agreed-to-leave", evidence)
    return None
