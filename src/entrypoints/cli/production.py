"""What has to be true before real people write in: `rejoinder doctor --production`."""

from __future__ import annotations

import ipaddress
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rejoinder.application.setup.show_workspaces import WorkspaceView
from rejoinder.domain.alerting import AlertRoute
from rejoinder.domain.views import TokenView
from rejoinder.entrypoints.settings import Settings
from rejoinder.entrypoints.web.findings import Finding, Severity

if TYPE_CHECKING:
    from rejoinder.entrypoints.container import Container
    from rejoinder.infrastructure.postgres.server_facts import ServerFacts

LEAST_KEY = 32
"""Characters of a secret that nobody guesses."""
LEAST_FREE = 2 * 1024**3
SKEW = timedelta(seconds=2)
BACKUP_EVERY = timedelta(hours=26)
ALERT_TRIED_WITHIN = timedelta(days=30)
TOKEN_UNUSED_FOR = timedelta(days=90)
OLDEST_POSTGRES = 140_000
_TELLING = ("changeme", "secret", "password", "example", "test", "admin", "default", "rejoinder")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the checks look at."""

    settings: Settings
    embedded: bool
    server: ServerFacts
    redis_ahead: timedelta | None
    """How far the clock of Redis is ahead of this machine's; None while it does not answer."""
    database_ahead: timedelta
    free_bytes: int
    now: datetime
    workspaces: Sequence[WorkspaceView]
    tokens: Sequence[TokenView]
    routes: Sequence[AlertRoute]
    redis_trouble: str


def gathered(container: Container, embedded: bool) -> Facts:
    """The facts of this machine and this installation. Raises StorageDown."""
    from rejoinder.domain.views import PageRequest
    from rejoinder.infrastructure.postgres.server_facts import server_facts

    settings = container.settings()
    server = server_facts(container.engine())
    asked = datetime.now(UTC)
    return Facts(
        settings,
        embedded,
        server,
        _ahead_of_redis(settings.redis_url),
        server.now - asked,
        shutil.disk_usage(_existing(settings.data_dir)).free,
        asked,
        container.show_workspaces().all(None),
        container.reports().tokens(None, PageRequest(200)).items,
        container.alert_routes().routes(),
        container.alert_memory().trouble() or "",
    )


def _ahead_of_redis(url: str) -> timedelta | None:
    import redis

    client: Any = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        seconds, micros = client.time()
    except (redis.RedisError, OSError):
        return None
    finally:
        client.close()
    return timedelta(seconds=seconds + micros / 1e6 - time.time())


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def checklist(facts: Facts) -> list[Finding]:
    """What has to be mended first, the worst first; empty when the installation may be used."""
    checks = (_secrets, _addresses, _database, _redis, _clocks, _machine, _people, _keeping)
    found = [finding for check in checks for finding in check(facts)]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def _secrets(facts: Facts) -> Iterator[Finding]:
    settings = facts.settings
    for name, value in (
        ("REJOINDER_SECRET_KEY", settings.secret_keys[0] if settings.secret_keys else ""),
        ("REJOINDER_ADMIN_TOKEN", settings.admin_token),
        ("CRON_SECRET", settings.cron_secret),
    ):
        weak = len(value) < LEAST_KEY or len(set(value)) < 10 or value.lower().strip("0123456789-_") in _TELLING
        if value and weak:
            meaning = f"{name} could be guessed."
            yield Finding("secret-weak", Severity.CRITICAL, meaning, f"openssl rand -hex 32, then set {name} to it")
    if settings.admin_token:
        yield Finding(
            "bootstrap-token",
            Severity.INFO,
            "REJOINDER_ADMIN_TOKEN may do everything and belongs to nobody.",
            "once people have passwords or tokens of their own, unset it and restart",
        )


def _addresses(facts: Facts) -> Iterator[Finding]:
    base = urlsplit(facts.settings.public_base_url)
    if base.scheme != "https":
        meaning = f"PUBLIC_BASE_URL is {facts.settings.public_base_url}: what people write crosses the net unsealed."
        yield Finding("base-url-open", Severity.CRITICAL, meaning, "set PUBLIC_BASE_URL to your TLS proxy")
    if _is_local(base.hostname or ""):
        meaning = f"PUBLIC_BASE_URL is {facts.settings.public_base_url}, which no provider reaches."
        yield Finding("base-url-local", Severity.CRITICAL, meaning, "set PUBLIC_BASE_URL to what providers call")
    if facts.settings.allowed_provider_hosts:
        named = ", ".join(sorted(facts.settings.allowed_provider_hosts))
        meaning = f"Connections and webhooks may also lead to {named}."
        fix = "unset REJOINDER_ALLOWED_PROVIDER_HOSTS unless you run those hosts"
        yield Finding("hosts-allowed", Severity.WARNING, meaning, fix)


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host in ("", "localhost") or host.endswith((".local", ".internal", ".example", ".test"))


