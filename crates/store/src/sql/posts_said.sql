SELECT id, key, nonce, kind, channel, due, period_start, period_end, message, facts, late, state, attempts, owed_at, first_attempt_at, retry_at, reason, sent_at, message_id
FROM post
WHERE workspace = ? AND kind = ? AND state NOT IN ('skipped', 'given_up') AND owed_at <= ?
ORDER BY due DESC, id DESC
LIMIT ?
