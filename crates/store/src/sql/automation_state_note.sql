-- A row for each automation that is not as its newest row says.
INSERT INTO automation_state (source, automation, at, state)
SELECT source, ext_id, ?, state
FROM (
    SELECT source, ext_id, iif(gone_at IS NOT NULL, 'gone', iif(active, 'active', 'inactive')) AS state
    FROM automation
    WHERE source = ?
) AS now
WHERE state IS NOT (
    SELECT past.state
    FROM automation_state AS past
    WHERE past.source = now.source AND past.automation = now.ext_id
    ORDER BY past.at DESC
    LIMIT 1
)
ON CONFLICT (source, automation, at) DO UPDATE SET state = excluded.state
