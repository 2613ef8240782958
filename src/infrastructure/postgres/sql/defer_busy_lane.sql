-- The lane was busy when the bell rang: due again in a moment.
UPDATE jobs
SET run_at = clock_timestamp() + make_interval(secs => :wait), ring_at = clock_timestamp() + make_interval(secs => :wait)
WHERE id = :id AND status = 'PENDING' AND run_at <= clock_timestamp() AND lane IS NOT NULL
  AND EXISTS (SELECT 1 FROM jobs busy WHERE busy.lane = jobs.lane AND busy.status = 'RUNNING')
