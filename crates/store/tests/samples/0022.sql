-- Rows for every table of migration 0022.
INSERT INTO question (id, workspace, command, given, locale, as_of, asked_at) VALUES (1, 1, 'kpi show', '[["kpi","entered-mql"]]', 'ja', 1790000000000, 1790000000000);
