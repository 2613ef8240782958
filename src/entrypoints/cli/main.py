"""`rejoinder`: the command line. Commands import what they need themselves, so that `--help` is quick."""

from __future__ import annotations

import sys

import typer

from rejoinder.domain.errors import RejoinderError
from rejoinder.entrypoints.cli import (
    backup,
    care,
    control,
    demo,
    doctor,
    drill,
    evaluate,
    knowledge,
    new_channel,
    operations,
    roles,
    setup,
    suppressions,
    up,
)
from rejoinder.entrypoints.cli.instance import CommandFailed
from rejoinder.version import VERSION

app = typer.Typer(
    name="rejoinder",
    help="Answers the people who reply to a business: every reply ends in one explained outcome, none is sent twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        print(VERSION)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Answers the people who reply to a business: every reply ends in one explained outcome, none is sent twice."""


app.command("up")(up.up)
app.command("down")(up.down)
app.command("api")(roles.api)
app.command("worker")(roles.worker)
app.command("scheduler")(roles.scheduler)
app.command("migrate")(operations.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("doctor")(doctor.doctor)
app.command("demo")(demo.demo)
app.command("drill")(drill.drill)
app.command("retention")(care.retention)
app.command("eval")(evaluate.evaluate)
app.command("new-channel")(new_channel.new_channel)
app.add_typer(care.audit, name="audit")
app.add_typer(care.secrets, name="secrets")
app.add_typer(setup.workspaces, name="workspace")
app.add_typer(setup.connections, name="connection")
app.add_typer(setup.tokens, name="token")
app.add_typer(control.modes, name="mode")
app.add_typer(control.switches, name="switch")
app.add_typer(knowledge.knowledge, name="knowledge")
app.add_typer(knowledge.learnings, name="learning")
app.add_typer(operations.jobs, name="job")
app.add_typer(operations.leads, name="lead")
app.add_typer(operations.spool, name="spool")
app.add_typer(suppressions.suppressions, name="suppressions")


def main() -> None:
    """The console script: the exit code is 0 only on success, and what goes wrong is said in one sentence."""
    try:
        app()
    except (RejoinderError, CommandFailed) as error:
        _fail(error.message)
    except KeyboardInterrupt:
        _fail("Interrupted.")
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        _fail(f"{error.strerror or type(error).__name__}{place}; correct that and run the command again.")
    except Exception as error:  # noqa: BLE001 - the edge of the program: a person reads this, not a traceback
        if sys.modules.get("rejoinder.infrastructure.embedded") is not None and hasattr(error, "message"):
            _fail(str(error.message))
        _fail(f"Rejoinder made a mistake ({type(error).__name__}{_place_of(error)}); please report it.")


def _fail(sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr)
    sys.exit(1)


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


if __name__ == "__main__":
    main()
