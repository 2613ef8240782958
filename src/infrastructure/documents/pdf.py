"""Reads a PDF from standard input and writes its text to standard output, as a process of its own with little room.

A PDF is a program for a page: a small one can ask for minutes of work or gigabytes. Whatever it asks for, it ends here.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from contextlib import suppress

from pypdf import PdfReader

from rejoinder.domain.errors import InvalidInput

CPU_S = 10
_PATIENCE_S = 60.0
"""Seconds by the clock, for a machine that is busy with other things."""
_MEMORY = 1_000_000_000
_MOST_PAGES = 300
_MOST_TEXT = 2_000_000
_TOO_MANY_PAGES = 3


def text_of_pdf(data: bytes, cpu_s: int = CPU_S) -> str:
    """The text of its pages. Raises InvalidInput for one that is damaged, has too many pages or asks for too much."""
    command = [sys.executable, "-m", __name__, str(cpu_s)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=data, capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise _too_much() from late
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace")
    if done.returncode == _TOO_MANY_PAGES:
        raise InvalidInput(f"A PDF may have {_MOST_PAGES} pages.", field="data")
    if done.returncode < 0 or b"MemoryError" in done.stderr:  # ended by a limit
        raise _too_much()
    raise InvalidInput("This PDF cannot be read: it is damaged, locked, or something else.", field="data")


def _too_much() -> InvalidInput:
    return InvalidInput(
        f"This PDF asks for too much: more than {CPU_S} seconds of work, or too much memory.", field="data"
    )


def _main() -> int:
    for limit, most in (
        (resource.RLIMIT_CPU, int(sys.argv[1])),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # some systems do not know all of them; the patience of the caller stays
            resource.setrlimit(limit, (most, most))
    pages = PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages
    if len(pages) > _MOST_PAGES:
        return _TOO_MANY_PAGES
    left = _MOST_TEXT
    for page in pages:
        text = page.extract_text()[:left]
        left -= len(text)
        sys.stdout.buffer.write((text + "\n\n").encode("utf-8", "replace"))
        if left <= 0:
            break
    return 0


if __name__ == "__main__":
    sys.exit(_main())
