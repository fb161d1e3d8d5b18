SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at
FROM ping
WHERE workspace = ? AND opened_at >= ? AND opened_at < ? AND post IS NOT NULL
ORDER BY opened_at, id
