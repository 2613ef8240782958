"""P6: whatever holds something back is seen wherever one looks, names who and why, and comes to an end by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from rejoinder.domain.switches import SwitchKind
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p06")]

POSITIVE = "Yes, I'm interested in a call"


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(REJOINDER_AUTOSEND_DELAY="300") as running:
        yield running


@pytest.mark.parametrize("kind", list(SwitchKind))
def test_a_switch_is_seen_wherever_one_looks_and_has_an_end(rejoinder: Installation, kind: str) -> None:
    made = rejoinder.post("/api/v1/switches", {"kind": kind, "reason": f"because of {kind}"})
    try:
        life = datetime.fromisoformat(made["until"]) - datetime.fromisoformat(made["since"])
        assert timedelta(hours=23) < life < timedelta(days=8)
        assert made["author"]
        reasons = [f"because of {kind}"]
        until(lambda: [s["reason"] for s in rejoinder.get("/health")["switches"]] == reasons, "the switch in /health")
        assert rejoinder.get("/health")["status"] == "degraded"
        codes = {finding["code"] for finding in rejoinder.get("/api/v1/findings")["items"]}
        assert codes & {"held-back", "alerts-muted"}
        link = rejoinder.post("/api/v1/signin-links", {"role": "viewer"})["url"].rpartition("/")[2]
        session = rejoinder.client.get(f"{rejoinder.url}/signin/{link}").headers["set-cookie"].partition(";")[0]
        for page in ("/", "/switches"):
            shown = rejoinder.client.get(f"{rejoinder.url}{page}", headers={"cookie": session})
            assert f"because of {kind}" in shown.text, page
        rejoinder.scheduler.kill()
        rejoinder.scheduler.start()
        rejoinder.scheduler.wait_for_log("switch.in_force")
    finally:
        rejoinder.call("DELETE", f"/api/v1/switches/{made['id']}")


def test_a_switch_reaches_what_was_queued_and_lets_go_at_its_end(rejoinder: Installation) -> None:
    acme = rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)
    held = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: acme.sends(message_id=acme.stored(held)["id"]), "a queued reply")
    scope = {"workspace_id": acme.id}
    made = rejoinder.post("/api/v1/switches", {"kind": "outbound_halted", "reason": "fire", "scope": scope})
    rejoinder.hasten("workspace_id = %s", acme.id)
    ended = acme.ended(held)
    assert (ended["disposition"], ended["disposition_reason"]) == ("suppressed", "switch")
    assert acme.texts.received_by(held.person) == []

    rejoinder.sql(
        "UPDATE switches SET since = since - interval '8 days', until = until - interval '8 days'"
        " WHERE id = %s RETURNING id",
        made["id"],
    )
    assert rejoinder.get("/api/v1/switches")["items"] == []
    told = until(
        lambda: [a for a in rejoinder.get("/api/v1/alerts")["items"] if a["rule"] == "switch-expired"], "the alert", 30
    )
    assert "fire" in told[0]["title"]
    free = acme.take(acme.texts.delivery(POSITIVE))
    until(lambda: acme.sends(message_id=acme.stored(free)["id"]), "a queued reply")
    rejoinder.hasten("workspace_id = %s", acme.id)
    assert acme.ended(free)["disposition"] == "sent"
