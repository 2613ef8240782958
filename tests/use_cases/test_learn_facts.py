"""What people write about themselves is noted with its source, fills gaps, and sets off what follows from it."""

from __future__ import annotations

from typing import Any

from rejoinder.domain.enrichment import DEADLINE_S, WARN_AT, Enrichment
from rejoinder.domain.errors import ConnectionRevoked, MessageRefused, OutcomeUnknown, ProviderBusy, ProviderDown
from rejoinder.domain.facts import FactKind
from rejoinder.domain.ids import new_id
from rejoinder.domain.jobs import JobStatus
from rejoinder.domain.messages import Message
from tests.builders import THEM
from tests.world import World

JANE = "jane@acme-foods.example"
INTERESTED = "Yes, I'm interested in a call"


def learned(world: World, message: Message) -> list[tuple[str, str, bool]]:
    rows = [row.known for row in world.database.tables.facts.values() if row.lead_id == message.lead_id]
    return [(k.fact.kind, k.fact.value, k.applied) for k in rows if k.fact.kind is not FactKind.TIMEZONE]


def entries(world: World, message: Message, kind: str) -> list[Any]:
    rows = world.database.tables.timeline.values()
    return [row.entry for row in rows if row.entry.lead_id == message.lead_id and row.entry.kind == kind]


def a_mail(world: World, body: str, **more: Any) -> Message:
    return world.a_text(body, channel="fake_smartlead", sender=JANE, **more)


# --- learning ---------------------------------------------------------------------------------------


def test_a_number_in_a_text_is_noted_with_where_it_stood_and_shown_on_the_lead(world: World) -> None:
    message = world.a_text("Can you call my office instead? 617-555-0119, ask for Bev")
    world.wait()

    assert world.lead_of(message).phones == (THEM, "+16175550119")
    assert learned(world, message) == [("phone", "+16175550119", True)]
    (entry,) = entries(world, message, "learned")
    assert (entry.verdict, entry.reason, entry.message_id) == ("new", "message", message.id)
    (fact,) = entry.detail["facts"]
    assert (fact["kind"], fact["part"], fact["rule"], fact["new"]) == ("phone", "reply", "labelled", True)
    assert "617-555-0119" in fact["evidence"]


def test_a_number_that_somebody_typed_does_not_make_its_texts_theirs(world: World) -> None:
    world.a_text("My colleague texts from there, call 617-555-0119")
    world.wait()
    other = world.a_text("Hello?", sender="+16175550119")

    assert world.lead_of(other).phones == ("+16175550119",)
    assert len(world.database.tables.leads) == 2


def test_what_is_quoted_and_what_is_ours_is_nobodys(world: World) -> None:
    world.settings_are(business_phone="+1 212 555 0199", booking_link="https://calendly.com/acme/30min")
    message = a_mail(
        world,
        "Is (212) 555-0199 still yours? I looked at https://calendly.com/acme/60min.\n\n"
        "On Tue, May 5, 2026 at 8:11 AM Team <team@acme.example> wrote:\n> Call 415-555-0188, calendly.com/other/x\n",
    )
    world.wait()

    assert learned(world, message) == []
    assert world.lead_of(message).phones == ()
    assert world.lead_of(message).scheduling_links == ()


def test_what_is_known_is_never_overwritten(world: World) -> None:
    first = a_mail(world, "Here I am: linkedin.com/in/jane-doe\n\nRegards,\nJane Doe\n202-555-0171")
    world.wait()
    second = a_mail(world, "Better: linkedin.com/in/jane-roe, call 202-555-0172\n\nRegards,\nJanet Roe")
    world.wait()

    lead = world.lead_of(first)
    assert (lead.name, lead.linkedin_url) == ("Jane Doe", "https://www.linkedin.com/in/jane-doe")
    assert lead.phones == ("+12025550171", "+12025550172")
    assert ("linkedin", "https://www.linkedin.com/in/jane-roe", False) in learned(world, second), "noted, not applied"


def test_a_zone_is_kept_when_sure_and_gives_way_only_to_a_surer_one(world: World) -> None:
    message = world.a_text("How much is it?")
    world.wait()
    assert world.lead_of(message).timezone == "", "an area code alone is no promise"

    world.a_text("3pm Pacific tomorrow?")
    world.wait()
    assert world.lead_of(message).timezone == "America/Los_Angeles"

    world.a_text("I'm in Denver this year")
    world.wait()
    assert world.lead_of(message).timezone == "America/Denver"


def test_saying_the_same_again_is_no_news(world: World) -> None:
    message = world.a_text("Call me on 617-555-0119 please")
    world.wait()
    world.a_text("Again: call me on 617-555-0119 please")
    world.wait()

    assert len(entries(world, message, "learned")) == 1


