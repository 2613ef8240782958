"""Secrets at rest: unreadable, unmovable, and readable again after a rotation."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.domain.errors import ConfigurationFault
from rejoinder.infrastructure.vault import Vault

PLACE = "connection:1|credentials"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON)
def test_what_was_sealed_opens_in_its_place(value: object) -> None:
    vault = Vault(["a key"])

    assert vault.open(vault.seal(value, PLACE), PLACE) == value


def test_nothing_of_the_secret_can_be_read_and_no_two_seals_are_alike() -> None:
    vault = Vault(["a key"])
    sealed = {vault.seal({"token": "s3cret-s3cret"}, PLACE) for _ in range(50)}

    assert len(sealed) == 50
    for one in sealed:
        assert b"s3cret" not in base64.b64decode(one.partition(".")[2])
        assert "a key" not in one


@pytest.mark.parametrize("place", ["connection:2|credentials", "connection:1|webhook_secrets", ""])
def test_a_value_that_was_copied_elsewhere_does_not_open(place: str) -> None:
    vault = Vault(["a key"])
    with pytest.raises(ConfigurationFault):
        vault.open(vault.seal("s3cret", PLACE), place)


def test_after_a_rotation_the_old_opens_and_the_new_seals() -> None:
    before, after = Vault(["old"]), Vault(["new", "old"])
    sealed = before.seal("s3cret", PLACE)

    assert after.open(sealed, PLACE) == "s3cret"
    renewed = after.seal("s3cret", PLACE)
    assert Vault(["new"]).open(renewed, PLACE) == "s3cret"
    with pytest.raises(ConfigurationFault):
        before.open(renewed, PLACE)


@pytest.mark.parametrize("change", range(0, 60, 7))
def test_one_changed_byte_is_noticed(change: int) -> None:
    vault = Vault(["a key"])
    key_id, _, encoded = vault.seal("a secret that is long enough for this", PLACE).partition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[change % len(raw)] ^= 1

    with pytest.raises(ConfigurationFault):
        vault.open(f"{key_id}.{base64.b64encode(raw).decode()}", PLACE)


@pytest.mark.parametrize("sealed", ["", ".", "nonsense", "deadbeef.AAAA"])
def test_what_was_never_sealed_is_a_configuration_fault(sealed: str) -> None:
    with pytest.raises(ConfigurationFault):
        Vault(["a key"]).open(sealed, PLACE)


def test_a_seal_that_was_cut_off_is_a_configuration_fault() -> None:
    vault = Vault(["a key"])
    sealed = vault.seal("s3cret", PLACE)

    for cut in (9, 10, 13, 20, len(sealed) - 1):
        with pytest.raises(ConfigurationFault):
            vault.open(sealed[:cut], PLACE)


def test_without_a_key_nothing_starts() -> None:
    with pytest.raises(ConfigurationFault):
        Vault([])


def test_a_fault_does_not_tell_the_secret() -> None:
    with pytest.raises(ConfigurationFault) as fault:
        Vault(["one"]).open(Vault(["two"]).seal("s3cret", PLACE), PLACE)

    assert "s3cret" not in fault.value.message


@given(st.binary(max_size=200), st.text(max_size=10))
def test_sealed_bytes_open_in_their_place_only(value: bytes, place: str) -> None:
    old, rotated = Vault(["old"]), Vault(["new", "old"])
    sealed = old.seal_bytes(value, place)

    assert rotated.open_bytes(sealed, place) == value
    for wrong, elsewhere in ((sealed, place + "x"), (sealed[:-1], place), (b"", place), (b"\xff" * 40, place)):
        with pytest.raises(ConfigurationFault):
            rotated.open_bytes(wrong, elsewhere)
    with pytest.raises(ConfigurationFault):
        Vault(["new"]).open_bytes(sealed, place)
