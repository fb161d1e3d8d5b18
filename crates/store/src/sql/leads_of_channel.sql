SELECT count(*)
FROM lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ? AND lead.channel = ? AND lead.created_at >= ? AND lead.created_at < ?
    AND lead.known = 1 AND lead.excluded = 0 AND lead.merged_into IS NULL
