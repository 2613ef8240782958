"""The cleaner over the labelled mails: what docs/cleaning.md promises, for text and HTML, as the channels read them."""

import time
from collections.abc import Callable

import pytest

from rejoinder.domain.email_cleaning import clean_email
from rejoinder.infrastructure.html_text import clean_html, mail_text
from tests.corpora.cleaning import build
from tests.corpora.cleaning.corpus import HELD_OUT, TUNED, Mail, grouped, mails, score, total

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


def test_a_mail_is_cleaned_within_five_milliseconds() -> None:
    taken: list[float] = []
    for mail in mails(*TUNED):
        runs: list[float] = []
        for _ in range(3):
            begun = time.process_time()
            in_one_step(mail)
            runs.append(time.process_time() - begun)
        taken.append(min(runs))
    assert sorted(taken)[int(len(taken) * 0.95)] < 0.005


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
