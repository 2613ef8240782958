"""P10: who wants to be left alone is left alone, with or without an AI, and what was queued stays here."""

from collections.abc import Iterator
from typing import Any

import pytest

from rejoinder.entrypoints.drill.deliveries import Delivery
from rejoinder.entrypoints.drill.installation import Installation, an_installation
from rejoinder.entrypoints.drill.tenant import Tenant
from rejoinder.entrypoints.drill.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("p10")]

POSITIVE = "Yes, I'm interested in a call"
CHANNELS = pytest.mark.parametrize("channel", ["twilio_sms", "smartlead"])


@pytest.fixture(scope="module")
def rejoinder() -> Iterator[Installation]:
    with an_installation(REJOINDER_AUTOSEND_DELAY="300") as running:
        yield running


@pytest.fixture
def acme(rejoinder: Installation) -> Tenant:
    return rejoinder.a_tenant(mode="auto", auto_send_threshold=0.8)


@pytest.mark.parametrize(("channel", "words"), [("twilio_sms", "STOP"), ("smartlead", "Please unsubscribe me")])
def test_an_opt_out_stops_the_reply_that_was_already_queued(
    rejoinder: Installation, acme: Tenant, channel: str, words: str
) -> None:
    way = acme.way(channel)
    first, queued = _with_a_queued_reply(acme, channel)
    stop = acme.take(way.delivery(words, first.person))
    assert acme.ended(stop)["disposition"] == "suppressed"
    assert acme.ended(first)["disposition"] == "suppressed"
    assert rejoinder.get(f"/api/v1/sends/{queued['id']}")["state"] == "withheld"
    rejoinder.hasten("workspace_id = %s", acme.id)
    until(lambda: not acme.jobs(type="SEND_REPLY", status="PENDING"), "the sending job to be over")
    assert way.received_by(first.person) == []
    assert acme.lead(acme.stored(first))["consent"][queued["medium"]] == "withdrawn"


def test_an_opt_out_in_the_last_moment_wins_over_a_reply_that_is_due(rejoinder: Installation, acme: Tenant) -> None:
    first, _ = _with_a_queued_reply(acme, "twilio_sms")
    with rejoinder.without_workers():
        acme.take(acme.texts.delivery("STOP", first.person))
        rejoinder.hasten("workspace_id = %s", acme.id)
    until(lambda: acme.accounting()["in_flight"] == 0, "everything to end")
    assert acme.texts.received_by(first.person) == []
    assert [send["state"] for send in acme.sends()] == ["withheld"]


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("twilio_sms", "STOP"),
        ("twilio_sms", "stop texting me"),
        ("twilio_sms", "Unsubscribe"),
        ("twilio_sms", "Stopp! Keine SMS mehr"),
        ("smartlead", "Please take me off your list"),
        ("smartlead", "unsubscribe"),
    ],
)
def test_opt_outs_are_recognised_while_the_ai_is_down(
    rejoinder: Installation, acme: Tenant, channel: str, words: str
) -> None:
    rejoinder.openai.always = "503"
    try:
        message = acme.ended(acme.take(delivery := acme.way(channel).delivery(words)))
    finally:
        rejoinder.openai.always = "ok"
    assert (message["disposition"], message["disposition_reason"]) == ("suppressed", "opt-out")
    assert message["sentiment_source"] != "model"
    assert acme.lead(message)["consent"][message["medium"]] == "withdrawn"
    # Whatever they write later, nothing leaves by itself.
    later = acme.ended(acme.take(acme.way(channel).delivery(POSITIVE, delivery.person)))
    assert later["disposition"] == "suppressed"
    assert acme.way(channel).received_by(delivery.person) == []


def test_a_quoted_footer_that_says_unsubscribe_is_not_an_opt_out(rejoinder: Installation, acme: Tenant) -> None:
    footer = "To stop receiving these emails, unsubscribe here: https://northgate.example/u"
    html = (
        f'<div dir="ltr">{POSITIVE}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Thu, Nov 19,'
        f" 2026 at 9:00 AM Dele &lt;dele@northgate.example&gt; wrote:<br></div><blockquote>Hello!<br>{footer}"
        "</blockquote></div>"
    )
    text = f"{POSITIVE}\n\nOn Thu, Nov 19, 2026 at 9:00 AM Dele <dele@northgate.example> wrote:\n> Hello!\n> {footer}"
    delivery = acme.take(acme.mails.delivery(text, html=html))
    message = acme.stored(delivery)
    until(lambda: acme.sends(message_id=message["id"]), "a queued reply")
    rejoinder.hasten("workspace_id = %s", acme.id)
    assert acme.ended(delivery)["disposition"] == "sent"
    assert acme.lead(message)["consent"].get("email") != "withdrawn"
    assert len(acme.mails.received_by(delivery.person)) == 1


