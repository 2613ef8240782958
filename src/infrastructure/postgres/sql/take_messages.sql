-- Inbound messages, stored in one statement: raw event, person, message, job of each. A repeated delivery changes
-- nothing. Nothing is written either where the connection is no longer as the caller read it (`known` is then false).
--
-- All are of one workspace, and each is of another person: a person's version moves once in a statement. Persons are
-- locked in the order of their ids, so two statements never wait for each other.
WITH tenant AS MATERIALIZED (
    -- Joined to every delivery, so it is said before any table is asked.
    SELECT set_config('rejoinder.workspace', %(workspace_id)s::uuid::text, true)
), delivery AS MATERIALIZED (
    SELECT given.*,
           (SELECT true FROM connections c
            WHERE c.id = given.connection_id AND c.revision = given.revision AND c.enabled
              AND c.removed_at IS NOT DISTINCT FROM NULL) IS TRUE AS known
    FROM tenant CROSS JOIN json_to_recordset(%(items)s::json) AS given (
        event_id uuid, connection_id uuid, revision bigint, channel text, event_key text, kind text, raw text,
        headers jsonb, url text, subpath text, received_at timestamptz, message_id uuid, lead_id uuid, lead_name text,
        address_kind text, address text, aliases text[], emails jsonb, phones jsonb, linkedin text, consent jsonb,
        pauses boolean, account text, medium text, external_id text, sender text, recipient text, subject text, body text, html text,
        reply_text text, quoted text, conversation text, media jsonb, reply_handle jsonb, automated boolean,
        opt_out boolean, injection boolean, backfilled boolean, safety jsonb, sent_at timestamptz, job_id uuid,
        job_type text, queue text, dedupe_key text, max_attempts integer)
), event AS (
    INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, message_id, body, headers, url,
                        subpath, received_at)
    SELECT event_id, %(workspace_id)s::uuid, connection_id, channel, event_key, kind, 'accepted', message_id,
           decode(raw, 'base64'), headers, url, subpath, received_at
    FROM delivery WHERE known
    ON CONFLICT (connection_id, key) DO NOTHING
    RETURNING id
), told AS MATERIALIZED (
    -- Scalar look-ups stay look-ups by a unique key, whatever the planner knows of the tables; for the same reason
    -- IS NOT DISTINCT FROM keeps it, while a table is still empty, off the index by workspace.
    SELECT d.*, coalesce(d.known_person, d.lead_id) AS person
    FROM (SELECT delivery.*,
                 coalesce((SELECT a.lead_id FROM lead_addresses a
                           WHERE a.workspace_id = %(workspace_id)s::uuid AND a.kind = delivery.address_kind
                             AND a.address = delivery.address),
                          CASE WHEN delivery.aliases IS NOT NULL THEN
                               (SELECT a.lead_id FROM lead_addresses a
                                WHERE a.workspace_id = %(workspace_id)s::uuid AND a.kind = delivery.address_kind
                                  AND a.address = ANY (delivery.aliases) LIMIT 1) END) AS known_person,
                 (SELECT true FROM messages m
                  WHERE m.external_id = delivery.external_id AND m.channel = delivery.channel
                    AND m.account = delivery.account AND m.direction = 'inbound'
                    AND m.workspace_id IS NOT DISTINCT FROM %(workspace_id)s::uuid) AS had
          FROM delivery JOIN event ON event.id = delivery.event_id
          OFFSET 0) d
    WHERE had IS NULL
), lead AS (
    INSERT INTO leads AS l (id, workspace_id, version, name, emails, phones, linkedin_url, consent, follow_ups_paused,
                       follow_ups_paused_reason, last_inbound_at, last_message_at)
    SELECT person, %(workspace_id)s::uuid, 1, lead_name, emails, phones, linkedin, consent, pauses,
           CASE WHEN pauses THEN 'lead-replied' ELSE '' END, clock_timestamp(), clock_timestamp()
    FROM told ORDER BY person
    ON CONFLICT (id) DO UPDATE SET
        version = l.version + 1,
        name = CASE WHEN l.name = '' THEN excluded.name ELSE l.name END,
        emails = CASE WHEN l.emails = '[]' THEN excluded.emails ELSE l.emails END,
        phones = CASE WHEN l.phones = '[]' THEN excluded.phones ELSE l.phones END,
        linkedin_url = CASE WHEN l.linkedin_url = '' THEN excluded.linkedin_url ELSE l.linkedin_url END,
        consent = l.consent || excluded.consent,
        erased_at = NULL,
        follow_ups_paused = l.follow_ups_paused OR excluded.follow_ups_paused,
        follow_ups_paused_reason =
            CASE WHEN excluded.follow_ups_paused THEN 'lead-replied' ELSE l.follow_ups_paused_reason END,
        last_inbound_at = clock_timestamp(), last_message_at = clock_timestamp()
    RETURNING l.id, l.version
), address AS (
    INSERT INTO lead_addresses (workspace_id, kind, address, lead_id)
    SELECT %(workspace_id)s::uuid, told.address_kind, said.address, lead.id
    FROM told JOIN lead ON lead.id = told.person CROSS JOIN unnest(told.address || told.aliases) AS said (address)
    WHERE told.known_person IS NULL OR told.aliases IS NOT NULL
    ON CONFLICT DO NOTHING
), message AS (
    INSERT INTO messages (id, workspace_id, lead_id, connection_id, event_id, channel, account, medium, direction,
                          author, external_id, sender, recipient, subject, body, html, reply_text, quoted, conversation,
                          media, reply_handle, version, automated, opt_out, injection, backfilled, safety, disposition,
                          sent_at, received_at)
    SELECT t.message_id, %(workspace_id)s::uuid, lead.id, t.connection_id, t.event_id, t.channel, t.account, t.medium,
           'inbound', 'lead', t.external_id, t.sender, t.recipient, t.subject, t.body, t.html, t.reply_text, t.quoted,
           t.conversation, t.media, t.reply_handle, lead.version, t.automated, t.opt_out, t.injection, t.backfilled,
           t.safety, 'processing', t.sent_at, least(clock_timestamp(), t.received_at)
    FROM told t JOIN lead ON lead.id = t.person
    ON CONFLICT (workspace_id, channel, account, direction, external_id) DO NOTHING
    RETURNING id, lead_id, received_at
), outside AS (
    -- As `message_received` of domain/outgoing.py says it; nothing where nobody listens.
    INSERT INTO webhook_deliveries (id, workspace_id, endpoint_id, event_id, type, lead_id, data)
    SELECT gen_random_uuid(), listener.workspace_id, listener.id, t.event_id, 'message.received', message.lead_id,
           jsonb_build_object(
               'workspace_id', listener.workspace_id, 'message_id', message.id, 'lead_id', message.lead_id,
               'connection_id', t.connection_id, 'channel', t.channel, 'medium', t.medium, 'from', t.sender,
               'to', t.recipient, 'subject', t.subject, 'body', t.body, 'automated', t.automated,
               'opt_out', t.opt_out, 'received_at', message.received_at)
    FROM webhook_endpoints listener CROSS JOIN message JOIN told t ON t.message_id = message.id
    WHERE listener.workspace_id = %(workspace_id)s::uuid AND listener.enabled AND listener.removed_at IS NULL
      AND 'message.received' = ANY (listener.event_types)
    RETURNING id, lead_id
), outside_job AS (
    INSERT INTO jobs (id, type, queue, workspace_id, lead_id, subject_id, dedupe_key, max_attempts)
    SELECT gen_random_uuid(), 'OUTGOING_WEBHOOK', 'notify', %(workspace_id)s::uuid, outside.lead_id, outside.id::text,
           %(workspace_id)s::uuid || ':' || outside.id || ':OUTGOING_WEBHOOK', 8
    FROM outside
), job AS (
    INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, payload, lane,
                      max_attempts, ring_at)
    SELECT t.job_id, t.job_type, t.queue, %(workspace_id)s::uuid, message.lead_id, message.id, message.id::text,
           t.dedupe_key, '{}', message.lead_id::text, t.max_attempts, clock_timestamp() + interval '0.5 s'
    FROM message JOIN told t ON t.message_id = message.id
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id, message_id
)
SELECT delivery.event_id, delivery.known, job.message_id, job.id AS job_id
FROM delivery LEFT JOIN job ON job.message_id = delivery.message_id
