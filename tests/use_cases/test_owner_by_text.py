"""The owner's telephone: urgent messages are told there, and texts from there are commands."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rejoinder.application.inbound.obey_owner import REASON
from rejoinder.domain.errors import AIDown, OutcomeUnknown, RecipientRefused
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Medium, Message
from rejoinder.domain.owners import COMMANDS_AT_MOST, RequestState
from rejoinder.domain.sends import Send, SendKind, SendState
from rejoinder.domain.switches import SwitchKind
from tests.builders import THEM, US
from tests.fakes.ai import REPLY
from tests.world import World

OWNER_PHONE = "+12025550199"
URGENT = "Our boiler is leaking, can you come?"


@pytest.fixture
def acme(world: World) -> World:
    """A workspace where a person approves every reply, and whose owner has a telephone."""
    world.settings_are(mode="suggest", owner_phone=OWNER_PHONE)
    return world


def to_owner(world: World) -> list[str]:
    """What lies on the owner's phone."""
    return [call.body for call in world.sender().calls if call.recipient == OWNER_PHONE]


def to_customer(world: World) -> list[str]:
    return [taken.outbound.body for taken in world.sender().delivered if taken.outbound.recipient != OWNER_PHONE]


def owner_texts(world: World, body: str, **more: Any) -> Message:
    message = world.a_text(body, sender=OWNER_PHONE, **more)
    world.wait(5)
    return message


def the_code(world: World) -> str:
    return list(world.database.tables.owner_requests.values())[-1].code


def notices(world: World, kind: SendKind) -> list[Send]:
    return [send for send in world.database.tables.sends.values() if send.kind is kind]


def skipped(world: World, message: Message) -> list[str]:
    entries = world.database.entries(message_id=message.id)
    return [entry.reason for entry in entries if entry.kind == "owner-notified" and entry.verdict == "skipped"]


# --- telling ---------------------------------------------------------------------------------------


def test_an_urgent_message_reaches_the_owner_with_the_proposed_reply_and_a_code(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)

    (text,) = to_owner(acme)
    code = the_code(acme)
    assert text.startswith("URGENT (leaking) from")
    assert URGENT in text
    assert REPLY in text
    assert f"YES {code}" in text
    assert acme.sender().calls[0].sender == US
    assert acme.disposition_of(message) == "waiting-human:mode-suggest"
    story = acme.story(message)
    assert [kind for kind in story if kind in ("urgent", "owner-asked", "owner-notified")] == [
        "urgent",
        "owner-asked",
        "owner-notified",
    ]
    assert to_customer(acme) == []
    thread = [m.body for m in acme.database.tables.messages.values() if m.lead_id == message.lead_id]
    assert thread == [URGENT], "what the owner is told is no part of the conversation"


def test_a_message_that_can_wait_wakes_nobody(acme: World) -> None:
    acme.a_text("How much is it?")
    acme.wait(600)
    assert to_owner(acme) == []
    assert acme.jobs_of("NOTIFY") == []


def test_an_ai_that_is_away_does_not_keep_the_owner_from_knowing(acme: World) -> None:
    acme.ai.always = AIDown("The model is away.")
    acme.a_text(URGENT)
    acme.wait(120)
    (text,) = to_owner(acme)
    assert URGENT in text
    assert "please call them" in text
    assert "YES" not in text, "there is nothing yet to say yes to"


def test_an_urgent_message_is_told_while_automatic_replies_are_paused(acme: World) -> None:
    acme.settings_are(mode="auto", owner_phone=OWNER_PHONE, business_phone="020 7946 0000")
    acme.switch(SwitchKind.OUTBOUND_PAUSED)
    acme.a_text(URGENT)
    acme.wait(60)
    assert len(to_owner(acme)) == 1
    assert len(to_customer(acme)) == 1, "one deflection"


def test_a_halt_holds_the_owners_text_too_and_an_alert_says_so(acme: World) -> None:
    acme.switch(SwitchKind.OUTBOUND_HALTED)
    acme.a_text(URGENT)
    acme.wait(60)
    assert acme.sender().calls == []
    assert "owner-not-notified" in acme.alerts.rules()


