INSERT INTO alert (workspace, watch, subject, raised_at, worst)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
RETURNING id
