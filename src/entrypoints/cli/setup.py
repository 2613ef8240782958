"""Set-up without the dashboard: workspaces, connections, tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rejoinder.application.setup.change_connection import ConnectionChanges
from rejoinder.domain.errors import NotFound
from rejoinder.entrypoints.cli.instance import DataDir, opened, pairs, shown_as_json

if TYPE_CHECKING:
    from rejoinder.application.setup.show_connections import ConnectionView
    from rejoinder.application.setup.tokens import NewToken
    from rejoinder.entrypoints.container import Container

BY = "command-line"

workspaces = typer.Typer(help="Tenants and their settings.", no_args_is_help=True)
connections = typer.Typer(help="Provider accounts.", no_args_is_help=True)
tokens = typer.Typer(help="API tokens.", no_args_is_help=True)

ConnectionId = Annotated[str, typer.Argument(help="The connection.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON document.")]


def _setting(text: str) -> Any:
    """JSON where it is JSON, else the text as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@workspaces.command("create")
def create_workspace(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    timezone: Annotated[str, typer.Option(help="An IANA zone such as Europe/London.")] = "UTC",
    setting: Annotated[list[str] | None, typer.Option(help="key=value, the value as JSON; may be repeated.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Create a workspace and print its id."""
    settings: Mapping[str, Any] = {key: _setting(value) for key, value in pairs(setting, "--setting").items()}
    with opened(data_dir) as container:
        print(container.create_workspace()(name, timezone, settings).id)


@workspaces.command("list")
def list_workspaces(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List every workspace."""
    with opened(data_dir) as container:
        found = container.show_workspaces().all(None)
    if as_json:
        print(shown_as_json([asdict(workspace) for workspace in found]))
        return
    for workspace in found:
        print(f"{workspace.id}  {workspace.settings['mode']:<7}  {workspace.timezone:<20}  {workspace.name}")


@connections.command("add")
def add_connection(
    channel: Annotated[str, typer.Option(help="twilio_sms, smartlead, ...")],
    workspace: Annotated[
        str | None, typer.Option(help="Whose account it is; without it the account's numbers decide.")
    ] = None,
    name: Annotated[str, typer.Option(help="What it is called.")] = "",
    credential: Annotated[list[str] | None, typer.Option(help="field=value; may be repeated.")] = None,
    webhook_secret: Annotated[str | None, typer.Option(help="The shared secret of the way in.")] = None,
    base_url: Annotated[str, typer.Option(help="Where calls start, if not at the provider's own address.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Connect a provider account; prints its id and the address for its webhooks."""
    credentials = pairs(credential, "--credential")
    with opened(data_dir) as container:
        if workspace is not None:
            container.show_workspaces().one(workspace)
        added = container.connect_channel()(
            workspace,
            channel,
            BY,
            name=name,
            credentials=credentials,
            webhook_secret=webhook_secret,
            base_url=base_url,
        )
        print(added.id)
        print(container.show_connections().webhook_url(added))


@connections.command("list")
def list_connections(
    workspace: Annotated[str | None, typer.Option(help="Only those of one workspace.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List connections, secrets left out."""
    with opened(data_dir) as container:
        found = every_connection(container, workspace)
    if as_json:
        print(shown_as_json([asdict(connection) for connection in found]))
        return
    for connection in found:
        weak = "  weaker: no webhook secret" if connection.weaker else ""
        weak = "  refuses everything: no webhook secret" if connection.refuses_all else weak
        users = ", ".join(use.name for use in connection.used_by) or "nobody yet"
        shared = "" if connection.workspace_id else f"  every workspace (used by {users})"
        print(f"{connection.id}  {connection.channel:<16}  {connection.status:<8}  {connection.name}{shared}{weak}")


@connections.command("test")
def check_connection(
    connection_id: ConnectionId,
    data_dir: DataDir = None,
) -> None:
    """Ask the provider whether it takes the credentials; exit code 1 if it does not."""
    with opened(data_dir) as container:
        checked = container.check_connection()(_found(container, connection_id).workspace_id, connection_id)
    print(checked.detail)
    if not checked.ok:
        raise typer.Exit(1)


@connections.command("change")
def change_connection(
    connection_id: ConnectionId,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    enabled: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether it takes and sends anything.")
    ] = None,
    credential: Annotated[list[str] | None, typer.Option(help="field=value; an empty value removes it.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Where calls start.")] = None,
    webhook_secret: Annotated[
        str | None, typer.Option(help="The new secret; the one before stays valid until it is dropped.")
    ] = None,
    drop_previous_secret: Annotated[bool, typer.Option(help="Only the newest secret is valid from now on.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Change what is named, for every workspace that uses the account."""
    changes = ConnectionChanges(
        name=name,
        enabled=enabled,
        credentials=pairs(credential, "--credential") if credential else None,
        base_url=base_url,
        webhook_secret=webhook_secret,
        drop_previous_secret=drop_previous_secret,
    )
    with opened(data_dir) as container:
        own = _found(container, connection_id)
        container.change_connection()(own.workspace_id, own.id, changes, BY)
    print(f"{own.id} is changed.{_concerns(own)}")


@connections.command("rotate-key")
def rotate_key(connection_id: ConnectionId, data_dir: DataDir = None) -> None:
    """Give it a new webhook address and print that; the old one ends at once."""
    with opened(data_dir) as container:
        own = _found(container, connection_id)
        rotated = container.rotate_webhook_key()(own.workspace_id, own.id, BY)
        print(container.show_connections().webhook_url(rotated))


@connections.command("remove")
def remove_connection(connection_id: ConnectionId, data_dir: DataDir = None) -> None:
    """Stop using it; what it brought stays."""
    with opened(data_dir) as container:
        own = _found(container, connection_id)
        container.remove_connection()(own.workspace_id, own.id, BY)
    print(f"{own.id} is removed.{_concerns(own)}")


def _found(container: Container, connection_id: str) -> ConnectionView:
    """Raises NotFound."""
    own = next((c for c in every_connection(container, None) if c.id == connection_id), None)
    if own is None:
        raise NotFound("There is no such connection; `rejoinder connection list` shows them.")
    return own


def _concerns(connection: ConnectionView) -> str:
    names = ", ".join(f"{use.name} ({len(use.numbers)} numbers)" for use in connection.used_by)
    return f" It serves {names}." if names else ""


def every_connection(container: Container, workspace_id: str | None) -> Sequence[ConnectionView]:
    """Those of one workspace; or all, those without a workspace included. Oldest first. Raises NotFound."""
    show = container.show_connections()
    return show.all(workspace_id, with_address=True) if workspace_id else show.everywhere(with_address=True)


@tokens.command("create")
def create_token(
    role: Annotated[str, typer.Option(help="admin, operator or viewer.")],
    workspace: Annotated[str | None, typer.Option(help="Bound to one workspace; without it, to none.")] = None,
    name: Annotated[str, typer.Option(help="Whom or what it is for.")] = "",
    days: Annotated[float | None, typer.Option(help="It ends after so many; without it, when it is revoked.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Create a token; prints it, once, as one word on a line of its own."""
    with opened(data_dir) as container:
        _shown_once(container.create_token()(role, workspace, name, days))


@tokens.command("rotate")
def rotate_token(
    token_id: Annotated[str, typer.Argument(help="The id of the token (not the token).")],
    overlap_hours: Annotated[float, typer.Option(help="How long the old one goes on working.")] = 24.0,
    data_dir: DataDir = None,
) -> None:
    """Print a successor that may do the same; the old token ends a little later."""
    with opened(data_dir) as container:
        _shown_once(container.rotate_token()(None, token_id, overlap_hours))


def _shown_once(made: NewToken) -> None:
    typer.echo(f"Token {made.id} ({made.role}); it is shown this once:", err=True)
    print(made.token)


@tokens.command("revoke")
def revoke_token(
    token_id: Annotated[str, typer.Argument(help="The id of the token (not the token).")], data_dir: DataDir = None
) -> None:
    """Revoke a token by its id."""
    with opened(data_dir) as container:
        container.revoke_token()(None, token_id)
    print(f"Token {token_id} is revoked.")


@tokens.command("list")
def list_tokens(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List tokens; the tokens themselves are not kept."""
    from rejoinder.domain.views import PageRequest

    with opened(data_dir) as container:
        found = container.reports().tokens(None, PageRequest(200)).items
    if as_json:
        print(shown_as_json([asdict(token) for token in found]))
        return
    for token in found:
        print(f"{token.id}  {token.role:<8}  {token.workspace_id or 'every workspace':<36}  {token.name}")
