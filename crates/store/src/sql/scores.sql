SELECT lead.score
FROM lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ?1 AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL
    AND coalesce(lead.created_at, lead.first_seen_at) < ?2
    AND (lead.removed_at IS NULL OR lead.removed_at >= ?2)
    AND lead.score IS NOT NULL
ORDER BY lead.score
