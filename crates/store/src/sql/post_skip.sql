INSERT INTO post (workspace, key, nonce, kind, due, state, owed_at, reason, setback)
VALUES (?, ?, ?, ?, ?, 'skipped', ?, ?, ?)
ON CONFLICT (workspace, key) DO NOTHING
