"""A provider that speaks plain JSON, takes messages when it is in the mood, and remembers what it was given."""

from __future__ import annotations

import hmac
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.contacts import same_text
from rejoinder.domain.errors import ConnectionRevoked, PayloadUnreadable, SignatureRejected
from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import InboundMessage, Media, Medium, Message, OutboundMessage, is_unnamed
from rejoinder.domain.ports.channels import (
    AccountChanged,
    AddressBounced,
    Channel,
    Confirmation,
    Confirmed,
    ConsentChanged,
    DecisionPressed,
    DeliveryReport,
    Denied,
    EnrichmentAnswered,
    Fact,
    HistoryPage,
    MeetingChanged,
    MessageChanged,
    Noted,
    NotedOfPerson,
    OwnMessageSeen,
    ProviderEvent,
    Unconfirmable,
    Unmatched,
    WebhookAnswer,
    WebhookRequest,
)
from rejoinder.domain.sends import Absent, CannotTell, Found, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection
from tests.fakes.calendar import FakeCalendar
from tests.fakes.enrichment import FakeContactBook, FakeEnricher
from tests.fakes.mailer import FakeCards

SIGNATURE = "x-fake-secret"


class FakeReader:
    """WebhookReader: `{"fact": "message", "id": …}`; a header carries the connection's secret."""

    def __init__(self, medium: Medium) -> None:
        self._medium = medium

    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        if not connection.webhook_secrets:
            return
        shown = request.headers.get(SIGNATURE)
        if shown is None:
            raise SignatureRejected("missing-signature")
        if not any(hmac.compare_digest(shown.encode(), secret.encode()) for secret in connection.webhook_secrets):
            raise SignatureRejected("wrong-signature")

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        try:
            stated = json.loads(request.body)
            return ProviderEvent(stated.pop("key", None) or stated["id"], stated.get("fact", "?"), self._fact(stated))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise PayloadUnreadable("This is not what the fake provider sends.") from None

    def _fact(self, stated: dict[str, Any]) -> Fact:
        own_id, fact = stated.pop("id"), stated.pop("fact", "message")
        match fact:
            case "message":
                return self._message(own_id, stated)
            case "delivery":
                return DeliveryReport(**stated)
            case "own":
                at = stated.pop("sent_at", None)
                return OwnMessageSeen(external_id=own_id, sent_at=datetime.fromisoformat(at) if at else None, **stated)
            case "consent":
                return ConsentChanged(**stated)
            case "bounce":
                return AddressBounced(**stated)
            case "changed":
                at = stated.pop("at", None)
                return MessageChanged(external_id=own_id, at=datetime.fromisoformat(at) if at else None, **stated)
            case "account":
                return AccountChanged(**stated)
            case "meeting":
                moments = {
                    name: datetime.fromisoformat(stated.pop(name))
                    for name in ("starts_at", "ends_at", "at")
                    if name in stated
                }
                return MeetingChanged(**stated, **moments)
            case "person":
                return NotedOfPerson(**stated)
            case "enrichment":
                return EnrichmentAnswered(**stated)
            case "pressed":
                return DecisionPressed(**stated)
            case "noted":
                return Noted(stated["reason"])
            case "unmatched":
                return Unmatched(stated.pop("reason"), self._message(own_id, stated))
            case _:
                raise KeyError(fact)

    def _message(self, own_id: str, stated: Mapping[str, Any]) -> InboundMessage:
        more = dict(stated)
        sent_at = more.pop("sent_at", None)
        return InboundMessage(
            external_id=own_id,
            medium=self._medium,
            sender=more.pop("sender", "+12025550143"),
            recipient=more.pop("recipient", "+12025550100"),
            body=more.pop("body"),
            sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
            media=tuple(Media(url, "image/png") for url in more.pop("media", ())),
            aliases=tuple(more.pop("aliases", ())),
            **more,
        )

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        return WebhookAnswer(b'{"success": true}', "application/json")


@dataclass
class Delivered:
    """One message that lies on a person's phone."""

    outbound: OutboundMessage
    provider_message_id: str
    connection_id: str


