INSERT INTO automation (source, ext_id, name, active, created_at, seen_at)
VALUES /*row*/ (?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET
    name = excluded.name, active = excluded.active, created_at = excluded.created_at, gone_at = NULL
WHERE name <> excluded.name OR active <> excluded.active OR created_at IS NOT excluded.created_at
    OR gone_at IS NOT NULL
