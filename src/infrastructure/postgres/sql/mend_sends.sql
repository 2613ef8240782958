-- Sends that are open although nothing works on them: no live job of theirs. Each of them is one that MendOrphans can
-- move, so that none is found for ever:
--   sending  is unknown from then on;
--   unknown  is looked up if this attempt never was; otherwise its message, if still in flight, goes to a person;
--   queued   is the next part to leave (later parts have no job until their turn); gets a job once, then goes to a person.
-- What the system says itself moves no message: unknown and looked up, it stays as it is.
SELECT s.id, s.workspace_id, s.state,
       EXISTS (SELECT 1 FROM jobs j
               WHERE j.dedupe_key IN (concat_ws(':', s.workspace_id, s.id, 'SEND_REPLY'),
                                      concat_ws(':', s.workspace_id, s.id, 'SEND_REPLY', 'mended'))
                 AND j.status = 'SUCCEEDED') AS had_its_run
FROM sends s
WHERE s.state IN ('queued', 'sending', 'unknown')
  AND ((s.state = 'sending' AND s.sending_at < clock_timestamp() - interval '120 s')
    OR (s.state = 'unknown' AND s.updated_at < clock_timestamp() - interval '180 s'
        AND ((s.kind = 'reply' AND EXISTS (SELECT 1 FROM messages m
                                           WHERE m.id = s.message_id AND m.disposition IN ('processing', 'retrying')))
          OR NOT EXISTS (SELECT 1 FROM jobs j
                         WHERE j.dedupe_key = s.workspace_id::text || ':' || s.id::text || ':CONFIRM_SEND:try-' || s.attempts)))
    OR (s.state = 'queued' AND s.updated_at < clock_timestamp() - interval '30 s'
        AND NOT EXISTS (SELECT 1 FROM sends earlier
                        WHERE (earlier.draft_id = s.draft_id
                               OR earlier.follow_up_id = s.follow_up_id AND earlier.step = s.step)
                          AND earlier.draft_version = s.draft_version
                          AND earlier.part < s.part AND earlier.state NOT IN ('sent', 'delivered', 'undelivered'))))
  AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.subject_id = s.id::text AND j.status IN ('PENDING', 'RUNNING', 'PARKED'))
LIMIT 100
