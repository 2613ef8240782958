"""What drafts may draw on, and what edits may teach."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.cli.instance import DataDir, opened, shown_as_json
from rejoinder.entrypoints.cli.setup import BY, AsJson

if TYPE_CHECKING:
    from rejoinder.application.setup.knowledge import KnowledgeSource

knowledge = typer.Typer(help="What drafts may draw on.", no_args_is_help=True)
learnings = typer.Typer(help="What edits of drafts may teach.", no_args_is_help=True)

WorkspaceId = Annotated[str, typer.Option("--workspace", help="The workspace.")]
EntryId = Annotated[str, typer.Argument(help="The entry.")]
LearningId = Annotated[str, typer.Argument(help="The learning.")]
Text = Annotated[str, typer.Option(help="The text itself.")]
File = Annotated[Path | None, typer.Option("--file", help="A .txt, .md, .csv, .pdf or .docx file.")]
Url = Annotated[str, typer.Option(help="The page that the text or file was copied from; nothing is fetched.")]
Title = Annotated[str, typer.Option(help="What it is called.")]


def _source(title: str, text: str, file: Path | None, url: str) -> KnowledgeSource:
    from rejoinder.application.setup.knowledge import KnowledgeSource

    if file is None:
        return KnowledgeSource(title, text, url)
    if text:
        raise InvalidInput("Name either --text or --file.")
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise InvalidInput(f"The file cannot be read ({problem.strerror}).", field="--file") from problem
    if url:
        return KnowledgeSource(title, data.decode("utf-8", "replace"), url)
    return KnowledgeSource(title, file_name=file.name, data=data)


@knowledge.command("add")
def add(
    workspace: WorkspaceId,
    title: Title = "",
    text: Text = "",
    file: File = None,
    url: Url = "",
    data_dir: DataDir = None,
) -> None:
    """Add a text, a file, or the pasted text of a page; prints the entry's id."""
    source = _source(title, text, file, url)
    with opened(data_dir) as container:
        print(container.add_knowledge()(workspace, source, BY).id)


@knowledge.command("list")
def list_entries(workspace: WorkspaceId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the entries, the oldest first."""
    with opened(data_dir) as container:
        found = container.show_knowledge().all(workspace)
    if as_json:
        print(shown_as_json([asdict(entry) for entry in found]))
        return
    for entry in found:
        print(f"{entry.id}  v{entry.version:<3} {entry.kind:<4}  {entry.characters:>7}  {entry.title}".rstrip())


@knowledge.command("show")
def show(entry: EntryId, workspace: WorkspaceId, data_dir: DataDir = None) -> None:
    """Print the text of one entry."""
    with opened(data_dir) as container:
        print(container.show_knowledge().one(workspace, entry).text)


@knowledge.command("search")
def search(
    question: Annotated[str, typer.Argument(help="What somebody may ask.")],
    workspace: WorkspaceId,
    data_dir: DataDir = None,
) -> None:
    """Print the parts that a draft would be shown first for that question."""
    with opened(data_dir) as container:
        found = container.show_knowledge().found(workspace, question)
    for part in found:
        print(f"{part.score:6.2f}  {part.entry_id or 'setting'}  part {part.part}  {' '.join(part.text.split())[:100]}")


@knowledge.command("replace")
def replace(
    entry: EntryId,
    workspace: WorkspaceId,
    title: Title = "",
    text: Text = "",
    file: File = None,
    url: Url = "",
    data_dir: DataDir = None,
) -> None:
    """Put something newer in the place of an entry."""
    source = _source(title, text, file, url)
    with opened(data_dir) as container:
        version = container.show_knowledge().one(workspace, entry).version
        now = container.replace_knowledge()(workspace, entry, version, source, BY)
    print(f"Entry {entry} is at version {now.version}.")


@knowledge.command("remove")
def remove(entry: EntryId, workspace: WorkspaceId, data_dir: DataDir = None) -> None:
    """Take an entry away: drafts draw on it no more."""
    with opened(data_dir) as container:
        gone = container.remove_knowledge()(workspace, entry, BY)
    print(f"Removed: {gone.title}")


@learnings.command("list")
def list_learnings(
    workspace: WorkspaceId,
    state: Annotated[str, typer.Option(help="proposed, accepted or dismissed.")] = "proposed",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List what edits may teach, the newest first."""
    from rejoinder.domain.learnings import LearningState

    if state not in list(LearningState):
        raise InvalidInput(f"Unknown state '{state[:40]}'; known are {', '.join(LearningState)}.", field="--state")
    with opened(data_dir) as container:
        found = container.show_learnings().all(workspace, LearningState(state))
    if as_json:
        print(shown_as_json([asdict(learning) for learning in found]))
        return
    for learning in found:
        print(f"{learning.id}  {learning.kind:<9}  {learning.proposal}")


@learnings.command("accept")
def accept(learning: LearningId, workspace: WorkspaceId, data_dir: DataDir = None) -> None:
    """From now on: a fact is an entry of the knowledge, a wish is told to the writer."""
    with opened(data_dir) as container:
        container.decide_learning()(workspace, learning, True, BY)
    print(f"Accepted {learning}.")


@learnings.command("dismiss")
def dismiss(learning: LearningId, workspace: WorkspaceId, data_dir: DataDir = None) -> None:
    """Nothing is learned from it."""
    with opened(data_dir) as container:
        container.decide_learning()(workspace, learning, False, BY)
    print(f"Dismissed {learning}.")
