DELETE FROM email_cohort
WHERE source = ? AND email = ? AND sent_at >= ? AND sent_at NOT IN (SELECT value FROM json_each(?))
