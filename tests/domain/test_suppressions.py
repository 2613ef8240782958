"""Lists as people keep them become addresses in one spelling, or a row that says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.suppressions import addresses_of, as_csv, read_rows
from rejoinder.infrastructure.phone_numbers import NumberingPlans


def us(stated: str) -> str:
    found = NumberingPlans().read(stated, "US")
    return found.e164 if found is not None else ""


def taken(text: str) -> list[tuple[str, str]]:
    return [(a.kind, a.address) for row in read_rows(text) for a in addresses_of(row, us)[0]]


def wrong(text: str) -> list[tuple[int, str]]:
    found = [addresses_of(row, us)[1] for row in read_rows(text)]
    return [(each.row, each.value) for each in found if each is not None]


@pytest.mark.parametrize(
    "table",
    [
        "phone,email,reason\n(202) 555-0143,Jane@Example.com,asked\n",
        "Reason;E-Mail;Mobile\nasked;jane@example.com;+1 202 555 0143\n",
        "\ufeffEmail Address\tPhone\njane@example.com\t001 202-555-0143\n",
        "202.555.0143\nJANE@example.com\n",
        '"+12025550143"\r\n\r\nmailto:jane@example.com\r\n',
        "address,notes\ntel:+12025550143,x\njane@example.com,y\n",
    ],
)
def test_a_list_is_read_however_it_is_kept(table: str) -> None:
    assert sorted(taken(table)) == [("email", "jane@example.com"), ("phone", "+12025550143")]
    assert wrong(table) == []


def test_rows_that_name_nobody_say_where_they_stand() -> None:
    assert wrong("phone,email\n12,\n,not an address\n+12025550143,also bad\n,,\n") == [
        (2, "12"),
        (3, "not an address"),
        (4, "also bad"),
    ]


@pytest.mark.parametrize("table", ["", "\n\n", "a,b,c,d\n1,2,3,4\n"])
def test_what_is_no_list_is_refused(table: str) -> None:
    with pytest.raises(InvalidInput):
        read_rows(table)


def test_what_was_exported_is_no_formula_and_can_be_read_again() -> None:
    lines = "".join(as_csv(("phone", "reason"), [("+12025550143", '=HYPERLINK("x")'), ("+12025550144", "-1+1")]))

    assert "'=HYPERLINK" in lines
    assert "'-1+1" in lines
    assert taken(lines) == [("phone", "+12025550143"), ("phone", "+12025550144")]


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    try:
        rows = read_rows(text)
    except InvalidInput:
        return
    for row in rows:
        found, mistake = addresses_of(row, us)
        assert found or mistake is not None
