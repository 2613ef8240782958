"""A channel: one provider's way in and out. Provider words stop at its edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from rejoinder.domain.bridges import Bridge
from rejoinder.domain.calls import Agent, CallFacts
from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.errors import MessageRefused
from rejoinder.domain.jobs import JobType
from rejoinder.domain.messages import InboundMessage, Medium, Message, OutboundMessage
from rejoinder.domain.numbers import CallReply
from rejoinder.domain.ports.bridges import Bridging
from rejoinder.domain.ports.calendars import Calendar
from rejoinder.domain.ports.enrichment import ContactBook, Enricher
from rejoinder.domain.ports.notifications import CardBoard
from rejoinder.domain.sends import CannotTell, Lookup, SendReceipt
from rejoinder.domain.workspaces import Connection


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """One delivery, as it came over the wire."""

    method: str
    url: str
    """The public URL the provider called and signed: `PUBLIC_BASE_URL` + path + query."""
    subpath: str
    """What followed the key: empty, `status`, `fallback`, ..."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    received_at: datetime
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the provider expects to hear."""

    body: bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How one of our sends fared at the provider. `status` is a SendState value: sent, delivered, undelivered."""

    status: str
    provider_message_id: str = ""
    send_id: str = ""
    """Our own reference, where the provider carries it back."""
    error_code: str = ""
    detail: str = ""
    opted_out: bool = False
    our_address: str = ""
    """The number that it left from, where the provider says so."""


@dataclass(frozen=True, slots=True)
class OwnMessageSeen:
    """The provider shows a message of our side: the echo of a send, a campaign mail, or a person elsewhere."""

    external_id: str
    address: str
    """Whom it went to; empty where the provider names only the thread, which then says whose it is."""
    body: str
    sent_at: datetime | None = None
    conversation: str = ""
    subject: str = ""
    campaign: bool = False
    """True when the provider says that a campaign step sent it."""


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """The provider says that this person opted out (or in again)."""

    address: str
    state: str
    """`withdrawn` or `granted`."""
    evidence: str


@dataclass(frozen=True, slots=True)
class AddressBounced:
    """Mail to this address cannot be delivered."""

    address: str
    detail: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Authentic, understood, and nothing to do: kept for the record with its reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A person wrote, but nobody can tell yet in which thread to answer: kept and listed, never auto-answered."""

    reason: str
    message: InboundMessage


@dataclass(frozen=True, slots=True)
class NotedOfPerson:
    """Nothing to do, but worth a line on the timeline of this person, if we know them."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """Somebody edited a message of a thread, or took it back (`deleted`)."""

    external_id: str
    body: str | None = None
    """What it says now; None where the provider only says that it changed."""
    deleted: bool = False
    at: datetime | None = None
    """When it changed, where the provider says so; of two changes the later one holds."""


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """The provider's account can no longer be used (`usable` false), or can again.

    `usable` is None for a state that nobody knows: people are told, and nothing else changes.
    """

    usable: bool | None
    detail: str
    mailbox: str = ""
    """The one mailbox of perhaps many that this is about: people are told, and the account's others go on."""


@dataclass(frozen=True, slots=True)
class CallSeen:
    """Somebody tells about a telephone call: joined with what is known about it, in any order."""

    facts: CallFacts
    said: InboundMessage | None = None
    """What the caller said, as one message, once the call is over and only if the caller spoke."""
    asks: bool = False
    """The carrier waits for our answer: nobody takes this call unless we say who."""


class BridgeStep(StrEnum):
    """What a provider tells about a call that the owner asked for."""

    PRESSED = "pressed"
    """The owner pressed a key, and hears nothing until we answer."""
    DIALLED = "dialled"
    """The person picked up, or did not."""
    OVER = "over"
    """The call to the owner is over."""


