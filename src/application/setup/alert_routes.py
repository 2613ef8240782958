"""AddAlertRoute, ChangeAlertRoute, RemoveAlertRoute, TryAlertRoutes: whom the installation's alerts reach."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rejoinder.domain.alerting import ROUTE_KINDS, SEVERITIES, AlertRoute
from rejoinder.domain.contacts import mask, normalise_email
from rejoinder.domain.errors import InvalidInput, NotFound, RejoinderError
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.messages import Medium
from rejoinder.domain.numbers import parse_number
from rejoinder.domain.outgoing import new_secret
from rejoinder.domain.ports.alerting import AlertCarrier, RouteBook
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.ports.storage import EVERY_WORKSPACE, Store

CheckUrl = Callable[[str], str]
"""The address in one spelling. Raises InvalidInput for one that may not be called."""
MOST_ROUTES = 20


@dataclass(frozen=True, slots=True)
class AlertRouteView:
    """A way to people as admins see it."""

    id: str
    kind: str
    name: str
    target: Mapping[str, str]
    """Masked: whom it reaches, as far as one needs to tell two of them apart."""
    connection_id: str | None
    least: str
    place: int
    enabled: bool
    last_success_at: datetime | None
    last_error: str
    secret: str | None = None
    """The signing secret of a webhook, in the answer that makes it and never again."""


@dataclass(frozen=True, slots=True)
class RouteResult:
    """How one way took a test."""

    name: str
    kind: str
    delivered: bool
    error: str


def shown_route(route: AlertRoute, secret: str | None = None) -> AlertRouteView:
    """Without what is secret in it."""
    return AlertRouteView(
        id=route.id,
        kind=route.kind,
        name=route.name,
        target={name: _masked(name, value) for name, value in route.target.items() if name != "secret"},
        connection_id=route.connection_id,
        least=route.least,
        place=route.place,
        enabled=route.enabled,
        last_success_at=route.last_success_at,
        last_error=route.last_error,
        secret=secret,
    )


def _masked(name: str, value: str) -> str:
    if name != "url":
        return mask(value)
    scheme, _, rest = value.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/…"


@dataclass(frozen=True, slots=True)
class AddAlertRoute:
    """Afterwards alerts of at least that severity go this way, after the ways that were there. Raises InvalidInput,
    NotFound."""

    routes: RouteBook
    store: Store
    channels: Mapping[str, Channel]
    check_url: CheckUrl

    def __call__(
        self, kind: str, name: str, target: Mapping[str, str], least: str = "medium", connection_id: str | None = None
    ) -> AlertRouteView:
        known = self.routes.routes()
        if len(known) >= MOST_ROUTES:
            raise InvalidInput(f"There are {MOST_ROUTES} ways already.")
        secret = new_secret(secrets.token_bytes(32)) if kind == "webhook" else None
        route = AlertRoute(
            id=new_id(),
            kind=kind,
            name=name.strip()[:200] or kind,
            target={**self._target(kind, target), **({"secret": secret} if secret else {})},
            least=_severity(least),
            place=max((route.place for route in known), default=0) + 1,
            connection_id=self._connection(connection_id) if kind == "sms" else None,
        )
        self.routes.add(route)
        return shown_route(route, secret)

    def _target(self, kind: str, stated: Mapping[str, str]) -> dict[str, str]:
        if kind not in ROUTE_KINDS:
            raise InvalidInput(f"'kind' is one of {', '.join(ROUTE_KINDS)}.", field="kind")
        known = ROUTE_KINDS[kind]
        unknown = sorted(set(stated) - set(known))
        if unknown:
            raise InvalidInput(f"'{unknown[0]}' is no part of it; known: {', '.join(known)}.", field="target")
        cleaned = {name: stated.get(name, "").strip() for name in known}
        if kind == "sms":
            cleaned["to"] = parse_number(cleaned["to"], "target.to")
            cleaned["from"] = cleaned["from"] and parse_number(cleaned["from"], "target.from")
        elif kind == "email":
            cleaned["to"] = normalise_email(cleaned["to"])
            if "@" not in cleaned["to"]:
                raise InvalidInput("'target.to' is an e-mail address.", field="target.to")
        else:
            cleaned["url"] = self.check_url(cleaned["url"])
        return {name: value for name, value in cleaned.items() if value}

    def _connection(self, connection_id: str | None) -> str:
        if connection_id is None or not is_id(connection_id):
            raise InvalidInput("A text needs the connection that carries it.", field="connection_id")
        with self.store.begin(EVERY_WORKSPACE) as uow:
            found = uow.connections.get(connection_id)
        if found is None:
            raise NotFound("There is no such connection.")
        channel = self.channels.get(found.channel)
        if channel is None or not channel.writes_first or channel.medium is not Medium.SMS:
            raise InvalidInput(f"'{found.name}' ({found.channel}) cannot text first.", field="connection_id")
        return connection_id


@dataclass(frozen=True, slots=True)
class ChangeAlertRoute:
    """What is stated holds from now on; the rest stays. Raises NotFound, InvalidInput."""

    routes: RouteBook

    def __call__(
        self, route_id: str, *, least: str | None = None, place: int | None = None, enabled: bool | None = None
    ) -> AlertRouteView:
        known = own_route(self.routes, route_id)
        changed = replace(
            known,
            least=known.least if least is None else _severity(least),
            place=known.place if place is None else max(0, min(place, 1000)),
            enabled=known.enabled if enabled is None else enabled,
        )
        if not self.routes.save(changed):
            raise NotFound("There is no such way.")
        return shown_route(changed)


@dataclass(frozen=True, slots=True)
class RemoveAlertRoute:
    """No alert goes this way any more. Raises NotFound."""

    routes: RouteBook

    def __call__(self, route_id: str) -> None:
        if not self.routes.remove(route_id):
            raise NotFound("There is no such way.")


@dataclass(frozen=True, slots=True)
class TryAlertRoutes:
    """A test went every way that is switched on; how each took it, in their order."""

    routes: RouteBook
    carriers: Mapping[str, AlertCarrier]

    def __call__(self, by: str) -> Sequence[RouteResult]:
        return [self._try(route, by) for route in self.routes.routes() if route.enabled]

    def _try(self, route: AlertRoute, by: str) -> RouteResult:
        words = f"[Rejoinder test] Alerts reach you this way ({route.name}); {by} asked for this."
        try:
            self.carriers[route.kind].carry(route, words, {"rule": "test", "severity": "low", "title": words})
        except RejoinderError as failed:
            return RouteResult(route.name, route.kind, False, failed.message)
        return RouteResult(route.name, route.kind, True, "")


def own_route(routes: RouteBook, route_id: str) -> AlertRoute:
    """Raises NotFound."""
    found = next((route for route in routes.routes() if route.id == route_id), None)
    if found is None:
        raise NotFound("There is no such way.")
    return found


def _severity(stated: str) -> str:
    if stated not in SEVERITIES:
        raise InvalidInput(f"'least' is one of {', '.join(SEVERITIES)}.", field="least")
    return stated
