"""What the deterministic layers cost at the door: cleaning and screening of one message, and of texts made to hurt.

    ./run python -m benchmarks.understanding

Prints docs-ready Markdown. CPU time, the best of several runs, so that a busy machine does not count.
"""

import time
from collections.abc import Callable, Iterator

from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.safety import Screening, screen
from rejoinder.infrastructure.html_text import mail_text
from tests.corpora.cleaning.corpus import HELD_OUT, mails
from tests.corpora.cleaning.corpus import TUNED as CLEANED
from tests.corpora.safety.corpus import TUNED, UNSEEN, cases

MEGABYTE = 1_000_000
MADE_TO_HURT = {
    '100 kB of ">" lines': ">\n" * 50_000,
    '100 kB of "> hello" lines': "> hello\n" * 12_500,
    "HTML, 5,000 elements deep": "<div>" * 5_000 + "stop" + "</div>" * 5_000,
    "HTML, 20,000 open tags": "<blockquote><p>x" * 10_000,
    "1 MB of one letter": "a" * MEGABYTE,
    '1 MB of "stop "': "stop " * (MEGABYTE // 5),
    '1 MB of "do not contact "': "do not contact " * (MEGABYTE // 15),
    '1 MB of "please "': "please " * (MEGABYTE // 7),
    '1 MB of "remove me from your "': "remove me from your " * (MEGABYTE // 20),
    '1 MB of "bitte nicht mehr "': "bitte nicht mehr " * (MEGABYTE // 17),
    '1 MB of "<system "': "<system " * (MEGABYTE // 8),
    "1 MB of commas": "," * MEGABYTE,
    "100 kB of accents on one letter": "e" + "\u0301" * 50_000,
    "zero width between all letters": "a\u200b" * 50_000,
    "every character of Unicode": "".join(chr(code) for code in range(0x20, 0x20000) if not 0xD800 <= code < 0xE000),
    "right to left marks": "\u202e\u05d0\u05d1 " * 25_000,
}


def main() -> None:
    """Prints the tables."""
    print("| messages | texts | median | p95 | p99 | most |\n|---|--:|--:|--:|--:|--:|")
    screened = list(cases(TUNED, UNSEEN))
    print(row("short replies of the safety corpus: screened", [lambda c=c: screen(c.inbound) for c in screened]))
    corpus = mails(*CLEANED, *HELD_OUT)
    print(row("mails of the cleaning corpus: cleaned and screened", [lambda m=m: at_the_door(m.body) for m in corpus]))
    print("\n| made to hurt | cleaned and screened |\n|---|--:|")
    for name, text in MADE_TO_HURT.items():
        print(f"| {name} | {best(lambda t=text: at_the_door(t), 3):.1f} ms |", flush=True)


def at_the_door(body: str) -> None:
    """As a channel and the ingest do it."""
    read = mail_text(body, "")
    reply = clean_email(read.body if read.reply_text is None else read.reply_text).reply
    screen(Screening("email", reply, "Re: your roof", "jo@lead.example", {"message-id": "<1@lead.example>"}))


def row(name: str, runs: list[Callable[[], object]]) -> str:
    taken = sorted(best(run, 5) for run in runs)
    return f"| {name} | {len(taken)} | " + " | ".join(f"{value:.3f} ms" for value in spread(taken)) + " |"


def spread(taken: list[float]) -> Iterator[float]:
    for share in (0.5, 0.95, 0.99):
        yield taken[int(len(taken) * share)]
    yield taken[-1]


def best(run: Callable[[], object], times: int) -> float:
    """CPU milliseconds of the quickest run."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.process_time()
        run()
        taken.append((time.process_time() - begun) * 1000)
    return min(taken)


if __name__ == "__main__":
    main()
