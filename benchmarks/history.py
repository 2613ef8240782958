"""Ninety days of a busy installation, written by the database itself: people, messages, and all that hangs on them.

Secondary indexes are dropped first and built once at the end; triggers and foreign keys are off meanwhile. Everything
is drawn from the row's number, and sentences from `setseed(SEED)`, so two runs differ in their clock alone.

A tenth of the people have names with accents. One workspace holds nine tenths of everything, three hold the rest. Words
are drawn from five thousand, a few frequent and many rare.
"""

import sys
import time
from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

SEED = 0.42
PEOPLE_SHARE = 10
"""So many messages per person."""

_TABLES = (
    *("leads", "lead_addresses", "messages", "events", "jobs", "job_attempts", "drafts", "sends", "timeline"),
    *("ai_calls", "calls", "system_intakes", "alerts", "audit_log", "message_words", "lead_words", "lead_facts"),
)

_STEPS: Sequence[tuple[str, str]] = (
    (
        "sentences",
        """
SET session_replication_role = replica; SET work_mem = '128MB'; SET maintenance_work_mem = '512MB';
SET synchronous_commit = off; SET rejoinder.workspace = '*'; SELECT setseed(%(seed)s);
CREATE FUNCTION pg_temp.id_at(kind text, n bigint, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE
RETURN CAST(lpad(to_hex(CAST(extract(epoch FROM at) * 1000 AS bigint)), 12, '0')
            || '7' || substr(md5(kind || n), 1, 3) || '8' || substr(md5(kind || n), 4, 15) AS uuid);
CREATE TEMP TABLE sentence AS
SELECT s, (SELECT string_agg('word' || floor(5000 * power(random(), 3) + 0 * (s + g))::int, ' ')
           FROM generate_series(1, 7) g) AS said
FROM generate_series(0, 19999) AS s;
CREATE UNIQUE INDEX ON sentence (s);
CREATE TEMP TABLE place AS
SELECT CAST(%(workspaces)s AS uuid[]) AS w, CAST(%(connections)s AS uuid[]) AS c,
       CAST(%(names)s AS text[]) AS name;
""",
    ),
    (
        "people and turns",
        """
CREATE TEMP TABLE person AS
SELECT n, pg_temp.id_at('lead', n, now() - interval '91 days' + n * interval '0.1 s') AS id, w[shop] AS workspace_id,
       c[shop] AS connection_id, name[1 + n %% 100] || ' Family' || n %% 2000 AS name,
       '+1303' || lpad(n::text, 7, '0') AS phone, 'p' || n || '@mail' || n %% 500 || '.example' AS email
FROM (SELECT n, CASE WHEN n %% 10 > 0 THEN 1 ELSE 2 + (n / 10) %% 3 END AS shop
      FROM generate_series(0, %(people)s - 1) AS n) p, place;
CREATE UNIQUE INDEX ON person (n);
CREATE TEMP TABLE past AS
SELECT n, pg_temp.id_at('message', n, at) AS id, at, n %% %(people)s AS person, 1 + n / %(people)s AS turn,
       (n / %(people)s + n) %% 2 = 0 AS inbound, (n::bigint * 7919) %% 1000 AS draw
FROM (SELECT n, now() - interval '90 days' * (1 - n / %(messages)s.0) - interval '1 min' AS at
      FROM generate_series(0, %(messages)s - 1) AS n) m;
ANALYZE person; ANALYZE past;
""",
    ),
    (
        "leads",
        """
INSERT INTO leads (id, workspace_id, name, emails, phones, last_message_at, last_inbound_at, created_at, version,
                   sentiment)
SELECT p.id, p.workspace_id, p.name, jsonb_build_array(p.email), jsonb_build_array(p.phone), l.at, l.inbound_at,
       now() - interval '91 days', l.turn, 'Information Requested'
FROM person p JOIN (SELECT person, max(at) AS at, max(turn) AS turn, max(at) FILTER (WHERE inbound) AS inbound_at
                    FROM past GROUP BY person) l ON l.person = p.n;
INSERT INTO lead_addresses (workspace_id, kind, address, lead_id)
SELECT workspace_id, 'phone', phone, id FROM person UNION ALL SELECT workspace_id, 'email', email, id FROM person;
INSERT INTO lead_facts (id, workspace_id, lead_id, kind, value, confidence, source, learned_at)
SELECT pg_temp.id_at('fact', n, now()), workspace_id, id, 'email', email, 1, 'message', now() - interval '1 day'
FROM person WHERE n %% 3 = 0;
""",
    ),
    (
        "messages",
        """
INSERT INTO messages (id, workspace_id, lead_id, connection_id, event_id, channel, medium, direction, author,
                      external_id, sender, recipient, body, version, sentiment, sentiment_source, disposition,
                      disposition_reason, disposed_at, received_at)
SELECT past.id, p.workspace_id, p.id, p.connection_id, CASE WHEN inbound THEN past.id END, 'sandbox',
       CASE WHEN past.person %% 5 = 0 THEN 'email' ELSE 'sms' END, CASE WHEN inbound THEN 'inbound' ELSE 'outbound' END,
       CASE WHEN inbound THEN 'lead' ELSE 'ai' END, past.n::text,
       CASE WHEN inbound THEN p.phone ELSE '+12025550100' END, CASE WHEN inbound THEN '+12025550100' ELSE p.phone END,
       one.said || ' ' || two.said ||
       CASE WHEN past.n %% 10 = 3 THEN ' Grüße aus der Königstraße' ELSE '' END || ' hello',
       turn, CASE WHEN inbound THEN 'Information Requested' END, CASE WHEN inbound THEN 'model' END,
       CASE WHEN NOT inbound THEN NULL WHEN draw < 2 THEN 'waiting-human' WHEN draw = 2 THEN 'failed'
            WHEN draw < 300 THEN 'stayed-silent' WHEN draw < 650 THEN 'sent' WHEN draw < 950 THEN 'approved-sent'
            ELSE 'edited-sent' END, 'mode-suggest',
       CASE WHEN inbound AND draw > 2 THEN past.at + interval '1 min' END, past.at
FROM past JOIN person p ON p.n = past.person
JOIN sentence one ON one.s = (past.n::bigint * 7919) %% 20000
JOIN sentence two ON two.s = (past.n::bigint * 104729 + 13) %% 20000
ORDER BY past.n;
""",
    ),
    (
        "deliveries",
        """
INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, message_id, body, headers, url,
                    received_at, created_at)
SELECT past.id, p.workspace_id, p.connection_id, 'sandbox', past.n::text, 'message', 'accepted', past.id,
       convert_to(repeat('x', 300), 'UTF8'), '{}', '/', past.at, past.at
FROM past JOIN person p ON p.n = past.person WHERE inbound ORDER BY past.n;
INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, reason, body, headers, url, received_at,
                    created_at)
SELECT pg_temp.id_at('report', past.n, past.at), p.workspace_id, p.connection_id, 'sandbox', 'r' || past.n, 'status',
       CASE WHEN past.n %% 2000 = 1 THEN 'unmatched' ELSE 'noted' END, 'unknown-send', 'x', '{}', '/', past.at, past.at
FROM past JOIN person p ON p.n = past.person WHERE NOT inbound ORDER BY past.n;
""",
    ),
    (
        "jobs",
        """
INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, lane, status, attempts,
                  max_attempts, fence, run_at, ring_at, started_at, finished_at, created_at, last_error)
SELECT pg_temp.id_at(kind, past.n, past.at), kind, CASE kind WHEN 'SEND_REPLY' THEN 'send' ELSE 'reply' END,
       p.workspace_id, p.id, past.id, past.id::text, kind || past.id, p.id::text,
       CASE WHEN draw = 2 THEN 'FAILED' WHEN draw = 3 THEN 'CANCELLED' WHEN draw = 4 AND past.n %% 10 = 0 THEN 'PARKED'
            ELSE 'SUCCEEDED' END, 1, 8, 1,
       past.at, past.at, past.at, past.at + interval '2 s', past.at, CASE WHEN draw = 2 THEN 'the provider is away' END
FROM past JOIN person p ON p.n = past.person
JOIN (VALUES ('SMS_INBOUND_POST_PROCESS', 0), ('SEND_REPLY', 300)) k (kind, least) ON draw >= least
WHERE inbound ORDER BY past.n;
INSERT INTO job_attempts (job_id, fence, attempt, owner, started_at, finished_at, outcome)
SELECT id, 1, 1, 'worker', started_at, finished_at, 'done' FROM jobs;
""",
    ),
    (
        "drafts and sends",
        """
INSERT INTO drafts (id, workspace_id, lead_id, message_id, channel, version, body, status, basis_version, author,
                    evaluation, created_at)
SELECT past.id, p.workspace_id, p.id, past.id, 'sandbox', 1, 'Thank you for writing, ' || p.name || '.',
       CASE WHEN draw < 2 THEN 'proposed' WHEN draw < 50 THEN 'rejected' ELSE 'sent' END, turn, 'ai',
       jsonb_build_object('confidence', draw / 1000.0), past.at
FROM past JOIN person p ON p.n = past.person WHERE inbound AND (draw < 2 OR draw BETWEEN 40 AND 49 OR draw >= 300)
ORDER BY past.n;
INSERT INTO sends (id, workspace_id, lead_id, message_id, draft_id, draft_version, connection_id, channel, medium,
                   recipient, sender, body, part, parts, state, basis_version, intent_key, automatic, attempts,
                   provider_message_id, created_at, sending_at, sent_at, delivered_at, updated_at)
SELECT pg_temp.id_at('send', past.n, past.at + interval '1 min'), p.workspace_id, p.id, past.id, past.id, 1,
       p.connection_id, 'sandbox', 'sms', p.phone, '+12025550100', 'Thank you for writing.', 1, 1,
       CASE WHEN past.n %% 20000 < 2 THEN 'unknown' ELSE 'delivered' END, turn, past.id::text, draw < 650, 1,
       'p' || past.n, past.at + interval '1 min', past.at + interval '1 min', past.at + interval '62 s',
       past.at + interval '65 s', past.at + interval '65 s'
FROM past JOIN person p ON p.n = past.person WHERE inbound AND draw >= 300 ORDER BY past.n;
""",
    ),
    (
        "what was done and what it cost",
        """
INSERT INTO timeline (workspace_id, lead_id, message_id, kind, verdict, reason, at)
SELECT p.workspace_id, p.id, past.id, kind, 'ok', 'mode-suggest', past.at
FROM past JOIN person p ON p.n = past.person, (VALUES ('classified'), ('decided')) k (kind) WHERE inbound
ORDER BY past.n;
INSERT INTO ai_calls (id, workspace_id, lead_id, message_id, feature, model, source, status, input_tokens,
                      cached_tokens, output_tokens, cost_usd, latency_ms, created_at)
SELECT pg_temp.id_at(feature, past.n, past.at), p.workspace_id, p.id, past.id, feature,
       CASE feature WHEN 'classify' THEN 'small' ELSE 'large' END, 'job',
       CASE WHEN past.n %% 500 = 1 THEN 'error' ELSE 'ok' END, 900, 400, 120, 0.0012, 800, past.at
FROM past JOIN person p ON p.n = past.person
JOIN (VALUES ('classify', 0), ('write', 300)) k (feature, least) ON draw >= least WHERE inbound ORDER BY past.n;
INSERT INTO calls (id, workspace_id, connection_id, channel, external_id, lead_id, direction, status, outcome, report,
                   teller, caller, started_at, ended_at, duration_s, created_at)
SELECT pg_temp.id_at('call', past.n, past.at), p.workspace_id, p.connection_id, 'vapi', 'c' || past.n, p.id, 'inbound',
       'ended', CASE WHEN past.n %% 7 = 0 THEN 'missed' ELSE 'served' END, 'received', 1, p.phone, past.at,
       past.at + interval '90 s', 90, past.at
FROM past JOIN person p ON p.n = past.person WHERE past.n %% 50 = 0;
INSERT INTO system_intakes (id, connection_id, channel, caller, called, role, reason, root_call_id, text_state)
SELECT pg_temp.id_at('intake', n, now()), c[1], 'twilio_voice', '+1303999' || lpad(n::text, 4, '0'), '+12025550199',
       'system', 'unregistered', 'r' || n, 'delivered' FROM generate_series(1, 1000) n, place;
INSERT INTO alerts (id, rule, subject, severity, title, resolved_at)
SELECT pg_temp.id_at('alert', n, now()), 'dead-job', n::text, 'high', 'A job is dead.', CASE WHEN n > 20 THEN now() END
FROM generate_series(1, 2000) n;
INSERT INTO audit_log (id, at, actor, workspace_id, action, status)
SELECT pg_temp.id_at('audit', past.n, past.at), past.at, 'Ada', p.workspace_id, 'approve', 303
FROM past JOIN person p ON p.n = past.person WHERE past.n %% 10 = 1;
""",
    ),
    (
        "words",
        """
INSERT INTO message_words (message_id, workspace_id, words)
SELECT id, workspace_id, words_of(workspace_id, concat_ws(' ', subject, body, sender, recipient)) FROM messages
ORDER BY id;
INSERT INTO lead_words (lead_id, workspace_id, words)
SELECT id, workspace_id, words_of(workspace_id, concat_ws(' ', name, emails::text, phones::text, linkedin_url))
FROM leads;
""",
    ),
)

