"""What one person may ask for: everything we hold about them, and that we forget it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, text

from rejoinder.domain.ids import lead_id_for
from rejoinder.domain.ports.storage import EVERY_WORKSPACE
from rejoinder.infrastructure.postgres.engine import row, transaction
from rejoinder.infrastructure.postgres.numbers import PostgresIntakes
from rejoinder.infrastructure.postgres.sql_files import clause
from rejoinder.infrastructure.postgres.tenants import Sealer

# :w the workspace, :l the lead, :phones their numbers and :names whatever names them in a text; :intakes the system
# intakes of these numbers, :alerts what was told about all that.
_EXPORTED = {
    "addresses": "SELECT kind, address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l ORDER BY 1, 2",
    "messages": "SELECT id, channel, medium, direction, author, external_id, sender, recipient, subject, body, html,"
    " conversation, media, sentiment, sentiment_source, sentiment_reason, disposition, disposition_reason, sent_at,"
    " received_at, edited_at, deleted_at FROM messages WHERE workspace_id = :w AND lead_id = :l"
    " ORDER BY received_at, id",
    "drafts": "SELECT v.draft_id, v.version, v.subject, v.body, v.author, v.created_at FROM draft_versions v"
    " JOIN drafts d ON d.id = v.draft_id WHERE d.workspace_id = :w AND d.lead_id = :l ORDER BY v.created_at, v.version",
    "sends": "SELECT id, kind, channel, CASE WHEN kind <> 'notification' THEN recipient END AS recipient, subject,"
    " body, state, reason, provider_message_id, sent_at, delivered_at"
    " FROM sends WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "facts": "SELECT kind, value, confidence, source, rule, part, evidence, detail, message_id, learned_at"
    " FROM lead_facts WHERE workspace_id = :w AND lead_id = :l ORDER BY learned_at, id",
    "enrichments": "SELECT kind, state, reason, asked_at, answered_at FROM enrichments"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY asked_at, id",
    "notes": "SELECT body, author, created_at FROM lead_notes WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "calls": "SELECT channel, external_id, direction, caller, caller_name, called, started_at, ended_at, outcome,"
    " transcript, lines, summary, structured, recording_url FROM calls"
    " WHERE workspace_id = :w AND"
    " (lead_id = :l OR (lead_id IS NULL AND (caller = ANY(:phones) OR called = ANY(:phones)))) ORDER BY id",
    "appointments": "SELECT channel, external_id, state, title, starts_at, ends_at, timezone, place, name, email,"
    " reason, booked_by, created_at FROM appointments WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "offered_times": "SELECT starts_at, minutes, zone, state, reason, offered_at, accepted_at FROM offered_slots"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "missed_calls": "SELECT root_call_id, caller, called, ending, reason, at FROM missed_calls"
    " WHERE workspace_id = :w AND (lead_id = :l OR caller = ANY(:phones)) ORDER BY at, root_call_id",
    "system_intakes": "SELECT channel, caller, called, root_call_id, call_status, text_state, text_sender,"
    " text_reason, opted_out, first_seen_at, last_seen_at, assigned_at FROM system_intakes"
    " WHERE workspace_id = :w AND id = ANY(CAST(:intakes AS uuid[])) ORDER BY id",
    "system_intake_messages": "SELECT sender, recipient, body, received_at FROM system_intake_messages"
    " WHERE workspace_id = :w AND intake_id = ANY(CAST(:intakes AS uuid[])) ORDER BY received_at, id",
    "learnings": "SELECT kind, proposal, before, after, state, proposed_by, decided_by, created_at FROM learnings"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "owner_requests": "SELECT code, state, created_at, expires_at, settled_at,"
    " CASE WHEN phone = ANY(:phones) THEN phone END AS phone FROM owner_requests"
    " WHERE workspace_id = :w AND (lead_id = :l OR phone = ANY(:phones)) ORDER BY id",
    "alerts": "SELECT rule, title, detail, first_at, last_at, resolved_at FROM alerts"
    " WHERE id = ANY(CAST(:alerts AS uuid[])) ORDER BY id",
    "follow_ups": "SELECT f.id, q.name AS sequence, f.state, f.reason, f.step, f.next_at, f.text, f.created_at,"
    " f.updated_at FROM follow_ups f LEFT JOIN sequences q ON q.id = f.sequence_id"
    " WHERE f.workspace_id = :w AND f.lead_id = :l ORDER BY f.id",
    "calls_for_the_owner": "SELECT our_number, person, name, state, outcome, created_at FROM bridges"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY created_at",
    "campaign_stops": "SELECT campaign, for_good, asked_at FROM campaign_stops"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY asked_at",
    "timeline": "SELECT at, kind, verdict, reason, actor, detail FROM timeline"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "told_outside": "SELECT type, occurred_at, state, delivered_at, data FROM webhook_deliveries"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY occurred_at, id",
    "consent_changes": "SELECT medium, state, evidence, at FROM consent_changes"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "suppressions": "SELECT kind, address, reason, source, added_at FROM suppressions WHERE workspace_id = :w"
    " AND (kind, address) IN (SELECT kind, address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l)",
    "team_told": "SELECT kind, state, reason, created_at, sent_at FROM notifications"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY id",
    "ai_calls": "SELECT feature, model, source, status, cost_usd, created_at FROM ai_calls"
    " WHERE workspace_id = :w AND lead_id = :l ORDER BY created_at",
}

_EXPORTED_OF_NOBODY = {
    "system_intakes": "SELECT channel, caller, called, root_call_id, call_status, text_state, text_sender,"
    " text_reason, opted_out, first_seen_at, last_seen_at, assigned_at FROM system_intakes"
    " WHERE workspace_id IS NULL AND id = ANY(CAST(:intakes AS uuid[])) ORDER BY id",
    "system_intake_messages": "SELECT sender, recipient, body, received_at FROM system_intake_messages"
    " WHERE workspace_id IS NULL AND intake_id = ANY(CAST(:intakes AS uuid[])) ORDER BY received_at, id",
    "alerts": "SELECT rule, title, detail, first_at, last_at, resolved_at FROM alerts"
    " WHERE id = ANY(CAST(:alerts AS uuid[])) ORDER BY id",
}

_JOBS = (
    "SELECT CAST(id AS text) FROM jobs WHERE workspace_id = :w AND (lead_id = :l"
    " OR message_id IN (SELECT id FROM messages WHERE workspace_id = :w AND lead_id = :l)"
    " OR subject_id IN (SELECT CAST(id AS text) FROM events WHERE workspace_id = :w AND lead_id = :l))"
)

_FORGOTTEN = (
    "UPDATE jobs SET status = 'CANCELLED', finished_at = clock_timestamp(), last_error = 'erased'"
    " WHERE workspace_id = :w AND lead_id = :l AND status IN ('PENDING', 'PARKED')",
    "UPDATE sends SET state = 'failed', reason = 'erased'"
    " WHERE workspace_id = :w AND lead_id = :l AND state = 'unknown'",
    "UPDATE sends SET state = 'withheld', reason = 'erased'"
    " WHERE workspace_id = :w AND lead_id = :l AND state = 'queued'",
    "UPDATE messages SET disposition = 'stayed-silent', disposition_reason = 'erased', disposed_at = clock_timestamp()"
    " WHERE workspace_id = :w AND lead_id = :l"
    " AND disposition IN ('processing', 'retrying', 'waiting-human', 'failed')",
    "UPDATE events SET body = '', headers = '{}', url = '' WHERE workspace_id = :w AND (lead_id = :l"
    " OR message_id IN (SELECT id FROM messages WHERE workspace_id = :w AND lead_id = :l)"
    " OR id IN (SELECT event_id FROM system_intake_messages WHERE intake_id = ANY(CAST(:intakes AS uuid[]))))",
    # A repeated report changes nothing for somebody who is gone. The id of a message stays as its provider wrote it,
    # because by it a repeated delivery is recognised.
    "UPDATE events SET key = 'erased:' || md5(key) WHERE workspace_id = :w AND lead_id = :l AND message_id IS NULL"
    " AND EXISTS (SELECT FROM unnest(CAST(:names AS text[])) name WHERE strpos(key, name) > 0)",
    "UPDATE calls SET caller = '', caller_name = '', called = '', transcript = '', lines = '[]', summary = '',"
    " structured = '{}', success = '', recording_url = '' WHERE workspace_id = :w AND"
    " (lead_id = :l OR (lead_id IS NULL AND (caller = ANY(:phones) OR called = ANY(:phones))))",
    "UPDATE appointments SET external_id = 'erased:' || id, event_id = '', title = '', place = '', name = '',"
    " email = '', replaces = '', replaced_by = '', reason = '' WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE offered_slots SET state = 'lapsed', reason = 'erased'"
    " WHERE workspace_id = :w AND lead_id = :l AND state IN ('drafted', 'offered', 'accepted')",
    "DELETE FROM sandbox_meetings WHERE workspace_id = :w AND key IN"
    " (SELECT id::text FROM offered_slots WHERE workspace_id = :w AND lead_id = :l)",
    "UPDATE missed_calls SET caller = '', called = ''"
    " WHERE workspace_id = :w AND (lead_id = :l OR caller = ANY(:phones))",
    "UPDATE system_intake_messages SET sender = '', recipient = '', body = ''"
    " WHERE workspace_id = :w AND intake_id = ANY(CAST(:intakes AS uuid[]))",
    "UPDATE system_intakes SET caller = '', text_reason = ''"
    " WHERE workspace_id = :w AND id = ANY(CAST(:intakes AS uuid[]))",
    "UPDATE owner_requests SET state = 'stale', settled_at = clock_timestamp()"
    " WHERE workspace_id = :w AND lead_id = :l AND state = 'open'",
    "UPDATE owner_requests SET phone = '' WHERE workspace_id = :w AND phone = ANY(:phones)",
    "UPDATE messages SET sender = '', recipient = '', subject = '', body = '', html = '', reply_text = NULL,"
    " body_clean = '', signature = '', quoted = '', places = NULL, conversation = '', media = '[]',"
    " reply_handle = '{}', safety = '{}', sentiment_reason = '' WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE draft_versions SET subject = '', body = '', instruction = '' WHERE workspace_id = :w"
    " AND draft_id IN (SELECT id FROM drafts WHERE workspace_id = :w AND lead_id = :l)",
    "DELETE FROM learnings WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE drafts SET subject = '', body = '', strategy = NULL, evaluation = NULL, decision = '{}',"
    " unsourced = '[]', instruction = '', status ="
    " CASE WHEN status IN ('proposed', 'approved', 'failed') THEN 'superseded' ELSE status END"
    " WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE sends SET recipient = '', sender = '', subject = '', body = '', conversation = '', reply_handle = '{}',"
    " error = '' WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE follow_ups SET text = '', subject = '', own_steps = '[]', turn = turn + 1, updated_at = clock_timestamp(),"
    " reason = CASE WHEN state IN ('done', 'cancelled') THEN reason ELSE 'erased' END, next_at = NULL,"
    " state = CASE WHEN state = 'done' THEN state ELSE 'cancelled' END WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE jobs SET payload = payload - 'address' - 'person'"
    " WHERE workspace_id = :w AND lead_id = :l AND type = 'STOP_CAMPAIGN'",
    "UPDATE timeline SET detail = '{}' WHERE workspace_id = :w AND lead_id = :l",
    # A provider's words about a failure may name the address.
    "UPDATE alerts SET title = 'About a person who was erased.', detail = '{}' WHERE id = ANY(CAST(:alerts AS uuid[]))",
    "UPDATE job_attempts SET error = '' WHERE job_id = ANY(CAST(:jobs AS uuid[]))",
    "UPDATE jobs SET last_error = 'erased' WHERE id = ANY(CAST(:jobs AS uuid[])) AND last_error IS NOT NULL",
    "UPDATE ai_calls SET error = '' WHERE workspace_id = :w AND (lead_id = :l"
    " OR message_id IN (SELECT id FROM messages WHERE workspace_id = :w AND lead_id = :l))",
    "DELETE FROM lead_notes WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE notifications SET reason = '' WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE switches SET reason = 'About a person who was erased.' WHERE workspace_id = :w AND lead_id = :l",
    "DELETE FROM webhook_deliveries WHERE workspace_id = :w AND (lead_id = :l OR (type = 'alert.raised'"
    " AND (EXISTS (SELECT FROM unnest(CAST(:names AS text[])) name WHERE strpos(data::text, name) > 0)"
    " OR data ->> 'subject' IN ("
    "SELECT id::text FROM sends WHERE workspace_id = :w AND lead_id = :l UNION ALL"
    " SELECT id::text FROM messages WHERE workspace_id = :w AND lead_id = :l UNION ALL"
    " SELECT unnest(CAST(:jobs AS text[]))))))",
    "DELETE FROM sandbox_phone WHERE workspace_id = :w AND recipient IN"
    " (SELECT address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l)",
    "UPDATE bridges SET person = '', name = '' WHERE workspace_id = :w AND lead_id = :l",
    "DELETE FROM campaign_stops WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE consent_changes SET evidence = '' WHERE workspace_id = :w AND lead_id = :l",
    # The emptied leads go on forbidding what the list forbade (`_keep_opt_outs`).
    "DELETE FROM suppressions WHERE workspace_id = :w"
    " AND (kind, address) IN (SELECT kind, address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l)",
    "DELETE FROM lead_facts WHERE workspace_id = :w AND lead_id = :l",
    "DELETE FROM contact_syncs WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE enrichments SET reason = '' WHERE workspace_id = :w AND lead_id = :l",
    "DELETE FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l",
    "UPDATE leads SET consent ="
    " (SELECT coalesce(jsonb_object_agg(key, value - 'evidence'), '{}') FROM jsonb_each(consent))"
    " WHERE workspace_id = :w AND id = :l",
    "UPDATE leads SET name = '', emails = '[]', phones = '[]', linkedin_url = '', scheduling_links = '[]',"
    " timezone = '', score_reasons = '[]', version = version + 1, erased_at = clock_timestamp()"
    " WHERE workspace_id = :w AND id = :l",
    "INSERT INTO timeline (workspace_id, lead_id, kind, verdict, actor) VALUES (:w, :l, 'erased', 'erased', :by)",
)

# What lies with the installation because it is no workspace's. The raw deliveries name their people in the body alone.
_FORGOTTEN_OF_NOBODY = (
    "UPDATE events SET body = '', headers = '{}', url = '',"
    " state = CASE state WHEN 'unrouted' THEN 'noted' ELSE state END, reason = 'erased'"
    " WHERE workspace_id IS NULL AND"
    " (id IN (SELECT event_id FROM system_intake_messages WHERE intake_id = ANY(CAST(:intakes AS uuid[])))"
    " OR EXISTS (SELECT FROM unnest(CAST(:digits AS text[])) n WHERE position(convert_to(n, 'UTF8') IN body) > 0))",
    "UPDATE system_intake_messages SET sender = '', recipient = '', body = ''"
    " WHERE workspace_id IS NULL AND intake_id = ANY(CAST(:intakes AS uuid[]))",
    "UPDATE system_intakes SET caller = '', text_reason = '', assigned_at = clock_timestamp(), assigned_by = 'erased'"
    " WHERE workspace_id IS NULL AND id = ANY(CAST(:intakes AS uuid[]))",
    "UPDATE alerts SET title = 'About a person who was erased.', detail = '{}' WHERE id = ANY(CAST(:alerts AS uuid[]))",
)


class PostgresPrivacy:
    """Export and erasure of one lead, with what lies elsewhere under their numbers. Counts, dates and outcomes stay:
    they belong to nobody."""

    def __init__(self, engine: Engine, vault: Sealer) -> None:
        self._engine = engine
        self._vault = vault

    def export(self, workspace_id: str, lead_id: str, *, everywhere: bool) -> dict[str, Any] | None:
        """Everything about this person, readable; None when there is no such lead.

        `everywhere` also what is no workspace's yet: row security shows that to no tenant.
        """
        with transaction(self._engine, workspace_id) as db:
            if not self._lock(db, workspace_id, lead_id):
                return None
            at = self._traces(db, workspace_id, lead_id)
            lead = db.execute(text("SELECT * FROM leads WHERE workspace_id = :w AND id = :l"), at).one()
            found: dict[str, Any] = {
                "lead": row(lead),
                **{name: [row(r) for r in db.execute(text(query), at)] for name, query in _EXPORTED.items()},
            }
            if everywhere:
                at = self._traces_of_nobody(db, at)
                for name, query in _EXPORTED_OF_NOBODY.items():
                    found[name] += [row(r) for r in db.execute(text(query), at)]
            return found

    def erase(self, workspace_id: str, lead_id: str, by: str) -> bool:
        """Bodies and identities are gone, queued work is cancelled, an opt-out stays in force; False for no such lead.

        Whoever writes from an address for the first time gets the lead whose id is derived from it (ADR 10). So an
        emptied lead under the id of each address holds what was forbidden, and no address has to be kept for that.
        What was forbidden to the installation is kept as a keyed hash of the number. What lies there for nobody under
        these numbers goes too; what another workspace was given is that one's business.
        """
        with transaction(self._engine, workspace_id) as db:
            if not self._lock(db, workspace_id, lead_id):
                return False
            self._keep_opt_outs(db, workspace_id, lead_id)
            at = {**self._traces(db, workspace_id, lead_id), "by": by}
            at["jobs"] = list(db.execute(text(_JOBS), at).scalars())
            of_nobody = self._traces_of_nobody(db, at)
            known = PostgresIntakes(db, EVERY_WORKSPACE, self._vault)
            for phone in at["phones"]:
                if known.has_opted_out(phone):
                    known.forbid(phone)
            for statement in _FORGOTTEN_OF_NOBODY:
                db.execute(text(statement), of_nobody)
            _work_for(db, workspace_id)
            for statement in _FORGOTTEN:
                db.execute(text(statement), at)
            return True

    def _traces(self, db: Connection, workspace_id: str, lead_id: str) -> dict[str, Any]:
        """By what the person is found: ids, numbers, intakes and alerts."""
        at: dict[str, Any] = {"w": workspace_id, "l": lead_id}
        known = db.execute(text(_ADDRESSES), at).all()
        at["phones"] = sorted(address for kind, address in known if kind == "phone" and address)
        # A profile's name may be a word; a number or a mail address means this person wherever it stands.
        at["names"] = sorted(address for kind, address in known if kind != "linkedin" and len(address) > _SHORTEST)
        at["digits"] = [phone.lstrip("+") for phone in at["phones"] if len(phone) > _SHORTEST]
        return _with_intakes(db, at, workspace_id, [])

    def _traces_of_nobody(self, db: Connection, at: Mapping[str, Any]) -> dict[str, Any]:
        """The same with the intakes that are no workspace's yet. From now on the transaction sees every row."""
        _work_for(db, EVERY_WORKSPACE)
        return _with_intakes(db, at, None, at["intakes"])

    def _keep_opt_outs(self, db: Connection, workspace_id: str, lead_id: str) -> None:
        at = {"w": workspace_id, "l": lead_id}
        known = db.execute(
            text("SELECT kind, address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l"), at
        )
        others = {lead_id_for(workspace_id, kind, address) for kind, address in known} - {lead_id}
        for tombstone in sorted(others):
            db.execute(clause("keep_opt_outs"), {"workspace": workspace_id, "lead": lead_id, "tombstone": tombstone})

    def _lock(self, db: Connection, workspace_id: str, lead_id: str) -> bool:
        found = db.execute(
            text("SELECT id FROM leads WHERE workspace_id = :w AND id = :l AND erased_at IS NULL FOR NO KEY UPDATE"),
            {"w": workspace_id, "l": lead_id},
        )
        return found.first() is not None


_SHORTEST = 6
"""Anything shorter may stand in a text by chance."""
_ADDRESSES = (
    "SELECT kind, address FROM lead_addresses WHERE workspace_id = :w AND lead_id = :l"
    " UNION SELECT 'phone', jsonb_array_elements_text(phones) FROM leads WHERE workspace_id = :w AND id = :l"
    " UNION SELECT 'email', jsonb_array_elements_text(emails) FROM leads WHERE workspace_id = :w AND id = :l"
)


def _work_for(db: Connection, scope: str) -> None:
    """From now on the transaction sees that workspace's rows, or every row."""
    db.execute(text("SELECT set_config('rejoinder.workspace', :scope, true)"), {"scope": scope})


def _with_intakes(db: Connection, at: Mapping[str, Any], whose: str | None, known: Sequence[str]) -> dict[str, Any]:
    """What the person left in intakes of that workspace (None: nobody's) and in `known` ones, and what it was told."""
    found = {**at, "whose": whose, "known": list(known)}
    found["intakes"] = [str(each.id) for each in db.execute(clause("intakes_of_person"), found)]
    found["alerts"] = [str(each.id) for each in db.execute(clause("alerts_of_person"), found)]
    return found