def test_an_automatic_answer_is_told_without_a_question(acme: World) -> None:
    acme.settings_are(mode="auto", owner_phone=OWNER_PHONE)
    acme.a_text(URGENT)
    acme.wait(60)
    (text,) = to_owner(acme)
    assert "automatic" in text
    assert "YES" not in text
    assert to_customer(acme) == [REPLY]


def test_quiet_hours_are_kept_and_over_at_their_end(acme: World) -> None:
    at = acme.clock.now()
    quiet = [(at - timedelta(hours=1)).strftime("%H:%M"), (at + timedelta(hours=2)).strftime("%H:%M")]
    acme.settings_are(mode="suggest", owner_phone=OWNER_PHONE, owner_notifications={"quiet_hours": quiet})
    acme.a_text(URGENT)
    acme.wait(3600)
    assert to_owner(acme) == []
    acme.wait(3700)
    assert len(to_owner(acme)) == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"owner_phone": ""}, "no-owner-phone"), ({"owner_notifications": False}, "owner-notifications-off")],
)
def test_whoever_does_not_want_to_be_told_is_not_and_the_reason_is_kept(
    acme: World, changed: dict[str, Any], why: str
) -> None:
    acme.settings_are(**{"mode": "suggest", "owner_phone": OWNER_PHONE, **changed})
    message = acme.a_text(URGENT)
    acme.wait(60)
    assert to_owner(acme) == []
    assert skipped(acme, message) == [why]


def test_three_urgent_texts_in_a_row_ask_the_owner_once(acme: World) -> None:
    for body in (URGENT, "It is flooding now!", "Emergency, hello?"):
        acme.a_text(body)
    acme.wait(120)
    assert len(to_owner(acme)) == 1
    assert len(acme.database.tables.owner_requests) == 1


def test_an_urgent_mail_is_told_through_the_workspaces_sms_connection(acme: World) -> None:
    acme.a_text("How much is it?")
    acme.a_text(URGENT, channel="fake_smartlead")
    acme.wait(60)
    (text,) = to_owner(acme)
    assert URGENT in text
    assert acme.sender().calls[-1].sender == US


def test_without_any_connection_that_can_text_an_alert_tells_people(acme: World) -> None:
    message = acme.a_text(URGENT, channel="fake_smartlead")
    acme.wait(60)
    assert skipped(acme, message) == ["no-sms-connection"]
    assert "owner-not-notified" in acme.alerts.rules()


def test_a_text_to_the_owner_whose_outcome_is_unknown_is_asked_about_and_not_repeated(acme: World) -> None:
    acme.sender().lost.append(OutcomeUnknown("The connection broke."))
    acme.a_text(URGENT)
    acme.wait(600)
    assert len(to_owner(acme)) == 1
    assert [send.state for send in notices(acme, SendKind.NOTIFICATION)] == [SendState.SENT]


def test_the_echo_of_an_unknown_text_to_the_owner_is_that_text_and_nobodys_answer(acme: World) -> None:
    owner_texts(acme, "STATUS")
    acme.sender().lost.append(OutcomeUnknown("The connection broke."))
    acme.a_text(URGENT)
    acme.wait(2)
    (notice,) = notices(acme, SendKind.NOTIFICATION)
    assert notice.state is SendState.UNKNOWN
    echo = {"fact": "own", "id": "prov-9", "key": "echo-9", "address": OWNER_PHONE, "body": notice.body}
    acme.deliver(echo)
    acme.wait(0)

    (settled,) = notices(acme, SendKind.NOTIFICATION)
    assert (settled.state, settled.provider_message_id) == (SendState.SENT, "prov-9")
    paused = [lead.automation_paused_reason for lead in acme.database.tables.leads.values()]
    assert paused == ["", ""], "nobody answered anybody elsewhere"
    acme.deliver({**echo, "key": "echo-10"})
    acme.wait(0)
    said = [m.body for m in acme.database.tables.messages.values() if m.body == notice.body]
    assert said == [], "it is no part of any conversation"


