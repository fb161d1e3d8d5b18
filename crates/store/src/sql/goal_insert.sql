INSERT INTO goal (workspace, kpi, kind, period, target, unit, currency, direction, set_by, set_at, file)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
