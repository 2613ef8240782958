"""What `deploy/` says to Docker, compose, systemd and a Procfile runner, against what the product knows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from alembic.script import ScriptDirectory

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.settings import from_env
from rejoinder.infrastructure.postgres.plan import statements_of
from rejoinder.infrastructure.postgres.schema import alembic_config, known_revisions
from tests.commands import command_problem

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMMON = DEPLOY / "systemd" / "rejoinder-.service.d" / "common.conf"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"].startswith("rejoinder")}
ALSO_READ = {"PORT", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "QUEUES"}
"""Variables that are not ours: of the shell, of Python, and of the unit that names its queues."""


def problem_of(words: list[str]) -> str:
    return command_problem(words[1:]) if Path(words[0]).name == "rejoinder" else f"{words[0]} is no command of ours"


def setting_problem(name: str, value: str) -> str:
    """Why a process would refuse to start with this variable, or never read it."""
    sources = ("settings.py", "cli/supervisor.py")
    source = "".join((ROOT / "src" / "entrypoints" / name).read_text() for name in sources)
    try:
        from_env({name: value} if name.startswith("REJOINDER_") and not name.endswith("_FILE") else {})
    except InvalidInput as refused:
        return refused.message
    known = any(f'"{each}"' in source for each in (name, name.removesuffix("_FILE")))
    return "" if known or name in ALSO_READ else f"nobody reads {name}"


def keys(path: Path, section: str, key: str) -> list[str]:
    """Every value of a key that may stand several times in a unit."""
    at, found = "", []
    for line in path.read_text().splitlines():
        at = line.strip("[]") if line.startswith("[") else at
        name, _, value = line.partition("=")
        found += [value] if (at, name) == (section, key) else []
    return found


def test_every_service_of_the_compose_file_runs_a_command_that_exists() -> None:
    assert [problem_of(service["command"]) for service in OURS.values()] == [""] * len(OURS)
    roles = {service["command"][1] for service in OURS.values()}
    assert roles == {"migrate", "api", "worker", "scheduler"}


def test_between_them_the_workers_of_every_file_work_every_queue() -> None:
    commands = {
        "compose": [service["command"] for service in OURS.values()],
        "Procfile": [shlex.split(line.partition(": ")[2]) for line in (DEPLOY / "Procfile").read_text().splitlines()],
        "systemd": [keys(unit, "Service", "Environment") for unit in UNITS],
    }
    for file, stated in commands.items():
        words = " ".join(word for each in stated for word in each)
        assert {"reply", "send", "notify", "background"} <= set(re.split(r"[\s,=]", words)), file


def test_every_setting_that_the_files_name_is_read_by_the_product() -> None:
    named = dict(pair for service in OURS.values() for pair in service["environment"].items())
    example = (DEPLOY / "rejoinder.env.example").read_text()
    named |= dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, re.MULTILINE))
    named |= dict(pair.split("=", 1) for path in (*UNITS, COMMON) for pair in keys(path, "Service", "Environment"))
    [stated] = re.findall(r"^ENV (.*?[^\\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    named |= dict(pair.split("=", 1) for pair in stated.replace("\\\n", "").split())
    named = {name: re.sub(r"\$\{[^}]*\}", "", value) for name, value in named.items()}

    assert [problem for pair in named.items() if (problem := setting_problem(*pair))] == []


def test_what_the_compose_file_refers_to_is_defined_in_it() -> None:
    made = set(re.findall(r"^make (\w+)", (DEPLOY / "make-secrets").read_text(), re.MULTILINE))

    assert set(COMPOSE["secrets"]) == made
    for name, service in COMPOSE["services"].items():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"]), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], (
                name,
                volume,
            )
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert Path(value).name in service["secrets"], (name, variable)


def test_secrets_are_made_once_and_only_their_owner_may_look_for_them(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for _ in range(2):
        subprocess.run([DEPLOY / "make-secrets", folder], check=True, capture_output=True)
        made = {file.name: file.read_text() for file in folder.iterdir()}
        url = {"DATABASE_URL_FILE": str(folder / "database_url")}
        assert made["database_password"] in from_env(url).database_url
        assert len(set(made.values())) == len(made) == 5
    before = made

    assert {file.name: file.read_text() for file in folder.iterdir()} == before
    assert folder.stat().st_mode & 0o077 == 0


def test_the_image_is_built_from_files_that_are_there_and_runs_as_nobody_special() -> None:
    stated = (DEPLOY / "Dockerfile").read_text()
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source for line in re.findall(r"^COPY (?!--from)(.*)$", stated, re.MULTILINE) for source in line.split()[:-1]
    }

    assert copied <= allowed
    assert all((ROOT / source).exists() for source in allowed)
    assert stated.count("\nFROM ") == 2
    assert "\nUSER 10001\n" in stated
    assert "--require-hashes" in stated
    assert "\nHEALTHCHECK " in stated
    [command] = re.findall(r"^CMD (\[.*\])$", stated, re.MULTILINE)
    assert problem_of(yaml.safe_load(command)) == ""


def test_every_line_of_the_procfile_is_a_command_that_exists() -> None:
    for line in (DEPLOY / "Procfile").read_text().splitlines():
        assert problem_of(shlex.split(line.partition(": ")[2].replace("${PORT:-8000}", "8000"))) == "", line


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_of_systemd_runs_a_command_that_exists(unit: Path) -> None:
    [stated] = keys(unit, "Service", "ExecStart")

    assert problem_of(shlex.split(stated.replace("${QUEUES}", "send").replace("%i", "8000"))) == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_finds_nothing_to_object_to_in_the_units(tmp_path: Path) -> None:
    folder = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", folder)
    for unit in folder.glob("*.service"):
        unit.write_text(unit.read_text().replace("/opt/rejoinder/bin/rejoinder", "/bin/true"))
    names = [str(unit).replace("@.", "@8000.") for unit in sorted(folder.iterdir()) if unit.is_file()]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=100,
    )

    assert (said.returncode, [line for line in said.stderr.splitlines() if "rejoinder" in line]) == (0, [])


def test_a_secret_in_a_file_counts_like_the_variable_itself_and_the_variable_goes_before(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-the-file\n")
    file = {"REJOINDER_SECRET_KEY_FILE": str(tmp_path / "key")}

    assert from_env(file).secret_keys == ("from-the-file",)
    assert from_env({**file, "REJOINDER_SECRET_KEY": "stated"}).secret_keys == ("stated",)
    for wrong in ({"REJOINDER_SECRET_KEY_FILE": str(tmp_path / "none")}, {"REJOINDER_LOG_FILE": str(tmp_path / "key")}):
        with pytest.raises(InvalidInput):
            from_env(wrong)


# --- what upgrades and poolers rest on ----------------------------------------------------------------------

TAKES_AWAY = re.compile(
    r"\b(?:DROP (?:TABLE|COLUMN|VIEW)|RENAME|SET NOT NULL|ALTER COLUMN \w+ (?:SET DATA )?TYPE)\b"
    r"|\bADD COLUMN (?:(?!DEFAULT|,|;).)*NOT NULL(?:(?!DEFAULT|,|;).)*(?=,|;|$)",
    re.IGNORECASE | re.DOTALL,
)
OF_A_SESSION = re.compile(
    r"\b(?:LISTEN|NOTIFY|UNLISTEN|WITH HOLD|CREATE TEMP|SET SESSION)\b|pg_(?:try_)?advisory_(?:lock|unlock)"
    r"|['\"]SET (?!LOCAL)\w"
)
DIRECT_ONLY = {"schema.py": "migrations go direct, as docs/deployment.md says"}


@pytest.mark.parametrize("revision", sorted(known_revisions()))
def test_a_revision_that_takes_something_away_says_so(revision: str) -> None:
    """Otherwise `migrate` would tell the release before that it may work on."""
    script = ScriptDirectory.from_config(alembic_config()).get_revision(revision)
    taken = TAKES_AWAY.search(re.sub(r"--[^\n]*|'[^']*'", "", statements_of(revision, str(script.down_revision or ""))))

    assert taken is None or getattr(script.module, "breaks_older", False), taken


def test_what_takes_something_away_is_recognised() -> None:
    for statement in (
        "ALTER TABLE leads DROP COLUMN name;",
        "ALTER TABLE leads ADD COLUMN a text NOT NULL;",
        "ALTER TABLE leads ADD COLUMN a text NOT NULL DEFAULT '', ADD COLUMN b text NOT NULL CHECK (b <> '');",
        "ALTER TABLE leads ALTER COLUMN name TYPE integer;",
    ):
        assert TAKES_AWAY.search(statement), statement
    assert not TAKES_AWAY.search("ALTER TABLE leads ADD COLUMN a text NOT NULL DEFAULT 'x', ADD COLUMN b integer;")


def test_nothing_but_migrations_needs_a_session_of_its_own() -> None:
    """Behind PgBouncer in transaction mode the next transaction may have another session."""
    sources = [*(ROOT / "src" / "infrastructure").rglob("*.py"), *(ROOT / "src" / "infrastructure").rglob("*.sql")]
    found = {
        path.name: match.group()
        for path in sources
        if "embedded" not in path.parts and (match := OF_A_SESSION.search(path.read_text()))
    }

    assert set(found) <= set(DIRECT_ONLY), found
