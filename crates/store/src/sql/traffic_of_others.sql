-- Visitors that files of other names say.
SELECT file, line, first_day, last_day, CAST(visitors AS TEXT), channel
FROM traffic_entry
WHERE workspace = ? AND file IS NOT NULL AND file <> ?
ORDER BY file, line