def test_an_owner_who_opted_out_is_not_texted_and_the_customer_keeps_their_consent(acme: World) -> None:
    owner_texts(acme, "STOP")
    message = acme.a_text(URGENT)
    acme.wait(60)
    assert to_owner(acme) == []
    assert [send.reason for send in notices(acme, SendKind.NOTIFICATION)] == ["opt-out"]
    assert not acme.lead_of(message).has_opted_out(Medium.SMS, "channel")
    assert "owner-not-notified" in acme.alerts.rules()


def test_an_owner_whom_the_provider_says_has_opted_out_takes_nobodys_consent_along(acme: World) -> None:
    acme.sender().moods.append(RecipientRefused("Opted out.", opted_out=True))
    message = acme.a_text(URGENT)
    acme.wait(60)
    assert not acme.lead_of(message).has_opted_out(Medium.SMS, "channel")
    assert acme.disposition_of(message) == "waiting-human:mode-suggest"


# --- deciding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["YES {code}", "yes {code}!", "Yes"])
def test_a_yes_sends_exactly_that_text_exactly_once(acme: World, answer: str) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    body = answer.format(code=the_code(acme))
    for _ in range(3):
        owner_texts(acme, body)
    acme.wait(60)

    assert to_customer(acme) == [REPLY]
    assert acme.disposition_of(message) == "approved-sent"
    assert acme.the_send(message).approved_by == f"owner:{OWNER_PHONE}"
    assert "on its way" in to_owner(acme)[1]


def test_a_redelivered_yes_is_one_yes(acme: World) -> None:
    acme.a_text(URGENT)
    acme.wait(30)
    said = {"fact": "message", "id": "yes-1", "body": f"YES {the_code(acme)}", "sender": OWNER_PHONE, "recipient": US}
    for _ in range(3):
        acme.deliver(dict(said), line=acme.line())
        acme.wait(10)
    assert to_customer(acme) == [REPLY]
    assert len(to_owner(acme)) == 2


