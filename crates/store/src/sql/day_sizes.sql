SELECT day, length(facts) + length(cohorts) + length(moves) FROM day_rollup WHERE workspace = ? ORDER BY day
