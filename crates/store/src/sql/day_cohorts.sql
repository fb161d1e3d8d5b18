SELECT day, cohorts FROM day_rollup WHERE workspace = ? AND day >= ? AND day < ?
