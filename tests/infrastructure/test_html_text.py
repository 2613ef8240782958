# ruff: noqa: E501 - tables of whole messages
"""An HTML mail becomes what the person wrote and what they quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.email_cleaning import Part
from rejoinder.infrastructure.html_text import clean_html, html_to_text, mail_text
from tests.effort import effort, examples

QUOTES = {
    "gmail": '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon Sam wrote:</div><blockquote class="gmail_quote">old</blockquote></div>',
    "gmail attribution as text": '<div class="gmail_quote">On Mon Sam wrote:<br><blockquote>old</blockquote></div>',
    "plain blockquote": '<blockquote type="cite">old</blockquote>',
    "outlook web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Sam</div><div>old</div>',
    "outlook header only": '<div id="divRplyFwdMsg"><b>From:</b> Sam</div><p>old</p>',
    "outlook desktop": "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p>From: Sam</p></div><p>old</p>",
    "yahoo": '<div class="yahoo_quoted">old</div>',
    "thunderbird": '<div class="moz-cite-prefix">On 5.1. Sam wrote:</div><blockquote>old</blockquote>',
    "proton": '<div class="protonmail_quote">old</div>',
    "hotmail": '<hr id="stopSpelling">From: Sam<br>old',
    "outlook for mac": '<span id="OLK_SRC_BODY_SECTION"><div>From: Sam</div>old</span>',
    "new outlook": '<div id="mail-editor-reference-message-container"><div>old</div></div>',
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_quote_container_is_cut_in_the_tree(quote: str) -> None:
    text = html_to_text(f"<html><body><div>Yes, <b>Tues</b>day.</div>{quote}</body></html>")
    assert text.reply_text == "Yes, Tuesday."
    assert "old" in text.quoted_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a <b>bold</b>, <i>w</i>ord", "a bold, word"),
        ("Tom &amp; Jerry&nbsp;&lt;3 &#128077; &euro;5", "Tom & Jerry <3 👍 €5"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("line one\n   line two", "line one line two"),
        ("<style>p{color:red}</style><script>x()</script>Hi<title>t</title>", "Hi"),
        ('<div style="display:none">preheader</div>Hi', "Hi"),
        ('<div style="color:red; display : none !important">preheader</div>Hi', "Hi"),
        ('<span style="visibility:hidden">x</span><p hidden>y</p><span style="font-size:0px">z</span>Hi', "Hi"),
        ('<span style="font-size:0.9em">Hi</span>', "Hi"),
        ("<!-- stop texting me -->Hi", "Hi"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("no markup", "no markup"),
        ("", ""),
        ("<div><p>unclosed <b>bold", "unclosed bold"),
        ('<img src="x" alt="👍"> ok <img alt="logo of our company">', "👍 ok"),
        (
            '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">my own indented words</blockquote>',
            "my own indented words",
        ),
    ],
)
def test_the_visible_text_is_read_in_order(html: str, text: str) -> None:
    read = html_to_text(html)
    assert read.reply_text == text
    assert read.quoted_text == ""
    assert not read.rough


def test_answers_between_gmail_quotes_are_the_persons_words() -> None:
    read = html_to_text(
        '<div class="gmail_quote"><div class="gmail_attr">On Mon Sam wrote:</div><blockquote>How many?</blockquote>'
        "<div>40 people</div><blockquote>When?</blockquote><div>March</div></div>"
    )
    assert read.reply_text == "40 people\n\nMarch"
    assert read.quoted_text == "On Mon Sam wrote:\n\nHow many?\n\nWhen?"


def test_an_attribution_outside_its_quote_takes_no_answer_with_it() -> None:
    html = (
        "<div>On Mon, Jan 5, 2026 Sam &lt;sam@acme.com&gt; wrote:</div><blockquote>How many?</blockquote>"
        "<div>40 people</div><blockquote>When?</blockquote><div>March</div>"
    )
    assert clean_html(html).reply == "40 people\n\nMarch"
    read = mail_text("", html)
    assert read.reply_text == "40 people\n\nMarch"
    assert "wrote" in read.quoted_text


def test_the_body_of_a_mail_without_plain_text_is_what_the_html_shows_in_order() -> None:
    read = mail_text("", "<blockquote>How many?</blockquote><p>40</p>")
    assert read.body == "How many?\n\n40"
    assert read.reply_text == "40"


def test_the_four_views_of_an_html_mail_stand_at_their_offsets() -> None:
    views = clean_html(
        '<div>Call me.</div><div class="gmail_signature">Jo Lead<br>CEO</div>'
        "<p>This e-mail is confidential and intended solely for the addressee.</p>"
        '<div class="gmail_quote"><div class="gmail_attr">On Mon Sam wrote:</div><blockquote>Hi</blockquote></div>'
    )
    at = {part: [views.text[piece.start : piece.end] for piece in views.pieces(part)] for part in Part}
    assert at == {
        Part.REPLY: ["Call me."],
        Part.SIGNATURE: ["Jo Lead\nCEO"],
        Part.DISCLAIMER: ["This e-mail is confidential and intended solely for the addressee."],
        Part.QUOTED: ["On Mon Sam wrote:\n\nHi"],
    }


def test_words_typed_into_an_outlook_signature_are_said() -> None:
    assert clean_html('<div id="Signature"><p>Yes, Tuesday suits me.</p></div>').reply == "Yes, Tuesday suits me."


def test_a_forward_without_a_word_has_an_empty_reply() -> None:
    read = html_to_text('<div class="gmail_quote">---------- Forwarded message ---------<br>From: Sam<br>Hi</div>')
    assert read.reply_text == ""
    assert "Forwarded" in read.quoted_text


def test_a_marked_signature_gets_its_delimiter() -> None:
    assert html_to_text('Call me<div class="gmail_signature">Jo<br>CEO</div>').reply_text == "Call me\n--\nJo\nCEO"


def test_a_hidden_unsubscribe_line_is_not_read() -> None:
    assert "unsubscribe" not in html_to_text('Hi<div style="max-height:0;">unsubscribe</div>').reply_text


@pytest.mark.parametrize("tag", ["div", "blockquote", "span", "b"])
def test_three_thousand_nested_elements_are_read(tag: str) -> None:
    read = html_to_text(f"<{tag}>" * 3_000 + "deep" + f"</{tag}>" * 3_000)
    assert "deep" in read.reply_text + read.quoted_text


HOSTILE = {
    "nested": "<div>" * 180_000 + "x", "attributes": "<a " + " ".join(f"x{i}=1" for i in range(100_000)) + ">x",
    "fonts": "".join(f"<font color={i}><p>x" for i in range(5_000)), "paragraphs": "<p>a" * 250_000, "lists": "<ul><li>" * 60_000,
    "open brackets": "<" * 1_000_000, "ampersands": "&" * 1_000_000, "stray ends": "<div>" * 1_500 + "</p>" * 200_000,
    "breaks": "<br>" * 250_000, "blanks": " " * 1_000_000, "broken attributes": '<a b="' * 160_000, "text": "a b " * 250_000,
    "scripts": "<script>" * 120_000, "comments": "<!--" * 250_000, "quotes": "<blockquote>" * 80_000, "tables": "<table><tr><td>x</table>" * 40_000,
    "hidden": '<div style="display:none">' * 30_000, "pre": "<pre>" + "\n" * 990_000,
}  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_made_to_hurt_is_read_in_a_moment(html: str) -> None:
    """Unguarded, lexbor 3 needs 73 s for the first and 37 s for the second of these."""
    assert effort(lambda: clean_html(html), tries=1) < 2_500  # at most 460 on an idle core


PIECES = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<blockquote>", "</blockquote>", "<br>", '<div class="gmail_quote">', "<b>", "</b>", "<table>", "<td>",
     "<script>", "</script>", "<!--", "-->", "<pre>", "</pre>", "&amp;", "&#0;", "\x00", "hello", " ", "\n", '<div id="appendonsend">', "<", ">", "<li>"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=examples(100), deadline=None)
def test_any_markup_is_read_without_an_exception(html: str) -> None:
    read = html_to_text(html)
    assert read == html_to_text(html)
    assert read.reply_text == read.reply_text.strip()


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
@settings(max_examples=examples(60), deadline=None)
def test_the_views_of_any_markup_share_out_what_it_shows(html: str) -> None:
    views = clean_html(html)
    assert "".join(views.text[span.start : span.end] for span in views.spans) == views.text
    if "".join(views.text.split()).strip("\ufeff\u200b\u200e\u200f") and not views.reply.strip():
        assert "only-quoted" in views.flags


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=examples(50), deadline=None)
def test_the_words_shown_are_the_words_of_both_views(html: str) -> None:
    read = html_to_text(html)
    apart = "".join((read.reply_text + read.quoted_text).split())
    assert sorted("".join(read.text.split())) == sorted(apart)


def test_a_forwarded_and_an_interleaved_mail_are_flagged_before_their_history_is_taken_off() -> None:
    forwarded = mail_text(
        "",
        "<p>Please see below.</p><p>---------- Forwarded message ---------<br>From: A &lt;a@b.example&gt;<br>Date: Monday<br>Subject: x<br>To: c@d.example</p><p>Old words</p>",
    )
    assert "forwarded" in forwarded.flags
    between = mail_text(
        "",
        "<blockquote>What does it cost?</blockquote><p>About 100.</p><blockquote>And when?</blockquote><p>Monday.</p>",
    )
    assert between.flags == ("interleaved",)
    assert mail_text("Hello", "").flags == ()
