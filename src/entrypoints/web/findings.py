"""Everything that is wrong or weak, with what it means and what mends it.

One list for `rejoinder doctor`, the dashboard's health page and the API.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rejoinder.application.setup.show_connections import ConnectionView
from rejoinder.domain.alerting import silences_of_routes
from rejoinder.domain.errors import InvalidInput
from rejoinder.entrypoints.settings import SECRET_KEY_FILE, Settings
from rejoinder.entrypoints.web.health import HealthCache, health_now
from rejoinder.entrypoints.web.needs import WebContainer


class Severity(StrEnum):
    """The worst first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    severity: Severity
    meaning: str
    fix: str
    """The command that mends it, or what to do."""


_VIOLATIONS = {
    "secrets-unreadable": (Severity.CRITICAL, "start again with the REJOINDER_SECRET_KEY that sealed them"),
    "db-down": (Severity.CRITICAL, "start Postgres; webhooks are spooled meanwhile"),
    "db-busy": (Severity.WARNING, "look into Postgres: pg_stat_activity"),
    "redis-down": (Severity.WARNING, "rejoinder up"),
    "no-worker": (Severity.CRITICAL, "rejoinder worker"),
    "queue-late": (Severity.WARNING, "rejoinder job list --status PENDING"),
    "alerts-disabled": (Severity.WARNING, "unset ALERTS_DISABLED and restart"),
    "alerts-undelivered": (Severity.WARNING, "look at the ways to people on the dashboard (Alerts) and try them"),
    "alerts-late": (Severity.CRITICAL, "rejoinder scheduler; if it runs, look for alerts.round_failed in its log"),
    "alerts-muted": (Severity.WARNING, "end the switch alerts_muted on the dashboard (Switches)"),
    "held-back": (Severity.WARNING, "end the switch on the dashboard (Switches) when its reason is gone"),
    "upkeep-late": (Severity.WARNING, "rejoinder scheduler"),
    "unaccounted": (Severity.CRITICAL, "rejoinder scheduler"),
    "jobs-parked": (Severity.WARNING, "rejoinder job list --status PARKED"),
    "ai-paused": (Severity.WARNING, "check OPENAI_API_KEY and OPENAI_BASE_URL; a probe every 15 s notices"),
    "dead-jobs": (Severity.WARNING, "rejoinder job retry --filter status=FAILED"),
    "sends-unknown": (Severity.WARNING, "settle them on the dashboard (Sends)"),
    "notifications-undeliverable": (
        Severity.WARNING,
        "look at the alerts; mend Slack, REJOINDER_SMTP_URL or the setting notifications, then send a test",
    ),
    "leases-expired": (Severity.WARNING, "rejoinder scheduler"),
    "worker-outdated": (Severity.CRITICAL, "restart the workers with the newer release"),
    "breaker-open": (Severity.WARNING, "rejoinder connection test ID"),
}
"""What to do about each violation of the health document."""


def findings(web: WebContainer, cache: HealthCache, scope: str | None) -> list[Finding]:
    """Every finding that the scope may see, the worst first. What is the host's business only, one workspace does not
    see. Raises StorageDown."""
    order = list(Severity)
    return sorted(_found(web, cache, scope), key=lambda finding: order.index(finding.severity))


def _found(web: WebContainer, cache: HealthCache, scope: str | None) -> Iterator[Finding]:
    outdated = web.schema_problem()
    if outdated:  # its rows may not be readable, so nothing else is asked of it
        yield Finding("schema-revision", Severity.CRITICAL, outdated, "rejoinder migrate")
    else:
        yield from _violations(web, cache)
        if web.secrets_problem() is None:
            yield from _connections(web, scope)
            yield from _workspaces(web, scope)
        if scope is None:
            yield from _walls(web)
            yield from _ways_to_people(web)
    if scope is None:
        yield from _host(web.settings)
        yield from _prompts(web)
        yield LOOK


def _violations(web: WebContainer, cache: HealthCache) -> Iterator[Finding]:
    for violation in health_now(web, cache)["violations"]:
        severity, fix = _VIOLATIONS[violation.code]
        yield Finding(violation.code, severity, violation.detail, fix)


def _connections(web: WebContainer, scope: str | None) -> Iterator[Finding]:
    show = web.show_connections
    for connection in show.everywhere(with_address=False) if scope is None else show.all(scope, with_address=False):
        yield from _of_connection(connection)


