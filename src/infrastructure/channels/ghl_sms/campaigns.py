"""How HighLevel is asked to take somebody out of a workflow that writes to them.

HighLevel has no call that shows which workflows a contact is in, so nothing can be read back: the answer to the request
is all there is, and a workflow that goes on is noticed by the texts that it sends (application/follow_ups/
watch_campaigns.py). Nothing tells which of a location's workflows is a sequence either: the connection names them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.domain.campaigns import CampaignSeat, Standing
from rejoinder.domain.errors import MessageRefused, OutcomeUnknown
from rejoinder.domain.messages import Message
from rejoinder.domain.workspaces import Connection
from rejoinder.infrastructure.channels.ghl_sms.api import GhlApi, busy, revoked, said, timed_out_inside
from rejoinder.infrastructure.channels.ghl_sms.marketplace import PROVIDER
from rejoinder.infrastructure.channels.ghl_sms.payloads import token

FIELD = "sequence_workflow_ids"
"""The credential that names them, separated by commas or blanks."""


@dataclass(frozen=True, slots=True)
class GhlCampaigns:
    api: GhlApi

    def seats_of(self, message: Message, connection: Connection) -> Sequence[CampaignSeat]:
        """Whoever is a contact may be in any of the named workflows."""
        stated = message.recipient if message.recipient.startswith(f"id:{PROVIDER}:") else ""
        contact = token(message.reply_handle.get("contact_id")) or stated.removeprefix(f"id:{PROVIDER}:")
        if not contact:
            return ()
        named = filter(None, re.split(r"[\s,;]+", connection.credentials.get(FIELD, "")))
        return tuple(CampaignSeat(workflow, contact, contact) for workflow in named)

    def stop(self, seat: CampaignSeat, connection: Connection, *, for_good: bool) -> None:
        """Out of the workflow. A contact who is not in it is refused with 400 or 422, which is as good."""
        response = self.api.leave_workflow(seat.person, seat.campaign, connection)
        if response.ok or response.status in (400, 404, 422):
            return
        if response.status == 429:
            raise busy(response)
        if response.status in (401, 403) and not timed_out_inside(response):
            raise revoked(response, connection)
        if response.status >= 500 or timed_out_inside(response):
            raise OutcomeUnknown(f"HighLevel answered {response.status}; whether it stopped is not known.")
        raise MessageRefused(f"HighLevel refused: {said(response) or response.status}")

    def standing(self, seat: CampaignSeat, connection: Connection) -> Standing:
        return Standing.UNKNOWN
