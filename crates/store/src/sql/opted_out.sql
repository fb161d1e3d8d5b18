SELECT count(DISTINCT act.lead)
FROM engagement AS act
JOIN lead ON lead.id = act.lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ? AND act.kind = 'unsubscribed' AND act.at >= ? AND act.at < ?
    AND lead.known = 1 AND lead.excluded = 0