def _database(facts: Facts) -> Iterator[Finding]:
    server = facts.server
    if facts.embedded:
        meaning = "The embedded Postgres and Valkey live and die with this machine."
        yield Finding("embedded-servers", Severity.WARNING, meaning, "set DATABASE_URL and REDIS_URL")
    for name, holds in (("fsync", server.fsync), ("full_page_writes", server.full_page_writes)):
        if not holds:
            meaning = f"Postgres runs with {name} = off: a power cut destroys the database."
            yield Finding("database-unsafe", Severity.CRITICAL, meaning, f"ALTER SYSTEM SET {name} = on")
    if not server.synchronous_commit:
        meaning = "Postgres confirms what is not on disk: a crash forgets webhooks that providers think delivered."
        fix = "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf()"
        yield Finding("database-forgets", Severity.CRITICAL, meaning, fix)
    if server.address and not _is_local(server.address) and not server.encrypted:
        meaning = "The connection to Postgres crosses a public network unencrypted."
        yield Finding("database-open", Severity.CRITICAL, meaning, "add ?sslmode=verify-full to DATABASE_URL")
    elif server.address not in ("", "127.0.0.1", "::1") and not server.encrypted:
        meaning = "The connection to Postgres is not encrypted."
        yield Finding("database-unencrypted", Severity.WARNING, meaning, "add ?sslmode=require to DATABASE_URL")
    if server.version < OLDEST_POSTGRES:
        meaning = f"Postgres {server.version // 10_000} gets no security fixes any more."
        yield Finding("database-old", Severity.WARNING, meaning, "move to a supported release of Postgres")


def _redis(facts: Facts) -> Iterator[Finding]:
    if facts.redis_ahead is None:
        fix = "start it; until then work waits for the scheduler's look into Postgres"
        yield Finding("redis-silent", Severity.WARNING, "Redis does not answer.", fix)
    if facts.redis_trouble:
        meaning = f"Redis may lose what it holds: {facts.redis_trouble}."
        yield Finding("redis-unsafe", Severity.WARNING, meaning, "maxmemory-policy noeviction and appendonly yes")


def _clocks(facts: Facts) -> Iterator[Finding]:
    for name, ahead in (("Postgres", facts.database_ahead), ("Redis", facts.redis_ahead)):
        if ahead is not None and abs(ahead) > SKEW:
            meaning = f"The clock of {name} and this machine's are {abs(ahead).total_seconds():.1f} s apart."
            yield Finding("clock-skew", Severity.WARNING, meaning, "run chrony or systemd-timesyncd on both")


def _machine(facts: Facts) -> Iterator[Finding]:
    if facts.free_bytes < LEAST_FREE:
        meaning = f"{facts.settings.data_dir} has {facts.free_bytes // 1024**2} MiB left for the spool and the logs."
        yield Finding("disk-low", Severity.WARNING, meaning, f"make room: {LEAST_FREE // 1024**3} GiB at least")
    if facts.settings.log != "json":
        yield Finding("log-text", Severity.INFO, "Logs are written for people.", "set REJOINDER_LOG=json")


def _people(facts: Facts) -> Iterator[Finding]:
    routes = [route for route in facts.routes if route.enabled]
    if not routes:
        fix = "add one on the dashboard (Alerts), then Send a test every way"
        yield Finding("alerts-reach-nobody", Severity.CRITICAL, "Nobody would hear of trouble: no way to people.", fix)
    for route in routes:
        if route.last_success_at is None or facts.now - route.last_success_at > ALERT_TRIED_WITHIN:
            meaning = f"The way to people '{route.name}' ({route.kind}) has not carried anything for 30 days."
            fix = "dashboard, Alerts: Send a test every way"
            yield Finding("alert-way-untried", Severity.WARNING, meaning, fix)
    if facts.settings.alerts_disabled:
        fix = "unset ALERTS_DISABLED and restart"
        yield Finding("alerts-disabled", Severity.CRITICAL, "ALERTS_DISABLED keeps trouble from people.", fix)
    for token in facts.tokens:
        used = token.last_used_at or token.created_at
        if token.revoked_at is None and facts.now - used > TOKEN_UNUSED_FOR:
            meaning = f"The {token.role} token '{token.name}' has not been used for 90 days."
            yield Finding("token-unused", Severity.WARNING, meaning, f"rejoinder token revoke {token.id}")
    everywhere = [t for t in facts.tokens if t.revoked_at is None and t.role == "admin" and t.workspace_id is None]
    if len(everywhere) > 3:  # more than a person can name by heart
        meaning = f"{len(everywhere)} tokens may do everything in every workspace."
        fix = "revoke them; give each program the role and workspace that it needs (rejoinder token create --help)"
        yield Finding("tokens-almighty", Severity.WARNING, meaning, fix)


def _keeping(facts: Facts) -> Iterator[Finding]:
    made = facts.server.backed_up_at
    if made is None or facts.now - made > BACKUP_EVERY:
        when = "never" if made is None else f"last on {made:%Y-%m-%d %H:%M} UTC"
        meaning = f"`rejoinder backup` ran {when}."
        fix = "run it daily, keep REJOINDER_SECRET_KEY elsewhere; ignore this if your database is backed up otherwise"
        yield Finding("backup-missing", Severity.WARNING, meaning, fix)
    for workspace in facts.workspaces:
        if workspace.timezone == "UTC":
            meaning = f"'{workspace.name}' is in UTC: business hours and quiet hours follow that clock."
            yield Finding("timezone-unset", Severity.INFO, meaning, f"set its zone (/setup/{workspace.id})")
        if float(workspace.settings.get("retention_days") or 0) > 366:
            meaning = f"'{workspace.name}' keeps raw deliveries for {workspace.settings['retention_days']} days."
            yield Finding("retention-long", Severity.INFO, meaning, "lower retention_days unless a law asks for it")
