INSERT INTO raw_stage (source, code, raw) VALUES (?, ?, ?)
