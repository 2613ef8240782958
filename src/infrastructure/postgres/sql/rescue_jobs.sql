-- Jobs whose lease ran out, or whose owner is proven dead: a crash is counted, and too many crashes are a dead letter.
WITH lost AS (
    SELECT id, fence, attempts, started_at, lease_owner
    FROM jobs
    WHERE status = 'RUNNING'
      AND (lease_until < clock_timestamp() OR lease_owner = ANY (CAST(:owners AS text[])))
    ORDER BY lease_until
    LIMIT 200
    FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE jobs j
    SET status = CASE WHEN j.crashes + 1 >= :max_crashes THEN 'FAILED' ELSE 'PENDING' END,
        crashes = j.crashes + 1,
        attempts = j.attempts - 1,
        run_at = clock_timestamp() + make_interval(secs => CASE WHEN j.crashes = 0 THEN 0 ELSE least(60, power(2, j.crashes)) END),
        ring_at = clock_timestamp() + make_interval(secs => CASE WHEN j.crashes = 0 THEN 0 ELSE least(60, power(2, j.crashes)) END),
        finished_at = CASE WHEN j.crashes + 1 >= :max_crashes THEN clock_timestamp() END,
        last_error = 'The worker stopped while it ran this job.', last_error_code = 'worker-lost',
        lease_owner = NULL, lease_until = NULL
    FROM lost
    WHERE j.id = lost.id
    RETURNING j.id, j.type, j.status, j.workspace_id, j.lead_id, j.message_id, j.subject_id, j.crashes, j.queue
), history AS (
    INSERT INTO job_attempts (job_id, fence, attempt, owner, started_at, outcome, error, code)
    SELECT id, fence, attempts, lease_owner, started_at, 'crashed', 'The worker stopped while it ran this job.', 'worker-lost'
    FROM lost
    ON CONFLICT DO NOTHING
)
SELECT * FROM freed
