INSERT INTO source (workspace, tool, account) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
