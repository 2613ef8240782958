-- The counters that the reference names (A16), read from rows: of the last hour, so that a
-- restart loses none and every process sees the same. One that nothing happened to is there with 0.
WITH heard AS (
    SELECT count(*) FILTER (WHERE channel = 'twilio_sms' AND message_id IS NOT NULL) AS texts,
           count(*) FILTER (WHERE channel = 'twilio_voice' AND subpath NOT IN ('status', 'dial')) AS calls,
           count(*) FILTER (WHERE channel = 'twilio_voice' AND subpath IN ('status', 'dial')) AS reports
    FROM events WHERE id >= CAST(:lately AS uuid)
), asked AS (
    SELECT count(*) FILTER (WHERE status = 'ok') AS good, count(*) FILTER (WHERE status <> 'ok') AS bad,
           coalesce(avg(latency_ms), 0) / 1000.0 AS seconds
    FROM ai_calls WHERE id >= CAST(:lately AS uuid)
)
SELECT 'twilio_inbound_sms' AS name, CAST('{}' AS jsonb) AS labels,
       CAST(texts AS float8) AS value FROM heard
UNION ALL
SELECT 'twilio_inbound_voice', '{}', calls FROM heard
UNION ALL
SELECT 'twilio_callstatus', '{}', reports FROM heard
UNION ALL
SELECT 'twilio_webhook_error', '{}', coalesce(sum(count), 0) FROM refused_deliveries
WHERE channel LIKE 'twilio%' AND last_at > clock_timestamp() - interval '1 hour'
UNION ALL
SELECT 'ai_pipeline_success', '{}', good FROM asked
UNION ALL
SELECT 'ai_pipeline_failure', '{}', bad FROM asked
UNION ALL
SELECT 'ai_pipeline_duration', '{}', seconds FROM asked
UNION ALL
SELECT 'conversation_created', jsonb_build_object('mode', w.mode), count(l.id)
FROM (SELECT id, coalesce(settings ->> 'mode', 'suggest') AS mode FROM workspaces) w
LEFT JOIN leads l ON l.workspace_id = w.id AND l.id >= CAST(:lately AS uuid)
GROUP BY w.mode
UNION ALL
SELECT 'twilio_number_pool_invariant_violation_orphaned_operational', '{}', count(*)
FROM numbers WHERE role = 'operational' AND workspace_id IS NULL
UNION ALL
SELECT 'startup_success', jsonb_build_object('role', role), count(*)
FROM workers WHERE beat_at > clock_timestamp() - interval '30 s' GROUP BY role
UNION ALL
SELECT 'voice_system_number', jsonb_build_object('isKnown', CASE WHEN reason <> 'unregistered' THEN 'true' ELSE 'false' END,
                                                 'callStatus', call_status), count(*)
FROM system_intakes WHERE root_call_id IS NOT NULL GROUP BY 2
