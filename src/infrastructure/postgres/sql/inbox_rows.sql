-- The lines of the inbox for these messages, the newest first.
SELECT m.id AS message_id, m.lead_id, m.workspace_id, w.name AS workspace, l.name,
       CASE WHEN m.direction = 'inbound' THEN m.sender ELSE m.recipient END AS address,
       m.medium, m.direction, m.author, m.subject, left(coalesce(nullif(m.body_clean, ''), m.body), 240) AS excerpt,
       m.received_at, m.sentiment, m.disposition, m.disposition_reason, l.status, l.score_overall AS score,
       d.id AS draft_id, coalesce(d.version, 0) AS draft_version, coalesce(left(d.body, 240), '') AS draft_excerpt,
       coalesce(left(encode(sha256(convert_to(
           concat_ws(chr(31), CAST(d.id AS text), CAST(d.version AS text), d.subject, d.body), 'UTF8')), 'hex'), 32), '')
           AS draft_digest,
       s.until AS snoozed_until
FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS wanted (id, place)
JOIN messages m ON m.id = wanted.id
JOIN leads l ON l.id = m.lead_id
JOIN workspaces w ON w.id = m.workspace_id
LEFT JOIN drafts d ON d.message_id = m.id AND d.status IN ('proposed', 'failed')
LEFT JOIN snoozes s ON s.lead_id = m.lead_id AND s.until > clock_timestamp() AND s.since >= m.received_at
ORDER BY wanted.place
