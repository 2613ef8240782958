# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Mail that a machine wrote: RFC 3834 headers, provider flags, and wording that only a machine uses."""

import re
from collections.abc import Mapping

from rejoinder.domain.safety.bounces import REPORT_TYPE, bare_address
from rejoinder.domain.safety.findings import Finding, Screening
from rejoinder.domain.safety.spelling import REPLY_PREFIX, Text, shorten

_ROBOT_SENDER = re.compile(
    r"^(?:[^@]{0,40}[-_.+])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|autoresponder|auto[-_.]?reply)(?:[-_.+][^@]{0,60})?(?:@|$)"
)


_AUTO_SUBJECT = re.compile(
    r"^\W*(?:automatic reply|auto[- ]?reply|auto[- ]?response|automated (?:reply|response)|autoreply|auto:|out[- ]of[- ](?:the[- ])?office|ooo\b|"
    r"automatische antwort|abwesenheits\w*|abwesend\b|automatische abwesenheit|reponse automatique|message d'absence|absence du bureau|absent du bureau|"
    r"respuesta automatica|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automatica|ausencia temporaria|fora do escritorio|"
    r"automatisch antwoord|automatische? (?:beantwoording|reactie)|afwezig\w*|odpowiedz automatyczna|automatyczna odpowiedz|nieobecno\w*|poza biurem)"
)
_OOO_SUBJECT = re.compile(r"office|ooo\b|abwesen|absen|ausencia|oficina|ufficio|fuori|escritorio|afwezig|nieobecn|biur")
_SELF_DECLARED = re.compile(
    r"(?:^|[\n.!?*\[(-] ?|[\n.!?*] )(?:this is an? (?:auto[- ]?(?:mated|matic|mated email|generated|reply|response)|automatically)|this (?:e-?mail|message|reply|mailbox|inbox|address) (?:was|is|has been) (?:sent |being )?"
    r"(?:auto\w*[- ]?generated|automatically|not monitored|unmonitored|no longer monitored|generated automatically|sent automatically)|"
    r"(?:please )?do not (?:reply|respond) (?:directly )?to this (?:automated |auto\w* )?(?:e-?mail|message)|automatic reply|auto[- ]?reply[:.]|"
    r"i'm driving with (?:do not disturb|focus)|i am driving with|(?:i'm|i am) not receiving notifications|"
    r"dies(?:e|es)? (?:e-?mail |nachricht )?(?:ist eine automatisch|wurde automatisch)|ceci est (?:un message|une reponse) automatique|este es un (?:mensaje|correo) automatico|respuesta automatica|"
    r"questo e un messaggio automatico|esta e uma (?:mensagem|resposta) automatica|dit is een automatisch|to (?:jest )?(?:wiadomosc|automatyczna)(?: \w+)? (?:automatyczn\w*|wygenerowan\w*|odpowiedz))".replace(
        " ", r"\s"
    )
)
_AWAY = re.compile(
    r"(?:^|[\n.!,;:] ?)(?:(?:thank you|thanks)(?: \w+){0,8}[.!,;]\s?)?(?:please note(?: that)? |unfortunately,? |currently |at the moment |hello,? |hi,? )?"
    r"(?:(?:i'm|i am|i will be|we are|our office is|i have been)(?: \w+)? (?:out of (?:the )?office|out of office|ooo|on (?:annual|parental|maternity|paternity|sick|medical|bereavement|personal|family) leave|"
    r"on (?:leave|vacation|holidays?|pto|a business trip)|away from (?:my|the) (?:desk|office|e-?mail)|away (?:until|from|on|through)|travell?ing (?:until|with limited|and)|closed (?:until|from|for))|"
    r"(?:ooo|out of office) (?:until|till|from|through|today|this week)|i have limited access to|"
    r"(?:ich bin|wir sind|bin)(?: [\w.]+){0,6} (?:nicht im (?:buro|hause)|ausser haus|auser haus|abwesend|im urlaub|in elternzeit|nicht erreichbar)|vielen dank fur ihre (?:e-?mail|nachricht)[.!,;] (?:ich bin|derzeit)|"
    r"(?:je suis|je serai)(?: \w+){0,3} (?:absente?|en conge\w*|en vacances|hors du bureau|indisponible)|"
    r"(?:estoy|me encuentro|estare)(?: \w+){0,3} (?:fuera de (?:la )?oficina|de vacaciones|ausente|de baja)|"
    r"(?:sono|saro)(?: \w+){0,3} (?:fuori (?:sede|ufficio)|in ferie|assente|in maternita)|(?:estou|estarei|encontro-me)(?: \w+){0,3} (?:fora do escritorio|de ferias|ausente)|"
    r"(?:ik ben|wij zijn)(?: [\w.]+){0,6} (?:afwezig|met vakantie|op vakantie|niet aanwezig|niet op kantoor|met verlof)|(?:jestem|przebywam|obecnie jestem)(?: \w+){0,3} (?:na urlopie|poza biurem|nieobecn\w*|niedostepn\w*))(?!\w)".replace(
        " ", r"\s"
    )
)
_ENGAGES = re.compile(
    r"(?:^|\W)(?:interested|let'?s|sounds (?:good|great)|works for me|send me|tell me|call me (?:on )?(?:mon|tue|wed|thu|fri|sat|sun|tom|next|then)|love to|keen|interessiert|interesse|interesado|interessato|interessado|interesse)(?:$|\W)".replace(
        " ", r"\s"
    )
)


def find_automated(inbound: Screening, headers: Mapping[str, str]) -> Finding | None:
    if inbound.provider_automated:
        return Finding("provider-automated", "")
    submitted = headers.get("auto-submitted", "").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return Finding("auto-submitted", shorten(f"auto-submitted: {submitted}"))
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-response-suppress"):
        value = headers.get(name, "").strip().lower()
        if name in headers and value not in {"no", "none", "false", "0"}:
            return Finding("autoreply-header", shorten(f"{name}: {value}"))
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in {"bulk", "auto_reply", "auto-reply", "junk", "list"}:
        return Finding("precedence-header", f"precedence: {precedence}")
    kind = headers.get("content-type", "").lower()[:1_000]
    report = REPORT_TYPE.search(kind)
    if report and report.group(1) in {"disposition-notification", "feedback-report"}:
        return Finding("machine-report", shorten(kind))
    address = bare_address(inbound.sender)
    if _ROBOT_SENDER.match(address):
        return Finding("robot-sender", shorten(address))
    return None


def find_machine_wording(text: Text, subject: Text) -> Finding | None:
    """Wording that only a machine uses: the subject an autoresponder writes, or a text that declares itself."""
    if not REPLY_PREFIX.match(subject.folded) and (found := _AUTO_SUBJECT.match(subject.folded)):
        return Finding("auto-subject", subject.cut(*found.span()))
    declared = _SELF_DECLARED.search(text.folded, 0, 600)
    return Finding("self-declared-robot", text.cut(*declared.span())) if declared else None


def find_absence(text: Text, subject: Text) -> Finding | None:
    if not REPLY_PREFIX.match(subject.folded):
        found = _AUTO_SUBJECT.match(subject.folded)
        if found and _OOO_SUBJECT.search(found.group(0)):
            return Finding("out-of-office-subject", subject.cut(*found.span()))
    away = _AWAY.search(text.folded, 0, 400)
    if away and not _ENGAGES.search(text.folded, 0, 1_000):
        return Finding("out-of-office-wording", text.cut(*away.span()))
    return None
