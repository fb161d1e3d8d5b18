-- Rows for every table of migration 0003.
INSERT INTO goal (id, workspace, kpi, kind, period, target, unit, direction, set_by, set_at, ended_at, ended_by)
VALUES (1, 1, 'entered-sql', 'month', '2026-11', '50', 'count', 'higher', '7', 1790000000000, 1790000001000, '7');
INSERT INTO goal (id, workspace, kpi, kind, period, target, unit, direction, set_by, set_at)
VALUES (2, 1, 'entered-sql', 'month', '2026-11', '60', 'count', 'higher', '7', 1790000001000);
INSERT INTO note (id, workspace, date, text, author, created_at) VALUES (1, 1, '2026-11-05', 'Trade fair', '7', 1790000000000);
