-- One delivery that is not a person's message: kept raw, with a job if there is something to apply.
-- Where it is another workspace's, because the number that it is about has changed hands, `first` is null: row security
-- would end the statement at that row, and count_delivery.sql counts it.
WITH known AS (
    SELECT id FROM connections
    WHERE id = %(connection_id)s AND revision = %(revision)s AND enabled AND removed_at IS NULL
), event AS (
    INSERT INTO events (id, workspace_id, connection_id, channel, key, kind, state, reason, body, headers, url, subpath,
                        received_at)
    SELECT %(event_id)s, %(workspace_id)s, known.id, %(channel)s, %(event_key)s, %(kind)s, %(state)s, %(reason)s, %(raw)s,
           %(headers)s, %(url)s, %(subpath)s, %(received_at)s
    FROM known
    ON CONFLICT (connection_id, key) DO UPDATE SET deliveries = events.deliveries + 1
        WHERE in_workspace(events.workspace_id)
    RETURNING id, (xmax = 0) AS first, deliveries
), job AS (
    INSERT INTO jobs (id, type, queue, workspace_id, subject_id, dedupe_key, payload, max_attempts, ring_at)
    SELECT %(job_id)s, %(job_type)s, %(queue)s, %(workspace_id)s, event.id::text,
           %(workspace_id)s || ':' || event.id::text || ':' || %(job_type)s, '{}', %(max_attempts)s,
           clock_timestamp() + interval '0.5 s'
    FROM event WHERE %(has_job)s
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM known) AS known, (SELECT first FROM event) AS first,
       (SELECT deliveries FROM event) AS deliveries, (SELECT id FROM job) AS job_id
