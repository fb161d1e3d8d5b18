UPDATE post
SET state = 'attempted', attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ?), retry_at = NULL
WHERE id = ? AND state IN ('owed', 'attempted', 'failed')
RETURNING attempts
