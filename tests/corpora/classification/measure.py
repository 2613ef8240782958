"""Labelled replies read as the pipeline reads them, and the arithmetic of a score; figures: docs/classifier.md.

A case is one line of JSON: `medium`, `language`, `body`, `sentiment` and, where they apply, `subject`, `sender`,
`headers`, `html`, `previous` (earlier messages with `direction` and `body`, oldest first), `asks_something`, and
`sentiment_alt` (verdicts that a careful person would accept as well).
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rejoinder.application.inbound.ingest_webhook import recorded, screen_inbound
from rejoinder.domain.email_cleaning import clean_email
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Author, Direction, InboundMessage, Medium, Message
from rejoinder.domain.policies import verdict_without_ai
from rejoinder.domain.ports.ai import Conversation, SentimentVerdict
from rejoinder.domain.sentiment import PRECEDENCE, Sentiment
from rejoinder.domain.workspaces import Workspace
from rejoinder.infrastructure.html_text import mail_text
from rejoinder.infrastructure.offline_ai.classifier import classify

HERE = Path(__file__).parent
Classify = Callable[[Conversation], SentimentVerdict]
_NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
_CUSTOMER = re.compile(r"^\s*(?:user|customer|caller)\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One labelled reply."""

    id: str
    sentiment: Sentiment
    accepted: frozenset[Sentiment]
    asks_something: bool | None
    inbound: InboundMessage
    previous: tuple[tuple[Direction, str], ...]
    language: str

    @property
    def medium(self) -> Medium:
        return self.inbound.medium


