INSERT INTO question (workspace, command, given, locale, as_of, asked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id;
