-- Rows for every table of migration 0023.
INSERT INTO stage_version (workspace, stage, version, since, terms) VALUES (1, 'mql', 1, 1790000000000, '{"stages":["mql","sql"],"values":{"hubspot":["marketingqualifiedlead"]},"definition":null,"team":null}');