def cases(path: Path) -> list[Case]:
    """Every case of a file of JSON lines."""
    return [case_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def case_of(row: Mapping[str, Any]) -> Case:
    medium, body = Medium(row["medium"]), str(row.get("body", ""))
    reply_text = None
    if medium is Medium.EMAIL:
        mail = mail_text(body, str(row.get("html", "")))
        body, reply_text = mail.body, mail.reply_text
    if medium is Medium.VOICE:
        reply_text = "\n".join(_CUSTOMER.findall(body)) or None
    sentiment = Sentiment(row["sentiment"])
    return Case(
        id=str(row["id"]),
        sentiment=sentiment,
        accepted=frozenset({sentiment, *map(Sentiment, row.get("sentiment_alt", ()))}),
        asks_something=row.get("asks_something"),
        inbound=InboundMessage(
            external_id=str(row["id"]),
            medium=medium,
            sender=str(row.get("sender", "")),
            recipient="",
            body=body,
            subject=str(row.get("subject", "")),
            html=str(row.get("html", "")),
            reply_text=reply_text,
            headers=row.get("headers", {}),
        ),
        previous=tuple((Direction(said["direction"]), str(said["body"])) for said in row.get("previous", ())),
        language=str(row.get("language", "")),
    )


def read_case(case: Case, classify: Classify = classify) -> SentimentVerdict:
    """The verdict by the layers of the pipeline: what needs no AI first, then `classify`."""
    message = _message(case)
    return verdict_without_ai(message, message.text) or classify(_conversation(case, message))


def conversation_of(case: Case) -> Conversation:
    return _conversation(case, _message(case))


def _message(case: Case) -> Message:
    inbound = case.inbound
    safety = screen_inbound(inbound)
    text = inbound.body if inbound.reply_text is None else inbound.reply_text
    if inbound.medium is Medium.EMAIL:
        text = clean_email(text).reply
    return Message(
        id="newest",
        workspace_id="ws",
        lead_id="lead",
        connection_id="connection",
        channel="sandbox",
        medium=inbound.medium,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        external_id=inbound.external_id,
        sender=inbound.sender,
        recipient="",
        body=inbound.body,
        subject=inbound.subject,
        body_clean=text.strip(),
        received_at=_NOW,
        version=len(case.previous) + 1,
        automated=safety.automated or safety.bounce,
        opt_out=safety.opt_out,
        injection=safety.injection,
        safety=recorded(safety),
    )


def _conversation(case: Case, newest: Message) -> Conversation:
    earlier = tuple(
        Message(
            id=f"earlier-{number}",
            workspace_id="ws",
            lead_id="lead",
            connection_id="connection",
            channel="sandbox",
            medium=case.inbound.medium,
            direction=direction,
            author=Author.CAMPAIGN if direction is Direction.OUTBOUND else Author.LEAD,
            external_id=f"earlier-{number}",
            sender="",
            recipient="",
            body=body,
            received_at=_NOW - timedelta(hours=len(case.previous) - number),
            version=number,
        )
        for number, (direction, body) in enumerate(case.previous, 1)
    )
    return Conversation(Workspace("ws", "Brightlane"), Lead("lead", "ws", 1), (*earlier, newest), newest)


@dataclass
class Score:
    """What one classifier made of some cases."""

    confusion: Counter[tuple[Sentiment, Sentiment]] = field(default_factory=Counter)
    """How often (what it is, what it was read as)."""
    accepted: int = 0
    asked_right: int = 0
    asked: int = 0
    milliseconds: list[float] = field(default_factory=list)
    wrong: list[tuple[Case, SentimentVerdict]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.confusion.values())

    @property
    def accuracy(self) -> float:
        return sum(count for (is_, read), count in self.confusion.items() if is_ is read) / max(self.total, 1)

    def precision(self, tag: Sentiment) -> float:
        read = sum(count for (_, found), count in self.confusion.items() if found is tag)
        return self.confusion[tag, tag] / read if read else 0.0

    def recall(self, tag: Sentiment) -> float:
        there = sum(count for (is_, _), count in self.confusion.items() if is_ is tag)
        return self.confusion[tag, tag] / there if there else 0.0

    def f1(self, tag: Sentiment) -> float:
        precision, recall = self.precision(tag), self.recall(tag)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the tags that occur."""
        tags = {is_ for is_, _ in self.confusion}
        return sum(map(self.f1, tags)) / max(len(tags), 1)

    def percentile(self, share: float) -> float:
        """Milliseconds per verdict, cleaning and screening included."""
        ranked = sorted(self.milliseconds) or [0.0]
        return ranked[min(int(len(ranked) * share), len(ranked) - 1)]


def score(some: Iterable[Case], classify: Classify = classify) -> Score:
    """Judges every case against its one label; `accepted` counts its other acceptable labels too."""
    result = Score()
    for case in some:
        started = time.perf_counter()
        verdict = read_case(case, classify)
        result.milliseconds.append((time.perf_counter() - started) * 1000)
        result.confusion[case.sentiment, verdict.sentiment] += 1
        result.accepted += verdict.sentiment in case.accepted
        if verdict.sentiment is not case.sentiment:
            result.wrong.append((case, verdict))
        if case.asks_something is not None:
            result.asked += 1
            result.asked_right += verdict.asks_something is case.asks_something
    return result


def table(result: Score) -> str:
    """Per-tag figures as Markdown."""
    rows = ["| verdict | cases | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    for tag in PRECEDENCE:
        there = sum(count for (is_, _), count in result.confusion.items() if is_ is tag)
        rows.append(
            f"| {tag.value} | {there} | {result.precision(tag):.2f} | {result.recall(tag):.2f} | {result.f1(tag):.2f} |"
        )
    rows.append(f"| **macro** | {result.total} | | | **{result.macro_f1:.3f}** |")
    return "\n".join(rows)


def matrix(result: Score, tags: Sequence[Sentiment] = PRECEDENCE) -> str:
    """The confusion matrix as Markdown: rows are what it is, columns what it was read as."""
    short = {tag: "".join(word[0] for word in tag.value.split()) if " " in tag.value else tag.value[:4] for tag in tags}
    rows = ["| | " + " | ".join(short[tag] for tag in tags) + " |", "|---|" + "---:|" * len(tags)]
    for is_ in tags:
        counts = (str(result.confusion[is_, read] or "") for read in tags)
        rows.append(f"| {is_.value} | " + " | ".join(counts) + " |")
    return "\n".join(rows)
