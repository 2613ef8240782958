# ruff: noqa: E501 - a table of cases
"""What a message says about its writer: numbers and links exactly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.extraction import Ours, Source, our_details, read_facts
from rejoinder.domain.facts import Fact, FactKind
from rejoinder.domain.messages import Medium
from rejoinder.domain.ports.phones import PhoneNumber
from rejoinder.infrastructure.phone_numbers import NumberingPlans
from tests.effort import effort
from tests.infrastructure import fact_blind_cases as blind

PHONES = NumberingPlans()


def facts(reply: str, signature: str = "", **more: object) -> tuple[Fact, ...]:
    stated = {
        "medium": Medium.EMAIL,
        "sender": "jo@acme.example",
        "sent_at": datetime(2026, 5, 12, 9, tzinfo=UTC),
        **more,
    }
    return read_facts(Source(reply=reply, signature=signature, **stated), PHONES)  # type: ignore[arg-type]


def values(kind: FactKind, found: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in found if fact.kind is kind]


def phones(reply: str, signature: str = "", **more: object) -> list[str]:
    return values(FactKind.PHONE, facts(reply, signature, **more))


def links(reply: str, **more: object) -> list[str]:
    return values(FactKind.SCHEDULING_LINK, facts(reply, **more))


PHONE_CASES = """
US | Call me at 202-555-0143 | +12025550143
US | my cell is (202) 555-0143, thanks | +12025550143
US | ring 202.555.0143 ext. 12 | +12025550143
US | Text 2025550143 please | +12025550143
US | 1-800-555-0199 is our office line | +18005550199
US | +1 (202) 555-0143 works best | +12025550143
GB | You can reach me on 07700 900123 | +447700900123
GB | Tel: 020 7946 0182 | +442079460182
GB | my mobile +44 (0)7700 900123 | +447700900123
DE | Rufen Sie mich unter 0171 3920048 an | +491713920048
DE | Tel.: +49 30 901820 | +4930901820
DE | Sie erreichen mich unter 030/901820-12 | +493090182012
FR | Appelez-moi au 06 39 98 41 26 | +33639984126
FR | mon portable : +33 6 39 98 41 26 | +33639984126
ES | mi móvil es 612 34 56 78 | +34612345678
IT | mi chiami al 320 555 7712 | +393205557712
PT | o meu telemóvel é 912 345 678 | +351912345678
NL | bel me op 06-19550277 | +31619550277
PL | proszę dzwonić: 512 640 977 | +48512640977
SE | ring mig på 070-174 06 33 | +46701740633
DK | mit nummer er 20 55 01 47 | +4520550147
FI | soita numeroon 040 555 0182 | +358405550182
CZ | zavolejte na 601 550 142 | +420601550142
AU | call me on 0491 570 156 | +61491570156
"""
NO_PHONE_CASES = """
US | Order 2025550143 has not arrived
US | Order no. 202-555-0143
US | Invoice #2025550143 is unpaid
US | My account number is 4155550143
US | ticket: 415-555-0143
US | Tracking number 202 555 0143
US | Fax: (202) 555-0143
US | F: 202-555-0143
US | Serial 2025-550-143
US | The gate code is 4471
US | Case ID 2025550143
US | We have 202,555,014 records
US | It costs $2,025,550,143
US | 2025550143 units were sold
US | PO 2025550143
US | EIN 12-3456789
US | 192.168.100.100 is our server
US | ISBN 978-3-16-148410-0
US | Flight on 2026-05-14 at 10:30
US | between 2019-2025 we grew
US | Zoom Meeting ID: 812 3456 7890
US | Our VAT number is 2025550143
GB | VAT 123 4567 89
GB | Registered in England no. 07700900
DE | IBAN DE89 3704 0044 0532 0130 00
DE | HRB 0171 392004
DE | USt-IdNr. DE 301713920
DE | Rechnung 0171 3920048
DE | Kundennummer: 0171 3920048
FR | SIRET 639 984 126 00012
FR | IBAN FR76 3000 6000 0112 3456 7890 189
FR | TVA FR 12 639984126
ES | CIF B61234567
ES | pedido 612345678
IT | P.IVA 03205557712
NL | KvK 06195502
NL | bestelling 0619550277
PL | NIP 512-640-97-70
PL | faktura 512640977
SE | org.nr 556701-7406
DK | CVR 20550147
FI | Y-tunnus 0405550-1
CZ | IČO 60155014
"""


def cases(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


ZONES = {
    "US": "America/New_York", "GB": "Europe/London", "DE": "Europe/Berlin", "FR": "Europe/Paris", "ES": "Europe/Madrid",
    "IT": "Europe/Rome", "PT": "Europe/Lisbon", "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "SE": "Europe/Stockholm",
    "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki", "CZ": "Europe/Prague", "AU": "Australia/Sydney",
}  # fmt: skip


def test_numbers_are_read_as_they_are_dialled_at_home() -> None:
    wrong = [
        f"{text} -> {found}"
        for country, text, wanted in cases(PHONE_CASES)
        if (found := phones(text, zones=(ZONES[country],))) != [wanted]
    ]
    assert wrong == []


def test_what_is_named_as_something_else_is_no_number() -> None:
    wrong = [
        f"{text} -> {found}"
        for country, text in cases(NO_PHONE_CASES)
        for medium in (Medium.EMAIL, Medium.SMS)
        for found in (
            phones(text, zones=(ZONES[country],), medium=medium),
            phones("", "Jo Doe\n" + text, zones=(ZONES[country],), medium=medium),
        )
        if found
    ]
    assert wrong == []


def test_a_signature_shows_numbers_without_calling_them_so() -> None:
    signature = "Imogen Castle\nHead of Operations | Acme Ltd\nT: 020 7946 0182 | M: 07700 900214\nwww.acme.example"
    assert phones("Happy to talk.", signature, zones=("Europe/London",)) == ["+442079460182", "+447700900214"]
    assert phones("No.", "Dr Jo Lee\n202-555-0158\nFax: 202-555-0159", zones=("America/New_York",)) == ["+12025550158"]


def test_our_own_numbers_addresses_and_links_are_nobodys() -> None:
    ours = our_details(
        [
            "Call us on +1 212 555 0199, write to nora@brightlane.example or book https://calendly.com/nora-brightlane/30min"
        ],
        "America/New_York",
        PHONES,
    )
    reply = (
        "Is 212-555-0199 still right? I wrote to nora@brightlane.example and used calendly.com/nora-brightlane/60min. "
        "Mine is 202-555-0143 and calendly.com/jo-acme/intro."
    )
    found = facts(reply, ours=ours)
    assert values(FactKind.PHONE, found) == ["+12025550143"]
    assert values(FactKind.SCHEDULING_LINK, found) == ["https://calendly.com/jo-acme/intro"]
    assert values(FactKind.EMAIL, found) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://calendly.com/jo-acme/30min", "https://cal.com/jo/intro", "https://meetings.hubspot.com/jo-doe",
        "https://calendar.app.google/AbCd1234", "https://savvycal.com/jo/chat", "https://acme.chilipiper.com/book/me/jo",
        "https://calendar.google.com/calendar/appointments/schedules/AcZssZ0", "https://jo.youcanbook.me/",
        "https://outlook.office365.com/owa/calendar/jo@acme.example/bookings/", "https://zcal.co/jo/20min",
        "https://tidycal.com/jo/15-minute-meeting", "https://app.reclaim.ai/m/jo", "https://jo.as.me/intro",
    ],
)  # fmt: skip
def test_booking_pages_are_recognised(link: str) -> None:
    assert links(f"Grab a time: {link}.") == [link]
    assert links(f"Grab a time ({link.removeprefix('https://')}), please") == [link]


@pytest.mark.parametrize(
    "text",
    [
        "We use calendly.com already", "see https://calendly.com/pricing", "https://cal.com/blog/why", "https://acme.example/calendar",
        "https://calendly.com/cancellations/abc", "docs.google.com/document/d/1", "https://www.hubspot.com/products",
        "my calendar is full", "https://zoom.us/j/123456789",
    ],
)  # fmt: skip
def test_other_pages_are_no_booking_pages(text: str) -> None:
    assert links(text) == []


def test_links_that_only_the_markup_names_count_before_the_quote_and_not_in_it() -> None:
    html = (
        '<div>Book a time <a href="https://calendly.com/bram-oakes/walk?a=1&amp;b=2">here</a></div>'
        '<div class="gmail_quote"><a href="https://calendly.com/nora-brightlane/30">ours</a></div>'
    )
    assert links("Book a time here", html=html) == ["https://calendly.com/bram-oakes/walk?a=1&b=2"]


def test_a_link_is_taken_out_of_a_mail_gateways_wrapping() -> None:
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcalendly.com%2Fjo-acme%2Fintro&data=05"
    assert links(wrapped) == ["https://calendly.com/jo-acme/intro"]


def test_a_profile_is_a_persons_and_not_a_companys() -> None:
    found = facts("", "Jo Doe\nlinkedin.com/company/acme\nhttps://uk.linkedin.com/in/jo-doe-123/?trk=x")
    assert values(FactKind.LINKEDIN, found) == ["https://www.linkedin.com/in/jo-doe-123"]
    assert values(FactKind.LINKEDIN, facts("Follow us: linkedin.com/company/acme")) == []


def test_whoever_stands_in_is_a_delegate_and_their_details_are_theirs() -> None:
    notice = "I am out of office. For urgent matters contact Lyle Bach at lyle.bach@acme.example or 414-555-0162."
    found = facts(notice, automated=True, zones=("America/Chicago",))
    (delegate,) = (fact for fact in found if fact.kind is FactKind.DELEGATE)
    assert delegate.value == "lyle.bach@acme.example"
    assert delegate.detail == {"name": "Lyle Bach", "email": "lyle.bach@acme.example", "phone": "+14145550162"}
    assert values(FactKind.PHONE, found) == values(FactKind.EMAIL, found) == []


DELEGATES = """
Ich bin im Urlaub. In dringenden Fällen wenden Sie sich bitte an Frau Kess (kess@acme.example). | kess@acme.example
Absent jusqu'au 22 mai. En cas d'urgence, contactez Paul Roux : paul.roux@acme.example | paul.roux@acme.example
Estoy de vacaciones. Para asuntos urgentes diríjase a Maite Ugarte (maite@acme.example). | maite@acme.example
Sono in ferie. Per urgenze rivolgersi a Ugo Neri, ugo.neri@acme.example | ugo.neri@acme.example
Estou de férias. Em caso de urgência contacte Ana Lima: ana@acme.example | ana@acme.example
Ik ben met verlof. Mijn waarnemer is Teun Smit, teun@acme.example. | teun@acme.example
Jestem na urlopie. W pilnych sprawach proszę o kontakt: biuro@acme.example | biuro@acme.example
Jag har semester. Vid brådskande ärenden kontakta Bo Ek, bo.ek@acme.example | bo.ek@acme.example
Jeg holder ferie. Kontakt venligst Bo Krag på bo@acme.example | bo@acme.example
Olen lomalla. Kiireellisissä asioissa ota yhteyttä: tuki@acme.example | tuki@acme.example
Mám dovolenou. V naléhavých případech kontaktujte Jana Malého: maly@acme.example | maly@acme.example
Please speak to my colleague Aurelio Finch, he owns this: aurelio.finch@acme.example | aurelio.finch@acme.example
Forwarding this to Rashid who looks after it. | Rashid
I no longer work here. Please write to hello@acme.example | hello@acme.example
"""


def test_delegates_are_recognised_in_many_languages() -> None:
    wrong = [
        f"{text} -> {found}"
        for text, wanted in cases(DELEGATES)
        if (found := values(FactKind.DELEGATE, facts(text))) != [wanted]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "Email me at jo.private@home.example", "Thanks, talk soon!", "Ask for Gwendolyn at the desk.",
        "Your message to list@acme.example has been quarantined.", "My email is jo@acme.example",
    ],
)  # fmt: skip
def test_nobody_else_is_no_delegate(text: str) -> None:
    assert values(FactKind.DELEGATE, facts(text)) == []


def test_a_caller_dictates_numbers_and_addresses() -> None:
    said = "Assistant: Your number?\nCustomer: it's six one seven, five five five, oh one double nine."
    assert phones(said, medium=Medium.VOICE, sender="+14155550130") == ["+16175550199"]
    said = "AI: Where to?\nUser: dana dot whit at larkspur dot example please"
    assert values(FactKind.EMAIL, facts(said, medium=Medium.VOICE, sender="+14155550130")) == [
        "dana.whit@larkspur.example"
    ]


def test_a_zone_is_as_sure_as_what_tells_it() -> None:
    def zone(reply: str, signature: str = "", **more: object) -> list[tuple[str, bool]]:
        found = facts(reply, signature, **more)
        return [(f.value, f.confidence >= 0.7) for f in found if f.kind is FactKind.TIMEZONE]

    assert zone("I'm in Denver, mornings are best") == [("America/Denver", True)]
    assert zone("Thursday at 3pm Pacific works") == [("America/Los_Angeles", True)]
    assert zone("Yes", "Jo Doe\nActon Ltd, London") == [("Europe/London", True)]
    assert zone("ok", sender="+491713920048", medium=Medium.SMS) == [("Europe/Berlin", True)]
    assert zone("ok", sender="+12025550143", medium=Medium.SMS) == [("America/New_York", False)]
    assert zone("London or Paris, who knows") == []


def test_a_name_is_the_line_that_the_address_bears_out() -> None:
    signature = "Kind regards,\nWendell Amsberry\nIT Manager, Quarry Lake Schools"
    (name,) = (
        f for f in facts("Thanks", signature, sender="wendell.amsberry@quarry.example") if f.kind is FactKind.NAME
    )
    assert (name.value, name.confidence) == ("Wendell Amsberry", 0.9)
    assert values(FactKind.NAME, facts("Thanks", "Sent from my iPhone")) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from([Medium.SMS, Medium.EMAIL, Medium.VOICE]))
def test_whatever_is_written_nothing_breaks(text: str, medium: Medium) -> None:
    for fact in facts(text, text, medium=medium, html=text):
        assert fact.value
        assert len(fact.evidence) <= 160
        assert 0.5 <= fact.confidence <= 1


def test_text_that_is_made_to_hurt_is_read_in_no_time() -> None:
    for text in (">" * 100_000, "+1 202 555 0143 " * 6_000, "1." * 50_000, "a@b." * 25_000, "http://" * 14_000, "A" * 100_000,
                 "<a href=" * 12_000, "Xy Zz " * 16_000, "one two " * 12_000):  # fmt: skip
        assert effort(partial(facts, text, text, html=text, medium=Medium.VOICE), tries=1) < 400, text[:20]


@dataclass
class CountingPlans:
    """The numbering plans, and how often they were asked."""

    asked: int = 0

    def read(self, stated: str, country: str) -> PhoneNumber | None:
        self.asked += 1
        return PHONES.read(stated, country)


def test_the_numbering_plans_are_asked_no_more_for_a_longer_text() -> None:
    def questions(text: str) -> int:
        plans = CountingPlans()
        read_facts(Source(Medium.SMS, text, sender="+12025550143", zones=("Europe/Rome", "Europe/Berlin")), plans)
        return plans.asked

    for unit in ("call 202-555-0143 ", "12.3 4567 890 ", "+1 202 555 0143, ", "tel. 0171 3920048\n", "1 2"):
        short, long = (questions(unit * (size // len(unit))) for size in (10_000, 100_000))
        assert long <= short <= 1_500, unit


def test_ours_alone_is_nothing() -> None:
    assert our_details([], "UTC", PHONES) == Ours(links=())


# --- tables that were written blind -------------------------------------------------------------------

MEDIA = {"sms": Medium.SMS, "mail": Medium.EMAIL, "li": Medium.LINKEDIN, "voice": Medium.VOICE}
MORE_ZONES = ZONES | {
    "NO": "Europe/Oslo", "AT": "Europe/Vienna", "CH": "Europe/Zurich", "IE": "Europe/Dublin", "NZ": "Pacific/Auckland",
    "BR": "America/Sao_Paulo", "IN": "Asia/Kolkata", "ZA": "Africa/Johannesburg", "TR": "Europe/Istanbul",
}  # fmt: skip
KNOWN_OF_US = [
    "Call +1 212 555 0199, write to team@ours.example, book https://calendly.com/ours/30min, see linkedin.com/in/your-rep"
]


def _found_in(medium: Medium, country: str, sender: str, text: str, ours: Ours) -> set[tuple[str, str]]:
    signature = ""
    if medium is Medium.EMAIL:
        views = clean_email(text)
        text, signature = views.reply, views.signature
    read = facts(text, signature, medium=medium, sender=sender, zones=(MORE_ZONES[country],), ours=ours)
    return {
        (fact.kind, fact.value.rpartition("/in/")[2] if fact.kind is FactKind.LINKEDIN else fact.value)
        for fact in read
        if fact.kind is not FactKind.TIMEZONE and fact.value != sender
    }


def test_facts_that_were_written_down_blind_are_read_or_left_out_and_not_invented() -> None:
    ours = our_details(KNOWN_OF_US, "America/New_York", PHONES)
    kinds = {"link": FactKind.SCHEDULING_LINK}
    found_right = missed = 0
    wrong: list[str] = []
    for line in (blind.ROWS + blind.SECOND_ROWS).strip().splitlines():
        if not line:
            continue
        medium, country, sender, text, labels = (part.strip() for part in line.split(" | "))
        stated = [label.strip() for label in labels.split(";") if label.strip() not in ("", "-")]
        wanted = {
            (kinds.get(k) or FactKind(k), v) for k, _, v in (one.partition(":") for one in stated if one != "name?")
        }
        found = _found_in(MEDIA[medium], country, sender, text.replace("¬", "\n").replace("¦", "|"), ours)
        if "name?" in stated:
            found = {one for one in found if one[0] is not FactKind.NAME}
        found_right += len(found & wanted)
        missed += len(wanted - found)
        wrong += [f"{text} -> {kind}:{value}" for kind, value in found - wanted]
    # A name without its number, and one whom the label takes for nobody in particular.
    assert [one.split(" -> ")[1] for one in wrong] == ["delegate:Tariq", "delegate:Mia Lopez"]
    assert found_right / (found_right + missed) >= 0.96
