-- A ping of a lead that is gone, in a digest whose text is to be changed.
INSERT INTO post (id, workspace, key, nonce, kind, channel, due, message, facts, state, owed_at, stale)
VALUES (8, 1, 'pings-8', 'fb-8', 'ping', '5', 1790000000000, '{}', 'null', 'sent', 1790000000000, 1);
INSERT INTO ping (id, workspace, lead, rule, opened_at, post, gone) VALUES (8, 1, 3, 'score', 1780000000000, 8, 'said');
INSERT INTO ping (id, workspace, lead, rule, opened_at, post) VALUES (9, 1, 1, 'size', 1780000000000, 8);
