-- One inbound message, stored in one statement: raw event, person, message, job. A repeated delivery changes nothing.
-- Nothing is written either when the connection is no longer as the caller read it (`known` is then empty).
WITH known AS (
    SELECT id FROM connections
    WHERE id = %(connection_id)s AND revision = %(revision)s AND enabled AND removed_at IS NULL
), event AS (
    INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, message_id, body, headers, url,
                        subpath, received_at)
    SELECT %(event_id)s, %(workspace_id)s, known.id, %(channel)s, %(event_key)s, %(kind)s, 'accepted', %(message_id)s,
           %(raw)s, %(headers)s, %(url)s, %(subpath)s, %(received_at)s
    FROM known
    ON CONFLICT (connection_id, key) DO NOTHING
    RETURNING id
), known_person AS (
    SELECT lead_id FROM lead_addresses
    WHERE workspace_id = %(workspace_id)s AND kind = %(address_kind)s AND address = %(address)s
), person AS (
    SELECT coalesce((SELECT lead_id FROM known_person), %(lead_id)s::uuid) AS id
), lead AS (
    INSERT INTO leads AS l (id, workspace_id, version, name, emails, phones, linkedin_url, consent, follow_ups_paused,
                       follow_ups_paused_reason, last_inbound_at, last_message_at)
    SELECT person.id, %(workspace_id)s, 1, %(lead_name)s, %(emails)s, %(phones)s, %(linkedin)s, %(consent)s, %(pauses)s,
           CASE WHEN %(pauses)s THEN 'lead-replied' ELSE '' END, clock_timestamp(), clock_timestamp()
    FROM person, event
    -- IS NOT DISTINCT FROM keeps the planner, which knows nothing of an empty table, off the index by workspace.
    WHERE NOT EXISTS (SELECT 1 FROM messages
                      WHERE external_id = %(external_id)s AND channel = %(channel)s AND account = %(account)s
                        AND direction = 'inbound' AND workspace_id IS NOT DISTINCT FROM %(workspace_id)s::uuid)
    ON CONFLICT (id) DO UPDATE SET
        version = l.version + 1,
        name = CASE WHEN l.name = '' THEN excluded.name ELSE l.name END,
        consent = l.consent || excluded.consent,
        erased_at = NULL,
        follow_ups_paused = l.follow_ups_paused OR excluded.follow_ups_paused,
        follow_ups_paused_reason =
            CASE WHEN excluded.follow_ups_paused THEN 'lead-replied' ELSE l.follow_ups_paused_reason END,
        last_inbound_at = clock_timestamp(), last_message_at = clock_timestamp()
    RETURNING l.id, l.version
), address AS (
    INSERT INTO lead_addresses (workspace_id, kind, address, lead_id)
    SELECT %(workspace_id)s, %(address_kind)s, %(address)s, lead.id FROM lead WHERE NOT EXISTS (SELECT 1 FROM known_person)
    ON CONFLICT DO NOTHING
), message AS (
    INSERT INTO messages (id, workspace_id, lead_id, connection_id, event_id, channel, account, medium, direction,
                          author, external_id, sender, recipient, subject, body, html, reply_text, quoted, conversation,
                          media, reply_handle, version, automated, opt_out, injection, backfilled, safety, disposition,
                          sent_at, received_at)
    SELECT %(message_id)s, %(workspace_id)s, lead.id, %(connection_id)s, event.id, %(channel)s, %(account)s,
           %(medium)s, 'inbound', 'lead', %(external_id)s, %(sender)s, %(recipient)s, %(subject)s, %(body)s, %(html)s,
           %(reply_text)s, %(quoted)s, %(conversation)s, %(media)s, %(reply_handle)s, lead.version, %(automated)s,
           %(opt_out)s, %(injection)s, %(backfilled)s, %(safety)s, 'processing', %(sent_at)s, least(clock_timestamp(), %(received_at)s)
    FROM lead, event
    ON CONFLICT (workspace_id, channel, account, direction, external_id) DO NOTHING
    RETURNING id, lead_id
), job AS (
    INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, payload, lane,
                      max_attempts, ring_at)
    SELECT %(job_id)s, %(job_type)s, %(queue)s, %(workspace_id)s, message.lead_id, message.id, message.id::text,
           %(dedupe_key)s, '{}', message.lead_id::text, %(max_attempts)s, clock_timestamp() + interval '0.5 s'
    FROM message
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM known) AS known, (SELECT id FROM event) AS event_id, (SELECT id FROM message) AS message_id,
       (SELECT id FROM job) AS job_id
