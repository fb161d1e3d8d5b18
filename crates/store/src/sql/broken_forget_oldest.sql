DELETE FROM broken_record
WHERE source = ? AND stream = ? AND record IN (
    SELECT record FROM broken_record WHERE source = ? AND stream = ?
    ORDER BY seen_at DESC, record LIMIT -1 OFFSET ?
)
