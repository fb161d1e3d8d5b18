INSERT INTO post_attempt (post, attempt, at) VALUES (?, ?, ?)
