-- Raw deliveries to numbers of nobody, at most :batch, that only had to be noted. What somebody texted stays until a
-- person gave it to a workspace: without the delivery it could not become a message.
SELECT e.id, CAST(NULL AS uuid) AS workspace_id FROM events e
WHERE e.workspace_id IS NULL AND e.id < CAST(:floor AS uuid) AND e.created_at < CAST(:cutoff AS timestamptz)
  AND e.state = 'noted'
  AND NOT EXISTS (SELECT 1 FROM system_intake_messages t JOIN system_intakes i ON i.id = t.intake_id
                  WHERE t.event_id = e.id AND i.assigned_at IS NULL)
ORDER BY e.id LIMIT :batch FOR UPDATE OF e SKIP LOCKED
