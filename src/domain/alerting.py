"""When people are told of trouble: the rules with their thresholds, the routes, and what may keep an alert back.

The rules are the table A15.3 of the reference; rules that one event breaks (a dead letter, a lost message, an invalid
mode, a call to a number of nobody, an owner who cannot be texted) are raised where the event happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SEVERITIES = ("low", "medium", "high", "critical")
"""The least first."""
REPEAT_AFTER = timedelta(hours=6)
"""An open alert that keeps occurring is told again after that time, counted from a delivery that worked."""
QUIET_AFTER_ACKNOWLEDGEMENT = timedelta(hours=24)
RAISED_AGAIN_AFTER = timedelta(hours=1)
"""A condition that holds on counts as a new occurrence that often."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
TEST_RULE = "test"
DATABASE_AWAY = "database-away"
AWAY_FOR_S = 20.0
"""How long the database may be away before people are told without it."""


def rank(severity: str) -> int:
    """Its place among the severities; an unknown one counts as high."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else SEVERITIES.index("high")


# --- rules ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What one measure says about one thing right now."""

    measure: str
    subject: str
    value: float
    sample: int
    """How many cases it was made from."""
    workspace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Broken while the measure is above the threshold, in a sample that says anything."""

    name: str
    measure: str
    above: float
    severity: str
    title: str
    """May name `value`, `percent`, `sample` and `subject`."""
    least: int = 1
    """The smallest sample that counts."""


RULES: Sequence[Rule] = (
    Rule("signature-rejects", "refused_share_5min", 0.99, "high",
         "For five minutes every delivery to connection {subject} was refused ({sample} so far).", 3),
    Rule("ai-failures", "ai_failures_15min", 4, "high", "{value:.0f} AI calls failed within 15 minutes."),
    Rule("job-failures", "job_failure_share_1h", 0.10, "high",
         "{percent:.0f} % of the jobs of the last hour failed ({sample} in all).", 10),
    Rule("job-stuck", "running_over_1h", 3600, "medium", "Job {subject} has been running for {value:.0f} s."),
    Rule("job-crashes", "lease_losses", 3, "medium", "Job {subject} has lost its worker {value:.0f} times."),
    Rule("inbound-late", "oldest_inbound_s", 300, "high",
         "The oldest message that waits to be understood is {value:.0f} s late."),
    Rule("webhook-slow", "webhook_p95_s", 5, "medium",
         "The slowest twentieth of the deliveries of {subject} took {value:.1f} s or more to be stored.", 20),
    Rule("voice-slow", "voice_p95_s", 1, "medium",
         "The slowest twentieth of the call events of {subject} took {value:.1f} s or more to be stored.", 10),
    Rule("calls-unsuccessful", "call_trouble_share_1h", 0.05, "high",
         "{percent:.0f} % of the calls of the last hour failed ({sample} in all).", 10),
    Rule("call-errors", "call_error_share_1h", 0.05, "high",
         "{percent:.0f} % of the calls of the last hour ended in an error ({sample} in all)."),
    Rule("agent-look-ups", "unknown_agents_1h", 10, "high",
         "{value:.0f} calls within the hour were for assistants that nobody registered."),
    Rule("calls-recovered", "recovered_share_1d", 0.05, "medium",
         "{percent:.0f} % of the day's calls came from the provider's list and not by webhook ({sample} in all).", 5),
    Rule("number-orphaned", "orphaned_numbers", 0, "high", "The operational number {subject} belongs to no workspace."),
    Rule("failsafe-wrong-role", "failsafe_wrong_role", 0, "high",
         "The fail-safe texts leave from {subject}, whose role is not 'system'."),
    Rule("redis-unsafe", "redis_unsafe", 0, "high", "Redis may lose what it holds: {subject}."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold."""

    rule: str
    subject: str
    severity: str
    title: str
    workspace_id: str | None
    detail: Mapping[str, float] = field(default_factory=dict)


def broken_rules(readings: Sequence[Reading], rules: Sequence[Rule] = RULES) -> list[Broken]:
    """Every rule that a reading breaks, in the order of the rules."""
    return [
        Broken(
            rule.name,
            reading.subject,
            rule.severity,
            rule.title.format(
                value=reading.value, percent=100 * reading.value, sample=reading.sample, subject=reading.subject
            ),
            reading.workspace_id,
            {"value": round(reading.value, 3), "threshold": rule.above, "sample": reading.sample},
        )
        for rule in rules
        for reading in readings
        if reading.measure == rule.measure and reading.sample >= rule.least and reading.value > rule.above
    ]


# --- telling --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that is not resolved, with what is known of telling it."""

    id: str
    rule: str
    subject: str
    severity: str
    title: str
    count: int
    first_at: datetime
    last_at: datetime
    workspace_id: str | None = None
    acknowledged_at: datetime | None = None
    told_at: datetime | None = None
    """The last delivery that worked; tries that failed hold nothing back."""
    told_severity: str = ""
    told_count: int = 0
    tries: int = 0
    """Rounds that failed since."""
    next_try_at: datetime | None = None

    @property
    def untold(self) -> int:
        """Occurrences of which nobody was told."""
        return self.count - self.told_count


