INSERT INTO scenario_run (source, automation, lead, rotation, entered_at, left_at)
VALUES /*row*/ (?, ?, ?, ?, ?, ?) /*row*/
ON CONFLICT (source, automation, lead, rotation) DO UPDATE SET
    entered_at = excluded.entered_at, left_at = excluded.left_at
WHERE entered_at <> excluded.entered_at OR left_at IS NOT excluded.left_at