@dataclass(frozen=True, slots=True)
class BridgeTold:
    """A step of such a call."""

    bridge_id: str
    """Our own id, which the address carried."""
    call_id: str
    step: BridgeStep
    said: str
    """The key, or how the provider says that it ended."""
    our_number: str


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """A calendar says that a meeting was booked or called off, or whether the person came."""

    change: str
    """`booked`, `canceled`, `held`, `no-show` or `no-show-withdrawn`."""
    meeting_id: str
    """The provider's id of this person's seat in the meeting."""
    event_id: str = ""
    """The provider's id of the meeting itself."""
    email: str = ""
    name: str = ""
    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    timezone: str = ""
    place: str = ""
    """A link, an address or a telephone number."""
    lead_hint: str = ""
    """Our lead's id, where the booking link carried it."""
    replaces: str = ""
    """The seat that this one takes the place of; a booking that has one is a meeting that was moved."""
    replaced_by: str = ""
    """The same, seen from the seat that was given up. Either half may come first."""
    moved: bool = False
    """This is one half of a move: a canceled half does not mean that the person no longer comes."""
    reason: str = ""
    at: datetime | None = None
    """When it became so, by the provider's clock; of two accounts of one seat the later one holds."""
    person: str = ""
    """The person's address as the provider names it: `reference(…)` for an id of its own, or a number."""
    calendar_id: str = ""
    """The calendar or event type that it was booked in."""
    slot_hint: str = ""
    """The id of the slot that we offered, where the booking carried it."""


@dataclass(frozen=True, slots=True)
class EnrichmentAnswered:
    """What an enrichment provider found out about a person, when we had asked."""

    kind: str
    """`phone`, `email` or `linkedin`."""
    status: str
    """`found`, `not-found`, `failed`, or `unusable` when there is a value that cannot be one."""
    value: str = ""
    """In one spelling: E.164, lower-case e-mail, profile URL without its query. Empty unless `found`."""
    request_id: str = ""
    """Our own id of the question; empty where the provider did not bring it back."""
    lead_hint: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPressed:
    """A person decided about a draft outside the dashboard, on a button that is bound to one version of the text."""

    decision: str
    """`approve`, `reject`, `regenerate`, `edit` (asks for the form) or `edit-and-approve` (the form, filled in)."""
    draft_id: str
    version: int
    person: str
    """The provider's id of who pressed; being able to press is no permission to send."""
    person_name: str = ""
    body: str = ""
    """The new text of `edit-and-approve`."""
    place: str = ""
    """Where the button stood, for the answer: `channel:message`."""
    answer_url: str = ""
    """Where the provider takes an answer for a while. A secret, and somebody else's word: check it before a call."""
    trigger: str = ""
    """What opens a form, for some seconds."""
    digest: str = ""
    """`Draft.digest` of the text under which the button stood; without it nothing is decided."""


MAX_DELIVERY = 1_000_000
"""Bytes of one delivery that most channels take."""
LARGEST_DELIVERY = 5 * 1024 * 1024
"""What no channel exceeds: the web server reads no further."""

Fact = (
    InboundMessage
    | DeliveryReport
    | OwnMessageSeen
    | ConsentChanged
    | AddressBounced
    | Noted
    | Unmatched
    | NotedOfPerson
    | MessageChanged
    | AccountChanged
    | CallSeen
    | MeetingChanged
    | EnrichmentAnswered
    | DecisionPressed
    | BridgeTold
)


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """What one authentic delivery says."""

    key: str
    """The same for every delivery of the same event, different for every other event of the connection."""
    kind: str
    """The provider's own name for it."""
    fact: Fact


class WebhookReader(Protocol):
    """The way in. Pure: no I/O, no clock but `request.received_at`."""

    def verify(self, request: WebhookRequest, connection: Connection) -> None:
        """Returns when the delivery is authentic. Raises SignatureRejected; fails closed."""
        ...

    def read(self, request: WebhookRequest, connection: Connection) -> ProviderEvent:
        """What it says. Raises PayloadUnreadable: the event is then quarantined."""
        ...

    def acknowledge(self, request: WebhookRequest) -> WebhookAnswer:
        """The answer for a delivery that is safe with us, first or repeated alike."""
        ...


class Switchboard(Protocol):
    """Set where a provider waits for an answer that depends on what we know, such as who takes a call. Pure."""

    def is_waiting(self, request: WebhookRequest) -> bool:
        """Whether somebody is on the line: the answer must not wait for the database."""
        ...

    def answer(
        self, request: WebhookRequest, connection: Connection | None, agents: Sequence[Agent] | None
    ) -> WebhookAnswer:
        """What to say to a waiting caller, never a refusal. `agents` are those of the connection, newest first. Either
        is None while nobody can look it up."""
        ...

    def unknown_agent(self, deliveries: int) -> WebhookAnswer:
        """The answer for an event of an assistant that nobody registered, come for the n-th time; it is kept."""
        ...


