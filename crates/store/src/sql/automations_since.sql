SELECT min(state.at)
FROM automation_state AS state
JOIN source ON source.id = state.source
WHERE source.workspace = ?