class FakeSender:
    """Sender: takes everything, unless `moods` holds an error for the next call. `lost` is taken but not confirmed."""

    def __init__(self) -> None:
        self.before_call: Callable[[OutboundMessage], None] = lambda outbound: None
        self.moods: deque[Exception] = deque()
        self.lost: deque[Exception] = deque()
        """Errors for calls that reached the person all the same."""
        self.lookups: deque[Lookup | Exception] = deque()
        self.calls: list[OutboundMessage] = []
        self.delivered: list[Delivered] = []
        self.revoked: ConnectionRevoked | None = None
        """While it is set nothing is taken, looked up or found in order."""

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        self.before_call(outbound)
        self.calls.append(outbound)
        if self.revoked:
            raise self.revoked
        if self.moods:
            raise self.moods.popleft()
        taken = Delivered(outbound, f"fake-{len(self.delivered) + 1}", connection.id)
        self.delivered.append(taken)
        if self.lost:
            raise self.lost.popleft()
        return SendReceipt(taken.provider_message_id)

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        self.before_call(outbound)
        if self.revoked:
            raise self.revoked
        if self.lookups:
            scripted = self.lookups.popleft()
            if isinstance(scripted, Exception):
                raise scripted
            return scripted
        found = [
            taken
            for taken in self.delivered
            if taken.connection_id == connection.id
            and taken.outbound.recipient == outbound.recipient
            and same_text(taken.outbound.body, outbound.body)
        ]
        if len(found) > 1:
            return CannotTell("Several messages say the same.")
        return Found(SendReceipt(found[0].provider_message_id)) if found else Absent()

    def check(self, connection: Connection) -> str:
        if self.revoked:
            raise self.revoked
        return "The fake provider works."


class FakeHistory:
    """History: every event the provider has, two to a page; the cursor is how many were seen. One that `remembers` also
    knows the `texts` that people wrote; `moods` holds an error for the next question of either kind."""

    def __init__(self, remembers: bool = False) -> None:
        self.before_call: Callable[[], None] = lambda: None
        self.events: list[ProviderEvent] = []
        self.asked_since: list[datetime] = []
        self.moods: deque[Exception] = deque()
        self.texts: list[InboundMessage] = []
        self.phones: dict[str, str] = {}
        """The number behind each reference."""
        self.consent: ConsentChanged | None = None
        self.cannot_tell = "" if remembers else "The fake provider was not asked to remember."
        self.asked: list[InboundMessage] = []

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        self.before_call()
        self.asked_since.append(earliest)
        if self.moods:
            raise self.moods.popleft()
        start = int(cursor or 0)
        page = self.events[start : start + 2]
        return HistoryPage(tuple(page), str(start + len(page)), more=start + 2 < len(self.events))

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        self.before_call()
        self.asked.append(message)
        if self.moods:
            raise self.moods.popleft()
        if self.cannot_tell:
            return Unconfirmable(self.cannot_tell)
        fitting = [text for text in self.texts if self._fits(text, message)]
        if not fitting:
            return Denied("There is no such text.")
        fitting.sort(key=lambda text: abs(text.sent_at - message.sent_at))  # type: ignore[operator]
        copies = [replace(text, sender=self.phones.get(text.sender, text.sender)) for text in fitting]
        return Confirmed(copies[0], tuple(copies[1:]), self.consent)

    @staticmethod
    def _fits(text: InboundMessage, message: InboundMessage) -> bool:
        if not is_unnamed(message.external_id):
            return text.external_id == message.external_id
        return not message.body.strip() or same_text(text.body, message.body)


class FakeCampaigns:
    """Campaigns: goes on writing to people until it is asked to stop; `deaf` takes the wish and does nothing. `moods`
    holds an error for the next call of either kind. A thread that is named `campaign:person` belongs to a campaign."""

    def __init__(self) -> None:
        self.before_call: Callable[[], None] = lambda: None
        self.moods: deque[Exception] = deque()
        self.deaf = False
        self.shows = True
        self.stopped: dict[tuple[str, str], bool] = {}
        """By campaign and address: whether for good."""
        self.asked: list[tuple[CampaignSeat, bool]] = []

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        campaign, _, person = message.conversation.partition(":")
        return (CampaignSeat(campaign, person),) if campaign and person else ()

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        self.before_call()
        self.asked.append((seat, for_good))
        if self.moods:
            raise self.moods.popleft()
        if not self.deaf:
            self.stopped[seat.campaign, seat.address] = for_good

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        self.before_call()
        if self.moods:
            raise self.moods.popleft()
        if not self.shows:
            return Standing.UNKNOWN
        return Standing.STOPPED if (seat.campaign, seat.address) in self.stopped else Standing.RUNNING


