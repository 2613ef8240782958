"""Facts, questions and written contacts: the same in the fake and in Postgres."""

from __future__ import annotations

from dataclasses import replace

from rejoinder.domain.enrichment import ContactSync, Enrichment, EnrichmentState
from rejoinder.domain.facts import Fact, FactKind, FactSource, Provenance
from rejoinder.domain.ids import new_id
from rejoinder.domain.messages import Medium
from tests.builders import OTHER_WORKSPACE, WORKSPACE
from tests.contracts.backings import Backing, a_line, a_stored_message

PHONE = Fact(FactKind.PHONE, "+12025550171", 0.95, "labelled", "reply", "call me on 202-555-0171")
LYLE = Fact(FactKind.DELEGATE, "lyle@acme.example", 0.5, "stands-in", "reply", "contact Lyle", {"name": "Lyle"})


def test_a_fact_keeps_its_provenance_and_a_message_says_it_once(backing: Backing) -> None:
    message = a_stored_message(backing)
    said = Provenance(FactSource.MESSAGE, message.id)
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.facts.add(message.lead_id, PHONE, said, True)
        assert not uow.facts.add(message.lead_id, PHONE, said, True)
        assert uow.facts.add(message.lead_id, LYLE, said, False)
        assert uow.facts.add(message.lead_id, PHONE, Provenance(FactSource.ENRICHMENT, reference="q1"), False)
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.facts.of_lead(message.lead_id)
        phones = uow.facts.of_lead(message.lead_id, FactKind.PHONE)

    assert [(k.fact.kind, k.provenance, k.applied) for k in found] == [
        ("phone", said, True),
        ("delegate", said, False),
        ("phone", Provenance(FactSource.ENRICHMENT, reference="q1"), False),
    ]
    assert found[1].fact.detail == {"name": "Lyle"}
    assert abs(found[0].fact.confidence - 0.95) < 0.001
    assert len(phones) == 2


def test_facts_are_their_tenants_own(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.facts.add(message.lead_id, PHONE, Provenance(FactSource.MESSAGE, message.id), True)
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.facts.of_lead(message.lead_id) == []


def test_a_shown_address_does_not_decide_whose_messages_come_from_there(backing: Backing) -> None:
    message = a_stored_message(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.leads.show_address(message.lead_id, Medium.SMS, "+12025550171")
        uow.leads.show_address(message.lead_id, Medium.SMS, "+12025550171")
        uow.leads.show_address(message.lead_id, Medium.EMAIL, "jo@acme.example")
        lead = uow.leads.get(message.lead_id)
        assert lead is not None
        uow.leads.save(replace(lead, timezone="Europe/Berlin"))
        assert uow.leads.by_address(Medium.SMS, "+12025550171") is None
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.get(message.lead_id)

    assert lead is not None
    assert lead.phones[-1:] == ("+12025550171",)
    assert lead.phones.count("+12025550171") == 1
    assert (lead.emails, lead.timezone) == (("jo@acme.example",), "Europe/Berlin")


def test_a_question_is_found_by_its_id_its_lead_and_its_connection(backing: Backing) -> None:
    message, line = a_stored_message(backing), a_line(backing)
    question = Enrichment(new_id(), WORKSPACE, message.lead_id, line.id, "phone")
    with backing.store.begin(WORKSPACE) as uow:
        uow.enrichments.add(question)
        uow.enrichments.save(replace(question, state=EnrichmentState.NOT_FOUND, reason="nobody"))
    with backing.store.begin(WORKSPACE) as uow:
        found = uow.enrichments.get(question.id)
        assert found is not None
        assert (found.state, found.reason, found.kind) == (EnrichmentState.NOT_FOUND, "nobody", "phone")
        assert [q.id for q in uow.enrichments.of_lead(message.lead_id, "phone")] == [question.id]
        assert uow.enrichments.of_lead(message.lead_id, "email") == []
        assert uow.enrichments.asked_through(line.id) == 1
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.enrichments.get(question.id) is None


def test_what_was_written_elsewhere_is_remembered_as_it_was_last(backing: Backing) -> None:
    message, line = a_stored_message(backing), a_line(backing)
    first = ContactSync(new_id(), message.lead_id, line.id, "c_1", "one")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.contact_syncs.get(message.lead_id, line.id) is None
        uow.contact_syncs.save(first)
        uow.contact_syncs.save(replace(first, digest="two"))
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.contact_syncs.get(message.lead_id, line.id) == replace(first, digest="two")


def test_facts_go_with_their_lead_when_two_turn_out_to_be_one(backing: Backing) -> None:
    one, other = a_stored_message(backing), a_stored_message(backing, sender="+12025550199", external_id="x2")
    with backing.store.begin(WORKSPACE) as uow:
        uow.facts.add(one.lead_id, PHONE, Provenance(FactSource.MESSAGE, one.id), True)
        if one.lead_id != other.lead_id:
            uow.leads.merge(one.lead_id, other.lead_id)
    with backing.store.begin(WORKSPACE) as uow:
        assert [k.fact.value for k in uow.facts.of_lead(other.lead_id)] == ["+12025550171"]
