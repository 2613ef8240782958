-- Messages older than their workspace keeps words, at most :batch, that still hold some. What waits for anything (an open
-- message, a send that may leave, may have left or may be tried again) keeps them.
WITH doomed AS (
    SELECT old.id, tenant.id AS workspace_id
    FROM unnest(CAST(:workspaces AS uuid[]), CAST(:floors AS uuid[]), CAST(:cutoffs AS timestamptz[]))
        AS tenant (id, floor, cutoff)
    CROSS JOIN LATERAL (
        SELECT m.id FROM messages m
        WHERE m.workspace_id = tenant.id AND m.id < tenant.floor AND m.received_at < tenant.cutoff
          AND (m.body <> '' OR m.subject <> '' OR m.html <> '')
          AND (m.disposition IS NULL OR m.disposition NOT IN ('processing', 'retrying', 'waiting-human', 'failed'))
          AND NOT EXISTS (SELECT 1 FROM sends s
                          WHERE s.message_id = m.id AND s.state IN ('queued', 'sending', 'unknown', 'failed'))
        ORDER BY m.id LIMIT :batch FOR UPDATE OF m SKIP LOCKED) old
    LIMIT :batch
)
SELECT id, workspace_id FROM doomed
