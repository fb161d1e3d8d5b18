SELECT min(day), max(day) FROM day_rollup WHERE workspace = ?
