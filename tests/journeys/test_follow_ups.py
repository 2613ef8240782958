"""Following up, through the real processes: a step leaves by itself, a reply stops everything, a leak is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rejoinder.domain.workspaces import WEEKDAYS
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("journeys-follow-ups")]


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation() as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    always = {"quiet_hours": None, "days": list(WEEKDAYS)}
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8, follow_ups=always)


def test_a_silent_person_is_written_to_once_and_left_alone_once_they_speak(acme: Tenant) -> None:
    mailer, url = acme.rejoinder.smartlead, acme.mails.connection["webhook_url"]
    first = acme.take(acme.mails.delivery("Yes, I'm interested in a call"))
    message, who = acme.ended(first), first.person
    until(lambda: mailer.status_of(who) == "PAUSED", "SmartLead to be asked to stop")
    kinds = {f"{e['kind']}:{e['verdict']}" for e in timeline(acme, message)}
    assert "campaign-stopped:confirmed" in kinds

    steps = [{"text": "Shall we find a day?"}, {"wait_days": 1, "text": "Shall I close this?"}]
    sequence = acme.rejoinder.post(f"/api/v1/workspaces/{acme.id}/sequences", {"name": "Gone quiet", "steps": steps})
    place = f"/api/v1/leads/{message['lead_id']}/follow-ups"
    made = acme.rejoinder.post(place, {"sequence_id": sequence["id"]})
    until(lambda: any("find a day" in body for body in acme.mails.received_by(who)), "the first step")
    until(lambda: acme.rejoinder.get(f"{place}/{made['id']}")["step"] == 2, "the second step to be planned")
    due = datetime.fromisoformat(acme.rejoinder.get(f"{place}/{made['id']}")["next_at"])
    assert timedelta(hours=23) < due - datetime.now(UTC) < timedelta(hours=25)

    acme.ended(acme.take(acme.mails.delivery("One question first: is there a contract?", who)))
    until(lambda: acme.rejoinder.get(f"{place}/{made['id']}")["state"] == "paused", "the pause")
    assert sum("find a day" in body for body in acme.mails.received_by(who)) == 1

    assert mailer.step(url, who).status_code == 200
    (alert,) = until(lambda: [a for a in acme.alerts() if a["rule"] == "sequence-leak"], "the alarm")
    assert (alert["detail"]["lead"], alert["detail"]["campaign"]) == (message["lead_id"], "204911")
    assert "204911" in alert["title"]
    assert "had replied" in alert["title"]


def timeline(acme: Tenant, message: dict[str, str]) -> list[dict[str, str]]:
    return acme.rejoinder.all_of(f"/api/v1/leads/{message['lead_id']}/timeline")
