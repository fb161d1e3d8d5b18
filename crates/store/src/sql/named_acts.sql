SELECT act.kind, act.asset, act.url, count(*)
FROM engagement AS act
JOIN source ON source.id = act.source
JOIN lead ON lead.id = act.lead
WHERE source.workspace = ? AND act.at >= ? AND act.at < ? AND lead.known = 1 AND lead.excluded = 0
    AND act.kind IN ('form_submitted', 'downloaded', 'email_clicked', 'page_viewed')
    AND (act.asset IS NOT NULL OR act.url IS NOT NULL)
GROUP BY act.kind, act.asset, act.url
