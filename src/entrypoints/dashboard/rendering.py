"""Templates to HTML: escaped always, no outside asset, no script but our own files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rejoinder.domain.access import Caller, Role
from rejoinder.entrypoints.dashboard import words
from rejoinder.entrypoints.dashboard.forms import Form

_PACKAGE = "rejoinder.entrypoints.dashboard"
_ASSETS = {
    "app.css": "text/css",
    "icon.svg": "image/svg+xml",
    "icons.svg": "image/svg+xml",
    "htmx.js": "text/javascript",
    "keys.js": "text/javascript",
    "live.js": "text/javascript",
    "theme.js": "text/javascript",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the menu. A page says `{% set here = "/its-address" %}` to be marked as the one that is shown."""

    href: str
    label: str
    icon: str
    """A symbol of `static/icons.svg`."""
    badge: str = ""
    """The count of `/badges` that stands beside it."""
    least: Role = Role.VIEWER


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    entries: Sequence[Entry]


NAVIGATION = (
    Group(
        "Every day",
        (
            Entry("/", "Home", "home"),
            Entry("/inbox", "Inbox", "inbox", badge="attention"),
            Entry("/leads", "People", "people"),
            Entry("/calls", "Calls", "call"),
        ),
    ),
    Group(
        "Work",
        (
            Entry("/jobs", "Jobs", "jobs", badge="dead"),
            Entry("/sends", "Sends", "send", badge="unknown"),
            Entry("/events", "Deliveries", "events"),
        ),
    ),
    Group(
        "Figures",
        (
            Entry("/spending", "AI cost", "cost"),
            Entry("/agreement", "Agreement", "agreement"),
            Entry("/response-times", "Response times", "times"),
        ),
    ),
    Group(
        "Installation",
        (
            Entry("/alerts", "Alerts", "alert", badge="alerts"),
            Entry("/switches", "Switches", "switch"),
            Entry("/doctor", "Health", "health"),
            Entry("/setup", "Set-up", "setup", least=Role.ADMIN),
            Entry("/connections", "Connections", "plug"),
            Entry("/people", "Team", "people", least=Role.ADMIN),
            Entry("/tokens", "API tokens", "keys", least=Role.ADMIN),
            Entry("/audit", "Audit log", "why", least=Role.ADMIN),
            Entry("/account", "My account", "leave"),
            Entry("/demo", "Demonstration", "check"),
            Entry("/sandbox", "Sandbox", "sandbox"),
            Entry("/api/docs", "API", "api"),
        ),
    ),
)
TABS = (
    Entry("/inbox", "Inbox", "inbox", badge="attention"),
    Entry("/leads", "People", "people"),
    Entry("/calls", "Calls", "call"),
    Entry("/alerts", "Alerts", "alert", badge="alerts"),
)
"""At the bottom of a phone, beside the menu."""


def who(caller: Caller) -> Mapping[str, Any]:
    """What every page for a signed-in person knows of them."""
    return {"me": caller, "may_act": caller.role.covers(Role.OPERATOR)}


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %Z").strip() if moment else "–"


def _ago(moment: datetime | None) -> str | Markup:
    """A moment that the browser keeps in words ("4 min ago"); without a script it is the time itself."""
    if moment is None:
        return "–"
    full = moment.isoformat(timespec="seconds")
    return Markup('<time datetime="{}" data-ago title="{}">{}</time>').format(full, _when(moment), _when(moment)[5:16])


def _icon(name: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        asset_url("icons.svg"), name
    )


@cache
def _zones() -> Sequence[str]:
    """Time zones that are named for a place, and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(places))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["when"] = _when
    environment.filters["ago"] = _ago
    environment.globals.update(navigation=NAVIGATION, tabs=TABS, icon=_icon, asset_url=asset_url)
    environment.globals.update(form_of=Form, zones=_zones, words=words)
    return environment


def render(template: str, context: Mapping[str, Any]) -> str:
    """The page. Every value is escaped; a name that the context lacks is an error, not a blank."""
    return _environment().get_template(f"{template}.html").render({"me": None, "refresh": None, **context})


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """A file of our own, and its type; None for any other name."""
    if name not in _ASSETS:
        return None
    return (files(_PACKAGE) / "static" / name).read_bytes(), _ASSETS[name]


@cache
def asset_version(name: str) -> str:
    """Changes with the file, so that a browser may keep it for ever."""
    found = asset(name)
    assert found is not None, name
    return hashlib.sha256(found[0]).hexdigest()[:10]


@cache
def asset_url(name: str) -> str:
    """The address of one of our own files as it is now."""
    return f"/static/{name}?v={asset_version(name)}"
