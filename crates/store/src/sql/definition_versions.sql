SELECT version, since, terms
FROM definition_version
WHERE workspace = ?
ORDER BY version
