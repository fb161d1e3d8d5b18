SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at
FROM ping
WHERE workspace = ? AND lead = ? AND rule = ?
ORDER BY opened_at DESC, id DESC
LIMIT 1
