-- One row, compare-and-set: whoever changes PENDING to RUNNING owns the job, and `fence` proves it from then on.
-- Rows whose attempts or crashes are spent are never claimed; a busy lane is left alone.
UPDATE jobs j
SET status = 'RUNNING', fence = fence + 1, attempts = attempts + 1, started_at = clock_timestamp(),
    lease_owner = :owner, lease_until = clock_timestamp() + make_interval(secs => :lease_s)
WHERE j.id = :id
  AND j.status = 'PENDING'
  AND j.run_at <= clock_timestamp()
  AND j.min_code <= :code
  AND j.attempts < j.max_attempts
  AND j.crashes < :crash_limit
  AND NOT EXISTS (SELECT 1 FROM jobs busy WHERE busy.lane = j.lane AND busy.status = 'RUNNING')
RETURNING j.id, j.type, j.workspace_id, j.subject_id, j.fence, j.attempts, j.max_attempts, j.crashes, j.lead_id,
          j.message_id, j.payload, j.run_at, j.created_at,
          j.lease_owner
