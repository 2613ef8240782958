"""What the users' own systems are told, from its cause to their answer: once is not enough, and silence is seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rejoinder.application.jobs.cancel_job import CancelJob
from rejoinder.application.outgoing.resend_delivery import ResendDelivery
from rejoinder.application.outgoing.try_endpoint import TryEndpoint
from rejoinder.application.setup.webhook_endpoints import (
    AddEndpoint,
    ChangeEndpoint,
    EndpointChanges,
    EndpointView,
    RemoveEndpoint,
    RotateEndpointSecret,
    ShowEndpoints,
)
from rejoinder.domain.errors import (
    ConfigurationFault,
    Conflict,
    InvalidInput,
    MessageRefused,
    NotFound,
    OutcomeUnknown,
    ProviderDown,
)
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.outgoing import RETRY_WAITS_S, Delivery, OutgoingType
from rejoinder.domain.ports.outgoing import CourierAnswer
from rejoinder.domain.switches import SwitchKind
from tests.domain.test_outgoing import receiver_accepts
from tests.fakes.jobs import job_from
from tests.world import A_DAY, World

EVERY_TYPE = [kind.value for kind in OutgoingType]
BY = "token:jo"


def listening(world: World, *types: str, name: str = "CRM") -> EndpointView:
    """The workspace's own system is told of these, or of everything."""
    add = AddEndpoint(world.store, lambda url: url)
    return add(world.workspace.id, "https://crm.example/hook", types or EVERY_TYPE, name, BY)


