-- Inbound messages that should be moving but have no job that could move them, and no reply on its way. A job that only
-- looks at a message (who is told of it, how it is scored) moves nothing; nor does a text that the system itself says.
SELECT m.id, m.workspace_id, m.lead_id, m.channel, m.medium
FROM messages m
WHERE m.disposition IN ('processing', 'retrying')
  AND m.received_at < clock_timestamp() - interval '30 s'
  AND NOT EXISTS (
      SELECT 1 FROM jobs j
      WHERE j.message_id = m.id AND j.status IN ('PENDING', 'RUNNING', 'PARKED')
        AND (j.type LIKE '%\_INBOUND\_POST\_PROCESS'
             OR j.type = 'BOOK_MEETING'
             OR j.type IN ('SEND_REPLY', 'CONFIRM_SEND')
                AND NOT EXISTS (SELECT 1 FROM sends s WHERE s.id = CASE WHEN j.type IN ('SEND_REPLY', 'CONFIRM_SEND')
                                                                        THEN CAST(j.subject_id AS uuid) END
                                                        AND s.kind <> 'reply')))
LIMIT 100
