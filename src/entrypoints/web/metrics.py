"""GET /metrics: figures read from the rows when somebody asks; nothing is counted in memory."""

from __future__ import annotations

import hmac
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rejoinder.domain.alerting import Silence
from rejoinder.domain.views import Gauge, Vitals
from rejoinder.entrypoints.web.auth import OPEN, Web
from rejoinder.entrypoints.web.errors import SignInNeeded
from rejoinder.entrypoints.web.health import health_now, register
from rejoinder.entrypoints.web.needs import WebContainer
from rejoinder.entrypoints.web.spelling import look

_HELP = {
    "jobs": "Jobs that are not over (FAILED ones wait for a person), by queue, type and status.",
    "jobs_last_hour": "Jobs made within the last hour, by queue, type and the status they have now.",
    "sends": "Sends that are not over, by channel and state.",
    "sends_last_hour": "Sends made within the last hour, by channel and the state they have now.",
    "ai_calls_last_hour": "Calls to a model within the last hour, by feature and outcome.",
    "ai_cost_usd_last_hour": "What those calls cost, in US dollars.",
    "missed_calls_last_hour": "Missed calls of workspaces within the last hour, by how they ended for the caller.",
    "voice_system_failsafe_intake": "Calls to numbers without a workspace, answered by the fail-safe.",
}


OBSERVED = {
    "twilio_inbound_sms": "Texts that Twilio delivered within the last hour.",
    "twilio_inbound_voice": "Call events that Twilio delivered within the last hour.",
    "twilio_callstatus": "Reports on calls that Twilio delivered within the last hour.",
    "twilio_webhook_error": "Refused deliveries of Twilio, where one was refused within the last hour.",
    "ai_pipeline_success": "Calls to a model within the last hour that answered.",
    "ai_pipeline_failure": "Calls to a model within the last hour that failed.",
    "ai_pipeline_duration": "Seconds that a call to a model took on average within the last hour.",
    "conversation_created": "People who were new within the last hour, by the mode of their workspace.",
    "twilio_number_pool_invariant_violation_orphaned_operational": "Operational numbers without a workspace.",
    "startup_success": "Processes that started and work, by role.",
    "voice_system_number": "Calls to numbers without a workspace, by whether the number is known.",
    "health_check_healthy": "1 while /health finds nothing wrong.",
    "health_check_unhealthy": "1 while /health says unhealthy or degraded.",
    "db_query_duration": "Seconds that reading these figures took.",
}
"""Names that the reference asks to keep (A16), as gauges over rows and without our prefix."""


class Figures(Collector):
    """One scrape's worth of figures."""

    def __init__(
        self,
        gauges: Sequence[Gauge],
        observed: Sequence[Gauge],
        vitals: Vitals,
        redis_up: bool,
        silences: Sequence[Silence],
    ) -> None:
        self._gauges = gauges
        self._observed = observed
        self._register = silences
        self._alerts = vitals.alerts
        self._upkeep = vitals.upkeep
        self._single = {
            "oldest_pending_seconds": (vitals.queue.oldest_pending_seconds, "How long the oldest due job has waited."),
            "unaccounted_messages": (vitals.unaccounted, "Messages with neither outcome nor job; should be 0."),
            "live_workers": (vitals.live_workers, "Workers that gave a sign of life within 30 s."),
            "alerts_suppressed": (vitals.alerts.untold, "Occurrences of open alerts of which nobody was told."),
            "redis_up": (int(redis_up), "Whether Redis answers."),
        }

    def _silences(self) -> Iterable[Metric]:
        """The suppression register as a gauge."""
        held = GaugeMetricFamily(
            "rejoinder_alert_suppressions", "What may keep an alert from people, by kind.", labels=["kind"]
        )
        for kind, count in Counter(silence.kind for silence in self._register).items():
            held.add_metric([kind], count)
        yield held
        stated = GaugeMetricFamily("rejoinder_alerts_open", "Alerts that are not resolved.", labels=["severity"])
        for severity, count in self._alerts.open.items():
            stated.add_metric([severity], count)
        yield stated

    def collect(self) -> Iterable[Metric]:
        for name, (value, meaning) in self._single.items():
            yield GaugeMetricFamily(f"rejoinder_{name}", meaning, value=value)
        ages = GaugeMetricFamily("rejoinder_upkeep_age_seconds", "Since a chore was last done.", labels=["chore"])
        for chore, ago in (("balance", self._upkeep.balanced_seconds_ago), ("prune", self._upkeep.pruned_seconds_ago)):
            if ago is not None:
                ages.add_metric([chore], ago)
        yield ages
        pruned = CounterMetricFamily("rejoinder_pruned_rows", "Rows that were over and went.", labels=["table"])
        for table, rows in self._upkeep.pruned_rows.items():
            pruned.add_metric([table], rows)
        yield pruned
        yield from self._silences()
        yield from _families(self._gauges, _HELP, "rejoinder_")
        yield from _families(self._observed, OBSERVED, "")


def _families(gauges: Sequence[Gauge], meanings: Mapping[str, str], prefix: str) -> Iterable[Metric]:
    families: dict[str, list[Gauge]] = defaultdict(list)
    for gauge in gauges:
        families[gauge.name].append(gauge)
    for name, found in families.items():
        family = GaugeMetricFamily(f"{prefix}{name}", meanings[name], labels=list(found[0].labels))
        for gauge in found:
            family.add_metric(list(gauge.labels.values()), gauge.value)
        yield family


def _check(request: Request[Any, Any, Any], web: WebContainer) -> None:
    """Returns for everybody on this machine, else for whoever brings a token. Raises SignInNeeded."""
    if web.settings.bound_to_loopback:
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    known = hmac.compare_digest(scheme.lower().encode("utf-8", "replace"), b"bearer")
    if not known or web.identify_token(token.strip()) is None:
        raise SignInNeeded("Bring a token (Authorization: Bearer …).")


@look("/metrics", access=OPEN)
def metrics(request: Request[Any, Any, Any], web: Web, state: State) -> Response[bytes]:
    """Prometheus text; a token is needed unless the server is bound to this machine."""
    _check(request, web)
    registry, began = CollectorRegistry(), time.monotonic()
    vitals, gauges, observed = web.reports.vitals(), web.reports.gauges(), web.reports.observed()
    took, healthy = time.monotonic() - began, health_now(web, state.health)["status"] == "ok"
    ours = (("health_check_healthy", healthy), ("health_check_unhealthy", not healthy), ("db_query_duration", took))
    observed = [*observed, *(Gauge(name, {}, float(value)) for name, value in ours)]
    registry.register(Figures(gauges, observed, vitals, web.redis_is_up(), register(web, vitals)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


ROUTES = [metrics]
