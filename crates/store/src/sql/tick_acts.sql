-- What leads did, oldest first, as one JSON list for each lead, since a row for each act would cost more than all the
-- rest; with the mail to which it happened where that was before an instant.
SELECT lead, json_group_array(json_array(kind, at, has_asset, mail, sent_at))
FROM (
    SELECT
        lead, kind, at, asset IS NOT NULL AS has_asset,
        CASE WHEN at < ? AND sent_at IS NOT NULL THEN coalesce(send, ext_id) END AS mail, sent_at
    FROM engagement
    WHERE lead IN (/*row*/ ? /*row*/)
    ORDER BY lead, at
)
GROUP BY lead
