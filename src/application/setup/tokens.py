"""CreateToken, RotateToken, RevokeToken, IdentifyToken: API tokens, known only to whoever was given them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.administration import AdminStore, AdminUnitOfWork, Grant
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

MAX_TOKEN = 500
MOST_DAYS = 3650
OVERLAP_HOURS = 24.0
MOST_OVERLAP_HOURS = 720


def digest(secret: str) -> bytes:
    """How tokens, links and sessions are stored. They are random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def parse_role(name: str) -> Role:
    """Raises InvalidInput."""
    try:
        return Role(name)
    except ValueError:
        raise InvalidInput(f"'role' is one of {', '.join(Role)}.", field="role") from None


@dataclass(frozen=True, slots=True)
class NewToken:
    """The only moment at which the token itself is seen."""

    id: str
    token: str
    role: Role
    workspace_id: str | None


@dataclass(frozen=True, slots=True)
class CreateToken:
    """Afterwards the token works, for so many `days` where that is said. Bound to a workspace it sees nothing else.
    Raises NotFound, InvalidInput."""

    store: AdminStore

    def __call__(
        self, role: str, workspace_id: str | None = None, name: str = "", days: float | None = None
    ) -> NewToken:
        grant = Grant(new_id(), parse_role(role), workspace_id)
        if days is not None and not 0 < days <= MOST_DAYS:
            raise InvalidInput(f"'days' is a number up to {MOST_DAYS}.", field="days")
        if workspace_id is not None and not is_id(workspace_id):
            raise NotFound("There is no such workspace.")
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if workspace_id is not None and uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            return _issue(uow, grant, name.strip()[:200], days)


def _issue(uow: AdminUnitOfWork, grant: Grant, name: str, days: float | None) -> NewToken:
    token = f"rj_{grant.id.replace('-', '')[:12]}_{secrets.token_urlsafe(32)}"
    uow.tokens.add(grant, name, digest(token), days)
    return NewToken(grant.id, token, grant.role, grant.workspace_id)


@dataclass(frozen=True, slots=True)
class RotateToken:
    """A new token that may do and lives for the same; the old one works for `overlap_hours` more, so that whoever uses
    it can change over. Raises NotFound for one outside of the scope or no longer in force, InvalidInput."""

    store: AdminStore

    def __call__(self, scope: str | None, token_id: str, overlap_hours: float = OVERLAP_HOURS) -> NewToken:
        if not 0 <= overlap_hours <= MOST_OVERLAP_HOURS:
            raise InvalidInput(f"'overlap_hours' is a number up to {MOST_OVERLAP_HOURS}.", field="overlap_hours")
        with self.store.begin(EVERY_WORKSPACE) as uow:
            old = uow.tokens.lapse(token_id, scope, overlap_hours)
            if old is None:
                raise NotFound("There is no such token.")
            return _issue(uow, replace(old.grant, id=new_id()), old.name, old.days)


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """The token no longer works. Raises NotFound for one outside of the scope, or revoked before."""

    store: AdminStore

    def __call__(self, scope: str | None, token_id: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if not uow.tokens.revoke(token_id, scope):
                raise NotFound("There is no such token.")


@dataclass(frozen=True, slots=True)
class IdentifyToken:
    """Called for every request that brings a token; None when it is not one of ours. Raises StorageDown.

    The bootstrap token of the environment works without the database.
    """

    store: AdminStore
    bootstrap: str

    def __call__(self, token: str) -> Caller | None:
        if not token or len(token) > MAX_TOKEN:
            return None
        if self.bootstrap and hmac.compare_digest(digest(token), digest(self.bootstrap)):
            return Caller("bootstrap", Role.ADMIN)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            grant = uow.tokens.by_digest(digest(token))
        return Caller(f"token:{grant.id}", grant.role, grant.workspace_id) if grant else None
