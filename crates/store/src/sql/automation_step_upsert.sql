INSERT INTO automation_step (source, automation, ext_id, name, position, last)
VALUES /*row*/ (?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, automation, ext_id) DO UPDATE SET
    name = excluded.name, position = excluded.position, last = excluded.last
WHERE name <> excluded.name OR position <> excluded.position OR last <> excluded.last
