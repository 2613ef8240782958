"""`rejoinder doctor`: the findings of the dashboard's health page, for when there is no dashboard to look at."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import RejoinderError, StorageDown
from rejoinder.entrypoints.cli.instance import CommandFailed, DataDir, found, nothing_runs, settings_for, shown_as_json

if TYPE_CHECKING:
    from rejoinder.entrypoints.container import Container
    from rejoinder.entrypoints.settings import Settings
    from rejoinder.entrypoints.web.findings import Finding


def doctor(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    production: Annotated[
        bool, typer.Option("--production", help="Also check what has to be true before real people write in.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """List everything that is wrong or weak; exit code 1 if one finding is critical."""
    findings = look_at(data_dir, production=production)
    if as_json:
        print(shown_as_json([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            print(f"{finding.severity:<8}  {finding.code}: {finding.meaning}\n          {finding.fix}")
        if all(finding.severity == "info" for finding in findings):
            print("Everything is well.")
    if any(finding.severity == "critical" for finding in findings):
        raise typer.Exit(1)


def look_at(data_dir: Path | None, *, production: bool = False) -> list[Finding]:
    """Every finding, the worst first; `production` adds what a deployment has to keep."""
    from rejoinder.entrypoints.web.findings import LOOK, Finding, Severity, findings, secret_key_findings
    from rejoinder.entrypoints.web.health import HealthCache

    try:
        settings = found(data_dir)
    except CommandFailed as missing:
        return [Finding("database", Severity.CRITICAL, missing.message, "rejoinder up")]
    from rejoinder.entrypoints.container import build

    container = build(settings, "doctor")
    try:
        container.upkeep().schema_problem()
        if not settings.secret_keys:
            return [*secret_key_findings(settings), _how_to_look(settings)]
        shown = findings(container.web(), HealthCache(), None)
        if production and not any(finding.code == "schema-revision" for finding in shown):
            shown = _with_checklist(shown, container, embedded=not settings_for(data_dir).database_url)
    except RejoinderError as error:
        meaning = nothing_runs(settings) if isinstance(error, StorageDown) else error.message
        return [Finding("database", Severity.CRITICAL, meaning, "rejoinder up")]
    finally:
        container.engine().dispose()
    return [_how_to_look(settings) if finding == LOOK else finding for finding in shown]


def _with_checklist(shown: list[Finding], container: Container, *, embedded: bool) -> list[Finding]:
    """Both lists, the worst first; what both say is said once, as the checklist judges it."""
    from rejoinder.entrypoints.cli.production import checklist, gathered
    from rejoinder.entrypoints.web.findings import Severity

    strict = checklist(gathered(container, embedded))
    said = {finding.code for finding in strict}
    both = [*strict, *(finding for finding in shown if finding.code not in said)]
    return sorted(both, key=lambda finding: list(Severity).index(finding.severity))


# --- a look into the database ---------------------------------------------------------------------

READER = "rejoinder_reader"
_PASS_FILE = "reader.pgpass"  # noqa: S105 - a file's name


def _how_to_look(settings: Settings) -> Finding:
    """How to open psql on this machine without being able to change anything."""
    from rejoinder.entrypoints.web.findings import LOOK
    from rejoinder.infrastructure.embedded import EmbeddedPostgres, EmbeddedServerFailed

    options = "-c default_transaction_read_only=on -c rejoinder.workspace=*"
    server = EmbeddedPostgres(settings.data_dir)
    try:
        if server.url == settings.database_url:
            return replace(LOOK, fix=_reader_command(server, settings.data_dir))
    except (EmbeddedServerFailed, OSError):
        pass
    return replace(LOOK, fix=f'PGOPTIONS="{options}" psql "$DATABASE_URL"')


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
