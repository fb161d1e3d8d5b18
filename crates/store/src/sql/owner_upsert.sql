INSERT INTO owner (source, ext_id, name, email, active)
VALUES /*row*/ (?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE
SET name = excluded.name, email = excluded.email, active = excluded.active
WHERE name <> excluded.name OR email IS NOT excluded.email OR active <> excluded.active
