-- What people did with drafts that waited for them, by how sure the second look was.
SELECT d.workspace_id, w.name AS workspace,
       CASE WHEN d.evaluation IS NULL OR d.evaluation ->> 'confidence' IS NULL THEN 'not evaluated'
            WHEN (d.evaluation ->> 'confidence')::float >= 0.9 THEN '0.9 and more'
            WHEN (d.evaluation ->> 'confidence')::float >= 0.7 THEN '0.7 to 0.9'
            ELSE 'below 0.7' END AS confidence,
       count(*) FILTER (WHERE m.disposition = 'approved-sent') AS approved,
       count(*) FILTER (WHERE m.disposition = 'edited-sent') AS edited,
       count(*) FILTER (WHERE d.status = 'rejected') AS rejected,
       count(*) FILTER (WHERE d.status = 'proposed' AND m.disposition = 'waiting-human') AS waiting
FROM drafts d
JOIN messages m ON m.id = d.message_id
JOIN workspaces w ON w.id = d.workspace_id
WHERE d.id >= CAST(:floor AS uuid) AND d.created_at >= :since
  AND (CAST(:workspace AS uuid) IS NULL OR d.workspace_id = CAST(:workspace AS uuid))
  AND (m.disposition IN ('approved-sent', 'edited-sent', 'waiting-human') OR d.status = 'rejected')
GROUP BY 1, 2, 3
ORDER BY 2, 3
