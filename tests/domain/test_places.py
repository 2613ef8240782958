"""Where the parts of a message stand in what is stored of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.email_cleaning import BODY, Part, Places, clean_email, places_from, places_of, view_of
from rejoinder.domain.email_cleaning.places import REPLY_TEXT

WROTE = "On Thu, Nov 19, 2026 Dele wrote:\n> Worth a quick look?\n> Dele"
MAIL = f"Tuesday works.\n\nBest,\nAna Whitfield\n+44 161 496 0000\n\n{WROTE}"


def shown(text: str, places: Places) -> list[tuple[str, str]]:
    return [(span.part.value, text[span.start : span.end].strip()) for span in places.spans]


def tiles(text: str, places: Places) -> bool:
    edges = [0, *(span.end for span in places.spans)]
    return [span.start for span in places.spans] == edges[:-1] and edges[-1] == len(text)


def test_the_parts_of_a_plain_mail_stand_in_its_body() -> None:
    views = clean_email(MAIL)
    places = places_of(MAIL, None, views.spans, views.flags)
    assert places.source == BODY
    assert [part for part, _ in shown(MAIL, places)] == ["reply", "signature", "quoted"]
    assert view_of(MAIL, places.spans, Part.REPLY) == "Tuesday works."


def test_a_reply_that_the_reader_gave_apart_is_found_in_the_body_again() -> None:
    apart = "Tuesday works.\n\n--\nAna Whitfield\n+44 161 496 0000"
    views = clean_email(apart)
    places = places_of(MAIL.replace("\n\nBest,", "\n"), apart, views.spans, views.flags)
    body = MAIL.replace("\n\nBest,", "\n")
    assert places.source == BODY
    assert tiles(body, places)
    assert shown(body, places) == [
        ("reply", "Tuesday works."),
        ("signature", "Ana Whitfield\n+44 161 496 0000"),
        ("quoted", WROTE),
    ]


def test_what_a_caller_said_stands_between_the_agents_words() -> None:
    talk = "AI: Northgate Plumbing, how can I help?\nUser: My boiler is leaking.\nAI: Where are you?\nUser: Leeds"
    said = "My boiler is leaking.\nLeeds"
    whole = clean_email(said).spans
    places = places_of(talk, said, whole, ())
    assert places.source == BODY
    assert tiles(talk, places)
    assert view_of(talk, places.spans, Part.REPLY) == "My boiler is leaking.\n\nLeeds"


def test_a_word_inside_of_another_line_is_not_that_line() -> None:
    body = "> Yes, the booking\nYes"
    places = places_of(body, "Yes", clean_email("Yes").spans, ())
    assert view_of(body, places.spans, Part.REPLY) == "Yes"
    assert [span.start for span in places.spans if span.part is Part.REPLY] == [body.rindex("Yes")]


def test_a_reply_whose_lines_are_not_in_the_body_keeps_places_of_its_own() -> None:
    places = places_of("Tuesday=20works", "Tuesday works", clean_email("Tuesday works").spans, ("forwarded",))
    assert (places.source, places.flags) == (REPLY_TEXT, ("forwarded",))
    assert tiles("Tuesday works", places)


def test_places_come_back_from_what_is_stored() -> None:
    views = clean_email(MAIL)
    places = places_of(MAIL, None, views.spans, views.flags)
    assert places_from(places.as_json()) == places


@settings(max_examples=100)
@given(st.text("ab \n>-:", max_size=60), st.text("ab \n>-:", max_size=30))
def test_spans_tile_whatever_text_they_are_of(body: str, apart: str) -> None:
    views = clean_email(apart)
    places = places_of(body, apart, views.spans, views.flags)
    assert tiles(body if places.source == BODY else apart, places)