def test_a_no_rejects_the_draft_and_nothing_is_sent(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    owner_texts(acme, f"NO {the_code(acme)}")
    acme.wait(3600)
    assert to_customer(acme) == []
    assert acme.disposition_of(message) == "stayed-silent:rejected-by-owner"
    assert "nothing will be sent" in to_owner(acme)[-1]


def test_a_yes_to_a_text_that_was_changed_meanwhile_sends_nothing(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    draft = acme.the_draft(message)
    acme.container.edit_draft()(draft.workspace_id, draft.id, draft.version, "Something else.", "token:jo")
    owner_texts(acme, f"YES {the_code(acme)}")
    acme.wait(60)
    assert to_customer(acme) == []
    assert "nothing was done" in to_owner(acme)[-1]
    assert acme.disposition_of(message) == "waiting-human:mode-suggest"
    (request,) = acme.database.tables.owner_requests.values()
    assert request.state is RequestState.STALE


def test_a_code_expires(acme: World) -> None:
    acme.a_text(URGENT)
    acme.wait(30)
    acme.wait(25 * 3600)
    owner_texts(acme, f"YES {the_code(acme)}")
    assert to_customer(acme) == []
    assert "expired" in to_owner(acme)[-1]


def test_a_bare_yes_with_two_questions_open_asks_which(acme: World) -> None:
    acme.a_text(URGENT)
    acme.a_text("Emergency! No water here", sender="+12025550177")
    acme.wait(60)
    owner_texts(acme, "YES")
    codes = [request.code for request in acme.database.tables.owner_requests.values()]
    assert len(codes) == 2
    assert all(code in to_owner(acme)[-1] for code in codes)
    assert to_customer(acme) == []


@pytest.mark.parametrize("body", ["YES", "NO", "YES BCDF"])
def test_a_yes_to_nothing_says_so(acme: World, body: str) -> None:
    message = owner_texts(acme, body)
    assert acme.disposition_of(message) == f"stayed-silent:{REASON}"
    assert len(to_owner(acme)) == 1
    assert acme.draft_for(message) is None


def test_a_yes_during_a_halt_approves_and_the_send_is_withheld(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    code = the_code(acme)
    acme.switch(SwitchKind.OUTBOUND_HALTED)
    owner_texts(acme, f"YES {code}")
    acme.wait(60)
    assert to_customer(acme) == []
    assert acme.disposition_of(message) == "suppressed:switch"


def test_somebody_else_who_knows_the_code_decides_nothing(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    acme.a_text(f"YES {the_code(acme)}", sender="+12025550177")
    acme.wait(60)
    assert acme.disposition_of(message) == "waiting-human:mode-suggest"


# --- commands --------------------------------------------------------------------------------------


def pauses(world: World) -> list[Any]:
    return [switch for switch in world.database.tables.switches.values() if switch.kind is SwitchKind.OUTBOUND_PAUSED]


def hours_of(switch: Any) -> float:
    return float((switch.until - switch.since) / timedelta(hours=1))


def test_pause_is_a_visible_switch_of_the_owner_that_ends_by_itself(acme: World) -> None:
    message = owner_texts(acme, "Pause")
    (switch,) = pauses(acme)
    assert (switch.author, switch.workspace_id) == (f"owner:{OWNER_PHONE}", acme.workspace.id)
    assert hours_of(switch) == pytest.approx(8)
    assert to_owner(acme) == ["Automatic replies are paused for 8 hours. RESUME ends the pause."]
    assert acme.disposition_of(message) == f"stayed-silent:{REASON}"
    assert "owner-command" in acme.story(message)
    assert acme.ai.features() == [], "a command is no message to be understood"
    acme.nothing_is_in_limbo()


def test_a_second_pause_replaces_the_first(acme: World) -> None:
    owner_texts(acme, "PAUSE")
    owner_texts(acme, "PAUSE 2")
    (switch,) = pauses(acme)
    assert hours_of(switch) == pytest.approx(2)


def test_resume_ends_the_pause_and_answers_leave_again(acme: World) -> None:
    acme.settings_are(mode="auto", owner_phone=OWNER_PHONE)
    owner_texts(acme, "PAUSE")
    held = acme.a_text()
    acme.wait(60)
    owner_texts(acme, "RESUME")
    assert pauses(acme) == []
    free = acme.a_text(sender="+12025550177")
    acme.wait(60)
    assert acme.disposition_of(held) == "waiting-human:switch:outbound_paused"
    assert acme.disposition_of(free) == "sent"


def test_resume_does_not_end_what_was_halted(acme: World) -> None:
    acme.switch(SwitchKind.OUTBOUND_HALTED, workspace_id=acme.workspace.id)
    acme.switch(SwitchKind.OUTBOUND_PAUSED)
    owner_texts(acme, "RESUME")
    assert len(acme.database.tables.switches) == 2, "neither the halt nor the pause of everybody"


def test_status_says_what_is_held_and_what_waits(acme: World) -> None:
    acme.a_text(URGENT)
    acme.wait(30)
    owner_texts(acme, "PAUSE")
    owner_texts(acme, "STATUS")
    assert to_owner(acme)[-1] == (f"Mode suggest. Held back: outbound_paused. Waiting for you: {the_code(acme)}.")


@pytest.mark.parametrize("body", ["Can you pick up milk?", "How much is it?", "HELP"])
def test_anything_else_from_the_owner_is_answered_with_the_commands_and_never_drafted(acme: World, body: str) -> None:
    message = owner_texts(acme, body)
    acme.wait(60)
    assert acme.draft_for(message) is None
    assert acme.disposition_of(message) == f"stayed-silent:{REASON}"
    assert "YES code" in to_owner(acme)[-1]


def test_a_stop_from_the_owner_is_an_opt_out(acme: World) -> None:
    message = owner_texts(acme, "STOP")
    assert acme.disposition_of(message) == "suppressed:opt-out"
    assert acme.lead_of(message).has_opted_out(Medium.SMS, "channel")
    owner_texts(acme, "PAUSE")
    assert len(pauses(acme)) == 1, "a command is still a command"
    assert to_owner(acme) == [], "and the owner is left alone"


def test_a_start_brings_the_texts_to_the_owner_back(acme: World) -> None:
    owner_texts(acme, "STOP")
    owner_texts(acme, "START")
    acme.a_text(URGENT)
    acme.wait(60)
    assert URGENT in to_owner(acme)[-1]


def test_a_flood_from_the_owners_number_is_not_obeyed(acme: World) -> None:
    texts = [owner_texts(acme, "STATUS") for _ in range(COMMANDS_AT_MOST + 3)]
    assert len(to_owner(acme)) == COMMANDS_AT_MOST
    assert acme.disposition_of(texts[-1]) == "stayed-silent:owner-rate-limited"
    acme.wait(700)
    owner_texts(acme, "STATUS")
    assert len(to_owner(acme)) == COMMANDS_AT_MOST + 1


def test_a_webhook_that_cannot_prove_its_source_commands_nothing(acme: World) -> None:
    message = owner_texts(acme, "PAUSE", channel="fake_unsigned")
    assert pauses(acme) == []
    assert acme.disposition_of(message) == "stayed-silent:owner-unverified"
    assert "owner-unverified" in acme.alerts.rules()


def test_a_bare_word_that_came_too_late_decides_nothing_but_a_code_does(acme: World) -> None:
    acme.a_text(URGENT)
    acme.wait(60)
    long_ago = (acme.clock.now() - timedelta(hours=1)).isoformat()
    late = owner_texts(acme, "YES", sent_at=long_ago)
    assert to_customer(acme) == []
    assert acme.disposition_of(late) == "stayed-silent:owner-command-late"
    assert "owner-command-late" in acme.alerts.rules()

    owner_texts(acme, f"YES {the_code(acme)}", sent_at=long_ago)
    assert len(to_customer(acme)) == 1


def test_a_resume_from_before_the_pause_ends_nothing(acme: World) -> None:
    owner_texts(acme, "PAUSE")
    owner_texts(acme, "RESUME", sent_at=(acme.clock.now() - timedelta(hours=1)).isoformat())
    assert len(pauses(acme)) == 1


def test_a_customer_who_texts_pause_is_a_customer(acme: World) -> None:
    acme.a_text("PAUSE", sender=THEM)
    acme.wait(60)
    assert pauses(acme) == []
    assert to_owner(acme) == []


def test_the_owner_of_one_workspace_commands_no_other(acme: World) -> None:
    other = acme.a_workspace(mode="suggest")
    line = acme.line(workspace=other)
    acme.a_text("PAUSE", sender=OWNER_PHONE, line=line)
    acme.wait(60)
    assert pauses(acme) == []


@pytest.mark.parametrize("commit", range(2, 9))
@pytest.mark.parametrize("command", ["PAUSE", "YES"])
def test_a_command_is_obeyed_and_answered_once_wherever_its_worker_dies(acme: World, command: str, commit: int) -> None:
    acme.a_text(URGENT)
    acme.wait(30)
    acme.a_text(command, sender=OWNER_PHONE)
    job = acme.the_job("SMS_INBOUND_POST_PROCESS")
    acme.database.before_commit = _dies_at(commit)
    with contextlib.suppress(KeyboardInterrupt):
        acme.run(job)
    acme.database.before_commit = lambda: None
    left = acme.database.tables.jobs[job.id]
    if left.status is JobStatus.RUNNING:
        acme.database.tables.jobs[job.id] = replace(left, status=JobStatus.PENDING)
    acme.wait(60)

    assert acme.database.tables.jobs[job.id].status is JobStatus.SUCCEEDED
    assert len(pauses(acme)) == (1 if command == "PAUSE" else 0)
    assert to_customer(acme) == ([REPLY] if command == "YES" else [])
    assert len(to_owner(acme)) == 2, "the question and one answer"


def _dies_at(commit: int) -> Any:
    seen = 0

    def dies() -> None:
        nonlocal seen
        seen += 1
        if seen == commit:
            raise KeyboardInterrupt

    return dies


# --- taking it on, and nobody does -----------------------------------------------------------------


def test_call_gives_the_owner_the_number_and_ends_what_waited(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    owner_texts(acme, f"call {the_code(acme)}")

    assert THEM in to_owner(acme)[-1]
    assert acme.disposition_of(message) == "superseded:owner-calls"
    assert to_customer(acme) == []
    owner_texts(acme, f"YES {the_code(acme)}")
    acme.wait()
    assert to_customer(acme) == [], "the reply went with the call"


def test_call_without_a_code_means_whom_the_owner_was_told_about_last(acme: World) -> None:
    acme.ai.always = AIDown("The model is away.")
    message = acme.a_text(URGENT)
    acme.wait(120)
    assert "please call them" in to_owner(acme)[-1]
    owner_texts(acme, "CALL")
    assert THEM in to_owner(acme)[-1]
    assert acme.disposition_of(message) == "superseded:owner-calls"


def test_text_tells_the_customer_once_that_somebody_will_answer_and_the_reply_still_waits(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    owner_texts(acme, "TEXT")
    owner_texts(acme, f"text {the_code(acme)}")
    acme.wait(60)

    (told,) = to_customer(acme)
    assert acme.workspace.name in told
    assert acme.disposition_of(message) == "waiting-human:mode-suggest"
    owner_texts(acme, f"YES {the_code(acme)}")
    acme.wait(60)
    assert to_customer(acme) == [told, REPLY]


def test_nobody_is_told_to_wait_who_opted_out(acme: World) -> None:
    message = acme.a_text(URGENT)
    acme.wait(30)
    acme.a_text("STOP")
    acme.wait(5)
    owner_texts(acme, "TEXT")
    acme.wait(60)
    assert to_customer(acme) == []
    assert acme.disposition_of(message).startswith("suppressed")


def test_call_and_text_about_nobody_do_nothing_and_say_so(acme: World) -> None:
    for word in ("CALL", "TEXT"):
        owner_texts(acme, word)
        assert "Nobody urgent" in to_owner(acme)[-1]


BACKUP_PHONE = "+12025550188"


def to_backup(world: World) -> list[str]:
    return [call.body for call in world.sender().calls if call.recipient == BACKUP_PHONE]


def test_an_unanswered_urgent_message_is_told_to_the_next_contact_and_then_to_everybody(acme: World) -> None:
    acme.settings_are(mode="suggest", owner_phone=OWNER_PHONE, backup_phone=BACKUP_PHONE)
    acme.a_text(URGENT)
    acme.wait(500)
    assert (len(to_owner(acme)), len(to_backup(acme))) == (1, 0)
    acme.wait(200)
    assert (len(to_owner(acme)), len(to_backup(acme))) == (1, 1)
    assert "urgent-unanswered" not in acme.alerts.rules()
    acme.wait(1300)
    assert "urgent-unanswered" in acme.alerts.rules()
    assert (len(to_owner(acme)), len(to_backup(acme))) == (1, 1)


def test_the_next_contact_decides_with_a_code_of_their_own(acme: World) -> None:
    acme.settings_are(mode="suggest", owner_phone=OWNER_PHONE, backup_phone=BACKUP_PHONE)
    message = acme.a_text(URGENT)
    acme.wait(700)
    assert f"YES {the_code(acme)}" in to_backup(acme)[0]
    acme.a_text(f"YES {the_code(acme)}", sender=BACKUP_PHONE)
    acme.wait(60)
    assert [call.body for call in acme.sender().calls if call.recipient == THEM] == [REPLY]
    assert acme.disposition_of(message) == "approved-sent"


@pytest.mark.parametrize("reaction", ["YES", "NO", "CALL", "TEXT"])
def test_an_owner_who_reacted_is_not_passed_over(acme: World, reaction: str) -> None:
    acme.settings_are(mode="suggest", owner_phone=OWNER_PHONE, backup_phone=BACKUP_PHONE)
    acme.a_text(URGENT)
    acme.wait(60)
    owner_texts(acme, reaction)
    acme.wait(7200)
    assert to_backup(acme) == []
    assert "urgent-unanswered" not in acme.alerts.rules()


def test_without_a_next_contact_the_alert_comes_all_the_same(acme: World) -> None:
    acme.a_text(URGENT)
    acme.wait(2000)
    assert "urgent-unanswered" in acme.alerts.rules()
