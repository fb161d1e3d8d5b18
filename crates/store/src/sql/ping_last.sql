SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at, gone
FROM ping
WHERE workspace = ? AND lead = ? AND rule = ? AND gone IS NOT 'unsaid'
ORDER BY opened_at DESC, id DESC
LIMIT 1
