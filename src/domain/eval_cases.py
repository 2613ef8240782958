"""A labelled reply: what somebody wrote, and what a careful person says it means (format: docs/evaluation.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.messages import Medium
from rejoinder.domain.sentiment import Sentiment, parse_sentiment

FLAGS = ("opt_out", "automated", "injection")
"""What the deterministic layer says yes or no to; a case may be labelled with each."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One message of the conversation before."""

    outbound: bool
    body: str


@dataclass(frozen=True, slots=True)
class EvalCase:
    id: str
    medium: Medium
    body: str
    sentiment: Sentiment
    also_right: frozenset[Sentiment] = frozenset()
    """Verdicts that a careful person might give as well."""
    subject: str = ""
    sender: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    previous: tuple[Earlier, ...] = ()
    sent_at: datetime | None = None
    language: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict)
    """The labels that the case has, by the names of FLAGS."""
    asks_something: bool | None = None


def read_case(stated: Mapping[str, Any]) -> EvalCase:
    """One line of a labelled file. Fields that it does not know are labels of other measurements and are left alone.

    Raises InvalidInput that names the field.
    """
    if not isinstance(stated, Mapping):
        raise InvalidInput("A case is a JSON object.")
    case_id = _text(stated, "id")
    if not case_id:
        raise InvalidInput("A case has an 'id'.", field="id")
    return EvalCase(
        id=case_id,
        medium=_medium(stated),
        body=_text(stated, "body"),
        sentiment=_sentiment(stated.get("sentiment"), case_id),
        also_right=frozenset(_sentiment(name, case_id) for name in _list(stated, "sentiment_alt")),
        subject=_text(stated, "subject"),
        sender=_text(stated, "sender"),
        html=_text(stated, "html"),
        headers={str(name).lower(): str(value) for name, value in (stated.get("headers") or {}).items()},
        previous=tuple(_earlier(each, case_id) for each in _list(stated, "previous")),
        sent_at=_moment(stated, case_id),
        language=_text(stated, "language"),
        flags={name: bool(stated[name]) for name in FLAGS if isinstance(stated.get(name), bool)},
        asks_something=stated["asks_something"] if isinstance(stated.get("asks_something"), bool) else None,
    )


def _text(stated: Mapping[str, Any], name: str) -> str:
    value = stated.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"'{name}' is a text.", field=name)
    return value or ""


def _list(stated: Mapping[str, Any], name: str) -> list[Any]:
    value = stated.get(name)
    if value is not None and not isinstance(value, list):
        raise InvalidInput(f"'{name}' is a list.", field=name)
    return value or []


def _medium(stated: Mapping[str, Any]) -> Medium:
    try:
        return Medium(stated.get("medium", ""))
    except ValueError:
        raise InvalidInput(f"'medium' is one of {', '.join(Medium)}.", field="medium") from None


def _sentiment(name: object, case_id: str) -> Sentiment:
    try:
        return parse_sentiment(str(name))
    except ValueError:
        known = ", ".join(Sentiment)
        raise InvalidInput(f"Case {case_id}: '{name}' is no verdict; known are {known}.", field="sentiment") from None


def _earlier(each: object, case_id: str) -> Earlier:
    if not isinstance(each, Mapping) or each.get("direction") not in ("inbound", "outbound"):
        raise InvalidInput(
            f"Case {case_id}: each of 'previous' has a direction, inbound or outbound.", field="previous"
        )
    return Earlier(each["direction"] == "outbound", _text(each, "body"))


def _moment(stated: Mapping[str, Any], case_id: str) -> datetime | None:
    said = _text(stated, "sent_at")
    try:
        moment = datetime.fromisoformat(said) if said else None
    except ValueError:
        moment = None
    if said and (moment is None or moment.tzinfo is None):
        raise InvalidInput(f"Case {case_id}: 'sent_at' is a time with its zone.", field="sent_at")
    return moment
