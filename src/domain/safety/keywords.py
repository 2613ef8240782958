# ruff: noqa: E501 - a table of words
"""Messages that are nothing but a keyword: STOP, START, HELP."""

import re
from dataclasses import dataclass

from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import Text, shorten


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


FILLER = _words(
    """
    please pls plz kindly thanks thank you thx ty tnx cheers now ok okay hi hello hey sir madam immediately asap
    bro man dude mate pal buddy lol u ya yo
    just bitte danke sofort merci svp por favor gracias grazie favore per obrigado obrigada dank dankje alstublieft
    aub prosze dziekuje graag cordialement regards best tack tak takk venligst vennligst vanligen kiitos prosim
    dekuji dakujem lutfen tesekkurler tesekkur koszonom kerem multumesc rog va пожалуиста спасибо дякую hej ciao
    hallo hola ola bonjour salut dzien dobry guten tag mvh lg mfg ihr sie hier jetzt endlich maintenant ahora ya
    subito adesso agora nu genast teraz ihned okamzite hemen team guys folks all right away today
    """
)
# Honoured however they are dressed: "please STOP", "Stop!!!", "S T O P", "stoppp".
STRONG = _words(
    """
    stop stopall stopit stopnow stopthis stopsms stoptext stoptexts stoptexting stopmessages stopemail stopemails
    discontinue desist ceaseanddesist ceaseall stopmailing stopwriting stopemailing stopemailingme stopbothering
    stopbotheringme offthelist deleteme deletemydata forgetme losemynumber tuiding nyahlanggan отпишись отпишитеменя
    отвали отстаньте відписка huydangky berhenti
    stopend stoptoend stop2end textstop txtstop replystop stopp stoppit stoppls stopplz stopplease stopme
    stopmessaging stopmessagingme stoptextingme stopcallingme stopcalling stopspam stopspamming unsubscribe
    unsubscribeme unsub unsubscribed unsubme optout optmeout optoutplease optingout revoke remove removeme
    removemyname removenow nomore enough enoughalready goaway unsubscrib unsuscribe unsubcribe unsubscibe unsubsribe
    unsubscripe unsubscride unscribe
    unsubsrcibe unsubscirbe unsubscribr unsubcscribe unsubscribeall donotcontact donottext donotcall donotemail
    donotcontactme dontcontactme dnc sotp stpo tsop stpp stp dtop syop st0p 5top s7op stoppppp sropp srop sttop
    stoip stopo stob stopl stoop stahp quitit abmelden abbestellen austragen austragung abmeldung abbestellung
    abmeldenbitte stoppt schluss aufhoren aufhoeren loschen loeschen arret arreter arretez arretsms stopsmssvp
    stoppub desabonner desabonnement desinscrire desinscription desabonnezmoi desinscrivezmoi desabonnez
    desinscrivez stopmerci arretezca parar pare baja darmedebaja darsedebaja alto desuscribir desuscribirme
    desuscribirse desuscripcion cancelarsuscripcion damedebaja demedebaja bajaya detener bastaya nomasmensajes
    eliminar borrar descadastrar sair parem parecom descadastreme remover removerme cancelarsubscricao
    cancelarinscricao disiscrivimi disiscrivetemi cancellami cancellatemi disiscrizione disiscriviti disiscrivermi
    basta bastacosi smettila smettetela rimuovimi cancellazione stoppen uitschrijven afmelden uitschrijving
    afmelding stopzetten wypisz wypiszmnie wypisac wypiszcie wypisanie rezygnuje rezygnacja przestancie przestan
    stoppa sluta avsluta avregistrera avregistreramig avanmal avanmala avprenumerera slutamejla afmeld afmeldmig
    avmeld avmelding frameld framelding stoppe slutt slet sletmig lopeta lopettakaa poista poistaminut peruuta
    peruutatilaus lopetakaa odhlasit odhlaste odhlasteme prestante odhlaseni odhlas zrusitodber ret dur durdur durun
    listedencikar abonelikteniptal abonelikten cikmakistiyorum cik leiratkozas leiratkozom leiratkozok leallitas
    torles torolj dezabonare dezabonez dezabonati dezabonatima opriti oprire renunt стоп отписаться отписка отпишите
    хватит прекратите відписатися стій 停止 配信停止 解除 配信解除 退会 登録解除 ストップ
    退订 退訂 取消订阅 取消訂閱 停 قف توقف ايقاف إيقاف
    إلغاءالاشتراك الغاءالاشتراك الغاء إلغاء اوقف أوقف 수신거부 중지 거부 무료거부 구독취소
    cease ceasedesist blockme neveragain offlist takemeoff delete deletenumber removenumber dnd ndnc keinesms keinsms
    nosms noads nopromo nopromos stoppromo stopads stoppmit stap stop1 stop2 hentikan dừng huỷ hủy tigil やめて やめろ 그만
    그만해 די बंदकरो bandkaro bandhkaro vete callate cállate tagueule haltdieklappe nervnicht sparisci nonpiu отстань
    отвяжись διαγραφη διαγραφή plusdesms nadamas
    στοπ διακοπη σταματηστε הסר הסרה עצור
    """
)
# Words of daily life: only when nothing else is said.
_BARE = frozenset(["cancel", "end", "quit", "cancelar", "cancela"])
# Near misses: never act on them alone, never write on top of them either.
_NEAR = _words(
    """
    tsp sto td cancelit pleasecancel cancelplease annulla weg raus genug suffit assez chega genoeg dosc nog
    nomas leavemealone ende fin annuler annuleren anuluj avbryt annuller iptal zrusit storno koniec konec
    slut del red exit leave out t kundigen kundigung wegdamit 스팸 never notagain
    """
)
_YES = frozenset(["yes", "y", "yep", "yeah", "si", "ja", "oui", "sim", "tak"])
_START = frozenset(["start", "unstop"])
_HELP = frozenset(["help", "info"])


