"""OpenSignInLink, SignIn, IdentifySession, SignOut: how a browser gets in without a password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from rejoinder.application.setup.tokens import MAX_TOKEN, digest
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.ids import new_id
from rejoinder.domain.ports.administration import AdminStore, Grant
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

LINK_LIFETIME_S = 24 * 3600.0
SESSION_LIFETIME_S = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class OpenSignInLink:
    """Called by `rejoinder up`, and by an admin for somebody else. The answer goes behind `/signin/`; it works once."""

    store: AdminStore

    def __call__(
        self, role: Role = Role.ADMIN, workspace_id: str | None = None, lifetime_s: float = LINK_LIFETIME_S
    ) -> str:
        secret = secrets.token_urlsafe(24)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.sessions.add(Grant(new_id(), role, workspace_id), "link", digest(secret), lifetime_s)
        return secret


@dataclass(frozen=True, slots=True)
class SignIn:
    """The link is spent, and the answer is the secret of a new session. None for a link that is spent or unknown."""

    store: AdminStore

    def __call__(self, link: str) -> str | None:
        if len(link) > MAX_TOKEN:
            return None
        with self.store.begin(EVERY_WORKSPACE) as uow:
            grant = uow.sessions.use_link(digest(link))
            if grant is None:
                return None
            secret = secrets.token_urlsafe(32)
            session = Grant(new_id(), grant.role, grant.workspace_id, csrf=secrets.token_urlsafe(24))
            uow.sessions.add(session, "session", digest(secret), SESSION_LIFETIME_S)
        return secret


@dataclass(frozen=True, slots=True)
class IdentifySession:
    """Called for every request that brings a session cookie; None when it is over or unknown."""

    store: AdminStore

    def __call__(self, secret: str) -> Caller | None:
        if not secret or len(secret) > MAX_TOKEN:
            return None
        with self.store.begin(EVERY_WORKSPACE) as uow:
            grant = uow.sessions.session(digest(secret))
        if grant is None:
            return None
        name = f"user:{grant.email}" if grant.user_id is not None else f"session:{grant.id}"
        return Caller(name, grant.role, grant.workspace_id, grant.csrf, grant.id, grant.user_id)


@dataclass(frozen=True, slots=True)
class SignOut:
    """The session is over."""

    store: AdminStore

    def __call__(self, session_id: str) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.sessions.end(session_id)
