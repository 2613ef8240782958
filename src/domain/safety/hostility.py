# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Hostility, complaints of spam and threats with the law."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.contact_grammar import speaks_of_contact
from rejoinder.domain.safety.findings import Finding
from rejoinder.domain.safety.phrases import START, Found, phrase
from rejoinder.domain.safety.spelling import Text, has_any

_HOSTILE_REMOVAL = phrase(
    r"leave (?:me|us) (?:the (?:hell|fuck) )?alone", r"(?:fuck|f\*+|f\*ck|fck|p\*+ss|piss|bugger|sod|jog) (?:right )?off", r"(?:go|get) (?:the )?(?:hell|fuck) (?:away|off|out)", r"go to hell", r"get lost",
    r"(?:go )?fuck (?:you|yourself|u)", r"fuck(?:ing)? (?:stop|spam|spammers?)", r"stop (?:\w+ )?(?:harassing|stalking|spamming|pestering|hounding)", r"(?:go )?pound sand", r"(?:take a|go take a) hike", r"eat dirt", r"get bent", r"go jump in", r"zieht leine|zieh leine", r"andate al diavolo|andate a quel paese", rf"{START}sparite", rf"{START}non rompete(?: piu)?", r"vayanse al (?:diablo|carajo)|vayanse a la", r"vao se (?:ferrar|lixar|foder)|sumam (?:daqui)?", r"skrub af|skrid med", r"haipykaa|haivy", r"jdete se vycpat", r"eat shit", r"screw you", r"(?:buzz|bug|naff|eff|f|fk|fck|feck|push|clear) off", r"kiss my (?:ass|arse)", r"go f\w* yourself", r"(?:stfu|gtfo|fuck)", r"shut (?:the \w+ )?up(?! and)", rf"{START}(?:please |just )?go away(?= ?(?:$|\n|[.!]))", r"drop dead", r"leave (?:me|us|my \w+|her|him|them|this number) (?:the (?:hell|fuck|f) |tf )?(?:alone|be|in peace)(?! (?:a|an|the|with) )", r"knock it off", r"cut it out", r"give it a rest",
    r"(?:bother|annoy|harass|pester|spam|bug|hassle|scam) (?:somebody|someone|some one|anybody|anyone|some other|another)(?: \w+)? ?else", r"(?:somebody|someone|anyone|anybody) else to (?:annoy|bother|pester|spam|bug|harass|hassle|scam)", r"(?:bother|annoy|harass|pester|spam) (?:other|another) (?:people|person|company|companies|businesses)",
    r"(?:bugger|beat|rack|jog|do one) (?:off|it)", rf"{START}(?:just |please |go )?(?:scram|begone|shoo|hit the road|kick rocks|jog on|do one|take a hint|hop it|on your bike|sling your hook|give over|move along|get a life|get a hint|get the hint|get the message)(?: mate| pal| buddy| please| now| already| spammers?)?(?= ?(?:$|\n|[.!,]))", r"spare (?:me|us) (?:the|your|any|this|these)", r"stop wasting (?:my|our|everyone's) (?:\w+ )?time", r"get (?:the (?:hell|fuck) )?out of my (?:inbox|phone|life|face)", r"(?:never|don't|dont) (?:ever )?darken my",
    r"lass(?:en|t)? (?:sie |ihr )?(?:mich|uns) (?:endlich )?in ruhe", r"verpiss\w*(?: (?:dich|euch))?",
    r"(?:laissez|fichez|foutez|laisse)[- ](?:moi|nous) (?:tranquilles?|la paix|en paix)", r"(?:dejame|dejeme|dejenme|dejadme|dejanos) en paz", r"(?:vete|vayanse) a la mierda", r"lasciat?e?mi in pace", r"vaffanculo", r"lasciatemi stare", r"andate a (?:quel paese|fanculo|cagare)", r"lamna (?:mig|oss) (?:ifred|i fred)", r"lat (?:mig|oss) vara", r"dra at helvete", r"far at helvete", r"lad (?:mig|os) v(?:ae|æ)re(?: i fred)?", r"la (?:meg|oss) v(?:ae|æ)re(?: i fred)?", r"rend mig", r"skrid(?: ad helvede til)?", r"dra til helvete",
    r"(?:va te|allez vous) faire (?:foutre|voir)", r"(?:degage|degagez|cassez[- ]vous|lachez[- ](?:moi|nous))", r"(?:fichez|foutez)[- ](?:moi|nous) la paix", r"(?:que os den|iros a la mierda|vete al (?:diablo|carajo))", r"(?:vai|vao) (?:a merda|se foder|te foder|pro inferno)", r"(?:donder|flikker|sodemieter|lazer) (?:een eind |nou )?op", r"(?:opzouten|oprotten)", r"(?:hau|haut|hauen sie) (?:endlich )?ab", r"(?:spadaj\w*|odwal\w* sie|wypierdal\w*)",
    r"haista(?:kaa)? (?:paska|vittu)", r"painu(?:kaa)? (?:helvettiin|vittuun)", r"(?:jdete|bezte|tahnete|jdi|tahni) (?:do (?:haje|prdele|pryc)|k sipku)", r"(?:siktir\w*|defol\w*)", r"(?:huzzanak|menjenek) (?:el|a (?:fenebe|picsaba))", r"du-te (?:dracu\w*|naibii)",

    r"(?:me )?(?:deixe|deixem|deixa)(?:-me| me)? em paz", r"laat (?:mij|me|ons) met rust", r"rot (?:op|toch op)", r"(?:dajcie|daj|odczep\w*)(?: mi)?(?: swiety)? (?:spokoj|sie)",
)  # fmt: skip
_SPAM_COMPLAINT = phrase(
    r"(?:report|reported|reporting|flag|flagged|flagging|mark|marked|marking)(?: \w+){0,6}? (?:as|for) (?:spam|spamming|junk|phishing|a? ?scam|abuse|harassment|fraud)",
    r"(?:report|reported|reporting) (?:you|this|your \w+|the (?:domain|sender|number|company))(?: (?:domain|number|company|account|profile))?(?= ?(?:$|\n|[.!,;]))", r"(?:filing|file|filed|lodge|lodged|lodging|submit|submitted|make|made) (?:a |an |my |formal |another )*(?:complaint|report)(?: \w+){0,4} (?:with|to|at) (?:the )?(?:ftc|fcc|ico|bbb|attorney general|ag|police|authorities|data protection\w*|regulator|your (?:provider|host|carrier)|better business bureau|state)", r"forward(?:ed|ing)? (?:this|it|your \w+) to (?:7726|the (?:ftc|fcc|ico)|spam@\S+|abuse@\S+|abuse)",
    rf"{START}(?:spamming|harassing|pestering) (?:people|strangers|me|us|my \w+|everyone|random)", r"(?:this|it) (?:is|has become|borders on|amounts to|constitutes) (?:now |a form of |becoming )?harass\w+", r"(?:added|adding|put|moved) (?:you|your \w+|this)(?: \w+){0,3} (?:spam|junk|blocklist|block list|blacklist)", r"straight to (?:spam|junk)", r"(?:moved|moving|routed|routing|filtered|filtering|sending|sent|put) (?:all )?(?:of )?(?:you|your|this|these|future|any)(?: \w+){0,4} (?:to|in|into) (?:my |the )?(?:spam|junk|trash|bin)", r"consider (?:this|your|my|the) (?:number|address|e-?mail|account) blocked", r"(?:on|to|onto) my (?:block|black|spam|junk) ?list", r"(?:make|making) me block (?:you|u|this)", r"(?:you|u)(?:'re| are| r|'ll be| will be|'ve been| have been|'re gonna be)? (?:now |about to (?:be|get) |gonna (?:be|get) |being |getting |already |going to be )?blocked(?= ?(?:$|\n|[.!,]| now| and| by me))", r"block(?:ing|ed) (?:you|u|ur|your|this (?:number|sender|contact|address))(?: \w+)?",
    r"(?:calling|call|called|phone) the (?:cops|police)", r"(?:attorney general'?s?|abuse desk|state attorney)(?: office)?", r"(?:saisis|saisirai|saisir|alerte|contacte) la (?:cnil|dgccrf)", r"liste rouge", r"(?:poner|interponer|presentar) (?:una )?denuncia", r"(?:i|we) consider (?:this|it|your \w+) (?:to be )?(?:spam|harassment)", r"unerwunschte (?:werbung|mails?|anrufe)", r"signal spam", r"(?:signal(?:e|er|ons|ez|erai)|transf\w+)(?: \w+){0,4} (?:cnil|33700|signal-?spam|spam|police|dgccrf)", r"(?:voy a|vamos a|te|les|los|le|os) denunci\w+", r"denunci(?:are|aremos|ar)(?: \w+){0,3} (?:aepd|policia|consumo|proteccion)", r"(?:vi|la) (?:segnalo|denuncio|segnalero|denuncero)(?: \w+)?", r"segnal\w+ (?:\w+ )?(?:come spam|al garante|alla polizia)", r"vou (?:vos |te |os )?denunciar", r"(?:marquei|denunciei|reportei)(?: \w+){0,3} como spam", r"(?:queixa|reclamacao|denuncia) (?:\w+ )?(?:na|no|a|ao) (?:cnpd|anpd|procon|anacom|policia)",
    r"(?:als|zu) spam (?:gemeldet|gemarkeerd|melden|markiert|markeren)", r"(?:meld\w*|melde) (?:\w+ ){0,3}(?:bei|bij) (?:der |de |dem )?(?:acm|autoriteit\w*|bundesnetzagentur|verbraucherzentrale|polizei|politie|datenschutz\w*)", r"zglos\w+ (?:\w+ ){0,2}(?:jako spam|do uodo|na policj\w+|do prezesa)", r"(?:detta|det har|dette|det) ar spam", r"(?:dette|det)(?: her| der)? er (?:spam|chikane|trakassering)", r"(?:anmaler|anmelder|anmalt|anmeldt) (?:\w+ ){0,2}(?:som spam|till|til)", r"tama on (?:roskapostia|spammia|hairintaa)", r"ilmoitan (?:\w+ ){0,3}(?:viranomai\w+|kuluttaja\w+|tietosuoja\w+|poliisi\w+)", r"(?:je to|toto je|to je) (?:spam|obtezovani|obtazovanie)", r"(?:nahlasim|nahlasuji|nahlasujem)(?: \w+){0,3} ?(?:uoou|policii|jako spam|ako spam|vas)", r"sikayet ed(?:ecegim|iyorum|erim|iyoruz)", r"bu (?:bir )?spam", r"ez (?:spam|zaklatas)", r"(?:feljelentem|bejelentem)(?: \w+)?", r"(?:asta|acesta|aceasta) e(?:ste)? (?:spam|hartuire)", r"va (?:reclam|raportez)(?: \w+)?",
    r"это спам", r"(?:пожалуюсь|буду жаловаться|подам жалобу)(?: \S+)?",
    r"(?:this is|it is|that is|that's|it's|its|thats) (?:just |pure |clearly |unwanted |unsolicited |illegal |nothing but |a )?(?:spam|harassment|spamming|unsolicited)", r"you(?:'re| are) (?:a |an |all |just |fucking |nothing but a? ?)*(?:spammers?|scammers?|spamming|harassing)",
    r"(?:report|reporting|reported) (?:you|this|your \w+) to (?:the )?(?:ftc|fcc|ico|police|authorities|attorney general|bbb|google|spamhaus|spamcop|your (?:provider|host|carrier)|cnil|data protection\w*|my carrier|linkedin)",
    r"(?:i'm |i am |i have |i've |i will |i'll |you(?:'re| are|'ve been| have been) )(?:already )?block(?:ing|ed)?(?: (?:you|your number|this number|and reported))?",
    r"das ist (?:spam|belastigung)", r"als spam (?:gemeldet|melden|markier\w+)", r"c'est du (?:spam|harcelement)", r"(?:signaler|signale)\w* comme spam", r"(?:esto|eso) es (?:spam|acoso)",
    r"(?:questo e|e) (?:spam|molestia)", r"isto e spam", r"dit is (?:spam|intimidatie)", r"to jest spam", r"zglaszam (?:jako )?spam",
)  # fmt: skip
_DISMISSED = re.compile(
    r"\W{0,20}(?:blocked|reported|spam|junk|scam|scammers?|spammers?|(?:blocked|reported)\s(?:and|&|\+)\s(?:blocked|reported))[\s.!,:)]{0,20}(?:\Z|(?<=[.!])\s?(?![\s\S]*\?))"
)
_BLOCKED = re.compile(r"(?:i'm|i am) (?:already )?block(?:ing|ed)?$")
_BLOCKED_OUT = re.compile(r"\s?(?:out|off|time|an?|the|my|by|up|on|in|for|until|from|\d)\b")
_IF_NOT = re.compile(
    r"\b(?:if (?:you|this|it|u|i (?:get|hear|receive))|unless|or else|otherwise|continue|continues|keep|again|next one|one more|stop\w*|last warning|sonst|andernfalls|ansonsten|sinon|continuez|de lo contrario|altrimenti|caso contrario|anders|inaczej|annars|ellers|muuten|jinak|yoksa|kulonben|altfel|иначе)\b"
)
"""A threat with a condition: they want it to end."""
_NO_COMPLAINT = re.compile(r"(?:if|whether|not|hope|unless|think|sure|is)\s(?:\w+\s)?\Z")
_LEGAL_THREAT = phrase(
    r"(?:hear|hearing|contacted|letter) (?:\w+ )?(?:from|by) (?:my|our) (?:lawyers?|attorneys?|solicitors?|legal (?:team|department|counsel))", r"(?:my|our) (?:lawyers?|attorneys?|solicitors?|legal team) (?:will|is going to|are going to|shall) (?:be )?(?:in touch|contact|contacting|sue|write to|be in contact|hear)\w*",
    r"(?:will|'ll|going to|gonna|shall|may|might|forced to|ready to|prepared to|or (?:i|we)(?: will|'ll)?) (?:take|pursue|start|initiate|seek|consider|file|bring) (?:\w+ )?(?:legal action|a lawsuit|legal steps|a claim against|proceedings|a complaint)(?!\sagainst\s(?!you|your))",
    r"(?:will|'ll|going to|gonna|can|could|i'd|i would) sue (?:you|your \w+|the company)", r"see you in court", r"cease and desist", r"(?:legal|court|lawyer|attorney) (?:action|letter|proceedings) (?:will follow|if you|unless)", r"contact(?:ing)? my (?:lawyer|attorney|solicitor)", r"(?:lawyer|attorney) on (?:this|you)", r"tcpa(?: \w+)? (?:violations?|lawsuit|claim|complaint|damages)", r"(?:violat\w+|breach\w*)(?: of)?(?: the| of| your)? (?:tcpa|can-?spam(?: act)?|gdpr|dsgvo|rgpd|ccpa|casl|pecr|telephone consumer)",
    r"mein anwalt (?:wird|meldet)", r"meldet sich mein anwalt", r"juridiska atgarder", r"juridiske skridt", r"oikeustoimi\w+", r"(?:pravni kroky|pravnik se vam)", r"yasal islem", r"jogi lepes\w*", r"actiune in (?:instanta|justitie)|avocatul meu", r"horen von (?:meinem|unserem) anwalt", r"rechtliche schritte (?:einleiten|einzuleiten|prufen|ergreifen)", r"(?:anzeige|abmahnung) (?:erstatten|schicken|zuschicken)",
    r"porter(?:ai|ons)? plainte", r"(?:mon|notre) avocat (?:va|vous|prendra)", r"poursuites judiciaires", r"(?:acciones|medidas) legales", r"mi abogado (?:se pondra|le|les|va)", r"(?:azioni|vie) legali", r"(?:acoes|medidas) (?:legais|judiciais)", r"juridische stappen", r"(?:kroki prawne|na droge sadowa)",
)  # fmt: skip


