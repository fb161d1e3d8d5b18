SELECT leads FROM census_seen WHERE source = ? AND scan = ?
