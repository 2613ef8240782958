"""Whether a command that we tell people to type exists, with every option it names."""

from __future__ import annotations

from collections.abc import Sequence

import click
import typer

from rejoinder.entrypoints.cli.main import app


def command_problem(words: Sequence[str]) -> str:
    """Why `rejoinder WORDS…` would be refused before it does anything; empty when it would begin."""
    command: click.Command = typer.main.get_command(app)
    rest = list(words)
    try:
        while isinstance(command, click.Group):
            context = command.make_context("rejoinder", rest)
            rest = [*context._protected_args, *context.args]
            _, found, rest = command.resolve_command(context, rest)
            assert found is not None
            command = found
        command.make_context("rejoinder", rest)
    except click.exceptions.NoArgsIsHelpError:
        return ""
    except (click.ClickException, click.exceptions.Exit) as error:
        shown_on_request = isinstance(error, click.exceptions.Exit) and error.exit_code == 0
        return "" if shown_on_request else f"rejoinder {' '.join(words)}: {getattr(error, 'message', error)}"
    return ""
