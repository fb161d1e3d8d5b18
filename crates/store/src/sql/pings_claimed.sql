-- When a ping about each lead was first claimed, up to an instant.
SELECT lead, min(claimed_at)
FROM ping
WHERE workspace = ? AND claimed_at < ?
GROUP BY lead
