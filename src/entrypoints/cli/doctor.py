"""`rejoinder doctor`: every finding with its severity, what it means, and the command that fixes it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import RejoinderError
from rejoinder.entrypoints.cli.instance import (
    SECRET_KEY_FILE,
    CommandFailed,
    DataDir,
    found,
    nothing_runs,
    shown_as_json,
)
from rejoinder.entrypoints.cli.setup import every_connection

if TYPE_CHECKING:
    from rejoinder.entrypoints.container import Container

CRITICAL, WARNING, INFO = "critical", "warning", "info"

_FIXES = {
    "redis-down": (WARNING, "rejoinder up"),
    "no-worker": (CRITICAL, "rejoinder worker"),
    "queue-late": (WARNING, "rejoinder job list --status PENDING"),
    "alerts-disabled": (WARNING, "unset ALERTS_DISABLED and restart"),
    "alerts-muted": (WARNING, "end the switch alerts_muted on the dashboard (Switches)"),
    "unaccounted": (CRITICAL, "rejoinder scheduler"),
    "dead-jobs": (WARNING, "rejoinder job retry --filter status=FAILED"),
    "sends-unknown": (WARNING, "settle them on the dashboard (Sends)"),
    "leases-expired": (WARNING, "rejoinder scheduler"),
    "worker-outdated": (CRITICAL, "restart the workers with the newer release"),
    "breaker-open": (WARNING, "rejoinder connection test ID"),
}
"""The violations of the health page, with what to do about each."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    severity: str
    """`critical`, `warning` or `info`."""
    meaning: str
    fix: str


def doctor(as_json: Annotated[bool, typer.Option("--json")] = False, data_dir: DataDir = None) -> None:
    """List everything that is wrong or weak; exit code 1 if one finding is critical."""
    findings = look_at(data_dir)
    if as_json:
        print(shown_as_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            print(f"{finding.severity:<8}  {finding.code}: {finding.meaning}\n          {finding.fix}")
        if not any(finding.severity != INFO for finding in findings):
            print("Everything is well.")
    if any(finding.severity == CRITICAL for finding in findings):
        raise typer.Exit(1)


def look_at(data_dir: Path | None) -> list[Finding]:
    """Every finding, the worst first."""
    try:
        settings = found(data_dir)
    except CommandFailed as missing:
        return [Finding("database", CRITICAL, missing.message, "rejoinder up")]
    from rejoinder.entrypoints.container import build

    container = build(settings, "doctor")
    try:
        container.upkeep().schema_revision()
    except RejoinderError:
        return [Finding("database", CRITICAL, nothing_runs(settings), "rejoinder up")]
    try:
        findings = [finding for check in _CHECKS for finding in _tried(check, container)]
        findings += _how_to_look(container)
    finally:
        container.engine().dispose()
    order = (CRITICAL, WARNING, INFO)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


Check = Callable[["Container"], Iterator[Finding]]


def _tried(check: Check, container: Container) -> list[Finding]:
    try:
        return list(check(container))
    except RejoinderError as error:
        return [Finding(check.__name__.strip("_"), CRITICAL, error.message, "rejoinder doctor")]


def _schema(container: Container) -> Iterator[Finding]:
    problem = container.web().schema_problem() if container.settings().secret_keys else None
    if problem:
        yield Finding("schema-revision", CRITICAL, problem, "rejoinder migrate")


def _health(container: Container) -> Iterator[Finding]:
    """What the health page says."""
    if not container.settings().secret_keys:
        return
    from rejoinder.entrypoints.web.health import HealthCache, health_now

    for violation in health_now(container.web(), HealthCache())["violations"]:
        severity, fix = _FIXES.get(violation.code, (WARNING, "rejoinder doctor --json"))
        yield Finding(violation.code, severity, violation.detail, fix)


def _secret_key(container: Container) -> Iterator[Finding]:
    settings = container.settings()
    if not settings.secret_keys:
        yield Finding(
            "secret-key",
            CRITICAL,
            "REJOINDER_SECRET_KEY is not set and the data folder holds none: stored credentials cannot be opened.",
            "set REJOINDER_SECRET_KEY to the key that sealed them",
        )
    kept = settings.data_dir / SECRET_KEY_FILE
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        yield Finding(
            "secret-key-readable", CRITICAL, "Other users of this machine can read the secret key.", f"chmod 600 {kept}"
        )


def _connections(container: Container) -> Iterator[Finding]:
    if not container.settings().secret_keys:
        return
    for connection in every_connection(container, None):
        if connection.weaker:
            yield Finding(
                "connection-weaker",
                WARNING,
                f"'{connection.name}' ({connection.channel}) has no webhook secret: the key in its address is the only "
                "proof.",
                f"set a webhook secret for connection {connection.id} on the dashboard (Connections)",
            )
        if connection.refuses_all:
            yield Finding(
                "connection-without-secret",
                WARNING,
                f"'{connection.name}' ({connection.channel}) has no webhook secret, so every delivery is refused.",
                f"set the provider's signing secret as webhook secret of connection {connection.id}",
            )
        if connection.status == "failing":
            yield Finding(
                "connection-failing",
                WARNING,
                f"'{connection.name}' ({connection.channel}) fails, and its work waits.",
                f"rejoinder connection test {connection.id}",
            )


def _row_security(container: Container) -> Iterator[Finding]:
    from rejoinder.infrastructure.postgres.engine import storage_errors

    with storage_errors(), container.engine().connect() as db:
        above = db.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).scalar_one()
    if above:
        yield Finding(
            "row-security",
            WARNING,
            "DATABASE_URL connects as a superuser: Postgres does not keep workspaces apart.",
            "create a role LOGIN NOSUPERUSER NOBYPASSRLS, make it owner of the database, name it in DATABASE_URL",
        )


