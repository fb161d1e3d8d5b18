SELECT id, key, nonce, kind, channel, message, attempts, due, late, owed_at, first_attempt_at, setback
FROM post
WHERE workspace = ? AND due <= ? AND state IN ('owed', 'attempted', 'failed') AND stale = 0
    AND (retry_at IS NULL OR retry_at <= ?)
ORDER BY due, id
