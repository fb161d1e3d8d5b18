SELECT day FROM day_rollup WHERE workspace = ? ORDER BY day
