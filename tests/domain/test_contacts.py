"""Addresses and bodies in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.contacts import (
    body_hash,
    fold,
    mask,
    normalise_email,
    normalise_phone,
    same_text,
    strip_unstorable,
)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("+12025550143", "+1202•••0143"),
        ("+1 (202) 555-0143", "+1202•••0143"),
        ("+44 20 7946 0123", "+4420•••0123"),
        ("2025550143", "2025•••0143"),
        ("jo.lead@acme.com", "j•••@acme.com"),
        ("Jo Lead <Jo.Lead@Acme.com>", "j•••@acme.com"),
        ("ACoAAB-xyz-1234", "ACo•••234"),
        ("12345", "•••"),
        ("", ""),
    ],
)
def test_a_log_shows_enough_to_recognise_and_too_little_to_use(address: str, masked: str) -> None:
    assert mask(address) == masked


@given(st.text(max_size=40))
def test_a_mask_never_shows_the_whole_address(address: str) -> None:
    assert not address.strip() or mask(address) != address or "•" in address


@given(st.integers(min_value=10_000_000, max_value=999_999_999_999_999))
def test_a_mask_hides_at_least_two_digits_of_a_phone_number(number: int) -> None:
    shown = [character for character in mask(f"+{number}") if character.isdigit()]
    assert len(shown) <= len(str(number)) - 2


@pytest.mark.parametrize(
    ("given_address", "bare"),
    [
        ("Jo@Acme.COM", "jo@acme.com"),
        (' "Jo, Lead" <Jo@Acme.com> ', "jo@acme.com"),
        ("mailto:Jo@acme.com?subject=x", "jo@acme.com"),
        ("jo@acme.com.", "jo@acme.com"),
        ("jo+tag@acme.com", "jo+tag@acme.com"),
        ("j\u200bo@acme.com", "jo@acme.com"),
        ("jo@acme.com;", "jo@acme.com"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_an_email_address_has_one_spelling(given_address: str, bare: str) -> None:
    assert normalise_email(given_address) == bare


@given(st.text(max_size=60))
def test_normalising_an_address_twice_changes_nothing_more_for_real_addresses(local: str) -> None:
    address = "".join(character for character in local if character.isascii() and character.isalnum()) + "@Acme.Example"
    assert normalise_email(normalise_email(address)) == normalise_email(address)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Hi Jo,\n\nyes", "Hi Jo,\r\nyes "),
        ('it\'s "fine"', "it’s “fine”"),
        ("caf\u00e9", "cafe\u0301"),
        ("9\u201310", "9-10"),
        ("a\u00a0b", "a b"),
        ("wait...", "wait…"),
        ("yes\u200b", "yes"),
    ],
)
def test_a_body_that_a_provider_retyped_is_the_same(ours: str, theirs: str) -> None:
    assert same_text(ours, theirs)
    assert body_hash(ours) == body_hash(theirs)


@pytest.mark.parametrize(("one", "other"), [("yes", "no"), ("Yes", "yes"), ("9:00", "9:30"), ("a b", "ab"), ("", "x")])
def test_a_different_body_is_different(one: str, other: str) -> None:
    assert not same_text(one, other)
    assert body_hash(one) != body_hash(other)


@given(st.text(), st.text())
def test_the_hash_agrees_with_the_comparison(one: str, other: str) -> None:
    assert same_text(one, other) == (body_hash(one) == body_hash(other))


@given(st.text(alphabet=st.characters(), max_size=200))
def test_what_is_left_can_be_stored(text: str) -> None:
    kept = strip_unstorable(text + "\x00\ud800\x07\t\n")
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert not any(ord(character) < 32 and character not in "\t\n" for character in kept)
    assert strip_unstorable(kept) == kept


def test_tabs_line_ends_and_emoji_survive_storage() -> None:
    assert strip_unstorable("a\tb\r\nc\rd👍\x00") == "a\tb\nc\nd👍"


@given(st.text(alphabet=st.characters(), max_size=300))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"), [("Désinscrire", "desinscrire"), ("Größe", "grose"), ("Łódź", "lodz"), ("don’t", "don't")]
)
def test_folding_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("stated", "country", "number"),
    [
        ("+1 (202) 555-0143", "", "+12025550143"),
        ("001 202 555 0143", "", "+12025550143"),
        ("12025550143", "", "+12025550143"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("+44 (0)7700 900456", "", "+447700900456"),
        ("07700 900456", "GB", "+447700900456"),
        ("020 7946 0000", "United Kingdom", "+442079460000"),
        ("202 555 0143", "", ""),
        ("07700 900456", "", ""),
        ("07700 900456", "US", ""),
        ("447700900456", "", ""),
        ("+0 12", "GB", ""),
        ("0", "GB", ""),
        ("AMAZON", "US", ""),
        ("", "", ""),
    ],
)
def test_a_phone_number_gets_one_spelling_and_never_an_invented_country(stated: str, country: str, number: str) -> None:
    assert normalise_phone(stated, country) == number
    assert not number or normalise_phone(number) == number
