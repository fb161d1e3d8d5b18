SELECT day, facts FROM day_rollup WHERE workspace = ? AND day >= ? AND day < ?
