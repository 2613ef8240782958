"""How SmartLead is asked to write no further step to somebody, and how it shows that it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.messages import Message
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.smartlead.sender import SmartLeadSender
from rejoinder.infrastructure.json_fields import address, flag, inner, objects, text

PAGE_SIZE = 100
MOST_PAGES = 5
"""Of a campaign's leads in one status."""
_STOPPED = frozenset({"PAUSED", "STOPPED", "COMPLETED", "BLOCKED", "UNSUBSCRIBED"})
_RUNNING = frozenset({"STARTED", "INPROGRESS", "IN_PROGRESS", "ACTIVE"})


@dataclass(frozen=True, slots=True)
class SmartLeadCampaigns:
    sender: SmartLeadSender

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        """The thread is named after campaign and person (webhook.py); the event of a reply names them too."""
        campaign, _, person = message.conversation.partition(":")
        stated = str(message.reply_handle.get("campaign_id") or "")
        if not (campaign if person else stated):
            return ()
        who = person or message.sender
        return (CampaignSeat(stated or campaign, who, str(message.reply_handle.get("lead_id") or "")),)

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        """Paused in this campaign; unsubscribed in it after an opt-out (providers/smartlead.md)."""
        person = seat.person or text(self._lead(seat, connection), "id")
        if not person:
            return  # nobody there to stop; what it says about them afterwards counts
        verb = "unsubscribe" if for_good else "pause"
        self.sender.tell(f"{_campaign(seat)}/leads/{quote(person, safe='')}/{verb}", connection)

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        """What the campaign's list of leads says. It can only be asked by status, a page at a time, so somebody in a
        long list may not be found: that is no answer."""
        lead = self._lead(seat, connection)
        if flag(lead, "is_unsubscribed"):
            return Standing.STOPPED
        for row in objects(lead, "lead_campaign_data") or []:
            if text(row, "campaign_id") == seat.campaign and text(row, "status", "lead_status"):
                return _standing(text(row, "status", "lead_status"))
        person = seat.person or text(lead, "id")
        for status in ("PAUSED", "STOPPED", "COMPLETED", "INPROGRESS", "STARTED"):
            found = self._find(seat, person, status, connection)
            if found:
                return _standing(found)
        return Standing.UNKNOWN

    def _lead(self, seat: CampaignSeat, connection: Connection) -> Mapping[str, Any]:
        if not seat.address:
            return {}
        return self.sender.read_if_there("/leads/", connection, {"email": seat.address}) or {}

    def _find(self, seat: CampaignSeat, person: str, status: str, connection: Connection) -> str:
        """The status that the list gives for this person; empty where they are not in it."""
        for page in range(MOST_PAGES):
            query = {"status": status, "limit": str(PAGE_SIZE), "offset": str(page * PAGE_SIZE)}
            listed = self.sender.read_if_there(f"{_campaign(seat)}/leads", connection, query) or {}
            rows = objects(listed, "data", "leads") or []
            for row in rows:
                who = inner(row, "lead") or row
                if (person and text(who, "id") == person) or (seat.address and address(who, "email") == seat.address):
                    return text(row, "status", "lead_status") or status
            if len(rows) < PAGE_SIZE:
                break
        return ""


def _campaign(seat: CampaignSeat) -> str:
    return f"/campaigns/{quote(seat.campaign, safe='')}"


def _standing(stated: str) -> Standing:
    word = stated.strip().upper().replace(" ", "_")
    if word in _STOPPED:
        return Standing.STOPPED
    return Standing.RUNNING if word in _RUNNING else Standing.UNKNOWN
