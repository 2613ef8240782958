-- Raw deliveries older than their workspace keeps them, at most :batch: those that were only noted, and
-- those whose message is stored and has ended. What nobody has looked at yet, what is not accounted for, and what a job
-- may still have to read (one that waits, or that a person may retry) stays. :with_body those only whose body is still there.
WITH wanted AS MATERIALIZED (
    SELECT subject_id FROM jobs WHERE status IN ('PENDING', 'RUNNING', 'FAILED', 'PARKED') AND type = 'PROVIDER_EVENT'
), doomed AS (
    SELECT old.id, tenant.id AS workspace_id
    FROM unnest(CAST(:workspaces AS uuid[]), CAST(:floors AS uuid[]), CAST(:cutoffs AS timestamptz[]))
        AS tenant (id, floor, cutoff)
    CROSS JOIN LATERAL (
        SELECT e.id FROM events e
        WHERE e.workspace_id = tenant.id AND e.id < tenant.floor AND e.created_at < tenant.cutoff
          AND (e.body <> '' OR NOT :with_body)
          AND (e.state = 'noted'
               OR (e.state = 'accepted'
                   AND (e.message_id IS NULL
                        OR EXISTS (SELECT 1 FROM messages m
                                   WHERE m.id = e.message_id
                                     AND m.disposition NOT IN ('processing', 'retrying', 'waiting-human', 'failed')))))
          AND CAST(e.id AS text) NOT IN (SELECT subject_id FROM wanted)
        ORDER BY e.id LIMIT :batch FOR UPDATE OF e SKIP LOCKED) old
    LIMIT :batch
)
SELECT id, workspace_id FROM doomed
