"""The text of uploaded files: plain text, Markdown, PDF and Word.

PDF is read by pypdf (pure Python, kept up since 2005), in a process of its own. Word files are read here: a .docx is a
zip with one XML part of paragraphs, and the usual library for it needs a C parser only to give access to what is not
wanted here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree
from xml.parsers import expat

from rejoinder.domain.errors import InvalidInput
from rejoinder.infrastructure.documents.pdf import text_of_pdf

_LARGEST_PART = 30_000_000
"""Bytes of a Word file's text when unpacked: a zip may hold a thousand times its own size."""
_DEEPEST, _MOST_NODES = 200, 1_000_000
"""How deep Word nests (a table in a text box in a table) and how much a book of a thousand pages holds, with room."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH = f"{_WORD}p"
_SPELT = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}


class Documents:
    """DocumentReader."""

    def read(self, name: str, data: bytes) -> str:
        ending = name.rpartition(".")[2].lower()
        reader = _READERS.get(ending)
        if reader is None:
            raise InvalidInput(
                f"Files of this kind are not read; known are .{', .'.join(_READERS)}.", field="file_name"
            )
        text = reader(data)
        if not text.strip():
            raise InvalidInput("There is no text in this file (a scan holds pictures only).", field="data")
        return re.sub(r"\n{3,}", "\n\n", text).strip()


def _damaged(kind: str) -> InvalidInput:
    return InvalidInput(f"This {kind} cannot be read: it is damaged, locked, or something else.", field="data")


def _plain(data: bytes) -> str:
    """UTF-8 or UTF-16 by their marks, else Latin-1 as Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise _damaged("text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _LARGEST_PART:
                raise InvalidInput("This document is too large.", field="data")
            with archive.open("word/document.xml") as part:
                raw = part.read(_LARGEST_PART)
        _refuse_declarations(raw)
        return "\n".join(_paragraphs(raw))
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        OSError,
        ElementTree.ParseError,
        expat.ExpatError,
        LookupError,
        ValueError,
    ) as problem:
        raise _damaged("Word document") from problem


def _refuse_declarations(raw: bytes) -> None:
    """A document type can define entities; asked of the parser itself, because their bytes depend on the encoding."""

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    looking = expat.ParserCreate()
    looking.StartDoctypeDeclHandler = refuse
    looking.Parse(raw, True)


def _paragraphs(raw: bytes) -> Iterator[str]:
    """Its paragraphs in the order in which they end, every word once; a heading is marked as one, so that the parts
    below it carry it. One pass: nothing is looked at twice, however it is nested."""
    open_ones: list[list[str]] = []
    headings: list[bool] = []
    depth = seen = 0
    # Entities were refused above, and size, depth and number of nodes are bounded.
    for event, node in ElementTree.iterparse(io.BytesIO(raw), ("start", "end")):  # noqa: S314
        if event == "start":
            depth, seen = depth + 1, seen + 1
            if depth > _DEEPEST or seen > _MOST_NODES:
                raise InvalidInput("This document is nested too deeply or has too many parts.", field="data")
            if node.tag == _PARAGRAPH:
                open_ones.append([])
                headings.append(False)
            continue
        depth -= 1
        if node.tag == _PARAGRAPH:
            words, is_heading = "".join(open_ones.pop()), headings.pop()
            yield f"\n# {words}" if is_heading and words.strip() else words
        elif open_ones and node.tag == f"{_WORD}t":
            open_ones[-1].append(node.text or "")
        elif open_ones and node.tag in _SPELT:
            open_ones[-1].append(_SPELT[node.tag])
        elif open_ones and node.tag == f"{_WORD}pStyle":
            headings[-1] = str(node.get(f"{_WORD}val", "")).lower().startswith(("heading", "title"))
        node.clear()


_READERS: Mapping[str, Callable[[bytes], str]] = {
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
    "pdf": text_of_pdf,
    "docx": _docx,
}
