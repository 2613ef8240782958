"""How an EmailBison instance is asked to write no further step to somebody, and how it shows that it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.errors import MessageRefused
from rejoinder.domain.messages import Message
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.emailbison.api import EmailBisonApi, refusal, said
from rejoinder.infrastructure.json_fields import inner, objects, text

_RUNNING = ("in_sequence", "in sequence", "active", "scheduled", "never_contacted", "not_contacted", "pending")
_STOPPED = ("stop", "finish", "complete", "replied", "bounced", "unsubscribed", "paused", "removed")


@dataclass(frozen=True, slots=True)
class EmailBisonCampaigns:
    api: EmailBisonApi

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        """The thread is named after campaign and person (webhook.py)."""
        campaign, _, person = message.conversation.partition(":")
        own_id = str(message.reply_handle.get("lead_id") or "")
        return (CampaignSeat(campaign, person, own_id),) if campaign and person else ()

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        """`stop-future-emails` of the campaign; its answer may say no with status 200."""
        person = seat.person or text(self._lead(seat, connection), "id")
        if not (person.isascii() and person.isdigit()):
            return  # nobody there to stop; what it says about them afterwards counts
        path = f"/campaigns/{quote(seat.campaign, safe='')}/leads/stop-future-emails"
        response = self.api.post(path, connection, {"lead_ids": [int(person)]})
        if response.status == 404:
            return
        if not response.ok:
            raise refusal(response, connection)
        answer = response.fields()
        if answer.get("success") is False or inner(answer, "data").get("success") is False:
            raise MessageRefused(f"EmailBison refused: {said(response, connection)}")

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        """What the lead's entry for this campaign says."""
        for row in objects(self._lead(seat, connection), "lead_campaign_data") or []:
            if text(row, "campaign_id") == seat.campaign:
                return _standing(text(row, "status"))
        return Standing.UNKNOWN

    def _lead(self, seat: CampaignSeat, connection: Connection) -> Mapping[str, Any]:
        """EmailBison takes the lead's number or address."""
        answer = self.api.read(f"/leads/{quote(seat.person or seat.address, safe='')}", connection) or {}
        return inner(answer, "data") or answer


def _standing(stated: str) -> Standing:
    word = stated.strip().lower()
    if any(sign in word for sign in _STOPPED):
        return Standing.STOPPED
    return Standing.RUNNING if word in _RUNNING else Standing.UNKNOWN
