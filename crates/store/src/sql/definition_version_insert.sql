INSERT INTO definition_version (workspace, version, since, terms) VALUES (?, ?, ?, ?)
