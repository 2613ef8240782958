"""Whose a number is, and who can be texted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.numbers import (
    Forward,
    Greet,
    Number,
    NumberRole,
    TextsOnly,
    can_be_texted,
    owner_of,
    parse_number,
    reply_to,
    sender_for,
)

OURS, ACME, OTHER = "+13125550190", "workspace-1", "workspace-2"


def a_number(role: NumberRole = NumberRole.OPERATIONAL, workspace: str | None = ACME, **more: object) -> Number:
    return Number("n1", OURS, role, "c1", workspace_id=workspace, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "connection_of", "looked_up", "workspace", "reason"),
    [
        (a_number(), ACME, True, ACME, "registered"),
        (a_number(), None, True, ACME, "registered"),
        (a_number(), OTHER, True, None, "other-workspace"),
        (a_number(NumberRole.ONBOARDING), ACME, True, ACME, "registered"),
        (a_number(NumberRole.ONBOARDING, None), ACME, True, None, "role-onboarding"),
        (a_number(NumberRole.SYSTEM, None), ACME, True, None, "role-system"),
        (a_number(NumberRole.OPERATIONAL, None), ACME, True, None, "other-workspace"),
        (None, ACME, True, None, "unregistered"),
        (None, ACME, False, None, "lookup-failed"),
    ],
)
def test_the_number_decides_and_says_why(
    known: Number | None, connection_of: str | None, looked_up: bool, workspace: str | None, reason: str
) -> None:
    owner = owner_of(OURS, known, connection_of, looked_up=looked_up)
    assert (owner.workspace_id, owner.reason) == (workspace, reason)


@given(st.text(), st.sampled_from([None, ACME, OTHER]))
def test_no_number_without_a_registration_is_ever_a_workspaces(called: str, connection_of: str | None) -> None:
    assert owner_of(called, None, connection_of).workspace_id is None


def test_a_caller_hears_what_the_role_says() -> None:
    forwarded = owner_of(OURS, a_number(forward_to="+12025550199"), ACME)
    assert reply_to(forwarded, "+12025550143") == Forward("+12025550199")
    assert reply_to(owner_of(OURS, a_number(), ACME), "+12025550143") == Greet()
    assert reply_to(owner_of(OURS, a_number(), ACME), "anonymous") == Greet(will_text=False)
    assert reply_to(owner_of(OURS, a_number(NumberRole.ONBOARDING, None), None), "+12025550143") == TextsOnly()


@pytest.mark.parametrize("caller", ["+12025550143", "+442079460123", "+85212345678"])
def test_a_number_in_full_can_be_texted(caller: str) -> None:
    assert can_be_texted(caller)


@pytest.mark.parametrize(
    "caller",
    ["", "anonymous", "Restricted", "+266696687", "+7378742833", "+86282452253", "sip:a@b", "12025550143", "+0"],
)
def test_a_withheld_or_impossible_number_cannot(caller: str) -> None:
    assert not can_be_texted(caller)


@pytest.mark.parametrize(
    ("stated", "number"),
    [("+1 (202) 555-0143", "+12025550143"), ("0044 20 7946 0123", "+442079460123"), (" +12025550143 ", "+12025550143")],
)
def test_a_number_is_stored_in_one_spelling(stated: str, number: str) -> None:
    assert parse_number(stated) == number


@given(st.text(max_size=30))
def test_a_stated_number_is_normal_or_refused(stated: str) -> None:
    try:
        number = parse_number(stated)
    except InvalidInput:
        return
    assert parse_number(number) == number


def test_the_failsafe_leaves_from_a_number_that_can_and_never_from_a_text_only_one() -> None:
    nobodys = owner_of(OURS, None, ACME)
    text_only = a_number(NumberRole.ONBOARDING, None)
    unable = Number("n2", "+13125550111", NumberRole.SYSTEM, "c1", can_text=False)
    able = Number("n3", "+13125550112", NumberRole.SYSTEM, "c1")
    assert sender_for(OURS, nobodys, [text_only, unable, able]) == able.number
    assert sender_for(OURS, nobodys, [text_only, unable]) == OURS
    assert sender_for(OURS, owner_of(OURS, a_number(NumberRole.SYSTEM, None), None), [able]) == OURS
