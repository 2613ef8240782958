"""BreakDemoAI, KillDemoWorker, RemoveDemo: what anybody may try on simulated people, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.domain.errors import Conflict, NotFound
from rejoinder.domain.ports.demo import DemoBook, WorkerKiller

BROKEN_FOR_S = 45.0


def demo_of(book: DemoBook, scope: str | None) -> str:
    """The demonstration's workspace. Raises NotFound when there is none in that scope."""
    found = book.workspace()
    if found is None or scope not in (None, found):
        raise NotFound("There is no demonstration here.")
    return found


@dataclass(frozen=True, slots=True)
class BreakDemoAI:
    """For a while every question to the AI about the demonstration fails; its messages wait and are tried again."""

    book: DemoBook

    def __call__(self, scope: str | None) -> None:
        self.book.break_ai(demo_of(self.book, scope), BROKEN_FOR_S)


@dataclass(frozen=True, slots=True)
class KillDemoWorker:
    """One worker is gone in the middle of whatever it did. Raises NotFound, and Conflict where nobody would start it
    again."""

    book: DemoBook
    killer: WorkerKiller

    def __call__(self, scope: str | None) -> str:
        demo_of(self.book, scope)
        if scope is not None:
            raise Conflict("A worker serves every workspace: this takes somebody who may see all of them.")
        killed = self.killer.kill_one()
        if killed is None:
            raise Conflict("No worker of `rejoinder up` runs on this machine.")
        return killed


@dataclass(frozen=True, slots=True)
class RemoveDemo:
    """Nothing of the simulated people is left. Raises NotFound; Conflict once a real channel is connected there."""

    book: DemoBook

    def __call__(self, scope: str | None) -> None:
        workspace_id = demo_of(self.book, scope)
        if not self.book.is_alone(workspace_id):
            raise Conflict("A real channel is connected to this workspace; remove the connection first.")
        self.book.remove(workspace_id)
