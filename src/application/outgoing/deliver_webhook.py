"""DeliverWebhook: one event reaches one address of a user's system, or its failure is there to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rejoinder.domain.errors import BreakerOpen, ConfigurationFault, OutcomeUnknown, ProviderDown
from rejoinder.domain.jobs import Cancel, Done, Job, Outcome, Snooze
from rejoinder.domain.outgoing import (
    DISABLE_AFTER,
    Delivery,
    DeliveryState,
    Endpoint,
    OutgoingType,
    body_of,
    signed_headers,
    wait_after,
)
from rejoinder.domain.ports.ai import CircuitBreaker
from rejoinder.domain.ports.outgoing import Courier, CourierAnswer
from rejoinder.domain.ports.storage import JobFence, Store, UnitOfWork
from rejoinder.domain.ports.world import Clock, Dice
from rejoinder.domain.switches import Switch, SwitchKind

GONE = 410
PATIENCE_S = 300.0
"""How long a delivery waits, at most, before it looks again whether the endpoint's breaker lets it through."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One try that did not arrive."""

    error: str
    code: str
    status: int | None = None
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class DeliverWebhook:
    """Called for OUTGOING_WEBHOOK jobs; the subject is one delivery.

    Afterwards it is delivered, waits for its next try, or has failed and can be sent again by a person. At least once:
    a receiver knows repetitions by `webhook-id`. An endpoint that says 410, or at which everything has failed for days,
    is switched off with an alert. Waiting spends no attempt of the job; the delivery counts its own.
    """

    store: Store
    courier: Courier
    breaker: CircuitBreaker
    clock: Clock
    dice: Dice
    alerts_disabled: bool = False
    """`ALERTS_DISABLED`: nobody outside is told of an alert."""

    def __call__(self, job: Job) -> Outcome:
        with self.store.begin(job.workspace_id) as uow:
            delivery = uow.outgoing.get(job.subject_id)
            endpoint = uow.endpoints.get(delivery.endpoint_id) if delivery is not None else None
            switches = uow.switches.active(job.workspace_id)
        if delivery is None or delivery.state is not DeliveryState.PENDING:
            return Cancel("delivery-over")
        if endpoint is None or not endpoint.enabled:
            return self._end(job, delivery, "endpoint-removed" if endpoint is None else "endpoint-disabled")
        if delivery.event.type == OutgoingType.ALERT_RAISED and self._alerts_are_quiet(job.workspace_id, switches):
            return self._end(job, delivery, "alerts-muted")
        try:
            self.breaker.admit(breaker_of(endpoint.id))
        except BreakerOpen as closed:
            return Snooze(max(closed.wait or 0.0, PATIENCE_S * (0.2 + 0.8 * self.dice.chance())), closed.code)
        outcome = self._try(delivery, endpoint)
        if isinstance(outcome, Failure):
            return self._failed(job, delivery, endpoint, outcome)
        return self._delivered(job, delivery, endpoint, outcome)

    def _alerts_are_quiet(self, workspace_id: str, switches: Sequence[Switch]) -> bool:
        muted = (s for s in switches if s.kind is SwitchKind.ALERTS_MUTED)
        return self.alerts_disabled or any(switch.covers(workspace_id, None, None) for switch in muted)

    def _try(self, delivery: Delivery, endpoint: Endpoint) -> CourierAnswer | Failure:
        body = body_of(delivery.event, delivery.occurred_at)
        headers = signed_headers(delivery.event.id, self.clock.now(), body, endpoint.secrets)
        return attempt(self.courier, endpoint, headers, body)

    def _delivered(self, job: Job, delivery: Delivery, endpoint: Endpoint, answer: CourierAnswer) -> Outcome:
        arrived = replace(
            delivery,
            state=DeliveryState.DELIVERED,
            attempts=delivery.attempts + 1,
            last_status=answer.status,
            last_error="",
        )
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.outgoing.save(arrived)
            uow.endpoints.succeeded(endpoint.id)
        self.breaker.succeeded(breaker_of(endpoint.id))
        return Done(f"delivered:{answer.status}")

    def _failed(self, job: Job, delivery: Delivery, endpoint: Endpoint, failure: Failure) -> Outcome:
        tries = delivery.attempts + 1
        wait = wait_after(tries, self.dice.chance(), failure.wait)
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            off = _why_off(failure, uow.endpoints.failed(endpoint.id))
            over = bool(off) or wait is None
            uow.outgoing.save(
                replace(
                    delivery,
                    state=DeliveryState.FAILED if over else DeliveryState.PENDING,
                    attempts=tries,
                    last_status=failure.status,
                    last_error=failure.error,
                )
            )
            if off:
                _switch_off(uow, endpoint.id, off)
            elif wait is None:
                _tell_given_up(uow, delivery, endpoint, failure, tries)
        if not off:
            self.breaker.failed(breaker_of(endpoint.id), code=failure.code)
        return Done(f"failed:{failure.code}") if over or wait is None else Snooze(wait, failure.code)

    def _end(self, job: Job, delivery: Delivery, reason: str) -> Outcome:
        """Nobody listens there any more: the delivery waits for a person instead of for ever."""
        with self.store.begin(job.workspace_id, JobFence(job.id, job.fence)) as uow:
            uow.outgoing.save(replace(delivery, state=DeliveryState.FAILED, last_error=reason))
        return Done(f"failed:{reason}")


