-- What may stand in the channel is taken back there.
INSERT INTO post_edit (post, lines, state, owed_at)
SELECT id, '[]', 'owed', ? FROM post WHERE workspace = ? AND stale = 1 AND state IN ('attempted', 'failed', 'sent')
