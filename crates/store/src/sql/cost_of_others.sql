-- Costs that files of other names say.
SELECT file, line, first_day, last_day, CAST(minor AS TEXT), currency, channel, campaign, note
FROM cost_entry
WHERE workspace = ? AND file IS NOT NULL AND file <> ?
ORDER BY file, line
