-- What the relay rings for next: workspaces in turn, so that one tenant's ten thousand jobs cost another one round.
-- Rung rows are due for ringing again only after :again seconds.
WITH RECURSIVE tenant AS (
    (SELECT workspace_id FROM jobs WHERE status = 'PENDING' AND queue = :queue ORDER BY workspace_id LIMIT 1)
    UNION ALL
    SELECT (SELECT j.workspace_id FROM jobs j
            WHERE j.status = 'PENDING' AND j.queue = :queue AND j.workspace_id > t.workspace_id
            ORDER BY j.workspace_id LIMIT 1)
    FROM tenant t WHERE t.workspace_id IS NOT NULL
), turn AS (
    SELECT due.id, row_number() OVER (PARTITION BY tenant.workspace_id ORDER BY due.ring_at) AS place, due.ring_at
    FROM tenant
    CROSS JOIN LATERAL (
        SELECT id, ring_at FROM jobs
        WHERE status = 'PENDING' AND queue = :queue AND workspace_id = tenant.workspace_id
          AND ring_at <= clock_timestamp()
        ORDER BY ring_at LIMIT :room
    ) due
    WHERE tenant.workspace_id IS NOT NULL
), chosen AS (
    SELECT id FROM turn ORDER BY place, ring_at LIMIT :room
)
UPDATE jobs j
SET ring_at = clock_timestamp() + make_interval(secs => :again)
FROM chosen
WHERE j.id = chosen.id AND j.status = 'PENDING'
RETURNING j.id
