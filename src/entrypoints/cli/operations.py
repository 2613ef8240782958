"""Operations: the schema, and jobs that a person takes in hand."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Annotated

import typer

from rejoinder.domain.errors import InvalidInput, NotFound, StorageDown
from rejoinder.entrypoints.cli.instance import (
    CommandFailed,
    DataDir,
    found,
    noted,
    nothing_runs,
    opened,
    pairs,
    shown_as_json,
)
from rejoinder.entrypoints.cli.setup import BY, AsJson

jobs = typer.Typer(help="Jobs that wait, failed or are parked.", no_args_is_help=True)


def migrate(
    check: Annotated[
        bool,
        typer.Option("--check", help="Only list what would run and what it locks; exit code 1 if behind or ahead."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring the database to the newest schema."""
    settings = found(data_dir)
    from rejoinder.infrastructure.postgres.engine import make_engine
    from rejoinder.infrastructure.postgres.plan import pending
    from rejoinder.infrastructure.postgres.schema import (
        current_revision,
        known_revisions,
        newest_revision,
        schema_problem,
    )
    from rejoinder.infrastructure.postgres.schema import migrate as migrate_schema

    engine = make_engine(settings.database_url, name="migrate", pool_size=1)
    try:
        revision, newest = current_revision(engine), newest_revision()
        if revision is not None and revision not in known_revisions():
            if schema_problem(engine):
                raise CommandFailed(
                    f"The database is ahead of this release (it is at {revision}, this release knows {newest}); "
                    "use the release that made it."
                )
            print(f"The database is at a newer release's schema ({revision}), which serves this one ({newest}) too.")
            return
        if check and revision != newest:
            for planned in pending(revision):
                print(f"{planned.revision}  {planned.says}")
                for table, lock in planned.locks.items():
                    print(f"      {table}: {lock}")
            raise CommandFailed(
                f"The database is behind (it is at {revision or 'nothing'}, the newest is {newest}); "
                "run `rejoinder migrate`."
            )
        if revision != newest:
            migrate_schema(engine)
        print(f"The database is at the newest schema ({newest}).")
    except StorageDown as down:
        raise CommandFailed(nothing_runs(settings)) from down
    finally:
        engine.dispose()


@jobs.command("list")
def list_jobs(
    status: Annotated[str | None, typer.Option(help="PENDING, RUNNING, FAILED, PARKED, ...")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="One type of job.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Only those of one workspace.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 50,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List jobs, the newest first."""
    wanted_status = _status(status)
    from rejoinder.domain.ports.reports import JobFilter
    from rejoinder.domain.views import PageRequest

    with opened(data_dir) as container:
        wanted = JobFilter(status=wanted_status, type=type_)
        listed = container.reports().jobs(workspace, wanted, PageRequest(limit)).items
    if as_json:
        print(shown_as_json([asdict(job) for job in listed]))
        return
    for job in listed:
        spent = f"{job.attempts}/{job.max_attempts}"
        print(f"{job.id}  {job.status:<9}  {spent:>5}  {job.type:<31}  {job.last_error or ''}".rstrip())


@jobs.command("retry")
def retry(
    job_id: Annotated[str | None, typer.Argument(help="One job.")] = None,
    filter_: Annotated[
        list[str] | None, typer.Option("--filter", help="name=value: status, type, lead_id, message_id, error, ...")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say how many fit.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Send one job, or all that fit the filters, to work again."""
    stated = pairs(filter_, "--filter")
    if (job_id is None) == (not stated):
        raise InvalidInput("Name either one job or at least one --filter name=value.")
    if job_id is not None:
        _retry_one(job_id, data_dir)
        return
    from rejoinder.domain.ports.reports import JobFilter

    workspace = stated.pop("workspace_id", None)
    known = [field.name for field in fields(JobFilter)]
    for name in stated:
        if name not in known:
            raise InvalidInput(f"Unknown filter '{name[:40]}'; known are {', '.join([*known, 'workspace_id'])}.")
    if "status" in stated:
        stated["status"] = _status(stated["status"]) or ""
    with opened(data_dir) as container:
        done = container.retry_jobs()(workspace, JobFilter(**stated), dry_run, BY)
    print(f"{done.matched} jobs fit, {done.retried} are pending again.")


def _retry_one(job_id: str, data_dir: DataDir) -> None:
    with opened(data_dir) as container:
        job = container.reports().job(None, job_id)
        if job is None:
            raise NotFound("There is no such job; `rejoinder job list` shows them.")
        container.retry_job()(job.workspace_id, job_id, BY)
    print(f"Job {job_id} is pending again.")


def _status(stated: str | None) -> str | None:
    from rejoinder.domain.jobs import JobStatus

    if stated is None:
        return None
    if stated.upper() not in list(JobStatus):
        raise InvalidInput(f"Unknown status '{stated[:40]}'; known are {', '.join(JobStatus)}.", field="--status")
    return stated.upper()


leads = typer.Typer(help="What one person may ask for.", no_args_is_help=True)


@leads.command("export")
def export_lead(
    lead_id: Annotated[str, typer.Argument(help="The lead's id.")],
    readable: Annotated[bool, typer.Option("--readable", help="For a person to read, not as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Print everything held about one person."""
    from rejoinder.application.setup.forget_lead import readable as as_text

    with opened(data_dir) as container:
        lead = container.reports().lead(None, lead_id)
        if lead is None:
            raise NotFound("There is no such lead.")
        found = container.export_lead()(lead.workspace_id, lead_id, everywhere=True)
        noted("lead export", lead.workspace_id, lead_id=lead_id)
    print(as_text(found) if readable else shown_as_json(found))


@leads.command("erase")
def erase_lead(
    lead_id: Annotated[str, typer.Argument(help="The lead's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Forget one person: every text and identity; counts and an opt-out stay."""
    with opened(data_dir) as container:
        lead = container.reports().lead(None, lead_id)
        if lead is None:
            raise NotFound("There is no such lead.")
        if not yes:
            typer.confirm(f"Erase {lead.name or lead_id} for ever?", abort=True)
        container.erase_lead()(lead.workspace_id, lead_id, BY)
        noted("lead erase", lead.workspace_id, lead_id=lead_id)
    print("Erased.")


spool = typer.Typer(help="Deliveries that lie on this machine's disk.", no_args_is_help=True)


@spool.command("refused")
def show_refused(data_dir: DataDir = None) -> None:
    """Print deliveries that could not be stored, one JSON document per line; the address they came to is left out."""
    from rejoinder.application.inbound.ingest_webhook import unspooled

    with opened(data_dir) as container:
        for record, reason in container.spool().refused():
            shown: dict[str, object] = {"reason": reason}
            try:
                channel, _, delivery = unspooled(record)
            except (ValueError, KeyError, TypeError):
                shown["unreadable"] = record.decode("utf-8", "replace")
            else:
                shown |= {"channel": channel, "received_at": delivery.received_at, "subpath": delivery.subpath}
                shown |= {"headers": delivery.headers, "body": delivery.body.decode("utf-8", "replace")}
            print(json.dumps(shown, default=str, ensure_ascii=False))
