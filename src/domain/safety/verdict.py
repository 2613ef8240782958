"""The verdict on one message."""

from rejoinder.domain.safety.automated import ANSWERS_BY_ITSELF, find_automated
from rejoinder.domain.safety.book import BOOK
from rejoinder.domain.safety.bounces import find_bounce, find_returned
from rejoinder.domain.safety.findings import ConsentChange, SafetyVerdict, Screening
from rejoinder.domain.safety.hostility import find_hostility
from rejoinder.domain.safety.injection import find_injection
from rejoinder.domain.safety.keywords import Words, find_help, find_opt_in
from rejoinder.domain.safety.machine_wording import absence_of_a_machine, read_wording
from rejoinder.domain.safety.opt_out import find_opt_out
from rejoinder.domain.safety.spelling import NOTHING, read, windows
from rejoinder.domain.safety.transcripts import spoken_by_caller


def screen(inbound: Screening) -> SafetyVerdict:
    """Everything that rules alone can say about one inbound message; called in the transaction that stores it.

    The same input always gives the same verdict. A definite opt-out wins over any opt-in; a bounce carries our own
    words back, so nothing in its body is read as a wish of the lead.
    """
    headers = {name.lower(): value for name, value in inbound.headers.items()}
    bounce = find_bounce(inbound, headers)
    automated = find_automated(inbound, headers)
    if bounce is not None:
        found = [bounce] if automated is None else [bounce, automated]
        return SafetyVerdict(
            bounce=True,
            automated=True,
            group=inbound.provider_group,
            rule=bounce.rule,
            evidence=bounce.evidence,
            rules=tuple(finding.rule for finding in found),
        )

    text, middle = windows(spoken_by_caller(inbound.text) if inbound.medium == "voice" else inbound.text)
    subject = read(inbound.subject[:1_000]) if inbound.subject else NOTHING
    if returned := find_returned(inbound, text, subject):
        return SafetyVerdict(
            bounce=returned.rule == "bounce-form",
            automated=True,
            group=inbound.provider_group,
            rule=returned.rule,
            evidence=returned.evidence,
            rules=(returned.rule,) if automated is None else (returned.rule, automated.rule),
        )
    words = Words.of(text.folded)
    book = BOOK.read(text.folded)
    wording = read_wording(text, subject, inbound.medium, book)
    automated, away = automated or wording.machine, wording.absence
    if automated is not None and automated.rule in ANSWERS_BY_ITSELF:
        away = away or absence_of_a_machine(text, book)
    definite, ambiguous = find_opt_out(inbound, text, words, subject, middle, book, by_machine=automated is not None)
    if definite is not None and definite.rule in ("keyword", "keyword-line") and automated is wording.machine:
        automated = away = None  # one word is no notice
    hostile, hostile_ends_consent = find_hostility(text, headers, book)
    if hostile is not None:
        if hostile_ends_consent:
            definite = definite or hostile
        else:
            ambiguous = ambiguous or hostile
    injection = find_injection(inbound, text, subject, middle, book)
    opt_in = None if definite or ambiguous else find_opt_in(inbound, text, words)
    asks_help = None if definite or ambiguous or opt_in else find_help(inbound, text, words)

    found = [
        finding
        for finding in (definite, hostile, ambiguous, injection, automated, away, opt_in, asks_help)
        if finding is not None
    ]
    first = found[0] if found else None
    consent: ConsentChange | None = "withdrawn" if definite else "granted" if opt_in else None
    return SafetyVerdict(
        bounce=wording.dead_number,
        opt_out=definite is not None,
        opt_in=opt_in is not None,
        help=asks_help is not None,
        automated=automated is not None,
        out_of_office=away is not None,
        hostile=hostile is not None,
        injection=injection is not None,
        ambiguous_opt_out=ambiguous is not None and definite is None,
        group=inbound.provider_group,
        rule=first.rule if first else None,
        evidence=first.evidence if first else "",
        consent_change=consent,
        rules=tuple(dict.fromkeys(finding.rule for finding in found)),
    )
