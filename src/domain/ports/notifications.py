"""How the team is told: what is remembered of it, and who carries it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rejoinder.domain.notifications import Card, Notification, NotificationState, Waiting
from rejoinder.domain.workspaces import Connection


class NotificationRepository(Protocol):
    def add(self, notification: Notification) -> bool:
        """False when its target was told of this before."""
        ...

    def get(self, notification_id: str) -> Notification | None: ...

    def save(self, notification: Notification, *, was: NotificationState) -> bool:
        """State, reason, reference and what is shown are as in `notification`; False (and nothing changed) when the
        stored state is no longer `was`. `sent_at` is set by the database's clock when the state becomes sent."""
        ...

    def cards_of(self, draft_id: str) -> Sequence[Notification]:
        """Every card of that draft that was posted, oldest first."""
        ...

    def by_reference(self, reference: str) -> Notification | None: ...

    def outdated(self, limit: int) -> Sequence[tuple[Notification, str]]:
        """Posted cards that show another state of their draft than it has, with the state that they should show."""
        ...

    def waiting(self, limit: int) -> tuple[Sequence[Waiting], int]:
        """Messages that wait for a person, oldest first, and how many there are beside these."""
        ...


class CardBoard(Protocol):
    """Set where a channel can show cards with buttons to the team. One call is one request.

    All raise ProviderBusy, ProviderDown (temporary), ConnectionRevoked, MessageRefused (it never will) or
    OutcomeUnknown.
    """

    def post(self, card: Card, place: str, connection: Connection) -> str:
        """The card stands in `place` (empty: the connection's own); the provider's name for it."""
        ...

    def update(self, card: Card, reference: str, connection: Connection) -> None:
        """The card of that name shows this instead."""
        ...

    def whisper(self, words: str, reference: str, person: str, connection: Connection) -> None:
        """Only that person reads it, where the card stands."""
        ...

    def ask_for_text(self, card: Card, trigger: str, connection: Connection) -> None:
        """A form with the draft's text opens for whoever pressed. Raises MessageRefused when that is too late."""
        ...


class Mailer(Protocol):
    @property
    def is_configured(self) -> bool:
        """Whether this installation was told how to send mail."""
        ...

    def deliver(self, to: str, subject: str, text: str, message_id: str) -> None:
        """The mail server took it; `message_id` is the same at every try.

        Raises ProviderDown (temporary), ConnectionRevoked, RecipientRefused, MessageRefused or OutcomeUnknown.
        """
        ...