_REPEATED = re.compile(r"(.)\1+")


def _squeeze(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


def _ends(word: str) -> str:
    """First and last letter, which no squeezing changes."""
    return word[:1] + word[-1:]


_STRONG_SQUEEZED = frozenset(_squeeze(word) for word in STRONG)
_BARE_SQUEEZED = frozenset(_squeeze(word) for word in _BARE)
_STRONG_ENDS = frozenset(word[0] + word[-1] for word in _STRONG_SQUEEZED)
_BARE_ENDS = frozenset(word[0] + word[-1] for word in _BARE_SQUEEZED)
_MISSPELT = re.compile(r"un?s[a-z]{0,4}[cs]r?i?[bpv][a-z]{0,3}(?:me)?|unsub[a-z]{0,3}")
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A short message as words: `whole` all of them joined, `core` without courtesy."""

    whole: str
    core: str

    @staticmethod
    def of(folded: str) -> "Words":
        if len(folded) > 200:
            return Words("", "")
        words = _NOT_A_WORD.sub(" ", folded.replace("'", "")).split()
        if len(words) > 1 and all(len(word) == 1 for word in words):
            words = ["".join(words)]
        once = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
        core = [word for word in once if word not in FILLER]
        return Words("".join(once), "".join(core))


def find_keyword(text: Text, words: Words, medium: str) -> tuple[str, Finding] | None:
    """("definite" | "ambiguous", finding) when the whole message is one of the words that withdraw consent."""
    if not words.whole:
        return None
    finding = Finding("keyword", shorten(text.shown))
    spoken = medium == "voice"
    if (
        words.core in STRONG
        or _MISSPELT.fullmatch(words.core)
        or (_ends(words.core) in _STRONG_ENDS and _squeeze(words.core) in _STRONG_SQUEEZED)
    ):
        return ("ambiguous" if spoken and len(words.core) < 8 else "definite", finding)
    if words.whole in _BARE or (_ends(words.whole) in _BARE_ENDS and _squeeze(words.whole) in _BARE_SQUEEZED):
        return ("ambiguous" if spoken else "definite", finding)
    if words.core in _BARE or words.core in _NEAR:
        return ("ambiguous", Finding("keyword-near-miss", finding.evidence))
    return None


def find_keyword_line(text: Text) -> Finding | None:
    """ "Unsubscribe" on a line of its own, first or last, in a mail that otherwise only greets and signs."""
    lines = [line for line in text.folded.split("\n") if line]
    if not 1 < len(lines) <= 6 or len(text.folded) > 200:
        return None
    for index in (0, -1):
        core = Words.of(lines[index]).core
        rest = " ".join(lines[1:] if index == 0 else lines[:-1])
        if core in STRONG and len(rest.split()) <= 6 and not re.search(r"[?]|\d|\b(?:by|at|me|you|the)\b", rest):
            return Finding("keyword-line", shorten(lines[index]))
    return None


def find_opt_in(inbound: Screening, text: Text, words: Words) -> Finding | None:
    if words.core in _START and (inbound.medium == "sms" or inbound.currently_withdrawn):
        return Finding("keyword-opt-in", shorten(text.shown))
    if (inbound.provider_opt_out or "").strip().upper() == "START":  # which Twilio says of any "yes" too
        return Finding("provider-opt-in", shorten(text.shown))
    if inbound.currently_withdrawn and (words.whole in _YES or words.core in _YES):
        return Finding("yes-after-withdrawal", shorten(text.shown))
    return None


def find_help(inbound: Screening, text: Text, words: Words) -> Finding | None:
    if (inbound.provider_opt_out or "").strip().upper() == "HELP":
        return Finding("provider-help", shorten(text.shown))
    if inbound.medium == "sms" and words.whole in _HELP:
        return Finding("keyword-help", shorten(text.shown))
    return None
