INSERT INTO hot_lead (workspace, lead, rule, since) VALUES (?, ?, ?, ?)
ON CONFLICT (workspace, lead) DO UPDATE SET rule = excluded.rule, since = excluded.since
WHERE rule <> excluded.rule
