"""What is kept, for how long, and who did what."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.cli.instance import DataDir, noted, opened, pairs, shown_as_json
from rejoinder.entrypoints.cli.setup import AsJson

if TYPE_CHECKING:
    pass

secrets = typer.Typer(help="The key that seals stored credentials.", no_args_is_help=True)
audit = typer.Typer(help="Who changed what.", no_args_is_help=True)


def retention(
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="kind=days for what belongs to no workspace; may be repeated.")
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Take away what is due now, instead of waiting.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Only one workspace's lines.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show how long records are kept and how many are due to go; changes nothing unless told to."""
    with opened(data_dir) as container:
        if keep:
            stated = {kind: _days(kind, days) for kind, days in pairs(keep, "--keep").items()}
            container.retention().keep(stated)
            noted("retention", **{kind: f"{days:g}" for kind, days in stated.items()})
        if run:
            gone = container.prune_records()() + container.empty_texts()()
            noted("prune", rows=str(gone))
            typer.echo(f"{gone} rows are gone or have lost their words.", err=True)
        lines = container.retention().show(workspace)
    if as_json:
        print(shown_as_json([asdict(line) for line in lines]))
        return
    for line in lines:
        days = "for ever" if line.days is None else f"{line.days:g} days"
        print(f"{line.workspace_id or 'installation':<36}  {line.kind:<18}  {days:>9}  {line.due:>6} due")


def _days(kind: str, stated: str) -> float:
    try:
        return float(stated)
    except ValueError:
        raise InvalidInput(f"--keep {kind} takes a number of days.", field="--keep") from None


@secrets.command("status")
def show_secrets(data_dir: DataDir = None) -> None:
    """Say how much is sealed with the newest key of REJOINDER_SECRET_KEY, and how much still needs an older one."""
    with opened(data_dir) as container:
        found = container.rotate_keys().show()
    print(f"{found.newest} values under the newest key, {found.older} under older ones.")


@secrets.command("rotate")
def rotate_secrets(data_dir: DataDir = None) -> None:
    """Seal everything with the newest key; may be stopped and called again. Every process must know both keys."""
    with opened(data_dir) as container:
        renewed = container.rotate_keys()()
        noted("secrets rotate", values=str(renewed))
    print(f"{renewed} values are under the newest key now; none needs an older one.")


@audit.command("export")
def export_audit(
    form: Annotated[str, typer.Option("--form", help="csv or jsonl.")] = "jsonl",
    workspace: Annotated[str | None, typer.Option(help="Only what was done in one workspace.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Print the audit log, the newest first."""
    with opened(data_dir) as container:
        for line in container.export_audit()(workspace, form):
            print(line, end="")
