"""What the provider says about a message that came incomplete or unproven, and how that becomes what we know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rejoinder.application.inbound.ingest_webhook import (
    is_believable,
    recorded,
    screen_inbound,
    storable_details,
    storable_id,
)
from rejoinder.application.replies.endings import close_lead
from rejoinder.domain.contacts import same_text, strip_unstorable
from rejoinder.domain.leads import ConsentState, Lead, is_reference
from rejoinder.domain.messages import Direction, Disposition, InboundMessage, Message, is_unnamed
from rejoinder.domain.ports.channels import Channel, Confirmed
from rejoinder.domain.ports.storage import UnitOfWork
from rejoinder.domain.timeline import Entry
from rejoinder.domain.workspaces import Connection

NAMED_WITHIN = timedelta(hours=24)
"""How long a delivery may have been on its way: a provider's copy may be older than our receipt by this much."""
CLOCKS_DIFFER = timedelta(minutes=2)


def is_incomplete(message: Message, channel: Channel) -> bool:
    """Whether the delivery left out what only the provider can tell: the message's id, the person's address, or the
    mailbox that it reached."""
    return is_unnamed(message.external_id) or is_reference(message.sender) or channel.lacks_mailbox(message)


def inbound_of(message: Message) -> InboundMessage:
    """The stored message as a channel knows messages."""
    return InboundMessage(
        external_id=message.external_id,
        medium=message.medium,
        sender=message.sender,
        recipient=message.recipient,
        body=message.body,
        sent_at=message.sent_at or message.received_at,
        subject=message.subject,
        conversation=message.conversation,
        media=message.media,
        reply_handle=message.reply_handle,
    )


def adopt(uow: UnitOfWork, connection: Connection, message: Message, found: Confirmed) -> Message | None:
    """The stored message as the provider knows it: named, its person identified, what was left out filled in.

    None when every copy that the provider has is a message that we hold already: this one repeats one of them, or
    the provider's list is not up to date yet. One that was left for this one to answer does not count as held. The
    lead may be another one afterwards, when two turn out to be one.
    """
    copy = _own_copy(uow, connection, message, found)
    if copy is None:
        return None
    lead = _person(uow, message, copy)
    now = uow.messages.get(message.id)
    assert now is not None
    known = _filled(now, copy)
    if known != now:
        uow.messages.identify(known)
        uow.timeline.append(Entry("confirmed", "identified", "", lead.id, message.id, now.channel))
    if known.opt_out and not now.opt_out:
        uow.leads.set_consent(lead.id, [now.medium], "withdrawn", str(known.safety.get("rule", "opt-out")))
    if found.consent is not None and not now.safety.get("opt_in"):
        _forbid(uow, lead, now, found.consent.evidence)
    return known


def recognise(uow: UnitOfWork, connection: Connection, inbound: InboundMessage) -> Message | None:
    """A message that history brings is perhaps one that we hold under a name of our own: then it gets its real one.

    Called before such a message, which is not known under its real id, is stored. None when it is new.
    """
    if inbound.sent_at is None:
        return None
    for address in dict.fromkeys((inbound.person_address or inbound.sender, *inbound.aliases)):
        lead = uow.leads.by_address(inbound.medium, address)
        if lead is None:
            continue
        uow.leads.lock(lead.id)
        written_at = inbound.sent_at
        twins = [m for m in uow.messages.conversation(lead.id) if _is_twin(m, inbound)]
        twins.sort(key=lambda twin: abs(twin.received_at - written_at))
        if twins:
            return adopt(uow, connection, twins[0], Confirmed(replace(inbound, sender=twins[0].sender)))
    return None


def _is_twin(message: Message, inbound: InboundMessage) -> bool:
    assert inbound.sent_at is not None
    return (
        message.direction is Direction.INBOUND
        and message.medium is inbound.medium
        and is_unnamed(message.external_id)
        and same_text(message.body.strip(), inbound.body.strip())
        and -CLOCKS_DIFFER <= message.received_at - inbound.sent_at <= NAMED_WITHIN
    )


