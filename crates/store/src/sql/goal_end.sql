UPDATE goal SET ended_at = ?, ended_by = ?
WHERE workspace = ? AND kpi = ? AND kind = ? AND period IS ? AND ended_at IS NULL
RETURNING id, kpi, kind, period, target, unit, currency, direction, set_by, file, set_at, ended_at
