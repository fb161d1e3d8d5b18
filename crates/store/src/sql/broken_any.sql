SELECT EXISTS (SELECT 1 FROM broken_record WHERE source = ? AND stream = ?)
