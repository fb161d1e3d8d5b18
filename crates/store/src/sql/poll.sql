SELECT
    source.workspace AS workspace,
    source.tool AS tool,
    workspace.agreement AS agreement,
    workspace.changes AS changes,
    sync_state.complete_to AS complete_to,
    (SELECT coalesce(max(lead.id), 0) FROM lead) AS last_lead
FROM source
JOIN workspace ON workspace.id = source.workspace
LEFT JOIN sync_state ON sync_state.source = source.id AND sync_state.stream = 'leads'
WHERE source.id = ?
