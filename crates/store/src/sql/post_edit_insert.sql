INSERT INTO post_edit (post, cause, lines, state, owed_at)
VALUES (?, ?, ?, 'owed', ?)
ON CONFLICT (post, cause) DO NOTHING
