-- Rows for every table of migration 0002.
INSERT INTO engagement (id, source, ext_id, kind, at, lead, asset, send, sent_at)
VALUES (2, 2, 'stat:1:sent', 'email_sent', 1790000000000, 1, '5', 'stat:1:sent', 1790000000000);
INSERT INTO email_cohort (source, email, sent_at, sent) VALUES (1, 'e', 1790000000000, 100);
INSERT INTO deal (id, source, ext_id, monthly_minor, monthly_currency, starts_at, removed_at) VALUES (2, 1, 'd2', 50, 'JPY', 1790000000000, 1790000000000);
INSERT INTO automation (source, ext_id, name, active, seen_at) VALUES (2, '1', 'Follow-up', 1, 1790000000000);
INSERT INTO automation_state (source, automation, at, state) VALUES (2, '1', 1790000000000, 'active');
INSERT INTO automation_step (source, automation, ext_id, name, position, last) VALUES (2, '1', '5', 'Send', 1, 1);
INSERT INTO scenario_run (source, automation, lead, rotation, entered_at) VALUES (2, '1', 1, 1, 1790000000000);
INSERT INTO step_run (id, source, ext_id, automation, step, lead, rotation, at, failed) VALUES (1, 2, '7', '1', '5', 1, 1, 1790000000000, 0);
INSERT INTO segment (source, ext_id, name, active) VALUES (2, '1', 'Newsletter', 1);
INSERT INTO segment_member (source, segment, lead, since, seen) VALUES (2, '1', 1, 1790000000000, 1790000000000);
-- One entry: the instant and 12.5 in hundredths.
INSERT INTO lead_score (lead, told, history) VALUES (1, 1, x'80a0a484ce67c413');
INSERT INTO campaign_cost (source, campaign, spent_minor, currency, from_day, changed_at) VALUES (1, 'c', 500000, 'JPY', 20000, 1790000000000);
