-- Calls to a model older than their workspace keeps them, at most :batch; those about a message that is
-- still open stay, because a person may want to know why.
WITH doomed AS (
    SELECT old.id, tenant.id AS workspace_id
    FROM unnest(CAST(:workspaces AS uuid[]), CAST(:floors AS uuid[]), CAST(:cutoffs AS timestamptz[]))
        AS tenant (id, floor, cutoff)
    CROSS JOIN LATERAL (
        SELECT a.id FROM ai_calls a
        WHERE a.workspace_id = tenant.id AND a.created_at < tenant.cutoff
          AND NOT EXISTS (SELECT 1 FROM messages m
                          WHERE m.id = a.message_id
                            AND m.disposition IN ('processing', 'retrying', 'waiting-human', 'failed'))
        ORDER BY a.created_at LIMIT :batch FOR UPDATE OF a SKIP LOCKED) old
    LIMIT :batch
)
SELECT id, workspace_id FROM doomed
