"""A message in its parts: over the API with offsets, on its page folded."""

from __future__ import annotations

from rejoinder.domain.email_cleaning import clean_email, places_of
from rejoinder.domain.messages import Understanding
from tests.web.composition import House

MAIL = (
    "Tuesday works.\n\nBest,\nAna Whitfield\n+44 161 496 0000\n\n"
    "On Thu, Nov 19, 2026 Dele wrote:\n> Worth a quick look?\n> Dele"
)


def an_understood_mail(house: House, body: str = MAIL) -> str:
    """A stored mail, as its job would have understood it."""
    workspace = house.a_workspace()
    message = house.a_message(workspace, body, medium="email", **{"from": "ana@brightoak.example"})
    views = clean_email(message["body"])
    places = places_of(message["body"], None, views.spans, views.flags)
    with house.store.begin(workspace) as uow:
        uow.messages.understood(message["id"], Understanding(views.reply, views.signature, views.quoted, places=places))
    return str(message["id"])


def test_a_message_shows_its_parts_and_where_they_stand(house: House) -> None:
    shown = house.get(f"/api/v1/messages/{an_understood_mail(house)}")
    views = shown["views"]
    assert (views["reply"], views["flags"]) == ("Tuesday works.", [])
    assert views["signature"].startswith("Best,")
    assert views["quoted"].startswith("On Thu, Nov 19")
    assert views["text"] == shown["body"]
    cut = {s["part"]: views["text"][s["start"] : s["end"]].strip() for s in views["spans"]}
    assert cut == {"reply": views["reply"], "signature": views["signature"], "quoted": views["quoted"]}


def test_the_trace_carries_them_and_the_page_folds_all_but_the_reply(house: House) -> None:
    message = an_understood_mail(house)
    assert house.get(f"/api/v1/messages/{message}/trace")["message"]["views"]["reply"] == "Tuesday works."
    page = house.call("GET", f"/messages/{message}", token=None, headers={"cookie": house.sign_in()}).text
    assert "<blockquote>Tuesday works.</blockquote>" in page
    assert "<details><summary>Signature</summary>" in page
    assert "<details><summary>Quoted</summary>" in page
    assert "<details><summary>As it came</summary>" in page


def test_a_mail_in_which_nobody_said_anything_new_says_so(house: House) -> None:
    message = an_understood_mail(house, "On Thu, Nov 19, 2026 Dele wrote:\n> Worth a quick look?")
    assert house.get(f"/api/v1/messages/{message}")["views"]["flags"] == ["only-quoted"]
    page = house.call("GET", f"/messages/{message}", token=None, headers={"cookie": house.sign_in()}).text
    assert "only-quoted" in page
    assert "Nothing of their own." in page


def test_a_message_that_nobody_understood_yet_has_no_parts(house: House) -> None:
    message = house.a_message(house.a_workspace())
    assert house.get(f"/api/v1/messages/{message['id']}")["views"] is None
