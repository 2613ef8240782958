-- Jobs that are over for longer than their workspace keeps them, with their attempts, at most :batch. What
-- waits for a person (FAILED, PARKED, an open message or send) stays, and so does the job that explains it.
WITH doomed AS (
    SELECT over.id, tenant.id AS workspace_id
    FROM unnest(CAST(:workspaces AS uuid[]), CAST(:floors AS uuid[]), CAST(:cutoffs AS timestamptz[]))
        AS tenant (id, floor, cutoff)
    CROSS JOIN LATERAL (
        SELECT j.id FROM jobs j
        WHERE j.workspace_id = tenant.id AND j.id < tenant.floor
          AND j.status IN ('SUCCEEDED', 'CANCELLED') AND j.finished_at < tenant.cutoff
          AND NOT EXISTS (SELECT 1 FROM messages m
                          WHERE m.id = j.message_id
                            AND m.disposition IN ('processing', 'retrying', 'waiting-human', 'failed'))
          AND NOT EXISTS (SELECT 1 FROM sends s
                          WHERE s.message_id = j.message_id AND s.state IN ('queued', 'sending', 'unknown'))
          -- A text after a missed call answers no message: its jobs name the send, or the call that led to it.
          AND NOT EXISTS (SELECT 1 FROM sends s
                          WHERE s.id = CASE WHEN j.type IN ('SEND_REPLY', 'CONFIRM_SEND')
                                            THEN CAST(j.subject_id AS uuid) END
                            AND s.state IN ('queued', 'sending', 'unknown'))
          AND NOT EXISTS (SELECT 1 FROM missed_calls c JOIN sends s ON s.id = c.send_id
                          WHERE j.type = 'MISSED_CALL_TEXT'
                            AND c.workspace_id = j.workspace_id AND c.root_call_id = j.subject_id
                            AND s.state IN ('queued', 'sending', 'unknown'))
        ORDER BY j.id LIMIT :batch FOR UPDATE OF j SKIP LOCKED) over
    LIMIT :batch
)
SELECT id, workspace_id FROM doomed
