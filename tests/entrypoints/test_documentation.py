"""Every command of the documentation: it exists with its options, its path is in the API, and what reads only works."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rejoinder.domain.alerting import RULES
from rejoinder.entrypoints.web.findings import _VIOLATIONS
from rejoinder.entrypoints.web.openapi import operations
from tests.commands import command_problem
from tests.entrypoints.test_cli import Shell, installed, shell
from tests.web.composition import a_house

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
RECIPES = set(re.findall(r"^([a-z][a-z-]*)(?: [^:]*)?:", (ROOT / "justfile").read_text(), re.MULTILINE))
OF_THE_SYSTEM = {
    "apt-get", "chmod", "chown", "cp", "curl", "docker", "export", "git", "gunzip", "install", "ls", "mkdir", "openssl",
    "pip", "ps", "psql", "python3", "sed", "sudo", "systemctl", "tar", "useradd", "uv",
}  # fmt: skip
"""Programs that we tell people to use and that are not ours."""
READS_ONLY = ("doctor", "job list", "mode show", "mode shadow", "switch list", "migrate --check", "workspace list")

__all__ = ["installed", "shell"]


@dataclass(frozen=True)
class Command:
    """One command line of a page."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```(?:sh|console)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def lines_of(block: str) -> Iterator[str]:
    """Whole commands: a quote or a backslash at the end goes on in the next line; of a console only what was typed."""
    waiting = ""
    typed = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    for line in typed or block.splitlines():
        waiting = f"{waiting}\n{line}" if waiting else line
        try:
            shlex.split(waiting, comments=True)
        except ValueError:
            continue
        if not waiting.endswith("\\"):
            yield waiting
            waiting = ""
    assert not waiting, waiting


def commands() -> list[Command]:
    found = []
    for page in PAGES:
        for block in blocks(page):
            for line in lines_of(block):
                if re.match(r"\w+\(\) \{", line):
                    continue
                for part in re.split(r"\s(?:&&|\|)\s", line):
                    words = [word for word in shlex.split(part, comments=True) if word != "./run"]
                    while words and re.fullmatch(r"[A-Z_]+=[^$]*", words[0], re.DOTALL):
                        words = words[1:]
                    if words and re.match(r"[A-Z_]+=", words[0]):  # of another command's words
                        continue
                    if words:
                        found.append(Command(page.name, tuple(_before_redirection(words))))
    return found


def _before_redirection(words: list[str]) -> list[str]:
    return words[: next((at for at, word in enumerate(words) if re.match(r"\d?[<>]", word)), len(words))]


def problem(command: Command) -> str:
    """Why somebody who types this would be told that it does not exist."""
    program, *rest = command.words
    if program == "sudo":
        program, *rest = rest[2:] if rest[0] == "-u" else rest
    match Path(program).name:
        case "rejoinder":
            return command_problem([word for word in rest if word not in ("…", "...")])
        case "just":
            return "" if rest[0] in RECIPES else f"no recipe {rest[0]}"
        case "pytest":
            missing = [word for word in rest if word.startswith("tests") and not (ROOT / word.split("::")[0]).exists()]
            return f"{missing} does not exist" if missing else ""
        case "python" if rest[:1] == ["-m"]:
            return "" if importlib.util.find_spec(rest[1]) else f"no module {rest[1]}"
        case "python":
            return "" if (ROOT / rest[0]).is_file() else f"no file {rest[0]}"
        case "api" | "make-secrets" | "cd":
            return ""
        case name:
            return "" if name in OF_THE_SYSTEM else f"nobody knows {name}"


def request_of(command: Command) -> tuple[str, str] | None:
    """Method and path of a call to our API, its ids as `{}`; None for any other command."""
    stated = next((word for word in command.words if word.startswith("$URL/")), None)
    if stated is None or Path(command.words[0]).name not in ("curl", "api"):
        return None
    sends = any(re.fullmatch(r"-d|--data.*", word) for word in command.words)
    chosen = [
        after for word, after in zip(command.words, command.words[1:], strict=False) if re.fullmatch(r"-s?X", word)
    ]
    path = re.sub(r"/\$\w+(?=[/.]|$)", "/{}", stated.removeprefix("$URL").partition("?")[0])
    return (chosen[0] if chosen else "POST" if sends else "GET"), path


