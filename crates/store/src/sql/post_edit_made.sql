UPDATE post_edit SET state = 'made', made_at = ?, attempts = attempts + 1, retry_at = NULL, reason = NULL
WHERE post = ? AND id <= ? AND state = 'owed'
