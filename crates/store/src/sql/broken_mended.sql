DELETE FROM broken_record WHERE source = ? AND stream = ? AND record = ?
