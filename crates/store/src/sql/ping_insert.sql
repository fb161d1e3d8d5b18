INSERT INTO ping (workspace, lead, rule, opened_at) VALUES (?, ?, ?, ?) RETURNING id
