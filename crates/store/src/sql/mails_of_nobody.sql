-- Mails to which something happened of which it is not known whose act it was, as far as no lead's act tells the same.
SELECT act.kind, count(DISTINCT coalesce(act.send, act.ext_id))
FROM engagement AS act
WHERE act.source = ?1 AND act.sent_at >= ?2 AND act.sent_at < ?3 AND act.at < ?4 AND act.lead IS NULL
    AND NOT EXISTS (
        SELECT 1
        FROM engagement AS same
        JOIN lead ON lead.id = same.lead
        WHERE same.source = act.source AND same.sent_at = act.sent_at AND same.kind = act.kind
            AND same.send = act.send AND same.at < ?4 AND lead.excluded = 0
    )
GROUP BY act.kind