@dataclass(frozen=True)
class FakeProvider:
    """One channel with its sender and its memory within reach."""

    channel: Channel
    sender: FakeSender
    history: FakeHistory
    calendar: FakeCalendar | None = None
    campaigns: FakeCampaigns = field(default_factory=FakeCampaigns)


def fake_provider(
    name: str,
    medium: Medium,
    job_type: JobType,
    *,
    part_limit: int | None = None,
    settle_by: str = "lookup",
    weak_without_secret: bool = False,
    writes_first: bool = False,
    absent_after_s: float = 0.0,
    remembers: bool = False,
    has_campaigns: bool = False,
) -> FakeProvider:
    sender, history, campaigns = FakeSender(), FakeHistory(remembers), FakeCampaigns()
    channel = Channel(
        name=name,
        medium=medium,
        job_type=job_type,
        reader=FakeReader(medium),
        sender=sender,
        fields=(),
        events=("everything",),
        subpaths=("status",),
        part_limit=part_limit,
        settle_by=settle_by,
        has_delivery_reports=True,
        weak_without_secret=weak_without_secret,
        writes_first=writes_first,
        absent_after_s=absent_after_s,
        came_signed=lambda reply_handle: reply_handle.get("signed") is True,
        account_of=lambda credentials: credentials.get("account", ""),
        history=history,
        campaigns=campaigns if has_campaigns else None,
    )
    return FakeProvider(channel, sender, history, campaigns=campaigns)


def fake_calendar_provider() -> FakeProvider:
    """A calendar that carries no messages."""
    sender, history, calendar = FakeSender(), FakeHistory(), FakeCalendar()
    channel = Channel(
        name="fake_calendar",
        medium=Medium.EMAIL,
        job_type=JobType.EMAIL_INBOUND_POST_PROCESS,
        reader=FakeReader(Medium.EMAIL),
        sender=sender,
        fields=(),
        events=("meetings",),
        settle_by="person",
        carries_talk=False,
        calendar=calendar,
    )
    return FakeProvider(channel, sender, history, calendar)


def fake_providers() -> dict[str, FakeProvider]:
    """One provider of each kind that matters."""
    every = (
        fake_provider("fake_sms", Medium.SMS, JobType.SMS_INBOUND_POST_PROCESS, part_limit=160, writes_first=True),
        fake_provider(
            "fake_smartlead",
            Medium.EMAIL,
            JobType.SMARTLEAD_INBOUND_POST_PROCESS,
            settle_by="person",
            has_campaigns=True,
        ),
        fake_provider("fake_instantly", Medium.EMAIL, JobType.INSTANTLY_INBOUND_POST_PROCESS, settle_by="person"),
        fake_provider("fake_linkedin", Medium.LINKEDIN, JobType.LINKEDIN_INBOUND_POST_PROCESS),
        fake_provider("fake_slow_lists", Medium.LINKEDIN, JobType.LINKEDIN_INBOUND_POST_PROCESS, absent_after_s=180),
        fake_provider("fake_unsigned", Medium.SMS, JobType.SMS_INBOUND_POST_PROCESS, weak_without_secret=True),
        fake_provider(
            "fake_asked", Medium.SMS, JobType.SMS_INBOUND_POST_PROCESS, weak_without_secret=True, remembers=True
        ),
        fake_calendar_provider(),
    )
    asked = fake_provider("fake_clay", Medium.EMAIL, JobType.EMAIL_INBOUND_POST_PROCESS)
    asked = replace(asked, channel=replace(asked.channel, carries_talk=False, enricher=FakeEnricher()))
    kept = fake_provider("fake_crm", Medium.SMS, JobType.SMS_INBOUND_POST_PROCESS)
    kept = replace(kept, channel=replace(kept.channel, contacts=FakeContactBook()))
    unsure = fake_provider("fake_mailboxes", Medium.EMAIL, JobType.EMAIL_INBOUND_POST_PROCESS, remembers=True)
    unsure = replace(unsure, channel=replace(unsure.channel, lacks_mailbox=lambda message: not message.recipient))
    team = fake_provider("slack", Medium.EMAIL, JobType.EMAIL_INBOUND_POST_PROCESS)
    team = replace(team, channel=replace(team.channel, carries_talk=False, cards=FakeCards()))
    return {provider.channel.name: provider for provider in (*every, asked, kept, unsure, team)}