def held_back(alert: OpenAlert, now: datetime) -> str | None:
    """Why nobody is told of it now, or None: it is to be told. A severity that has risen breaks every silence."""
    risen = alert.told_at is not None and rank(alert.severity) > rank(alert.told_severity)
    if alert.next_try_at is not None and alert.next_try_at > now:
        return "waits-for-next-try"
    if alert.told_at is None or risen:
        return None
    if alert.untold <= 0:
        return "nothing-new"
    if alert.acknowledged_at is not None and now < alert.acknowledged_at + QUIET_AFTER_ACKNOWLEDGEMENT:
        return "acknowledged"
    if now < alert.told_at + REPEAT_AFTER:
        return "told-of-late"
    return None


def wait_after_failure(tries: int) -> timedelta:
    """Until the routes are tried again after so many rounds in which none worked."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(max(tries, 1) - 1, 10)))


@dataclass(frozen=True, slots=True)
class AlertRoute:
    """One way to somebody: tried in the order of `place`; the next one only when this one failed."""

    id: str
    kind: str
    """`sms`, `slack`, `email` or `webhook`."""
    name: str
    target: Mapping[str, str]
    """sms: `to` and `from`; slack and webhook: `url`; email: `to`."""
    least: str = "medium"
    """The lowest severity that goes this way."""
    place: int = 0
    connection_id: str | None = None
    """Whose account carries a text."""
    enabled: bool = True
    last_success_at: datetime | None = None
    last_error: str = ""

    def takes(self, alert_severity: str) -> bool:
        """Whether an alert of this severity goes this way."""
        return self.enabled and rank(alert_severity) >= rank(self.least)


ROUTE_KINDS: Mapping[str, Sequence[str]] = {
    "sms": ("to", "from"),
    "slack": ("url",),
    "email": ("to",),
    "webhook": ("url",),
}
"""What each kind of route must be told."""


def words_of(alert: OpenAlert, base_url: str) -> str:
    """What people read, at most two text messages long."""
    again = f" ({alert.untold} times since the last word)" if alert.told_at is not None and alert.untold > 1 else ""
    return f"[Rejoinder {alert.severity}] {alert.title[:220]}{again} {base_url}/alerts"


def digest_of(alerts: Sequence[OpenAlert], base_url: str) -> str | None:
    """The day's summary: what is open and how often each was kept quiet. None when there is nothing."""
    if not alerts:
        return None
    lines = [
        f"- {alert.severity}: {alert.title[:160]} ({alert.count} times, {max(0, alert.untold)} of them not told"
        + (", acknowledged" if alert.acknowledged_at else "")
        + ")"
        for alert in sorted(alerts, key=lambda alert: (-rank(alert.severity), alert.first_at))[:20]
    ]
    more = f"\nand {len(alerts) - 20} more" if len(alerts) > 20 else ""
    return "\n".join([f"[Rejoinder] {len(alerts)} open alerts", *lines]) + f"{more}\n{base_url}/alerts"


# --- what keeps alerts from people ----------------------------------------------------------------

DISABLED_REASON = "ALERTS_DISABLED env var set to true"
NORMAL = "normal"
DISABLED_BANNER = (
    "\U0001f6a8 WARNING: ALERTS ARE GLOBALLY DISABLED",
    "\U0001f6a8 ALERTS_DISABLED=true is set in environment",
    "\U0001f6a8 Operational failures will NOT notify founder",
    "\U0001f6a8 This should NEVER be enabled in production",
)
"""The words of seed 003, printed whenever a process starts with alerts disabled."""


@dataclass(frozen=True, slots=True)
class Silence:
    """One entry of the suppression register: anything that may keep an alert from people."""

    kind: str
    """`environment`, `alerts_muted`, `acknowledged`, `route-off`, `route-failing` or `threshold`."""
    reason: str
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    workspace_id: str | None = None
    id: str = ""

    @property
    def is_alarming(self) -> bool:
        """Whether it keeps more from people than they asked for by looking at an alert."""
        return self.kind in ("environment", "alerts_muted", "route-failing")

    def __str__(self) -> str:
        until = f" until {self.until:%Y-%m-%d %H:%M} UTC" if self.until else ""
        return f"{self.kind}{until}: {self.reason}"


def silences_of_routes(routes: Sequence[AlertRoute]) -> list[Silence]:
    """What the ways to people keep back by themselves."""
    found = []
    for route in routes:
        if not route.enabled:
            found.append(Silence("route-off", f"A way by {route.kind} is switched off.", id=route.id))
        elif route.last_error:
            since = route.last_success_at
            found.append(Silence("route-failing", f"A way by {route.kind} fails.", since=since, id=route.id))
    on = [route for route in routes if route.enabled]
    if on and all(rank(route.least) > rank("medium") for route in on):
        found.append(Silence("threshold", "No way takes alerts of severity medium; they wait for the digest."))
    return found
