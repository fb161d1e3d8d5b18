-- As they were seen last before an instant.
SELECT count(*), coalesce(sum(state.state = 'active'), 0)
FROM automation_state AS state
JOIN source ON source.id = state.source
WHERE source.workspace = ?1 AND state.state <> 'gone' AND state.at = (
    SELECT max(newest.at)
    FROM automation_state AS newest
    WHERE newest.source = state.source AND newest.automation = state.automation AND newest.at < ?2
)
