"""What the demonstration needs: its one workspace, faults to show, and a way to be gone without a trace."""

from __future__ import annotations

from typing import Protocol


class DemoBook(Protocol):
    def workspace(self) -> str | None:
        """The labelled workspace of simulated people, if there is one."""
        ...

    def mark(self, workspace_id: str) -> None:
        """This workspace is the demonstration from now on."""
        ...

    def is_alone(self, workspace_id: str) -> bool:
        """Whether nothing but simulated people can be reached from it."""
        ...

    def break_ai(self, workspace_id: str, seconds: float) -> None:
        """The offline AI is out of reach for that workspace, for so long."""
        ...

    def is_ai_broken(self, workspace_id: str) -> bool: ...

    def remove(self, workspace_id: str) -> None:
        """The workspace and everything of it is gone, and the demonstration does not come back by itself."""
        ...

    def was_removed(self) -> bool: ...


class WorkerKiller(Protocol):
    def kill_one(self) -> str | None:
        """Ends one worker of this machine on the spot, as a crash would; who it was. None when there is none here, or
        nobody would start it again."""
        ...
