-- Messages whose verdict a person gave, as labelled cases: what was said, after what, and what it means.
SELECT m.id::text AS id, m.medium, m.subject, m.sender, m.body, m.html, m.sentiment, m.asks_something,
       coalesce(m.sent_at, m.received_at) AS sent_at,
       (SELECT json_agg(json_build_object('direction', before.direction, 'body', before.said) ORDER BY before.version)
        FROM (SELECT p.direction, p.version, coalesce(p.body_clean, p.body) AS said
              FROM messages p
              WHERE p.lead_id = m.lead_id AND p.workspace_id = m.workspace_id AND p.deleted_at IS NULL
                AND (p.version, p.id) < (m.version, m.id)
              ORDER BY p.version DESC, p.id DESC LIMIT 6) before) AS previous
FROM messages m
WHERE (CAST(:workspace AS uuid) IS NULL OR m.workspace_id = CAST(:workspace AS uuid))
  AND m.sentiment_source = 'human' AND m.direction = 'inbound' AND m.deleted_at IS NULL
  AND concat(m.body, m.html) <> ''
ORDER BY m.id DESC
LIMIT :limit
