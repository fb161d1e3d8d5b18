SELECT key, kind, channel, due, state, setback, reason, retry_at, count(*) OVER () AS total
FROM post
WHERE workspace = ? AND setback IS NOT NULL
    AND (state = 'failed' OR (state IN ('given_up', 'skipped') AND due >= ?))
ORDER BY due DESC, id DESC
LIMIT ?
