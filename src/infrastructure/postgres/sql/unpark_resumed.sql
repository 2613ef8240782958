-- Parked jobs whose reason is gone: the pause is over for them (as Switch.covers has it), or the account that they
-- wait for can be used again (or is no longer there, which the job itself then finds out).
UPDATE jobs j
SET status = 'PENDING', parked_reason = NULL, run_at = clock_timestamp(), ring_at = clock_timestamp()
WHERE j.status = 'PARKED' AND (
    j.parked_reason = 'processing-paused'
    AND NOT EXISTS (
        SELECT 1 FROM switches s
        WHERE s.kind = 'processing_paused' AND s.ended_at IS NULL
          AND (s.until IS NULL OR s.until > clock_timestamp())
          AND (s.workspace_id IS NULL OR s.workspace_id = j.workspace_id)
          AND (s.lead_id IS NULL OR s.lead_id = j.lead_id)
          AND (s.channel IS NULL OR s.channel = (SELECT m.channel FROM messages m WHERE m.id = j.message_id)))
    OR j.parked_reason = 'account-disconnected'
    AND NOT EXISTS (
        SELECT 1 FROM connections c
        WHERE c.id = j.parked_on AND c.unusable_reason <> '' AND c.enabled AND c.removed_at IS NULL))
