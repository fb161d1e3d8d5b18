SELECT id FROM lead NOT INDEXED
WHERE source = ? AND id > ? AND known = 1 AND removed_at IS NULL AND merged_into IS NULL
    AND first_seen_at < ? AND changed_at < ?
ORDER BY id
LIMIT ?