def _why_off(failure: Failure, failing_s: float) -> str:
    """Why the endpoint is not worth another try; empty while it is."""
    if failure.status == GONE:
        return "It answered 410 Gone."
    if failing_s >= DISABLE_AFTER.total_seconds():
        return f"Everything has failed for {DISABLE_AFTER.days} days; at last: {failure.error}"
    return ""


def _switch_off(uow: UnitOfWork, endpoint_id: str, why: str) -> None:
    endpoint = uow.endpoints.get(endpoint_id)
    if endpoint is None or not endpoint.enabled:
        return
    uow.endpoints.save(replace(endpoint, enabled=False, disabled_reason=why))
    uow.alerts.raise_alert(
        "webhook-disabled",
        endpoint.id,
        severity="high",
        title=f"Webhook '{endpoint.name}' was switched off. {why}",
        workspace_id=endpoint.workspace_id,
        detail={"webhook": endpoint.id},
    )


def _tell_given_up(uow: UnitOfWork, delivery: Delivery, endpoint: Endpoint, failure: Failure, tries: int) -> None:
    uow.alerts.raise_alert(
        "webhook-failed",
        endpoint.id,
        severity="medium",
        title=f"Webhook '{endpoint.name}' did not take an event in {tries} tries: {failure.error}",
        workspace_id=endpoint.workspace_id,
        detail={"webhook": endpoint.id, "delivery": delivery.id, "type": delivery.event.type},
    )


def attempt(courier: Courier, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> CourierAnswer | Failure:
    """One try. What the receiver may or may not have taken counts as a failure: it knows repetitions by their id."""
    try:
        answer = courier.deliver(endpoint, headers, body)
    except (ProviderDown, OutcomeUnknown, ConfigurationFault) as error:
        return Failure(error.message, error.code)
    if answer.ok:
        return answer
    moved = " and redirects, which is not followed" if 300 <= answer.status < 400 else ""
    return Failure(f"It answered {answer.status}{moved}.", f"http-{answer.status}", answer.status, answer.wait)


def give_up(uow: UnitOfWork, delivery_id: str, why: str) -> None:
    """A delivery whose job is over without it says so, and can be sent again."""
    delivery = uow.outgoing.get(delivery_id)
    if delivery is not None and delivery.state is DeliveryState.PENDING:
        uow.outgoing.save(replace(delivery, state=DeliveryState.FAILED, last_error=why))


def reopen(uow: UnitOfWork, delivery_id: str) -> None:
    """A delivery whose job is worked again is under way again, with every try before it."""
    delivery = uow.outgoing.get(delivery_id)
    if delivery is not None and delivery.state is DeliveryState.FAILED:
        uow.outgoing.save(replace(delivery, state=DeliveryState.PENDING, attempts=0))


def breaker_of(endpoint_id: str) -> str:
    """One breaker per endpoint."""
    return f"webhook:{endpoint_id}"
