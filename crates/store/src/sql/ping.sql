SELECT id, workspace, lead, rule, opened_at, post, claimed_by, claimed_at FROM ping WHERE id = ?