class CallRecords(Protocol):
    """What a provider still knows about a call that is over."""

    def call(self, external_id: str, connection: Connection) -> CallSeen | None:
        """Its account of the call; None when it has none, or none that says how the call ended.

        Raises ProviderBusy, ProviderDown or ConnectionRevoked when it cannot be asked now.
        """
        ...


class Campaigns(Protocol):
    """Set where the provider itself goes on writing to people, so that it can be asked to stop and whether it did."""

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        """The campaigns to which this message of the thread belongs, said by either side. Pure."""
        ...

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        """Asks that nothing more is sent to that person there; `for_good` after an opt-out. Asking twice harms nobody,
        and neither does asking for somebody who is not there.

        Raises ProviderBusy, ProviderDown, ConnectionRevoked, MessageRefused (it will not), OutcomeUnknown.
        """
        ...

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        """What the provider says about it now. Raises ProviderBusy, ProviderDown or ConnectionRevoked."""
        ...


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A stretch of what the provider remembers, oldest first."""

    events: tuple[ProviderEvent, ...]
    cursor: str
    """Where to go on; opaque, kept per connection. The same as before when there was nothing."""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The provider has this message.

    `message` is its own copy where that says more than the webhook did: the id of a message that came unnamed, the
    phone number of a person who came as a reference, a text or picture that was left out.
    """

    message: InboundMessage | None = None
    others: tuple[InboundMessage, ...] = ()
    """What the same person said in the same words around that time, nearest first: the second "Yes"."""
    consent: ConsentChanged | None = None
    """What the provider knows about writing to this person, if it forbids it."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The provider was asked and has no such message: somebody else wrote to our webhook."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unconfirmable:
    """The provider cannot tell: nothing is sent automatically on the strength of this message."""

    why: str


Confirmation = Confirmed | Denied | Unconfirmable


class History(Protocol):
    """What the provider still knows when asked. Every call is read-only and safe to repeat.

    Both raise ProviderBusy, ProviderDown or ConnectionRevoked when the provider cannot be asked now.
    """

    def since(self, connection: Connection, cursor: str, earliest: datetime) -> HistoryPage:
        """Events after `cursor`, or after `earliest` when there is no cursor yet.

        They carry the external ids that the webhook would have given, so that a known message stays one message.
        """
        ...

    def confirm(self, message: InboundMessage, connection: Connection) -> Confirmation:
        """Whether this message is really there, and what the provider's own copy says; `sent_at` is never None.

        Asked for messages that came without proof, without the provider's id, or from a reference instead of an
        address. A provider's lists may lag behind its webhooks: the engine asks again before it believes a denial.
        """
        ...


class Sender(Protocol):
    """The way out. One call is one HTTP request; nothing retries inside."""

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """The provider took the message.

        Raises ProviderBusy or ProviderDown (certainly nothing happened), ConnectionRevoked, RecipientRefused or
        MessageRefused (it never will), OutcomeUnknown (it may have been taken).
        """
        ...

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        """Whether the provider has this message, looking at what we sent to that person since `since`.

        Raises ProviderBusy, ProviderDown or ConnectionRevoked when the provider cannot be asked now.
        """
        ...

    def check(self, connection: Connection) -> str:
        """One harmless authenticated call; one sentence on what works. Raises the same errors as `send`."""
        ...


class NoTalk:
    """The half of a Sender that a channel without talk shares: nothing leaves to a lead through it."""

    def send(self, outbound: OutboundMessage, connection: Connection) -> SendReceipt:
        """Raises MessageRefused, always."""
        raise MessageRefused(f"Connection '{connection.name}' ({connection.channel}) carries no messages to people.")

    def find(self, outbound: OutboundMessage, connection: Connection, since: datetime) -> Lookup:
        return CannotTell(f"{connection.channel} carries no messages to people.")


ID_SHAPE = r"[\w.:=-]{1,200}"
ID_SAYS = "takes an id: letters, digits, and _ - . : ="
"""What fits the ids that providers give their accounts and places, for a CredentialField that is one."""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing that a person enters about a provider account."""

    name: str
    required: bool = True
    secret: bool = True
    help: str = ""
    shape: str = r"[\x21-\x7e]{1,2000}"
    """The regular expression that all of a value fits, checked when it is entered; by itself what a header carries."""
    shape_says: str = "takes printable ASCII characters without spaces"
    """The same for people, behind the name of the field."""
    below_base_url: bool = False
    """It is an address, and lies where the connection's calls start."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the engine needs to know about one provider. Adding a channel is adding one folder."""

    name: str
    medium: Medium
    """What its people talk over. A channel that carries no talk (bookings, approvals) names the nearest."""
    job_type: JobType
    reader: WebhookReader
    sender: Sender
    fields: tuple[CredentialField, ...]
    events: tuple[str, ...]
    """What the webhook takes, shown on GET."""
    subpaths: tuple[str, ...] = ()
    default_base_url: str = ""
    own_domain: str = ""
    """Where every host below it is the provider's own, such as one address per customer."""
    retry_status: int = 503
    """The answer on which this provider tries again."""
    secret_fields: tuple[str, ...] = ()
    """Fields of the body in which the provider repeats a secret; what is stored has `redacted` in them, so neither
    `read` nor anything after it may need them."""
    events_in: Callable[[bytes], Sequence[bytes]] = lambda body: (body,)
    """The events of one delivery, each as a body of its own, for providers that may send several at once. Pure."""
    max_delivery: int = MAX_DELIVERY
    """Bytes of one delivery; more is refused. At most LARGEST_DELIVERY."""
    part_limit: int | None = None
    """Characters one message of the channel's medium may hold; longer replies leave in parts."""
    settle_by: str = "lookup"
    """`lookup`: an unknown outcome may be settled by asking the provider; `person`: only by a person."""
    absent_after_s: float = 0.0
    """Seconds after an attempt before which "not there" is not certain, because the provider lists messages late."""
    has_delivery_reports: bool = False
    weak_without_secret: bool = False
    """The provider cannot sign: without a webhook secret the URL's key is the only proof."""
    came_signed: Callable[[Mapping[str, Any]], bool] = lambda reply_handle: False
    """Whether this one message was signed all the same, from its reply handle; for providers with two ways in."""
    account_of: Callable[[Mapping[str, str]], str] = lambda credentials: ""
    """The provider account's id, from the credentials; scopes message ids."""
    history: History | None = None
    """Set where the provider can list or show messages: missed ones are found, unsigned ones confirmed."""
    answer_call: Callable[[WebhookRequest, CallReply], WebhookAnswer] | None = None
    """Set where calls come in that we answer ourselves: the provider's words for our reply."""
    number_decides: bool = False
    """Accounts of this provider may serve several workspaces: our number that was called or texted says whose it is."""
    carries_talk: bool = True
    """False for providers that never carry a message to a lead: their `sender` only answers `check`."""
    replies_by: Medium | None = None
    """Set where nobody can be answered on the channel itself: replies leave over this medium, through a connection of
    the workspace that `writes_first`."""
    writes_first: bool = False
    """Its sender needs nothing but an address: it may write to somebody who has not written to that connection."""
    bridging: Bridging | None = None
    """Set where the owner can be rung and put through to somebody."""
    answer_bridge: Callable[[WebhookRequest, Bridge | None], WebhookAnswer] | None = None
    """What an owner hears who pressed the key: the person of that call, or that it cannot be."""
    switchboard: Switchboard | None = None
    """Set where deliveries are answered by what we know at that moment."""
    lacks_mailbox: Callable[[Message], bool] = lambda message: False
    """Whether this message does not say from which address of ours it can be answered. Then the provider is asked, and
    until it or a person has named one, nothing leaves."""
    campaigns: Campaigns | None = None
    """Set where the provider runs campaigns of its own and can be asked to stop writing to one person."""
    call_records: CallRecords | None = None
    """Set where the provider reports on calls, and can be asked when the report does not come."""
    enricher: Enricher | None = None
    """Set where the provider finds out about people when asked."""
    contacts: ContactBook | None = None
    """Set where the provider keeps contacts that may learn what we learned."""
    needs_secret: bool = False
    """The provider signs with a secret that only the connection's webhook secret can tell: without one every delivery
    is refused."""
    calendar: Calendar | None = None
    """Set where meetings can be booked with the same credentials."""
    cards: CardBoard | None = None
    """Set where drafts can be shown to the team with buttons."""
    retries: str = ""
    """How this provider delivers again when we fail, in one sentence for the set-up checker."""
    setup: tuple[str, ...] = ()
    """What an operator does at the provider, step by step; `{webhook_url}` stands for the connection's address."""
