SELECT id, known, excluded, merged_into IS NOT NULL, presence, history, stage, iif(?, email, NULL)
FROM lead NOT INDEXED
WHERE source = ? AND id > ?
ORDER BY id
LIMIT ?
