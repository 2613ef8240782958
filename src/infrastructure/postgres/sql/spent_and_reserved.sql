-- What is set aside for calls in the air, in all, for the lead and for the message, and what these two have spent. Called
-- with the day held.
SELECT reserved.whole AS day,
       reserved.lead + (SELECT coalesce(sum(coalesce(charged_usd, cost_usd)), 0) FROM ai_calls
                        WHERE lead_id = CAST(:lead AS uuid) AND workspace_id = CAST(:workspace AS uuid)
                          AND created_at >= date_trunc('day', clock_timestamp(), 'UTC')) AS lead,
       reserved.message + (SELECT coalesce(sum(coalesce(charged_usd, cost_usd)), 0) FROM ai_calls
                           WHERE message_id = CAST(:message AS uuid)
                             AND workspace_id = CAST(:workspace AS uuid)) AS message
FROM (SELECT coalesce(sum(amount_usd), 0) AS whole,
             coalesce(sum(amount_usd) FILTER (WHERE lead_id = CAST(:lead AS uuid)), 0) AS lead,
             coalesce(sum(amount_usd) FILTER (WHERE message_id = CAST(:message AS uuid)), 0) AS message
      FROM ai_reservations
      WHERE workspace_id = CAST(:workspace AS uuid) AND expires_at > clock_timestamp()) reserved
