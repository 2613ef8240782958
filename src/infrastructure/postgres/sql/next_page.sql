-- Where the next page of the books ends: enough rows lie behind it, and all of them are older than :settled, so that
-- whatever took its id before that has been committed. No value while there are too few.
SELECT least(
    (SELECT id FROM messages WHERE id >= CAST(:first_id AS uuid) AND id < CAST(:settled AS uuid)
     ORDER BY id OFFSET :rows LIMIT 1),
    (SELECT id FROM events WHERE id >= CAST(:first_id AS uuid) AND id < CAST(:settled AS uuid)
     ORDER BY id OFFSET 2 * :rows LIMIT 1)) AS next_id
