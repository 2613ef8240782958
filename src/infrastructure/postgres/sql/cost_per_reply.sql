-- What a reply that left cost: everything that the AI cost in that time, whatever came of it, by the replies sent in it.
-- A reply in several parts is one reply.
SELECT r.replies, r.automatic, m.messages, a.cost_usd, a.unpriced
FROM (SELECT count(*) AS replies, count(*) FILTER (WHERE automatic) AS automatic FROM sends
      WHERE (CAST(:scope AS uuid) IS NULL OR workspace_id = CAST(:scope AS uuid)) AND kind = 'reply' AND part = 1
        AND state IN ('sent', 'delivered', 'undelivered')
        AND (CAST(:since AS timestamptz) IS NULL OR sent_at >= CAST(:since AS timestamptz))) r
CROSS JOIN (SELECT count(*) AS messages FROM messages
            WHERE (CAST(:scope AS uuid) IS NULL OR workspace_id = CAST(:scope AS uuid)) AND direction = 'inbound'
              AND (CAST(:since AS timestamptz) IS NULL OR received_at >= CAST(:since AS timestamptz))) m
CROSS JOIN (SELECT coalesce(sum(cost_usd), 0) AS cost_usd, count(*) FILTER (WHERE cost_usd IS NULL) AS unpriced
            FROM ai_calls
            WHERE (CAST(:scope AS uuid) IS NULL OR workspace_id = CAST(:scope AS uuid))
              AND (CAST(:since AS timestamptz) IS NULL OR created_at >= CAST(:since AS timestamptz))) a
