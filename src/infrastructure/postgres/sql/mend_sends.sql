-- Sends that are open although nothing works on them: no live job of theirs.
SELECT s.id, s.workspace_id, s.state
FROM sends s
WHERE ((s.state = 'sending' AND s.sending_at < clock_timestamp() - interval '120 s')
    OR (s.state = 'unknown' AND s.lookups = 0 AND s.updated_at < clock_timestamp() - interval '180 s'))
  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = s.id::text AND j.status IN ('PENDING', 'RUNNING', 'PARKED'))
LIMIT 100
