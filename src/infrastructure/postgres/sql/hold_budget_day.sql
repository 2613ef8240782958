-- Whoever asks next waits here until this one has reserved. A statement of its own: the sums that follow must be taken from
-- a snapshot that begins after the wait.
SELECT spent_usd FROM ai_budget_days
WHERE workspace_id = CAST(:workspace AS uuid) AND day = (clock_timestamp() AT TIME ZONE 'UTC')::date
FOR UPDATE
