INSERT INTO census_seen (source, scan, part, leads)
VALUES (?, ?, (SELECT coalesce(max(part), 0) + 1 FROM census_seen WHERE source = ? AND scan = ?), ?)
