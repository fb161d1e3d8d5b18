-- Companies with an act of their own in the span (from ?2 up to ?3) and none in the days before it (since ?4), and those
-- whose last act lies before the same number of days before the span's end (?5). Of the target list alone where ?6 is 1.
SELECT trim(lead.company) AS name, max(act.at) >= ?5 AS is_active
FROM engagement AS act
JOIN lead ON lead.id = act.lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ?1 AND act.at >= ?4 AND act.at < ?3
    AND act.kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')
    AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL AND lead.removed_at IS NULL
    AND trim(coalesce(lead.company, '')) <> ''
    AND (?6 = 0 OR lead.target_list = 1)
GROUP BY 1
HAVING min(act.at) >= ?2 OR max(act.at) < ?5
ORDER BY max(act.at) DESC, 1
