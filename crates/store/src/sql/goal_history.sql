SELECT id, kpi, kind, period, target, unit, currency, direction, set_by, file, set_at, ended_at
FROM goal
WHERE workspace = ? AND kpi = ?
ORDER BY set_at DESC, id DESC
LIMIT ?
