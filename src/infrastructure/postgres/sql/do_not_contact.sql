-- Everybody who may not be written to: whoever is on a list, and every address of whoever withdrew consent in another way.
SELECT kind, address, reason, source, added_at FROM suppressions
WHERE CAST(:scope AS uuid) IS NULL OR workspace_id = CAST(:scope AS uuid)
UNION ALL
SELECT DISTINCT ON (a.kind, a.address) a.kind, a.address, coalesce(said ->> 'evidence', ''), 'consent withdrawn (' || medium || ')',
       CAST(said ->> 'at' AS timestamptz)
FROM lead_addresses a
JOIN leads l ON l.id = a.lead_id AND l.workspace_id = a.workspace_id AND l.erased_at IS NULL
CROSS JOIN LATERAL jsonb_each(l.consent) AS known (medium, said)
WHERE (CAST(:scope AS uuid) IS NULL OR a.workspace_id = CAST(:scope AS uuid))
  AND said ->> 'state' = 'withdrawn' AND left(a.address, 3) <> 'id:'
  AND ((a.kind = 'phone' AND medium IN ('sms', 'voice')) OR (a.kind = 'email' AND medium = 'email'))
  AND NOT EXISTS (SELECT 1 FROM suppressions s
                  WHERE s.workspace_id = a.workspace_id AND s.kind = a.kind AND s.address = a.address)
ORDER BY 1, 2
