-- Inbound messages that should be moving but have no job that could move them, and no reply on its way.
SELECT m.id, m.workspace_id, m.lead_id, m.channel, m.medium
FROM messages m
WHERE m.disposition IN ('processing', 'retrying')
  AND m.received_at < clock_timestamp() - interval '30 s'
  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.message_id = m.id AND j.status IN ('PENDING', 'RUNNING', 'PARKED'))
LIMIT 100
