-- Jobs that this process leased and does not work: the answer to a claim got lost, or the end of a job could not be
-- written while the database was away. They need not wait for their lease to run out.
UPDATE jobs
SET status = 'PENDING', attempts = attempts - 1, run_at = clock_timestamp(), ring_at = clock_timestamp(),
    lease_owner = NULL, lease_until = NULL
WHERE status = 'RUNNING' AND lease_owner = :owner AND started_at < clock_timestamp() - interval '5 s'
  AND NOT (id = ANY (CAST(:held AS uuid[])))
RETURNING id, queue
