"""Lists of whom to leave alone, in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rejoinder.domain.ports.storage import Store
from rejoinder.domain.suppressions import ImportState, SuppressionImport, as_csv
from rejoinder.entrypoints.cli.instance import CommandFailed, DataDir, opened
from rejoinder.entrypoints.cli.setup import BY

suppressions = typer.Typer(help="Whom nobody may write to.", no_args_is_help=True)

WorkspaceId = Annotated[str, typer.Option("--workspace", help="Whose list it is.")]


@suppressions.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="A CSV of telephone numbers and mail addresses.", exists=True)],
    workspace: WorkspaceId,
    country: Annotated[str, typer.Option(help="Reads numbers that name no country, such as US.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Take a list; rows that name nobody are printed. The same list again adds nothing."""
    body = file.read_bytes().decode("utf-8-sig", "replace")
    with opened(data_dir) as container:
        listed = container.import_suppressions()(workspace, file.name, body, BY, country)
        container.work_due_jobs()(limit=100, budget_s=300.0)
        taken = _now(container.store(), listed)
    for wrong in taken.errors:
        print(f"row {wrong.row}: {wrong.value!r} {wrong.why}")
    print(f"{taken.done} of {taken.total} rows: {taken.added} new, {taken.known} known, {taken.refused} refused.")
    if taken.state is not ImportState.DONE:
        raise CommandFailed(f"The rest is taken by the workers; import {taken.id} shows how far they are.")


def _now(store: Store, listed: SuppressionImport) -> SuppressionImport:
    with store.begin(listed.workspace_id) as uow:
        return uow.suppressions.get_import(listed.id) or listed


@suppressions.command("export")
def export_list(workspace: WorkspaceId, data_dir: DataDir = None) -> None:
    """Print everybody who may not be written to as CSV: the lists, and whoever opted out."""
    with opened(data_dir) as container:
        rows = [
            (each.kind, each.address, each.reason, each.source, each.added_at)
            for each in container.reports().do_not_contact(workspace)
        ]
    print("".join(as_csv(("kind", "address", "reason", "source", "added_at"), rows)), end="")
