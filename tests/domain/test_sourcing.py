"""Facts that nobody gave us are found; those that stand in a source pass."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.sourcing import unresolved_placeholder, unsourced_facts


def invented(draft: str, *, ours: str = "", theirs: str = "") -> list[tuple[str, str]]:
    return [(u.kind, u.text) for u in unsourced_facts(draft, said_by_us=[ours], said_by_them=[theirs])]


@pytest.mark.parametrize(
    ("draft", "kind", "text"),
    [
        ("It costs $499 a month.", "number", "499"),
        ("It costs 1.250,00 EUR.", "number", "1.250,00"),
        ("That is 20% off.", "number", "20"),
        ("Ten percent off, ten dollars less.", "number", "Ten"),
        ("We can do Thursday.", "day", "Thursday"),
        ("See you tomorrow!", "day", "tomorrow"),
        ("On March 3 we start.", "day", "March"),
        ("Wir kommen am Dienstag.", "day", "Dienstag"),
        ("Let us meet at 15:30.", "number", "15:30"),
        ("See https://evil.example/pay now.", "link", "https://evil.example/pay"),
        ("Go to www.evil.example now.", "link", "www.evil.example"),
        ("Visit evil.com/pay today", "link", "evil.com/pay"),
        ("Visit evil.zone/pay today", "link", "evil.zone/pay"),
        ("Visit Evil.Zone:8443/pay today", "link", "Evil.Zone:8443/pay"),
        ("Visit evil.community today", "link", "evil.community"),
        ("Visit EVIL.ZONE today", "link", "EVIL.ZONE"),
        ("Besuche bücher.example heute", "link", "bücher.example"),
        ("Fifteen percent off.", "number", "Fifteen"),
        ("It takes forty days.", "number", "forty"),
        ("Twenty-five percent off.", "number", "Twenty-five"),
        ("It costs two hundred and fifty dollars.", "number", "two hundred and fifty"),
        ("It costs three thousand euros.", "number", "three thousand"),
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
        ("Ten percent off.", "We often write.", "number"),
        ("Five percent off.", "Twenty-five percent off.", "number"),
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
