INSERT INTO tool_stage (source, raw, label, position)
VALUES /*row*/ (?, ?, ?, ?) /*row*/
ON CONFLICT (source, raw) DO UPDATE SET label = excluded.label, position = excluded.position
WHERE label <> excluded.label OR position <> excluded.position
