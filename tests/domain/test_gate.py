"""One decision with one reason: what a workspace may do about a message, whatever the message says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rejoinder.domain.gate import (
    GateSnapshot,
    Mind,
    NoticeSnapshot,
    Passage,
    apology_text,
    deflection_text,
    missing_for,
    notice_may_leave,
    system_gate,
)
from rejoinder.domain.messages import Medium
from rejoinder.domain.sends import SendKind
from rejoinder.domain.switches import SwitchKind
from rejoinder.domain.workspaces import Mode, Workspace, stored_settings
from tests.builders import WORKSPACE, a_connection, a_switch, a_workspace
from tests.fakes.channels import fake_providers

PHONE = "020 7946 0000"


def a_gate_snapshot(*kinds: SwitchKind, missing: tuple[str, ...] = (), **settings: Any) -> GateSnapshot:
    workspace = a_workspace(WORKSPACE, **{"mode": "auto", **settings})
    return GateSnapshot(workspace, "fake_sms", Medium.SMS, "a lead", [a_switch(kind) for kind in kinds], missing)


def a_broken_workspace(**raw: Any) -> Workspace:
    return Workspace(WORKSPACE, "Acme", "UTC", stored_settings(raw), raw_settings=raw)


@pytest.mark.parametrize(
    ("snapshot", "passage", "reason", "mind"),
    [
        (a_gate_snapshot(), Passage.OPEN, "", Mind.MODEL),
        (a_gate_snapshot(SwitchKind.ALERTS_MUTED), Passage.OPEN, "", Mind.MODEL),
        (a_gate_snapshot(SwitchKind.PROCESSING_PAUSED), Passage.PARK, "processing-paused", Mind.MODEL),
        (
            a_gate_snapshot(SwitchKind.OUTBOUND_PAUSED, business_phone=PHONE),
            Passage.DEFLECT,
            "switch:outbound_paused",
            Mind.MODEL,
        ),
        (
            a_gate_snapshot(SwitchKind.OUTBOUND_PAUSED, SwitchKind.OUTBOUND_HALTED, business_phone=PHONE),
            Passage.PERSON,
            "switch:outbound_halted",
            Mind.MODEL,
        ),
        (a_gate_snapshot(SwitchKind.OUTBOUND_PAUSED), Passage.PERSON, "switch:outbound_paused", Mind.MODEL),
        (
            a_gate_snapshot(SwitchKind.OUTBOUND_PAUSED, business_phone=PHONE, mode="suggest"),
            Passage.PERSON,
            "switch:outbound_paused",
            Mind.MODEL,
        ),
        (a_gate_snapshot(SwitchKind.AI_DISABLED), Passage.PERSON, "ai-disabled", Mind.RULES),
        (a_gate_snapshot(SwitchKind.AI_DISABLED, offline_ai_fallback=True), Passage.OPEN, "", Mind.OFFLINE),
        (
            a_gate_snapshot(missing=("credentials.auth_token",)),
            Passage.PERSON,
            "setup-incomplete:credentials.auth_token",
            Mind.MODEL,
        ),
    ],
)
def test_the_strictest_of_what_holds_is_the_decision(
    snapshot: GateSnapshot, passage: Passage, reason: str, mind: Mind
) -> None:
    gate = system_gate(snapshot)
    assert (gate.passage, gate.reason, gate.mind) == (passage, reason, mind)


@pytest.mark.parametrize("stated", ["ONBOARDING", "", None, 7, ["auto"], {"auto": True}])
def test_a_mode_that_does_not_exist_asks_for_an_apology_and_no_thinking(stated: object) -> None:
    workspace = a_broken_workspace(mode=stated)
    gate = system_gate(GateSnapshot(workspace, "fake_sms", Medium.SMS, "a lead", ()))
    assert (gate.passage, gate.reason, gate.mind) == (Passage.APOLOGISE, "mode-invalid", Mind.NONE)
    assert workspace.settings.mode is Mode.OFF


def test_another_setting_that_cannot_be_read_leaves_everything_to_a_person_and_means_the_strictest() -> None:
    workspace = a_broken_workspace(mode="auto", opt_out_scope="galaxy", auto_send_threshold="low", persona="Jo")
    gate = system_gate(GateSnapshot(workspace, "fake_sms", Medium.SMS, "a lead", ()))
    assert (gate.passage, gate.reason) == (Passage.PERSON, "settings-unreadable:opt_out_scope")
    assert gate.inputs == {"settings": ["opt_out_scope", "auto_send_threshold"]}
    settings = workspace.settings
    assert (settings.opt_out_scope, settings.auto_send_threshold, settings.persona) == ("all", 1.0, "Jo")


def test_what_is_missing_to_answer_is_named() -> None:
    channel = fake_providers()["fake_sms"].channel
    assert missing_for(None, channel) == ("connection",)
    assert missing_for(a_connection(), None) == ("channel",)
    assert missing_for(a_connection(enabled=False), channel) == ("connection-enabled",)
    assert missing_for(a_connection(), channel) == ()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        (
            {"business_phone": PHONE},
            f"Thanks for your message! We're temporarily unable to reply to it here. Please call us on {PHONE}.",
        ),
        ({"deflection_text": "Back soon."}, "Back soon."),
        ({"deflection_text": "Back soon.", "business_phone": PHONE}, f"Back soon. Please call us on {PHONE}."),
        ({"deflection_text": "Call {business_phone}!", "business_phone": PHONE}, f"Call {PHONE}!"),
    ],
)
def test_a_deflection_names_the_telephone(settings: dict[str, str], text: str) -> None:
    assert deflection_text(a_workspace(**settings)) == text


def test_an_apology_is_never_empty() -> None:
    assert apology_text(a_workspace()).startswith("We're experiencing a technical issue")
    assert PHONE in apology_text(a_workspace(business_phone=PHONE))
    assert apology_text(a_workspace(apology_text="Sorry, call {business_phone}.", business_phone=PHONE)) == (
        f"Sorry, call {PHONE}."
    )


def a_notice(kind: SendKind, *kinds: SwitchKind, **more: Any) -> NoticeSnapshot:
    settings = more.pop("settings", {"business_phone": PHONE})
    stated = {
        "recipient_opted_out": False,
        "connection_usable": True,
        "answered": False,
        "late": False,
        **more,
    }
    switches = [a_switch(one) for one in kinds]
    workspace = a_workspace(WORKSPACE, **{"mode": "auto", **settings})
    return NoticeSnapshot(kind, workspace, switches, "fake_sms", Medium.SMS, "a lead", **stated)


NOTICES = tuple(kind for kind in SendKind if kind is not SendKind.REPLY)
PAUSED, HALTED = SwitchKind.OUTBOUND_PAUSED, SwitchKind.OUTBOUND_HALTED


@pytest.mark.parametrize(
    ("notice", "why_not"),
    [
        (a_notice(SendKind.DEFLECTION, PAUSED), None),
        (a_notice(SendKind.DEFLECTION), "no-longer-paused"),
        (a_notice(SendKind.DEFLECTION, PAUSED, settings={"mode": "suggest"}), "mode-suggest"),
        (a_notice(SendKind.DEFLECTION, PAUSED, answered=True), "human-answered"),
        (replace(a_notice(SendKind.APOLOGY), workspace=a_broken_workspace(mode="ONBOARDING")), None),
        (a_notice(SendKind.APOLOGY), "mode-valid-again"),
        (a_notice(SendKind.APOLOGY, PAUSED), "switch"),
        (a_notice(SendKind.HOLDING, PAUSED), None),
        (a_notice(SendKind.HOLDING, answered=True), "human-answered"),
        (a_notice(SendKind.NOTIFICATION, PAUSED), None),
        (a_notice(SendKind.NOTIFICATION, PAUSED, answered=True), None),
        (a_notice(SendKind.OPERATOR, PAUSED), None),
        *((a_notice(kind, PAUSED, HALTED), "switch") for kind in NOTICES),
        *(
            (a_notice(kind, PAUSED, recipient_opted_out=True), "opt-out")
            for kind in NOTICES
            if kind is not SendKind.GOODBYE
        ),
        (a_notice(SendKind.GOODBYE, recipient_opted_out=True), None),
        *((a_notice(kind, PAUSED, connection_usable=False), "connection-unusable") for kind in NOTICES),
        *((a_notice(kind, PAUSED, late=True), "too-late") for kind in NOTICES),
    ],
)
def test_what_the_system_says_itself_is_held_against_the_world_once_more(
    notice: NoticeSnapshot, why_not: str | None
) -> None:
    assert notice_may_leave(notice) == why_not
