"""CorrectVerdict: what a person says a message means outranks what was worked out, and is a case from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rejoinder.application.replies.endings import cancel_follow_ups, close_lead
from rejoinder.domain.errors import InvalidInput, NotFound
from rejoinder.domain.follow_ups import why_over
from rejoinder.domain.ids import is_id, new_id
from rejoinder.domain.messages import Direction, Disposition, Medium, Message, Understanding
from rejoinder.domain.ports.storage import Store, UnitOfWork
from rejoinder.domain.sentiment import LeadStatus, Sentiment, SentimentSource, next_status
from rejoinder.domain.timeline import Entry

BY_PERSON = "by-person"
StopCampaigns = Callable[[UnitOfWork, str, str], None]
"""Asks every campaign that writes to this lead to stop for good; the last is why."""


@dataclass(frozen=True, slots=True)
class CorrectVerdict:
    """Called by the admin API and the dashboard. Afterwards the message carries the person's verdict and says whose it
    is; where it is the newest of its lead, so does the lead, whose status follows. `rejoinder eval --corrections`
    measures against it. What has been decided about the message stays, unless it means that nobody may write to the
    lead any more. Raises NotFound, InvalidInput."""

    store: Store
    stop_campaigns: StopCampaigns

    def __call__(
        self, workspace_id: str, message_id: str, sentiment: str, asks_something: bool | None, by: str
    ) -> None:
        meant = sentiment_named(sentiment)
        with self.store.begin(workspace_id) as uow:
            message = uow.messages.get(message_id) if is_id(message_id) else None
            lead = uow.leads.lock(message.lead_id) if message is not None else None
            if message is None or lead is None:
                raise NotFound("There is no such message.")
            if message.direction is not Direction.INBOUND:
                raise InvalidInput("Only what somebody wrote to us has a verdict.")
            asks = message.asks_something if asks_something is None else asks_something
            say_what_it_means(uow, message, meant, asks, by)
            if _is_newest(uow, message):
                status = next_status(lead.status, meant, has_appointment=lead.has_appointment)
                changed = replace(lead, sentiment=meant, status=status)
                uow.leads.save(changed)
                uow.leads.bump(lead.id)
                if status is not lead.status:
                    detail = {"from": lead.status, "to": status}
                    uow.timeline.append(
                        Entry("status-changed", status, BY_PERSON, lead.id, message.id, by, detail=detail)
                    )
                workspace = uow.workspaces.get(workspace_id)
                scope = workspace.settings.opt_out_scope if workspace is not None else "all"
                if over := why_over(changed, None, scope):
                    cancel_follow_ups(uow, lead.id, over, actor=by)
                if status is LeadStatus.BLACKLISTED and lead.status is not LeadStatus.BLACKLISTED:
                    leave_alone(uow, lead.id, by, self.stop_campaigns)


def leave_alone(uow: UnitOfWork, lead_id: str, by: str, stop_campaigns: StopCampaigns) -> None:
    """Somebody blacklisted the lead: every medium is closed, what waited is over, what was queued is withheld, and
    campaigns are asked to stop for good. Called with the lead locked."""
    uow.leads.set_consent(lead_id, list(Medium), "withdrawn", f"blacklisted by {by}")
    close_lead(uow, lead_id, Disposition.SUPPRESSED, "blacklisted", actor=by)
    stop_campaigns(uow, lead_id, f"blacklisted-{new_id()}")


def sentiment_named(name: str) -> Sentiment:
    """Raises InvalidInput."""
    try:
        return Sentiment(name)
    except ValueError:
        raise InvalidInput(f"'sentiment' is one of {', '.join(Sentiment)}.", field="sentiment") from None


def say_what_it_means(uow: UnitOfWork, message: Message, meant: Sentiment, asks_something: bool, by: str) -> None:
    """The message carries the person's verdict. Called with its lead locked."""
    uow.messages.understood(
        message.id,
        Understanding(
            body_clean=message.text,
            signature=message.signature,
            quoted=message.quoted,
            sentiment=meant,
            source=SentimentSource.HUMAN,
            confidence=1.0,
            reason=f"set by {by}",
            asks_something=asks_something,
        ),
    )
    detail = {"from": message.sentiment, "source": SentimentSource.HUMAN}
    uow.timeline.append(Entry("classified", meant, BY_PERSON, message.lead_id, message.id, by, detail))


def _is_newest(uow: UnitOfWork, message: Message) -> bool:
    inbound = [m for m in uow.messages.conversation(message.lead_id) if m.direction is Direction.INBOUND]
    return bool(inbound) and inbound[-1].id == message.id
