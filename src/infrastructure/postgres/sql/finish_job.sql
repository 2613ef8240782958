-- The end of one attempt. No row means that somebody else owns the job by now.
UPDATE jobs
SET status = :status,
    attempts = attempts - :give_back,
    run_at = CASE WHEN :status = 'PENDING' THEN clock_timestamp() + make_interval(secs => :delay) ELSE run_at END,
    ring_at = CASE WHEN :status = 'PENDING' THEN clock_timestamp() + make_interval(secs => :delay) ELSE ring_at END,
    finished_at = CASE WHEN :status IN ('SUCCEEDED', 'FAILED', 'CANCELLED') THEN clock_timestamp() END,
    last_error = CASE WHEN :keep_error THEN last_error ELSE :error END,
    last_error_code = CASE WHEN :keep_error THEN last_error_code ELSE :code END,
    parked_reason = :parked_reason,
    lease_owner = NULL, lease_until = NULL
WHERE id = :id AND fence = :fence AND status = 'RUNNING'
RETURNING id, started_at, attempts, run_at, lane
