"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rejoinder.domain.errors import NotFound


class Role(StrEnum):
    """Each may do what the one below it may: a viewer looks, an operator acts, an admin sets up."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, wanted: Role) -> bool:
        """Whether this role may do what `wanted` may."""
        order = list(Role)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who proved who they are."""

    name: str
    """Goes into the audit: `token:<id>`, `session:<id>`, `user:<e-mail>`, `bootstrap`."""
    role: Role
    workspace_id: str | None = None
    """None for a caller who may see every workspace."""
    csrf: str = ""
    """Set for browser sessions: every change must bring it along."""
    session_id: str | None = None
    user_id: str | None = None
    """The person behind a session; None for tokens and for sessions from a sign-in link."""

    def scope(self, wanted: str | None = None) -> str | None:
        """The workspace to look at, None for all of them. Raises NotFound for somebody else's."""
        if self.workspace_id is None:
            return wanted
        if wanted is not None and wanted != self.workspace_id:
            raise NotFound("There is no such workspace.")
        return self.workspace_id
