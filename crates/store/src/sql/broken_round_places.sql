DELETE FROM broken_record
WHERE source = ? AND stream = ? AND seen_at < ? AND record LIKE '%/%' AND record NOT LIKE '% %'
