"""What holds a reply back is named for what it is, and what cannot be done is said."""

from __future__ import annotations

import pytest

from rejoinder.application.setup.update_lead import LeadChanges
from rejoinder.domain.ai_usage import REGENERATE, CallContext
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.offline_ai.ai import OfflineAI
from tests.builders import WORKSPACE, a_lead, a_message, a_workspace
from tests.fakes.clock import FakeClock
from tests.fakes.ledger import FakeLedger
from tests.world import World


@pytest.fixture
def world() -> World:
    world = World()
    world.settings_are(send_delay=[180, 420])
    return world


def test_a_person_who_is_switched_off_while_their_reply_waits_is_the_reason(world: World) -> None:
    message = world.a_text()
    world.wait(100)
    world.container.update_lead()(world.workspace.id, message.lead_id, LeadChanges(mode="off"), "token:jo")
    world.wait(3600)

    assert world.sent_texts() == []
    assert world.disposition_of(message) == "waiting-human:mode-off"


def test_something_new_is_the_reason_even_where_the_person_was_switched_off_too(world: World) -> None:
    message = world.a_text()
    world.wait(100)
    world.container.update_lead()(world.workspace.id, message.lead_id, LeadChanges(mode="off"), "token:jo")
    world.a_text("Wait, one more thing")
    world.wait(3600)

    assert world.disposition_of(message).startswith("superseded:")


def test_a_mode_for_a_channel_that_does_not_exist_is_refused(world: World) -> None:
    update = world.container.web().update_workspace
    with pytest.raises(InvalidInput, match="no channel 'smss'") as refused:
        update(world.workspace.id, "token:jo", settings={"channel_modes": {"smss": "off"}})
    assert refused.value.field == "channel_modes"
    update(world.workspace.id, "token:jo", settings={"channel_modes": {"sms": "off", "fake_sms": "auto"}})


# --- wishes that templates can follow ---------------------------------------------------------------------------------

KNOWS = ("A gutter clean costs $85.", "We work Monday to Friday.")


def rewritten(instruction: str, source: str = REGENERATE) -> str:
    message = a_message("What does a gutter clean cost, and on which days do you work?")
    told = Conversation(
        a_workspace(knowledge=list(KNOWS)), a_lead(sentiment=Sentiment.INFORMATION_REQUESTED), (message,), message
    )
    ai, call = OfflineAI(FakeLedger(FakeClock())), CallContext(WORKSPACE, source)
    return ai.write(told, ai.plan(told, call), call, instruction=instruction)


def test_simple_wishes_are_followed_without_a_model() -> None:
    plain = rewritten("")
    assert "$85" in plain
    assert "$85" not in rewritten("Please leave out the price")
    assert len(rewritten("make it shorter")) < len(plain)
    assert rewritten("in German please") != plain
    assert rewritten("more formal").count("\n") > plain.count("\n")
    assert rewritten("a bit friendlier") != plain
    assert rewritten("ask for their postcode").endswith("Could you tell us: your postcode?")


def test_a_wish_that_templates_cannot_follow_is_refused_by_name_and_a_step_keeps_its_own() -> None:
    with pytest.raises(InvalidInput, match="only simple wishes") as refused:
        rewritten("Quote Shakespeare")
    assert refused.value.field == "instruction"
    assert rewritten("Quote Shakespeare", source="background-job/follow-up-step") == rewritten("")