def _parked(container: Container) -> Iterator[Finding]:
    parked = container.reports().vitals().queue.parked
    if parked:
        yield Finding(
            "jobs-parked",
            WARNING,
            f"{parked} jobs cannot run for a known reason (a setting, a switch, an unknown type).",
            "rejoinder job list --status PARKED",
        )


def _ai(container: Container) -> Iterator[Finding]:
    if container.settings().ai == "offline":
        yield Finding(
            "ai-offline", INFO, "No AI key is set: the built-in offline rules judge and write.", "set OPENAI_API_KEY"
        )


_CHECKS: tuple[Check, ...] = (_schema, _health, _secret_key, _connections, _row_security, _parked, _ai)


# --- a look into the database ---------------------------------------------------------------------

READER = "rejoinder_reader"
_PASS_FILE = "reader.pgpass"  # noqa: S105 - a file's name


def _how_to_look(container: Container) -> list[Finding]:
    """How to open psql without being able to change anything."""
    from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed

    settings = container.settings()
    meaning = "To look into the database without being able to change anything, run this:"
    options = "-c default_transaction_read_only=on -c rejoinder.workspace=*"
    server = EmbeddedPostgres(settings.data_dir)
    try:
        if server.url == settings.database_url:
            return [Finding("psql", INFO, meaning, _reader_command(server, settings.data_dir))]
    except (EmbeddedServerFailed, OSError):
        pass
    return [Finding("psql", INFO, meaning, f'PGOPTIONS="{options}" psql "$DATABASE_URL"')]


def _reader_command(server: object, data_dir: Path) -> str:
    """The read-only role exists with a password that its file knows; the command that uses it."""
    from psycopg.conninfo import conninfo_to_dict

    from rejoinder.infrastructure.embedded import EmbeddedPostgres

    assert isinstance(server, EmbeddedPostgres)
    place = conninfo_to_dict(server.url)
    passes = data_dir / _PASS_FILE
    _make_reader(server.admin_url, str(place["dbname"]), str(place["user"]), passes)
    psql = shutil.which("psql") or "psql"
    target = f"host={place['host']} port={place['port']} dbname={place['dbname']} user={READER}"
    return f'PGPASSFILE={passes} {psql} "{target}"'


def _make_reader(admin_url: str, database: str, owner: str, passes: Path) -> None:
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    from rejoinder.entrypoints.cli.instance import known_secret, write_private

    role = sql.Identifier(READER)
    password = known_secret(passes).rpartition(":")[2]
    with psycopg.connect(make_conninfo(admin_url, dbname=database), autocommit=True, connect_timeout=5) as db:
        row = db.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", (READER,)).fetchone()
        if row is None or not row[0] or not password:
            password = _new_password()
            verb = "ALTER" if row is not None and row[0] else "CREATE"
            db.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                    sql.SQL(verb), role, sql.Literal(password)
                )
            )
            write_private(passes, f"*:*:{database}:{READER}:{password}\n")
        db.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(role))
        db.execute(sql.SQL("ALTER ROLE {} SET rejoinder.workspace = '*'").format(role))
        db.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role))
        db.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT SELECT ON TABLES TO {}").format(
                sql.Identifier(owner), role
            )
        )


def _new_password() -> str:
    import secrets

    return secrets.token_hex(24)
