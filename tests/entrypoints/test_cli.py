"""The command line: what it prints, what it refuses, and that nobody ever sees a traceback."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from rejoinder.application.inbound.ingest_webhook import spooled
from rejoinder.application.upkeep.hold_after_restore import HoldAfterRestore
from rejoinder.domain.ports.channels import WebhookRequest
from rejoinder.entrypoints.cli.main import main
from rejoinder.entrypoints.drill.servers import create_database, database_name, valkey_server
from rejoinder.infrastructure.postgres.engine import make_engine
from rejoinder.infrastructure.postgres.schema import migrate, newest_revision
from rejoinder.infrastructure.spool import FileSpool
from rejoinder.infrastructure.vault import Vault


@functools.cache
def _template() -> str:
    url = create_database()
    engine = make_engine(url, name="template", pool_size=1)
    migrate(engine)
    engine.dispose()
    return database_name(url)


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line that says what went wrong."""
        assert self.code == 1, (self.out, self.err)
        assert "Traceback" not in self.err
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


class Shell:
    """Runs commands in this process, in an environment of its own."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], folder: Path) -> None:
        self._patch, self._capture, self.folder = patch, capture, folder
        for name in list(os.environ):
            if name.startswith("REJOINDER_") or name in ("DATABASE_URL", "REDIS_URL", "OPENAI_API_KEY"):
                patch.delenv(name)
        self.set("REJOINDER_DATA_DIR", str(folder))

    def set(self, name: str, value: str) -> None:
        self._patch.setenv(name, value)

    def __call__(self, *words: str) -> Said:
        self._patch.setattr(sys, "argv", ["rejoinder", *words])
        self._capture.readouterr()
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        said = self._capture.readouterr()
        return Said(code, said.out, said.err)

    def good(self, *words: str) -> str:
        """What a command that must work prints on stdout."""
        said = self(*words)
        assert said.code == 0, said.err
        return said.out


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    return Shell(monkeypatch, capsys, tmp_path)


@pytest.fixture
def installed(shell: Shell) -> Shell:
    """A shell that reaches a migrated database."""
    shell.set("DATABASE_URL", create_database(_template()))
    shell.set("REDIS_URL", valkey_server().url)
    shell.set("REJOINDER_SECRET_KEY", "a key of the tests")
    return shell


def test_help_is_quick_and_names_every_command() -> None:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "rejoinder.entrypoints.cli.main", "--help"], capture_output=True, text=True, timeout=30
    )
    assert ran.returncode == 0
    for command in ("up", "down", "api", "worker", "scheduler", "migrate", "workspace", "token", "doctor", "job"):
        assert f"  {command} " in ran.stdout
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize("command", [["workspace", "list"], ["migrate", "--check"], ["up"], ["worker"]])
def test_an_unknown_setting_is_refused_with_the_nearest_known_one(shell: Shell, command: list[str]) -> None:
    shell.set("REJOINDER_SECRET_KY", "x")
    assert shell(*command).sentence == "Unknown setting REJOINDER_SECRET_KY; did you mean REJOINDER_SECRET_KEY?"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://here"),
        ("REDIS_URL", "http://here"),
        ("REJOINDER_LOG", "xml"),
        ("REJOINDER_AI", "maybe"),
        ("REJOINDER_AUTOSEND_DELAY", "soon"),
        ("REJOINDER_WORKER_THREADS", "0"),
        ("ALERTS_DISABLED", "perhaps"),
        ("REJOINDER_TRUSTED_PROXIES", "the-proxy"),
    ],
)
def test_a_malformed_value_is_refused_by_name(shell: Shell, name: str, value: str) -> None:
    shell.set(name, value)
    assert name in shell("up").sentence


@pytest.mark.parametrize("role", ["api", "worker", "scheduler"])
def test_a_role_without_its_servers_says_which_variable_is_missing(shell: Shell, role: str) -> None:
    assert "DATABASE_URL is not set" in shell(role).sentence


@pytest.mark.parametrize("command", ["up", "worker"])
def test_nothing_starts_on_prompts_that_cannot_be_used(installed: Shell, command: str) -> None:
    folder = installed.folder / "prompts"
    installed.set("REJOINDER_PROMPTS", str(folder))
    assert installed(command).sentence == f"There is no folder of prompts {folder}."
    folder.mkdir()
    (folder / "draft.generate.md").write_text("Write nicely.", encoding="utf-8")
    assert f"The prompt {folder / 'draft.generate.md'} needs front matter" in installed(command).sentence


def test_a_worker_refuses_a_queue_that_does_not_exist(installed: Shell) -> None:
    assert "Unknown queue 'urgent'" in installed("worker", "--queues", "reply,urgent").sentence


def test_nothing_running_is_said_with_the_fix(shell: Shell) -> None:
    sentence = shell("workspace", "list").sentence
    assert f"No Rejoinder runs on {shell.folder}" in sentence
    assert "rejoinder up" in sentence


def test_a_database_that_is_away_is_said_with_the_fix(shell: Shell) -> None:
    shell.set("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    shell.set("REDIS_URL", "redis://127.0.0.1:1")
    shell.set("REJOINDER_SECRET_KEY", "a key of the tests")
    for command in (["workspace", "list"], ["migrate"], ["migrate", "--check"]):
        assert "DATABASE_URL does not answer" in shell(*command).sentence


def test_migrate_check_tells_behind_from_ahead(shell: Shell) -> None:
    url = create_database()
    shell.set("DATABASE_URL", url)
    shell.set("REJOINDER_SECRET_KEY", "a key of the tests")
    assert "REDIS_URL is not set" in shell("workspace", "list").sentence
    shell.set("REDIS_URL", "redis://127.0.0.1:1")
    assert "is behind" in shell("migrate", "--check").sentence
    assert "rejoinder migrate" in shell("workspace", "list").sentence
    assert newest_revision() in shell.good("migrate")
    assert shell("migrate", "--check").code == 0
    with psycopg.connect(url) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "serves this one" in shell.good("migrate", "--check")
    assert shell("workspace", "list").code == 0
    with psycopg.connect(url) as db:
        db.execute("COMMENT ON TABLE alembic_version IS 'serves releases from 9999'")
    assert "is ahead" in shell("migrate", "--check").sentence
    assert "is ahead" in shell("migrate").sentence
    assert "newer than this release" in shell("workspace", "list").sentence


def test_a_workspace_is_created_with_its_settings_and_listed(installed: Shell) -> None:
    made = installed.good(
        "workspace", "create", "Acme", "--timezone", "Europe/Berlin", "--setting", "mode=auto",
        "--setting", 'knowledge=["We open at 9."]', "--setting", "auto_send_threshold=0.5",
    ).strip()  # fmt: skip
    (listed,) = json.loads(installed.good("workspace", "list", "--json"))
    assert (listed["id"], listed["name"], listed["timezone"]) == (made, "Acme", "Europe/Berlin")
    assert listed["settings"]["mode"] == "auto"
    assert listed["settings"]["knowledge"] == ["We open at 9."]


@pytest.mark.parametrize(
    "words", [("Acme", "--setting", "mood=auto"), ("Acme", "--setting", "mode"), (" ",), ("A", "--timezone", "Mars")]
)
def test_a_workspace_with_something_wrong_is_refused_in_one_sentence(installed: Shell, words: tuple[str, ...]) -> None:
    assert installed("workspace", "create", *words).sentence
    assert installed.good("workspace", "list") == ""


def test_a_connection_is_added_shown_without_its_secrets_and_tested(installed: Shell) -> None:
    workspace = installed.good("workspace", "create", "Acme").strip()
    added, address = installed.good("connection", "add", "--workspace", workspace, "--channel", "sandbox").split()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/api/webhooks/sandbox/[\w-]{20,}", address)
    installed.good(
        "connection", "add", "--workspace", workspace, "--channel", "smartlead", "--name", "Mail",
        "--credential", "api_key=very-secret", "--webhook-secret", "also-secret",
    )  # fmt: skip
    shown = installed.good("connection", "list", "--json")
    assert {c["channel"] for c in json.loads(shown)} == {"sandbox", "smartlead"}
    assert "very-secret" not in shown
    assert "also-secret" not in shown
    assert "works" in installed.good("connection", "test", added)


def test_an_account_of_no_workspace_is_listed_and_tested_too(installed: Shell) -> None:
    added, _ = installed.good("connection", "add", "--channel", "sandbox", "--name", "Shared").split()
    (listed,) = installed.good("connection", "list").splitlines()
    assert added in listed
    assert "every workspace" in listed
    assert "works" in installed.good("connection", "test", added)


def test_an_account_of_no_workspace_is_changed_moved_and_removed(installed: Shell) -> None:
    added, address = installed.good("connection", "add", "--channel", "sandbox", "--name", "Shared").split()
    assert "changed" in installed.good("connection", "change", added, "--name", "Renamed", "--disable")
    (listed,) = installed.good("connection", "list").splitlines()
    assert "Renamed" in listed
    assert "disabled" in listed
    moved = installed.good("connection", "rotate-key", added).strip()
    assert moved.startswith("http://127.0.0.1:8000/api/webhooks/sandbox/")
    assert moved != address
    installed.good("connection", "remove", added)
    assert installed.good("connection", "list") == ""
    assert "no such connection" in installed("connection", "remove", added).sentence


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--base-url", "https://evil.example"), "REJOINDER_ALLOWED_PROVIDER_HOSTS"),
        (("--base-url", "http://server.smartlead.ai:443"), "https"),
        (("--credential", "pass=x"), "Unknown credential field"),
    ],
)
def test_a_connection_with_something_wrong_is_refused(installed: Shell, more: tuple[str, ...], named: str) -> None:
    workspace = installed.good("workspace", "create", "Acme").strip()
    words = ("connection", "add", "--workspace", workspace, "--channel", "smartlead", "--credential", "api_key=k")
    assert named in installed(*words, *more).sentence
    assert installed.good("connection", "list") == ""


def test_a_connection_of_nobody_is_refused(installed: Shell) -> None:
    assert "no such workspace" in installed("connection", "add", "--workspace", "x", "--channel", "sandbox").sentence


def test_a_token_is_printed_as_one_word_and_can_be_revoked(installed: Shell) -> None:
    made = installed("token", "create", "--role", "operator", "--name", "ci")
    assert made.code == 0
    (token,) = made.out.splitlines()
    assert re.fullmatch(r"\S{20,}", token)
    token_id = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", made.err)
    assert token_id is not None
    assert token not in made.err
    assert "is revoked" in installed.good("token", "revoke", token_id.group())
    assert "no such token" in installed("token", "revoke", token_id.group()).sentence
    installed.good("token", "list")
    with psycopg.connect(os.environ["DATABASE_URL"]) as db:
        noted = db.execute("SELECT actor, action, status FROM audit_log ORDER BY id").fetchall()
    assert [(action, status) for _, action, status in noted] == [
        ("rejoinder token create", 200), ("rejoinder token revoke", 200), ("rejoinder token revoke", 400),
    ], "what was changed or refused, and no look"  # fmt: skip
    assert {actor.partition(":")[0] for actor, _, _ in noted} == {"command-line"}


def test_a_token_of_an_unknown_role_or_workspace_is_refused(installed: Shell) -> None:
    assert "admin" in installed("token", "create", "--role", "king").sentence
    assert "no such workspace" in installed("token", "create", "--role", "viewer", "--workspace", "nowhere").sentence


def test_jobs_are_listed_and_a_retry_says_what_is_wrong(installed: Shell) -> None:
    assert installed.good("job", "list", "--status", "failed") == ""
    assert "Unknown status" in installed("job", "list", "--status", "lost").sentence
    assert "no such job" in installed("job", "retry", "0190a000-0000-7000-8000-000000000000").sentence
    assert "Unknown filter" in installed("job", "retry", "--filter", "colour=red").sentence
    assert "either one job" in installed("job", "retry").sentence
    assert "0 jobs fit" in installed.good("job", "retry", "--filter", "status=FAILED")


def test_a_delivery_that_was_set_aside_can_be_read_without_its_address(installed: Shell) -> None:
    spool = FileSpool(installed.folder / "spool", Vault(["a key of the tests"]))
    url = "https://rejoinder.example/api/webhooks/sandbox/the-key"
    request = WebhookRequest("POST", url, "", {"a": "b"}, "grüße".encode(), datetime(2026, 11, 20, tzinfo=UTC))
    spool.set_aside(spooled("sandbox", "the-key", request), "TypeError")
    spool.set_aside(b"not json", "bug")

    shown = installed.good("spool", "refused")
    first, second = (json.loads(line) for line in shown.splitlines())
    assert (first["reason"], first["channel"], first["body"]) == ("TypeError", "sandbox", "grüße")
    assert second == {"reason": "bug", "unreadable": "not json"}
    assert "the-key" not in shown


def test_doctor_names_what_is_critical_and_how_to_mend_it(installed: Shell) -> None:
    said = installed("doctor", "--json")
    assert said.code == 1
    findings = {finding["code"]: finding for finding in json.loads(said.out)}
    assert findings["no-worker"]["severity"] == "critical"
    assert all(finding["meaning"] and finding["fix"] for finding in findings.values())
    assert "rejoinder.workspace" in findings["psql"]["fix"]


def test_doctor_works_when_nothing_else_does(shell: Shell) -> None:
    said = shell("doctor", "--json")
    assert said.code == 1
    assert [finding["code"] for finding in json.loads(said.out)] == ["database"]


def test_down_says_so_when_nothing_runs(shell: Shell) -> None:
    assert shell.good("down").strip() == f"Nothing runs on {shell.folder}."


def test_corrections_are_measured_where_the_installation_runs(installed: Shell) -> None:
    assert "Nobody has corrected a verdict yet" in installed("eval", "--corrections").sentence


def a_workspace(shell: Shell) -> str:
    return shell.good("workspace", "create", "Acme").split()[0]


def test_modes_and_switches_are_stated_shown_and_taken_back(installed: Shell) -> None:
    workspace = a_workspace(installed)
    assert "suggest" in installed.good("mode", "show", "--workspace", workspace)
    installed.good("mode", "set", "auto", "--workspace", workspace)
    said = installed.good("mode", "set", "off", "--workspace", workspace, "--channel", "twilio_sms")
    assert "off, because channel twilio_sms says so" in said
    assert (
        "no channel 'smss'" in installed("mode", "set", "off", "--workspace", workspace, "--channel", "smss").sentence
    )
    shown = json.loads(installed.good("mode", "show", "--workspace", workspace, "--json"))
    assert shown["mode"] == "auto"
    assert json.loads(installed.good("mode", "shadow", "--workspace", workspace, "--json")) == []

    switch = installed.good(
        "switch", "set", "outbound_paused", "--reason", "Fire drill", "--workspace", workspace
    ).strip()
    assert "Fire drill" in installed.good("switch", "list")
    assert installed.good("switch", "end", switch).strip() == f"{switch} is over."
    assert switch not in installed.good("switch", "list")
    assert "no such switch" in installed("switch", "end", "nobody").sentence


def test_knowledge_is_added_found_replaced_and_removed_and_learnings_are_listed(installed: Shell) -> None:
    workspace = a_workspace(installed)
    where = ("--workspace", workspace)
    entry = installed.good(
        "knowledge", "add", *where, "--title", "Prices", "--text", "A sweep costs 85 pounds."
    ).strip()
    assert "Prices" in installed.good("knowledge", "list", *where)
    assert "85 pounds" in installed.good("knowledge", "show", entry, *where)
    assert "85 pounds" in installed.good("knowledge", "search", "what does a sweep cost", *where)
    installed.good("knowledge", "replace", entry, *where, "--text", "A sweep costs 95 pounds.")
    assert "95 pounds" in installed.good("knowledge", "show", entry, *where)
    installed.good("knowledge", "remove", entry, *where)
    assert entry not in installed.good("knowledge", "list", *where)
    assert "either --text or --file" in installed("knowledge", "add", *where, "--text", "x", "--file", "y.txt").sentence
    assert installed.good("learning", "list", *where).strip() == ""


def test_a_list_of_whom_to_leave_alone_goes_in_and_comes_out(installed: Shell) -> None:
    workspace = a_workspace(installed)
    listed = installed.folder / "list.csv"
    listed.write_text("+12025550123\njane@example.com\nnobody\n", encoding="utf-8")
    assert "2 new, 0 known, 1 refused" in installed.good(
        "suppressions", "import", str(listed), "--workspace", workspace
    )
    assert "0 new, 2 known" in installed.good("suppressions", "import", str(listed), "--workspace", workspace)
    out = installed.good("suppressions", "export", "--workspace", workspace)
    assert "+12025550123" in out
    assert "jane@example.com" in out


def test_nobody_is_exported_or_erased_who_is_not_there(installed: Shell) -> None:
    nobody = "0192f000-0000-7000-8000-000000000000"
    assert "no such lead" in installed("lead", "export", nobody).sentence
    assert "no such lead" in installed("lead", "erase", nobody, "--yes").sentence
    assert installed.good("spool", "refused") == ""


def test_a_backup_comes_back_held_without_a_redis_and_an_unfinished_restore_lets_nobody_work(
    installed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.good("workspace", "create", "Acme")
    file = str(installed.folder / "all.dump")
    installed.good("backup", file)
    redis_url = os.environ["REDIS_URL"]
    installed.set("DATABASE_URL", create_database())
    monkeypatch.delenv("REDIS_URL")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(HoldAfterRestore, "__call__", interrupted)
        assert installed("restore", file).code != 0
    installed.set("REDIS_URL", redis_url)
    assert "rejoinder restore --hold-only" in installed("workspace", "list").sentence
    monkeypatch.delenv("REDIS_URL")
    assert "Outbound is halted" in installed.good("restore", "--hold-only")
    installed.set("REDIS_URL", redis_url)
    assert "Acme" in installed.good("workspace", "list")
    assert "outbound_halted" in installed.good("switch", "list")
