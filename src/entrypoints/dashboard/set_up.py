"""Pages that set a workspace up: what is still to do, its settings, its ways in, and the live checker of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.application.setup.show_setup import SetupView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.views import AgentView, Agreement, NumberView
from rejoinder.domain.workspaces import WEEKDAYS, Mode
from rejoinder.entrypoints.dashboard.rendering import render, who

ENOUGH_DECISIONS = 20
"""Drafts that people decided about before their agreement says anything."""
_MODES = {
    Mode.OFF: "Off: messages are stored and understood, nothing is written.",
    Mode.SHADOW: "Shadow: replies are written and judged, and never leave; people answer elsewhere.",
    Mode.SUGGEST: "Suggest: every reply waits for a person.",
    Mode.AUTO: "Auto: replies that pass every check leave by themselves; the others wait for a person.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and where."""

    label: str
    href: str
    is_done: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shadow:
    """What people did with the drafts of one workspace: the figure to look at before it may answer alone."""

    approved: int
    edited: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.approved + self.edited + self.rejected

    @property
    def percent(self) -> float | None:
        """Sent word for word; None before anybody decided."""
        return 100 * self.approved / self.decided if self.decided else None

    @property
    def is_enough(self) -> bool:
        return self.decided >= ENOUGH_DECISIONS


def shadow_of(found: Sequence[Agreement], workspace_id: str) -> Shadow:
    """All confidences of that workspace together."""
    own = [row for row in found if row.workspace_id == workspace_id]
    return Shadow(sum(r.approved for r in own), sum(r.edited for r in own), sum(r.rejected for r in own))


def start(
    caller: Caller, steps: Sequence[Step], workspaces: Sequence[WorkspaceView], connections: Sequence[ConnectionView]
) -> str:
    """What is done and what comes next."""
    return render("setup", {**who(caller), "steps": steps, "workspaces": workspaces, "connections": connections})


def workspace(
    caller: Caller,
    own: WorkspaceView,
    connections: Sequence[ConnectionView],
    numbers: Sequence[NumberView],
    agents: Sequence[AgentView],
    channels: Mapping[str, Channel],
    shadow: Shadow,
) -> str:
    """Everything that may be chosen for one workspace."""
    stated = own.settings
    knowledge = stated.get("knowledge") or ()
    hours = stated.get("business_hours") or {}
    context = {
        "workspace": own,
        "settings": stated,
        "knowledge": knowledge if isinstance(knowledge, str) else "\n\n".join(_entry(item) for item in knowledge),
        "hours": _hours_shown(hours),
        "modes": _MODES,
        "connections": connections,
        "voice": [c for c in connections if (ch := channels.get(c.channel)) is not None and ch.switchboard is not None],
        "numbers": numbers,
        "agents": agents,
        "channels": sorted((channel for channel in channels.values()), key=lambda channel: channel.name),
        "shadow": shadow,
    }
    return render("setup_workspace", {**who(caller), **context})


def _entry(item: Any) -> str:
    return "\n".join(str(value) for value in item.values() if value) if isinstance(item, Mapping) else str(item)


def _hours_shown(hours: Mapping[str, Any]) -> Mapping[str, tuple[str, str]]:
    """Opening and closing by weekday, empty where it is closed or any hour goes."""
    if "start" in hours:
        listed = hours.get("days", WEEKDAYS[:5])
        span = (str(hours["start"])[:5], str(hours["end"])[:5])
        return {day: span if day in listed else ("", "") for day in WEEKDAYS}
    return {day: _span(hours.get(day)) for day in WEEKDAYS}


def _span(stated: Any) -> tuple[str, str]:
    return (str(stated[0])[:5], str(stated[1])[:5]) if stated else ("", "")


def settings_of(stated: Mapping[str, str], shadow: Shadow) -> dict[str, Any]:
    """The settings that the form holds. Raises InvalidInput; for automatic mode without figures unless that is said."""
    mode = stated.get("mode", "")
    if mode == Mode.AUTO and not shadow.is_enough and stated.get("without_figures") != "yes":
        raise InvalidInput(
            f"People decided about {shadow.decided} drafts so far; {ENOUGH_DECISIONS} say something. "
            "Tick 'without figures' to answer automatically all the same.",
            field="mode",
        )
    return {
        "mode": mode,
        "auto_send_threshold": _number(stated, "auto_send_threshold"),
        "persona": stated.get("persona", ""),
        "ideal_customer": stated.get("ideal_customer", ""),
        "knowledge": [part.strip() for part in stated.get("knowledge", "").split("\n\n") if part.strip()],
        "booking_link": stated.get("booking_link", ""),
        "business_phone": stated.get("business_phone", ""),
        "owner_phone": stated.get("owner_phone", ""),
        "lead_budget_usd": _number(stated, "lead_budget_usd"),
        "daily_budget_usd": _number(stated, "daily_budget_usd"),
        "business_hours": {
            day: [stated[f"{day}_from"], stated[f"{day}_to"]]
            for day in WEEKDAYS
            if stated.get(f"{day}_from") and stated.get(f"{day}_to")
        }
        or None,
    }


def _number(stated: Mapping[str, str], name: str) -> float:
    try:
        return float(stated.get(name, "").strip().replace(",", "."))
    except ValueError:
        raise InvalidInput(f"'{name}' is a number.", field=name) from None


def connect(caller: Caller, own: WorkspaceView, channel: Channel, detail: str = "") -> str:
    """The form for one account of one provider."""
    return render("setup_connect", {**who(caller), "workspace": own, "channel": channel, "detail": detail})


def checker(caller: Caller, connection: ConnectionView, view: SetupView, channel: Channel) -> str:
    """What to paste where, and what came so far; the page looks again by itself."""
    refresh = 5 if view.status != "working" else 0
    shown = {"connection": connection, "view": view, "channel": channel, "refresh": refresh}
    return render("setup_checker", {**who(caller), **shown})


def checker_part(caller: Caller, connection: ConnectionView, view: SetupView) -> str:
    """The part of the checker that changes."""
    return render("setup_attempts", {**who(caller), "connection": connection, "view": view})
