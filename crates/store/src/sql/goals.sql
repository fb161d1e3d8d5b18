SELECT id, kpi, kind, period, target, unit, currency, direction, set_by, file, set_at, ended_at
FROM goal
WHERE workspace = ? AND ended_at IS NULL
ORDER BY kpi, kind, period
