SELECT id, ext_id, known, excluded, merged_into, presence, history, stage, first_seen_at, fingerprint, modified_at
FROM lead NOT INDEXED
WHERE source = ? AND id > ?
ORDER BY id
LIMIT ?
