# ruff: noqa: E501 - the table of concessions reads better with one language per line
"""Words by which a text binds us: guarantees, refunds, discounts, things given away, faults admitted, standing claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rejoinder.domain.contacts import fold
from rejoinder.domain.sourcing.deeds import depends

_PROMISE = re.compile(
    r"\b(?:guarantee[ds]?|refund(?:ed|s)?|free of charge|for free|no cost|discount(?:ed|s)?|on (?:my|our) way"
    r"|(?:is|are|you'?re|it'?s) (?:now )?(?:booked|confirmed)|appointment is set|warranty|money[- ]back)\b",
    re.I,
)
_CONCESSION = re.compile(
    r"\b(?:"
    r"waive[ds]?|(?:is|are|as|it's) (?:all )?(?:a |an? )?(?:gift|present)s?|on the house|at no charge|no charge|without charge|complimentary|nothing (?:is |more is )?(?:owed|due|to pay)|no (?:deposit|fee|payment|prepayment)(?: is)? (?:needed|required|due|necessary)"
    r"|(?:is|are) (?:all )?yours(?: to keep)?|yours to keep|(?:our|my) (?:fault|mistake|liability|responsibility)|(?:we|i)(?: are|'re| am|'m)? (?:fully |solely )?(?:liable|responsible|to blame|guilty)"
    r"|(?:we|i) (?:fully |hereby |gladly |all )?(?:agree|accept|confirm|undertake|certify|admit|approve|promise|swear|consent|acknowledge|owe)|hereby|(?:is|are|been|was|you're|now|get) (?:fully |all )?(?:approved|granted|accepted|waived|cancell?ed|void|released|authori[sz]ed|reimbursed|compensated|insured|certified)"
    r"|everything is (?:included|approved|covered|settled)|congratulations|congrats|f[eé]licit\w*|gl[uü]ckwunsch\w*|felicidades|enhorabuena|congratulazioni|complimenti|parab[eé]ns|gefeliciteerd|gratulac\w*|grattis|tebrikler|поздравля\w*|you(?:'ve| have)? w[io]n|prize|discount stands|deal is done|half (?:off|price|of what)|special (?:price|rate)s?|sonderpreis\w*|freundschaftspreis\w*|prix d'ami|precio especial|prezzo (?:di favore|speciale|scontato)|speciale prijs|preço especial|specjaln\w+ cen\w+|compensation|binding(?:ly)?"
    r"|(?:is|are|been|was|were|has|have|fully|already|having) (?:been |fully |now |all )?(?:paid|settled|cleared|reimbursed)|paid in full|(?:is|are) (?:all |now )?(?:allowed|permitted|cleared)|for nothing|thrown in|(?:you )?owe (?:us|me|you)|vouchers?|(?:we|i) caused|no objections?|(?:your|the) (?:balance|bill|invoice|debt|payment) (?:is|was|of|has)|for (?:the|your) payment|(?:is|are) (?:all )?(?:included|inclusive|valid|final|agreed|settled|official)"
    r"|bezahlt|beglichen|inklusive|inbegriffen|gutschein\w*|(?:wir|ich) haben? [^.!?\n]{0,30}verursacht|verursacht|réglée?s?|payée?s?|bon d'achat|inclus(?:e|es)?|saldad[ao]s?|pagad[ao]s?|incluid[ao]s?|pagat[aoei]|saldat[aoei]|inclus[aoei]|pag[ao]s?(?= (?:na|no|e|está))|incluíd[ao]s?|betaald|voldaan|inbegrepen|veroorzaakt|zapłacon\w*|opłacon\w*|wliczon\w*|betald|betalt|zaplacen\w*|ödendi|dahil"
    r"|entfällt|entfallen|erlassen|erlass|geschenkt|geschenk|umsonst|kostenlos\w*|kostenfrei\w*|gratis|garantier\w*|garantie|erstatt\w*|rückerstatt\w*|rabatt\w*|nachlass|genehmigt|freigegeben|wir haften|unsere schuld|wir (?:akzeptieren|bestätigen|versprechen|sichern|erkennen)|hiermit|verbindlich\w*|schadens?ersatz|gewonnen"
    r"|(?<!de )(?<!een )(?<!uw )(?<!onze )(?<!die )(?<!deze )(?<!vrijblijvende )(?<!jullie )offert(?:e|s|es)?|gratuit\w*|garanti\w*|rembours\w*|remise|rabais|annulée?s?|(?:nous|je) (?:accept|confirm|garanti|promet|reconnai|approuv|consent)\w*|notre faute|notre responsabilité|gagné\w*|cadeau|dédommag\w*"
    r"|regalo|regalad\w*|garantiza\w*|garantía|reembols\w*|descuento|(?:aceptamos|confirmamos|prometemos|garantizamos|reconocemos|aprobamos)|aprobad\w*|no hace falta (?:pagar|anticipo)|culpa nuestra|nuestra culpa|anulad\w*|indemniza\w*"
    r"|omaggio|regalat\w*|garanzia|garantiamo|rimbors\w*|sconto|(?:accettiamo|confermiamo|confermo|promettiamo|riconosciamo|approviamo)|approvat\w*|colpa nostra|nostra colpa|annullat\w*|risarc\w*"
    r"|grátis|oferecid\w*|garantimos|desconto|(?:aceitamos|confirmamos|confirmo|prometemos|reconhecemos|aprovamos)|aprovad\w*|dispensad\w*|isent\w*|culpa nossa|nossa culpa|cancelad\w*|indeniza\w*"
    r"|kosteloos|cadeau|garander\w*|terugbeta\w*|korting|goedgekeurd|vervalt|(?:wij|we) (?:accepteren|bevestigen|beloven|garanderen|erkennen)|onze (?:schuld|fout)|schadevergoeding"
    r"|za darmo|bezpłatn\w*|gwaranc\w*|gwarantuj\w*|zwrot\w*|zwróc\w*|rabat\w*|zgadzamy|potwierdzamy|akceptujemy|obiecujemy|nasza wina|odszkodowan\w*|nie (?:jest )?potrzebn\w*|anulowan\w*"
    r"|gratis|rabatten?|garanterar|återbetal\w*|godkänd\w*|borttagen|bjuder på|vårt fel"
    r"|ücretsiz\w*|bedava|indirim\w*|iade\w*|garanti\w*|onaylıyoruz|onaylandı|kabul ediyoruz|bizim hatamız"
    r"|бесплатн\w*|даром|скидк\w*|гарант\w*|верн[её]м|возврат\w*|возмест\w*|согласны|подтверждаем|одобрен\w*|принимаем|наша вина|подар\w*"
    r")(?!\w)"
    r"|оплачен\w*|включен\w*|已付|赠送|支払済|免费|退款|同意|保证|赔偿|我们确认|批准|优惠|折扣|無料|返金|無効|同意|保証|承認|割引|賠償|무료|환불|동의|보증|승인|할인|مجاني\w*|استرداد|نوافق|خصم|ضمان|बिल्कुल मुफ़्त|मुफ़्त|छूट",
    re.I,
)
_STANDING = re.compile(
    r"\b(?:"
    r"(?:fully |officially )?(?:licen[sc]ed|accredited|certified|insured|bonded|vetted|audited)(?: and (?:licen[sc]ed|insured|bonded|certified))?|iso[- ]?\d{4,5}|(?:award|prize)[- ]winning|market leader|(?:the|your|are) number one|official (?:partner|dealer|supplier|reseller)s?"
    r"|same[- ]day|next[- ]day|overnight|in stock|on stock|limited time|last chance|while stocks? lasts?|24/7|around the clock|lifetime|for life|forever|unlimited|any ?time(?= cancel)|no (?:strings|obligation|contract|commitment|minimum|limits?|questions asked)|risk[- ]free|without (?:obligation|risk|contract|limits?)|100 ?% (?:safe|secure|satisf\w+)"
    r"|(?<!feel )(?<!you )(?<!be )(?<!are )(?<!'re )(?<!am )(?<!i'm )(?<!is )(?<!some )(?<!set you )free (?!times?\b|slots?\b|moments?\b|minutes?\b|hours?\b|days?\b|to\b|on\b|at\b|of\b|from\b|for\b|this\b|next\b|tomorrow|today|now\b|all\b|in\b|after|before|between|until|then\b|mon|tue|wed|thu|fri|sat|sun|or\b|and\b|if\b|when|as\b|any|afternoon|morning|evening|appointment|window|line)[a-z]+(?:[ -][a-z]+)?|free (?:trial|shipping|delivery|upgrade|month|months|week|weeks|year|years|day|days|consultation|quote|estimate|inspection|installation|setup|set-up|training|support|sample|samples|copy|access|repair|repairs|service|visit|return|returns|parking|gift|demo|plan|tier|version|forever|of cost)|(?:is|are|it's|that's|completely|totally|absolutely|entirely|everything|all) free(?! (?:on|at|to|for|from|this|next|then|in|after|before|between|times?|slots?|tomorrow|today|now|all|mon|tue|wed|thu|fri|sat|sun)\b)"
    r"|(?:half|double|triple|twice) (?:the )?(?:price|off|cost|rate|speed|output|revenue|sales)|price match\w*|best price|lowest price|cheapest|cash ?back|bonus|loyalty points|store credit|credit note"
    r"|on us(?= ?[.!,]| ?$)|granted|(?:you|you'll|you would|you may) (?:also )?(?:qualify|be eligible)|(?:are|you're|be) (?:eligible|entitled)|immediately|right away|at once|as often as (?:it takes|you like|needed)|(?:until|till) you(?:'re| are) (?:happy|satisfied)|whenever you (?:like|want)|(?:cut|cuts|halve|halves|halved|double|doubles|doubled|triple|triples) (?:\w+ ){0,4}(?:in half|bills?|costs?|sales|revenue|leads|output|in two)?|(?:we|i)(?:'ll| will| shall)? (?:hereby )?(?:grant|cancel|waive|credit|compensate|reimburse)(?:s|ed)?\b|(?:has|have) been (?:sent|shipped|dispatched|processed|upgraded|reserved|extended|deleted|escalated|credited|transferred|posted|signed|changed|updated|resolved|fixed)|(?:is|are) (?:reserved|on hold|on its way|on the way|already on)"
    r"|anspruch auf|droit à|derecho a|diritto a|recht op|direito a|prawo do|zertifiziert\w*|versichert|lizenziert\w*|meisterbetrieb|marktführer|lebenslang\w*|unbegrenzt\w*|unverbindlich\w*|ohne (?:risiko|vertrag|mindestlaufzeit|aufpreis|anzahlung|kaution)|auf lager|lieferbar|rund um die uhr|noch am selben tag|tiefstpreis\w*|bestpreis\w*|halben? preis|geld[- ]zurück|sofort verfügbar|ist reserviert|wir (?:liefern|übernehmen|zahlen|bezahlen|ersetzen|erlassen|schenken|reparieren|verlängern) (?!ihnen gern)|wir (?:stornieren|kündigen|gewähren|erstatten|verzichten|schreiben [^.!?\n]{0,20}gut|senken|halbieren|bestätigen)|gewährt|sofort|umgehend|auf unsere kosten|bis sie zufrieden sind|wurde (?:verschickt|versandt|storniert|gutgeschrieben|erledigt|gebucht|verlängert)"
    r"|certifi[ée]+s?|agréée?s?|assurée?s? (?:pour|contre|à)|à vie|illimitée?s?|sans (?:engagement|risque|frais|caution|acompte|obligation|supplément)|en stock|24h/24|le jour même|moitié prix|satisfait ou|meilleur prix|nous (?:livrons|prenons en charge|paierons|offrons|remplacerons|couvrons)|accordée?s?|immédiatement|tout de suite|à nos frais|nous (?:annulons|accordons|remboursons|dédommageons)|a été (?:envoyée?|expédiée?|annulée?|créditée?)|réservée?s?|livraison offerte"
    r"|certificad[ao]s?|de por vida|ilimitad[ao]s?|sin (?:compromiso|riesgo|coste|costo|cargo|permanencia|fianza)|en existencias|las 24 horas|el mismo día|mitad de precio|mejor precio|(?:nosotros )?(?:cubrimos|pagaremos|entregaremos|reembolsaremos|asumimos)|concedid[ao]s?|inmediatamente|de inmediato|por nuestra cuenta|(?:anulamos|cancelamos|concedemos|pagamos|devolvemos)|ha sido (?:enviad|cancelad|abonad|reservad)[ao]|asegurad[ao]s?"
    r"|certificat[aoei]|a vita|illimitat[aoei]|senza (?:impegno|rischi\w*|costi|spese|vincoli|caparra)|disponibile subito|in giornata|metà prezzo|miglior prezzo|soddisfatti o|(?:copriamo|pagheremo|consegneremo|offriamo noi)|concess[ao]|immediatamente|a nostre spese|(?:annulliamo|concediamo|rimborsiamo|paghiamo)|è stat[ao] (?:spedit|inviat|accreditat|rimborsat)[ao]|assicurat[aoei]"
    r"|vitalíci[ao]s?|ilimitad[ao]s?|sem (?:compromisso|risco|custos?|taxas?|fidelização|caução)|no mesmo dia|metade do preço|melhor preço|(?:cobrimos|pagaremos|entregaremos)|concedid[ao]|imediatamente|por nossa conta|(?:cancelamos|anulamos|concedemos|pagamos|devolvemos|reembolsamos)|foi (?:enviad|cancelad|creditad|reservad)[ao]"
    r"|gecertificeerd\w*|verzekerd|levenslang\w*|onbeperkt\w*|vrijblijvend\w*|op voorraad|dezelfde dag|halve prijs|laagste prijs|niet goed,? geld terug|zonder (?:verplichting\w*|risico|kosten|borg)|wij (?:leveren|vergoeden|betalen|vervangen)|toegekend|onmiddellijk|op onze kosten|wij? (?:annuleren|kennen toe|betalen terug)|onder de garantie|is (?:verzonden|gereserveerd|geannuleerd)"
    r"|dożywotni\w*|bez (?:zobowiązań|ryzyka|opłat|kaucji|umowy)|od ręki|certyfikowan\w*|ubezpieczon\w*|tego samego dnia|połow\w+ ceny|najniższ\w+ cen\w*|przyznan\w*|natychmiast|na nasz koszt|anulujemy|zwracamy|pokryjemy|dostarczymy|został\w* (?:wysłan|anulowan|zarezerwowan)\w*"
    r"|livstids\w*|obegränsa\w*|(?:beviljad|omedelbart|genast|straks|umiddelbart)|utan (?:kostnad|bindningstid|risk|avgift|extra)|i lager|samma dag|halva priset|certifierad\w*|försäkrad\w*|vi (?:betalar|ersätter|levererar)|kostnadsfri\w*|uden (?:binding|gebyr|risiko|beregning)|på lager|samme dag|halv pris|livsvarig\w*|vederlagsfri\w*|uten (?:binding|gebyr|risiko)|ilma(?:inen|iseksi|ista)|takuu\w*|alennus\w*|hyvit\w*|sleva|slevu|slevy|zdarma|záruk\w*|vrátíme|ingyen\w*|garanci\w*|kedvezmény\w*|visszatérít\w*|gratuit[ăe]?|garan[țt]\w+|reducere\w*|rambursa\w*|δωρεάν|εγγύηση|έκπτωση|miễn phí|giảm giá|bảo hành|diskon|gratis|garansi"
    r"|ömür boyu|sınırsız\w*|risksiz\w*|aynı gün|yarı fiyat\w*|stokta|sertifikalı|sigortalı|bizden|пожизненн\w*|неограничен\w*|без (?:риска|обязательств|предоплаты|комиссии)|в наличии|в тот же день|за полцены|сертифицирован\w*|застрахован\w*|немедленно|за наш сч[её]т|верн[её]м|возвращаем|отменяем|анулируем|оплатим|компенсируем|доставим|отправлен\w*|зарезервирован\w*|безкоштовн\w*|знижк\w*"
    r")(?!\w)|(?<![\w])\#1(?!\w)"
    r"|终身|无限|包邮|现货|当天|半价|最低价|赔付|保险|认证|送货|送您|赠品|生涯|無制限|在庫あり|当日|半額|最安値|認定|全額|保険|平生|평생|무제한|당일|반값|최저가|재고|인증|보험|사은품|مدى الحياة|بلا حدود|نصف السعر|مجانا|بدون مخاطر|आजीवन|असीमित|गारंटी|वारंटी|उसी दिन|आधी कीमत|रिफंड|धनवापसी",
    re.I,
)
_NEGATED = re.compile(
    r"\b(?:no|not|never|neither|nor|without|cannot|\w+n't|kein\w*|nicht|nie|ohne|pas|jamais|sans|aucune?|nunca|sin|non|mai|senza|não|sem|geen|niet|nie|bez|inte|ingen|ikke|değil|не|нет|без)\b[^.!?\n,;]{0,24}$|(?:不|没有|没|ません|ない|없)[^。！？\n]{0,6}$",
    re.I,
)


_FREE = re.compile(
    r"\b(?:free of (?:charge|cost)|(?:is|are|was|'s|completely|totally|absolutely|entirely) (?:on (?:the house|us)|gratis|pro bono)|(?:no|zero|without(?: any)?)(?: (?:extra|additional|further|upfront|hidden|added))? (?:charges?|costs?|fees?)(?! (?:until|before|unless))"
    r"|(?:not|never|\w+n't|without)(?: \w+)? (?:charg(?:e|ed|ing)|bill(?:ed|ing)?)(?: (?:you|a|an|any|for|extra)\b)?|(?:not|never|\w+n't)(?: \w+)? cost(?: you)?(?: (?:anything|a (?:penny|cent|thing|bean|dime)))?|costs?(?: you)? (?:nothing|zero)|(?:pay|paying|owe) (?:nothing|zero|zilch)|nothing to pay|don'?t (?:have to )?pay(?: (?:anything|a (?:penny|cent|thing)))|(?:at|on) our (?:own )?(?:expense|cost|dime|tab)|(?:we|i)(?:'ll| will)? (?:pick up|absorb|swallow|foot|cover) the (?:tab|costs?|bill|fee)|comp(?:ed|limentary)|gratis|throw(?:n|ing)?(?: \w+){0,3} in(?! (?:the|a|with) )|throw in(?: a| an| the)?|freebie|my treat|our treat"
    r"|aufs haus|auf unsere (?:kosten|rechnung|kappe)|(?:kostet|kosten)(?: \w+){0,3} (?:nichts|keinen cent)|(?:ohne|keine)(?: \w+)? (?:kosten|gebühr(?:en)?|aufpreis|berechnung)|nicht(?:s)? (?:berechnet|in rechnung|zu zahlen|bezahlen)|(?:berechnen|verlangen|nehmen) wir (?:\w+ ){0,2}(?:nichts|keinen)|wir (?:berechnen|verlangen|nehmen) (?:\w+ ){0,4}nichts|zum nulltarif|unentgeltlich\w*"
    r"|(?:aux|à) (?:nos )?frais de la maison|sans (?:frais|coût|supplément)|(?:ne )?(?:vous )?coûter\w* rien|coûte rien|rien à (?:payer|régler)|aucun(?:s)? (?:frais|coût)|c'est (?:pour nous|cadeau)"
    r"|(?:corre|va|cargo)(?: \w+)? (?:de|por|a) (?:nuestra cuenta|cuenta (?:de la casa|nuestra)|nosotros)|invita la casa|(?:sin|no tiene|ningún|ningun)(?: \w+)? (?:coste|costo|cargo|gasto)s?|no (?:se )?(?:la |lo |le |te |les )?(?:cuesta|costará|cobra\w*|paga\w*)(?: nada)?"
    r"|senza (?:costi|spese|alcun costo|alcuna spesa)|(?:non )(?:le |vi |ti )?(?:costa|costerà|costerebbe)(?: \w+)? (?:nulla|niente)|(?:a (?:nostro carico|carico nostro)|offre la casa|nessun costo|nessuna spesa|a costo zero)|non (?:si )?paga(?: nulla| niente)?"
    r"|zonder (?:kosten|bijkosten|extra kosten)|(?:kost)(?: \w+){0,2} niets|geen(?: \w+)? kosten|op kosten van de zaak|van het huis|voor onze rekening|niets te betalen"
    r"|(?:por (?:nossa conta|conta da casa)|sem (?:custos?|encargos|qualquer custo)|não (?:lhe )?(?:custa|custará)(?: nada)?|não (?:se )?paga(?: nada)?|à borla|oferta da casa)"
    r"|na (?:nasz )?koszt(?: firmy)?|bez (?:opłat|kosztów|dopłat)|nic (?:pan\w* |to )?(?:nie )?(?:kosztuje|płaci)|(?:nie )(?:pobieramy|płaci) (?:opłat|nic)\w*|nieodpłatn\w*)(?!\w)",
    re.I,
)
_CONCEPTS = tuple(
    (name, re.compile(words, re.I))
    for name, words in (
        ("free", r"free(?: .*)?|.* free|for free|no (?:cost|charge|fee)|.*without charge|at no charge|.*on the house|.*complimentary|kostenlos\w*|kostenfrei\w*|umsonst|gratis|gratuit\w*|grátis|offert(?:e|s|es)?|kosteloos|za darmo|bezpłatn\w*|ücretsiz\w*|bedava|бесплатн\w*|даром|免费|無料|무료|مجان\w*|for nothing|sin (?:coste|costo|cargo)|senza (?:costi|spese)|sem (?:custos?|taxas?)|sans (?:frais|supplément)|zonder kosten|kostnadsfri\w*|utan kostnad|zdarma|ingyen\w*|δωρεάν|miễn phí|omaggio|oferecid\w*|por (?:nuestra cuenta|nossa conta)|a nostre spese|auf unsere kosten|à nos frais|op onze kosten|na nasz koszt|on us"),
        ("warranty", r"warranty|garantie|garantía|garanzia|gwarancj\w*|garantia"),
        ("discount", r"discounts?|rabatt\w*|nachlass|remise|rabais|descuento|sconto|desconto|korting|rabat\w*|скидк\w*|折扣|割引|할인"),
        ("no obligation", r"no (?:strings|obligation|commitment)|without obligation|unverbindlich\w*|sans (?:engagement|obligation)|sin compromiso|senza impegno|sem compromisso|vrijblijvend\w*|bez zobowiązań"),
        ("insured", r"(?:fully )?insured|versichert|assurée?s?.*|asegurad[ao]s?|assicurat[aoei]|verzekerd|ubezpieczon\w*"),
        ("certified", r"certified|zertifiziert\w*|certifi[ée]+s?|certificad[ao]s?|certificat[aoei]|gecertificeerd\w*|certyfikowan\w*"),
        ("same day", r"same[- ]day|noch am selben tag|le jour même|el mismo día|in giornata|no mesmo dia|dezelfde dag|tego samego dnia"),
        ("around the clock", r"24/7|around the clock|rund um die uhr|24h/24|las 24 horas"),
        ("lifetime", r"lifetime|for life|lebenslang\w*|à vie|de por vida|a vita|vitalíci[ao]s?|levenslang\w*|dożywotni\w*"),
        ("included", r"(?:is|are) (?:all )?(?:included|inclusive)|inklusive|inbegriffen|inclus(?:e|es)?|incluid[ao]s?|inclus[aoei]|incluíd[ao]s?|inbegrepen|wliczon\w*"),
        ("booked", r"(?:is|are|you'?re|it'?s) (?:now )?(?:booked|confirmed)|appointment is set|(?:is|are) reserved|has been reserved|have been reserved|ist reserviert|réservée?s?"),
    )
)  # fmt: skip
"""What is the same in another language or in other words."""
SAID_OF = frozenset({"free", "warranty", "discount", "included"})
"""The commitments that hold of one thing and not of another."""
_REFUSED = re.compile(
    r"\b(?:can(?:'|no)t|can not|couldn't|unable to|not able to|not in a position to|nicht|ne peu[xt] pas|ne pouvons pas|no puedo|no podemos|non posso|non possiamo|niet|não posso|não podemos|nie mogę|nie możemy)(?: \w+){0,3} $",
    re.I,
)
_NOT_FREE = re.compile(
    r"(?:\b(?:whether|(?:sure|know|ask|check|see) if|ob|czy|se sia|si es|si c'est|of het)\b[^.!?\n]{0,30}$)|(?:\b(?:not|n't|isn't|aren't|nicht|pas|non|niet|nie|não|no(?: es| son)))(?: \w+){0,2} $",
    re.I,
)


def commitments(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every commitment, and the key by which a source says the same: what it means, and whether it is denied. To say
    that one cannot promise something binds nobody, and neither does "it is not free"."""
    straight = text.replace("’", "'")
    for match in _FREE.finditer(straight):
        yield match, "free"
    for pattern in (_PROMISE, _CONCESSION, _STANDING):
        for match in pattern.finditer(straight):
            before = straight[max(0, match.start() - 40) : match.start()]
            words = " ".join(match.group().lower().split())
            key = next((name for name, concept in _CONCEPTS if concept.fullmatch(words)), words)
            is_open = depends(fold(before)) if key == "booked" else key == "free" and _NOT_FREE.search(before)
            if is_open or _REFUSED.search(before):
                continue
            yield match, ("no " if _NEGATED.search(before) else "") + key
