# One list of what can be done in a checkout; hooks and CI call these. Without `just`: ./run just RECIPE

[private]
default:
    @./run just --list --unsorted

# Everything on this machine: servers, API and dashboard, workers, scheduler
up *FLAGS:
    ./run rejoinder up {{FLAGS}}

# Before a push: every check and the whole suite
check: lint test

# The whole suite, as in the README
test *FLAGS:
    ./run pytest -n 2 --dist loadfile {{FLAGS}}

# The suite without real kills and restarts
quick *FLAGS:
    ./run pytest -n 2 --dist loadfile -m "not slow" {{FLAGS}}

# Style, types, import contracts, and no address of a machine or a registry in the tree
lint:
    ./run ruff check .
    ./run ruff format --check .
    ./run mypy
    ./run lint-imports
    @! git grep -nIE '(/home|/Users|/root|/w[o]rk)/[a-z]|py[p]i\.org|py[t]honhosted' || (echo "The lines above name a machine or a registry." && exit 1)

# Puts the tree into the one style
format:
    ./run ruff check --fix-only --quiet .
    ./run ruff format .

# An empty schema revision: just migration "remember who snoozed a lead"
migration NAME:
    @./run python -c 'import sys; from alembic.script import ScriptDirectory; versions = ScriptDirectory("migrations"); versions.generate_revision(f"{int(versions.get_current_head()) + 1:04}", sys.argv[1])' "{{NAME}}"

# The folder of a new channel, which passes the shared suite as it is
new-channel NAME *FLAGS:
    ./run rejoinder new-channel {{NAME}} {{FLAGS}}

# requirements.lock follows pyproject.toml; `just lock --upgrade` takes the newest of everything
lock *FLAGS:
    printf 'setuptools>=80\nuv\nrust-just\n' | ./run uv pip compile pyproject.toml - --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "just lock" --quiet --output-file requirements.lock {{FLAGS}}

# Parsers and signatures against many more random deliveries than the suite has: just fuzz 100
fuzz TIMES="20":
    FUZZ_TIMES={{TIMES}} ./run pytest tests/channels/test_every_channel.py tests/infrastructure/test_html_text.py -q

# Known weaknesses of what is installed; asks the advisory database over the network, so no check depends on it
audit:
    ./run uv tool run pip-audit --requirement requirements.lock --disable-pip --require-hashes

# Benchmarks beside their floors, as Markdown: all of them, or those named (benchmarks/doorbell.py runs by itself)
bench *PARTS:
    ./run python benchmarks/all.py {{PARTS}}
