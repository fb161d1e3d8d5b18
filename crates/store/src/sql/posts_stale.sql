SELECT id, key, nonce, kind, channel, due, period_start, period_end, message, facts, late, state, attempts, owed_at, first_attempt_at, retry_at, reason, sent_at, message_id
FROM post
WHERE workspace = ? AND stale = 1
ORDER BY id
