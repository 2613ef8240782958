-- Where every received message is, in three parts: pages that were counted before and in which nothing moved since;
-- pages that have to be counted now; and the head, which no page covers yet. The last three figures of each do not come
-- from the messages' own words:
--   lost_events    deliveries that were accepted as a message whose row is not there;
--   without_event  messages that no raw delivery explains (imported history has none, and says so);
--   stalled        messages still open although no job is left that would end them (an ending takes two short
--                  transactions, so a job that ended within ten seconds still counts).
-- :workspace and :since may be null; :floor is an id no younger than :since, so that only recent rows are read.
-- :margin is how many seconds a transaction may take from stamping a change to committing it.
WITH kept AS (
    SELECT greatest(coalesce((SELECT CAST(value ->> 'upto' AS uuid) FROM installation WHERE key = 'accounting'),
                             CAST(:floor AS uuid)), CAST(:floor AS uuid)) AS head,
           (SELECT CAST(value ->> 'moved_upto' AS timestamptz) FROM installation WHERE key = 'accounting')
               - make_interval(secs => :margin) AS moved_after
), moved AS MATERIALIZED (
    SELECT DISTINCT m.workspace_id, page.first_id
    FROM kept
    JOIN messages m ON m.disposed_at > kept.moved_after AND m.id < kept.head
    CROSS JOIN LATERAL (
        SELECT p.first_id FROM accounting_pages p
        WHERE p.workspace_id = m.workspace_id AND p.first_id <= m.id ORDER BY p.first_id DESC LIMIT 1) page
), page AS MATERIALIZED (
    SELECT p.*,
           p.lost_events + p.without_event > 0
           OR coalesce(p.oldest_received_at < CAST(:since AS timestamptz), false)
           OR EXISTS (SELECT 1 FROM moved WHERE moved.workspace_id = p.workspace_id AND moved.first_id = p.first_id)
               AS in_doubt
    FROM accounting_pages p
    WHERE p.next_id > CAST(:floor AS uuid)
      AND (CAST(:workspace AS uuid) IS NULL OR p.workspace_id = CAST(:workspace AS uuid))
), counted AS (
    SELECT m.disposition, count(*) AS n, count(*) FILTER (WHERE m.event_id IS NULL AND NOT m.backfilled) AS without_event
    FROM page JOIN messages m ON m.workspace_id = page.workspace_id AND m.id >= page.first_id AND m.id < page.next_id
    WHERE page.in_doubt AND m.direction = 'inbound'
      AND (CAST(:since AS timestamptz) IS NULL OR m.received_at >= CAST(:since AS timestamptz))
    GROUP BY m.disposition
    UNION ALL
    SELECT m.disposition, count(*), count(*) FILTER (WHERE m.event_id IS NULL AND NOT m.backfilled)
    FROM messages m
    WHERE m.id >= (SELECT head FROM kept) AND m.direction = 'inbound'
      AND (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
      AND (CAST(:since AS timestamptz) IS NULL OR m.received_at >= CAST(:since AS timestamptz))
    GROUP BY m.disposition
    UNION ALL
    SELECT kind.key, CAST(kind.value AS bigint), 0
    FROM page CROSS JOIN LATERAL jsonb_each_text(page.dispositions) kind
    WHERE NOT page.in_doubt
), found AS (
    SELECT disposition, sum(n) AS n, sum(without_event) AS without_event FROM counted GROUP BY disposition
)
SELECT
    (SELECT coalesce(jsonb_object_agg(disposition, n), '{}') FROM found) AS by_disposition,
    (SELECT CAST(coalesce(sum(without_event), 0) AS bigint) FROM found) AS without_event,
    (SELECT count(*)
     FROM page JOIN events e ON e.workspace_id = page.workspace_id AND e.id >= page.first_id AND e.id < page.next_id
     WHERE page.in_doubt AND e.state = 'accepted' AND e.message_id IS NOT NULL
       AND (CAST(:since AS timestamptz) IS NULL OR e.created_at >= CAST(:since AS timestamptz))
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message_id))
    + (SELECT count(*) FROM events e
       WHERE e.id >= (SELECT head FROM kept) AND e.state = 'accepted' AND e.message_id IS NOT NULL
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
    (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (
        SELECT state, count(*) AS n FROM events
        WHERE state IN ('quarantined', 'unmatched', 'unrouted')
          AND (CAST(:workspace AS uuid) IS NULL OR workspace_id = CAST(:workspace AS uuid))
          AND (CAST(:since AS timestamptz) IS NULL OR created_at >= CAST(:since AS timestamptz))
        GROUP BY state) waiting) AS by_state
