-- The row of today is there from now on, with what was spent before it was; of several at once one makes it.
INSERT INTO ai_budget_days (workspace_id, day, spent_usd)
SELECT CAST(:workspace AS uuid), today.day,
       (SELECT coalesce(sum(coalesce(charged_usd, cost_usd)), 0) FROM ai_calls
        WHERE workspace_id = CAST(:workspace AS uuid)
          AND created_at >= date_trunc('day', clock_timestamp(), 'UTC'))
FROM (SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS day) today
WHERE NOT EXISTS (SELECT 1 FROM ai_budget_days known
                  WHERE known.workspace_id = CAST(:workspace AS uuid) AND known.day = today.day)
ON CONFLICT DO NOTHING
