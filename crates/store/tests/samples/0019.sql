-- Rows for every table of migration 0019.
INSERT INTO alert (workspace, watch, subject, raised_at, worst, over_at) VALUES (1, 'unsubscribes', '', 1790000000000, 0.014, 1790500000000);
INSERT INTO alert (workspace, watch, subject, raised_at, worst) VALUES (1, 'goals', 'entered-sql month 2026-11', 1790000000000, 0.61);
