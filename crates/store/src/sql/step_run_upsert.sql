INSERT INTO step_run (source, ext_id, automation, step, lead, rotation, at, failed)
VALUES /*row*/ (?, ?, ?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, ext_id) DO UPDATE SET lead = excluded.lead, at = excluded.at, failed = excluded.failed
WHERE lead <> excluded.lead OR at <> excluded.at OR failed <> excluded.failed