NAMES = (
    *("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gail", "Hugo", "Iris", "Joan"),
    *("Jürgen", "Zoë", "Łukasz", "Søren", "Çelik", "Günther", "Anaïs", "Björn", "Renée", "Jörg"),
)


def write_history(
    admin_url: str, messages: int, workspaces: Sequence[str], connections: Sequence[str], seed: float = SEED
) -> float:
    """The history stands, analysed, with every index; returns the seconds that it took."""
    people = messages // PEOPLE_SHARE
    names = [NAMES[(n * 7) % 10] if n % 10 else NAMES[10 + (n // 10) % 10] for n in range(100)]
    told = {
        "seed": seed, "people": people, "messages": messages, "workspaces": list(workspaces),
        "connections": list(connections), "names": names,
    }  # fmt: skip
    began = time.perf_counter()
    with psycopg.connect(admin_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as db:
        indexes = _indexes(db)
        for name in indexes:
            db.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for title, step in _STEPS:
            _timed(db, title, step, told)
        for name, made in indexes.items():
            _timed(db, name, made)
        _timed(db, "statistics", "VACUUM ANALYZE")
        db.execute("CHECKPOINT")
    return time.perf_counter() - began


def _indexes(db: psycopg.Connection) -> Mapping[str, str]:
    """How the indexes are made that hold no constraint."""
    found = db.execute(
        """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indrelid::regclass::text = ANY(%s)
             AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)""",
        (list(_TABLES),),
    )
    return dict(found.fetchall())


def _timed(db: psycopg.Connection, title: str, step: str, told: Mapping[str, object] | None = None) -> None:
    began = time.perf_counter()
    db.execute(step, told)
    print(f"  {title}: {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
