-- Each view counted to :most and no further: a badge says "99+" anyway, and counting on would cost more every year.
SELECT
    (SELECT count(*) FROM (
        SELECT 1 FROM messages m
        WHERE m.disposition IN ('waiting-human', 'failed')
          AND (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
          AND NOT EXISTS (SELECT 1 FROM snoozes s WHERE s.lead_id = m.lead_id AND s.until > clock_timestamp()
                                                    AND s.since >= m.received_at)
        LIMIT :most) x) AS attention,
    (SELECT count(*) FROM (
        SELECT 1 FROM drafts d JOIN messages m ON m.id = d.message_id
        WHERE d.status = 'proposed' AND m.disposition = 'waiting-human'
          AND (CAST(:workspace AS uuid) IS NULL OR d.workspace_id = CAST(:workspace AS uuid))
          AND NOT EXISTS (SELECT 1 FROM snoozes s WHERE s.lead_id = m.lead_id AND s.until > clock_timestamp()
                                                    AND s.since >= m.received_at)
        LIMIT :most) x) AS waiting,
    (SELECT count(*) FROM (
        SELECT 1 FROM messages m
        WHERE m.disposition = 'sent'
          AND (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS sent,
    (SELECT count(*) FROM (
        SELECT 1 FROM snoozes s
        WHERE s.until > clock_timestamp()
          AND (CAST(:workspace AS uuid) IS NULL OR s.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS snoozed,
    (SELECT count(*) FROM (
        SELECT 1 FROM events e
        WHERE e.state IN ('quarantined', 'unmatched', 'unrouted')
          AND (CAST(:workspace AS uuid) IS NULL OR e.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS unmatched,
    (SELECT count(*) FROM (
        SELECT 1 FROM system_intakes i
        WHERE CAST(:workspace AS uuid) IS NULL AND i.workspace_id IS NULL LIMIT :most) x) AS intakes,
    (SELECT count(*) FROM (
        SELECT 1 FROM jobs j
        WHERE j.status = 'FAILED'
          AND (CAST(:workspace AS uuid) IS NULL OR j.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS dead,
    (SELECT count(*) FROM (
        SELECT 1 FROM sends s
        WHERE s.state = 'unknown'
          AND (CAST(:workspace AS uuid) IS NULL OR s.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS unknown,
    (SELECT count(*) FROM (
        SELECT 1 FROM alerts a
        WHERE a.resolved_at IS NULL AND a.acknowledged_at IS NULL
          AND (CAST(:workspace AS uuid) IS NULL OR a.workspace_id = CAST(:workspace AS uuid))
        LIMIT :most) x) AS alerts
