"""Pages about people: getting in, who may do what, tokens, sessions, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.application.setup.people import PersonView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.application.setup.tokens import NewToken
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.ports.administration import Membership, SessionView
from rejoinder.domain.views import AuditView, Page, TokenView
from rejoinder.entrypoints.dashboard.rendering import render, who


def _names(workspaces: Sequence[WorkspaceView]) -> dict[str | None, str]:
    return {None: "every workspace", **{workspace.id: workspace.name for workspace in workspaces}}


def _seen(caller: Caller, workspaces: Sequence[WorkspaceView]) -> list[tuple[str, str]]:
    """What somebody may be let see by the caller, as the options of a form."""
    everything = [("", "every workspace")] if caller.workspace_id is None else []
    return everything + [(workspace.id, workspace.name) for workspace in workspaces]


def join(secret: str, email: str) -> str:
    """The form that spends an invitation."""
    return render("join", {"secret": secret, "email": email})


def claim(caller: Caller) -> str:
    """The form that makes the first person of an installation."""
    return render("claim", who(caller))


def people(
    caller: Caller, found: Sequence[PersonView], workspaces: Sequence[WorkspaceView], invitation: str = ""
) -> str:
    """Everybody, and a form that lets one more in; `invitation` is the link that was just made."""
    shown = {
        "people": found,
        "seen": _seen(caller, workspaces),
        "names": _names(workspaces),
        "roles": list(Role),
        "invitation": invitation,
    }
    return render("people", {**who(caller), **shown})


def account(
    caller: Caller, sessions: Sequence[SessionView], memberships: Sequence[Membership], names: Sequence[WorkspaceView]
) -> str:
    """Where somebody is signed in, their password, and their workspaces."""
    shown = {"sessions": sessions, "memberships": memberships, "names": _names(names)}
    return render("account", {**who(caller), **shown})


def tokens(
    caller: Caller, found: Page[TokenView], workspaces: Sequence[WorkspaceView], made: NewToken | None = None
) -> str:
    """API tokens; `made` is the one that is seen this once."""
    shown = {
        "tokens": found.items,
        "more": f"/tokens?cursor={found.next_cursor}" if found.next_cursor else "",
        "seen": _seen(caller, workspaces),
        "names": _names(workspaces),
        "roles": list(Role),
        "made": made,
    }
    return render("tokens", {**who(caller), **shown})


def audit(caller: Caller, found: Page[AuditView], workspaces: Sequence[WorkspaceView]) -> str:
    """Who changed what, and when."""
    more = f"/audit?cursor={found.next_cursor}" if found.next_cursor else ""
    return render("audit", {**who(caller), "deeds": found.items, "more": more, "names": _names(workspaces)})
