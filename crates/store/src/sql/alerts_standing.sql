SELECT id, watch, subject, raised_at, worst FROM alert WHERE workspace = ? AND over_at IS NULL ORDER BY id
