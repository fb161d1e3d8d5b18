SELECT day, facts, cohorts, moves FROM day_rollup WHERE workspace = ? AND day >= ? AND day < ?
