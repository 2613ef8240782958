"""Everything that is measured, one after the other: prints docs-ready Markdown.

./run python benchmarks/all.py [ingest | drain | post_to_start | growth] ...
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import drain
import growth
import ingest
import post_to_start
from ground import HERE, Ground, ground, machine

PARTS: dict[str, tuple[str, Callable[[Ground], list[str]]]] = {
    "ingest": ("Ingest: the whole product route beside its floor", lambda on: ingest.measure(on, 1.5, 5)),
    "drain": ("Drain of no-op jobs", lambda on: drain.measure(on, 2_000, 3)),
    "post_to_start": ("POST to the first handler, idle", lambda on: post_to_start.measure(on, 40)),
    "growth": ("Growth: ten thousand rows and a million", lambda on: growth.measure(on, 1_000_000)),
}


def main() -> None:
    """Prints a section per part."""
    wanted = sys.argv[1:] or list(PARTS)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE, check=False
    )
    print(f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at {commit.stdout.strip()} on {machine()}")
    for name in wanted:
        title, measure = PARTS[name]
        with ground() as on:
            lines = measure(on)
        print(f"\n## {title}\n", *lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
