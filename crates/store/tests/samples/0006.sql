-- Rows for every table of migration 0006.
INSERT INTO post_edit (id, post, cause, lines, state, attempts, owed_at)
SELECT 1, min(id), max(id), '["MQL 41 → 43"]', 'owed', 0, 1790000000000 FROM post;
INSERT INTO definition_version (workspace, version, since, terms) VALUES (1, 1, 1790000000000, '{"zone":"Asia/Tokyo","stages":["lead","mql"],"mappings":{},"window_days":90,"excluded_domains":[]}');
