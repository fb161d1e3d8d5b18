-- Rows for every table of migration 0016.
INSERT INTO goal (id, workspace, kpi, kind, period, target, unit, direction, set_at, file)
VALUES (3, 1, 'entered-mql', 'month', '2026-12', '80', 'count', 'higher', 1790000002000, 'targets.csv');
