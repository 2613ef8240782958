-- The end of one attempt, its history, and the next job of the lane, in one statement. No row means that somebody else
-- owns the job by now.
WITH done AS (
    UPDATE jobs
    SET status = :status,
        attempts = attempts - :give_back,
        run_at = CASE WHEN :status = 'PENDING' THEN clock_timestamp() + make_interval(secs => :delay) ELSE run_at END,
        ring_at = CASE WHEN :status = 'PENDING' THEN clock_timestamp() + make_interval(secs => :delay) ELSE ring_at END,
        finished_at = CASE WHEN :status IN ('SUCCEEDED', 'FAILED', 'CANCELLED') THEN clock_timestamp() END,
        last_error = CASE WHEN :keep_error THEN last_error ELSE CAST(:error AS text) END,
        last_error_code = CASE WHEN :keep_error THEN last_error_code ELSE CAST(:code AS text) END,
        parked_reason = CAST(:parked_reason AS text),
        parked_on = CAST(:parked_on AS uuid),
        lease_owner = NULL, lease_until = NULL
    WHERE id = :id AND fence = :fence AND status = 'RUNNING'
    RETURNING id, started_at, run_at, lane
), history AS (
    INSERT INTO job_attempts (job_id, fence, attempt, owner, started_at, outcome, error, code, next_run_at)
    SELECT done.id, :fence, :attempt, :owner, done.started_at, :outcome, :note, coalesce(CAST(:code AS text), ''),
           CASE WHEN :status = 'PENDING' THEN done.run_at END
    FROM done
    ON CONFLICT (job_id, fence) DO NOTHING
), woken AS (
    -- The lane is free: what waited for it (deferred by a moment, see defer_busy_lane.sql) is due now, oldest first.
    UPDATE jobs
    SET run_at = clock_timestamp(), ring_at = clock_timestamp() + interval '0.5 s'
    WHERE id = (SELECT waiting.id FROM jobs waiting, done
                WHERE waiting.lane = done.lane AND waiting.status = 'PENDING'
                  AND waiting.run_at <= clock_timestamp() + interval '1 s'
                ORDER BY waiting.created_at, waiting.id LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED)
    RETURNING id, queue
)
SELECT done.id, woken.id AS woken_id, woken.queue AS woken_queue FROM done LEFT JOIN woken ON true
