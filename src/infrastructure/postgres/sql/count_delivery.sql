-- A delivery that is stored already, whoever's it was then: counted, and nothing else.
UPDATE events SET deliveries = deliveries + 1
WHERE connection_id = %(connection_id)s AND key = %(event_key)s
RETURNING deliveries
