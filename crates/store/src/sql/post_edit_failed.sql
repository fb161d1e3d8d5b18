UPDATE post_edit SET state = iif(?, 'owed', 'given_up'), retry_at = ?, reason = ?, attempts = attempts + 1
WHERE post = ? AND id <= ? AND state = 'owed'
