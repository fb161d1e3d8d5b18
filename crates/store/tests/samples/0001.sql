-- Rows for every table of migration 0001.
INSERT INTO source (id, workspace, tool, account) VALUES (1, 1, 'hubspot', 'https://a.test'), (2, 1, 'mautic', 'https://b.test');
INSERT INTO sync_state (source, stream, capability, cursor, complete_to, last_ok_at, kept) VALUES (1, 'leads', 'native', 'c1', 1790000000000, 1790000000000, 3);
INSERT INTO broken_record (source, stream, record, why, seen_at) VALUES (1, 'leads', '9', 'a date of year 0001', 1790000000000);
INSERT INTO raw_stage (source, code, raw, leads) VALUES (1, 1, 'lead', 1), (1, 2, 'customer', 0);
INSERT INTO tool_stage (source, raw, label, position) VALUES (1, 'lead', 'Lead', 1);
INSERT INTO owner (source, ext_id, name, email, active) VALUES (1, '7', 'Sales', NULL, 1);
INSERT INTO campaign (source, ext_id, name, active) VALUES (1, 'c', 'Spring', NULL);
INSERT INTO email (source, ext_id, name, sent) VALUES (1, 'e', 'News', 100);
-- History: observed (01) or told (00), then per entry the instant, the code and no id.
INSERT INTO lead (id, source, ext_id, known, history, stage, change, first_seen_at, changed_at, fingerprint, created_at, email, owner)
VALUES (1, 1, '101', 1, x'0080a0a484ce670100', 1, 1, 1790000000000, 1790000000000, 5, 1780000000000, 'a@example.test', '7');
INSERT INTO lead (id, source, ext_id, known, merged_into) VALUES (2, 1, '102', 1, 1);
-- Presence: told removal (03) at an instant.
INSERT INTO lead (id, source, ext_id, known, removed_at, presence) VALUES (3, 1, '103', 1, 1785000000000, x'0380e8d3a4f367');
INSERT INTO census_seen (source, scan, part, leads) VALUES (1, 1790000000000, 1, x'02');
INSERT INTO deal (id, source, ext_id, name, amount_minor, currency) VALUES (1, 1, 'd', 'Deal', 500, 'JPY');
INSERT INTO deal_lead (deal, lead) VALUES (1, 1);
INSERT INTO engagement (id, source, ext_id, kind, at, lead) VALUES (1, 1, 'hit:1', 'page_viewed', 1790000000000, 1);
INSERT INTO day_rollup (id, workspace, day, facts, cohorts, moves) VALUES (1, 1, 20000, x'00', x'00', x'');
INSERT INTO move_change (id, workspace, block, changes) VALUES (1, 1, 625, x'');
INSERT INTO day_net (workspace, rank, day, net) VALUES (1, 0, 20000, 0);
INSERT INTO post (id, workspace, key, nonce, kind, channel, due, message, facts, state, owed_at)
VALUES (1, 1, 'wk-2026W45', 'fb-1', 'weekly', '5', 1790000000000, '{}', '{}', 'owed', 1790000000000);
INSERT INTO post_attempt (post, attempt, at) VALUES (1, 1, 1790000000000);
INSERT INTO ping (id, workspace, lead, rule, opened_at) VALUES (1, 1, 1, 'score', 1790000000000);
INSERT INTO hot_lead (workspace, lead, rule, since) VALUES (1, 1, 'score', 1790000000000);
INSERT INTO mark (workspace, name, word) VALUES (1, 'rules.read_upto', '5');
