SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at, gone
FROM ping
WHERE post = ?
ORDER BY claimed_at, id
