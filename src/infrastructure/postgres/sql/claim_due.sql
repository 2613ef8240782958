-- Work without Redis: due rows, workspaces mixed by chance of arrival, skipping what others are looking at.
SELECT id FROM jobs
WHERE status = 'PENDING' AND queue = ANY (CAST(:queues AS text[])) AND run_at <= clock_timestamp()
ORDER BY run_at
LIMIT :limit
FOR UPDATE SKIP LOCKED
