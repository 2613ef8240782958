"""Templates to HTML: escaped always, no outside asset, no script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_PACKAGE = "rejoinder.entrypoints.dashboard"
_ASSETS = {"app.css": "text/css", "icon.svg": "image/svg+xml"}

NAVIGATION = (
    ("/", "Home"),
    ("/inbox", "Inbox"),
    ("/leads", "People"),
    ("/drafts", "Drafts"),
    ("/sends", "Sends"),
    ("/calls", "Calls"),
    ("/jobs", "Jobs"),
    ("/alerts", "Alerts"),
    ("/switches", "Switches"),
    ("/events", "Events"),
    ("/connections", "Connections"),
    ("/spending", "AI cost"),
    ("/sandbox", "Sandbox"),
    ("/api/docs", "API"),
    ("/doctor", "Health"),
)


def _when(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %Z").strip() if moment else "–"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["when"] = _when
    environment.globals["navigation"] = NAVIGATION
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
