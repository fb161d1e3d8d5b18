-- An edit without a cause, as a claim owes it.
INSERT INTO post_edit (id, post, lines, state, attempts, owed_at)
SELECT 2, min(id), '[]', 'owed', 0, 1790000000000 FROM post;
-- A ping that was sent before its lead was deleted (lead 3 of 0001).
INSERT INTO post (id, workspace, key, nonce, kind, channel, due, message, facts, state, owed_at, sent_at, message_id)
VALUES (7, 1, 'ping:7', 'fb-7', 'ping', '5', 1780000000000, '{"content":"Example KK"}', 'null', 'sent', 1780000000000, 1780000000000, '77');
INSERT INTO ping (id, workspace, lead, rule, opened_at, post) VALUES (7, 1, 3, 'score', 1780000000000, 7);
