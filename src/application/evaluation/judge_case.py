"""JudgeCase: a labelled reply through the very layers that judge real ones, without storing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rejoinder.application.inbound.ingest_webhook import recorded, screen_inbound
from rejoinder.application.inbound.post_process_message import cleaned
from rejoinder.domain.ai_usage import CallContext
from rejoinder.domain.errors import RejoinderError
from rejoinder.domain.eval_cases import FLAGS, EvalCase
from rejoinder.domain.eval_report import Judged
from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Author, Direction, Disposition, InboundMessage, Medium, Message
from rejoinder.domain.policies import heard_by_verdict, heard_in_context, verdict_without_ai
from rejoinder.domain.ports.ai import Conversation, SentimentClassifier, SentimentVerdict
from rejoinder.domain.ports.world import Clock
from rejoinder.domain.safety import SafetyVerdict
from rejoinder.domain.steering import steering
from rejoinder.domain.workspaces import Workspace

SOURCE = "evaluation"
_WORKSPACE = Workspace(new_id(), "Evaluation", "UTC")
_LEAD = Lead(new_id(), _WORKSPACE.id, 1)

ReadMail = Callable[[str, str], tuple[str, str, str | None, str]]
"""Plain text and HTML of a mail as a reader of ours would read them: body, html, reply_text, quoted_text."""


@dataclass(frozen=True, slots=True)
class JudgeCase:
    """Called by `rejoinder eval`. The case is screened, cleaned and classified as post-processing does it; a model
    that cannot answer leaves it without a verdict and says why. Nothing is stored but what `classifier` records."""

    classifier: SentimentClassifier
    read_mail: ReadMail
    clock: Clock

    def __call__(self, case: EvalCase) -> Judged:
        inbound = self._inbound(case)
        safety = screen_inbound(inbound)
        message = _message(case, inbound, safety, case.sent_at or self.clock.now())
        clean = cleaned(message)
        message = replace(message, body_clean=clean.body_clean, signature=clean.signature, quoted=clean.quoted)
        thread = (*_earlier(case, message), message)
        message = heard_in_context(message, thread)
        verdict, error = self._verdict(message, thread)
        message = heard_by_verdict(message, verdict)
        steers = safety.injection or (not message.automated and steering(message) is not None)
        said = {"opt_out": message.opt_out, "automated": message.automated, "injection": steers}
        return Judged(
            case=case,
            sentiment=verdict.sentiment if verdict is not None else None,
            source=verdict.source if verdict is not None else "",
            reason=verdict.reason if verdict is not None else "",
            confidence=verdict.confidence if verdict is not None else 0.0,
            flags={name: said[name] for name in FLAGS},
            asks_something=verdict is not None and verdict.asks_something,
            error=error,
        )

    def _verdict(self, message: Message, thread: tuple[Message, ...]) -> tuple[SentimentVerdict | None, str]:
        verdict = verdict_without_ai(message, message.text)
        if verdict is not None or not message.text.strip():
            return verdict, ""
        call = CallContext(_WORKSPACE.id, SOURCE, _LEAD.id, message.id)
        try:
            return self.classifier.classify(Conversation(_WORKSPACE, _LEAD, (*thread[:-1], message), message), call), ""
        except RejoinderError as failed:
            return None, failed.code

    def _inbound(self, case: EvalCase) -> InboundMessage:
        body, html, reply_text, quoted = case.body, case.html, None, ""
        if case.medium is Medium.EMAIL:
            body, html, reply_text, quoted = self.read_mail(case.body, case.html)
        return InboundMessage(
            external_id=case.id,
            medium=case.medium,
            sender=case.sender,
            recipient="",
            body=body,
            html=html,
            reply_text=reply_text,
            quoted_text=quoted,
            subject=case.subject,
            headers=case.headers,
        )


def _message(case: EvalCase, inbound: InboundMessage, safety: SafetyVerdict, at: datetime) -> Message:
    return Message(
        id=new_id(),
        workspace_id=_WORKSPACE.id,
        lead_id=_LEAD.id,
        connection_id="",
        channel=SOURCE,
        medium=case.medium,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        external_id=case.id,
        sender=inbound.sender,
        recipient="",
        body=inbound.body,
        html=inbound.html,
        reply_text=inbound.reply_text,
        quoted=inbound.quoted_text,
        subject=case.subject,
        received_at=at,
        version=len(case.previous) + 1,
        automated=safety.automated or safety.bounce,
        opt_out=safety.opt_out,
        injection=safety.injection,
        safety=recorded(safety),
        disposition=Disposition.PROCESSING,
    )


def _earlier(case: EvalCase, newest: Message) -> Iterator[Message]:
    for place, said in enumerate(case.previous, 1):
        yield replace(
            newest,
            id=new_id(),
            external_id=f"{case.id}:{place}",
            direction=Direction.OUTBOUND if said.outbound else Direction.INBOUND,
            author=Author.AI if said.outbound else Author.LEAD,
            body=said.body,
            body_clean=None,
            reply_text=None,
            html="",
            quoted="",
            received_at=newest.received_at - timedelta(hours=len(case.previous) + 1 - place),
            version=place,
            automated=False,
            opt_out=False,
            injection=False,
            safety={},
            disposition=None if said.outbound else Disposition.SUPERSEDED,
            disposition_reason="" if said.outbound else "newer-message",
        )
