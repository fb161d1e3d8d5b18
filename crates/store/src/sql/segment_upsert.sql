INSERT INTO segment (source, ext_id, name, active)
VALUES /*row*/ (?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET name = excluded.name, active = excluded.active
WHERE name <> excluded.name OR active <> excluded.active
