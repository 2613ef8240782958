-- Events told to the users' own systems (or given up) longer ago than their workspace keeps them, at most :batch.
WITH doomed AS (
    SELECT old.id, tenant.id AS workspace_id
    FROM unnest(CAST(:workspaces AS uuid[]), CAST(:cutoffs AS timestamptz[])) AS tenant (id, cutoff)
    JOIN webhook_endpoints endpoint ON endpoint.workspace_id = tenant.id
    CROSS JOIN LATERAL (
        SELECT d.id FROM webhook_deliveries d
        WHERE d.endpoint_id = endpoint.id AND d.occurred_at < tenant.cutoff AND d.state <> 'pending'
        ORDER BY d.occurred_at LIMIT :batch FOR UPDATE OF d SKIP LOCKED) old
    LIMIT :batch
)
SELECT id, workspace_id FROM doomed
