"""How Instantly is asked to write no further step to somebody, and how it shows that it stopped.

Instantly stops by itself when somebody replies, if the campaign says so ("stop on reply"): then there is nothing to
ask. A pause by API is not documented and was not tried; what the lead's status says afterwards is believed, and nothing
else. After an opt-out the address goes on Instantly's block list, which is documented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.messages import Message
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.instantly.api import InstantlyApi, refusal
from rejoinder.infrastructure.json_fields import address, objects, text

_PAUSED = 2
_RUNNING = frozenset({"1"})
_STOPPED = frozenset({"2", "3", "-1", "-2", "-3"})
"""Paused, completed, bounced, unsubscribed, skipped."""


@dataclass(frozen=True, slots=True)
class InstantlyCampaigns:
    api: InstantlyApi

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        """The thread is named after campaign and person (webhook.py)."""
        campaign, _, person = message.conversation.partition(":")
        return (CampaignSeat(campaign, person),) if campaign and person else ()

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        """Blocked in the whole account after an opt-out; otherwise the lead is paused in this campaign."""
        if for_good:
            response = self.api.post("/block-lists-entries", connection, {"bl_value": seat.address})
        else:
            lead = text(self._lead(seat, connection), "id")
            if not lead:
                return  # nobody there to stop; what it says about them afterwards counts
            response = self.api.patch(f"/leads/{quote(lead, safe='')}", connection, {"status": _PAUSED})
        if not response.ok and response.status != 404:
            raise refusal(response, connection)

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        status = text(self._lead(seat, connection), "status")
        if status in _STOPPED:
            return Standing.STOPPED
        if self._is_blocked(seat, connection):
            return Standing.STOPPED
        return Standing.RUNNING if status in _RUNNING else Standing.UNKNOWN

    def _lead(self, seat: CampaignSeat, connection: Connection) -> Mapping[str, Any]:
        wanted = {"search": seat.address, "campaign": seat.campaign, "limit": 10}
        rows = objects(self.api.ask("/leads/list", connection, wanted), "items") or []
        ours = (row for row in rows if address(row, "email") == seat.address)
        return next((row for row in ours if text(row, "campaign") in ("", seat.campaign)), {})

    def _is_blocked(self, seat: CampaignSeat, connection: Connection) -> bool:
        answer = self.api.read_if_there("/block-lists-entries", connection, {"search": seat.address, "limit": "10"})
        return any(text(row, "bl_value").lower() == seat.address for row in objects(answer, "items") or [])
