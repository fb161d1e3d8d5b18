INSERT INTO lead (
    id, source, ext_id, known, excluded, merged_into, removed_at, presence, history, stage, differs,
    change, first_seen_at, changed_at
)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (id) DO UPDATE SET
    known = excluded.known, excluded = excluded.excluded, merged_into = excluded.merged_into,
    removed_at = excluded.removed_at, presence = excluded.presence, history = excluded.history,
    stage = excluded.stage, differs = excluded.differs, change = excluded.change,
    first_seen_at = excluded.first_seen_at, changed_at = excluded.changed_at
