-- Acts of leads that count nowhere, such as test contacts, do not count.
SELECT act.kind, count(DISTINCT coalesce(act.send, act.ext_id))
FROM engagement AS act
LEFT JOIN lead ON lead.id = act.lead
WHERE act.source = ? AND act.sent_at >= ? AND act.sent_at < ? AND act.at < ? AND coalesce(lead.excluded, 0) = 0
GROUP BY act.kind
