INSERT INTO sync_state (source, stream, capability)
VALUES (?, ?, ?)
ON CONFLICT (source, stream) DO UPDATE SET capability = excluded.capability
WHERE capability IS NOT excluded.capability
