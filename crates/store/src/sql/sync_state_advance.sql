INSERT INTO sync_state (source, stream, cursor, complete_to, last_ok_at, kept)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (source, stream) DO UPDATE SET
    cursor = coalesce(excluded.cursor, cursor),
    complete_to = max(coalesce(excluded.complete_to, complete_to), coalesce(complete_to, excluded.complete_to)),
    last_ok_at = excluded.last_ok_at,
    kept = kept + excluded.kept
