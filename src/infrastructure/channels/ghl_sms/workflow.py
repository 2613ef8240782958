"""The webhook action of a HighLevel workflow: contact fields, a text or an appointment, what the operator typed, no id.

Because nothing tells a second "Yes" from the first one delivered twice, its key is made of what was said, and a
delivery that repeats is a doorbell: the engine then looks into the conversation, where every text has an id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rejoinder.domain.contacts import ContactDetails, normalise_email, normalised_body
from rejoinder.domain.errors import PayloadUnreadable
from rejoinder.domain.leads import reference
from rejoinder.domain.messages import UNNAMED_BY_CONTENT, InboundMessage, Medium
from rejoinder.domain.ports.channels import (
    Fact,
    MeetingChanged,
    Noted,
    OwnMessageSeen,
    ProviderEvent,
    Unmatched,
    WebhookRequest,
)
from rejoinder.domain.times.zones import known_zone
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.marketplace import (
    MEETING_STATES,
    PROVIDER,
    content_hash,
    handle,
    slot_key_in,
)
from rejoinder.infrastructure.channels.ghl_sms.payloads import (
    attachments,
    custom_data,
    find,
    full_name,
    inner,
    message_kind,
    moment,
    phone,
    text,
    token,
)
from rejoinder.infrastructure.json_fields import contact_details, spelled

KIND = "workflow webhook"
BUCKET_S = 600
"""Where the operator typed neither date nor time, equal texts within ten minutes share a key."""
TRUSTED = timedelta(minutes=20)
"""How far a stated time may lie from the receipt (reference/outbound-dashboard.md 2.1)."""

_TEXT_NAMES = ("message", "messagebody", "body", "text", "sms", "smsbody", "reply", "replybody", "lastmessage")
_PHONE_NAMES = ("phone", "phonenumber", "contactphone", "mobile", "from", "fromnumber")


def read(event: Mapping[str, Any], request: WebhookRequest, connection: Connection) -> ProviderEvent:
    """What the workflow pushes. Raises PayloadUnreadable where neither a person nor words are named."""
    places = _Places(event)
    contact, number, address = places.contact_id(), places.phone(), places.email()
    if not (contact or number or address):
        raise PayloadUnreadable("The workflow's webhook names no contact: add contact id or phone.")
    meeting = places.meeting()
    if meeting is not None and not places.body():
        return _meeting(places, meeting, contact or number or address, request.received_at)
    if not places.says_something():
        raise PayloadUnreadable("The workflow's webhook holds no message: add {{message.body}} to it.")
    body, own_id = places.body(), places.message_id()
    identity = _identity(places, connection, contact or number or address, body, request.received_at)
    sent_at = places.sent_at(request.received_at)
    if places.is_outbound():
        if not own_id:
            return ProviderEvent(f"out:{identity}", KIND, Noted("sent-without-id"))
        to = reference(PROVIDER, contact) if contact else number
        return ProviderEvent(f"out:{own_id}", KIND, OwnMessageSeen(own_id, to, body, sent_at, places.conversation()))
    message = InboundMessage(
        external_id=own_id or UNNAMED_BY_CONTENT + identity,
        medium=Medium.SMS,
        sender=number or (reference(PROVIDER, contact) if contact else address),
        recipient=places.our_number(),
        body=body,
        sent_at=sent_at,
        sender_name=places.name(),
        conversation=places.conversation(),
        media=places.media(),
        aliases=(reference(PROVIDER, contact),) if contact else (),
        reply_handle=handle(contact, places.conversation()),
        contact=places.details(),
    )
    fact: Fact = message
    what = message_kind(places.message_type())
    if what not in ("sms", ""):
        fact = Unmatched(f"written on {what[:40]}", message)
    elif not (contact or number):
        fact = Unmatched("no contact id and no phone number", message)
    return ProviderEvent(f"in:{own_id}" if own_id else f"workflow:{identity}", KIND, fact)


def _meeting(places: _Places, stated: Mapping[str, Any], person: str, received_at: datetime) -> ProviderEvent:
    """An appointment's trigger (booked, moved, status changed). The same account of it has the same key; without a
    moment of its own it is what was so when it came."""
    own_id = _appointment_id(stated)
    status = spelled(text(find(stated, "appointmentstatus", "appoinmentstatus", "status"), 40))
    zone = text(find(stated, "selectedtimezone", "timezone"), 64)
    starts_at = _moment_in(zone, find(stated, "starttime", "start"))
    updated = moment(find(stated, "dateupdated", "lastupdated", "updatedat"))
    stamp = updated.isoformat() if updated else f"bucket {int(received_at.timestamp()) // BUCKET_S}"
    calendar = token(find(stated, "calendarid")) or token(find(stated, "id"))
    contact = places.contact_id()
    fact = MeetingChanged(
        change=MEETING_STATES.get(status, "booked"),
        meeting_id=own_id,
        event_id=own_id,
        email=places.email(),
        name=places.name(),
        title=text(find(stated, "title"), 200),
        starts_at=starts_at,
        ends_at=_moment_in(zone, find(stated, "endtime", "end")),
        timezone=zone if known_zone(zone) is not None else "",
        place=text(find(stated, "address", "meetinglocation"), 2_000),
        at=updated or received_at,
        person=reference(PROVIDER, contact) if contact else places.phone(),
        calendar_id=calendar if calendar != own_id else "",
        slot_hint=slot_key_in(text(find(stated, "description", "notes"), 2_000)),
    )
    said = "\n".join((own_id, person, status, starts_at.isoformat() if starts_at else "", stamp))
    return ProviderEvent(f"meeting:{content_hash(said.encode())}", KIND, fact)


def _appointment_id(stated: Mapping[str, Any]) -> str:
    return token(find(stated, "appointmentid", "eventid"))


def _moment_in(zone: str, stated: Any) -> datetime | None:
    """An instant; a local time counts only beside the zone that it is told in."""
    if (exact := moment(stated)) is not None:
        return exact
    place = known_zone(zone)
    try:
        local = datetime.fromisoformat(text(stated, 64).strip())
    except ValueError:
        return None
    return local.replace(tzinfo=place) if place is not None else None


def _identity(places: _Places, connection: Connection, person: str, body: str, received_at: datetime) -> str:
    """The same for every delivery of one text, as far as the content can tell.

    `date_created` is the contact's, not the message's, so it is left out. Two texts of the same words in the minute
    that the operator's Date and Time name look the same: the engine asks the provider when that happens.
    """
    day, time = places.stamp()
    at = f"{day} {time}" if day and time else f"bucket {int(received_at.timestamp()) // BUCKET_S}"
    location = connection.credentials.get("location_id", "")
    return content_hash("\n".join((location, person, normalised_body(body).lower(), at)).encode())


class _Places:
    """The same fact may stand at the top, in `message`, in `contact` or in the operator's `customData`."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._top = event
        self._message = inner(event, "message", "sms", "inboundmessage")
        self._contact = inner(event, "contact")
        self._custom = custom_data(event)
        self._trigger = inner(event, "triggerdata", "trigger")
        self._calendar = inner(event, "calendar")
        self._appointment = inner(event, "appointment")

    def _first(self, *choices: tuple[Mapping[str, Any], tuple[str, ...]]) -> Any:
        return next((value for place, names in choices if (value := find(place, *names)) is not None), None)

    def meeting(self) -> Mapping[str, Any] | None:
        """The appointment that the workflow speaks of. In `calendar` the bare `id` is the calendar's, in `appointment`
        the appointment's; what the operator typed fills what is missing."""
        appointment = dict(self._appointment)
        if appointment and not _appointment_id(appointment):
            appointment["appointmentId"] = find(appointment, "id")
            appointment.pop("id", None)
        for place in (self._calendar, appointment, self._custom, self._trigger):
            if _appointment_id(place):
                missing = {name: value for name, value in self._custom.items() if find(place, spelled(name)) is None}
                return {**missing, **place} if place is not self._custom else place
        return None

    def message_id(self) -> str:
        elsewhere = ((p, ("messageid", "smsid")) for p in (self._top, self._custom, self._trigger))
        return token(find(self._message, "id", "messageid")) or token(self._first(*elsewhere))

    def message_type(self) -> object:
        return self._first(
            (self._message, ("type", "messagetype")),
            (self._top, ("messagetype", "channel")),
            (self._custom, ("messagetype",)),
        )

    def is_outbound(self) -> bool:
        stated = self._first((self._message, ("direction",)), (self._top, ("direction",)))
        return text(stated, 20).strip().lower().startswith("out")

    def body(self) -> str:
        """The first place that holds words; blank ones do not count."""
        choices = [self._message.get(name) for name in self._message if spelled(name) in ("body", "text", "message")]
        for place in (self._custom, self._top, self._trigger):
            choices += [find(place, name) for name in _TEXT_NAMES]
        return next((found.strip() for choice in choices if (found := text(choice)).strip()), "")

    def says_something(self) -> bool:
        """Whether a message is meant at all, be it an empty one (a picture comes without a text)."""
        names = {spelled(name) for place in (self._top, self._custom, self._trigger) for name in place}
        return bool(names & set(_TEXT_NAMES)) or bool(self._message)

    def contact_id(self) -> str:
        return (
            token(find(self._top, "contactid"))
            or token(find(self._contact, "id", "contactid"))
            or token(find(self._custom, "contactid", "id"))
            or token(find(self._message, "contactid"))
            or token(find(self._trigger, "contactid"))
        )

    def phone(self) -> str:
        country = self._first((self._contact, ("country",)), (self._top, ("country",)), (self._custom, ("country",)))
        for place in (self._top, self._contact, self._custom, self._message):
            for name in _PHONE_NAMES:
                if number := phone(find(place, name), country):
                    return number
        return ""

    def email(self) -> str:
        stated = text(self._first(*((p, ("email",)) for p in (self._top, self._contact, self._custom))), 320)
        return normalise_email(stated) if "@" in stated else ""

    def details(self) -> ContactDetails:
        stated = contact_details(self._contact, self._custom, self._top)
        return replace(stated, email=self.email() or stated.email, phone=self.phone())

    def our_number(self) -> str:
        return phone(self._first((self._message, ("to", "tonumber")), (self._top, ("to", "tonumber"))))

    def name(self) -> str:
        return next((found for p in (self._top, self._contact, self._custom) if (found := full_name(p))), "")

    def conversation(self) -> str:
        return token(self._first(*((p, ("conversationid",)) for p in (self._message, self._top, self._custom))))

    def media(self) -> Any:
        names = ("attachments", "attachment", "media")
        return attachments(self._first((self._message, names), (self._top, names)))

    def _moment(self) -> Any:
        """The message's own; `date_created` and `dateAdded` beside it are the contact's."""
        return self._first((self._message, ("dateadded", "timestamp")), (self._top, ("timestamp",)))

    def sent_at(self, received_at: datetime) -> datetime | None:
        """A moment with a zone that fits the receipt: what the operator types is the account's local time, whichever
        that is."""
        stated = moment(self._moment())
        return stated if stated is not None and abs(stated - received_at) <= TRUSTED else None

    def stamp(self) -> tuple[str, str]:
        """Date and time of the message as the operator had them filled in, or its own moment."""
        if exact := text(self._moment(), 64):
            return exact, "exact"
        days = (text(find(p, "date", "messagedate"), 40).strip() for p in (self._custom, self._top))
        times = (text(find(p, "time", "messagetime"), 40).strip() for p in (self._custom, self._top))
        return next(filter(None, days), ""), next(filter(None, times), "")
