"""Health: degraded rather than green whenever a promise is at risk, and every reason is named."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from litestar import Response, get
from litestar.datastructures import State

from rejoinder.domain.alerting import DISABLED_REASON, NORMAL, Silence, silences_of_routes
from rejoinder.domain.errors import StorageDown, TemporaryFailure
from rejoinder.domain.owners import shown_author
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.views import QueueFigures, SwitchView, Upkeep, Vitals
from rejoinder.entrypoints.web.auth import OPEN, Web
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import look
from rejoinder.version import VERSION

OLDEST_PENDING_S = 120.0
UPKEEP_LATE_S = 3600.0
ALERTS_LATE_S = 300.0
"""A round of telling is tried every few seconds and noted once a minute."""
FRESH_S = 1.0
_NOTHING = QueueFigures(0, 0, 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise at risk."""

    code: str
    detail: str


@dataclass
class HealthCache:
    """The last picture, kept for a second: many watchers cost one look."""

    started_at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)
    until: float = 0.0
    shown: dict[str, Any] = field(default_factory=dict)


def _shown(switch: SwitchView) -> dict[str, Any]:
    """Anybody may read this page, so an owner is not named by their number."""
    return {
        "id": switch.id,
        "kind": switch.kind,
        "reason": switch.reason,
        "author": shown_author(switch.author),
        "scope": asdict(switch.scope),
        "since": switch.since,
        "until": switch.until,
    }


def register(web: WebContainer, vitals: Vitals | None) -> list[Silence]:
    """Everything that may keep an alert from people right now; without the database, what is known without it."""
    found = []
    if web.settings.alerts_disabled:
        found.append(Silence("environment", DISABLED_REASON, "environment"))
    if vitals is not None:
        found += [
            Silence(s.kind, s.reason, shown_author(s.author), s.since, s.until, s.scope.workspace_id, s.id)
            for s in vitals.switches
            if s.kind == SwitchKind.ALERTS_MUTED
        ]
        if quiet := vitals.alerts.acknowledged:
            reason = f"{quiet} acknowledged alerts are quiet for a day."
            found.append(Silence("acknowledged", reason, until=vitals.alerts.acknowledged_until))
    return found + silences_of_routes(web.alerting.routes.routes())


def _entry(silence: Silence) -> dict[str, Any]:
    return {
        "id": silence.id,
        "kind": silence.kind,
        "reason": silence.reason,
        "author": silence.author,
        "scope": {"workspace_id": silence.workspace_id},
        "since": silence.since,
        "until": silence.until,
    }


def _alerts(web: WebContainer, vitals: Vitals | None) -> dict[str, Any]:
    disabled = web.settings.alerts_disabled
    routes = web.alerting.routes.routes()
    return {
        "enabled": not disabled,
        "reason": DISABLED_REASON if disabled else NORMAL,
        "channels": [
            {
                "name": route.kind,
                "configured": route.enabled,
                "last_success_at": route.last_success_at,
                "last_error": "failing" if route.last_error else "",
            }
            for route in routes
        ],
        "open": dict(vitals.alerts.open) if vitals is not None else {},
        "suppressions": [_entry(silence) for silence in register(web, vitals)],
    }


def _neglected(upkeep: Upkeep) -> str:
    """What the housekeeping has not done for an hour, in words; nothing on a new installation."""
    late = {
        "hold the accounting against the raw rows": upkeep.balanced_seconds_ago,
        "remove records that are over": upkeep.pruned_seconds_ago,
    }
    if upkeep.installed_seconds_ago < UPKEEP_LATE_S:
        return ""
    return "; ".join(what for what, ago in late.items() if ago is None or ago > UPKEEP_LATE_S)


def _is_silent(upkeep: Upkeep) -> bool:
    """Whether the rounds that tell people of alerts fail, or nobody makes them."""
    told = upkeep.told_seconds_ago
    return upkeep.installed_seconds_ago > ALERTS_LATE_S and (told is None or told > ALERTS_LATE_S)


