-- The lane is free again: what waited for it is due now, oldest first rung at once. The job that left it (:leaving)
-- keeps the moment that it was given.
UPDATE jobs
SET run_at = clock_timestamp(), ring_at = clock_timestamp() + interval '0.5 s'
WHERE id = (SELECT id FROM jobs
            WHERE lane = :lane AND id <> :leaving AND status = 'PENDING' AND run_at <= clock_timestamp() + interval '1 s'
            ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, queue
