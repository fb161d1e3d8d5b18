SELECT lead.id
FROM lead
JOIN source ON source.id = lead.source
WHERE source.workspace = ? AND lead.id > ?
ORDER BY lead.id
LIMIT ?
