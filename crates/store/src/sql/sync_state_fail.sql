INSERT INTO sync_state (source, stream, failed_at, failure_kind, failure)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (source, stream) DO UPDATE SET
    failed_at = excluded.failed_at, failure_kind = excluded.failure_kind, failure = excluded.failure
