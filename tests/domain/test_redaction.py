"""What is kept of a delivery whose provider repeats the secret in it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.redaction import redacted

SECRET = 'S3cr"et\\é&=%'
EVENT = {"a": 1, "secret_key": SECRET, "text": "my secret_key is here", "b": [True, None]}
FIELDS = ("secret_key",)


@pytest.mark.parametrize("name", ["secret_key", "secretKey", "Secret Key", "SECRET-KEY"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_value_goes_and_nothing_else(name: str, ascii_only: bool) -> None:
    event = {name if key == "secret_key" else key: value for key, value in EVENT.items()}
    kept = json.loads(redacted(json.dumps(event, ensure_ascii=ascii_only).encode(), FIELDS))
    assert kept == {**event, name: "redacted"}


def test_it_goes_from_json_inside_of_json() -> None:
    kept = json.loads(redacted(json.dumps({"payload": json.dumps({"x": 1, "secret_key": "plain"})}).encode(), FIELDS))
    assert json.loads(kept["payload"]) == {"x": 1, "secret_key": "redacted"}


def test_it_goes_from_a_form_and_from_json_inside_of_a_form() -> None:
    body = urlencode({"secret_key": "a b&c", "payload": json.dumps({"x": 1, "secret_key": "plain"}), "z": "1"})
    kept = parse_qs(redacted(body.encode(), FIELDS).decode())
    assert kept["secret_key"] == ["redacted"]
    assert json.loads(kept["payload"][0]) == {"x": 1, "secret_key": "redacted"}
    assert kept["z"] == ["1"]


def test_a_number_and_nothing_at_all_are_no_trouble() -> None:
    assert json.loads(redacted(b'{"secret_key": 1234, "b": {"secret_key": ""}}', FIELDS)) == {
        "secret_key": "redacted",
        "b": {"secret_key": "redacted"},
    }
    assert redacted(b"no json at all", FIELDS) == b"no json at all"
    assert redacted(b'{"token": "x"}', ()) == b'{"token": "x"}'


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4), st.text(min_size=1, max_size=20))
def test_whatever_stands_beside_it_reads_as_before(around: dict[str, str], secret: str) -> None:
    event = {**{f"k-{name}": value for name, value in around.items()}, "secret_key": secret}
    for ascii_only in (True, False):
        body = json.dumps(event, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        kept = json.loads(redacted(body, FIELDS).decode("utf-8", "surrogatepass"))
        assert kept == {**event, "secret_key": "redacted"}
