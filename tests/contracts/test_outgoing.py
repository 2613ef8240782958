"""What the users' own systems are told: written with its cause, once per endpoint that asked, and settled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rejoinder.domain.ids import new_id
from rejoinder.domain.outgoing import (
    DeliveryState,
    Endpoint,
    OutgoingEvent,
    OutgoingType,
    delivery_job,
    message_received,
)
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from tests.builders import OTHER_WORKSPACE, WORKSPACE, an_inbound_record
from tests.contracts.backings import Backing, a_line

RECEIVED, ENDED = OutgoingType.MESSAGE_RECEIVED.value, OutgoingType.MESSAGE_ENDED.value


def an_endpoint(backing: Backing, *types: str, workspace_id: str = WORKSPACE, **more: object) -> Endpoint:
    endpoint = Endpoint(
        id=new_id(),
        workspace_id=workspace_id,
        name="Our system",
        url="https://hooks.example.com/in?token=t",
        event_types=types or (RECEIVED,),
        secrets=("whsec_b25l", "whsec_dHdv"),
    )
    with backing.store.begin(workspace_id) as uow:
        uow.endpoints.add(endpoint)
        if more:
            uow.endpoints.save(replace(endpoint, **more))  # type: ignore[arg-type]
        found = uow.endpoints.get(endpoint.id)
    assert found is not None
    return found


def an_event(kind: str = RECEIVED, workspace_id: str = WORKSPACE, **more: object) -> OutgoingEvent:
    event = OutgoingEvent(new_id(), kind, workspace_id, {"body": "Hello", "n": 1, "none": None})
    return replace(event, **more)  # type: ignore[arg-type]


def published(backing: Backing, event: OutgoingEvent) -> int:
    with backing.store.begin(event.workspace_id) as uow:
        return int(uow.outgoing.publish(event))


def waiting(backing: Backing) -> list[str]:
    """The deliveries that have a pending job."""
    found = [row for row in backing.all_jobs() if row.type == "OUTGOING_WEBHOOK" and row.status == "PENDING"]
    claimed = [backing.jobs.claim(row.id, "host:1:1", 60.0) for row in found]
    return [job.subject_id for job in claimed if job is not None]


# --- endpoints -------------------------------------------------------------------------------------


def test_an_endpoint_is_found_as_it_was_stored(backing: Backing) -> None:
    stored = an_endpoint(backing, RECEIVED, ENDED)
    assert (stored.url, stored.secrets) == ("https://hooks.example.com/in?token=t", ("whsec_b25l", "whsec_dHdv"))
    assert (stored.event_types, stored.enabled, stored.failing_since) == ((RECEIVED, ENDED), True, None)
    assert "whsec_" not in repr(stored)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.endpoints.get(stored.id) is None
        assert list(uow.endpoints.all()) == []
        assert not uow.endpoints.remove(stored.id)
        uow.endpoints.save(replace(stored, name="Theirs"))
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.endpoints.get("no id") is None
        assert [known.name for known in uow.endpoints.all()] == ["Our system"]
        assert uow.endpoints.remove(stored.id)
        assert uow.endpoints.get(stored.id) is None


def test_failing_is_counted_from_the_first_failure_after_the_last_success(backing: Backing) -> None:
    endpoint = an_endpoint(backing)
    for passed, failing in ((0, 0), (100, 100), (200, 300)):
        backing.pass_time(passed)
        with backing.store.begin(WORKSPACE) as uow:
            assert uow.endpoints.failed(endpoint.id) == pytest.approx(failing, abs=5)
    with backing.store.begin(WORKSPACE) as uow:
        uow.endpoints.succeeded(endpoint.id)
        assert uow.endpoints.failed(endpoint.id) == pytest.approx(0, abs=5)
        assert uow.endpoints.failed(new_id()) == 0


def test_switching_on_again_forgets_what_failed_before(backing: Backing) -> None:
    endpoint = an_endpoint(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.endpoints.failed(endpoint.id)
        failing = uow.endpoints.get(endpoint.id)
        assert failing is not None
        assert failing.failing_since is not None
        uow.endpoints.save(replace(failing, name="Renamed"))
        assert uow.endpoints.get(endpoint.id).failing_since == failing.failing_since
        uow.endpoints.save(replace(failing, enabled=False))
        assert uow.endpoints.get(endpoint.id).failing_since is None


# --- publishing ------------------------------------------------------------------------------------


def test_an_event_is_written_for_every_endpoint_that_asked_for_it(backing: Backing) -> None:
    first, second = an_endpoint(backing), an_endpoint(backing, RECEIVED, ENDED)
    an_endpoint(backing, ENDED)
    an_endpoint(backing, RECEIVED, enabled=False)
    an_endpoint(backing, RECEIVED, workspace_id=OTHER_WORKSPACE)
    removed = an_endpoint(backing, RECEIVED)
    with backing.store.begin(WORKSPACE) as uow:
        uow.endpoints.remove(removed.id)
    event = an_event()

    assert published(backing, event) == 2
    told = []
    for delivery_id in waiting(backing):
        with backing.store.begin(WORKSPACE) as uow:
            told.append(uow.outgoing.get(delivery_id))
    assert {delivery.endpoint_id for delivery in told} == {first.id, second.id}
    assert [delivery.event for delivery in told] == [event, event]
    assert {delivery.state for delivery in told} == {DeliveryState.PENDING}
    assert {bell.queue for bell in backing.doorbell.rung} >= {"notify"}


def test_nobody_asked_so_nothing_is_written(backing: Backing) -> None:
    assert published(backing, an_event()) == 0
    assert backing.all_jobs() == []


def test_what_is_rolled_back_was_never_told(backing: Backing) -> None:
    an_endpoint(backing)

    def told_and_undone() -> None:
        with backing.store.begin(WORKSPACE) as uow:
            uow.outgoing.publish(an_event())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        told_and_undone()
    assert backing.all_jobs() == []


def test_an_event_of_another_workspace_cannot_be_told(backing: Backing) -> None:
    an_endpoint(backing, workspace_id=OTHER_WORKSPACE)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.outgoing.publish(an_event(workspace_id=OTHER_WORKSPACE)) == 0
    assert backing.all_jobs() == []


def test_a_delivery_is_settled_in_its_own_workspace_only(backing: Backing) -> None:
    an_endpoint(backing)
    published(backing, an_event())
    (delivery_id,) = waiting(backing)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.outgoing.get(delivery_id) is None
    with backing.store.begin(WORKSPACE) as uow:
        delivery = uow.outgoing.get(delivery_id)
        assert delivery is not None
        failed = replace(
            delivery, state=DeliveryState.FAILED, attempts=3, last_status=500, last_error="It answered 500.", resends=1
        )
        assert uow.outgoing.save(failed)
        assert uow.outgoing.get(delivery_id) == failed
        assert uow.outgoing.get("no id") is None
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert not uow.outgoing.save(failed)


# --- the two causes that are statements ---------------------------------------------------------------


def test_a_message_is_told_in_the_statement_that_stores_it(backing: Backing) -> None:
    """And says the same as where it is stored elsewhere."""
    an_endpoint(backing)
    line = a_line(backing)
    record = an_inbound_record(line, "How much is it? é 🙂")
    for _ in range(3):
        backing.run(backing.inbox.take_message(record))
    (delivery_id,) = waiting(backing)
    with backing.store.begin(WORKSPACE) as uow:
        delivery = uow.outgoing.get(delivery_id)
        message = uow.messages.get(record.message.id)
    assert delivery is not None
    assert message is not None
    assert delivery.event.id == record.event.id
    spoken = {**delivery.event.data, "received_at": message.received_at.isoformat()}
    assert spoken == message_received(record.event.id, message).data
    assert delivery.event.lead_id == message.lead_id


def test_both_ways_of_telling_write_the_same_kind_of_job(backing: Backing) -> None:
    an_endpoint(backing)
    record = an_inbound_record(a_line(backing))
    backing.run(backing.inbox.take_message(record))
    with backing.store.begin(WORKSPACE) as uow:
        message = uow.messages.get(record.message.id)
    assert message is not None
    published(backing, message_received(new_id(), message))
    rows = [row for row in backing.all_jobs() if row.type == "OUTGOING_WEBHOOK"]
    jobs = [backing.jobs.claim(row.id, "host:1:1", 60.0) for row in rows]
    assert [job is not None for job in jobs] == [True, True]
    pattern = delivery_job("", "", None)
    for job in jobs:
        assert (job.type, job.max_attempts, job.lead_id, job.message_id) == (
            pattern.type,
            pattern.max_attempts,
            message.lead_id,
            None,
        )
    assert len({row.lane for row in rows}) == 1


def test_a_message_for_nobody_outside_has_no_further_job(backing: Backing) -> None:
    an_endpoint(backing, ENDED)
    backing.run(backing.inbox.take_message(an_inbound_record(a_line(backing))))
    assert waiting(backing) == []


def test_an_alert_is_told_when_it_is_raised_and_not_at_every_repeat(backing: Backing) -> None:
    an_endpoint(backing, OutgoingType.ALERT_RAISED.value)
    for workspace_id in (WORKSPACE, WORKSPACE, None):
        with backing.store.begin(EVERY_WORKSPACE) as uow:
            uow.alerts.raise_alert(
                "send-failed" if workspace_id else "breaker-open",
                "subject",
                severity="high",
                title="Something failed.",
                workspace_id=workspace_id,
            )
    (delivery_id,) = waiting(backing)
    with backing.store.begin(WORKSPACE) as uow:
        delivery = uow.outgoing.get(delivery_id)
        assert delivery is not None
        assert {k: v for k, v in delivery.event.data.items() if k != "alert_id"} == {
            "workspace_id": WORKSPACE,
            "rule": "send-failed",
            "subject": "subject",
            "severity": "high",
            "title": "Something failed.",
        }
        uow.alerts.resolve("send-failed", "subject")
    with backing.store.begin(WORKSPACE) as uow:
        uow.alerts.raise_alert("send-failed", "subject", severity="high", title="Again.", workspace_id=WORKSPACE)
    assert len(waiting(backing)) == 1
