"""Mail to the team, and a Slack that a test can make fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rejoinder.domain.notifications import Card
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True)
class Mailed:
    to: str
    subject: str
    text: str
    message_id: str


class FakeMailer:
    """Mailer: takes everything unless a test says what it shall do."""

    def __init__(self) -> None:
        self.is_configured = True
        self.sent: list[Mailed] = []
        self.always: Exception | None = None
        self.before_call: Callable[[], None] = lambda: None

    def deliver(self, to: str, subject: str, text: str, message_id: str) -> None:
        self.before_call()
        if self.always is not None:
            raise self.always
        self.sent.append(Mailed(to, subject, text, message_id))


@dataclass
class FakeCards:
    """CardBoard: what stands where, what only one person was told, and which forms opened."""

    posted: dict[str, list[Card]] = field(default_factory=dict)
    """Every state of each card, by its reference, oldest first."""
    whispers: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Card] = field(default_factory=list)
    moods: list[Exception | None] = field(default_factory=list)
    """What happens next, first in first out."""
    always: Exception | None = None
    before_call: Callable[[], None] = lambda: None

    def _mood(self) -> None:
        self.before_call()
        mood = self.moods.pop(0) if self.moods else self.always
        if mood is not None:
            raise mood

    def post(self, card: Card, place: str, connection: Connection) -> str:
        self._mood()
        reference = f"{place or connection.credentials.get('channel', 'C0EXAMPLE1')}:{len(self.posted) + 1}.000"
        self.posted[reference] = [card]
        return reference

    def update(self, card: Card, reference: str, connection: Connection) -> None:
        self._mood()
        self.posted.setdefault(reference, []).append(card)

    def whisper(self, words: str, reference: str, person: str, connection: Connection) -> None:
        self._mood()
        self.whispers.append((person, words))

    def ask_for_text(self, card: Card, trigger: str, connection: Connection) -> None:
        self._mood()
        self.forms.append(card)

    def now(self) -> list[Card]:
        """What everybody sees."""
        return [states[-1] for states in self.posted.values()]
