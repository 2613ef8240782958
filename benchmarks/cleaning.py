"""How much of the person's words the e-mail cleaner keeps, how much of the rest it removes, and how long it takes.

    ./run python -m benchmarks.cleaning [tuned | held-out] [--misses] [--libraries]

Prints docs-ready Markdown. `--libraries` also scores those of talon, quotequail, mail-parser-reply and
email-reply-parser that can be imported (put them on PYTHONPATH; they are no dependencies of the product). They read
plain text; an HTML mail reaches them as the text that it shows, and talon as HTML.
"""

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from rejoinder.domain.email_cleaning import clean_email
from rejoinder.infrastructure.html_text import clean_html, html_to_text
from tests.corpora.cleaning.corpus import HELD_OUT, TUNED, Mail, Score, Total, grouped, mails, score, total

Cleaner = Callable[[Mail], str]


def main() -> None:
    """Prints the tables."""
    chosen = mails(*(TUNED if "tuned" in sys.argv else HELD_OUT))
    scores = [score(mail, own(mail)) for mail in chosen]
    for title, key in (
        ("language", lambda mail: mail.language),
        ("client", lambda mail: f"{mail.client} ({mail.format})"),
        ("style", lambda mail: mail.style),
    ):
        print(f"| {title} | mails | words kept | words removed | exact |\n|---|--:|--:|--:|--:|")
        print(*(row(name, sums) for name, sums in grouped(scores, key)), sep="\n", end="\n\n")
    print("| cleaner | mails | words kept | words removed | exact |\n|---|--:|--:|--:|--:|")
    print(row("**Rejoinder**", total(scores)))
    if "--libraries" in sys.argv:
        for name, cleaner in libraries():
            print(row(name, total(score(mail, cleaner(mail)) for mail in chosen)), flush=True)
    print("\n" + timing(chosen))
    if "--misses" in sys.argv:
        print(*(miss(one) for one in scores if not one.exact), sep="\n")


def own(mail: Mail) -> str:
    return (clean_email if mail.format == "text" else clean_html)(mail.body).reply


def row(name: str, sums: Total) -> str:
    return f"| {name} | {sums.mails} | {sums.kept:.1f} % | {sums.removed:.1f} % | {sums.exact:.0f} % |"


def miss(one: Score) -> str:
    return f"{one.mail.id}: kept {one.kept_words} of {one.wanted}, left {one.left_words} of {one.unwanted}"


def timing(chosen: list[Mail]) -> str:
    """CPU time of each mail, the best of three, so that a busy machine does not count."""
    taken: list[float] = []
    for mail in chosen:
        runs: list[float] = []
        for _ in range(3):
            begun = time.process_time()
            own(mail)
            runs.append((time.process_time() - begun) * 1000)
        taken.append(min(runs))
    taken.sort()
    median, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return f"CPU per mail: median {median:.2f} ms, p95 {p95:.2f} ms, most {taken[-1]:.2f} ms"


def libraries() -> Iterator[tuple[str, Cleaner]]:
    """Whatever of the known libraries is there, called as its documentation says."""
    if talon := _module("talon"):
        talon.init()
        quotations, bruteforce = _module("talon.quotations"), _module("talon.signature.bruteforce")

        def with_talon(mail: Mail) -> str:
            kind = "text/html" if mail.format == "html" else "text/plain"
            cut = quotations.extract_from(mail.body, kind)
            return str(bruteforce.extract_signature(shown(cut) if mail.format == "html" else cut)[0])

        yield "talon, quotations and signature", with_talon
    if quotequail := _module("quotequail"):

        def with_quotequail(mail: Mail) -> str:
            unwrapped = quotequail.unwrap(plain(mail))
            return plain(mail) if unwrapped is None else str(unwrapped.get("text_top", ""))

        yield "quotequail, `unwrap`", with_quotequail
    if reply_parser := _module("mailparser_reply"):
        languages = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs"]

        def with_reply_parser(mail: Mail) -> str:
            parsed = reply_parser.EmailReplyParser(languages=languages).read(text=plain(mail))
            return str(parsed.replies[0].body) if parsed.replies else ""

        yield "mail-parser-reply, `.body`", with_reply_parser
        whole = reply_parser.EmailReplyParser(languages=languages)
        yield "mail-parser-reply, `parse_reply`", lambda mail: str(whole.parse_reply(text=plain(mail)))
    if zapier := _module("email_reply_parser"):
        yield "email-reply-parser", lambda mail: str(zapier.EmailReplyParser.parse_reply(plain(mail)))


def plain(mail: Mail) -> str:
    return shown(mail.body) if mail.format == "html" else mail.body


def shown(html: str) -> str:
    return html_to_text(html).text


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


if __name__ == "__main__":
    main()
