-- What leads did, oldest first; with the mail to which it happened where that was before an instant (?2).
SELECT json_group_array(json_array(lead, kind, at, has_asset, mail, sent_at))
FROM (
    SELECT
        act.lead, act.kind, act.at, act.asset IS NOT NULL AS has_asset,
        CASE WHEN act.at < ?2 AND act.sent_at IS NOT NULL THEN coalesce(act.send, act.ext_id) END AS mail, act.sent_at
    FROM json_each(?1) AS asked
    CROSS JOIN engagement AS act ON act.lead = asked.value
    ORDER BY act.lead, act.at
)
