-- One page of the books, counted from the raw rows: per workspace, what accounting.sql would find between two ids.
WITH held AS (
    SELECT workspace_id, disposition, count(*) AS n,
           count(*) FILTER (WHERE event_id IS NULL AND NOT backfilled) AS without_event,
           min(received_at) AS oldest_received_at, max(disposed_at) AS moved_at
    FROM messages
    WHERE id >= CAST(:first_id AS uuid) AND id < CAST(:next_id AS uuid) AND direction = 'inbound'
    GROUP BY workspace_id, disposition
), kept AS (
    SELECT workspace_id, jsonb_object_agg(disposition, n) AS dispositions,
           CAST(sum(without_event) AS bigint) AS without_event,
           min(oldest_received_at) AS oldest_received_at, max(moved_at) AS moved_at
    FROM held GROUP BY workspace_id
), lost AS (
    SELECT e.workspace_id, count(*) AS n
    FROM events e
    WHERE e.id >= CAST(:first_id AS uuid) AND e.id < CAST(:next_id AS uuid)
      AND e.workspace_id IS NOT NULL AND e.state = 'accepted' AND e.message_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message_id)
    GROUP BY e.workspace_id
)
SELECT coalesce(kept.workspace_id, lost.workspace_id) AS workspace_id,
       coalesce(kept.dispositions, '{}') AS dispositions,
       coalesce(lost.n, 0) AS lost_events,
       coalesce(kept.without_event, 0) AS without_event,
       kept.oldest_received_at, kept.moved_at
FROM kept FULL JOIN lost ON lost.workspace_id = kept.workspace_id
