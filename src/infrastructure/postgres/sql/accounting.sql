-- Where every received message is. The last three figures do not come from the messages' own words:
--   lost_events    deliveries that were accepted as a message whose row is not there;
--   stalled        messages still open although no job is left that would end them (an ending takes two short
--                  transactions, so a job that ended within ten seconds still counts);
--   without_event  messages that no raw delivery explains (imported history has none, and says so).
-- :workspace and :since may be null; :event_floor is an id no younger than :since, so that only recent events are read.
WITH mine AS (
    SELECT disposition, count(*) AS n
    FROM messages
    WHERE direction = 'inbound'
      AND (CAST(:workspace AS uuid) IS NULL OR workspace_id = CAST(:workspace AS uuid))
      AND (CAST(:since AS timestamptz) IS NULL OR received_at >= CAST(:since AS timestamptz))
    GROUP BY disposition
)
SELECT
    (SELECT coalesce(jsonb_object_agg(disposition, n), '{}') FROM mine) AS by_disposition,
    (SELECT count(*) FROM events e
     WHERE e.state = 'accepted' AND e.message_id IS NOT NULL
       AND e.id >= CAST(:event_floor AS uuid)
       AND (CAST(:workspace AS uuid) IS NULL OR e.workspace_id = CAST(:workspace AS uuid))
       AND (CAST(:since AS timestamptz) IS NULL OR e.created_at >= CAST(:since AS timestamptz))
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message_id)) AS lost_events,
    (SELECT count(*) FROM messages m
     WHERE m.disposition IN ('processing', 'retrying')
       AND (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
       AND (CAST(:since AS timestamptz) IS NULL OR m.received_at >= CAST(:since AS timestamptz))
       AND NOT EXISTS (
           SELECT 1 FROM jobs j
           WHERE j.message_id = m.id
             AND (j.type LIKE '%\_INBOUND\_POST\_PROCESS' OR j.type IN ('SEND_REPLY', 'CONFIRM_SEND', 'BOOK_MEETING'))
             AND (j.status IN ('PENDING', 'RUNNING', 'PARKED')
                  OR j.finished_at > clock_timestamp() - interval '10 s'))) AS stalled,
    (SELECT count(*) FROM messages m
     WHERE m.direction = 'inbound' AND m.event_id IS NULL AND NOT m.backfilled
       AND (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
       AND (CAST(:since AS timestamptz) IS NULL OR m.received_at >= CAST(:since AS timestamptz))) AS without_event,
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (
        SELECT state, count(*) AS n FROM events
        WHERE state IN ('quarantined', 'unmatched', 'unrouted')
          AND (CAST(:workspace AS uuid) IS NULL OR workspace_id = CAST(:workspace AS uuid))
          AND (CAST(:since AS timestamptz) IS NULL OR created_at >= CAST(:since AS timestamptz))
        GROUP BY state) waiting) AS by_state
