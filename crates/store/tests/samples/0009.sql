-- A message that the chat refused, and one that keeps failing.
INSERT INTO post (id, workspace, key, nonce, kind, channel, due, message, facts, state, owed_at, attempts, reason, setback)
VALUES (10, 1, 'monthly-9', 'fb-9', 'monthly', '5', 1790000000000, '{}', 'null', 'given_up', 1790000000000, 1, 'too long', 'refused');
INSERT INTO post (id, workspace, key, nonce, kind, channel, due, message, facts, state, owed_at, attempts, reason, setback, retry_at)
VALUES (11, 1, 'monthly-10', 'fb-10', 'monthly', '5', 1790000000000, '{}', 'null', 'failed', 1790000000000, 1, 'away', 'unreachable', 1790000900000);
