"""The text of uploaded files: plain text, Markdown, PDF and Word.

PDF is read by pypdf (pure Python, kept up since 2005). Word files are read here: a .docx is a zip with one XML part of
paragraphs, and the usual library for it needs a C parser only to give access to what is not wanted here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.etree import ElementTree
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from rejoinder.domain.errors import InvalidInput

_MOST_PAGES = 300
_LARGEST_PART = 30_000_000
"""Bytes of a Word file's text when unpacked: a zip may hold a thousand times its own size."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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


def _pdf(data: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        if len(pages) > _MOST_PAGES:
            raise InvalidInput(f"A PDF may have {_MOST_PAGES} pages.", field="data")
        return "\n\n".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as problem:
        raise _damaged("PDF") from problem


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _LARGEST_PART:
                raise InvalidInput("This document is too large.", field="data")
            with archive.open("word/document.xml") as part:
                raw = part.read(_LARGEST_PART)
        _refuse_declarations(raw)
        root = ElementTree.fromstring(raw)  # noqa: S314 - entities were refused above, and the size is bounded
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
    return "\n".join(_paragraph(paragraph) for paragraph in root.iter(f"{_WORD}p"))


def _refuse_declarations(raw: bytes) -> None:
    """A document type can define entities; asked of the parser itself, because their bytes depend on the encoding."""

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    looking = expat.ParserCreate()
    looking.StartDoctypeDeclHandler = refuse
    looking.Parse(raw, True)


def _paragraph(paragraph: ElementTree.Element) -> str:
    """Its words; a heading is marked as one, so that the parts below it carry it."""
    spelt = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}
    words = "".join(
        node.text or "" if node.tag == f"{_WORD}t" else spelt.get(node.tag, "") for node in paragraph.iter()
    )
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    is_heading = style is not None and str(style.get(f"{_WORD}val", "")).lower().startswith(("heading", "title"))
    return f"\n# {words}" if is_heading and words.strip() else words


_READERS: Mapping[str, Callable[[bytes], str]] = {
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
    "pdf": _pdf,
    "docx": _docx,
}
