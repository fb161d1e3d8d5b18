INSERT INTO post (
    workspace, key, nonce, kind, channel, due, period_start, period_end, message, facts, late, state, owed_at
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'owed', ?)
ON CONFLICT (workspace, key) DO NOTHING
RETURNING id
