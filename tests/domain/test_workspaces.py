"""Settings as operators write them."""

from __future__ import annotations

import contextlib
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.workspaces import (
    BusinessHours,
    Mode,
    WorkspaceSettings,
    parse_delay,
    parse_settings,
    parse_timezone,
    stored_settings,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "always"),
        ("mode", None),
        ("mode", 1),
        ("auto_send_threshold", 1.1),
        ("auto_send_threshold", True),
        ("auto_send_threshold", "0.9"),
        ("knowledge", 5),
        ("knowledge", ["ok", 5]),
        ("knowledge", {"a": "b"}),
        ("persona", ["x"]),
        ("booking_link", None),
        ("business_hours", {"mon": ["17:00", "09:00"]}),
        ("business_hours", {"someday": ["09:00", "17:00"]}),
        ("business_hours", {"mon": ["nine", "five"]}),
        ("business_hours", {}),
        ("business_hours", "always"),
        ("business_hours", {"start": "09:00"}),
        ("send_delay", "420-180"),
        ("send_delay", [1, 2, 3]),
        ("send_delay", -1),
        ("send_delay", "soon"),
        ("send_delay", True),
        ("send_delay", 7 * 86400 + 1),
        ("send_delay", "nan"),
        ("stale_after_minutes", 0),
        ("lead_budget_usd", -1),
        ("daily_budget_usd", "free"),
        ("offline_ai_fallback", "yes"),
        ("opt_out_scope", "everything"),
        ("retention_days", 29),
        ("retention_days", None),
        ("autosend_channels", 7),
        ("forbidden_terms", [None]),
        ("surprise", 1),
    ],
)
def test_a_wrong_setting_names_itself(name: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_settings({"persona": "Jo", name: value})

    assert refused.value.field == name
    assert name in refused.value.message


def test_nothing_said_is_the_defaults() -> None:
    assert parse_settings({}) == WorkspaceSettings()
    assert WorkspaceSettings().mode is Mode.SUGGEST, "nobody is answered automatically unasked"


def test_everything_said_is_kept() -> None:
    found = parse_settings(
        {
            "mode": "auto",
            "auto_send_threshold": 1,
            "knowledge": [{"title": "Price", "text": "$5", "empty": ""}],
            "persona": "Jo",
            "booking_link": "https://acme.example",
            "business_hours": {"Monday": ["09:00", "17:00"], "tue": None},
            "send_delay": "180-420",
            "autosend_channels": "fake_sms",
            "stale_after_minutes": 60,
            "offline_ai_fallback": True,
            "lead_budget_usd": 0,
            "daily_budget_usd": 5,
            "opt_out_scope": "all",
            "forbidden_terms": "cheap",
        }
    )

    assert found.business_hours == BusinessHours({"mon": (time(9), time(17))})
    assert (found.knowledge, found.send_delay, found.autosend_channels) == (("Price\n$5",), (180, 420), ("fake_sms",))
    assert (found.forbidden_terms, found.opt_out_scope, found.mode) == (("cheap",), "all", Mode.AUTO)


def test_hours_may_be_one_span_for_several_days() -> None:
    found = parse_settings({"business_hours": {"start": "09:00", "end": "17:00"}}).business_hours

    assert found is not None
    assert sorted(found.days) == ["fri", "mon", "thu", "tue", "wed"]
    assert parse_settings({"business_hours": None}).business_hours is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(30, (30, 30)), ("30", (30, 30)), ("180-420", (180, 420)), ([5], (5, 5)), ((1, 2), (1, 2)), (0, (0, 0))],
)
def test_a_delay_may_be_written_in_several_ways(value: object, wanted: tuple[float, float]) -> None:
    assert parse_delay("send_delay", value) == wanted


@given(
    st.dictionaries(
        st.sampled_from([*WorkspaceSettings.__slots__, "surprise"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_whatever_is_posted_is_settings_or_a_named_field(raw: dict[str, object]) -> None:
    with contextlib.suppress(InvalidInput):
        found = parse_settings(raw)
        low, high = found.send_delay
        assert 0 <= low <= high
        assert 0 <= found.auto_send_threshold <= 1


def test_what_another_release_stored_is_left_aside() -> None:
    assert stored_settings({"mode": "auto", "from_the_future": 1}).mode is Mode.AUTO


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "/usr", "a" * 300, "x\x00y"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_timezone(name)

    assert refused.value.field == "timezone"


def test_a_known_time_zone_is_kept() -> None:
    assert parse_timezone("Europe/London") == "Europe/London"
