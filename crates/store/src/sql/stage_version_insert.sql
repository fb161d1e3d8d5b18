INSERT INTO stage_version (workspace, stage, version, since, terms) VALUES (?, ?, ?, ?, ?)
