"""The strictest of workspace, channel, campaign and lead, and who said it."""

from __future__ import annotations

import itertools

import pytest

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.modes import bounded, effective_mode, strictest
from rejoinder.domain.workspaces import Mode, parse_settings
from tests.builders import WORKSPACE, a_lead, a_workspace

STATED = [None, *Mode]


def test_the_strictest_of_every_combination_holds() -> None:
    for workspace_mode, by_channel, by_medium, by_campaign, by_lead in itertools.product(
        Mode, STATED, STATED, STATED, STATED
    ):
        channel_modes = {name: m for name, m in (("twilio_sms", by_channel), ("sms", by_medium)) if m is not None}
        workspace = a_workspace(
            WORKSPACE,
            mode=workspace_mode,
            channel_modes={**channel_modes, "smartlead": "off"},
            campaign_modes={**({"7": by_campaign} if by_campaign is not None else {}), "8": "off"},
        )
        found = effective_mode(workspace, ("twilio_sms", "sms"), campaigns=("7",), lead=a_lead(mode=by_lead))
        stated = [m for m in (workspace_mode, by_channel, by_medium, by_campaign, by_lead) if m is not None]

        assert found.mode is strictest(*stated)
        assert [said.mode for said in found.stated] == stated
        assert found.decided_by.mode is found.mode
        here = bounded(workspace, ("twilio_sms", "sms"), campaigns=("7",), lead=a_lead(mode=by_lead))
        assert here.settings.mode is found.mode


def test_nothing_loosens_what_the_workspace_holds_tight() -> None:
    workspace = a_workspace(WORKSPACE, channel_modes={"sms": "auto"})
    found = effective_mode(workspace, ("twilio_sms", "sms"), lead=a_lead(mode=Mode.AUTO))

    assert (found.mode, found.decided_by.place) == (Mode.SUGGEST, "workspace")


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel_modes": "auto"},
        {"channel_modes": {"sms": "Auto"}},
        {"campaign_modes": {"7": None}},
        {"campaign_modes": {" ": "auto"}},
        {"holidays": ["25.12.2026"]},
        {"holidays": "2026-12-25"},
        {"send_limits": {"sms": 5}},
        {"send_limits": {"sms": {"per_second": 5}}},
        {"send_limits": {"sms": {"per_minute": 0}}},
        {"send_limits": {"sms": {"per_day": 1.5}}},
        {"burst_wait": -1},
        {"reply_cc": "yes"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        parse_settings(wrong)
