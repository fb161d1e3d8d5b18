DELETE FROM census_seen WHERE source = ? AND scan <= ?
