"""CreateToken, RevokeToken, IdentifyToken: API tokens, known only to whoever was given them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from rejoinder.domain.access import Caller, Role
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.ports.administration import AdminStore, Grant
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

MAX_TOKEN = 500


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
    """Afterwards the token works. Bound to a workspace it sees nothing else. Raises NotFound, InvalidInput."""

    store: AdminStore

    def __call__(self, role: str, workspace_id: str | None = None, name: str = "") -> NewToken:
        grant = Grant(new_id(), parse_role(role), workspace_id)
        token = f"rj_{grant.id.replace('-', '')[:12]}_{secrets.token_urlsafe(32)}"
        if workspace_id is not None and not is_id(workspace_id):
            raise NotFound("There is no such workspace.")
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if workspace_id is not None and uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            uow.tokens.add(grant, name.strip()[:200], digest(token))
        return NewToken(grant.id, token, grant.role, workspace_id)


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