def _violations(web: WebContainer, vitals: Vitals, redis: bool) -> list[Violation]:
    """Everything that keeps the status from being ok."""
    queue = vitals.queue
    late = queue.oldest_pending_seconds
    sealed = web.secrets_problem()
    muted = sum(switch.kind == SwitchKind.ALERTS_MUTED for switch in vitals.switches)
    lost = vitals.alerts.undelivered
    held = {switch.kind for switch in vitals.switches} - {SwitchKind.ALERTS_MUTED}
    neglected = _neglected(vitals.upkeep)
    checks: Mapping[str, tuple[bool, str]] = {
        "secrets-unreadable": (sealed is not None, sealed or ""),
        "redis-down": (not redis, "Redis cannot be reached; work goes on through Postgres, a little later."),
        "no-worker": (vitals.live_workers == 0, "No worker has given a sign of life for 30 s."),
        "queue-late": (late > OLDEST_PENDING_S, f"The oldest due job has waited for {late:.0f} s."),
        "alerts-disabled": (web.settings.alerts_disabled, f"{DISABLED_REASON}: nobody is told about trouble."),
        "alerts-undelivered": (lost > 0, f"{lost} alerts reached nobody at the last try."),
        "alerts-late": (
            _is_silent(vitals.upkeep),
            "For five minutes no round of telling people of alerts went through; the scheduler's log says why.",
        ),
        "alerts-muted": (muted > 0, f"{muted} switches keep alerts from people."),
        "held-back": (bool(held), f"Switches hold back work: {', '.join(sorted(held))}."),
        "upkeep-late": (bool(neglected), f"The scheduler has not done this for an hour: {neglected}."),
        "unaccounted": (vitals.unaccounted > 0, f"{vitals.unaccounted} messages have neither outcome nor job."),
        "jobs-parked": (queue.parked > 0, f"{queue.parked} jobs are parked until a setting or a switch changes."),
        "ai-paused": (vitals.ai_paused, "The AI keeps failing; messages wait to be understood."),
        "dead-jobs": (queue.dead > 0, f"{queue.dead} jobs gave up and wait for a person."),
        "sends-unknown": (vitals.unknown_sends > 0, f"{vitals.unknown_sends} sends may or may not have left."),
        "notifications-undeliverable": (
            vitals.untold > 0,
            f"{vitals.untold} places where the team is told of what waits cannot be reached.",
        ),
        "leases-expired": (vitals.expired_leases > 0, f"{vitals.expired_leases} jobs are held by a silent worker."),
        "worker-outdated": (
            vitals.stale_schema_workers > 0,
            f"{vitals.stale_schema_workers} workers are older than the schema and claim nothing.",
        ),
        "breaker-open": (
            any(channel.breakers_open for channel in vitals.channels),
            "A provider account is failing; its work waits.",
        ),
    }
    return [Violation(code, detail) for code, (at_risk, detail) in checks.items() if at_risk]


def _picture(web: WebContainer) -> dict[str, Any]:
    try:
        vitals = web.reports.vitals()
    except TemporaryFailure as down:
        return _without_database(web, down)
    redis = web.redis_is_up()
    violations = _violations(web, vitals, redis)
    return {
        "status": "degraded" if violations else "ok",
        "alerts": _alerts(web, vitals),
        "switches": [_shown(switch) for switch in vitals.switches],
        "queue": asdict(vitals.queue),
        "workers": vitals.live_workers,
        "db": "ok",
        "redis": "ok" if redis else "down",
        "channels": {
            channel.channel: {
                "status": "failing" if channel.breakers_open else "ok",
                "connections": channel.connections,
            }
            for channel in vitals.channels
        },
        "invariants": {
            "unaccounted": vitals.unaccounted,
            "unknown_sends": vitals.unknown_sends,
            "expired_leases": vitals.expired_leases,
            "workspaces": vitals.tenants.workspaces,
            "booking_links_unusable": vitals.tenants.bad_booking_links,
            "operational_numbers_without_workspace": vitals.tenants.orphaned_numbers,
        },
        "violations": violations,
    }


def _without_database(web: WebContainer, down: TemporaryFailure) -> dict[str, Any]:
    code = "db-down" if isinstance(down, StorageDown) else "db-busy"
    return {
        "status": "unhealthy",
        "alerts": _alerts(web, None),
        "switches": [],
        "queue": asdict(_NOTHING),
        "workers": 0,
        "db": "down",
        "redis": "ok" if web.redis_is_up() else "down",
        "channels": {},
        "invariants": {},
        "violations": [Violation(code, down.message)],
    }


def health_now(web: WebContainer, cache: HealthCache) -> dict[str, Any]:
    """The health document, at most a second old."""
    with cache.lock:
        if time.monotonic() >= cache.until:
            cache.shown = {**_picture(web), "timestamp": web.clock.now()}
            cache.until = time.monotonic() + FRESH_S
        shown = cache.shown
    return {
        "status": shown["status"],
        "version": VERSION,
        "uptime": round(time.monotonic() - cache.started_at, 3),
        **{name: value for name, value in shown.items() if name != "status"},
    }


def _answer(web: WebContainer, state: State) -> Response[dict[str, Any]]:
    shown = health_now(web, state.health)
    return Response(shown, status_code=503 if shown["status"] == "unhealthy" else 200)


@look("/health", access=OPEN)
def health(web: Web, state: State) -> Response[dict[str, Any]]:
    """200 for ok and degraded, 503 for unhealthy; `violations` names every reason."""
    return _answer(web, state)


@look("/api/health", access=OPEN)
def api_health(web: Web, state: State) -> Response[dict[str, Any]]:
    """The same as /health."""
    return _answer(web, state)


@get("/health/live", access=OPEN)
async def live() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@look("/health/ready", access=OPEN)
def ready(web: Web) -> Response[dict[str, str]]:
    """This process can take webhooks: the database answers and has the schema that this release wants."""
    try:
        trouble = web.schema_problem()
    except TemporaryFailure as down:
        trouble = down.message
    return Response(
        {"status": "unready" if trouble else "ok", "detail": trouble or ""}, status_code=503 if trouble else 200
    )


ROUTES = [health, api_health, live, ready]
