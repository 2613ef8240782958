"""Lists, and what they forbid to somebody who has not written yet."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from rejoinder.domain.ids import new_id
from rejoinder.domain.leads import ConsentState
from rejoinder.domain.messages import Medium
from rejoinder.domain.suppressions import ImportState, Suppression, SuppressionImport, WrongRow
from rejoinder.infrastructure.postgres.engine import transaction
from rejoinder.infrastructure.postgres.tables import consent_changes
from tests.builders import OTHER_WORKSPACE, THEM, WORKSPACE, an_inbound_record
from tests.contracts.backings import Backing, PostgresBacking, a_line, a_stored_message


def test_an_address_is_on_the_list_once(backing: Backing) -> None:
    a_stored_message(backing)
    listed = Suppression(WORKSPACE, "phone", THEM, "asked", "dnc.csv", "jo")
    with backing.store.begin(WORKSPACE) as uow:
        assert uow.suppressions.add(listed)
        assert not uow.suppressions.add(listed)


def test_an_import_keeps_its_progress_and_lets_go_of_the_table_at_its_end(backing: Backing) -> None:
    a_stored_message(backing)
    listed = SuppressionImport(new_id(), WORKSPACE, "dnc.csv", "+12025550143", 1, "jo")
    after = listed.after(1, added=0, known=0, wrong=WrongRow(1, "12", "This is none."))
    with backing.store.begin(WORKSPACE) as uow:
        uow.suppressions.add_import(listed)
        assert uow.suppressions.get_import(listed.id) == listed
        uow.suppressions.save_import(after)
        assert uow.suppressions.get_import(listed.id) == after
        uow.suppressions.save_import(replace(after, state=ImportState.DONE))
        assert uow.suppressions.get_import(listed.id) == replace(after, state=ImportState.DONE, body="")
        assert uow.suppressions.get_import("nothing") is None
    with backing.store.begin(OTHER_WORKSPACE) as uow:
        assert uow.suppressions.get_import(listed.id) is None


def test_whoever_first_writes_from_a_listed_address_has_withdrawn_consent(backing: Backing) -> None:
    line = a_line(backing)
    with backing.store.begin(WORKSPACE) as uow:
        uow.suppressions.forbid("phone", THEM, "suppression list 'dnc.csv'")
    record = an_inbound_record(line, address=THEM)
    backing.run(backing.inbox.take_message(record))
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, THEM)
        assert lead is not None
        assert lead.consent_for(Medium.SMS).state is ConsentState.WITHDRAWN
        assert lead.consent_for(Medium.SMS).evidence == "suppression list 'dnc.csv'"
        assert lead.consent_for(Medium.EMAIL).state is ConsentState.UNKNOWN


def ledger(backing: PostgresBacking) -> list[tuple[str, str, str]]:
    table = consent_changes.c
    with transaction(backing.engine, "*") as db:
        rows = db.execute(select(table.medium, table.state, table.evidence).order_by(table.id))
        return [(row.medium, row.state, row.evidence) for row in rows]


def test_every_change_of_consent_is_in_the_ledger_whatever_wrote_it(backing: Backing) -> None:
    if not isinstance(backing, PostgresBacking):
        return  # the ledger is written by the database itself
    line = a_line(backing)
    change = {"sms": {"state": "withdrawn", "evidence": "keyword: STOP"}}
    backing.run(backing.inbox.take_message(an_inbound_record(line, "STOP", address=THEM, consent_change=change)))
    assert ledger(backing) == [("sms", "withdrawn", "keyword: STOP")]
    with backing.store.begin(WORKSPACE) as uow:
        lead = uow.leads.by_address(Medium.SMS, THEM)
        assert lead is not None
        uow.leads.set_consent(lead.id, [Medium.SMS, Medium.EMAIL], "granted", "START")
        uow.leads.bump(lead.id)
    assert ledger(backing)[1:] == [("sms", "granted", "START"), ("email", "granted", "START")]
