"""The log: one line per event on stderr, as JSON or as text, with ids as fields and without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_QUIET = ("uvicorn", "uvicorn.error", "uvicorn.access", "httpx", "httpx2", "httpcore", "openai", "alembic", "dramatiq")
_SECRET_NAMES = re.compile(r"(^|_)(token|secret|password|authorization|api_key|credentials?|cookie|key)s?$", re.I)
_HIDDEN = "***"
_PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(/webhooks/[a-z0-9_-]+/)[^\s/?\"']+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(/(?:signin|join)/)[^\s/?\"']+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(?i)\b((?:bearer|basic)\s+)[^\s\"',]+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(\w+://[^\s:/@]*:)[^\s@/]+@"), rf"\1{_HIDDEN}@"),
    (re.compile(r"\b(?:rj_[0-9a-f]{6,12}_|sk-|xox[a-z]-|whsec_)[\w+/=-]{8,}"), _HIDDEN),
)
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_SHOWN = frozenset({"color_message", "taskName"})


def without_secrets(text: str) -> str:
    """The text with webhook keys, sign-in links, bearer tokens and passwords in URLs blotted out."""
    for pattern, shown in _PLACES:
        text = pattern.sub(shown, text)
    return text


def _blot(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    for name, value in list(event.items()):
        if name in _NOT_SHOWN:
            del event[name]
        elif name.startswith("_"):
            continue
        elif _SECRET_NAMES.search(name) and value:
            event[name] = _HIDDEN
        elif isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def _as_text(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """`2026-01-31T10:00:00Z info  job.retried job=…`; a traceback follows on lines of its own."""
    time, level = event.pop("timestamp", ""), str(event.pop("level", ""))
    name, trace = event.pop("event", ""), event.pop("exception", "")
    event.pop("logger", None)
    fields = " ".join(f"{key}={_shown(value)}" for key, value in event.items())
    line = " ".join(part for part in (time, f"{level:<7}", _one_line(str(name)), fields) if part)
    return f"{line}\n{trace}" if trace else line


def _shown(value: Any) -> str:
    text = _one_line(str(value))
    return f'"{text}"' if " " in text or not text else text


def _one_line(text: str) -> str:
    """Somebody else's words neither begin a line of their own nor move a terminal's cursor."""
    return _UNPRINTED.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def configure_logging(style: str) -> None:
    """Everything that this process logs, by whichever library, leaves in the one form. `style` is json or text."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _blot,
        structlog.processors.JSONRenderer(default=str) if style == "json" else _as_text,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        quiet = logging.getLogger(name)
        quiet.handlers.clear()
        quiet.propagate = True
        quiet.setLevel(logging.WARNING)
