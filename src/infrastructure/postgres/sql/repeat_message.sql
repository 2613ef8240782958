-- A delivery that we have had before: counted, and its job written again if it is missing. The same message under
-- another event key (a second address for one account, say) belongs to the message that is there.
-- An event that nobody could place when it first came, and that now reads as a message, is kept as it came now, and a job
-- reads it again (ApplyProviderEvent). It stays unmatched until then, so a person may still be quicker.
-- A delivery whose message is known by its content alone may have brought a second one of the same words: every such
-- delivery has a job that looks for it (LookForRepeats).
WITH message AS (
    SELECT m.id, m.lead_id FROM messages m
    WHERE m.external_id = %(external_id)s AND m.channel = %(channel)s AND m.account = %(account)s
      AND m.direction = 'inbound' AND m.workspace_id IS NOT DISTINCT FROM %(workspace_id)s::uuid
), known AS (
    SELECT e.id, e.state = 'unmatched' AND NOT EXISTS (SELECT 1 FROM message) AS waits
    FROM events e WHERE e.connection_id = %(connection_id)s AND e.key = %(event_key)s
), event AS (
    UPDATE events
    SET deliveries = deliveries + 1,
        message_id = coalesce((SELECT id FROM message), events.message_id),
        state = CASE WHEN events.state = 'unmatched' AND NOT known.waits THEN 'accepted' ELSE events.state END,
        body = CASE WHEN known.waits THEN %(raw)s ELSE events.body END,
        headers = CASE WHEN known.waits THEN %(headers)s ELSE events.headers END,
        url = CASE WHEN known.waits THEN %(url)s ELSE events.url END,
        kind = CASE WHEN known.waits THEN %(kind)s ELSE events.kind END
    FROM known
    WHERE events.id = known.id
    RETURNING events.id, events.deliveries, known.waits
), look AS (
    INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, payload, max_attempts)
    SELECT %(look_id)s, 'PROVIDER_EVENT', 'reply', %(workspace_id)s, event.id::text,
           %(workspace_id)s || ':' || event.id::text || ':PROVIDER_EVENT:' || event.deliveries::text, '{}',
           %(max_attempts)s
    FROM event WHERE %(may_be_new)s AND NOT event.waits
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
), again AS (
    INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, payload, max_attempts)
    SELECT %(job_id)s, 'PROVIDER_EVENT', 'reply', %(workspace_id)s, known.id::text,
           %(workspace_id)s || ':' || known.id::text || ':PROVIDER_EVENT', '{}', %(max_attempts)s
    FROM known WHERE known.waits
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
), job AS (
    INSERT INTO jobs (id, type, queue, workspace_id, lead_id, message_id, subject_id, dedupe_key, payload, lane,
                      max_attempts)
    SELECT %(job_id)s, %(job_type)s, %(queue)s, %(workspace_id)s, message.lead_id, message.id, message.id::text,
           %(workspace_id)s || ':' || message.id::text || ':' || %(job_type)s, '{}', message.lead_id::text,
           %(max_attempts)s
    FROM message
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
)
SELECT (SELECT id FROM message) AS message_id,
       coalesce((SELECT id FROM job), (SELECT id FROM again), (SELECT id FROM look)) AS job_id