def _own_copy(uow: UnitOfWork, connection: Connection, message: Message, found: Confirmed) -> InboundMessage | None:
    """The provider's copy of this message: for an unnamed one the nearest that is nobody else's."""
    if found.message is None:
        return inbound_of(message)
    if not is_unnamed(message.external_id):
        return found.message
    copies = (found.message, *found.others)
    holders = [uow.messages.by_external_id(connection, storable_id(copy.external_id)) for copy in copies]
    for copy, holder in zip(copies, holders, strict=True):
        if holder is None or is_unnamed(copy.external_id):
            return copy
    if any(holder is not None and _was_left_for(holder, message) for holder in holders):
        return replace(found.message, external_id=message.external_id)
    return None


def _was_left_for(earlier: Message, later: Message) -> bool:
    superseded = (earlier.disposition, earlier.disposition_reason) == (Disposition.SUPERSEDED, "newer-message")
    return superseded and earlier.lead_id == later.lead_id and earlier.version < later.version


# --- the person ---------------------------------------------------------------------------------------------------


def _person(uow: UnitOfWork, message: Message, copy: InboundMessage) -> Lead:
    """The one lead behind all of these addresses, locked. Two that had been kept apart become one.

    Who wrote counts only where nobody knew: a colleague who answers for a lead stays somebody else.
    """
    writer = (copy.sender,) if is_reference(message.sender) else ()
    addresses = [a for a in dict.fromkeys(map(strip_unstorable, (*writer, *copy.aliases))) if a]
    holders = {address: uow.leads.by_address(message.medium, address) for address in addresses}
    for lead_id in sorted({message.lead_id, *(lead.id for lead in holders.values() if lead is not None)}):
        uow.leads.lock(lead_id)
    kept = _kept(message.lead_id, holders)
    for other in {message.lead_id, *(lead.id for lead in holders.values() if lead is not None)} - {kept}:
        uow.leads.merge(other, kept)
        uow.timeline.append(Entry("merged", "same-person", "", kept, message.id, message.channel, {"lead": other}))
    for address in addresses:
        uow.leads.add_address(kept, message.medium, address)
    uow.leads.fill_in(kept, storable_details(copy.contact))
    lead = uow.leads.get(kept)
    assert lead is not None
    name = strip_unstorable(copy.sender_name)[:200]
    if name and not lead.name:
        uow.leads.save(replace(lead, name=name))
    return lead


def _kept(own: str, holders: dict[str, Lead | None]) -> str:
    """Whoever holds an address that can be written to was known first to other channels too."""
    for address, holder in holders.items():
        if holder is not None and not is_reference(address):
            return holder.id
    return own


def _forbid(uow: UnitOfWork, lead: Lead, message: Message, evidence: str) -> None:
    if lead.consent_for(message.medium).state is ConsentState.WITHDRAWN:
        return
    uow.leads.set_consent(lead.id, [message.medium], "withdrawn", evidence)
    uow.timeline.append(Entry("consent-changed", "withdrawn", evidence, lead.id, message.id, message.channel))
    close_lead(uow, lead.id, Disposition.SUPPRESSED, "opt-out", keep_message=message.id)


# --- the message --------------------------------------------------------------------------------------------------


def _filled(message: Message, copy: InboundMessage) -> Message:
    """What the delivery said stays; what it left out is the provider's."""
    at = copy.sent_at
    filled = replace(
        message,
        external_id=storable_id(copy.external_id) if is_unnamed(message.external_id) else message.external_id,
        sender=strip_unstorable(copy.sender) if is_reference(message.sender) and copy.sender else message.sender,
        recipient=message.recipient or strip_unstorable(copy.recipient),
        sent_at=message.sent_at or (at if at is not None and is_believable(at, message.received_at) else None),
        conversation=message.conversation or strip_unstorable(copy.conversation),
        media=message.media or copy.media,
        reply_handle={**copy.reply_handle, **{name: said for name, said in message.reply_handle.items() if said}},
    )
    if message.body.strip() or not copy.body.strip():
        return filled
    verdict = screen_inbound(copy)
    return replace(
        filled,
        body=strip_unstorable(copy.body),
        automated=verdict.automated or verdict.bounce,
        opt_out=verdict.opt_out,
        injection=verdict.injection,
        safety=recorded(verdict),
    )
