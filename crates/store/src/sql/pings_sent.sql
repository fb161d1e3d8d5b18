SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at, gone
FROM ping
WHERE workspace = ? AND opened_at >= ? AND opened_at < ? AND post IS NOT NULL
    AND gone IS NOT 'unsaid'
ORDER BY opened_at, id
