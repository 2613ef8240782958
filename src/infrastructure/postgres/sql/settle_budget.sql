-- What was set aside (and what was set aside long ago and never settled) is gone, and the true sum is spent.
WITH settled AS (
    DELETE FROM ai_reservations
    WHERE workspace_id = CAST(:workspace AS uuid) AND (id = CAST(:reservation AS uuid) OR expires_at < clock_timestamp())
)
UPDATE ai_budget_days SET spent_usd = spent_usd + :charged
WHERE workspace_id = CAST(:workspace AS uuid) AND day = (clock_timestamp() AT TIME ZONE 'UTC')::date