def told(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Type and data of what arrived there, in order."""
    bodies = [json.loads(carried.body) for carried in world.courier.carried]
    return [(body["type"], body["data"]) for body in bodies]


def kinds(world: World) -> list[str]:
    return [kind for kind, _ in told(world)]


def deliveries(world: World) -> list[Delivery]:
    return list(world.database.tables.deliveries.values())


def the_delivery(world: World) -> Delivery:
    (found,) = deliveries(world)
    return found


# --- causes ----------------------------------------------------------------------------------------


def test_a_message_that_is_answered_automatically_tells_its_story() -> None:
    world = World()
    listening(world)
    message = world.a_text("How much is it?")
    world.wait(60)
    assert kinds(world) == ["message.received", "message.ended"]
    received, ended = (data for _, data in told(world))
    assert (received["message_id"], received["body"], received["from"]) == (message.id, message.body, message.sender)
    assert (ended["message_id"], ended["disposition"]) == (message.id, "sent")
    by_provider = world.the_send(message).provider_message_id
    world.deliver({"fact": "delivery", "id": "r-1", "status": "delivered", "provider_message_id": by_provider})
    world.work()
    (kind, data) = told(world)[-1]
    assert (kind, data["send_id"], data["state"]) == ("send.delivered", world.the_send(message).id, "delivered")


def test_a_draft_that_waits_for_a_person_is_told_with_its_text() -> None:
    world = World()
    listening(world, "draft.ready", "message.ended")
    world.settings_are(mode="suggest")
    message = world.a_text()
    world.work()
    draft = world.the_draft(message)
    ((kind, data),) = told(world)
    assert kind == "draft.ready"
    assert (data["draft_id"], data["version"], data["body"]) == (draft.id, draft.version, draft.body)
    world.approve(draft)
    world.work()
    assert kinds(world) == ["draft.ready", "message.ended"]
    assert told(world)[-1][1]["disposition"] == "approved-sent"


def test_a_reply_that_is_held_back_is_ready_for_a_person_again() -> None:
    world = World()
    listening(world, "draft.ready")
    world.a_text()
    world.work()
    world.settings_are(mode="suggest")
    world.wait(60)
    assert kinds(world) == ["draft.ready"]


def test_a_refused_send_is_told_with_the_providers_words() -> None:
    world = World()
    listening(world, "send.failed", "alert.raised")
    world.sender().moods.append(MessageRefused("Too rude."))
    world.a_text()
    world.wait(60)
    assert kinds(world)[0] == "send.failed"
    assert told(world)[0][1]["error"] == "Too rude."
    assert {data["rule"] for kind, data in told(world) if kind == "alert.raised"} == {"send-failed"}


def test_a_workspace_hears_nothing_of_another() -> None:
    world = World()
    listening(world)
    other = world.a_workspace(mode="suggest")
    world.a_text(line=world.line(workspace=other))
    world.work()
    assert told(world) == []


def test_what_is_not_committed_is_not_told() -> None:
    world = World()
    listening(world)

    def dies() -> None:
        raise RuntimeError("the power is gone")

    world.line()
    world.database.before_commit = dies
    with pytest.raises(RuntimeError):
        world.a_text()
    world.database.before_commit = lambda: None
    world.work()
    assert deliveries(world) == []


# --- the way there ---------------------------------------------------------------------------------


def test_what_arrives_is_signed_by_every_secret_in_force() -> None:
    world = World()
    made = listening(world, "message.received")
    newer = RotateEndpointSecret(world.store)(world.workspace.id, made.id, BY)
    world.a_text()
    world.work()
    (carried,) = world.courier.carried
    now = datetime.fromtimestamp(int(carried.headers["webhook-timestamp"]), UTC)
    assert made.secret
    assert newer.secret
    for secret in (made.secret, newer.secret):
        assert receiver_accepts(secret, carried.headers, carried.body, now)
    changes = EndpointChanges(drop_previous_secret=True)
    assert ChangeEndpoint(world.store, str)(world.workspace.id, made.id, changes, BY).secrets == 1
    world.a_text("And now?")
    world.work()
    again = world.courier.carried[-1]
    assert not receiver_accepts(made.secret, again.headers, again.body, now)


def test_a_receiver_that_is_away_gets_the_same_event_under_the_same_id_later() -> None:
    world = World()
    listening(world, "message.received")
    world.courier.outcomes = [ProviderDown("down"), CourierAnswer(500), OutcomeUnknown("cut"), CourierAnswer(302)]
    world.a_text()
    world.wait(A_DAY)
    assert len(world.courier.carried) == 5
    assert len({carried.headers["webhook-id"] for carried in world.courier.carried}) == 1
    assert len({carried.body for carried in world.courier.carried}) == 1
    assert len({carried.headers["webhook-timestamp"] for carried in world.courier.carried}) == 5
    delivery = the_delivery(world)
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("delivered", 5, "")
    assert world.the_job("OUTGOING_WEBHOOK").attempts == 1


def test_after_the_last_try_it_has_failed_and_somebody_is_told() -> None:
    world = World()
    made = listening(world, "message.received")
    world.courier.always = CourierAnswer(503)
    world.a_text()
    world.wait(3 * A_DAY)
    delivery = the_delivery(world)
    assert (delivery.state, delivery.last_status, delivery.last_error) == ("failed", 503, "It answered 503.")
    assert delivery.attempts == len(RETRY_WAITS_S) + 1
    assert "webhook-failed" in world.alerts.rules()
    assert ShowEndpoints(world.store).one(world.workspace.id, made.id).failing_since is not None


def test_a_person_sends_it_again_with_every_try_before_it() -> None:
    world = World()
    made = listening(world, "message.received")
    world.courier.always = CourierAnswer(503)
    world.a_text()
    world.work()
    resend, delivery = ResendDelivery(world.store), the_delivery(world)
    with pytest.raises(Conflict, match="under way"):
        resend(world.workspace.id, made.id, delivery.id, BY)
    world.wait(3 * A_DAY)
    world.courier.always = None
    for count in (1, 2):  # what was delivered can be sent again, too
        resend(world.workspace.id, made.id, delivery.id, BY)
        world.wait(600)
        now = the_delivery(world)
        assert (now.state, now.attempts, now.resends) == ("delivered", 1, count)
    assert len({carried.headers["webhook-id"] for carried in world.courier.carried}) == 1
    with pytest.raises(NotFound):
        resend(world.workspace.id, made.id, world.workspace.id, BY)
    other = listening(world, "message.ended")
    with pytest.raises(NotFound):
        resend(world.workspace.id, other.id, delivery.id, BY)


def test_a_receiver_that_asks_for_patience_gets_it() -> None:
    world = World()
    listening(world, "message.received")
    world.courier.outcomes = [CourierAnswer(429, wait=3000.0)]
    world.a_text()
    world.work()
    due = world.the_job("OUTGOING_WEBHOOK").run_at
    assert (due - world.clock.now()).total_seconds() == pytest.approx(3000, abs=1)


def test_gone_means_gone() -> None:
    world = World()
    made = listening(world, "message.received")
    world.courier.outcomes = [CourierAnswer(410)]
    world.a_text()
    world.a_text("Hello?")
    world.work()
    view = ShowEndpoints(world.store).one(world.workspace.id, made.id)
    assert (view.enabled, view.disabled_reason) == (False, "It answered 410 Gone.")
    assert "webhook-disabled" in world.alerts.rules()
    assert len(world.courier.carried) == 1
    assert [(d.state, d.last_error) for d in deliveries(world)] == [
        ("failed", "It answered 410."),
        ("failed", "endpoint-disabled"),
    ]
    world.a_text("Anybody?")
    assert len(deliveries(world)) == 2


def test_an_endpoint_at_which_everything_failed_for_days_is_switched_off() -> None:
    world = World()
    made = listening(world, "message.received")
    world.courier.always = ProviderDown("crm.example could not be reached.")
    for _ in range(6):
        world.a_text()
        world.wait(A_DAY)
    view = ShowEndpoints(world.store).one(world.workspace.id, made.id)
    assert not view.enabled
    assert "5 days" in view.disabled_reason
    assert "webhook-disabled" in world.alerts.rules()
    on = ChangeEndpoint(world.store, str)(world.workspace.id, made.id, EndpointChanges(enabled=True), BY)
    assert (on.enabled, on.disabled_reason, on.failing_since) == (True, "", None)
    assert "webhook-disabled" not in world.alerts.rules()


def test_one_success_between_failures_keeps_it_on() -> None:
    world = World()
    made = listening(world, "message.received")
    for answer in (500, 204, 500, 204, 500, 204, 500):
        world.courier.outcomes = [CourierAnswer(answer)]
        world.a_text()
        world.wait(A_DAY)
    assert ShowEndpoints(world.store).one(world.workspace.id, made.id).enabled


def test_an_endpoint_that_keeps_failing_is_asked_seldom_and_nothing_is_lost_by_it() -> None:
    """Its breaker opens: the others wait, and waiting is no try."""
    world = World()
    listening(world, "message.received")
    world.courier.always = ProviderDown("down")
    for number in range(40):
        world.a_text(f"Message {number}")
    world.wait(120)
    assert len(world.courier.carried) < 20
    assert "breaker-open" in world.alerts.rules()
    world.courier.always = None
    world.wait(2 * A_DAY)
    assert {delivery.state for delivery in deliveries(world)} == {"delivered"}
    assert len(deliveries(world)) == 40
    assert "breaker-open" not in world.alerts.rules()


def test_one_broken_endpoint_does_not_hold_up_another() -> None:
    world = World()
    broken = listening(world, "message.received", name="Broken")
    fine = listening(world, "message.received", name="Fine")
    real = world.courier.deliver

    def deliver(endpoint: Any, headers: Any, body: bytes) -> CourierAnswer:
        answer = real(endpoint, headers, body)
        return CourierAnswer(500) if endpoint.id == broken.id else answer

    world.courier.deliver = deliver  # type: ignore[method-assign]
    for number in range(10):
        world.a_text(f"Message {number}")
    world.work()
    states = [(d.endpoint_id, d.state) for d in deliveries(world)]
    assert states.count((fine.id, "delivered")) == 10
    assert states.count((broken.id, "pending")) == 10


def test_muted_alerts_do_not_leave_and_say_so() -> None:
    world = World()
    listening(world, "alert.raised")
    world.switch(SwitchKind.ALERTS_MUTED, workspace_id=world.workspace.id)
    with world.store.begin("*") as uow:
        uow.alerts.raise_alert("test", "x", severity="low", title="A test.", workspace_id=world.workspace.id)
    world.work()
    assert told(world) == []
    assert the_delivery(world).last_error == "alerts-muted"


def test_disabled_alerts_do_not_leave_and_say_so() -> None:
    world = World(alerts_disabled=True)
    listening(world, "alert.raised", "message.received")
    with world.store.begin("*") as uow:
        uow.alerts.raise_alert("test", "x", severity="low", title="A test.", workspace_id=world.workspace.id)
    world.a_text()
    world.work()
    assert kinds(world) == ["message.received"]


# --- jobs taken in hand ----------------------------------------------------------------------------


def test_a_worker_that_dies_after_the_post_leaves_a_repetition_that_the_receiver_knows() -> None:
    world = World()
    listening(world, "message.received")
    world.a_text()
    job = world.the_job("OUTGOING_WEBHOOK")
    world.worker_dies_holding(job)
    world.container.rescue_expired_jobs()()
    world.work()
    assert the_delivery(world).state == "delivered"


def test_a_delivery_whose_job_kills_its_workers_has_failed_visibly() -> None:
    world = World()
    listening(world, "message.received")
    world.a_text()
    for _ in range(3):
        world.worker_dies_holding(world.the_job("OUTGOING_WEBHOOK"))
        world.container.rescue_expired_jobs()()
        world.clock.pass_time(120)
    assert world.the_job("OUTGOING_WEBHOOK").status is JobStatus.FAILED
    assert the_delivery(world).state == "failed"
    world.container.retry_job()(world.workspace.id, world.the_job("OUTGOING_WEBHOOK").id, BY)
    assert the_delivery(world).state == "pending"
    world.work()
    assert the_delivery(world).state == "delivered"


def test_a_cancelled_delivery_has_failed_and_can_be_sent_again() -> None:
    world = World()
    made = listening(world, "message.received")
    world.a_text()
    CancelJob(world.admin)(world.workspace.id, world.the_job("OUTGOING_WEBHOOK").id, BY)
    assert (the_delivery(world).state, the_delivery(world).last_error) == ("failed", "cancelled-by-person")
    ResendDelivery(world.store)(world.workspace.id, made.id, the_delivery(world).id, BY)
    world.work()
    assert the_delivery(world).state == "delivered"


def test_a_delivery_that_is_over_or_gone_is_not_sent() -> None:
    world = World()
    listening(world, "message.received")
    world.a_text()
    world.database.tables.deliveries.clear()
    verdict = world.container.handlers()["OUTGOING_WEBHOOK"](job_from(world.the_job("OUTGOING_WEBHOOK")))  # type: ignore[index]
    assert type(verdict).__name__ == "Cancel"
    assert told(world) == []


# --- set-up ----------------------------------------------------------------------------------------


def test_the_secret_is_shown_once() -> None:
    world = World()
    made = listening(world)
    assert made.secret is not None
    assert made.secret.startswith("whsec_")
    show = ShowEndpoints(world.store)
    assert show.one(world.workspace.id, made.id).secret is None
    assert [view.secret for view in show.all(world.workspace.id)] == [None]


@pytest.mark.parametrize("types", [[], ["message.recieved"], ["message.received", "*"]])
def test_an_unknown_type_is_refused_with_the_known_ones(types: list[str]) -> None:
    world = World()
    with pytest.raises(InvalidInput, match=r"draft\.ready") as refused:
        AddEndpoint(world.store, str)(world.workspace.id, "https://x.example/", types, "", BY)
    assert refused.value.field == "event_types"


def test_a_workspace_may_have_twenty() -> None:
    world = World()
    for _ in range(20):
        listening(world)
    with pytest.raises(Conflict):
        listening(world)


def test_a_removed_endpoint_is_told_nothing_any_more() -> None:
    world = World()
    made = listening(world, "message.received")
    world.a_text()
    RemoveEndpoint(world.store)(world.workspace.id, made.id, BY)
    world.work()
    assert told(world) == []
    assert the_delivery(world).last_error == "endpoint-removed"
    with pytest.raises(NotFound):
        RemoveEndpoint(world.store)(world.workspace.id, made.id, BY)


@pytest.mark.parametrize(
    ("outcome", "ok", "status", "says"),
    [
        (CourierAnswer(200), True, 200, "took the test event"),
        (CourierAnswer(401), False, 401, "It answered 401."),
        (CourierAnswer(301), False, 301, "redirects"),
        (ProviderDown("crm.example could not be reached."), False, None, "could not be reached"),
        (ConfigurationFault("crm.example lies in a private network."), False, None, "private network"),
    ],
)
def test_the_test_button_says_what_happened(
    outcome: CourierAnswer | Exception, ok: bool, status: int | None, says: str
) -> None:
    world = World()
    made = listening(world, "message.received")
    world.courier.outcomes = [outcome]
    result = TryEndpoint(world.store, world.courier, world.clock)(world.workspace.id, made.id, BY)
    assert (result.ok, result.status) == (ok, status)
    assert says in result.detail
    assert kinds(world) == ["webhook.test"]
    assert deliveries(world) == []
