"""Secrets that providers repeat in their events are not kept: what is stored is the delivery without them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote_plus, unquote_to_bytes

_GONE = b"redacted"
_PLAIN_TEXT = rb'(?:[^"\\]|\\.)*'
_TEXT_IN_TEXT = rb'(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\\\(?:\\\\|\\"|.))*'
"""A text of JSON that is itself a text in JSON: every backslash of its own is two, and its quotes have one."""
_BARE = rb"(?!\\?\")[^\s\",}\]\[{]+"


def redacted(body: bytes, fields: Sequence[str]) -> bytes:
    """The delivery with the values of these fields replaced: in JSON, in JSON that is a text in JSON, in a form, and in
    JSON in a form; in any spelling of their names. Everything else is byte for byte as it came."""
    if not fields:
        return body
    if body.lstrip()[:1] in (b"{", b"[", b'"', b"\xef"):
        return _in_json(body, tuple(fields))
    if b"%" not in body and not _name(tuple(fields)).search(body):
        return body
    return b"&".join(_in_form(pair, tuple(fields)) for pair in body.split(b"&"))


def _in_json(body: bytes, fields: tuple[str, ...]) -> bytes:
    for value, instead in _patterns(fields):
        body = value.sub(rb"\g<before>" + instead, body)
    return body


def _in_form(pair: bytes, fields: tuple[str, ...]) -> bytes:
    name, equals, value = pair.partition(b"=")
    if equals and _name(fields).fullmatch(unquote_to_bytes(name.replace(b"+", b" "))):
        return name + b"=" + _GONE
    stated = unquote_to_bytes(value.replace(b"+", b" "))
    without = _in_json(stated, fields)
    return pair if without == stated else name + b"=" + quote_plus(without).encode()


@lru_cache(maxsize=64)
def _name(fields: tuple[str, ...]) -> re.Pattern[bytes]:
    words = (field.encode().split(b"_") for field in fields)
    return re.compile(b"|".join(rb"[\s_.\-]?".join(map(re.escape, word)) for word in words), re.IGNORECASE)


@lru_cache(maxsize=64)
def _patterns(fields: tuple[str, ...]) -> Sequence[tuple[re.Pattern[bytes], bytes]]:
    """How such a field and its value are written, and what stands for the value then."""
    name = b"(?:" + _name(fields).pattern + b")"
    found = []
    for quote, text in ((b'"', _PLAIN_TEXT), (rb"\"", _TEXT_IN_TEXT)):
        mark = re.escape(quote)
        before = rb"(?P<before>(?<!\\)" + mark + name + mark + rb"\s*:\s*)"
        instead = quote.replace(b"\\", b"\\\\") + _GONE + quote.replace(b"\\", b"\\\\")
        found.append((re.compile(before + mark + text + mark, re.IGNORECASE | re.DOTALL), instead))
        found.append((re.compile(before + _BARE, re.IGNORECASE), instead))
    return found
