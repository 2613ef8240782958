"""An entry of a provider's list comes back from its stored body as it went in, whatever kind of fact it is."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.application.inbound.listed_events import read_back, written
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.ports.channels import Fact, ProviderEvent

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*(_values(part) for part in get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(_values(get_args(kind)[0]), max_size=2).map(tuple)
    if get_origin(kind) is not None or kind is Any:
        return st.dictionaries(_TEXT, _TEXT, max_size=2)
    if kind is Decimal:
        return st.decimals(allow_nan=False, allow_infinity=False)
    if kind is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if kind is type(None):
        return st.none()
    if hasattr(kind, "__members__"):
        return st.sampled_from(list(kind))
    if hasattr(kind, "__dataclass_fields__"):
        return _facts(kind)
    return {str: _TEXT, bool: st.booleans(), int: st.integers(), float: st.floats(allow_nan=False)}[kind]


def _facts(kind: Any) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: _values(hint) for name, hint in get_type_hints(kind).items()})


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_fact_comes_back(kind: Any, data: st.DataObject) -> None:
    event = ProviderEvent("key", "kind", data.draw(_facts(kind)))
    assert read_back(written(event)) == event


@pytest.mark.parametrize("body", [b"", b"[]", b'{"key": "k"}', b'{"key": "k", "kind": "k", "fact": "?", "stated": {}}'])
def test_what_another_release_wrote_is_unreadable_and_never_a_crash(body: bytes) -> None:
    with pytest.raises(PayloadUnreadable):
        read_back(body)