def test_an_operator_can_switch_it_off(world: World) -> None:
    world.settings_are(extract_contacts=False)
    message = world.a_text("Call my office 617-555-0119")
    world.wait()

    assert world.lead_of(message).phones == (THEM,)
    assert learned(world, message) == []


# --- asking a provider --------------------------------------------------------------------------------


def the_question(world: World, kind: str = "phone") -> Enrichment:
    (found,) = [e for e in world.database.tables.enrichments.values() if e.kind == kind]
    return found


def answer(world: World, **stated: Any) -> None:
    world.deliver({"fact": "enrichment", "id": new_id(), **stated}, line=world.line("fake_clay"))


def test_a_person_who_shows_interest_is_asked_about_once_for_what_is_missing(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(60)
    a_mail(world, "Yes, still interested in a call")
    world.wait(60)

    assert sorted(q.kind for q in world.enricher.asked) == ["linkedin", "phone"]
    question = next(q for q in world.enricher.asked if q.kind == "phone")
    assert (question.request_id, question.lead_id) == (the_question(world).id, message.lead_id)
    assert (question.email, question.domain) == (JANE, "acme-foods.example")
    assert (
        question.callback_url
        == f"https://rejoinder.example/api/webhooks/fake_clay/{world.line('fake_clay').webhook_key}"
    )
    assert [e.verdict for e in entries(world, message, "enrichment")] == ["asked", "asked"]


def test_nobody_is_asked_about_people_without_interest_or_without_a_connection(world: World) -> None:
    a_mail(world, INTERESTED)
    world.wait(60)
    assert world.jobs_of("ENRICH_LEAD") == []

    world.line("fake_clay")
    a_mail(world, "Not interested, remove me")
    world.wait(60)
    assert world.enricher.asked == []


def test_the_answer_fills_the_gap_and_says_where_it_is_from(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(60)
    answer(world, kind="phone", status="found", value="+14155550188", request_id=the_question(world).id)
    world.wait(60)

    assert world.lead_of(message).phones == ("+14155550188",)
    (known,) = [row.known for row in world.database.tables.facts.values() if row.known.fact.kind is FactKind.PHONE]
    assert (known.provenance.source, known.provenance.reference) == ("enrichment", the_question(world).id)
    assert the_question(world).state == "found"
    assert entries(world, message, "learned")[-1].reason == "enrichment"


def test_a_late_answer_counts_and_a_failure_after_a_success_does_not(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(DEADLINE_S + 60)
    assert the_question(world).state == "timed-out"
    assert "timed-out" in [e.verdict for e in entries(world, message, "enrichment")]

    answer(world, kind="phone", status="found", value="+14155550188", request_id=the_question(world).id)
    world.wait(60)
    answer(world, kind="phone", status="failed", request_id=the_question(world).id, reason="no credits")
    world.wait(60)
    assert world.lead_of(message).phones == ("+14155550188",)
    assert the_question(world).state == "found"


def test_an_answer_without_our_id_belongs_to_the_only_open_question_of_its_kind(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(60)
    answer(world, kind="linkedin", status="found", value="https://www.linkedin.com/in/jane", lead_hint=message.lead_id)
    world.wait(60)

    assert world.lead_of(message).linkedin_url == "https://www.linkedin.com/in/jane"


def test_an_answer_to_nobodys_question_is_kept_and_changes_nothing(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(60)
    answer(world, kind="phone", status="found", value="+14155550188", request_id=new_id())
    answer(world, kind="phone", status="found", value="+14155550188", lead_hint=new_id())
    world.wait(60)

    reasons = sorted(
        row.event.reason for row in world.database.tables.events.values() if row.event.state == "unmatched"
    )
    assert reasons == ["no-request-id", "unknown-request"]
    assert world.lead_of(message).phones == ()


def test_an_answer_never_overwrites_what_the_person_said(world: World) -> None:
    world.line("fake_clay")
    message = a_mail(world, INTERESTED)
    world.wait(60)
    a_mail(world, "Find me at linkedin.com/in/jane-doe")
    world.wait(60)
    question = the_question(world, "linkedin")
    answer(world, kind="linkedin", status="found", value="https://www.linkedin.com/in/other", request_id=question.id)
    world.wait(60)

    assert world.lead_of(message).linkedin_url == "https://www.linkedin.com/in/jane-doe"


def test_a_question_that_certainly_did_not_arrive_is_asked_again_under_the_same_id(world: World) -> None:
    world.settings_are(enrichment=["phone"])
    world.line("fake_clay")
    world.enricher.moods.extend([ProviderBusy("429", wait=5), ProviderDown("down")])
    a_mail(world, INTERESTED)
    world.wait(300)

    assert [q.request_id for q in world.enricher.asked] == [the_question(world).id]


def test_a_question_that_may_have_arrived_is_not_asked_again(world: World) -> None:
    world.settings_are(enrichment=["phone"])
    world.line("fake_clay")
    world.enricher.lost.append(OutcomeUnknown("no answer"))
    a_mail(world, INTERESTED)
    world.wait(300)

    assert len(world.enricher.asked) == 1
    assert (the_question(world).state, the_question(world).reason) == ("asked", "unconfirmed")


def test_a_question_that_the_token_refused_waits_until_the_account_is_usable(world: World) -> None:
    world.settings_are(enrichment=["phone"])
    world.line("fake_clay")
    world.enricher.moods.append(ConnectionRevoked("Clay refuses the token."))
    a_mail(world, INTERESTED)
    world.wait(300)
    assert world.the_job("ENRICH_LEAD").status is JobStatus.PARKED
    assert world.alerts.rules() == ["account-disconnected"]

    world.wait(600)
    world.jobs.unpark_resumed()
    world.work()
    assert JobStatus.SUCCEEDED in {job.status for job in world.jobs_of("ENRICH_LEAD")}
    assert JobStatus.PARKED not in {job.status for job in world.jobs_of("ENRICH_LEAD")}
    assert world.alerts.open() == []


def test_people_are_warned_before_a_table_is_used_up(world: World) -> None:
    world.settings_are(enrichment=["phone"])
    line = world.line("fake_clay")
    for number in range(WARN_AT):
        world.database.tables.enrichments[str(number)] = Enrichment(
            str(number), world.workspace.id, "gone", line.id, "phone"
        )
    a_mail(world, INTERESTED)
    world.wait(60)

    (alert,) = [a for a in world.database.tables.alerts.values() if a.rule == "enrichment-nearly-used-up"]
    assert alert.subject == line.id


# --- telling other systems ------------------------------------------------------------------------------


def test_a_crms_contact_learns_what_a_reply_says_once(world: World) -> None:
    world.settings_are(sync_contacts=True)
    world.line("fake_crm")
    message = a_mail(world, "Call me on 202-555-0171 please.\n\nRegards,\nJane Doe")
    world.wait(600)

    (contact,) = world.contact_book.contacts.values()
    assert (contact.name, contact.email, contact.phone) == ("Jane Doe", JANE, "+12025550171")
    assert len(world.contact_book.calls) == 1
    assert [e.verdict for e in entries(world, message, "contact-synced")] == ["new"]

    a_mail(world, "Thanks\n\nRegards,\nJane Doe\n202-555-0171")
    world.wait(600)
    assert len(world.contact_book.calls) == 1, "nothing new, nothing written"


def test_contacts_are_not_touched_unless_the_operator_says_so(world: World) -> None:
    world.line("fake_crm")
    a_mail(world, "Call me on 202-555-0171 please")
    world.wait(600)
    assert world.contact_book.calls == []


def test_writing_is_repeated_until_it_worked_and_makes_one_contact(world: World) -> None:
    world.settings_are(sync_contacts=True)
    world.line("fake_crm")
    world.contact_book.moods.extend([ProviderBusy("429", wait=1), ProviderDown("lost")])
    a_mail(world, "Call me on 202-555-0171 please")
    world.wait(3600)

    assert len(world.contact_book.contacts) == 1
    assert world.the_job("SYNC_CONTACT").status is JobStatus.SUCCEEDED


def test_a_refused_contact_is_a_dead_letter(world: World) -> None:
    world.settings_are(sync_contacts=True)
    world.line("fake_crm")
    world.contact_book.moods.append(MessageRefused("invalid country calling code"))
    a_mail(world, "Call me on 202-555-0171 please")
    world.wait(3600)
    assert world.the_job("SYNC_CONTACT").status is JobStatus.FAILED


def test_what_an_enrichment_found_reaches_the_crm_too(world: World) -> None:
    world.settings_are(sync_contacts=True, enrichment=["phone"])
    world.line("fake_clay")
    world.line("fake_crm")
    a_mail(world, INTERESTED)
    world.wait(60)
    answer(world, kind="phone", status="found", value="+14155550188", request_id=the_question(world).id)
    world.wait(600)

    assert [c.phone for c in world.contact_book.contacts.values()] == ["+14155550188"]


# --- when -----------------------------------------------------------------------------------------------


def test_what_was_read_about_when_stands_on_the_timeline_with_what_stayed_open(world: World) -> None:
    message = world.a_text("Thursday at 3pm works, I'm in Denver")
    other = world.a_text("Thursday at 3pm works", sender="+12025550199")
    world.wait(60)

    (entry,) = entries(world, message, "times")
    assert (entry.verdict, entry.detail["zone"]) == ("proposed", "America/Denver")
    assert entry.detail["proposed"][0]["start"].endswith(("T15:00:00-06:00", "T15:00:00-07:00"))
    (open_one,) = entries(world, other, "times")
    assert (open_one.verdict, open_one.detail["unresolved"][0]["reason"]) == ("unresolved", "no-zone")
