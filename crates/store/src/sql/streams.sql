SELECT
    sync_state.source AS source, source.tool AS tool, stream, capability, complete_to, last_ok_at,
    failed_at, failure_kind, failure, kept,
    (
        SELECT count(*) FROM broken_record
        WHERE broken_record.source = sync_state.source AND broken_record.stream = sync_state.stream
    ) AS broken
FROM sync_state
JOIN source ON source.id = sync_state.source
WHERE source.workspace = ?
