DELETE FROM broken_record WHERE source = ? AND stream = ? AND seen_at < ?
