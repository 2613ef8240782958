"""Pages that set a workspace up: what is still to do, its settings, its ways in, and the live checker of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.application.setup.show_setup import SetupView
from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.access import Caller
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.channels import Channel
from rejoinder.domain.views import AgentView, NumberView
from rejoinder.domain.workspaces import WEEKDAYS
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.rendering import render, who

ENOUGH_DECISIONS = 20
"""Drafts that people decided about before their agreement says anything."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and where."""

    label: str
    href: str
    is_done: bool
    why: str = ""


def start(
    caller: Caller, steps: Sequence[Step], workspaces: Sequence[WorkspaceView], connections: Sequence[ConnectionView]
) -> str:
    """What is done and what comes next."""
    return render("setup", {**who(caller), "steps": steps, "workspaces": workspaces, "connections": connections})


def workspace(caller: Caller, own: WorkspaceView) -> str:
    """The business: what it is called, knows and sounds like, when it is open, and what may be spent."""
    knowledge = own.settings.get("knowledge") or ()
    context = {
        "workspace": own,
        "settings": own.settings,
        "knowledge": knowledge if isinstance(knowledge, str) else "\n\n".join(_entry(item) for item in knowledge),
        "hours": _hours_shown(own.settings.get("business_hours") or {}),
    }
    return render("setup_workspace", {**who(caller), **context})


def channels(
    caller: Caller,
    own: WorkspaceView,
    connections: Sequence[ConnectionView],
    numbers: Sequence[NumberView],
    agents: Sequence[AgentView],
    known: Mapping[str, Channel],
) -> str:
    """Where people can write and call, and one more way to."""
    kinds = [(connection, known.get(connection.channel)) for connection in connections]
    context = {
        "workspace": own,
        "connections": connections,
        "telephones": [(c.id, c.name) for c, channel in kinds if channel is not None and channel.number_decides],
        "voice": [(c.id, c.name) for c, channel in kinds if channel is not None and channel.switchboard is not None],
        "numbers": numbers,
        "agents": agents,
        "channels": sorted(known.values(), key=lambda channel: words.channel(channel.name)),
    }
    return render("setup_channels", {**who(caller), **context})


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


def settings_of(stated: Mapping[str, str]) -> dict[str, Any]:
    """The settings that the form of the business holds. Raises InvalidInput for the first field that is wrong."""
    return {
        "persona": stated.get("persona", ""),
        "ideal_customer": stated.get("ideal_customer", ""),
        "knowledge": [part.strip() for part in re.split(r"\n\s*\n", _lines(stated, "knowledge")) if part.strip()],
        "booking_link": stated.get("booking_link", ""),
        "business_phone": stated.get("business_phone", ""),
        "owner_phone": stated.get("owner_phone", ""),
        "business_hours": _hours_of(stated) or None,
        "holidays": [_day(line) for line in _lines(stated, "holidays").split("\n") if line.strip()] or None,
        "lead_budget_usd": number_of(stated, "lead_budget_usd"),
        "daily_budget_usd": number_of(stated, "daily_budget_usd"),
        "retention_days": number_of(stated, "retention_days"),
    }


def _lines(stated: Mapping[str, str], name: str) -> str:
    return stated.get(name, "").replace("\r\n", "\n")


def _day(line: str) -> str:
    try:
        return date.fromisoformat(line.strip()).isoformat()
    except ValueError:
        said = f"Write each day as 2026-12-25, on a line of its own; “{line.strip()[:40]}” is no such day."
        raise InvalidInput(said, field="holidays") from None


def _hours_of(stated: Mapping[str, str]) -> dict[str, list[str]]:
    """Opening hours by weekday. Raises InvalidInput for half of a pair, or a day that ends before it begins."""
    hours = {}
    for day in WEEKDAYS:
        opens, closes = (stated.get(f"{day}_{end}", "").strip() for end in ("from", "to"))
        name = words.DAYS[day]
        if bool(opens) != bool(closes):
            missing, what = ("to", "closes") if opens else ("from", "opens")
            raise InvalidInput(f"Say when {name} {what}, or leave the day empty.", field=f"{day}_{missing}")
        if opens and closes <= opens:
            raise InvalidInput(f"{name} closes before it opens.", field=f"{day}_to")
        if opens:
            hours[day] = [opens, closes]
    return hours


def number_of(stated: Mapping[str, str], name: str) -> float:
    """Raises InvalidInput; a decimal comma is a point."""
    try:
        return float(stated.get(name, "").strip().replace(",", "."))
    except ValueError:
        raise InvalidInput(f"'{name}' is a number.", field=name) from None


def connect(caller: Caller, own: WorkspaceView, channel: Channel) -> str:
    """The form for one account of one provider."""
    return render("setup_connect", {**who(caller), "workspace": own, "channel": channel})


def checker(caller: Caller, connection: ConnectionView, view: SetupView, channel: Channel) -> str:
    """What to paste where, and what came so far; the page looks again by itself."""
    refresh = 5 if view.status != "working" else 0
    shown = {"connection": connection, "view": view, "channel": channel, "refresh": refresh}
    return render("setup_checker", {**who(caller), **shown})


def checker_part(caller: Caller, connection: ConnectionView, view: SetupView) -> str:
    """The part of the checker that changes."""
    return render("setup_attempts", {**who(caller), "connection": connection, "view": view})