def test_an_unsubscription_that_smartlead_reports_stops_what_was_queued(rejoinder: Installation, acme: Tenant) -> None:
    first, queued = _with_a_queued_reply(acme, "smartlead")
    smartlead = rejoinder.smartlead
    event = {
        "event_type": "LEAD_UNSUBSCRIBED",
        "event_timestamp": "2026-11-20T10:00:00.000Z",
        "sl_lead_email": first.person,
        "lead_email": first.person,
        "to_email": first.person,
        "sl_email_lead_id": smartlead.lead_id(first.person),
        "campaign_id": 204911,
        "secret_key": smartlead.secret_key,
    }
    acme.take(smartlead.of_event(acme.mails.connection["webhook_url"], event, "unsubscribed", first.person))
    until(lambda: rejoinder.get(f"/api/v1/sends/{queued['id']}")["state"] == "withheld", "the send to be withheld")
    assert acme.ended(first)["disposition"] == "suppressed"
    rejoinder.hasten("workspace_id = %s", acme.id)
    later = acme.ended(acme.take(acme.mails.delivery(POSITIVE, first.person)))
    assert later["disposition"] == "suppressed"
    assert acme.mails.received_by(first.person) == []


@pytest.mark.parametrize(
    ("subject", "text", "replier"),
    [
        ("Automatic reply: Onboarding", "I am out of the office until Monday. Interested? Call my team.", None),
        ("Undeliverable: Onboarding", "Could not be delivered. Interested? See below.", "postmaster@brightoak.example"),
    ],
)
def test_automated_mail_is_never_answered(acme: Tenant, subject: str, text: str, replier: str | None) -> None:
    message = acme.ended(acme.take(delivery := acme.mails.delivery(text, subject=subject, replier=replier)))
    assert message["disposition"] == "stayed-silent"
    assert (message["automated"], acme.drafts(message["id"])) == (True, [])
    assert [call for call in acme.ai_calls(message["id"]) if call["feature"].startswith("draft")] == []
    assert acme.mails.received_by(delivery.person) == []


@CHANNELS
def test_a_switch_holds_back_the_reply_that_was_queued_before_it(
    rejoinder: Installation, acme: Tenant, channel: str
) -> None:
    first, queued = _with_a_queued_reply(acme, channel)
    with acme.switched("outbound_paused"):
        rejoinder.hasten("workspace_id = %s", acme.id)
        message = acme.ended(first)
    assert (message["disposition"], message["disposition_reason"]) == ("suppressed", "switch")
    assert rejoinder.get(f"/api/v1/sends/{queued['id']}")["state"] == "withheld"
    assert acme.way(channel).received_by(first.person) == []


def test_a_newer_message_takes_the_place_of_the_reply_to_the_older_one(rejoinder: Installation, acme: Tenant) -> None:
    first, _ = _with_a_queued_reply(acme, "twilio_sms")
    second = acme.take(acme.texts.delivery("Actually, could you send me the price first?", first.person))
    until(lambda: acme.sends(message_id=acme.stored(second)["id"]), "the reply to both")
    rejoinder.hasten("workspace_id = %s", acme.id)
    assert acme.ended(second)["disposition"] == "sent"
    assert acme.ended(first)["disposition"] == "superseded"
    assert len(acme.texts.received_by(first.person)) == 1


def _with_a_queued_reply(acme: Tenant, channel: str) -> tuple[Delivery, dict[str, Any]]:
    """Somebody wrote, and the answer waits for its moment."""
    delivery = acme.take(acme.way(channel).delivery(POSITIVE))
    message = acme.stored(delivery)
    [queued] = until(lambda: acme.sends(message_id=message["id"]), "a queued reply")
    assert queued["state"] == "queued"
    return delivery, queued
