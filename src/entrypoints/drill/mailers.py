"""The mail providers beside SmartLead, which can also hand out a delivery instead of posting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.stand_ins.emailbison import EmailBisonStandIn
from rejoinder.entrypoints.drill.stand_ins.instantly import InstantlyStandIn


class InstantlyMails(InstantlyStandIn):
    def delivery(self, url: str, body: str, person: str, **fields: Any) -> Delivery:
        """A person's reply; Instantly knows it from now on, as if it had been posted."""
        event = self.event_of(self.receive(person, body), **fields)
        event_id = f"{event['event_type']}:{event['email_id']}:{event['timestamp']}"
        return self.of_event(url, event, event_id, person)

    def of_event(self, url: str, event: Mapping[str, Any], event_id: str, person: str) -> Delivery:
        """Any event as Instantly would post it."""
        return _delivery(url, event, event_id, person, self.secret)


class EmailBisonMails(EmailBisonStandIn):
    secret = "eb-secret-of-the-harness"
    """Added by something in front of the instance, because EmailBison itself proves nothing."""

    def delivery(self, url: str, body: str, person: str, kind: str = "LEAD_REPLIED", **fields: Any) -> Delivery:
        """A person's reply; the instance knows it from now on, as if it had been posted."""
        mail = self.receive(person, body)
        return self.of_event(url, self.event_of(mail, kind, **fields), str(mail.id), person)

    def of_event(self, url: str, event: Mapping[str, Any], event_id: str, person: str) -> Delivery:
        """Any event as the instance would post it."""
        return _delivery(url, event, event_id, person, self.secret)


def _delivery(url: str, event: Mapping[str, Any], event_id: str, person: str, secret: str) -> Delivery:
    headers = {"Content-Type": "application/json", "X-Rejoinder-Secret": secret}
    return Delivery(url, msgspec.json.encode(event), headers, event_id, person)
