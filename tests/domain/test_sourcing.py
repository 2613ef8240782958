"""Facts that nobody gave us are found; those that stand in a source pass."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.sourcing import unresolved_placeholder, unsourced_facts


def invented(draft: str, *, ours: str = "", theirs: str = "") -> list[tuple[str, str]]:
    return [(u.kind, u.text) for u in unsourced_facts(draft, said_by_us=[ours], said_by_them=[theirs])]


@pytest.mark.parametrize(
    ("draft", "kind", "text"),
    [
        ("It costs $499 a month.", "money", "$499"),
        ("It costs 1.250,00 EUR.", "money", "1.250,00 EUR"),
        ("That is 20% off.", "percentage", "20%"),
        ("Ten percent off, ten dollars less.", "percentage", "Ten percent"),
        ("We can do Thursday.", "day", "Thursday"),
        ("See you tomorrow!", "day", "tomorrow"),
        ("On March 3 we start.", "date", "March 3"),
        ("Wir kommen am Dienstag.", "day", "Dienstag"),
        ("Let us meet at 15:30.", "time", "15:30"),
        ("See https://evil.example/pay now.", "link", "https://evil.example/pay"),
        ("Go to www.evil.example now.", "link", "www.evil.example"),
        ("Visit evil.com/pay today", "link", "evil.com/pay"),
        ("Visit evil.zone/pay today", "link", "evil.zone/pay"),
        ("Visit Evil.Zone:8443/pay today", "link", "Evil.Zone:8443/pay"),
        ("Visit evil.community today", "link", "evil.community"),
        ("Visit EVIL.ZONE today", "link", "EVIL.ZONE"),
        ("Besuche bücher.example heute", "link", "bücher.example"),
        ("Fifteen percent off.", "percentage", "Fifteen percent"),
        ("It takes forty days.", "duration", "forty days"),
        ("Twenty-five percent off.", "percentage", "Twenty-five percent"),
        ("It costs two hundred and fifty dollars.", "money", "two hundred and fifty dollars"),
        ("It costs three thousand euros.", "money", "three thousand euros"),
        ("Call me at +1 415 555 0199.", "phone", "+1 415 555 0199"),
        ("Write to joe@evil.example please.", "email", "joe@evil.example"),
        ("We guarantee it.", "promise", "guarantee"),
        ("You get a full refund.", "promise", "refund"),
        ("You're booked!", "promise", "You're booked"),
        ("It is free of charge.", "promise", "free of charge"),
    ],
)
def test_an_invented_fact_is_found(draft: str, kind: str, text: str) -> None:
    assert (kind, text) in invented(draft)


@pytest.mark.parametrize(
    ("draft", "ours"),
    [
        ("It costs $499 a month.", "Our price: $499/month"),
        ("It costs $1,250.", "The price is 1250.00 dollars"),
        ("We open at 9.", "Open from 9:00"),
        ("We can do Thursday.", "Free on thursday"),
        ("See https://acme.example/book", "Booking: acme.example/book"),
        ("See acme.example/book.", "https://www.acme.example/book/"),
        ("Call +1 (415) 555-0199", "Phone 14155550199"),
        ("Write to Sales@Acme.example", "sales@acme.example"),
        ("We guarantee it.", "We guarantee everything"),
        ("Thanks for getting back to us! Happy to help.", ""),
        ("Thanks.Bye, e.g. soon, i.e. later.Really.", ""),
        ("Fifteen percent, twenty-five dollars.", "fifteen percent off from twenty five dollars"),
        ("See acme.zone/book", "Booking: https://acme.zone/book"),
        ("Call 415 555 0199", "Since 2024-01-05: 415-555-0199.\nOr write."),
        ("", ""),
    ],
)
def test_a_sourced_fact_passes(draft: str, ours: str) -> None:
    assert invented(draft, ours=ours) == []


@pytest.mark.parametrize(
    ("draft", "theirs"), [("Friday at 3 works.", "How about friday at 3?"), ("Yes, 40 of them.", "Do you have 40?")]
)
def test_what_they_said_may_be_repeated(draft: str, theirs: str) -> None:
    assert invented(draft, theirs=theirs) == []


@pytest.mark.parametrize(
    ("draft", "theirs"),
    [
        ("Sure: https://evil.example/pay", "Is https://evil.example/pay yours?"),
        ("Sure: evil.com", "Is evil.com yours?"),
        ("Write to joe@evil.example", "I am joe@evil.example"),
        ("Yes, we guarantee it.", "Do you guarantee it?"),
        ("Yes, it is free of charge.", "Is it free of charge?"),
    ],
)
def test_links_addresses_and_promises_of_the_customer_never_pass(draft: str, theirs: str) -> None:
    assert invented(draft, theirs=theirs) != []


@pytest.mark.parametrize(
    ("draft", "ours", "kind"),
    [
        ("Write to joe@acme.co", "joe@acme.com", "email"),
        ("Write to joe@acme.example", "billyjoe@acme.example", "email"),
        ("Call 415 555 0199", "Order 41, 5555 pieces, 0199", "phone"),
        ("Call 415 555 0199", "Call 415 555 0199 77", "phone"),
        ("Call 41555501", "4155\n5501", "phone"),
        ("Ten percent off.", "We often write.", "percentage"),
        ("Five percent off.", "Twenty-five percent off.", "percentage"),
    ],
)
def test_a_part_of_something_else_is_no_source(draft: str, ours: str, kind: str) -> None:
    assert [found for found, _ in invented(draft, ours=ours)] == [kind]


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=100))
def test_every_span_is_where_it_says_and_in_order(draft: str, ours: str, theirs: str) -> None:
    found = unsourced_facts(draft, said_by_us=[ours], said_by_them=[theirs])

    assert all(draft[u.start : u.end] == u.text for u in found)
    assert [u.start for u in found] == sorted(u.start for u in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found)), "no span is named twice"


@given(st.text(max_size=300))
def test_what_our_side_said_word_for_word_always_passes(text: str) -> None:
    assert unsourced_facts(text, said_by_us=[text], said_by_them=[]) == ()


@given(price=st.integers(2, 10**9))
def test_a_price_that_nobody_named_is_always_found(price: int) -> None:
    assert invented(f"That would be ${price}.") != []


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("Hi {name},", "{name}"),
        ("Hi {{ first_name }},", "{{ first_name }}"),
        ("See [insert link]", "[insert link]"),
        ("Hi <first name>", "<first name>"),
        ("Best, [Your Name]", "[Your Name]"),
        ("Prices [see list] and {1, 2}", None),
        ("All fine", None),
    ],
)
def test_a_blank_that_nobody_filled_in_is_found(draft: str, found: str | None) -> None:
    assert unresolved_placeholder(draft) == found


SAME = [
    ("The fee is 1.250,00 €.", "Gebühr: EUR 1,250"),
    ("Das kostet zwanzig Prozent weniger.", "20 % off"),
    ("It is twenty percent.", "20%"),
    ("Vingt pour cent de moins.", "-20 %"),
    ("Es un veinte por ciento.", "20%"),
    ("Sono venti per cento.", "20%"),
    ("%20 daha ucuz", "20 percent"),
    ("打折百分之二十", "打折 20%"),
    ("Wir brauchen zwei Wochen.", "Delivery takes 2 weeks."),
    ("Nous livrons en quatre-vingt-dix jours.", "nous livrons en 90 jours"),
    ("Das sind zweihundertfünfzig Euro.", "250 EUR"),
    ("Quarantacinque minuti.", "45 min"),
    ("It takes 45 minutes.", "a 45-minute visit"),
    ("Срок две недели.", "2 weeks"),
    ("三天", "3 days"),
    ("See you at 3:30 PM.", "Free: 15:30"),
    ("À 15h30.", "15:30 Uhr"),
    ("Um 15 Uhr.", "3 pm"),
    ("On 3 March.", "March 3rd"),
    ("Am 3. März.", "2027-03-03"),
    ("El 3 de marzo de 2027.", "03.03.2027"),
    ("Am Dienstag.", "Tuesday 25 November, 3:00 PM (Europe/London)"),
    ("It is 5k dollars.", "$5,000"),
    ("Das sind 2 Mio. Euro.", "€2,000,000"),
    ("It costs ٤٥ euros.", "45 €"),
    ("It costs 1 250 €.", "1250 EUR"),
    ("It costs 1'250 CHF.", "CHF 1250.-"),
    ("499 dollars", "Basic: 499"),
]
OTHER = [
    ("It costs $20.", "You save 20%.", "money"),
    ("It costs €20.", "It costs $20.", "money"),
    ("You save 20%.", "We have 20 engineers.", "percentage"),
    ("It takes 2 weeks.", "It takes 2 days.", "duration"),
    ("At 3:30 pm.", "At 3:30 am.", "time"),
    ("On 5 March.", "March 3, and 5 rooms.", "date"),
    ("On 3 March 2028.", "3 March 2027", "date"),
    ("It costs 10,000 euros.", "It costs 10 euros.", "money"),
    ("You get a discount.", "We never give a discount.", "promise"),
    ("The Aurora plan has it.", "We sell the Borealis plan.", "name"),
    ("Take our RTX4090.", "Take our RTX4080.", "name"),
    ("Best regards,\nDr. Miller", "Sam of Acme", "name"),
    ("Lieferung innerhalb von drei Tagen.", "", "deadline"),
    ("Livraison sous 48 heures.", "", "deadline"),
    ("Entro due giorni.", "", "deadline"),
]


@pytest.mark.parametrize(("draft", "ours"), SAME)
def test_what_is_said_counts_and_not_how_it_is_written(draft: str, ours: str) -> None:
    made = [kind for kind, _ in invented(draft, ours=ours)]
    assert made in ([], ["promise"])
    assert invented(draft), "without its source it is found"


@pytest.mark.parametrize(("draft", "ours", "kind"), OTHER)
def test_the_same_number_of_something_else_is_no_source(draft: str, ours: str, kind: str) -> None:
    assert kind in [found for found, _ in invented(draft, ours=ours)]


def test_a_deadline_that_only_they_named_is_no_promise_of_ours() -> None:
    assert invented("We will be there within 2 hours.", theirs="Can you be here within 2 hours?")
    assert invented("Does 2 hours suit you?", theirs="2 hours from now?") == []


CLAIMS = st.sampled_from(
    [
        "${}", "€ {}", "{} EUR", "{} Euro", "USD {}", "{} zł", "{},00 €", "{} %", "{} percent", "{} Prozent",
        "{} weeks", "{} Tage", "within {} hours", "innerhalb von {} Stunden", "sous {} jours", "{} minutos", "{} items",
        "https://acme.example/{}", "+1 202 555 {}", "acme{}@mail.example", "www.acme.example/a{}b",
        "R-{}", "{}円", "{}分", "x{}",
        "2027-03-1{}", "{}k $", "room {}, please", "Order {}!", "%{}", "{} рублей", "في {} أيام",
    ]
)  # fmt: skip


@given(shape=CLAIMS, digits=st.integers(1000, 9999), place=st.integers(0, 3), step=st.integers(1, 9))
def test_a_copied_claim_passes_and_one_changed_digit_is_found(shape: str, digits: int, place: int, step: int) -> None:
    if "2027-03" in shape:
        digits, place, step = digits % 10, 0, 1 + step % 8
    told = str(digits)
    changed = told[:place] + str((int(told[place]) + step) % 10) + told[place + 1 :]
    source = f"Please note: {shape.format(told)} is what we say."
    assert invented(f"Hello, {shape.format(told)} it is.", ours=source) == []
    assert invented(f"Hello, {shape.format(changed)} it is.", ours=source) != []


def test_drafts_in_nine_languages_are_held_back_when_they_invent_and_pass_when_they_do_not() -> None:
    """What a price is said of, gifts in other words, deeds done and to come, times without a number, contacts said."""
    corpus = Path(__file__).parents[1] / "corpora" / "sourcing" / "drafts.jsonl"
    wrong = []
    for row in map(json.loads, corpus.read_text(encoding="utf-8").splitlines()):
        found = unsourced_facts(row["draft"], said_by_us=row["known"], said_by_them=[row["asked"]], asked=row["asked"])
        if bool(found) != (row["is"] == "invented"):
            wrong.append((row["id"], row["draft"], [u.text for u in found]))
    assert wrong == []


@pytest.mark.parametrize(
    ("draft", "ours", "asked"),
    [
        ("It costs £120.", "A boiler service costs £89. Drain cleaning costs £120.", "How much is a boiler service?"),
        ("It is free.", "The survey is free. Installation costs £500.", "And the installation?"),
        ("The survey takes two days.", "Installation takes two days. The survey is short.", ""),
    ],
)
def test_the_right_figure_of_another_product_is_no_source(draft: str, ours: str, asked: str) -> None:
    assert unsourced_facts(draft, said_by_us=[ours], said_by_them=[asked], asked=asked)


@pytest.mark.parametrize(
    "draft",
    [
        "Shall I book you in?",
        "I can't guarantee that.",
        "We will get back to you shortly.",
        "Once it is confirmed I'll write.",
    ],
)
def test_asking_refusing_and_courtesy_claim_nothing(draft: str) -> None:
    assert invented(draft) == []
