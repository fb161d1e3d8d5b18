SELECT version, since, terms
FROM stage_version
WHERE workspace = ? AND stage = ?
ORDER BY version DESC
LIMIT 1
