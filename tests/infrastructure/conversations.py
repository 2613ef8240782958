"""Conversations for tests of the AI adapters."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import DaySpent, Reservation
from rejoinder.domain.leads import Lead
from rejoinder.domain.messages import Author, Direction, Medium, Message
from rejoinder.domain.ports.ai import Conversation
from rejoinder.domain.workspaces import Workspace, WorkspaceSettings

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CALL = CallContext("ws-1", "background-job/sms-inbound-post-process", "lead-1", "message-1", "job-1")


def a_message(
    body: str,
    *,
    ours: bool = False,
    medium: Medium = Medium.SMS,
    number: int = 0,
    subject: str = "",
    automated: bool = False,
) -> Message:
    return Message(
        id=f"message-{number}",
        workspace_id="ws-1",
        lead_id="lead-1",
        connection_id="connection-1",
        channel="sandbox",
        medium=medium,
        direction=Direction.OUTBOUND if ours else Direction.INBOUND,
        author=Author.CAMPAIGN if ours else Author.LEAD,
        external_id=f"external-{number}",
        sender="+14155550100",
        recipient="+14155550199",
        body=body,
        received_at=MONDAY + timedelta(minutes=number),
        version=number,
        subject=subject,
        automated=automated,
    )


def a_conversation(
    newest: str,
    *,
    before: Sequence[tuple[str, str]] = (),
    medium: Medium = Medium.SMS,
    knowledge: tuple[str, ...] = (),
    booking_link: str = "",
    persona: str = "",
    name: str = "Jane Doe",
    business: str = "Acme Roofing",
    automated: bool = False,
) -> Conversation:
    """`before` holds earlier messages as ("us" or "them", text)."""
    earlier = [
        a_message(text, ours=who == "us", medium=medium, number=number) for number, (who, text) in enumerate(before)
    ]
    last = a_message(newest, medium=medium, number=len(earlier), automated=automated)
    settings = WorkspaceSettings(knowledge=knowledge, booking_link=booking_link, persona=persona)
    return Conversation(
        Workspace("ws-1", business, settings=settings), Lead("lead-1", "ws-1", 1, name=name), (*earlier, last), last
    )


class Ledger:
    """Keeps what was recorded."""

    def __init__(self) -> None:
        self.calls: list[AICall] = []

    def reserve(self, call: CallContext, feature: str, estimate: Decimal) -> Reservation:
        """Nobody's budget."""
        return Reservation("0", call.workspace_id, estimate)

    def days(self, workspace_id: str, count: int) -> Sequence[DaySpent]:
        return ()

    def record(self, call: AICall, reservation: Reservation | None = None) -> None:
        self.calls.append(call)

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        return sum((call.cost_usd or Decimal(0) for call in self.calls), Decimal(0))
