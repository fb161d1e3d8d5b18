INSERT INTO mark (workspace, name, word) VALUES (?, ?, ?)
ON CONFLICT (workspace, name) DO UPDATE SET word = excluded.word
