-- A delivery that we have had before: counted, and its job written again if it is missing. The same message under
-- another event key (a second address for one account, say) belongs to the message that is there.
WITH message AS (
    SELECT m.id, m.lead_id FROM messages m
    WHERE m.external_id = %(external_id)s AND m.channel = %(channel)s AND m.account = %(account)s
      AND m.direction = 'inbound' AND m.workspace_id IS NOT DISTINCT FROM %(workspace_id)s::uuid
), event AS (
    UPDATE events SET deliveries = deliveries + 1, message_id = coalesce((SELECT id FROM message), events.message_id)
    WHERE connection_id = %(connection_id)s AND key = %(event_key)s
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
SELECT (SELECT id FROM message) AS message_id, (SELECT id FROM job) AS job_id
