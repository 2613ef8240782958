-- The pages that have to be counted again: a message in them changed its disposition, or something in them is missing.
SELECT DISTINCT page.first_id, page.next_id
FROM messages m
CROSS JOIN LATERAL (
    SELECT p.first_id, p.next_id FROM accounting_pages p
    WHERE p.workspace_id = m.workspace_id AND p.first_id <= m.id ORDER BY p.first_id DESC LIMIT 1) page
WHERE m.disposed_at > CAST(:moved_upto AS timestamptz) - make_interval(secs => :margin) AND m.id < page.next_id
UNION
SELECT first_id, next_id FROM accounting_pages WHERE lost_events + without_event > 0
