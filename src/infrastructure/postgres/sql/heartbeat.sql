-- Leases of one process, renewed together; rows that do not come back are no longer ours.
UPDATE jobs j
SET lease_until = clock_timestamp() + make_interval(secs => :lease_s)
FROM unnest(CAST(:ids AS uuid[]), CAST(:fences AS bigint[])) AS mine(id, fence)
WHERE j.id = mine.id AND j.fence = mine.fence AND j.status = 'RUNNING' AND j.lease_owner = :owner
RETURNING j.id, j.cancel_requested
