"""Lists of whom to leave alone, as people keep them: tables with telephone numbers, mail addresses or profiles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain

from rejoinder.domain.contacts import strip_unstorable
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.messages import Medium

MEDIA_OF: Mapping[str, tuple[Medium, ...]] = {
    "phone": (Medium.SMS, Medium.VOICE),
    "email": (Medium.EMAIL,),
}
"""What is closed for a person whose address of that kind is on the list. LinkedIn names people by ids that no list of
profiles knows."""
MAX_ROWS = 50_000
ERRORS_KEPT = 200

ReadPhone = Callable[[str], str]
"""A number as people write it, in E.164; empty where it is none."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """One address that nobody may write to."""

    workspace_id: str
    kind: str
    """phone or email."""
    address: str
    """In the one spelling that messages have: E.164 or lower-case."""
    reason: str = ""
    source: str = ""
    added_by: str = ""
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedAddress:
    kind: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that names nobody who can be left alone. Row 1 is the first line of the file."""

    row: int
    value: str
    why: str


class ImportState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SuppressionImport:
    """One list on its way in. `done` rows of `total` were taken; the same list again adds nothing."""

    id: str
    workspace_id: str
    name: str
    body: str
    """The table as it came; emptied when all of it was taken."""
    total: int
    created_by: str
    state: ImportState = ImportState.PENDING
    done: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    """Rows that could not be read; the first of them stand in `errors`."""
    errors: tuple[WrongRow, ...] = ()

    def after(self, row: int, *, added: int, known: int, wrong: WrongRow | None) -> SuppressionImport:
        """The same once that row was taken."""
        errors = self.errors if wrong is None or len(self.errors) >= ERRORS_KEPT else (*self.errors, wrong)
        return replace(
            self,
            done=row,
            added=self.added + added,
            known=self.known + known,
            refused=self.refused + (wrong is not None),
            errors=errors,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line that says something, with what stands in it by column."""

    number: int
    """Its line in the file, from 1."""
    cells: Mapping[str, str]


_COLUMNS = {
    "phone": ("phone", "number", "mobile", "cell", "tel", "telephone", "msisdn", "sms"),
    "email": ("email", "mail", "emailaddress", "mailaddress"),
    "reason": ("reason", "note", "notes", "comment", "why", "type"),
    "address": ("address", "contact", "value", "recipient", "identifier"),
}
_MAIL = re.compile(r"[^\s@,;<>\"]{1,64}@[^\s@,;<>\"]{1,190}\.[^\s@,;<>\".]{2,63}")


def read_rows(text: str) -> Sequence[Row]:
    """The lines of a table: with a head whose names are recognised, or one address per line.

    Comma, semicolon or tab. Raises InvalidInput for what is no such table, or holds more than 50,000 rows.
    """
    plain = strip_unstorable(text.lstrip("\ufeff"))
    first = plain.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(plain), delimiter=delimiter)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                lines.append((reader.line_num, stripped))
            if len(lines) > MAX_ROWS + 1:
                raise InvalidInput(f"A list may hold {MAX_ROWS} rows; split it.", field="body")
    except csv.Error as error:
        raise InvalidInput(f"The list is no CSV (line {reader.line_num}: {error}).", field="body") from None
    if not lines:
        raise InvalidInput("The list is empty.", field="body")
    head = [_column(cell) for cell in lines[0][1]]
    if any(head):
        return [Row(number, _named(head, cells)) for number, cells in lines[1:]]
    if any(len([cell for cell in cells if cell]) > 2 for _, cells in lines):
        names = ", ".join(("phone", "email", "reason"))
        raise InvalidInput(f"The list needs a first line that names its columns ({names}).", field="body")
    return [Row(number, _named(["address", "reason"], cells)) for number, cells in lines]


def _column(cell: str) -> str:
    bare = re.sub(r"[^a-z]", "", cell.lower())
    return next((name for name, words in _COLUMNS.items() if bare in words), "")


def _named(head: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, cell in zip(head, cells, strict=False):
        if name and cell and name not in named:
            named[name] = cell
    return named


def addresses_of(row: Row, read_phone: ReadPhone) -> tuple[Sequence[ListedAddress], WrongRow | None]:
    """Every address that the row names, in one spelling, and what is wrong with it if something is."""
    found: list[ListedAddress] = []
    wrong: WrongRow | None = None
    reason = row.cells.get("reason", "")[:200]
    for column in ("phone", "email", "address"):
        stated = row.cells.get(column, "")
        if not stated:
            continue
        kind, address = _normalised(column, stated, read_phone)
        if address:
            found.append(ListedAddress(kind, address, reason))
        else:
            wrong = wrong or WrongRow(row.number, stated[:100], _WRONG[kind])
    if not found and wrong is None:
        wrong = WrongRow(row.number, "", "The row names no address.")
    return found, wrong


_WRONG = {
    "phone": "This is no telephone number with its country; write +12025550100, or name the list's country.",
    "email": "This is no mail address.",
    "address": "This is neither a telephone number nor a mail address.",
}


def _normalised(column: str, stated: str, read_phone: ReadPhone) -> tuple[str, str]:
    """Kind and address; an empty address where it is none."""
    kind = column
    if column == "address":
        kind = "email" if "@" in stated else "phone" if re.fullmatch(r"(?:tel:)?[\d\s().+/-]+", stated) else column
    match kind:
        case "email":
            bare = stated.removeprefix("mailto:").strip().lower()
            return kind, bare if _MAIL.fullmatch(bare) else ""
        case "phone":
            return kind, read_phone(stated)
    return kind, ""


# --- out --------------------------------------------------------------------------------------------


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table. A cell that a spreadsheet would run as a formula is disarmed with an apostrophe, except a
    number in E.164."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for cells in chain([head], rows):
        writer.writerow([_disarmed("" if cell is None else str(cell)) for cell in cells])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _disarmed(cell: str) -> str:
    signed = cell.startswith(("+", "-")) and not re.fullmatch(r"\+?[0-9-]+", cell)
    return f"'{cell}" if signed or cell.startswith(("=", "@", "\t", "\r")) else cell
