INSERT INTO post (workspace, key, nonce, kind, due, state, owed_at, reason)
VALUES (?, ?, ?, ?, ?, 'skipped', ?, ?)
ON CONFLICT (workspace, key) DO NOTHING
