"""ClaimInstallation, InvitePerson, AcceptInvitation, SignInWithPassword and what follows: people with passwords."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from rejoinder.application.setup.sign_in import SESSION_LIFETIME_S
from rejoinder.application.setup.tokens import MAX_TOKEN, digest, parse_role
from rejoinder.domain.access import Caller, Role
from rejoinder.domain.contacts import normalise_email
from rejoinder.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.passwords import SALT_BYTES, checked_password, hash_password, is_password, wait_after_wrong
from rejoinder.domain.ports.administration import (
    AdminStore,
    AdminUnitOfWork,
    Deed,
    Grant,
    Membership,
    Person,
    SessionView,
)
from rejoinder.domain.ports.storage import EVERY_WORKSPACE

INVITATION_LIFETIME_S = 7 * 24 * 3600.0
TRIES_PER_ADDRESS = 10
"""How many times as many wrong tries one network address has as one account: an office shares it."""


@cache
def _nobody() -> str:
    """What a stranger's password is compared with, so that it takes as long as anybody's."""
    return hash_password("nobody has this password", b"\x00" * SALT_BYTES)


class SignInRefused(NotAllowed):
    """Wrong address or password; which of them is not said."""

    code = "sign-in-refused"


class TooManyTries(NotAllowed):
    """Somebody has to wait; `wait` says how many seconds."""

    code = "too-many-tries"

    def __init__(self, wait: float) -> None:
        super().__init__(f"Too many wrong tries; wait {wait:.0f} s.")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    email: str
    name: str
    role: str
    workspace_id: str | None
    last_seen_at: datetime | None
    is_disabled: bool


def checked_email(stated: str) -> str:
    """Raises InvalidInput for what is no address."""
    email = normalise_email(stated)
    local, _, host = email.partition("@")
    if not local or "." not in host or any(c.isspace() for c in email) or len(email) > 254:
        raise InvalidInput("This is no e-mail address.", field="email")
    return email


def _new_person(email: str, name: str, password: str) -> Person:
    checked_password(password, email)
    return Person(new_id(), email, name.strip()[:200], hash_password(password, secrets.token_bytes(SALT_BYTES)))


@dataclass(frozen=True, slots=True)
class ClaimInstallation:
    """Whoever holds the first session of this installation becomes its first person, with a password of their own; the
    session is theirs. Raises Conflict once somebody has claimed it, NotAllowed, InvalidInput."""

    store: AdminStore

    def __call__(self, caller: Caller, email: str, name: str, password: str) -> None:
        if caller.session_id is None or caller.role is not Role.ADMIN or caller.workspace_id is not None:
            raise NotAllowed("Only the first sign-in link can claim an installation.")
        person = _new_person(checked_email(email), name, password)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if not uow.people.is_empty():
                raise Conflict("This installation was claimed; ask its admin for an invitation.")
            uow.people.add(person)
            uow.people.join(Membership(person.id, None, Role.ADMIN))
            uow.sessions.belong_to(caller.session_id, person.id)

    def is_open(self) -> bool:
        """Whether nobody has claimed it yet."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            return uow.people.is_empty()


