"""What telling people of trouble needs: the figures, the book of alerts and routes, and the ways out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rejoinder.domain.alerting import AlertRoute, OpenAlert, Reading


class AlertDesk(Protocol):
    """Alerts of the whole installation, outside of any use-case's transaction. Every method is one transaction.

    All raise StorageDown."""

    def readings(self) -> Sequence[Reading]:
        """Every measure that a rule is about."""
        ...

    def open(self) -> Sequence[OpenAlert]:
        """Oldest first, a thousand at most."""
        ...

    def raise_standing(
        self, rule: str, subject: str, severity: str, title: str, workspace_id: str | None, detail: Mapping[str, object]
    ) -> None:
        """Open from now on; one that is open already counts once more, an hour after it last did."""
        ...

    def resolve(self, rule: str, subject: str) -> None: ...

    def told(self, alert_id: str, severity: str, count: int) -> None:
        """A delivery worked; the next round of suppression counts from now."""
        ...

    def not_told(self, alert_id: str, next_try_at: datetime) -> None:
        """No route worked; one more try is noted."""
        ...

    def note_attempt(self, alert_id: str, route: AlertRoute, error: str) -> None:
        """One delivery, with its error or none; the route says how it did last."""
        ...

    def muted(self) -> Sequence[str | None]:
        """Workspaces whose alerts a switch keeps back; None stands for all of them."""
        ...

    def is_due(self, what: str, every_s: float) -> bool:
        """True once per stretch of that length; the first one begins when it is asked first."""
        ...

    def round_done(self) -> None:
        """A round of telling went through just now, whatever there was to tell."""
        ...


class RouteBook(Protocol):
    """The ways to people. `routes` answers from memory when the database is away."""

    def routes(self) -> Sequence[AlertRoute]:
        """In the order in which they are tried."""
        ...

    def add(self, route: AlertRoute) -> None: ...

    def save(self, route: AlertRoute) -> bool: ...

    def remove(self, route_id: str) -> bool: ...


class AlertCarrier(Protocol):
    def carry(self, route: AlertRoute, words: str, alert: Mapping[str, object]) -> None:
        """Somebody can read it. Raises a RejoinderError that says why not."""
        ...


class AlertMemory(Protocol):
    """Remembers what was told while the database is away."""

    def is_told(self, key: str) -> bool: ...

    def remember(self, key: str, seconds: float) -> None: ...
