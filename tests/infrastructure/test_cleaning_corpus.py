"""The cleaner over the labelled mails: what docs/cleaning.md promises, for text and HTML, as the channels read them."""

from collections.abc import Callable
from functools import partial

import pytest

from rejoinder.domain.email_cleaning import clean_email
from rejoinder.infrastructure.html_text import clean_html, mail_text
from tests.corpora.cleaning import build
from tests.corpora.cleaning.corpus import HELD_OUT, TUNED, Mail, grouped, mails, score, total
from tests.effort import effort

HALVES = {"tuned": TUNED, "held out": HELD_OUT}


def in_one_step(mail: Mail) -> str:
    return (clean_email if mail.format == "text" else clean_html)(mail.body).reply


def as_channels_do(mail: Mail) -> str:
    """A channel keeps what the HTML shows without its history; the cleaner reads that later."""
    read = mail_text(*((mail.body, "") if mail.format == "text" else ("", mail.body)))
    return clean_email(read.body if read.reply_text is None else read.reply_text).reply


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
@pytest.mark.parametrize("cleaned", [in_one_step, as_channels_do])
def test_words_are_kept_and_the_rest_is_removed(half: tuple[str, ...], cleaned: Callable[[Mail], str]) -> None:
    scores = [score(mail, cleaned(mail)) for mail in mails(*half)]
    result = total(scores)
    assert result.kept >= 97.0
    assert result.removed >= 95.0
    assert [
        name for name, sums in grouped(scores, lambda mail: mail.language) if sums.kept < 94 or sums.removed < 90
    ] == []


def test_no_mail_becomes_empty_without_a_flag() -> None:
    for mail in mails(*TUNED, *HELD_OUT):
        views = (clean_email if mail.format == "text" else clean_html)(mail.body)
        assert views.reply or "only-quoted" in views.flags, mail.id


def test_a_mail_is_cleaned_at_little_cost() -> None:
    taken = sorted(
        effort(partial(clean_email if mail.format == "text" else clean_html, mail.body)) for mail in mails(*TUNED)
    )
    assert taken[int(len(taken) * 0.95)] < 4  # 0.5 on an idle core


MADE_TO_HURT = {
    "100 kB of quote marks": ">\n" * 50_000,
    "100 kB of quoted lines": "> hello\n" * 12_500,
    "quotes fifty deep": ("> " * 50 + "x\n") * 1_000,
    "a line of 1 MB": "a" * 1_000_000,
    "a line of 1 MB that keeps beginning a quote": "On Mon, 5 Jan from: sent: to: " * 33_000,
    "accents on accents": "e" + "\u0301" * 100_000,
    "families of emoji": "👨‍👩‍👧‍👦" * 14_000,
    "right to left marks": "\u202e\u05d0\u05d1 " * 25_000,
    "lone surrogates": "\ud800" * 100_000,
    "line separators": "\u2028x" * 50_000,
}


@pytest.mark.parametrize("body", MADE_TO_HURT.values(), ids=MADE_TO_HURT)
def test_a_text_made_to_hurt_costs_little(body: str) -> None:
    assert effort(partial(clean_email, body)) < 100  # at most 12 on an idle core


@pytest.mark.parametrize("tag", ["div", "blockquote", "span", "b", "table"])
def test_html_three_thousand_deep_costs_little(tag: str) -> None:
    assert effort(partial(clean_html, f"<{tag}>" * 3_000 + "deep" + f"</{tag}>" * 3_000)) < 150  # 16 on an idle core


def test_the_generated_mails_are_the_ones_that_the_parts_give() -> None:
    for name, rows in zip(("tuned.json", "held_out.json"), build.mails(), strict=True):
        assert [(row["id"], row["segments"]) for row in rows] == [
            (mail.id, [list(segment) for segment in mail.segments]) for mail in mails(name)
        ]


def test_the_corpus_is_as_wide_as_promised() -> None:
    every = mails(*TUNED, *HELD_OUT)
    assert len(mails("tuned.json", "held_out.json")) >= 300
    assert len(mails("hard_tuned.json", "hard_held_out.json")) >= 80
    assert {mail.language for mail in every} >= {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs"}
    assert len({mail.id for mail in every}) == len(every)


def test_the_held_out_half_shares_no_reply_with_the_tuned_half() -> None:
    tuned, held_out = (
        {text.strip() for mail in mails(*half) for part, text in mail.segments if part == "reply"}
        for half in (TUNED, HELD_OUT)
    )
    assert tuned.isdisjoint(held_out)
