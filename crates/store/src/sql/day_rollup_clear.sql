DELETE FROM day_rollup WHERE workspace = ?