def test_every_command_of_the_documentation_exists() -> None:
    everything = commands()

    assert len(everything) > 100
    assert [f"{command} -> {why}" for command in everything if (why := problem(command))] == []


def test_what_the_text_calls_a_command_exists_too() -> None:
    wrong = []
    for page in PAGES:
        for stated in re.findall(r"`rejoinder ([^`]+)`", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)):
            stated = re.sub(r"\s+", " ", stated)
            if not re.search(r"[…<>|]|\.\.\.|→", stated) and (why := command_problem(shlex.split(stated))):
                words = shlex.split(stated)
                names_a_command = not any(word.startswith("-") for word in words) and "Missing" in why
                wrong += [] if names_a_command else [f"{page.name}: {why}"]

    assert wrong == []


def test_every_call_of_the_documentation_is_in_the_api_and_those_that_only_read_are_answered(tmp_path: Path) -> None:
    calls = {call for command in commands() if (call := request_of(command))}
    with a_house(tmp_path) as house:
        known = {(one.method, re.sub(r"\{[^}]*\}", "{}", one.path)) for one in operations(house.api.app)}
        known |= {("GET", path) for path in ("/health", "/health/live", "/health/ready", "/metrics")}
        assert len(calls) > 60
        assert calls - known == set()
        for method, path in calls:
            if method == "GET" and "{}" not in path:
                assert house.call("GET", path).status_code in (200, 422), path  # 422: which workspace?


def test_commands_that_only_read_work_on_an_installation(installed: Shell) -> None:
    run = set()
    for command in commands():
        words = command.words[1:] if command.words[0] == "rejoinder" else ()
        if " ".join(words).startswith(READS_ONLY) and not any(word.isupper() and len(word) > 6 for word in words):
            said = installed(*words)
            assert "Rejoinder made a mistake" not in said.err, (command, said.err)
            run.add(words)

    assert run


# --- what must not be forgotten in the operator's pages --------------------------------------------------------

REMEDIES = "".join((ROOT / "docs" / name).read_text() for name in ("operating.md", "alerts.md"))
CONSTANTS = re.compile(r'^([A-Z_]+)(?:: Final)? = "([a-z-]+)"$', re.MULTILINE)


def raised_rules() -> set[str]:
    """The first argument of every `raise_alert(…)`."""
    sources = [path for path in (ROOT / "src").rglob("*.py") if "drill" not in path.parts]
    values: dict[str, set[str]] = {}
    for path in sources:
        for name, value in CONSTANTS.findall(path.read_text()):
            values.setdefault(name, set()).add(value)
    found: set[str] = set()
    for path in sources:
        own = dict(CONSTANTS.findall(path.read_text()))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "raise_alert":
                rule = node.args[0]
                if isinstance(rule, ast.Constant):
                    found.add(str(rule.value))
                elif isinstance(rule, ast.Name):
                    found |= {own[rule.id]} if rule.id in own else values.get(rule.id, set())
    return found


def rows() -> dict[str, list[str]]:
    """The last cells of every row of a table whose first cell names codes, by code."""
    found = {}
    for line in re.findall(r"^\| `[a-z-]+`.*\|$", REMEDIES, re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        for code in re.findall(r"`([a-z-]+)`", cells[0]):
            found[code] = cells
    return found


@pytest.mark.parametrize("rule", sorted({rule.name for rule in RULES} | raised_rules()))
def test_every_alert_has_its_remedy_in_the_operators_pages(rule: str) -> None:
    assert rule in rows(), f"no page says anything of the alert {rule}"
    assert len(rows()[rule]) >= 4
    assert rows()[rule][-1], rule


def test_every_violation_of_the_health_document_has_its_remedy_in_the_operators_pages() -> None:
    assert set(_VIOLATIONS) - set(rows()) == set()


def test_the_index_names_every_page_and_every_link_leads_somewhere() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [
        page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md" and page.name not in index
    ] == []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} leads to {target}"