_DISMISSED_STEMS = ("blocked", "reported", "spam", "junk", "scam")


def find_hostility(text: Text, headers: Mapping[str, str], book: Found) -> tuple[Finding | None, bool]:
    """The finding, and whether it withdraws consent by itself (a legal threat alone wants an answer, from a person)."""
    if "report-type=feedback-report" in headers.get("content-type", "").lower().replace('"', "").replace(" ", ""):
        return Finding("abuse-report", "report-type=feedback-report"), False
    for removal in book.get("hostile-removal", ())[:1]:
        return Finding("hostile-removal", text.cut(*removal.span())), True
    if has_any(_DISMISSED_STEMS, text.folded) and (dismissed := _DISMISSED.match(text.folded)):
        return Finding("spam-complaint", text.cut(*dismissed.span())), True
    for complaint in book.get("spam-complaint", ()):
        before = text.folded[max(0, complaint.start() - 20) : complaint.start()]
        if not _NO_COMPLAINT.search(before) and not (
            "block" in complaint.group(0)
            and (_BLOCKED.search(complaint.group(0)) or _BLOCKED_OUT.match(text.folded, complaint.end()))
        ):
            return Finding("spam-complaint", text.cut(*complaint.span())), True
    for threat in book.get("legal-threat", ())[:1]:
        ends = _IF_NOT.search(text.folded) is not None and speaks_of_contact(text.folded)
        return Finding("legal-threat", text.cut(*threat.span())), ends
    return None, False


WORDED = (("hostile-removal", _HOSTILE_REMOVAL), ("spam-complaint", _SPAM_COMPLAINT), ("legal-threat", _LEGAL_THREAT))
STEMS = ((_DISMISSED, _DISMISSED_STEMS),)
