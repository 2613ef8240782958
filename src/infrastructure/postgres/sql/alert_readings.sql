-- Every measure that a rule of domain/alerting.py is about: which, of what, whose, how much, made from how many cases.
-- Windows stand on ids, which begin with the moment they were made; live jobs stand in partial indexes.
WITH finished AS (
    SELECT status FROM jobs WHERE id >= CAST(:hour_floor AS uuid) AND status IN ('SUCCEEDED', 'FAILED')
), ended AS (
    SELECT outcome FROM calls
    WHERE id >= CAST(:hour_floor AS uuid) AND direction = 'inbound' AND outcome IS NOT NULL AND outcome <> '' AND NOT is_test
), refused AS (
    SELECT r.connection_id, sum(r.count) AS times
    FROM refused_deliveries r
    JOIN connections c ON c.id = r.connection_id AND c.enabled AND c.removed_at IS NULL
    WHERE r.last_at > clock_timestamp() - interval '5 min'
    GROUP BY r.connection_id
    HAVING min(r.first_at) < clock_timestamp() - interval '5 min'
)
SELECT 'refused_share_5min' AS measure, CAST(r.connection_id AS text) AS subject, c.workspace_id,
       1.0 AS value, CAST(r.times AS bigint) AS sample
FROM refused r JOIN connections c ON c.id = r.connection_id
WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.connection_id = r.connection_id AND e.id >= CAST(:five_floor AS uuid))
UNION ALL
SELECT 'ai_failures_15min', coalesce(CAST(workspace_id AS text), ''), workspace_id, count(*), count(*)
FROM ai_calls WHERE id >= CAST(:quarter_floor AS uuid) AND status <> 'ok' GROUP BY GROUPING SETS ((workspace_id), ())
HAVING count(*) > 0
UNION ALL
SELECT 'job_failure_share_1h', '', NULL,
       coalesce(CAST(count(*) FILTER (WHERE status = 'FAILED') AS float8) / nullif(count(*), 0), 0), count(*)
FROM finished
UNION ALL
SELECT 'running_over_1h', CAST(id AS text), workspace_id, extract(epoch FROM clock_timestamp() - started_at), 1
FROM jobs WHERE status = 'RUNNING' AND started_at < clock_timestamp() - interval '1 hour'
UNION ALL
SELECT 'lease_losses', CAST(id AS text), workspace_id, crashes, 1
FROM jobs WHERE status IN ('PENDING', 'RUNNING', 'PARKED') AND crashes > 3
UNION ALL
SELECT 'oldest_inbound_s', '', NULL,
       coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(run_at))), 0), 1
FROM jobs WHERE status = 'PENDING' AND run_at <= clock_timestamp() AND type LIKE '%\_INBOUND\_POST\_PROCESS'
UNION ALL
SELECT CASE WHEN channel IN ('vapi', 'twilio_voice') THEN 'voice_p95_s' ELSE 'webhook_p95_s' END, channel, NULL,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM created_at - received_at)), count(*)
FROM events WHERE id >= CAST(:quarter_floor AS uuid) AND subpath <> 'listed' GROUP BY channel
UNION ALL
SELECT 'call_trouble_share_1h', '', NULL,
       coalesce(CAST(count(*) FILTER (WHERE outcome IN ('failed', 'missed')) AS float8) / nullif(count(*), 0), 0), count(*)
FROM ended
UNION ALL
SELECT 'call_error_share_1h', '', NULL,
       coalesce(CAST(count(*) FILTER (WHERE outcome = 'failed') AS float8) / nullif(count(*), 0), 0), count(*)
FROM ended
UNION ALL
SELECT 'unknown_agents_1h', '', NULL, count(*), count(*)
FROM events WHERE id >= CAST(:hour_floor AS uuid) AND state = 'unmatched' AND reason = 'unknown-agent'
UNION ALL
SELECT 'recovered_share_1d', '', NULL,
       coalesce(CAST((SELECT count(*) FROM events e
                      WHERE e.id >= CAST(:day_floor AS uuid) AND e.channel IN ('vapi', 'twilio_voice')
                        AND e.reason = 'listed') AS float8) / nullif(count(*), 0), 0), count(*)
FROM calls WHERE id >= CAST(:day_floor AS uuid)
UNION ALL
SELECT 'orphaned_numbers', number, NULL, 1, 1
FROM numbers WHERE role = 'operational' AND (workspace_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM connections c WHERE c.id = numbers.connection_id AND c.removed_at IS NULL))
UNION ALL
SELECT 'failsafe_wrong_role', n.number, NULL, 1, 1
FROM numbers n
WHERE n.role <> 'system' AND n.workspace_id IS NULL AND EXISTS (
    SELECT 1 FROM system_intakes i WHERE i.text_sender = n.number AND i.id >= CAST(:day_floor AS uuid))
