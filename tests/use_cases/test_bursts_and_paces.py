"""Three texts in a row get one answer, and no account is hurried."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from rejoinder.domain.errors import ProviderBusy
from rejoinder.domain.jobs import Snooze
from rejoinder.domain.messages import Message
from tests.fakes.ai import REPLY
from tests.world import World


@pytest.fixture
def patient(world: World) -> World:
    """With the product's own waits."""
    world.settings_are(send_delay=[180, 420], burst_wait=None)
    return world


def drafts(world: World) -> int:
    return world.ai.features().count("draft.generate")


def texts(world: World, gap: float, number: int = 3, **more: object) -> list[Message]:
    """Somebody writes that often, so many seconds apart; workers do what is due in between."""
    said = []
    for count in range(number):
        said.append(world.a_text(f"Question {count}?", **more))  # type: ignore[arg-type]
        world.work()
        world.clock.pass_time(gap)
        world.work()
    return said


def test_three_texts_in_a_row_get_one_answer_and_one_draft(patient: World) -> None:
    first, second, third = texts(patient, 5)
    assert drafts(patient) == 0, "they may be still writing"
    patient.wait(3600)

    assert drafts(patient) == 1
    assert patient.sent_texts() == [REPLY]
    assert [patient.disposition_of(m) for m in (first, second)] == ["superseded:newer-message"] * 2
    assert patient.disposition_of(third) == "sent"


def test_whoever_writes_once_is_answered_no_later_for_it(world: World) -> None:
    world.settings_are(send_delay=[180, 180], burst_wait=0)
    at_once = world.a_text()
    world.wait(3600)
    world.settings_are(send_delay=[180, 180], burst_wait=None)
    waited = world.a_text(sender="+12025550178")
    world.wait(3600)

    took = {world.the_send(m).sent_at - m.received_at for m in (at_once, waited)}  # type: ignore[operator]
    assert all(timedelta(seconds=180) <= each < timedelta(seconds=181) for each in took)


def test_the_wait_shows_on_the_job_and_spends_no_attempt(patient: World) -> None:
    message = patient.a_text()
    verdicts = patient.work()

    assert isinstance(verdicts[0], Snooze)
    job = patient.the_job("SMS_INBOUND_POST_PROCESS")
    assert (job.run_at - message.received_at).total_seconds() == pytest.approx(8, abs=0.1)
    assert job.attempts == 0
    assert patient.sentiment_of(message) is not None, "understood at once all the same"


def test_somebody_who_never_stops_is_answered_after_a_minute_and_a_half(patient: World) -> None:
    texts(patient, 15, number=7)

    assert drafts(patient) >= 1


@pytest.mark.parametrize(("delay", "quiet"), [(0, 0), (4, 4), (60, 8)])
def test_nobody_is_waited_for_longer_than_the_reply_waits_anyway(world: World, delay: float, quiet: float) -> None:
    world.settings_are(send_delay=delay, burst_wait=None)
    message = world.a_text()
    world.work()
    job = world.the_job("SMS_INBOUND_POST_PROCESS")

    waited = (job.run_at - message.received_at).total_seconds() if job.status == "PENDING" else 0
    assert waited == pytest.approx(quiet, abs=0.1)


def test_an_opt_out_in_a_burst_is_obeyed_at_once(patient: World) -> None:
    patient.a_text("How much is it?")
    patient.work()
    patient.a_text("STOP")
    patient.wait(3600)

    assert patient.sent_texts() == []
    assert drafts(patient) == 0


def test_where_only_a_person_answers_the_wait_is_short(patient: World) -> None:
    patient.settings_are(mode="suggest")
    message = patient.a_text()
    patient.work()

    job = patient.the_job("SMS_INBOUND_POST_PROCESS")
    assert (job.run_at - message.received_at).total_seconds() == pytest.approx(5, abs=0.1)


# --- one account, many messages --------------------------------------------------------------------


def crowd(world: World, number: int) -> list[Message]:
    people = [world.a_text(sender=f"+1202555{count:04}") for count in range(number)]
    world.work()
    return people


def test_an_account_sends_no_faster_than_it_may(world: World) -> None:
    world.settings_are(send_limits={"fake_sms": {"per_minute": 6}})
    people = crowd(world, 5)
    moments = []
    world.sender().before_call = lambda outbound: moments.append(world.clock.now())
    world.wait(3600)

    assert all(world.disposition_of(message) == "sent" for message in people)
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(moments)]
    assert len(gaps) == 4
    assert min(gaps) >= 9.99
    runs = [len(world.database.attempts_of(job.id)) for job in world.jobs_of("SEND_REPLY")]
    assert max(runs) <= 2, "each waits for its own turn instead of asking again and again"


def test_more_than_a_day_may_hold_goes_to_a_person_and_not_out_late(world: World) -> None:
    world.settings_are(send_limits={"fake_sms": {"per_day": 2}})
    people = crowd(world, 3)
    world.wait(3 * 86_400)

    assert [world.disposition_of(m) for m in people] == ["sent", "sent", "waiting-human:too-late"]


def test_a_busy_provider_rests_for_everybody(world: World) -> None:
    people = crowd(world, 4)
    world.sender().moods.append(ProviderBusy("Slow down.", wait=30.0))
    world.clock.pass_time(11)
    world.work()
    assert len(world.sender().calls) == 1, "nobody else asks while it rests"

    world.wait(120)
    assert all(world.disposition_of(message) == "sent" for message in people)
    assert len(world.sender().calls) == 5


def test_another_account_is_not_held_for_it(world: World) -> None:
    world.sender().moods.append(ProviderBusy("Slow down.", wait=30.0))
    crowd(world, 1)
    mail = world.a_text(channel="fake_smartlead")
    world.wait(15)

    assert world.disposition_of(mail) == "sent"


def test_an_opt_out_does_not_wait_for_a_turn(world: World) -> None:
    world.settings_are(send_limits={"fake_sms": {"per_minute": 1}})
    people = crowd(world, 3)
    world.clock.pass_time(11)
    world.work()
    world.a_text("STOP", sender=people[2].sender)
    world.wait(3600)

    assert world.disposition_of(people[2]) == "suppressed:opt-out"
    assert len(world.sender().calls) == 2


# --- who is copied -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("keeps", "copied"), [(True, ("boss@example.com",)), (False, ())])
def test_whoever_was_copied_hears_our_answer_only_where_the_workspace_says_so(
    world: World, keeps: bool, copied: tuple[str, ...]
) -> None:
    world.settings_are(reply_cc=keeps)
    cc = ["boss@example.com", "team@acme.example", "ana@example.com"]
    world.a_text(
        channel="fake_smartlead", sender="ana@example.com", person_address="jane@example.com", reply_handle={"cc": cc}
    )
    world.wait(60)

    (outbound,) = world.sender("fake_smartlead").calls
    assert outbound.recipient == "ana@example.com", "whoever wrote is answered"
    assert outbound.copied == copied
