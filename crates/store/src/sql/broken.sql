SELECT stream, record, why, seen_at
FROM broken_record
JOIN source ON source.id = broken_record.source
WHERE source.workspace = ?
ORDER BY seen_at DESC, stream, record
LIMIT ?