def _of_connection(connection: ConnectionView) -> Iterator[Finding]:
    if connection.weaker:
        yield Finding(
            "connection-weaker",
            Severity.WARNING,
            f"'{connection.name}' ({connection.channel}) has no webhook secret: its address's key is the only proof.",
            f"set a webhook secret for connection {connection.id} (PATCH …/connections/ID)",
        )
    if connection.refuses_all:
        yield Finding(
            "connection-without-secret",
            Severity.WARNING,
            f"'{connection.name}' ({connection.channel}) has no webhook secret, so every delivery is refused.",
            f"set the provider's signing secret as webhook secret of connection {connection.id}",
        )
    if connection.status == "failing":
        yield Finding(
            "connection-failing",
            Severity.WARNING,
            f"'{connection.name}' ({connection.channel}) fails, and its work waits.",
            f"rejoinder connection test {connection.id}",
        )


def _workspaces(web: WebContainer, scope: str | None) -> Iterator[Finding]:
    """What is wrong in the settings of one tenant: never a failure of the installation."""
    for workspace in web.show_workspaces.all(scope):
        link = str(workspace.settings.get("booking_link") or "")
        if link and not link.startswith("https://"):
            yield Finding(
                "booking-link-unusable",
                Severity.WARNING,
                f"The booking link of '{workspace.name}' is no https address, so nobody is sent there.",
                f"correct it on the dashboard (/setup/{workspace.id})",
            )


def _ways_to_people(web: WebContainer) -> Iterator[Finding]:
    """Whether anybody would hear of trouble."""
    routes = web.alerting.routes.routes()
    if not any(route.enabled for route in routes):
        yield Finding(
            "alerts-reach-nobody",
            Severity.INFO,
            "No way to people is set up: alerts stand on the dashboard and in the log only.",
            "add one on the dashboard (Alerts), or POST /api/v1/alert-routes",
        )
    for silence in silences_of_routes(routes):
        fix = "try it on the dashboard (Alerts), and change or remove it"
        yield Finding(f"alert-{silence.kind}", Severity.WARNING, silence.reason, fix)


def _host(settings: Settings) -> Iterator[Finding]:
    """What the machine and the environment say."""
    yield from secret_key_findings(settings)
    if settings.ai == "offline":
        yield Finding(
            "ai-offline",
            Severity.INFO,
            "No AI key is set: the built-in offline rules judge and write.",
            "set OPENAI_API_KEY",
        )


def _prompts(web: WebContainer) -> Iterator[Finding]:
    """Which prompts the operator replaced; a replaced prompt is a changed product."""
    folder = web.settings.prompts
    try:
        changed = web.changed_prompts()
    except InvalidInput as unusable:
        fix = "mend the file, or unset REJOINDER_PROMPTS, and restart"
        yield Finding("prompts-unusable", Severity.CRITICAL, unusable.message, fix)
        return
    if folder is None:
        return
    named = ", ".join(f"{feature} ({version})" for feature, version in changed.items()) or "none"
    unused = "; the offline AI reads none" if web.settings.ai == "offline" else ""
    yield Finding(
        "prompts-changed",
        Severity.INFO,
        f"Prompts from {folder} in the place of ours: {named}{unused}.",
        "measure them with rejoinder eval; unset REJOINDER_PROMPTS and restart to have ours again",
    )


def secret_key_findings(settings: Settings) -> Sequence[Finding]:
    """Whether there is a key, and whether it is kept from others; needs no database."""
    found = []
    if not settings.secret_keys:
        meaning = "REJOINDER_SECRET_KEY is not set and the data folder holds none: stored credentials cannot be opened."
        fix = "set REJOINDER_SECRET_KEY to the key that sealed them"
        found.append(Finding("secret-key", Severity.CRITICAL, meaning, fix))
    kept = settings.data_dir / SECRET_KEY_FILE
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        meaning = "Other users of this machine can read the secret key."
        found.append(Finding("secret-key-readable", Severity.CRITICAL, meaning, f"chmod 600 {kept}"))
    return found


def _walls(web: WebContainer) -> Iterator[Finding]:
    if web.reports.is_above_walls():
        yield Finding(
            "row-security",
            Severity.WARNING,
            "DATABASE_URL connects as a superuser: Postgres does not keep workspaces apart.",
            "create a role LOGIN NOSUPERUSER NOBYPASSRLS, make it owner of the database, name it in DATABASE_URL",
        )


LOOK = Finding(
    "psql",
    Severity.INFO,
    "To look into the database without being able to change anything, run this:",
    "rejoinder doctor (it prints the command for this machine)",
)
