-- What the health page needs, in one statement that reads only partial indexes, the last day's events as far as no page
-- of the books covers them, and the pages in which something is missing.
SELECT
    (SELECT count(*) FROM jobs WHERE status = 'PENDING') AS pending,
    (SELECT count(*) FROM jobs WHERE status = 'RUNNING') AS running,
    (SELECT count(*) FROM jobs WHERE status = 'FAILED') AS dead,
    (SELECT count(*) FROM jobs WHERE status = 'PARKED') AS parked,
    (SELECT greatest(0, extract(epoch FROM clock_timestamp() - min(run_at)))
     FROM jobs WHERE status = 'PENDING' AND run_at <= clock_timestamp()) AS oldest_pending_seconds,
    (SELECT count(*) FROM jobs
     WHERE status = 'RUNNING' AND lease_until < clock_timestamp() - interval '60 s') AS expired_leases,
    (SELECT count(*) FROM workers
     WHERE role LIKE 'worker%' AND beat_at > clock_timestamp() - interval '30 s') AS live_workers,
    (SELECT count(*) FROM workers
     WHERE state <> 'working' AND beat_at > clock_timestamp() - interval '30 s') AS stale_schema_workers,
    (SELECT count(*) FROM sends WHERE state = 'unknown') AS unknown_sends,
    (SELECT count(*) FROM alerts
     WHERE rule IN ('notification-undeliverable', 'notification-misconfigured') AND resolved_at IS NULL) AS untold,
    (SELECT count(*) FROM workspaces) AS workspaces,
    (SELECT count(*) FROM workspaces
     WHERE coalesce(settings ->> 'booking_link', '') NOT LIKE 'https://%'
       AND coalesce(settings ->> 'booking_link', '') <> '') AS bad_booking_links,
    (SELECT count(*) FROM numbers WHERE role = 'operational' AND workspace_id IS NULL) AS orphaned_numbers,
    EXISTS (SELECT 1 FROM breakers WHERE name = 'ai' AND opened_at IS NOT NULL) AS ai_paused,
    (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM workspaces) AS installed_seconds_ago,
    (SELECT extract(epoch FROM clock_timestamp() - updated_at)
     FROM installation WHERE key = 'accounting') AS balanced_seconds_ago,
    (SELECT extract(epoch FROM clock_timestamp() - updated_at) FROM installation WHERE key = 'pruned') AS pruned_seconds_ago,
    (SELECT extract(epoch FROM clock_timestamp() - updated_at) FROM installation WHERE key = 'alerts') AS told_seconds_ago,
    (SELECT value FROM installation WHERE key = 'pruned') AS pruned_rows,
    (SELECT count(*) FROM events e
     WHERE e.state = 'accepted' AND e.message_id IS NOT NULL
       AND e.id >= greatest(CAST(:event_floor AS uuid),
                            (SELECT CAST(value ->> 'upto' AS uuid) FROM installation WHERE key = 'accounting'))
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = e.message_id))
    + (SELECT CAST(coalesce(sum(lost_events + without_event), 0) AS bigint) FROM accounting_pages
       WHERE lost_events + without_event > 0)
    + (SELECT count(*) FROM messages m
       WHERE m.disposition IN ('processing', 'retrying')
         AND NOT EXISTS (
             SELECT 1 FROM jobs j
             WHERE j.message_id = m.id
               AND (j.type LIKE '%\_INBOUND\_POST\_PROCESS'
                    OR j.type IN ('SEND_REPLY', 'CONFIRM_SEND', 'BOOK_MEETING'))
               AND (j.status IN ('PENDING', 'RUNNING', 'PARKED')
                    OR j.finished_at > clock_timestamp() - interval '10 s'))) AS unaccounted