@dataclass(frozen=True, slots=True)
class InvitePerson:
    """The secret of a link that lets one person in, once, within a week. Raises InvalidInput, NotFound."""

    store: AdminStore

    def __call__(self, email: str, role: str, workspace_id: str | None) -> str:
        wanted, address, secret = parse_role(role), checked_email(email), secrets.token_urlsafe(24)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if workspace_id is not None and uow.workspaces.get(workspace_id) is None:
                raise NotFound("There is no such workspace.")
            grant = Grant(new_id(), wanted, workspace_id, email=address)
            uow.sessions.add(grant, "invitation", digest(secret), INVITATION_LIFETIME_S)
        return secret


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """The invitation is spent and the person is in: the answer is the secret of their session. Somebody who has a
    password already proves it with that one. Raises NotFound, InvalidInput, SignInRefused."""

    store: AdminStore

    def look(self, secret: str) -> Grant:
        """Whom it is for. Raises NotFound."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            found = uow.sessions.invitation(digest(secret)) if len(secret) <= MAX_TOKEN else None
        if found is None:
            raise NotFound("This invitation was used, or is too old.")
        return found

    def __call__(self, secret: str, name: str, password: str, device: str = "") -> str:
        invited = self.look(secret)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            known = uow.people.by_email(invited.email)
        if known is not None and not is_password(password, known.password_hash):
            raise SignInRefused("You have an account here; use its password.")
        person = known or _new_person(invited.email, name, password)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if uow.sessions.use_link(digest(secret), "invitation") is None:
                raise NotFound("This invitation was used, or is too old.")
            if known is None:
                uow.people.add(person)
            uow.people.join(Membership(person.id, invited.workspace_id, invited.role))
            return open_session(uow, person, Membership(person.id, invited.workspace_id, invited.role), device)


def open_session(uow: AdminUnitOfWork, person: Person, membership: Membership, device: str) -> str:
    """The secret of a new session of that person."""
    secret = secrets.token_urlsafe(32)
    grant = Grant(
        new_id(), membership.role, membership.workspace_id, secrets.token_urlsafe(24), person.id, person.email
    )
    uow.sessions.add(grant, "session", digest(secret), SESSION_LIFETIME_S, device)
    uow.people.seen(person.id)
    return secret


@dataclass(frozen=True, slots=True)
class SignInWithPassword:
    """The secret of a new session. Raises SignInRefused, or TooManyTries before anything is looked at."""

    store: AdminStore

    def __call__(self, email: str, password: str, address: str, device: str = "") -> str:
        email = normalise_email(email)[:300]
        account, place = _key("account", email), _key("address", address)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            self._hold_off(uow, account, 1)
            self._hold_off(uow, place, TRIES_PER_ADDRESS)
            person = uow.people.by_email(email)
            memberships = uow.people.memberships(person.id) if person is not None else ()
        # Outside of a transaction: it takes a quarter of a second, for a stranger as well.
        fits = is_password(password[:1000], person.password_hash if person is not None else _nobody())
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if person is None or not fits or person.is_disabled or not memberships:
                uow.people.failed(account)
                uow.people.failed(place)
                uow.audit.add(Deed(f"user:{email}", "sign-in refused", 401))
            else:
                uow.people.forgive(account)
                uow.audit.add(Deed(f"user:{person.email}", "sign-in", 303, user_id=person.id))
                return open_session(uow, person, memberships[0], device)
        raise SignInRefused("The e-mail address or the password is wrong.")

    def _hold_off(self, uow: AdminUnitOfWork, key: bytes, share: int) -> None:
        failures, ago = uow.people.failures(key)
        if (wait := wait_after_wrong(failures // share, ago)) > 0:
            raise TooManyTries(wait)


def _key(kind: str, what: str) -> bytes:
    return hashlib.sha256(f"{kind}:{what}".encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class ManagePeople:
    """Who may do what: looked at, changed, taken away."""

    store: AdminStore

    def all(self, scope: str | None) -> Sequence[PersonView]:
        """Everybody who may see that workspace; None for the whole installation."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            found = uow.people.all(scope)
        return [
            PersonView(p.id, p.email, p.name, m.role, m.workspace_id, p.last_seen_at, p.is_disabled) for p, m in found
        ]

    def give_role(self, scope: str | None, user_id: str, role: str) -> None:
        """The person's role in that scope from now on. Raises NotFound, Conflict for the last admin."""
        wanted = parse_role(role)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            known = _member(uow, user_id, scope)
            if known.role is Role.ADMIN and wanted is not Role.ADMIN:
                _keep_an_admin(uow, known)
            uow.people.join(replace(known, role=wanted))

    def remove(self, scope: str | None, user_id: str) -> None:
        """The person may no longer see that scope; their sessions there end with the next click. Raises NotFound,
        Conflict for the last admin."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            known = _member(uow, user_id, scope)
            _keep_an_admin(uow, known)
            uow.people.leave(user_id, scope)

    def memberships(self, user_id: str) -> Sequence[Membership]:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            return uow.people.memberships(user_id)

    def choose(self, caller: Caller, workspace_id: str | None) -> None:
        """The session looks at another workspace of the same person. Raises NotFound."""
        valid = workspace_id is None or is_id(workspace_id)
        with self.store.begin(EVERY_WORKSPACE) as uow:
            if (
                not valid
                or caller.session_id is None
                or caller.user_id is None
                or not uow.sessions.choose(caller.session_id, caller.user_id, workspace_id)
            ):
                raise NotFound("There is no such workspace.")

    def sessions(self, caller: Caller) -> Sequence[SessionView]:
        """An admin sees every session of their scope, everybody else their own."""
        if caller.role is not Role.ADMIN and caller.user_id is None:
            return ()
        with self.store.begin(EVERY_WORKSPACE) as uow:
            return uow.sessions.of_people(_own(caller), caller.workspace_id)

    def end_session(self, caller: Caller, session_id: str) -> None:
        """Raises NotFound."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            owner = _own(caller)
            if (caller.role is not Role.ADMIN and owner is None) or not uow.sessions.end_of(
                session_id, owner, caller.workspace_id
            ):
                raise NotFound("There is no such session.")

    def change_password(self, caller: Caller, old: str, new: str) -> None:
        """Raises NotFound for a session without a person, SignInRefused, InvalidInput."""
        with self.store.begin(EVERY_WORKSPACE) as uow:
            person = uow.people.get(caller.user_id) if caller.user_id is not None else None
        if person is None:
            raise NotFound("This session belongs to no person with a password.")
        if not is_password(old[:1000], person.password_hash):
            raise SignInRefused("The old password is wrong.")
        checked_password(new, person.email)
        hashed = hash_password(new, secrets.token_bytes(SALT_BYTES))
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.people.save(replace(person, password_hash=hashed))


def _own(caller: Caller) -> str | None:
    """Whose sessions somebody may see: None for everybody's."""
    return None if caller.role is Role.ADMIN else caller.user_id


def _member(uow: AdminUnitOfWork, user_id: str, scope: str | None) -> Membership:
    found = uow.people.memberships(user_id) if is_id(user_id) else ()
    known = next((membership for membership in found if membership.workspace_id == scope), None)
    if known is None:
        raise NotFound("There is no such person.")
    return known


def _keep_an_admin(uow: AdminUnitOfWork, leaving: Membership) -> None:
    """An installation always has somebody who can let others in. Raises Conflict."""
    if leaving.workspace_id is not None or leaving.role is not Role.ADMIN:
        return
    admins = [
        m for p, m in uow.people.all(None) if m.workspace_id is None and m.role is Role.ADMIN and not p.is_disabled
    ]
    if len(admins) <= 1:
        raise Conflict("This is the last admin of the installation.")


@dataclass(frozen=True, slots=True)
class NoteDeed:
    """What somebody did stands in the audit log."""

    store: AdminStore

    def __call__(self, deed: Deed) -> None:
        with self.store.begin(EVERY_WORKSPACE) as uow:
            uow.audit.add(deed)
