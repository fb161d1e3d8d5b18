UPDATE post SET message = ?, stale = 0
WHERE id = ? AND (SELECT count(*) FROM ping WHERE ping.post = post.id AND ping.gone IS NOT NULL) = ?
